"""Nothing is removed, kept or told by another name than the decision's: the same for service and API.

Each row was taken before: a lawyer would call it a lie, or a record went without its person hearing.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from biometrics.models import Disclosure
from requests_app.law.rights import Right
from requests_app.models import IdentityMeans, RightsRequest
from tests.factories import filed_request
from tests.scenarios.saying import (
    another_way,
    erased,
    fulfilled,
    held,
    in_days,
    item,
    keeping,
    not_held,
    partly,
    proof,
    refused_for,
    searched,
    stopped,
    today,
)

pytestmark = pytest.mark.django_db
BY_CODE, BY_FACE = IdentityMeans.VENUE_CODE, IdentityMeans.FACE
LIVING_HERE = ("owners", "children", "elderly")
WAY = another_way("card", people=LIVING_HERE)
KEEPS = proof(
    "deletion", retention_ground="a law", retained_until=in_days(30), processing_stopped=True
)
SEARCHED = searched("the server", "never_collected")


@pytest.fixture
def case(resident, venue):
    """`case(rights, means, **claim)`: proven by ``means``, or by nothing."""

    def make(*rights, means=None, **claim):
        made = filed_request(
            resident=resident, venue=venue, rights=tuple(Right(r) for r in rights), **claim
        )
        if means:
            RightsRequest.objects.filter(pk=made.pk).update(
                identity="verified", identity_means=means, workflow="awaiting_operator"
            )
        return made

    return make


@pytest.fixture
def answer(api, operator):
    """`answer(case, verdicts, *evidence)`: the problem's kind and pointers; () when it was taken."""

    def send(case, verdicts, *shown):
        evidence = {name: value for part in shown for name, value in part.items()}
        url = f"/api/v1/requests/{case.reference}/answer"
        sent = api(operator).post(url, {"verdicts": verdicts, "evidence": evidence}, format="json")
        if sent.status_code == 200:
            return ()
        problem = sent.json()
        pointers = [error["pointer"] for error in problem.get("errors", ()) if "pointer" in error]
        return (problem["type"].rpartition("/")[2], *pointers)

    return send


def lines(**days):
    """The inventory of a deletion, each removed line on the day that is given."""
    return [
        {**line, **days} if line["result"] == "erased" else line for line in erased()["inventory"]
    ]


ERASED_LINES = {"inventory": erased()["inventory"]}
NAMED = {
    "refused, and yet erased": (
        ("deletion",),
        refused_for("deletion", "CN-ABUSE", "This is the tenth request."),
        (ERASED_LINES,),
        "#/evidence/inventory/0/result",
    ),
    "a copy asked for, and the rest erased": (
        ("access",),
        fulfilled("access"),
        (held("a photograph"), ERASED_LINES),
        "#/evidence/inventory/0/result",
    ),
    "another way, and everything erased": (
        ("opt_out",),
        fulfilled("opt_out"),
        (WAY, ERASED_LINES),
        "#/evidence/inventory/0/result",
    ),
    "granted, on a ground why not": (
        ("deletion",),
        [{**fulfilled("deletion")[0], "refusal_code": "CN-RETENTION", "reason": "We keep it."}],
        (erased(), KEEPS),
        "#/verdicts/0/refusal_code",
    ),
    "nothing held, because we keep it": (
        ("deletion",),
        [{**not_held("deletion")[0], "refusal_code": "CN-RETENTION", "reason": "We keep it."}],
        (SEARCHED, KEEPS),
        "#/verdicts/0/refusal_code",
    ),
    "proof of a ground that nobody gave": (
        ("deletion",),
        fulfilled("deletion"),
        (erased(), KEEPS),
        "#/evidence/refusals/0/right",
    ),
    "proof for a right that nobody asked for": (
        ("deletion",),
        fulfilled("deletion"),
        (erased(), proof("portability", retention_ground="a law")),
        "#/evidence/refusals/0/right",
    ),
    "kept on another basis, and nothing held": (
        ("explanation", "consent_withdrawal"),
        [
            *not_held("explanation"),
            *refused_for("consent_withdrawal", "CN-OTHER-BASIS", "It rests on a contract."),
        ],
        (SEARCHED, proof("consent_withdrawal", legal_basis="a contract")),
        "#/verdicts/0/decision",
    ),
    "erased and kept at one place": (
        ("deletion",),
        partly("deletion", "CN-RETENTION", "A law."),
        (
            {
                **erased(),
                "inventory": [
                    *erased()["inventory"],
                    item("log", result="kept", method="none", sanitisation="none"),
                ],
            },
            keeping("log", "CN-RETENTION", in_days(30)),
            KEEPS,
        ),
        "#/evidence/inventory/5/result",
    ),
    **{
        f"nothing held, beside {name}": (
            ("deletion",),
            not_held("deletion"),
            (SEARCHED, part),
            "#/verdicts/0/decision",
        )
        for name, part in {
            "backups of it": {
                "backups": {"held": True, "expires_on": in_days(9), "not_restored": True}
            },
            "somebody it was given to": {
                "recipients": {"shared": True, "told": [{"name": "Police", "told_on": today()}]}
            },
            "a contact told of its deletion": {
                "contact": {"told_by": "email", "told_on": today(), "objected": False}
            },
            "a correction of it": {"correction": {"what": "the name", "on": today()}},
            "a copy of it": {
                "access": {**held("x", template_held=False)["access"], "copy_delivered_on": today()}
            },
            "a transfer of it": {"transfer": {"format": "CSV", "on": today()}},
        }.items()
    },
}


@pytest.mark.parametrize("row", NAMED)
def test_what_is_not_what_it_is_called_is_refused(case, answer, row):
    rights, verdicts, shown, pointer = NAMED[row]
    refused = answer(case(*rights, means=BY_CODE), verdicts, *shown)
    assert refused[:1] == ("request.contradictory",)
    assert pointer in refused
    assert not RightsRequest.objects.exclude(outcome="pending").exists()


# --- the person on the venue's file hears first -----------------------------------------------------


TOLD = {"told_by": "email", "told_on": in_days(0), "objected": False}


@pytest.mark.parametrize(
    ("days", "pointer"),
    [
        ({"done_on": in_days(1)}, "#/evidence/inventory/0/done_on"),
        ({"done_on": in_days(-1)}, "#/evidence/inventory/0/done_on"),
        ({}, "#/evidence/done_on"),
    ],
    ids=["a day after", "before", "without a day of its own"],
)
def test_what_was_removed_before_the_contact_could_object_is_said_so(case, answer, days, pointer):
    made = case("deletion", means=BY_FACE, claimant_name="Lin Mei")
    gone = lines(**days) if days else lines(done_on="")
    shown = {**erased(), "done_on": in_days(3), "inventory": gone, "contact": TOLD}
    with time_machine.travel(timezone.now() + timedelta(days=6), tick=False):
        refused = answer(made, fulfilled("deletion"), shown)
        assert refused[:1] == ("request.contradictory",)
        assert pointer in refused
        later = (timezone.localdate() - timedelta(days=1)).isoformat()
        shown |= {"done_on": later, "inventory": lines(done_on=later)}
        assert answer(made, fulfilled("deletion"), shown) == ()


def test_who_stood_at_the_counter_is_not_the_contact_on_file(case, answer):
    made = case("deletion", means=IdentityMeans.DOCUMENT_SEEN, claimant_name="Lin Mei")
    with time_machine.travel(timezone.now() + timedelta(days=6), tick=False):
        shown = {**erased(), "contact": {**TOLD, "told_by": "in_person"}}
        refused = answer(made, fulfilled("deletion"), shown)
        assert refused == ("request.contradictory", "#/evidence/contact/told_by")
        by_face = case("deletion", means=BY_FACE)
        filed_now = {**TOLD, "told_by": "in_person", "told_on": today()}
        assert answer(by_face, fulfilled("deletion"), {**shown, "contact": filed_now})[0] == (
            "request.evidence_missing"
        ), "too early, and possible"


def test_what_expired_by_itself_waits_for_nobody(case, answer):
    made = case("deletion", means=BY_FACE)
    gone = [
        {**line, "result": "expired"} if line["result"] == "erased" else line
        for line in erased()["inventory"]
    ]
    shown = {**erased(), "inventory": gone, "contact": TOLD}
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
        assert answer(made, fulfilled("deletion"), shown) == ()


def test_with_another_way_in_the_template_goes_after_the_contact_was_told(case, answer):
    made = case("opt_out", means=BY_FACE, claimant_name="Lin Mei")
    assert answer(made, fulfilled("opt_out"), WAY) == (
        "request.evidence_missing",
        "#/evidence/contact",
    )
    early = answer(made, fulfilled("opt_out"), WAY, {"contact": TOLD})
    assert early[0] == "request.evidence_missing"
    nobody = {"contact": {"told_by": "none_on_file"}}
    assert answer(made, fulfilled("opt_out"), WAY, nobody) == ()


def test_for_a_name_that_nobody_has_proven_no_template_goes(case, answer):
    made = case("opt_out", claimant_name="Lin Mei")
    refused = answer(made, fulfilled("opt_out"), WAY)
    assert refused == ("request.contradictory", "#/evidence/alternative/template_deleted")
    stays = another_way("card", people=LIVING_HERE, template_deleted=False)
    assert answer(made, fulfilled("opt_out"), stays) == ()


def test_the_template_may_stay_for_no_other_reason(case, answer):
    stays = another_way("card", people=LIVING_HERE, template_deleted=False)
    nobody = {"contact": {"told_by": "none_on_file"}}
    for made in (case("opt_out"), case("opt_out", means=BY_FACE)):
        refused = answer(made, fulfilled("opt_out"), stays, nobody)
        assert refused == ("request.evidence_missing", "#/evidence/alternative/template_deleted")


def test_a_consent_that_anybody_withdraws_deletes_nothing(case, answer):
    made = case("consent_withdrawal")
    shown = (erased(), stopped("all"))
    assert answer(made, fulfilled("consent_withdrawal"), *shown) == (
        "request.identity_first",
        "#/verdicts/0/decision",
    )


# --- before it is shown who asks --------------------------------------------------------------------


def test_no_ground_and_no_proof_beside_nothing_proven_tells(case, answer, resident, venue):
    made = case("deletion", claimant_name="Lin Mei")
    Disclosure.objects.create(
        request_id=made.pk,
        venue=venue,
        subject=resident,
        basis="by_name",
        policy_kind="deletion",
        engine="mosaic@1",
        space="x",
        state="empty",
        expires_at=timezone.now(),
    )
    unproven = {"right": "deletion", "decision": "no_match"}
    looked = searched("the server")
    kept = {**unproven, "refusal_code": "CN-RETENTION", "reason": "It is kept by law."}
    assert answer(made, [kept], looked, KEEPS) == ("request.not_tied",)
    assert answer(made, [unproven], looked, KEEPS) == ("request.not_tied",)
    assert answer(made, [unproven], looked) == ()


def test_until_when_it_is_kept_tells_beside_who_are_you(case, answer):
    made = case("deletion", claimant_name="Lin Mei")
    who = refused_for("deletion", "CN-ID", "We do not know who you are.")
    asked = proof("deletion", identity_steps="a document, twice", retained_until=in_days(300))
    assert answer(made, who, asked) == ("request.not_tied",)
    assert answer(made, who, proof("deletion", identity_steps="a document, twice")) == ()


# --- what was said in another case ------------------------------------------------------------------


def test_never_collected_is_not_said_after_a_copy_in_another_case(case, answer):
    assert answer(case("access", means=BY_CODE), fulfilled("access"), held("a photograph")) == ()
    again = case("deletion", means=BY_CODE)
    refused = answer(again, not_held("deletion"), SEARCHED)
    assert refused == ("request.contradictory", "#/verdicts/0/decision")
    since = searched("the server", "deleted_earlier")
    assert answer(again, not_held("deletion"), since) == ()


def test_nor_after_it_was_refused_because_the_law_keeps_it(case, answer, api, resident):
    made = case("deletion", means=BY_CODE)
    part = {**erased(kept=("log",)), **keeping("log", "CN-RETENTION", in_days(30)), **KEEPS}
    assert answer(made, partly("deletion", "CN-RETENTION", "A law."), part) == ()
    other = case("deletion", means=BY_CODE)
    assert answer(other, not_held("deletion"), SEARCHED)[0] == "request.contradictory"
    url = f"/api/v1/requests/{made.reference}/dispute"
    assert api(resident).post(url, {"reason": "Which law?"}).status_code == 200
    assert answer(made, not_held("deletion"), SEARCHED)[0] == "request.contradictory"


def test_nor_after_all_was_refused_because_it_rests_on_something_else(case, answer):
    made = case("consent_withdrawal", means=BY_CODE)
    refused = refused_for("consent_withdrawal", "CN-OTHER-BASIS", "It rests on a contract.")
    basis = proof("consent_withdrawal", legal_basis="a contract")
    assert answer(made, refused, basis) == ()
    other = case("deletion", means=BY_CODE)
    assert answer(other, not_held("deletion"), SEARCHED)[0] == "request.contradictory"
    doubted = case("deletion", means=BY_CODE)
    assert answer(doubted, not_held("deletion"), searched("the server", "deleted_earlier")) == ()
