"""A disclosure by name or number is of one person. What is plainly a crowd is destroyed, and told."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.core.actors import SYSTEM
from accounts.kit import audit
from accounts.models import AuditEvent
from biometrics.calibration import load
from biometrics.crowd import is_of_several_people
from biometrics.engines import get
from biometrics.models import Disclosure
from biometrics.models.disclosure import NAMED
from biometrics.problems import RefusalKind
from biometrics.services.disclosures import destroy_disclosure
from biometrics.services.galleries import key_of, sealed_blocks
from biometrics.types import EngineId
from consents.models import Venue

ALARM = "disclosure.several_people"
COUNTED_FOR = timedelta(days=30)


def refuse_crowd(disclosure: Disclosure) -> bool:
    """Destroy a disclosure by name or number that is plainly of several people; False otherwise.

    The caller is the worker that has read it, and holds its transaction. Nobody was compared with it.
    """
    audit.require_transaction()
    if disclosure.basis not in NAMED or not _is_crowd(disclosure):
        return False
    destroy_disclosure(disclosure=disclosure, because=RefusalKind.SEVERAL_PEOPLE)
    venue = disclosure.venue
    data = {"records": disclosure.count, "within_30_days": refused_of(venue) + 1}
    audit.record(kind=ALARM, by=SYSTEM, target=venue, data=data)
    return True


def _is_crowd(disclosure: Disclosure) -> bool:
    calibration = load(get(EngineId.parse(disclosure.engine)).calibration)
    with key_of(disclosure) as key:
        gallery = key.open_blocks(sealed_blocks(disclosure), count=disclosure.count)
        return is_of_several_people(gallery, calibration)


def refused_of(venue: Venue) -> int:
    """How many crowds ``venue`` has disclosed under one name of late."""
    since = timezone.now() - COUNTED_FOR
    told = AuditEvent.objects.filter(
        target_type=venue._meta.label_lower, target_id=str(venue.pk), kind=ALARM, at__gt=since
    )
    return told.count()
