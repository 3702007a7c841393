"""Who is named, by what a claim is tied, and what may be answered before and after it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from requests_app.law.claimant import presupposes_data
from requests_app.law.decisions import Decision
from requests_app.law.packs import refusal_codes
from requests_app.law.rights import Right
from requests_app.models import IdentityMeans, Message, RightsRequest
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import campaigns, claimant
from requests_app.services.replies import Verdict
from tests.factories import DependantFactory, filed_request
from tests.scenarios.saying import item, searched, who

pytestmark = pytest.mark.django_db
SEEN = {"search": {"stores": "the members' file", "on": "2026-05-04"}, **who()}
REACHED = IdentityMeans.VENUE_CODE
UNREACHED = (IdentityMeans.FACE, IdentityMeans.IN_PERSON, IdentityMeans.DOCUMENT_SEEN)


@pytest.fixture
def case(resident, venue):
    return filed_request(resident=resident, venue=venue)


def changed(case, **fields):
    RightsRequest.objects.filter(pk=case.pk).update(**fields)
    case.refresh_from_db()
    return case


def tied(case, means=REACHED):
    return changed(case, identity="verified", identity_means=means)


def refusal_of(case, evidence, *decided, ground=""):
    """Why that answer is refused; None where it is not."""
    verdicts = [Verdict(right, decision, ground) for right, decision in decided]
    try:
        claimant.check_answer(case, verdicts, evidence)
    except RequestProblem as problem:
        return problem.kind
    return None


# --- who is named ---------------------------------------------------------------------------------


def test_a_claim_without_any_words_names_nobody(case):
    assert not claimant.names_somebody(case)
    spaces = {"claimant_name": " ", "claim_details": "\n", "court_order": "\t"}
    assert not claimant.names_somebody(changed(case, **spaces))


@pytest.mark.parametrize("field", ["claimant_name", "claim_details", "court_order"])
def test_words_name_somebody(case, field):
    assert claimant.names_somebody(changed(case, **{field: "Lin Mei"}))


def test_a_child_is_somebody(guardian, venue):
    child = DependantFactory(guardian=guardian)
    assert claimant.names_somebody(filed_request(resident=guardian, venue=venue, dependant=child))


def test_so_is_whoever_joins_a_campaign(resident, stranger, venue):
    appeal = campaigns.Appeal(venue, "Our faces", "All of us.", [Right.DELETION])
    campaign = campaigns.start_campaign(appeal=appeal, by=stranger)
    assert claimant.names_somebody(campaigns.join_campaign(campaign=campaign, by=resident))


@pytest.mark.parametrize(
    ("by", "names"), [("resident", True), ("guardian", True), ("operator", False)]
)
def test_a_message_names_somebody_unless_the_venue_wrote_it(case, by, names):
    Message.objects.create(request=case, author_kind=by, body="Which gate, Lin Mei?")
    assert claimant.names_somebody(case) is names


@pytest.mark.parametrize("name", ["", "Lin Mei"])
@pytest.mark.parametrize(
    "identity", ["none", "pending", "attested", "verified", "failed", "inconclusive", "disputed"]
)
def test_only_who_is_named_and_has_not_proven_it_is_unproven(case, name, identity):
    means = REACHED if identity == "verified" else ""
    changed(case, claimant_name=name, identity=identity, identity_means=means)
    assert claimant.is_tied(case) is (identity == "verified")
    assert claimant.names_unproven(case) is (bool(name) and identity != "verified")


# --- before it is tied ----------------------------------------------------------------------------

NOTHING_PROVEN = (Right.DELETION, Decision.NO_MATCH)
NOTHING_HELD = (Right.DELETION, Decision.NOT_HELD)


def test_of_somebody_named_neither_decision_nor_evidence_may_tell(case):
    changed(case, claimant_name="Lin Mei")
    assert refusal_of(case, SEEN, NOTHING_PROVEN) is None
    assert refusal_of(case, SEEN, NOTHING_HELD) is ProblemKind.NOT_TIED
    assert refusal_of(case, SEEN, NOTHING_PROVEN, NOTHING_HELD) is ProblemKind.NOT_TIED
    told = SEEN | {"inventory": [item("template")]}
    assert refusal_of(case, told, NOTHING_PROVEN) is ProblemKind.NOT_TIED


def test_of_nobody_named_and_of_who_has_proven_it_both_may(case):
    why = searched("the members' file", "never_collected")
    assert refusal_of(case, why, NOTHING_HELD) is None
    changed(case, claimant_name="Lin Mei")
    assert refusal_of(case, why, NOTHING_HELD) is ProblemKind.NOT_TIED
    assert refusal_of(tied(case), why, NOTHING_HELD) is None


@pytest.mark.parametrize(
    ("ground", "refused"),
    [("CN-ID", None), ("CN-RETENTION", ProblemKind.NOT_TIED), ("", ProblemKind.NOT_TIED)],
)
def test_a_ground_tells_unless_it_says_the_same_of_everybody(case, ground, refused):
    changed(case, claimant_name="Lin Mei")
    decided = (Right.DELETION, Decision.REFUSED)
    assert refusal_of(case, who(), decided, ground=ground) is refused


@pytest.mark.parametrize(
    ("law", "code", "presupposes"),
    [
        ("CN", "CN-RETENTION", True),
        ("CN", "CN-TECH", True),
        ("FR", "EU-17-3-B", True),
        ("US-CA", "CA-105D", True),
        ("CN", "CN-ID", False),
        ("CN", "CN-ABUSE", False),
        ("CN", "CN-SECRECY", False),
        ("FR", "EU-NOT-HELD", False),
        ("US-CA", "CA-NOT-BUSINESS", False),
    ],
)
def test_to_keep_data_by_a_law_one_has_to_have_them(law, code, presupposes):
    """Who is no business, and names the law of that, has said nothing of data; secrecy says neither."""
    rights = ("access", "deletion")
    grounds = [
        ground for right in rights for ground in refusal_codes(law, right, timezone.localdate())
    ]
    found = next(ground for ground in grounds if ground.code == code)
    assert presupposes_data(found) is presupposes


# --- after it is tied: the contact on file hears first ----------------------------------------------


@pytest.mark.parametrize("means", IdentityMeans)
def test_the_contact_hears_first_unless_the_proof_came_from_there(case, means):
    assert not claimant.contact_first(case)
    assert claimant.contact_first(tied(case, means)) is (means in UNREACHED)


TAKES_AWAY = {Right.DELETION, Right.CONSENT_WITHDRAWAL, Right.OPT_OUT}


def told(days_ago: int):
    day = timezone.localdate() - timedelta(days=days_ago)
    return {"contact": {"told_by": "post", "told_on": day.isoformat(), "objected": False}}


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("decision", Decision)
def test_what_is_taken_away_waits_for_the_contact_and_nothing_else_does(case, right, decision):
    tied(case, IdentityMeans.FACE)
    granted = decision in {Decision.FULFILLED, Decision.PARTLY_FULFILLED}
    waits = granted and right in TAKES_AWAY
    expected = ProblemKind.EVIDENCE_MISSING if waits else None
    assert refusal_of(case, told(0), (right, decision)) is expected


def test_after_four_days_or_where_the_proof_came_from_there_it_may_be(case):
    removed = (Right.DELETION, Decision.FULFILLED)
    tied(case, IdentityMeans.FACE)
    changed(case, filed_at=timezone.now() - timedelta(days=9))
    assert refusal_of(case, told(4), removed) is None
    assert refusal_of(case, told(3), removed) is ProblemKind.EVIDENCE_MISSING
    assert refusal_of(case, told(10), removed) is ProblemKind.EVIDENCE_MISSING
    assert refusal_of(tied(case), told(3), removed) is None
    assert refusal_of(case, {}, removed) is None
