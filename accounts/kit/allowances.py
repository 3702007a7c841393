"""How often a day one person may do what others see or have to deal with, by whatever door.

The count stands in the database and is taken in the transaction of the act: what is undone is given
back, and of many sent at once no more get through than one after the other. The limits on calls per
minute are another matter (`accounts.kit.api.throttling`, for pages `accounts.kit.page_limits`).
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.core.totality import total
from accounts.kit.audit import require_transaction
from accounts.models import User
from accounts.models.allowance import Allowance, DailyAct

A_DAY = total(
    DailyAct,
    {
        DailyAct.REPORT_PLACE: 10,
        DailyAct.SIGHTING: 20,
        DailyAct.HOLDING: 200,
        DailyAct.FILING: 100,
        DailyAct.MESSAGE: 100,
        DailyAct.CAMPAIGN: 3,
        DailyAct.INCIDENT: 5,
        DailyAct.CHILD: 20,
    },
    name="accounts.kit.allowances.A_DAY",
)


class AllowanceSpent(Exception):
    """Done often enough today. ``str()`` says so in the user's language; ``wait`` is in seconds."""

    def __init__(self, act: DailyAct) -> None:
        super().__init__(act)
        self.act = act

    def __str__(self) -> str:
        return _(
            "There is a limit for %(act)s: %(limit)d a day. Nothing was done. Go on tomorrow, or write to us."
        ) % {"act": self.act.label, "limit": A_DAY[self.act]}

    @property
    def wait(self) -> int:
        """Seconds until the day (UTC) ends."""
        now = timezone.now()
        tomorrow = datetime.combine(now.astimezone(UTC).date() + timedelta(days=1), time(), UTC)
        return max(1, int((tomorrow - now).total_seconds()))


def take(*, act: DailyAct, by: User) -> None:
    """Count one ``act`` of ``by`` before it is done.

    Raises:
        AllowanceSpent: it was done as often today as it may be.
        OutsideTransactionError: the count would outlive an act that fails.
    """
    require_transaction()
    key = {"user": by, "act": act, "day": timezone.now().astimezone(UTC).date()}
    Allowance.objects.bulk_create([Allowance(**key)], ignore_conflicts=True)
    left = Allowance.objects.filter(**key, used__lt=A_DAY[act])
    if not left.update(used=F("used") + 1):
        raise AllowanceSpent(act)
