"""Everything about one person's face, wherever it is held: stopped and destroyed."""

from __future__ import annotations

from accounts.core.actors import Actor, ActorKind
from accounts.models import User
from biometrics.models import Disclosure, DisclosureState, Verification
from biometrics.services.disclosures import destroy_disclosure
from biometrics.services.queue import WAITING
from biometrics.services.verifications import stop_verification


def destroy_faces_of(*, subject: User, because: str) -> None:
    """Stop every comparison for ``subject`` and destroy every disclosure.

    The caller holds the transaction: consent is not withdrawn, and no account erased, without it.
    """
    by = Actor(ActorKind.RESIDENT, subject.pk)
    for verification in Verification.objects.filter(subject=subject, state__in=WAITING):
        stop_verification(verification=verification, because=because, by=by)
    held = Disclosure.objects.filter(subject=subject).exclude(state=DisclosureState.DESTROYED)
    for disclosure in held:
        destroy_disclosure(disclosure=disclosure, because=because, by=by)
