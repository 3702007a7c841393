"""Every table over an enumeration answers for every member, or stands here with the reason why not.

A reason says what becomes of the member that nobody thought of: it must be the stricter answer, or
nothing but a choice of words.
"""

from __future__ import annotations

import ast
from importlib import import_module

import pytest

from accounts.core.totality import Chosen, Total
from requests_app.law.rights import RIGHTS, Right
from requests_app.models import RightsRequest
from tests.guards.enum_tables import enumerations, spots, spots_in, tables

# Collections in a module that are neither `total` nor `chosen`.
EXCUSED = {
    "accounts.second_factor.FACTORS": "allauth's own: what it adds is no second factor here",
    "biometrics.evaluation.attacks.SEQUENCES": "what is tried out; decides nothing",
    "biometrics.services.liveness.NOT_LIVE": "made of every member",
    "consents.kinds.ASKABLE": "made of a total table",
    "biometrics.types.OPERATOR_SENTENCES": "else the words for the resident serve",
    "requests_app.api.access.POLICIES": "another permission opens no case: it is an error",
    "requests_app.api.outputs.REQUEST_OUTCOMES": "made of a total table",
    "requests_app.law.deadlines.calculator.MONTHS": "another unit is counted as itself or is an error",
    "requests_app.demo.access.HOMES": "persons of the demo, who are called like roles",
    "requests_app.demo.access.ROLES": "persons of the demo, who are called like roles",
    "requests_app.demo.access.TOKENS": "persons of the demo, who are called like roles",
    "requests_app.demo.stories.ACCESS_THEN_DELETION": "what one person of the demo asks for",
    "requests_app.forms.cases.WISHES[delete]": "what one choice of a form asks for",
    "requests_app.forms.cases.WISHES[other_way]": "what one choice of a form asks for",
    "requests_app.forms.cases.WISHES[see_delete]": "what one choice of a form asks for",
    "requests_app.law.rights.ORDER": "made of a total table",
    "requests_app.law.rights.REMOVING": "made of a total table",
    "requests_app.services.case_facts.NOTHING_LEFT": "made of a total table",
    "requests_app.services.case_facts.ON_NOBODY": "made of a total table",
    "requests_app.states.EVENT_LABELS": "made of a total table",
    "requests_app.views.cases.TALK": "another event opens no form for words",
    "requests_app.views.styleguide.KINDS": "made of every member",
}

# Functions that tell two members or more apart by themselves.
EXCUSED_IN_FUNCTIONS = {
    "accounts.kit.api.idempotency:_earlier": "another finding has no stored answer: an error",
    "accounts.kit.inventory.checks:_bad_scrubs": "refuses more; another rule is refused by REPLACED",
    "accounts.management.commands.inventory:_erasure": "else the rule's own name is written",
    "accounts.services.push:_tell": "only what was taken counts as told",
    "accounts.kit.form_idempotency:_leads_on": "another answer leads nowhere and is not kept",
    "accounts.kit.form_idempotency:_once": "another finding is a conflict",
    "biometrics.drawn.motion:_part_way": "draws for tests and the demo",
    "biometrics.evaluation.attacks:looped_video": "what is tried out; decides nothing",
    "biometrics.types:operator_sentence": "else the words for the resident serve",
    "biometrics.uploads:_opened": "another way of packing is refused",
    "consents.admin.handover:_steps": "another state offers no step",
    "consents.admin.handover:limit": "another state is not shown to who is to answer",
    "consents.admin.handover:may_see": "another permission does not see them",
    "consents.services.handovers:object_to": "in another state nobody can object any more",
    "config.local.supervisor:run": "signals of the system",
    "requests_app.admin.dashboard:requests_due": "what has no tile stands in the list below it",
    "requests_app.admin.forms.evidence:build": "another kind is a group, which CHECKS refuses",
    "requests_app.admin.forms.evidence:input_for": "another kind is typed, and CHECKS judges it",
    "requests_app.admin.forms.evidence:value": "another kind is a group, which CHECKS refuses",
    "requests_app.admin.incident:_steps": "another state offers no step",
    "requests_app.admin.incident:may_see": "another permission does not see them",
    "requests_app.admin.pages.detail:_empty_forms": "another step has no form here",
    "requests_app.api.inputs:validate": "names of fields, which are words of the audit log as well",
    "requests_app.law.plausibility.days:_day": "another kind is no day",
    "requests_app.law.plausibility.days:_field": "another kind is no day",
    "requests_app.law.plausibility.days:bounds": "exhaustive by its types",
    "requests_app.law.plausibility.facts:denies_holding": "another decision is held to its ground",
    "requests_app.law.plausibility.records:_deed": "another decision is asked for every record",
    "requests_app.law.plausibility.shape:_field": "another kind is refused",
    "requests_app.law.claimant:tells": "another decision tells",
    "requests_app.services.case_facts:_disclosed": "another state is not complete",
    "requests_app.services.claimant:names_somebody": "words of others name nobody",
    "requests_app.law.deadlines.calculator:count": "another unit is an error",
    "requests_app.law.deadlines.calculator:start_on": "another start has its day, or is an error",
    "requests_app.law.deadlines.why:_fell_on_month_end": "one sentence more or less",
    "requests_app.demo.evidence:_explained_at": "else what holds for every lane of the demo",
    "requests_app.demo.job:_answer": "what one person of the demo asks for",
    "requests_app.demo.job:_disclose": "another state ends the demo",
    "requests_app.demo.job:_file": "what one person of the demo asks for",
    "requests_app.demo.job:_verify": "another state ends the demo",
    "requests_app.demo.particulars:_before_enrolment": "what one person of the demo asks for",
    "requests_app.demo.particulars:_off_the_screen": "what one person of the demo asks for",
    "requests_app.demo.particulars:_recipient_told": "what one person of the demo asks for",
    "requests_app.demo.particulars:_without_detriment": "what one person of the demo asks for",
    "requests_app.demo.stories:_of_the_guardian": "what one person of the demo asks for",
    "requests_app.demo.stories:_together": "what one person of the demo asks for",
    "requests_app.publishing.subjects:_facts": "the two events by which residents dispute",
    "requests_app.law.evidence:_weak_erasure": "stands behind what grants, which every decision says",
    "requests_app.law.letters.pdf:_write": "looks only; POINTS knows every kind",
    "requests_app.law.letters.writing:_grievance": "another one is said by its own sentence, or an error",
    "requests_app.law.letters.writing:_wanted": "another letter has its own heading, or is an error",
    "requests_app.services.replies:outcome": "never better than what was decided on each right",
    "requests_app.services.clocks:_is_paused": "only an entry that resumes ends a pause",
    "requests_app.services.lifecycle:_stamp": "times for lists and figures; another state sets none",
    "requests_app.services.notifications:lambda": "whom a rule tells; the rules are a total table",
    "requests_app.services.notifications:_for": "another side has no address, and nothing is sent",
    "requests_app.states.moves:is_possible": "another event needs moves of its own",
    "requests_app.words.evidence:_part": "another kind is shown as it is",
    "requests_app.words.evidence:_value": "another kind is shown as it is",
    "requests_app.views.letters:letters": "another kind of letter is not listed",
    "requests_app.words.next_steps:_open": "another event has no button",
    "requests_app.words.next_steps:headline": "stands before HEADLINES, which knows every state",
    "requests_app.words.next_steps:next_steps": "another event has no button",
    "requests_app.words.states:_due_before_extension": "a mark on a picture",
    "requests_app.words.states:_verdict": "another state counts its days",
    "requests_app.views.receipts:check_receipt": "a receipt of old may name an event that is no more",
}

# Enumerations over which there is no table in the code.
ASKED_ELSEWHERE = {
    "accounts.models.change.ChangeKind": "every kind can be undone",
    "requests_app.law.evidence_types.Tense": "exhaustive by its types (plausibility.days)",
    "requests_app.models.attestation.AttestationState": "only a waiting one comes into force",
    "requests_app.models.attestation.Guardianship": "what was shown; nothing hangs on it",
    "requests_app.models.attestation.Seen": "what was seen; nothing hangs on it",
    "accounts.roles.Permission": "one that no role brings is nobody's (accounts.roles)",
    "accounts.kit.stored_responses.Claimed": "what one function found, for its callers",
    "accounts.webpush.transport.Delivery": "what one function found, for its caller",
    "biometrics.models.disclosure.ItemState": "only waiting ones are read, only refused ones told",
    "biometrics.models.sealed_file.FileState": "only a ready file is shown or handed out",
    "config.env.Profile": "asked in the settings (config.settings.paths, .auth)",
    "consents.models.holding.HowCaptured": "the resident's own words; nothing hangs on it",
    "consents.models.report.ReportState": "only an open one can be decided",
    "consents.models.system.Custodian": "asked of the pictures (consents.checks)",
    "consents.models.system.LawfulBasis": "the venue's own words; nothing hangs on it",
    "requests_app.law.deadlines.types.ClockStatus": "asked of the words (requests_app.completeness)",
    "requests_app.law.rights.Deed": "a field of the evidence; each right names its own",
    "requests_app.law.types.ExtensionGround": "asked of the words (requests_app.completeness)",
    "requests_app.law.types.Force": "asked of the words (requests_app.completeness)",
    "requests_app.law.types.PauseReason": "asked of the words (requests_app.completeness)",
    "requests_app.law.types.StartEvent": "asked of the words (requests_app.completeness)",
    "requests_app.law.types.Subject": "asked of the schema (requests_app.completeness)",
    "requests_app.law.letters.types.Grievance": "asked of the sentences (requests_app.completeness)",
    "requests_app.models.incident.IncidentKind": "the reporter's own words; nothing hangs on it",
    "requests_app.models.incident.IncidentState": "only a confirmed one is told to anybody",
    "requests_app.receipts.checking.Verdict": "total within the command; only genuine ones count",
}


@pytest.fixture(scope="module")
def kinds():
    return enumerations()


@pytest.fixture(scope="module")
def found(kinds):
    return list(tables(kinds))


def is_total(table):
    return isinstance(table.value, Total | Chosen)


def test_every_table_is_total_or_excused(found):
    forgetful = {table.where for table in found if not is_total(table)}
    assert forgetful == set(EXCUSED)


def test_every_total_table_stands_where_its_name_says(found):
    for table in filter(is_total, found):
        module, _dot, name = table.where.rpartition(".")
        assert getattr(import_module(module), name) is table.value, table.where


def test_no_function_tells_members_apart_by_itself():
    assert {spot.where for spot in spots()} == set(EXCUSED_IN_FUNCTIONS)


def test_every_enumeration_has_a_table_or_says_who_asks(found, kinds):
    asked = {table.kind for table in found if is_total(table)}
    unasked = {where for kind, where in kinds.items() if kind not in asked}
    assert unasked == set(ASKED_ELSEWHERE)


CARELESS = {
    "words of a dictionary": "return {'access': True, 'deletion': False}.get(right, True)",
    "words of dict()": "return dict(access=True, deletion=False).get(right, True)",
    "words in a set": "return right in {'access', 'deletion'}",
    "words of a query": "return RightsRequest.objects.exclude(workflow__in=['closed', 'answered'])",
    "words one after the other": "return right == 'access' or right == 'deletion'",
    "the beginnings of words": "return right.startswith(('access', 'deletion'))",
    "members in a set": "return right in {Right.ACCESS, Right.DELETION}",
    "a match": "match right:\n  case 'access': return True",
    "a default": "return RIGHTS.get(right, False)",
    "a default under another name": "table = RIGHTS\n return table.get(right, False)",
    "a default of a table of one's own": "return PLAIN.get(right, False)",
    "an error that is forgiven": "try: return RIGHTS[right]\n except KeyError: return False",
    "a word that is forgiven": "try: return Right(right)\n except ValueError: return Right.ACCESS",
    "whether there is a row": "return right in RIGHTS",
}


@pytest.mark.parametrize("way", CARELESS)
def test_the_search_sees_every_way_to_forget(way):
    names = {
        "Right": Right,
        "RightsRequest": RightsRequest,
        "RIGHTS": RIGHTS,
        "PLAIN": {Right.ACCESS: True},
    }
    function = ast.parse(f"def f(right):\n {CARELESS[way]}").body[0]
    assert list(spots_in(function, names)), way


@pytest.mark.parametrize(
    "line", ["return right in {'access', 'of no enumeration'}", "return {'a': 1}.get(right)"]
)
def test_what_is_no_table_is_let_be(line):
    assert list(spots_in(ast.parse(f"def f(right):\n {line}").body[0], {})) == []


def test_a_table_is_found_in_whatever_it_stands(monkeypatch):
    module = import_module("requests_app.law.rights")
    for name, value in {
        "_PRIVATE": {Right.ACCESS: True},
        "BY_LAW": {"CN": {Right.ACCESS: True}},
    }.items():
        monkeypatch.setattr(module, name, value, raising=False)
    where = {table.where for table in tables(enumerations())}
    assert {"requests_app.law.rights._PRIVATE", "requests_app.law.rights.BY_LAW[CN]"} <= where


def test_the_search_finds_what_it_looks_for(found):
    """Were it blind, it would find nothing forgotten."""
    names = {table.where for table in found if is_total(table)}
    assert {
        "requests_app.law.rights.RIGHTS",
        "accounts.roles.PERMISSIONS",
        "biometrics.thresholds.TARGETS",
        "consents.kinds.KINDS",
    } <= names
    assert len(names) > 90
