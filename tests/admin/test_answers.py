"""Answering at the desk: grounds of the place's law, evidence, and nothing typed is ever lost."""

from datetime import timedelta

import pytest
from django import forms
from django.urls import reverse
from django.utils import timezone

from requests_app.admin.forms.evidence import ROWS_AT_MOST
from requests_app.law.rights import Right
from requests_app.models import Answer, RightsRequest
from tests.attesting import seen_by_two
from tests.factories import filed_request

KINDS = ("enrolment_photo", "template", "capture_image", "log", "training_set")


@pytest.fixture
def desk(signed_in, operator):
    return signed_in(operator)


@pytest.fixture
def case(resident, venue):
    return filed_request(resident=resident, venue=venue, rights=(Right.DELETION,))


@pytest.fixture
def proven(case, operator):
    seen_by_two(case, operator)
    RightsRequest.objects.filter(pk=case.pk).update(matched_references=["A-0007", "A-0008"])
    return case


def today():
    return timezone.localdate().isoformat()


def address(case):
    return reverse("admin:requests_app_rightsrequest_answer", args=(case.pk,))


def body(response):
    return response.content.decode()


def erased():
    """A whole and credible answer to a deletion, as the form sends it."""
    data = {
        "deletion-decision": "fulfilled",
        "text": "All of it is gone.",
        "venue-legal_name": "Gate Company Ltd",
        "venue-person_in_charge": "Ms Zhou",
        "done_on-done_on": today(),
        "inventory-TOTAL_FORMS": str(len(KINDS) + 1),
        "inventory-INITIAL_FORMS": "0",
        "contact-told_by": "none_on_file",
        "backups-held": "no",
        "recipients-shared": "no",
        "recipients-told-TOTAL_FORMS": "1",
        "recipients-told-INITIAL_FORMS": "0",
        "kept-TOTAL_FORMS": "1",
        "kept-INITIAL_FORMS": "0",
        "records-all-deleted_on": today(),
        "send": "1",
    }
    for number, kind in enumerate(KINDS):
        row = {"kind": kind, "store": "local_server", "result": "erased", "method": "overwritten"}
        data |= {f"inventory-{number}-{name}": value for name, value in row.items()}
    return data


def test_the_records_that_were_proven_stand_in_the_inventory(desk, proven):
    html = body(desk.get(address(proven)))
    assert "A-0007" in html
    assert "records: A-0007, A-0008" in html


def test_a_whole_answer_is_sent_with_its_evidence(desk, proven):
    response = desk.post(address(proven), erased(), follow=True)
    assert "Answered." in body(response)
    answer = Answer.objects.get()
    assert [item["kind"] for item in answer.evidence["inventory"]] == list(KINDS)
    assert answer.evidence["backups"] == {"held": False}
    assert answer.evidence["records"] == [
        {"reference": reference, "deleted_on": today()} for reference in ("A-0007", "A-0008")
    ]
    assert answer.text == "All of it is gone."
    proven.refresh_from_db()
    assert (proven.workflow, proven.outcome) == ("answered", "fulfilled")
    assert proven.receipts.filter(event__kind="answer").exists()
    assert "All of it is gone." in body(response)


def test_what_is_missing_is_said_where_it_is_missing_and_what_was_typed_stays(desk, proven):
    data = erased() | {"venue-person_in_charge": "", "inventory-1-method": "", "text": "My words"}
    response = desk.post(address(proven), data)
    html = body(response)
    assert response.status_code == 422
    assert "My words" in html
    assert "id_venue-person_in_charge_error" in html
    assert "id_inventory-1-method_error" in html
    assert not Answer.objects.exists()


def test_a_deleted_row_is_no_media_sanitisation(desk, proven):
    data = erased() | {"inventory-0-method": "record_deleted", "inventory-0-sanitisation": "purge"}
    html = body(desk.post(address(proven), data))
    assert "not media sanitisation" in html
    assert not Answer.objects.exists()


def test_a_date_that_is_none_is_refused_beside_its_field(desk, proven):
    response = desk.post(address(proven), erased() | {"done_on-done_on": "yesterday"})
    assert response.status_code == 422
    assert "id_done_on-done_on_error" in body(response)


def test_a_row_is_added_without_script_and_nothing_is_lost(desk, proven):
    response = desk.post(address(proven), erased() | {"add_row": "inventory"})
    html = body(response)
    assert response.status_code == 200
    assert f'name="inventory-TOTAL_FORMS" value="{len(KINDS) + 3}"' in html
    assert "All of it is gone." in html
    assert "Ms Zhou" in html
    assert not Answer.objects.exists()


def test_without_identity_nothing_is_deleted(desk, case):
    html = body(desk.post(address(case), erased()))
    assert "Identity has not been proven" in html
    assert not Answer.objects.exists()


def test_a_refusal_names_a_ground_that_the_law_of_the_place_knows(desk, case):
    html = body(desk.get(address(case)))
    assert "CN-RETENTION" in html
    assert "EU-EXCESSIVE" not in html
    refused = {"deletion-decision": "refused", "send": "1"}
    nameless = body(desk.post(address(case), erased() | refused))
    assert "Choose the ground" in nameless
    assert "Give the reason" in nameless
    foreign = {"deletion-refusal_code": "EU-EXCESSIVE", "deletion-reason": "too often"}
    assert desk.post(address(case), erased() | refused | foreign).status_code == 422
    assert not Answer.objects.exists()


def test_a_ground_that_allows_a_part_only_refuses_no_whole(desk, case):
    data = erased() | {
        "deletion-decision": "refused",
        "deletion-refusal_code": "CN-RETENTION",
        "deletion-reason": "Footage must be kept for 30 days.",
    }
    assert desk.post(address(case), data).status_code == 422
    assert not Answer.objects.exists()


def test_a_refusal_with_ground_reason_and_proof(desk, case):
    data = erased() | {
        "deletion-decision": "refused",
        "deletion-refusal_code": "CN-ID",
        "deletion-reason": "Nobody came to prove who they are.",
    }
    unproven = body(desk.post(address(case), data))
    assert "id_deletion-identity_steps_error" in unproven
    desk.post(address(case), data | {"deletion-identity_steps": "A code, twice, unanswered."})
    decision = Answer.objects.get().decisions.get()
    assert (decision.refusal_code, decision.decision) == ("CN-ID", "refused")
    assert Answer.objects.get().evidence["refusals"] == [
        {"right": "deletion", "identity_steps": "A code, twice, unanswered."}
    ]


def test_every_right_of_a_bundle_is_decided(desk, resident, venue):
    bundle = filed_request(resident=resident, venue=venue, rights=(Right.ACCESS, Right.DELETION))
    data = {
        "access-decision": "not_held",
        "venue-legal_name": "Gate Company Ltd",
        "venue-person_in_charge": "Ms Zhou",
        "search-stores": "gate terminal, server",
        "search-on": today(),
        "send": "1",
    }
    missing = body(desk.post(address(bundle), data | _management()))
    assert "Decide on this right." in missing
    desk.post(address(bundle), data | _management() | {"deletion-decision": "not_held"})
    bundle.refresh_from_db()
    assert bundle.outcome == "not_held"


def _management():
    names = ("inventory", "recipients-told", "kept")
    return {f"{name}-{key}": "0" for name in names for key in ("TOTAL_FORMS", "INITIAL_FORMS")}


def test_the_answer_page_asks_the_database_a_fixed_number_of_times(
    desk, proven, django_assert_max_num_queries
):
    with django_assert_max_num_queries(22):
        desk.get(address(proven))


def test_one_line_a_record_and_one_for_all_the_others(desk, proven):
    html = body(desk.get(address(proven)))
    assert html.index("What became of each record") < html.index("All records that are left open")
    assert "<code>A-0007</code>" in html
    kept_in_part = {
        "deletion-decision": "partly_fulfilled",
        "deletion-refusal_code": "CN-RETENTION",
        "deletion-reason": "A law makes us keep the record of the check.",
        "deletion-retention_ground": "real-name registration",
        "deletion-retained_until": later(200),
        "deletion-processing_stopped": "yes",
        "inventory-3-result": "kept",
        "inventory-3-method": "none",
        "kept-TOTAL_FORMS": "1",
        "kept-0-what": "the record of the check",
        "kept-0-code": "CN-RETENTION",
        "kept-0-until": later(200),
        "kept-0-other_use_stopped": "yes",
        "records-1-kept_because": "CN-RETENTION",
    }
    desk.post(address(proven), erased() | kept_in_part)
    assert Answer.objects.get().evidence["records"] == [
        {"reference": "A-0007", "deleted_on": today()},
        {"reference": "A-0008", "kept_because": "CN-RETENTION"},
    ]
    proven.refresh_from_db()
    assert proven.outcome == "partly_fulfilled"


def test_a_record_that_is_left_open_is_said_at_its_line(desk, proven):
    response = desk.post(address(proven), erased() | {"records-all-deleted_on": ""})
    assert response.status_code == 422
    assert "Record A-0007: fill in “Deleted on”." in body(response)
    assert "id_records-0-deleted_on_error" in body(response)
    assert not Answer.objects.exists()


def later(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


# “kept” belongs to other decisions: what stands in it is not read at all.
READ, UNREAD = ("inventory", "recipients-told"), ("kept",)
TOTALS = {
    "41": "41",
    "2000": "2000",
    "a million": "1000000",
    "5,000 digits": "9" * 5000,
    "negative": "-1",
    "no integer": "1e9",
    "a digit that is none": "²",
}


@pytest.mark.parametrize("total", TOTALS.values(), ids=TOTALS)
@pytest.mark.parametrize("name", READ)
def test_a_list_takes_so_many_rows_and_says_so(desk, proven, total, name, monkeypatch):
    built = []
    make = forms.BaseFormSet._construct_form
    monkeypatch.setattr(
        forms.BaseFormSet, "_construct_form", lambda *a, **k: built.append(1) or make(*a, **k)
    )
    sent = {f"{each}-TOTAL_FORMS": total for each in (name, *UNREAD)}
    response = desk.post(address(proven), erased() | sent)
    assert response.status_code == 422
    assert "At most 40 rows fit into one list" in body(response)
    assert not Answer.objects.exists()
    assert len(built) <= ROWS_AT_MOST * len(READ + UNREAD)


def test_more_rows_are_given_up_to_the_limit(desk, proven):
    data = erased() | {"inventory-TOTAL_FORMS": "2000", "add_row": "inventory"}
    html = body(desk.post(address(proven), data))
    assert f'name="inventory-TOTAL_FORMS" value="{ROWS_AT_MOST}"' in html
    assert f"inventory-{ROWS_AT_MOST}-" not in html


def test_a_match_proves_records_and_not_the_name_that_came_with_them(
    signed_in, operator, resident, venue
):
    """Somebody shows their own face, found in a window of time, and names another member."""
    case = filed_request(resident=resident, venue=venue, claimant_name="Lin Mei")
    case.matched_references = ["camera 3, 14:02"]
    case.identity, case.identity_means = "verified", "face"
    case.save()
    for name in ("change", "answer"):
        page = reverse(f"admin:requests_app_rightsrequest_{name}", args=(case.pk,))
        assert "The name in the request is not proven by it" in signed_in(operator).get(page).text
