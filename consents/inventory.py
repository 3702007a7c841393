"""The tables of this app in the inventory of personal data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.kit.inventory import (
    Category,
    Retention,
    Table,
    declare,
    deleted,
    emptied,
    kept,
    overwritten,
    scrub,
    unlinked,
)
from consents import erasure  # noqa: F401  (registers)

YEAR = timedelta(days=365)
PLACE = "a fact about a place"


def _scrub_reports(rows: QuerySet[Any]) -> int:
    return scrub(rows.filter(reporter__isnull=False))


def _scrub_handovers(rows: QuerySet[Any]) -> int:
    return scrub(rows.exclude(reason=""))


declare(
    Table(
        "consents.Venue",
        purpose="The directory: which places run face systems, and who answers for them.",
        retention=Retention("as long as the directory"),
        fields=(
            kept(
                "id slug name name_en kind status jurisdiction city district address time_zone "
                "operator contact_email merged_into created_at",
                Category.NONE,
                because=PLACE,
            ),
            unlinked("reported_by"),
        ),
        withheld="the sighting that a person reported is in consents.VenueReport",
    ),
    Table(
        "consents.FaceSystem",
        purpose="What a resident wants to know before walking in.",
        retention=Retention("as long as the directory"),
        fields=(
            kept(
                "id venue purpose purpose_en vendor lawful_basis notice_shown compulsory custodian "
                "networked recipients retention_days minors automated_decision alternative "
                "alternative_en in_use",
                Category.NONE,
                because=PLACE,
            ),
        ),
    ),
    Table(
        "consents.ImpactStatement",
        purpose="Show which impact assessments a venue says it has made and filed.",
        retention=Retention("as long as the directory"),
        fields=(
            kept(
                "id venue title made_on filed_with filed_on filing_number summary url",
                Category.NONE,
                because=PLACE,
            ),
        ),
    ),
    Table(
        "consents.Notice",
        purpose="The words under which consent was asked, in versions.",
        retention=Retention("as long as the platform"),
        fields=(
            kept(
                "id purpose version text_zh_hans text_en digest published_at",
                Category.NONE,
                because="our own words",
            ),
        ),
    ),
    Table(
        "consents.Consent",
        purpose="Know what may be done today, and show the person what they agreed to.",
        retention=Retention(
            "as long as the account; that it was given or withdrawn, under which notice, stays in "
            "the audit log for three years"
        ),
        owner="resident",
        alongside=("notice__version",),
        fields=(
            deleted("id resident notice", Category.LINK),
            deleted("purpose action language channel at", Category.STATE),
        ),
    ),
    Table(
        "consents.Holding",
        purpose="The person's own list of who holds their face.",
        retention=Retention(
            "as long as the account; a year after it was taken off the list",
            after=YEAR,
            since="ended_at",
        ),
        owner="resident",
        alongside=("venue__name", "dependant__display_name"),
        fields=(
            deleted("id resident dependant venue system", Category.LINK),
            deleted("how since evidence", Category.STATEMENT),
            deleted("state created_at ended_at", Category.STATE),
        ),
    ),
    Table(
        "consents.Handover",
        purpose="Let two people decide who answers for a place, and be able to put it back.",
        retention=Retention(
            "the words: a year after the decision",
            after=YEAR,
            since="decided_at",
            retire=_scrub_handovers,
        ),
        fields=(
            kept("id venue into operator from_operator", Category.NONE, because=PLACE),
            kept(
                "state objected_at proposed_at decided_at undone_at",
                Category.STATE,
                because="no person is named",
            ),
            overwritten("reason objection", Category.STATEMENT),
            overwritten("before", Category.LINK, value={}),
            unlinked("proposed_by decided_by undone_by"),
        ),
        withheld="it is about a place; what a moderator did is in the audit log",
    ),
    Table(
        "consents.VenueReport",
        purpose="Check a reported venue.",
        retention=Retention(
            "the words: a year after the decision",
            after=YEAR,
            since="decided_at",
            retire=_scrub_reports,
        ),
        owner="reporter",
        alongside=("venue__name",),
        fields=(
            kept("id venue", Category.NONE, because=PLACE),
            kept("state created_at decided_at", Category.STATE, because="no person is named"),
            emptied("reporter", Category.LINK),
            overwritten("text", Category.STATEMENT),
            unlinked("decided_by"),
        ),
    ),
)
