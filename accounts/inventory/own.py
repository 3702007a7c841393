"""The tables of this app."""

from __future__ import annotations

from datetime import timedelta

from accounts.kit.inventory.registry import declare
from accounts.kit.inventory.types import Category, Retention, Table, deleted, kept
from accounts.services.sign_up import forget_who_never_came

ACCOUNT = Retention("as long as the account")
YEAR = timedelta(days=365)

declare(
    Table(
        "accounts.User",
        purpose="Sign a person in, write to them, show venues the name that they chose.",
        retention=Retention(
            "until the person erases the account; an account that nobody ever entered: a week",
            after=timedelta(days=7),
            since="date_joined",
            retire=forget_who_never_came,
        ),
        owner="pk",
        fields=(
            deleted("id", Category.LINK),
            deleted("email", Category.CONTACT),
            deleted("display_name locale birth_band", Category.IDENTITY),
            deleted("password", Category.SECRET),
            deleted(
                "is_active is_staff is_superuser date_joined last_login groups user_permissions",
                Category.TECHNICAL,
            ),
        ),
    ),
    Table(
        "accounts.Dependant",
        purpose="Let a guardian act for a child (PIPL art. 31).",
        retention=Retention("until the guardian removes the child, or the account"),
        owner="guardian",
        fields=(
            deleted("id guardian", Category.LINK),
            deleted("display_name birth_band", Category.IDENTITY),
            deleted("created_at", Category.TECHNICAL),
        ),
    ),
    Table(
        "accounts.Organisation",
        purpose="Say who answers for a venue, or who takes exports.",
        retention=Retention("as long as it has venues or exports"),
        fields=(
            kept(
                "id name legal_name kind contact_email verified_at created_at members",
                Category.NONE,
                because="an organisation is no person; its contact is the one it publishes",
            ),
        ),
    ),
    Table(
        "accounts.Membership",
        purpose="Say what a person may do for an organisation.",
        retention=ACCOUNT,
        owner="user",
        alongside=("organisation__name",),
        fields=(
            deleted("id user organisation", Category.LINK),
            deleted("role created_at", Category.STATE),
        ),
    ),
    Table(
        "accounts.ApiToken",
        purpose="Let an organisation's program call the API.",
        retention=Retention(
            "90 days after it expired", after=timedelta(days=90), since="expires_at"
        ),
        owner="created_by",
        alongside=("organisation__name",),
        fields=(
            deleted("id organisation created_by", Category.LINK),
            deleted("digest", Category.SECRET),
            deleted(
                "name scope prefix created_at expires_at revoked_at last_used_on",
                Category.TECHNICAL,
            ),
        ),
    ),
    Table(
        "accounts.StoredResponse",
        purpose="Answer a repeated API call or form as the first time, and do nothing twice.",
        retention=Retention(
            "24 hours; for a form 30 days, so long may it wait on a phone without a network",
            after=timedelta(0),
            since="kept_until",
        ),
        withheld="a copy, for a while, of answers that the person received",
        fields=(
            deleted("id user", Category.LINK),
            deleted("key fingerprint claim status created_at kept_until", Category.TECHNICAL),
            deleted("body", Category.CASE_TEXT),
        ),
    ),
    Table(
        "accounts.Tries",
        purpose="Count tries of codes before they are judged; know the networks an account came in from.",
        retention=Retention(
            "until its window is over: a day; a network 90 days",
            after=timedelta(0),
            since="until",
        ),
        withheld="keyed digests and counts, which nobody can read back to a person",
        fields=(
            kept(
                "key used until",
                Category.TECHNICAL,
                because="a keyed digest; nothing is left that says whose it was",
            ),
        ),
    ),
    Table(
        "accounts.PasskeyCounter",
        purpose="Notice a copy of a passkey: its count of signatures goes back.",
        retention=ACCOUNT,
        owner="authenticator__user",
        fields=(
            deleted("authenticator", Category.LINK),
            deleted("sign_count", Category.TECHNICAL),
        ),
    ),
    Table(
        "accounts.PushSubscription",
        purpose="Tell a person on their own device that something happened in a case.",
        retention=Retention(
            "as long as the account; sooner when it is switched off, when the person signs out on "
            "that device, or when the push service no longer knows it"
        ),
        owner="user",
        fields=(
            deleted("id user session", Category.LINK),
            deleted("endpoint public_key secret", Category.SECRET),
            deleted("created_at", Category.TECHNICAL),
        ),
    ),
    Table(
        "accounts.Allowance",
        purpose="Keep one account from flooding the directory, venues or moderators.",
        retention=Retention("two days", after=timedelta(days=2), since="day"),
        withheld="a count, for two days, of what the rest of the download shows in full",
        fields=(deleted("id user", Category.LINK), deleted("act day used", Category.TECHNICAL)),
    ),
    Table(
        "accounts.ProofCode",
        purpose="Make sure that it is still the person before something is handed out, given away or lost.",
        retention=Retention("a day", after=timedelta(days=1), since="created_at"),
        withheld="what opened something for ten minutes, and is over",
        fields=(
            deleted("id user", Category.LINK),
            deleted("address", Category.CONTACT),
            deleted("digest session_digest", Category.SECRET),
            deleted("tries created_at expires_at ended_at", Category.TECHNICAL),
        ),
    ),
    Table(
        "accounts.AccountChange",
        purpose="Let the old address undo, for 72 hours, what a thief would change first.",
        retention=Retention(
            "72 hours after its last step, so long can it be undone",
            after=timedelta(0),
            since="until",
        ),
        owner="user",
        fields=(
            deleted("id user", Category.LINK),
            deleted("old_address new_address", Category.CONTACT),
            deleted("kind asked_at effective_at until undone_at", Category.TECHNICAL),
        ),
    ),
    Table(
        "accounts.AuditEvent",
        purpose="Prove who did what; among it that consent was given and withdrawn.",
        retention=Retention("three years", after=3 * YEAR, since="at"),
        owner="actor_id",
        fields=(
            kept(
                "actor_id target_id",
                Category.LINK,
                because="random identifiers; nothing is left that says whose they were",
            ),
            kept(
                "id at kind actor_kind target_type data trace_id",
                Category.STATE,
                because="codes and ids, no personal text",
            ),
        ),
    ),
)
