"""“Delete my account for real.” The inventory says what goes; each app has registered how.

Whoever calls this has made sure that it is the person: signed in again a moment ago.
"""

from __future__ import annotations

from django.db import transaction

from accounts.core.actors import Actor, ActorKind
from accounts.kit import audit
from accounts.kit.inventory import erasers
from accounts.models import Dependant, User
from accounts.models.audit import removing_on_purpose


@transaction.atomic
def erase_account(*, user: User) -> None:
    """Erase ``user``: open requests are withdrawn, faces destroyed, cases left without a person.

    What stays says nothing about anybody: events, receipts and audit events under random
    identifiers, so that venues, NGOs and the platform can still prove what happened.
    """
    # No stronger lock: a filing under way holds the row for its foreign key, and waits for our cases.
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    for erase in erasers():
        erase(locked, None)
    audit.record(kind="account.erased", by=Actor(ActorKind.RESIDENT, locked.pk), target=locked)
    with removing_on_purpose():
        locked.delete()


@transaction.atomic
def erase_dependant(*, dependant: Dependant) -> None:
    """Erase what is held about a child; its open requests are withdrawn by the guardian."""
    guardian = dependant.guardian
    for erase in erasers():
        erase(guardian, dependant)
    audit.record(
        kind="dependant.removed", by=Actor(ActorKind.GUARDIAN, guardian.pk), target=dependant
    )
    dependant.delete()
