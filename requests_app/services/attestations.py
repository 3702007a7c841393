"""“Seen in person”, “a document seen”: two people of the venue, or delay and notice, before it counts.

One click of one person would open anybody's file, a stranger's child's too. So what one person says
waits: for a second one of the same organisation, who signed in a moment ago, or for `WAITS`, in which
the account is told and may object (docs/adr/0011).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.core.actors import SYSTEM
from accounts.models import User
from requests_app import policies, states
from requests_app.models import (
    AttestationState,
    Guardianship,
    IdentityAttestation,
    IdentityMeans,
    RightsRequest,
    Seen,
)
from requests_app.models.request import SEEN_BY_VENUE
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import actors, attestation_counts, identity, pauses
from requests_app.services.lifecycle import Step, advance, check, lock
from requests_app.states import EventKind

# The same as what the contact on the venue's file has before a deletion: three days to say no.
WAITS = timedelta(hours=72)


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody saw: kinds alone, no number and no copy.

    ``by_program``: an organisation's token said so, which anybody there may hold.
    """

    means: IdentityMeans
    seen: Seen
    guardianship: Guardianship | None = None
    by_program: bool = False

    @property
    def codes(self) -> dict[str, object]:
        shown = self.guardianship.value if self.guardianship else ""
        return {"means": self.means.value, "seen": self.seen.value, "guardianship": shown}


def waiting(case: RightsRequest) -> IdentityAttestation | None:
    """What one person saw and nobody has confirmed yet; None where another step has overtaken it."""
    if case.identity != states.Identity.ATTESTED:
        return None
    return IdentityAttestation.objects.filter(request=case, state=AttestationState.WAITING).first()


@transaction.atomic
def attest(*, case: RightsRequest, sight: Sight, by: User, fresh: bool = False) -> RightsRequest:
    """Somebody at the venue saw the person, or a document. The second one to say so puts it in force.

    ``fresh``: ``by`` signed in themselves a moment ago; a program's token never is.

    Raises:
        RequestProblem: it does not fit the case, not possible now, the same person twice, or a second
            one who has to sign in again.
    """
    locked = lock(case)
    _check_sight(locked, sight)
    first = waiting(locked)
    if first is None or not _stands(first, locked) or (first.by_program and not sight.by_program):
        _first(locked, sight, by)
    else:
        _second(locked, first, sight, by, fresh=fresh)
    attestation_counts.count(case=locked, by=by)
    return locked


def _stands(first: IdentityAttestation, case: RightsRequest) -> bool:
    """False once whoever saw it does not answer for the venue any more: left, barred, or handed over."""
    return first.seen_by is not None and policies.can_answer(first.seen_by, case)


def _was_there(by: User, first: IdentityAttestation, case: RightsRequest) -> bool:
    """True when ``by`` worked for the venue before the first one saw it: nobody is made for this case."""
    memberships = by.memberships.filter(organisation=case.venue.operator_id)
    return memberships.filter(created_at__lte=first.seen_at).exists()


def _check_sight(case: RightsRequest, sight: Sight) -> None:
    if sight.means not in SEEN_BY_VENUE:
        raise ValueError("an operator confirms what an operator can see")
    if sight.means is IdentityMeans.DOCUMENT_SEEN and sight.seen is Seen.KNOWN_BY_SIGHT:
        raise RequestProblem(ProblemKind.NO_DOCUMENT)
    if (case.dependant_id is not None) != (sight.guardianship is not None):
        child = case.dependant_id is not None
        raise RequestProblem(
            ProblemKind.GUARDIANSHIP_MISSING if child else ProblemKind.NO_CHILD_HERE
        )


def _first(case: RightsRequest, sight: Sight, by: User) -> None:
    moment = timezone.now()
    _end(case, AttestationState.SUPERSEDED, moment)  # one that another step has overtaken
    opens_at = moment + WAITS
    step = Step(EventKind.ATTEST_IDENTITY, data={**sight.codes, "opens_at": opens_at.isoformat()})
    advance(case, step, by=actors.operator(by), at=moment)
    pauses.run_on(case)  # it is the venue that has to find a second person
    IdentityAttestation.objects.create(
        request=case,
        means=sight.means,
        seen=sight.seen,
        guardianship=sight.guardianship or "",
        seen_by=by,
        by_program=sight.by_program,
        seen_at=moment,
        opens_at=opens_at,
    )


def _second(
    case: RightsRequest, first: IdentityAttestation, sight: Sight, by: User, *, fresh: bool
) -> None:
    if first.seen_by_id == by.pk:
        raise RequestProblem(ProblemKind.SECOND_PERSON)
    if not _was_there(by, first, case):
        raise RequestProblem(ProblemKind.NEW_COLLEAGUE)
    if not fresh:
        raise RequestProblem(ProblemKind.SIGN_IN_AGAIN)
    first.confirmed_by = by
    _put_in_force(first, timezone.now())
    data = {**sight.codes, "confirmed": "second_person"}
    identity.verified(case, IdentityMeans(first.means), by=actors.operator(by), data=data)


def _put_in_force(attestation: IdentityAttestation, moment: datetime) -> None:
    attestation.state, attestation.ended_at = AttestationState.IN_FORCE, moment
    attestation.save(update_fields=["state", "ended_at", "confirmed_by"])


def _end(case: RightsRequest, state: AttestationState, moment: datetime) -> None:
    IdentityAttestation.objects.filter(request=case, state=AttestationState.WAITING).update(
        state=state, ended_at=moment
    )


def confirm_due(*, at_most: int = 200) -> int:
    """Put in force what nobody objected to in its time; run by the schedule, safe to run twice."""
    due = IdentityAttestation.objects.filter(
        state=AttestationState.WAITING, opens_at__lte=timezone.now()
    ).select_related("request")
    return sum(_confirm(attestation.request) for attestation in due.order_by("opens_at")[:at_most])


@transaction.atomic
def _confirm(case: RightsRequest) -> bool:
    """False when somebody was faster, or the case has moved on: it is then overtaken."""
    locked = lock(case)
    moment = timezone.now()
    found = waiting(locked)
    if found is None or not _stands(found, locked):
        _end(locked, AttestationState.SUPERSEDED, moment)
        return False
    if found.opens_at > moment:
        return False
    try:
        check(locked, Step(EventKind.VERIFY_IDENTITY), SYSTEM)
    except RequestProblem:  # answered, withdrawn or closed meanwhile
        _end(locked, AttestationState.SUPERSEDED, moment)
        return False
    _put_in_force(found, moment)
    identity.verified(
        locked, IdentityMeans(found.means), by=SYSTEM, data={"confirmed": "nobody_objected"}
    )
    return True
