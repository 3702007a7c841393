"""Reading venues, holdings and consents."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.models import User
from consents import kinds
from consents.models import Consent, Holding, Notice, Purpose, Venue
from consents.models.consent import HOLDS
from consents.models.venue import LISTED


def venues(query: str = "", *, kind: str = "", city: str = "") -> QuerySet[Venue]:
    """The directory: every venue that was not merged away, narrowed by words, kind and city."""
    found = search(Venue.objects.filter(status__in=LISTED).select_related("operator"), query)
    if kind:
        found = found.filter(kind=kind)
    if city:
        found = found.filter(city=city)
    return found.prefetch_related("systems")


def search(found: QuerySet[Venue], words: str) -> QuerySet[Venue]:
    """The venues in whose name, city, district, address or everyday words of the kind every word occurs."""
    for word in words.split():
        found = found.filter(
            Q(name__icontains=word)
            | Q(name_en__icontains=word)
            | Q(city__icontains=word)
            | Q(district__icontains=word)
            | Q(address__icontains=word)
            | Q(kind__in=kinds.called(word))
        )
    return found


def cities() -> list[str]:
    """The cities of the directory, for its filter."""
    shown = Venue.objects.filter(status__in=LISTED)
    return list(shown.order_by("city").values_list("city", flat=True).distinct())


def holdings_of(resident: User) -> QuerySet[Holding]:
    """The resident's list, their children's included."""
    return (
        Holding.objects.filter(resident=resident, ended_at__isnull=True)
        .select_related("venue", "dependant", "system")
        .order_by("-created_at")
    )


def current_notice(purpose: str) -> Notice:
    """The newest notice of ``purpose``. None published is an error: no consent without words.

    Raises:
        Notice.DoesNotExist: when nobody has published one; ``manage.py publish_notices`` does.
    """
    newest: Notice = Notice.objects.filter(purpose=purpose).latest("version")
    return newest


def current_notices() -> dict[Purpose, Notice]:
    """The newest notice of every purpose; one that nobody published is an error, as above."""
    newest = {notice.purpose: notice for notice in Notice.objects.order_by("version")}
    missing = [purpose.value for purpose in Purpose if purpose.value not in newest]
    if missing:
        raise Notice.DoesNotExist(f"no notice is published for {', '.join(missing)}")
    return {purpose: newest[purpose.value] for purpose in Purpose}


def newest_consent(resident: User, purpose: str) -> Consent | None:
    acts = Consent.objects.filter(resident=resident, purpose=purpose).select_related("notice")
    return acts.order_by("-id").first()


def has_consent(resident: User, purpose: Purpose) -> bool:
    """True only when the newest act under ``purpose`` is “given”, under the words that stand today.

    A new version of the notice asks anew (PIPL art. 14: a change of purpose or manner needs consent
    again).
    """
    newest = newest_consent(resident, purpose)
    if newest is None or newest.action not in HOLDS:
        return False
    return not Notice.objects.filter(purpose=purpose, version__gt=newest.notice.version).exists()


def consent_states(resident: User) -> dict[str, Consent | None]:
    """For each purpose the newest act, or None when the person was never asked."""
    return {purpose: newest_consent(resident, purpose) for purpose in Purpose.values}


def consent_history(resident: User) -> QuerySet[Consent]:
    return Consent.objects.filter(resident=resident).select_related("notice")
