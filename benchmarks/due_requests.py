"""Finding what is due among a million open requests: the cost must follow the due ones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import User
from benchmarks.measuring import Result, side_by_side
from consents.models import Venue, VenueKind
from requests_app import states
from requests_app.models import RightsRequest

OPEN = int(os.environ.get("BENCH_REQUESTS", "1000000"))
FEW_OPEN = 10_000
DUE = 1_000
TIMES = 15
SQLITE_SERIES = (
    "(WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < %s) SELECT n FROM c)"
)


def measure() -> Iterator[Result]:
    """The same thousand due requests among a hundred times as many open ones."""
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        many, few = _table(OPEN, "m"), _table(FEW_OPEN, "f")
        moment = timezone.now()

        def among(venue: Venue) -> int:
            due = RightsRequest.objects.due_before(moment)
            return len(due.filter(venue=venue).values_list("pk", "due_at")[: 2 * DUE])

        if among(many) != DUE or among(few) != DUE:
            raise RuntimeError("the table is not as it should be")
        value, reference = side_by_side(lambda: among(many), lambda: among(few), times=TIMES)
        yield Result(
            f"{DUE:,} due among {OPEN:,} open requests",
            "ms",
            value,
            f"the same {DUE:,} due among {FEW_OPEN:,} open",
            reference,
            limit=2.0,
        )
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)


def _table(count: int, mark: str) -> Venue:
    """A venue with ``count`` open requests, of which `DUE` are past their date."""
    resident, _made = User.objects.get_or_create(email="bench@example.org")
    venue = Venue.objects.create(
        slug=f"bench-{mark}", name="Bench", kind=VenueKind.WORKPLACE, jurisdiction="CN", city="-"
    )
    now = timezone.now()
    model = RightsRequest.objects.create(
        resident=resident,
        venue=venue,
        workflow=states.Workflow.ACKNOWLEDGED,
        clock=states.Clock.RUNNING,
        filed_at=now - timedelta(days=20),
        due_on=(now + timedelta(days=10)).date(),
        due_at=now + timedelta(days=10),
    )
    _copy(model, count - 1, mark)
    _make_due(venue, now)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return venue


def _copy(model: RightsRequest, count: int, mark: str) -> None:
    """Multiply one row in the database itself: through the ORM a million take minutes."""
    meta = RightsRequest._meta
    columns = [str(field.column) for field in meta.concrete_fields]
    identifier, reference, number = (
        ("lpad(to_hex(n + %s), 32, '0')::uuid", "%s || n", "generate_series(1, %s) AS n")
        if connection.vendor == "postgresql"
        else (
            "printf('%%032x', n + %s)",
            "%s || n",
            SQLITE_SERIES,
        )
    )
    values = [
        {"id": identifier, "reference": reference}.get(column, f'model."{column}"')
        for column in columns
    ]
    names = ", ".join(f'"{column}"' for column in columns)
    key = model.pk.hex if connection.vendor == "sqlite" else model.pk
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{meta.db_table}" ({names}) SELECT {", ".join(values)} '
            f'FROM "{meta.db_table}" AS model, {number} WHERE model.id = %s',
            [ord(mark) << 40, mark, count, key],
        )


def _make_due(venue: Venue, now: datetime) -> None:
    chosen = RightsRequest.objects.filter(venue=venue).order_by("pk").values("pk")[:DUE]
    passed = now.astimezone(UTC) - timedelta(hours=3)
    RightsRequest.objects.filter(pk__in=list(chosen.values_list("pk", flat=True))).update(
        due_at=passed, due_on=passed.date()
    )
