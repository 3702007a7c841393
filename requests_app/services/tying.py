"""Whether a claim is tied to whoever makes it, and what may be answered before it is (docs/adr/0011)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from accounts.actors import ActorKind
from accounts.totality import chosen, total
from requests_app import states
from requests_app.deadlines.calculator import start_date
from requests_app.law.evidence_types import Decision as LegalDecision
from requests_app.law.plausibility.facts import GRANTS_NOTHING
from requests_app.law.telling import not_yet
from requests_app.law.tying import evidence_tells, tells
from requests_app.models import IdentityMeans, Right, RightsRequest
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.rights import REMOVING
from requests_app.services.lacking import lacking

if TYPE_CHECKING:
    from requests_app.services.answering import Verdict


def is_tied(request: RightsRequest) -> bool:
    """True once the claimant has shown that it is them: live, by a number, a code, or before people."""
    return request.identity == states.Identity.VERIFIED


def names_somebody(request: RightsRequest) -> bool:
    """True when the venue was given any words by which it could find somebody.

    Whoever gave none can be told what holds for everybody: that the device keeps nothing. The text of a
    campaign is words, too, whoever wrote it: one account may write it, and another join without a name.
    """
    if request.campaign_id is not None:
        return True
    said = (request.claimant_name, request.claim_details, request.court_order)
    if request.dependant_id is not None or any(words.strip() for words in said):
        return True
    residents = (ActorKind.RESIDENT, ActorKind.GUARDIAN)
    return request.messages.filter(author_kind__in=residents).exists()


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
    name="requests_app.services.tying.REACHES_THE_CONTACT",
)


# With another way in goes the template: whoever opens by a card needs none.
TAKING_AWAY = chosen(
    Right,
    REMOVING | {Right.OPT_OUT},
    but_not={Right.ACCESS, Right.EXPLANATION, Right.CORRECTION, Right.OBJECTION},
    name="requests_app.services.tying.TAKING_AWAY",
)


def names_unproven(request: RightsRequest) -> bool:
    """True while somebody is named, and nobody has shown that it is them."""
    return names_somebody(request) and not is_tied(request)


def contact_first(request: RightsRequest) -> bool:
    """True when the contact on the venue's file must be told before anything is deleted."""
    return is_tied(request) and not REACHES_THE_CONTACT[IdentityMeans(request.identity_means)]


def _check_contact(
    request: RightsRequest, verdicts: Sequence[Verdict], evidence: Mapping[str, Any]
) -> None:
    deletes = any(
        v.right in TAKING_AWAY and LegalDecision(v.decision.value) not in GRANTS_NOTHING
        for v in verdicts
    )
    if not deletes or not contact_first(request) or request.filed_at is None:
        return
    zone = request.venue.time_zone
    today, filed = start_date(timezone.now(), zone), start_date(request.filed_at, zone)
    wrong = not_yet(evidence["contact"], filed=filed, today=today)
    if wrong is not None:
        raise lacking([wrong], evidence)


def check_answer(
    request: RightsRequest, verdicts: Sequence[Verdict], evidence: Mapping[str, Any]
) -> None:
    """Refuse an answer that would tell whoever knows a name whether a venue holds its bearer.

    Raises:
        RequestProblem: with what the venue can do instead.
    """
    if is_tied(request):
        _check_contact(request, verdicts, evidence)
    if not names_unproven(request):
        return
    telling = any(tells(v.right.value, v.decision.value, v.refusal_code) for v in verdicts)
    decided = [(v.right.value, v.decision.value) for v in verdicts]
    if telling or evidence_tells(decided, evidence):
        raise RequestProblem(ProblemKind.NOT_TIED)
