"""Receipts and chains checked from the terminal; notices published once a wording."""

import json

import pytest
from django.core.management import CommandError, call_command

from consents.models import Notice, Purpose
from requests_app.models import Event
from requests_app.receipts import published_keys
from tests.tampering import without_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def receipt_file(rights_request, tmp_path):
    file = tmp_path / "receipt.jws"
    file.write_text(rights_request.receipts.get().jws + "\n")
    return file


@pytest.fixture
def keys_file(tmp_path):
    file = tmp_path / "keys.json"
    file.write_text(json.dumps(published_keys()))
    return file


def exit_code(*arguments):
    with pytest.raises(CommandError) as raised:
        call_command(*arguments)
    assert str(raised.value)
    return raised.value.returncode


def test_a_genuine_receipt(receipt_file, keys_file, rights_request, capsys):
    call_command("check_receipt", str(receipt_file), "--keys", str(keys_file))
    said = capsys.readouterr().out
    assert said.startswith("Genuine")
    assert rights_request.reference in said


def test_a_changed_receipt_and_foreign_keys_are_not_genuine(receipt_file, keys_file, tmp_path):
    head, body, signature = receipt_file.read_text().strip().split(".")
    receipt_file.write_text(f"{head}.{body[:-4]}AAAA.{signature}")
    assert exit_code("check_receipt", str(receipt_file), "--keys", str(keys_file)) == 1
    receipt_file.write_text(f"{head}.{body}.{signature}")
    keys_file.write_text('{"keys": []}')
    assert exit_code("check_receipt", str(receipt_file), "--keys", str(keys_file)) == 1


def test_unusable_files_are_exit_2(receipt_file, tmp_path):
    assert exit_code("check_receipt", str(tmp_path / "absent")) == 2
    assert exit_code("check_receipt", str(receipt_file), "--keys", str(receipt_file)) == 2


def test_a_whole_chain(rights_request, capsys):
    call_command("check_chain")
    call_command("check_chain", rights_request.reference.lower())
    assert capsys.readouterr().out.count("whole") == 2


def test_a_changed_event_is_found(rights_request):
    event = rights_request.events.get()
    event.data = {**event.data, "rights": ["access"]}
    with without_triggers():
        super(Event, event).save_base(force_update=True)
    assert exit_code("check_chain", rights_request.reference) == 1


def test_an_unknown_reference(rights_request):
    assert exit_code("check_chain", "SF-0000-0000") == 1


def test_notices_are_published_once_a_wording(settings):
    for _run in range(2):
        call_command("publish_notices", verbosity=0)
    assert Notice.objects.count() == len(Purpose)
    for notice in Notice.objects.all():
        for language in ("zh-hans", "en"):
            text = notice.text(language)
            assert "$" not in text
            assert settings.OPERATED_BY["email"] in text
    settings.OPERATED_BY = {**settings.OPERATED_BY, "email": "someone@example.test"}
    call_command("publish_notices", verbosity=0)
    assert sorted(Notice.objects.values_list("version", flat=True)) == [1, 1, 2, 2]
