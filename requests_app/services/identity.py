"""Proving that what a venue holds is the resident's: by face, by a code, in person, by a document seen.

No way is compulsory, and none leaves a copy of a document.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.core import normalisation
from accounts.core.actors import SYSTEM, Actor
from accounts.core.totality import total
from accounts.models import User
from biometrics.models import Basis, Disclosure, DisclosureState, Verification, VerificationState
from biometrics.services.disclosures import Scope, Window, destroy_disclosure, open_disclosure
from biometrics.thresholds import PolicyKind
from biometrics.types import Outcome
from requests_app import states
from requests_app.law.plausibility import Contradiction
from requests_app.law.plausibility.moments import of_a_window
from requests_app.law.rights import Right
from requests_app.models import (
    AttestationState,
    IdentityAttestation,
    IdentityMeans,
    Message,
    RightsRequest,
    VenueCode,
)
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import actors, case_facts, clocks, pauses
from requests_app.services.closure import destroy_face_data
from requests_app.services.lifecycle import Step, advance, check, lock
from requests_app.services.notifications import tell_of_attempt
from requests_app.states import EventKind

CODE_DIGITS = 8
CODE_TRIES = 5
CODE_VALID = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Selection:
    """How the venue chose what it discloses."""

    basis: Basis
    window: Window | None = None
    engine: str | None = None


def policy_kind_of(case: RightsRequest) -> PolicyKind:
    """The weaker one only where every right merely removes or stops; the stricter one for an empty bundle."""
    bundle = [Right(right.right).facts for right in case.rights.all()]
    only_removes = bool(bundle) and not any(facts.reveals for facts in bundle)
    return PolicyKind.DELETION if only_removes else PolicyKind.ACCESS


@transaction.atomic
def begin_disclosure(*, case: RightsRequest, selection: Selection, by: User) -> Disclosure:
    """Open a disclosure for ``case``; the biometrics services take the records.

    Raises:
        RequestProblem: not possible at this stage, or about a child: comparing children's faces is
            too unreliable to decide anything, and would need the face of a child; or a window that has
            not been, or is about another time than the visit.
        biometrics.problems.Refused: window missing or too long, or one is open already.
    """
    locked = lock(case)
    check(locked, Step(EventKind.DISCLOSE), actors.operator(by))
    if locked.resident is None:
        raise RequestProblem(ProblemKind.NOT_POSSIBLE_NOW)
    if locked.dependant is not None:
        raise RequestProblem(ProblemKind.NO_FACES_OF_CHILDREN)
    case_facts.refuse(_implausible_window(locked, selection.window))
    scope = Scope(
        request_id=locked.pk,
        venue=locked.venue,
        subject=locked.resident,
        basis=selection.basis,
        policy_kind=policy_kind_of(locked),
        window=selection.window,
        engine=selection.engine,
    )
    return open_disclosure(scope=scope, by=by)


def _implausible_window(case: RightsRequest, window: Window | None) -> Iterable[Contradiction]:
    """Nothing where there is none, or where it has no length: the disclosure itself refuses that."""
    if window is None or window.end <= window.start:
        return ()
    visit = case.visited_from, case.visited_to
    named = (visit[0], visit[1]) if visit[0] and visit[1] else None
    return of_a_window((window.start, window.end), named, timezone.now())


def on_disclosure_read(disclosure: Disclosure) -> None:
    """A disclosure has been read: the resident may prove which records are theirs, if there are any."""
    case = lock(RightsRequest.objects.get(pk=disclosure.request_id))
    if disclosure.state != DisclosureState.READY:
        return
    if not states.is_possible(case.state, EventKind.DISCLOSE):
        destroy_disclosure(disclosure=disclosure, because="too_late")
        return
    by = actors.operator(disclosure.disclosed_by) if disclosure.disclosed_by else SYSTEM
    # No count: the claimant reads this, and nobody has shown yet that the claim is theirs.
    data = {"disclosure": str(disclosure.pk), "basis": disclosure.basis}
    advance(case, Step(EventKind.DISCLOSE, data=data), by=by)


OUTCOME_EVENTS = total(
    Outcome,
    {
        Outcome.VERIFIED: EventKind.VERIFY_IDENTITY,
        Outcome.INCONCLUSIVE: EventKind.IDENTITY_INCONCLUSIVE,
        Outcome.NOT_MATCHED: EventKind.IDENTITY_NOT_MATCHED,
    },
    name="requests_app.services.identity.OUTCOME_EVENTS",
)


def on_verification_ended(verification: Verification, references: list[str]) -> None:
    """A comparison has ended: verified, inconclusive, not matched; nothing more is known here.

    The account hears of every attempt, by the event of its outcome or by a notice of its own:
    whoever got hold of a session must not be able to try in silence.
    """
    if verification.problem == "account_erased":
        return
    case = lock(RightsRequest.objects.get(pk=verification.request_id))
    if not _case_moved(case, verification, references):
        tell_of_attempt(case=case, verification=verification)


def _case_moved(case: RightsRequest, verification: Verification, references: list[str]) -> bool:
    """Let the case go on with the outcome; False without one, or where it is too late for it."""
    if verification.state != VerificationState.DECIDED:
        return False
    outcome = Outcome(verification.outcome)
    kind = OUTCOME_EVENTS[outcome]
    if not states.is_possible(case.state, kind):
        return False
    data = {
        "verification": str(verification.pk),
        "policy": verification.policy_id,
        "capture": verification.capture,
    }
    if outcome is not Outcome.VERIFIED:
        advance(case, Step(kind, data=data), by=SYSTEM)
        return True
    case.matched_references = references
    found = {**data, "matched": len(references)}
    verified(case, IdentityMeans.FACE, by=SYSTEM, data=found)
    return True


def verified(
    case: RightsRequest, means: IdentityMeans, *, by: Actor, data: Mapping[str, object]
) -> None:
    """Identity is proven; ``case`` comes from `lock`. What was disclosed has served."""
    case.identity_means = means
    moment = timezone.now()
    clocks.restart_on_identity(case, moment)
    step = Step(EventKind.VERIFY_IDENTITY, data={"means": means.value, **data})
    advance(case, step, by=by, at=moment)
    pauses.run_on(case)
    # Nothing is compared from here on: what was disclosed for it has served.
    destroy_face_data(case=case, because="verified")


def _digest(code_id: object, code: str) -> str:
    """Keyed with the site's secret: eight digits alone could be tried out from a database dump."""
    return salted_hmac(f"requests_app.venue_code:{code_id}", code, algorithm="sha256").hexdigest()


@transaction.atomic
def issue_code(*, case: RightsRequest, by: User) -> str:
    """A code that the venue sends to the contact on its own file; shown to the operator this once."""
    locked = lock(case)
    VenueCode.objects.filter(request=locked, used_at=None).update(tries_left=0)
    code = "".join(secrets.choice("0123456789") for _unused in range(CODE_DIGITS))
    row = VenueCode(
        request=locked,
        tries_left=CODE_TRIES,
        created_by=by,
        expires_at=timezone.now() + CODE_VALID,
    )
    row.digest = _digest(row.pk, code)
    row.save(force_insert=True)
    step = Step(EventKind.ASK_IDENTITY, data={"means": IdentityMeans.VENUE_CODE.value})
    advance(locked, step, by=actors.operator(by))
    return code


def redeem_code(*, case: RightsRequest, code: str, by: User) -> RightsRequest:
    """The resident types the code that reached them through the venue.

    Each try counts even when it fails: it is committed before the code is looked at. What could be no
    code is no try.

    Raises:
        RequestProblem: wrong, spent, expired or unreadable.
    """
    typed = _readable(code)
    row = VenueCode.objects.filter(request=case, used_at=None).first()
    if row is None:
        raise RequestProblem(ProblemKind.CODE_SPENT)
    taken = VenueCode.objects.filter(
        pk=row.pk, tries_left__gt=0, used_at=None, expires_at__gt=timezone.now()
    ).update(tries_left=F("tries_left") - 1)
    if not taken:
        raise RequestProblem(ProblemKind.CODE_SPENT)
    if not constant_time_compare(row.digest, _digest(row.pk, typed)):
        raise RequestProblem(ProblemKind.CODE_WRONG)
    return _redeem(case, row, by)


def _readable(code: str) -> str:
    try:
        return normalisation.code(code, digits=(CODE_DIGITS,))
    except ValidationError as error:
        raise RequestProblem(ProblemKind.CODE_UNREADABLE) from error


@transaction.atomic
def _redeem(case: RightsRequest, row: VenueCode, by: User) -> RightsRequest:
    locked = lock(case)
    if not VenueCode.objects.filter(pk=row.pk, used_at=None).update(used_at=timezone.now()):
        raise RequestProblem(ProblemKind.CODE_SPENT)
    verified(locked, IdentityMeans.VENUE_CODE, by=actors.resident_of(locked, by), data={})
    return locked


@transaction.atomic
def dispute_identity(*, case: RightsRequest, reason: str, by: User) -> RightsRequest:
    """The resident says that the comparison is wrong, or that whom the venue saw was not them.

    A person at the venue looks at it; what one person saw never comes into force.
    """
    locked = lock(case)
    actor = actors.resident_of(locked, by)
    message = Message(request=locked, author=by, author_kind=actor.kind, body=reason.strip())
    step = Step(EventKind.DISPUTE_IDENTITY, reason=reason, data={"message": str(message.pk)})
    advance(locked, step, by=actor)
    IdentityAttestation.objects.filter(request=locked, state=AttestationState.WAITING).update(
        state=AttestationState.OBJECTED, ended_at=timezone.now()
    )
    message.save(force_insert=True)
    pauses.run_on(locked)
    return locked
