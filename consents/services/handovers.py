"""Who answers for a place changes: two moderators, notice to who answered before, and a way back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.core.actors import Actor, ActorKind
from accounts.core.totality import total
from accounts.kit import audit
from accounts.models import Organisation, OrganisationKind, User
from accounts.policies import memberships_with
from accounts.roles import Permission
from consents.models import Handover, HandoverState, Venue
from consents.models.venue import STANDING
from consents.services import operator_change
from consents.signals import handover_moved

# For so long a moderator can put back what two have done.
UNDO = timedelta(days=30)

# Who keeps cases registers here whether any was filed at a place. Nobody registered: it is assumed.
cases_at: list[Callable[[Venue], bool]] = []


class HandoverRefusal(StrEnum):
    NEEDS_TWO = "needs_two"
    NOT_LISTED = "not_listed"
    NO_OPERATOR = "no_operator"
    NOTHING_CHANGES = "nothing_changes"
    WRONG_WAY = "wrong_way"
    ALREADY_PROPOSED = "already_proposed"
    SAME_PERSON = "same_person"
    NEW_MODERATOR = "new_moderator"
    OWN_SIDE = "own_side"
    DECIDED = "decided"
    STALE = "stale"
    TOO_LATE = "too_late"


SENTENCES = total(
    HandoverRefusal,
    {
        HandoverRefusal.NEEDS_TWO: _(
            "Somebody answers for this place, or requests were filed there. Propose the change with its "
            "reason; a second moderator confirms it."
        ),
        HandoverRefusal.NOT_LISTED: _("That entry was merged. Choose one that is listed."),
        HandoverRefusal.NO_OPERATOR: _(
            "That organisation operates no places. Choose one that does, or register it as an operator."
        ),
        HandoverRefusal.NOTHING_CHANGES: _("That organisation answers for the place already."),
        HandoverRefusal.WRONG_WAY: _(
            "Somebody answers for this place, and nobody for the other one. Merge that one into this."
        ),
        HandoverRefusal.ALREADY_PROPOSED: _(
            "A change is proposed for this place already. Decide on that one first."
        ),
        HandoverRefusal.SAME_PERSON: _(
            "You proposed this change. Another moderator has to confirm it."
        ),
        HandoverRefusal.NEW_MODERATOR: _(
            "You became a moderator after this change was proposed. Somebody who was one before has to "
            "confirm it."
        ),
        HandoverRefusal.OWN_SIDE: _(
            "You work for the organisation that would answer for the place. Another moderator has to decide."
        ),
        HandoverRefusal.DECIDED: _("Somebody has decided on it already."),
        HandoverRefusal.STALE: _(
            "The place has changed since. Decline this change and propose a new one."
        ),
        HandoverRefusal.TOO_LATE: _(
            "It was done more than 30 days ago. Propose a change back instead."
        ),
    },
    name="consents.services.handovers.SENTENCES",
)


class HandoverRefused(Exception):
    """``str()`` says in the user's language why, and what to do."""

    def __init__(self, refusal: HandoverRefusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal

    def __str__(self) -> str:
        return str(SENTENCES[self.refusal])


def needs_two(venue: Venue, operator: Organisation | None) -> bool:
    """True when the change would take a place from somebody, or show filed requests to somebody."""
    if venue.operator_id is not None:
        return venue.operator_id != (operator.pk if operator else None)
    return operator is not None and has_cases(venue)


def has_cases(venue: Venue) -> bool:
    """True when anything was filed at ``venue``, or at what was merged into it."""
    places = Venue.objects.filter(Q(pk=venue.pk) | Q(merged_into=venue))
    return not cases_at or any(asked(place) for place in places for asked in cases_at)


@transaction.atomic
def claim_venue(*, venue: Venue, operator: Organisation, by: User) -> None:
    """A moderator has checked that ``operator`` answers for ``venue``, where nobody did before.

    Raises:
        HandoverRefused: the entry was merged, the change needs a second moderator, ``operator`` operates
            no places, or ``by`` works for it.
    """
    [locked] = _listed(venue)
    _check_operates(operator)
    if needs_two(locked, operator):
        raise HandoverRefused(HandoverRefusal.NEEDS_TWO)
    _check_side(by, operator)
    operator_change.claim(locked, operator)
    _record("venue.claimed", locked, by, {"operator": str(operator.pk)})
    venue.refresh_from_db()


@transaction.atomic
def merge_venue(*, venue: Venue, into: Venue, by: User) -> None:
    """Two entries are one place, and the same organisation, or none, answers for both.

    Raises:
        HandoverRefused: one was merged, both are one, or the change needs a second moderator.
    """
    locked, stays = _to_merge(venue, into)
    if needs_two(locked, stays.operator):
        raise HandoverRefused(HandoverRefusal.NEEDS_TWO)
    _check_side(by, stays.operator)
    operator_change.merge(locked, stays)
    _record("venue.merged", locked, by, {"into": str(stays.pk)})
    venue.refresh_from_db()


@transaction.atomic
def propose(
    *,
    venue: Venue,
    by: User,
    reason: str,
    operator: Organisation | None = None,
    into: Venue | None = None,
) -> Handover:
    """Ask a second moderator to let ``operator`` answer for ``venue``, or to merge it ``into`` another.

    Who answers now is told at once. Raises HandoverRefused.
    """
    if into is not None:
        locked, stays = _to_merge(venue, into)
        operator = stays.operator
    else:
        [locked] = _listed(venue)
    if into is None and (operator is None or operator.pk == locked.operator_id):
        raise HandoverRefused(HandoverRefusal.NOTHING_CHANGES)
    if operator is not None:
        _check_operates(operator)
    if locked.handovers.filter(state=HandoverState.PROPOSED).exists():
        raise HandoverRefused(HandoverRefusal.ALREADY_PROPOSED)
    handover = Handover.objects.create(
        venue=locked,
        into=into,
        operator=operator,
        from_operator=locked.operator,
        reason=reason.strip(),
        proposed_by=by,
    )
    _record("handover.proposed", handover, by)
    handover_moved.send(sender=Handover, handover=handover)
    return handover


@transaction.atomic
def confirm(*, handover: Handover, by: User) -> Handover:
    """A second moderator has checked it, too: from now on the other organisation answers.

    Raises HandoverRefused: decided before, proposed by the same person, by one who was made a moderator
    since or works for the other organisation, or the place changed since.
    """
    locked = _open(handover)
    if locked.proposed_by_id is None or locked.proposed_by_id == by.pk:
        raise HandoverRefused(HandoverRefusal.SAME_PERSON)
    if _is_made_for_it(by, locked):
        raise HandoverRefused(HandoverRefusal.NEW_MODERATOR)
    _check_side(by, locked.operator)
    _check_unchanged(locked)
    locked.before = operator_change.snapshot(locked.venue)
    if locked.into is not None:
        locked.before |= operator_change.merge(locked.venue, locked.into)
    elif locked.operator is not None:
        operator_change.claim(locked.venue, locked.operator)
    _decide(locked, HandoverState.DONE, by)
    return locked


@transaction.atomic
def decline(*, handover: Handover, by: User) -> Handover:
    """Nothing changes; the one who proposed it may decline it, too. Raises HandoverRefused."""
    locked = _open(handover)
    _decide(locked, HandoverState.DECLINED, by)
    return locked


@transaction.atomic
def object_to(*, handover: Handover, words: str, by: User) -> Handover:
    """Who answered before says why it is wrong; moderators read it before they go on.

    Raises HandoverRefused: declined or undone meanwhile.
    """
    locked = Handover.objects.select_for_update().get(pk=handover.pk)
    if locked.state not in (HandoverState.PROPOSED, HandoverState.DONE):
        raise HandoverRefused(HandoverRefusal.DECIDED)
    locked.objection, locked.objected_at = words.strip(), timezone.now()
    locked.save(update_fields=["objection", "objected_at"])
    audit.record(
        kind="handover.objected", by=Actor(ActorKind.OPERATOR, by.pk), target=locked, data={}
    )
    return locked


@transaction.atomic
def undo(*, handover: Handover, by: User) -> Handover:
    """Put back who answered before, and what people had on their lists. One moderator is enough.

    Raises HandoverRefused: not done, too long ago, or the place changed since.
    """
    locked = _with_places(handover)
    if locked.state != HandoverState.DONE or locked.decided_at is None:
        raise HandoverRefused(HandoverRefusal.DECIDED)
    if locked.decided_at < timezone.now() - UNDO:
        raise HandoverRefused(HandoverRefusal.TOO_LATE)
    _check_side(by, locked.from_operator)
    if not operator_change.is_as_left(locked):
        raise HandoverRefused(HandoverRefusal.STALE)
    operator_change.restore(locked)
    locked.state, locked.undone_at, locked.undone_by = HandoverState.UNDONE, timezone.now(), by
    locked.save(update_fields=["state", "undone_at", "undone_by"])
    _record("handover.undone", locked, by)
    handover_moved.send(sender=Handover, handover=locked)
    return locked


def _decide(handover: Handover, state: HandoverState, by: User) -> None:
    handover.state, handover.decided_at, handover.decided_by = state, timezone.now(), by
    handover.save(update_fields=["state", "decided_at", "decided_by", "before"])
    _record(f"handover.{state.value}", handover, by)
    handover_moved.send(sender=Handover, handover=handover)


def _record(
    kind: str, target: Venue | Handover, by: User, data: dict[str, str] | None = None
) -> None:
    audit.record(kind=kind, by=Actor(ActorKind.MODERATOR, by.pk), target=target, data=data)


def _open(handover: Handover) -> Handover:
    locked = _with_places(handover)
    if locked.state != HandoverState.PROPOSED:
        raise HandoverRefused(HandoverRefusal.DECIDED)
    return locked


def _with_places(handover: Handover) -> Handover:
    """The row with its places, all locked; places first, in one order, as everywhere."""
    places = _locked(handover.venue_id, handover.into_id)
    locked = Handover.objects.select_for_update().get(pk=handover.pk)
    locked.venue = places[locked.venue_id]
    locked.into = places[locked.into_id] if locked.into_id else None
    return locked


def _locked(*wanted: UUID | None) -> dict[UUID, Venue]:
    rows = Venue.objects.select_for_update().filter(pk__in=[pk for pk in wanted if pk])
    return {row.pk: row for row in rows.order_by("pk")}


def _check_operates(operator: Organisation) -> None:
    if operator.kind != OrganisationKind.OPERATOR:
        raise HandoverRefused(HandoverRefusal.NO_OPERATOR)


def _check_side(by: User, gains: Organisation | None) -> None:
    """Nobody gives a place, or gives it back, to the organisation that they work for."""
    if gains is not None and by.memberships.filter(organisation=gains).exists():
        raise HandoverRefused(HandoverRefusal.OWN_SIDE)


def _is_made_for_it(by: User, handover: Handover) -> bool:
    """True for a moderator who became one after the proposal: a second account takes a minute."""
    moderates = memberships_with(by, Permission.MODERATE)
    return (
        moderates.exists() and not moderates.filter(created_at__lte=handover.proposed_at).exists()
    )


def _check_unchanged(handover: Handover) -> None:
    """The place still stands as the proposal, and the notice to who answers, said."""
    venue, into = handover.venue, handover.into
    merged = any(place.status not in STANDING for place in (venue, into) if place is not None)
    other = into is not None and into.operator_id != handover.operator_id
    if merged or other or venue.operator_id != handover.from_operator_id:
        raise HandoverRefused(HandoverRefusal.STALE)


def _listed(*venues: Venue) -> list[Venue]:
    """The rows of ``venues``, locked, once all of them are listed."""
    found = _locked(*(venue.pk for venue in venues))
    if any(place.status not in STANDING for place in found.values()):
        raise HandoverRefused(HandoverRefusal.NOT_LISTED)
    return [found[venue.pk] for venue in venues]


def _to_merge(venue: Venue, into: Venue) -> tuple[Venue, Venue]:
    if venue.pk == into.pk:
        raise HandoverRefused(HandoverRefusal.NOTHING_CHANGES)
    goes, stays = _listed(venue, into)
    if goes.operator_id is not None and stays.operator_id is None:
        raise HandoverRefused(HandoverRefusal.WRONG_WAY)
    return goes, stays
