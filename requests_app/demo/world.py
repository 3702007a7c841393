"""The invented world of the demo: organisations, people, venues with their systems."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from accounts.models import Dependant, Organisation, OrganisationKind, Role, User
from consents.kind_names import name_of
from consents.kinds import VenueKind
from consents.models import FaceSystem, Purpose, Venue
from consents.models.venue import VenueFacts
from consents.selectors import current_notice
from consents.services import accept_report, claim_venue, give_consent, report_venue
from requests_app.demo import clock
from requests_app.demo.people import make_member, make_organisation, make_person

DATA = Path(__file__).resolve().parent / "data"
# The resident, the guardian, and who works where, by the first part of their address.
DEMO_OPERATOR = "clearwater"
OPENED = timedelta(days=150)


@dataclass(frozen=True, slots=True)
class World:
    """Everybody and everything by key."""

    resident: User
    guardian: User
    child: Dependant
    moderator: User
    analyst: User
    neighbours: Sequence[User]
    venues: Mapping[str, Venue]
    operators: Mapping[str, User]

    def operator_of(self, venue: Venue) -> User:
        """Who answers for ``venue``."""
        return self.operators[str(venue.operator_id)]


def build() -> World:
    """Make everybody and every venue, as of some months ago."""
    with clock.at(timezone.now() - OPENED):
        organisations = _organisations()
        guardian = _person("guardian", _("Zhou Min"))
        moderator = _member(
            "moderator", _("Moderator He"), organisations["platform"], Role.MODERATOR
        )
        neighbours = _neighbours()
        return World(
            resident=_person("resident", _("Lin Yue")),
            guardian=guardian,
            child=Dependant.objects.create(guardian=guardian, display_name=_("Zhou Xiaoyu")),
            moderator=moderator,
            analyst=_member("analyst", _("Analyst Song"), organisations["ngo"], Role.ANALYST),
            neighbours=neighbours,
            venues=_venues(organisations, neighbours, moderator),
            operators=_operators(organisations),
        )


def _read(name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((DATA / f"{name}.json").read_text("utf-8"))
    return rows


def _person(name: str, display_name: str) -> User:
    return make_person(name, display_name, locale=get_language())


def _member(name: str, display_name: str, organisation: Organisation, role: Role) -> User:
    return make_member(_person(name, display_name), organisation, role)


def _organisations() -> dict[str, Organisation]:
    return {
        row["key"]: make_organisation(
            row["name"], OrganisationKind(row["kind"]), row["key"], legal=row["legal_name"]
        )
        for row in _read("organisations")
    }


def _operators(organisations: Mapping[str, Organisation]) -> dict[str, User]:
    """One person at every operator, by the id of the organisation."""
    found = {}
    for key, organisation in organisations.items():
        if organisation.kind != OrganisationKind.OPERATOR:
            continue
        name = "operator" if key == DEMO_OPERATOR else f"operator-{key}"
        person = _member(name, _("Operator Chen"), organisation, Role.MANAGER)
        found[str(organisation.pk)] = person
    return found


def _neighbours() -> list[User]:
    """Other residents, who agree to be counted: public figures need groups."""
    names = json.loads((DATA / "neighbours.json").read_text("utf-8"))
    people = [
        make_person(f"neighbour{number}", name, locale="zh-hans")
        for number, name in enumerate(names, start=1)
    ]
    agree = partial(
        give_consent,
        purpose=Purpose.RESEARCH_EXPORT,
        notice=current_notice(Purpose.RESEARCH_EXPORT),
        language="zh-hans",
    )
    for person in people:
        agree(resident=person)
    return people


def _venues(
    organisations: Mapping[str, Organisation], reporters: Sequence[User], moderator: User
) -> dict[str, Venue]:
    described = _read("venues")
    rows = [*described, *plain_places({row["kind"] for row in described})]
    return {
        row["key"]: _venue(row, organisations, reporters[number % len(reporters)], moderator)
        for number, row in enumerate(rows)
    }


def plain_places(described: Collection[str]) -> Iterator[dict[str, Any]]:
    """Rows for the kinds that ``venues.json`` does not describe yet, so that the demo shows each."""
    for kind in VenueKind:
        if kind in described:
            continue
        with override("zh-hans"):
            name = str(name_of(kind))
        yield {
            "key": kind.value,
            "kind": kind.value,
            "operator": None,
            "name": name,
            "name_en": kind.facts.label.capitalize(),
            "jurisdiction": "CN",
            "city": "全国 China",
            "systems": [{"purpose": "刷脸", "purpose_en": "Asks for the face"}],
        }


def _venue(
    row: Mapping[str, Any],
    organisations: Mapping[str, Organisation],
    reporter: User,
    moderator: User,
) -> Venue:
    """A venue as it comes about: reported by a resident, checked, claimed by its operator."""
    facts = {one.name: row[one.name] for one in fields(VenueFacts) if one.name in row}
    first, *others = row["systems"]
    venue = report_venue(facts=VenueFacts(**facts), purpose=first["purpose"], text="", by=reporter)
    venue.systems.update(**first)
    FaceSystem.objects.bulk_create(FaceSystem(venue=venue, **other) for other in others)
    if not row.get("reported"):
        accept_report(report=venue.reports.get(), by=moderator)
        venue.refresh_from_db()
    if row["operator"]:
        claim_venue(venue=venue, operator=organisations[row["operator"]], by=moderator)
    venue.name_en = row["name_en"]
    venue.save(update_fields=["name_en"])
    return venue
