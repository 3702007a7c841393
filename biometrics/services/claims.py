"""Taking up one piece of face work: by one worker at a time, and not for ever.

A picture can bring down the process that reads it. The try is counted before it is read, so that a
picture which has done so a few times is set aside and holds up nothing else. What fails without
killing anybody, such as a store that does not answer, is no fault of the picture and costs no try.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from celery.exceptions import SoftTimeLimitExceeded
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from biometrics.services import leases

TRIES_AT_MOST = 3

M = TypeVar("M", bound=Model)


def free() -> Q:
    """What no worker holds now: of models with ``lease_until``."""
    return Q(lease_until__isnull=True) | Q(lease_until__lt=timezone.now())


def take_up(waiting: QuerySet[M]) -> M | None:
    """The only row of ``waiting``, held for `leases.BLUR`; None when it is gone or another's.

    The model has ``lease_until`` and ``tries``, which counts this try already.
    """
    until = timezone.now() + leases.BLUR
    taken = waiting.filter(free()).update(lease_until=until, tries=F("tries") + 1)
    return waiting.first() if taken == 1 else None


@contextmanager
def forgiving(rows: QuerySet[Any], **given_back: None) -> Iterator[None]:
    """Take back the try, and the lease, when the work fails without the process being killed.

    Running out of time counts: it is as likely to be the picture's doing as a crash.
    """
    try:
        yield
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        rows.update(tries=F("tries") - 1, **given_back)
        raise
