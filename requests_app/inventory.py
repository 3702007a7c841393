"""The tables of this app in the inventory of personal data."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.kit.inventory import (
    Category,
    Retention,
    Table,
    declare,
    deleted,
    emptied,
    kept,
    overwritten,
    unlinked,
)
from requests_app import erasure  # noqa: F401  (registers)
from requests_app.services.anonymising import anonymise

# Either side can still go to court: three years is the general limitation period in China.
CASE_KEPT = timedelta(days=3 * 365)
CASE = Retention("as its case: made anonymous three years after it was closed")
ANONYMOUS = Retention("as long as the platform; about nobody once the case is anonymous")
AT_ONCE = 2_000
TOLD_KEPT = timedelta(days=90)
CODES = "codes and dates: statistics, and proof of what the venue did"


def _anonymise(rows: QuerySet[Any]) -> int:
    due = rows.filter(resident__isnull=False).order_by("closed_at")
    return anonymise(requests=list(due.values_list("pk", flat=True)[:AT_ONCE]))


def _forget_told(rows: QuerySet[Any]) -> int:
    """Notifications are needed while their case is open; those of incidents have none."""
    over = Q(request__closed_at__lt=timezone.now() - TOLD_KEPT) | Q(request__isnull=True)
    return int(rows.filter(over, sent_at__isnull=False).delete()[0])


declare(
    Table(
        "requests_app.RightsRequest",
        purpose="The case: what a person asks of a venue, and where it stands.",
        retention=Retention(
            "made anonymous three years after it was closed",
            after=CASE_KEPT,
            since="closed_at",
            retire=_anonymise,
        ),
        owner="resident",
        alongside=("venue__name", "dependant__display_name"),
        fields=(
            emptied("resident dependant holding follows", Category.LINK),
            overwritten("claimant_name", Category.IDENTITY),
            overwritten("claim_details court_order", Category.STATEMENT),
            emptied("visited_from visited_to", Category.STATEMENT),
            overwritten("matched_references", Category.LINK, value=[]),
            kept(
                "id reference venue campaign language workflow outcome clock identity identity_means "
                "created_at filed_at answered_at closed_at due_on due_at",
                Category.STATE,
                because=CODES,
            ),
        ),
    ),
    Table(
        "requests_app.RequestedRight",
        purpose="One right of a bundle, with its own outcome.",
        retention=ANONYMOUS,
        owner="request__resident",
        alongside=("request__reference",),
        fields=(kept("id request right position outcome due_on", Category.STATE, because=CODES),),
    ),
    Table(
        "requests_app.ClockEntry",
        purpose="Why a date is what it is.",
        retention=ANONYMOUS,
        owner="request__resident",
        alongside=("request__reference",),
        fields=(
            kept(
                "id request right kind at on amount until pause_reason due_on days_left "
                "provisional binding rule",
                Category.STATE,
                because=CODES,
            ),
        ),
    ),
    Table(
        "requests_app.Event",
        purpose="What happened, append-only and chained by hashes.",
        retention=ANONYMOUS,
        owner="request__resident",
        alongside=("request__reference",),
        fields=(
            kept(
                "id request number kind at actor_kind data previous digest",
                Category.STATE,
                because="codes, dates and ids, no personal text; without it the chain would break",
            ),
            kept(
                "actor_id",
                Category.LINK,
                because="a random identifier; nothing is left that says whose it was",
            ),
        ),
    ),
    Table(
        "requests_app.Receipt",
        purpose="Signed proof of each event, for both sides.",
        retention=ANONYMOUS,
        owner="request__resident",
        alongside=("request__reference",),
        fields=(
            kept(
                "id request event key_id jws issued_at",
                Category.STATE,
                because="it names the venue and the case, never the person",
            ),
        ),
    ),
    Table(
        "requests_app.Message",
        purpose="The thread between resident and venue.",
        retention=CASE,
        owner="request__resident",
        alongside=("request__reference",),
        fields=(
            overwritten("body", Category.CASE_TEXT),
            unlinked("author"),
            kept("id request author_kind created_at", Category.STATE, because=CODES),
        ),
    ),
    Table(
        "requests_app.Attachment",
        purpose="Files that go with a message.",
        retention=Retention("as the message that it goes with"),
        owner="message__request__resident",
        alongside=("message__request__reference",),
        fields=(
            deleted("name", Category.CASE_TEXT),
            deleted("wrapped_key path", Category.SECRET),
            deleted("id message media_type digest state created_at", Category.STATE),
            deleted("tries lease_until flattened", Category.TECHNICAL),
        ),
    ),
    Table(
        "requests_app.Answer",
        purpose="What the venue answered, with its evidence.",
        retention=CASE,
        owner="request__resident",
        alongside=("request__reference",),
        fields=(
            overwritten("text", Category.CASE_TEXT),
            overwritten("evidence", Category.CASE_TEXT, value={}),
            unlinked("answered_by"),
            kept("id request answered_at", Category.STATE, because=CODES),
        ),
    ),
    Table(
        "requests_app.RightDecision",
        purpose="The decision on one right, with its ground.",
        retention=CASE,
        owner="answer__request__resident",
        alongside=("answer__request__reference", "right__right"),
        fields=(
            overwritten("reason", Category.CASE_TEXT, value="[erased]"),
            kept("id answer right decision refusal_code", Category.STATE, because=CODES),
        ),
    ),
    Table(
        "requests_app.IdentityAttestation",
        purpose="Two people of the venue, or delay and notice, before “seen in person” or “document seen” "
        "counts as proof; count who says so how often.",
        retention=Retention(
            "three years after it was seen", after=timedelta(days=3 * 365), since="seen_at"
        ),
        owner="request__resident",
        alongside=("request__reference",),
        fields=(
            unlinked("seen_by confirmed_by"),
            kept(
                "id request means seen guardianship by_program state seen_at opens_at ended_at",
                Category.STATE,
                because="kinds of documents and times; no number, no copy",
            ),
        ),
    ),
    Table(
        "requests_app.VenueCode",
        purpose="Prove identity by a code that the venue sends.",
        retention=Retention(
            "a day after it expired: 15 days", after=timedelta(days=1), since="expires_at"
        ),
        owner="request__resident",
        alongside=("request__reference",),
        fields=(
            deleted("digest", Category.SECRET),
            deleted("id request created_by", Category.LINK),
            deleted("tries_left created_at expires_at used_at", Category.STATE),
        ),
    ),
    Table(
        "requests_app.Notification",
        purpose="Tell both sides what happened, and lose no message on the way.",
        retention=Retention(
            "90 days after the case was closed; of incidents 90 days",
            after=TOLD_KEPT,
            since="created_at",
            retire=_forget_told,
        ),
        owner="user",
        alongside=("request__reference",),
        fields=(
            deleted("address", Category.CONTACT),
            deleted("id request event incident handover user", Category.LINK),
            deleted(
                "kind topic due_on audience created_at claimed_at sent_at seen_at", Category.STATE
            ),
        ),
    ),
    Table(
        "requests_app.Letter",
        purpose="The letters that a silent venue, and the authority, are sent.",
        retention=CASE,
        owner="request__resident",
        alongside=("request__reference",),
        fields=(
            overwritten("text_zh_hans text_en", Category.CASE_TEXT),
            unlinked("written_by"),
            kept(
                "id request stage authority written_at delivered_at", Category.STATE, because=CODES
            ),
        ),
    ),
    Table(
        "requests_app.Campaign",
        purpose="A public call that several residents join, each with a request of their own.",
        retention=Retention("as long as the platform"),
        owner="started_by",
        alongside=("venue__name",),
        fields=(
            kept(
                "title text",
                Category.STATEMENT,
                because="published, and the ground of the requests of all who joined",
            ),
            kept("id slug venue rights created_at closed_at", Category.STATE, because=CODES),
            unlinked("started_by"),
        ),
    ),
    Table(
        "requests_app.Incident",
        purpose="A breach, or face data offered for sale: tell everyone who registered the venue.",
        retention=Retention("as long as the platform; an unconfirmed report: as its reporter"),
        owner="reported_by",
        alongside=("venue__name",),
        fields=(
            overwritten("what", Category.STATEMENT),
            kept("measures", Category.NONE, because="the words of the venue or a moderator"),
            kept(
                "id kind state venue aware_at created_at confirmed_at authority_told_at",
                Category.STATE,
                because="a fact about a place",
            ),
            unlinked("reported_by decided_by"),
        ),
    ),
    Table(
        "requests_app.ExportBatch",
        purpose="Prove which rows were released when a month was over.",
        retention=Retention("as long as the platform"),
        fields=(
            kept(
                "id month rows suppressed k previous sha256 released_at",
                Category.NONE,
                because="counts and digests of an export that singles nobody out",
            ),
        ),
    ),
    Table(
        "requests_app.ReleasedRow",
        purpose="The rows that NGOs may take, k-anonymous; emptied when consent is withdrawn.",
        retention=Retention("as long as the platform; emptied with the consent or the account"),
        fields=(
            kept(
                "id batch request group line sha256 withheld_at",
                Category.NONE,
                because="no row is about fewer than k residents; the case it links to is scrubbed",
            ),
        ),
    ),
    Table(
        "requests_app.ExportSnapshot",
        purpose="Prove what was given to an NGO, and that nothing was left out.",
        retention=Retention("as long as the platform"),
        fields=(
            kept(
                "id organisation after until rows suppressed k sha256 taken_at",
                Category.NONE,
                because="ranges, counts and digests of an export that singles nobody out",
            ),
        ),
    ),
)
