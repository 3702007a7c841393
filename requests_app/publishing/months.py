"""Months that are over. What is still going on is neither exported nor counted."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def first_day(moment: datetime) -> date:
    """The first day of the month of ``moment``, in the time zone of the installation."""
    return timezone.localtime(moment).date().replace(day=1)


def months_before(day: date, months: int) -> date:
    """The first day of the month that lies ``months`` before that of ``day``."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, 1)


def begin_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
