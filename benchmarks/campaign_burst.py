"""A burst of identical filings, as when thousands join one campaign in an hour.

Each filing is a whole one: its own clock, event, receipt and notifications, in its own transaction.
The figure to watch is the ratio; 45,000 filings (a real campaign of 2019) take 45 times what 1,000 do.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

from celery import current_app
from django.db import connection

from accounts.models import User
from benchmarks.measuring import Result
from consents.models import Venue, VenueKind
from requests_app.law.rights import Right
from requests_app.models import RightsRequest
from requests_app.services.campaigns import Appeal, join_campaign, start_campaign

FILINGS = int(os.environ.get("BENCH_FILINGS", "400"))


def measure() -> Iterator[Result]:
    """Milliseconds a filing, early and late in the burst: the hundredth must not cost more."""
    current_app.conf.update(task_always_eager=False, broker_url="memory://")
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        first, last, plain = _burst()
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    title = f"one filing in a burst of {FILINGS:,}"
    yield Result(title, "ms", last, "one of the first tenth", first, limit=1.5)
    yield Result(title, "ms", last, "a transaction that inserts one row", plain)


def _burst() -> tuple[float, float, float]:
    people = User.objects.bulk_create(
        User(email=f"burst{n}@example.org", password="!") for n in range(FILINGS)
    )
    venue = Venue.objects.create(
        slug="burst", name="Burst", kind=VenueKind.WORKPLACE, jurisdiction="CN", city="-"
    )
    appeal = Appeal(venue, "Burst", "We ask for cards.", [Right.OBJECTION, Right.OPT_OUT])
    campaign = start_campaign(appeal=appeal, by=people[0])
    tenth = FILINGS // 10
    join_campaign(campaign=campaign, by=people[0])  # loads the rule packs and the calendar

    def join(number: int) -> None:
        join_campaign(campaign=campaign, by=people[number])

    def insert(number: int) -> None:
        RightsRequest.objects.create(resident=people[number], venue=venue)

    first = _each(join, range(1, tenth + 1))
    _each(join, range(tenth + 1, FILINGS - tenth))
    last = _each(join, range(FILINGS - tenth, FILINGS))
    return first, last, _each(insert, range(tenth))


def _each(act: Callable[[int], None], numbers: range) -> float:
    start = time.process_time()
    for number in numbers:
        act(number)
    return (time.process_time() - start) * 1000 / len(numbers)
