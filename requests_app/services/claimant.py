"""Whether a claim is tied to whoever makes it, and what may be answered before it is (docs/adr/0011)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from accounts.core.actors import ActorKind
from accounts.core.totality import total
from requests_app import states
from requests_app.law.claimant import evidence_tells, tells
from requests_app.law.contact_notice import lack_of_notice
from requests_app.law.deadlines.calculator import start_date
from requests_app.models import IdentityMeans, RightsRequest
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services.missing_evidence import lacking
from requests_app.services.replies import Verdict


def is_tied(case: RightsRequest) -> bool:
    """True once the claimant has shown that it is them: live, by a number, a code, or before people."""
    return case.identity == states.Identity.VERIFIED


def names_somebody(case: RightsRequest) -> bool:
    """True when the venue was given any words by which it could find somebody.

    Whoever gave none can be told what holds for everybody: that the device keeps nothing. The text of a
    campaign is words, too, whoever wrote it: one account may write it, and another join without a name.
    """
    if case.campaign_id is not None:
        return True
    said = (case.claimant_name, case.claim_details, case.court_order)
    if case.dependant_id is not None or any(words.strip() for words in said):
        return True
    residents = (ActorKind.RESIDENT, ActorKind.GUARDIAN)
    return case.messages.filter(author_kind__in=residents).exists()


# Whether the proof reached the contact on the venue's file by itself. Where it did not, a face or a
# document may be forged or borrowed: the person on the file hears of it before anything is deleted.
REACHES_THE_CONTACT: Mapping[IdentityMeans, bool] = total(
    IdentityMeans,
    {
        IdentityMeans.FACE: False,
        IdentityMeans.VENUE_CODE: True,
        IdentityMeans.IN_PERSON: False,
        IdentityMeans.DOCUMENT_SEEN: False,
    },
    name="requests_app.services.claimant.REACHES_THE_CONTACT",
)


def names_unproven(case: RightsRequest) -> bool:
    """True while somebody is named, and nobody has shown that it is them."""
    return names_somebody(case) and not is_tied(case)


def contact_first(case: RightsRequest) -> bool:
    """True when the contact on the venue's file must be told before anything is deleted."""
    return is_tied(case) and not REACHES_THE_CONTACT[IdentityMeans(case.identity_means)]


def _check_contact(
    case: RightsRequest, verdicts: Sequence[Verdict], evidence: Mapping[str, Any]
) -> None:
    deletes = any(v.right.facts.takes_away and v.decision.facts.grants for v in verdicts)
    if not deletes or not contact_first(case) or case.filed_at is None:
        return
    zone = case.venue.time_zone
    today, filed = start_date(timezone.now(), zone), start_date(case.filed_at, zone)
    wrong = lack_of_notice(evidence["contact"], filed=filed, today=today)
    if wrong is not None:
        raise lacking([wrong], evidence)


def check_answer(
    case: RightsRequest, verdicts: Sequence[Verdict], evidence: Mapping[str, Any]
) -> None:
    """Refuse an answer that would tell whoever knows a name whether a venue holds its bearer.

    Raises:
        RequestProblem: with what the venue can do instead.
    """
    if is_tied(case):
        _check_contact(case, verdicts, evidence)
    if not names_unproven(case):
        return
    telling = any(tells(v.right.value, v.decision.value, v.refusal_code) for v in verdicts)
    decided = [(v.right.value, v.decision.value) for v in verdicts]
    if telling or evidence_tells(decided, evidence):
        raise RequestProblem(ProblemKind.NOT_TIED)
