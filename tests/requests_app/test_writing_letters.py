"""Silence or a bad answer: the admonition, the complaint, and evidence that can be checked offline."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from datetime import timedelta

import pytest
import time_machine

from requests_app import receipts
from requests_app.law.letters.types import LetterKind
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.receipts.chain import FIRST, canonical
from requests_app.services.evidence_bundle import bundle
from requests_app.services.letters import whom_to_turn_to, write_letter


@pytest.fixture
def overdue(rights_request):
    with time_machine.travel(rights_request.due_at + timedelta(days=3), tick=False):
        yield rights_request


def test_no_letter_while_the_venue_still_has_time(rights_request, resident):
    with pytest.raises(RequestProblem) as problem:
        write_letter(case=rights_request, stage=LetterKind.ADMONITION, by=resident)
    assert problem.value.kind is ProblemKind.NOT_YET_DUE


def test_the_admonition_names_the_law_and_claims_no_limit_that_it_does_not_set(overdue, resident):
    letter = write_letter(case=overdue, stage=LetterKind.ADMONITION, by=resident)
    assert overdue.reference in letter.text_en
    assert "个人信息保护法" in letter.text_zh_hans
    assert "promptly" in letter.text_en
    assert "within 30 days" not in letter.text_en
    assert "第四十七条" in letter.text_zh_hans or "47" in letter.text_zh_hans


def test_a_letter_is_written_once(overdue, resident):
    first = write_letter(case=overdue, stage=LetterKind.ADMONITION, by=resident)
    assert write_letter(case=overdue, stage=LetterKind.ADMONITION, by=resident) == first


def test_the_complaint_goes_to_an_authority_of_the_place(overdue, resident):
    authority = whom_to_turn_to(overdue)[0]
    letter = write_letter(
        case=overdue, stage=LetterKind.COMPLAINT, by=resident, authority=authority.id
    )
    assert letter.authority == authority.id
    assert authority.name.zh_hans in letter.text_zh_hans


def test_the_bundle_proves_the_case_without_this_platform(overdue, resident):
    letter = write_letter(case=overdue, stage=LetterKind.COMPLAINT, by=resident)
    with zipfile.ZipFile(io.BytesIO(bundle(letter, "en"))) as archive:
        keys = json.loads(archive.read("keys.json"))["keys"]
        events = json.loads(archive.read("events.json"))
        signed = [name for name in archive.namelist() if name.startswith("receipts/")]
        checked = [receipts.check(archive.read(name).decode(), keys) for name in signed]
        pdf = archive.read("letter.zh-hans.pdf")
    assert pdf.startswith(b"%PDF")
    assert all(one.is_genuine for one in checked)
    previous = FIRST
    for event, receipt in zip(events, checked, strict=True):
        digest = event.pop("digest")
        assert event["previous"] == previous
        assert hashlib.sha256(canonical(event)).hexdigest() == digest
        assert receipt.payload["digest"] == digest
        previous = digest
