"""The tables of this app in the inventory of personal data.

No column holds a face: pictures and templates lie sealed in the object store, and what opens them is
a data key that is itself wrapped by a key outside the database.
"""

from __future__ import annotations

from datetime import timedelta

from accounts.kit.inventory import Category, Retention, Table, declare, deleted, kept, unlinked
from biometrics import erasure  # noqa: F401  (registers)

QUARTER = timedelta(days=90)
YEAR = timedelta(days=365)
CODES = "codes and times; the key and everything sealed under it is gone"

declare(
    Table(
        "biometrics.Disclosure",
        purpose="Hold what one venue disclosed for one request, until it is compared.",
        retention=Retention(
            "the key and all that it seals: destroyed with the match, the answer, the withdrawal, "
            "or after 30 days (biometrics.sweep); the empty row: three years",
            after=3 * YEAR,
            since="destroyed_at",
        ),
        withheld="what a venue disclosed, and how much, is told through the case, once the claim is tied to "
        "whoever makes it",
        fields=(
            kept(
                "wrapped_key sealed_count",
                Category.SEALED_BIOMETRIC,
                because="destroyed before the erasure",
            ),
            kept(
                "id request_id venue basis window_from window_to policy_kind engine space state count "
                "refused created_at lease_until expires_at destroyed_at destroyed_because "
                "destroyed_files purge_checked_at",
                Category.STATE,
                because=CODES,
            ),
            unlinked("subject disclosed_by"),
        ),
    ),
    Table(
        "biometrics.DisclosedItem",
        purpose="Say which record of the venue a photograph or vector stands for.",
        retention=Retention(
            "reference, key and picture: as the disclosure; the empty row: 90 days more",
            after=QUARTER,
            since="disclosure__destroyed_at",
        ),
        withheld="the venue's records, strangers' among them; those that are the person's are named "
        "in requests_app.RightsRequest",
        fields=(
            kept(
                "reference picture_key path row",
                Category.SEALED_BIOMETRIC,
                because="destroyed before the erasure",
            ),
            kept("id disclosure number state problem tries", Category.STATE, because=CODES),
        ),
    ),
    Table(
        "biometrics.GalleryBlock",
        purpose="Find a sealed block of templates in the object store.",
        retention=Retention("deleted with the key of its disclosure"),
        withheld="places of sealed bytes, strangers' among them",
        fields=(
            deleted("path", Category.SEALED_BIOMETRIC),
            deleted("id disclosure index first_row count", Category.TECHNICAL),
        ),
    ),
    Table(
        "biometrics.Verification",
        purpose="Count attempts, and let the case go on with the outcome.",
        retention=Retention("90 days after it ended", after=QUARTER, since="ended_at"),
        owner="subject",
        fields=(
            kept(
                "id request_id disclosure state capture challenge outcome problem policy_id "
                "policy_version created_at lease_until tries ended_at",
                Category.STATE,
                because="an outcome and a policy, no score; about nobody once the link is removed",
            ),
            unlinked("subject"),
        ),
    ),
    Table(
        "biometrics.LivenessChallenge",
        purpose="Ask once for a random sequence of movements, so that a recording does not serve.",
        retention=Retention("90 days", after=QUARTER, since="created_at"),
        owner="subject",
        fields=(
            kept(
                "id disclosure gestures created_at expires_at used_at",
                Category.STATE,
                because="movements and times; about nobody once the link is removed",
            ),
            unlinked("subject"),
        ),
    ),
    Table(
        "biometrics.SightingPhoto",
        purpose="Let a moderator check a sign at a venue; faces in it are blurred by a worker.",
        retention=Retention(
            "deleted with the moderator's decision; after 90 days at the latest",
            after=QUARTER,
            since="created_at",
        ),
        owner="report__reporter",
        withheld="shows a place; the original is destroyed as soon as faces in it are blurred",
        fields=(
            deleted("wrapped_key path", Category.SEALED_BIOMETRIC),
            deleted("id report state tries lease_until created_at", Category.TECHNICAL),
        ),
    ),
    Table(
        "biometrics.ProbeFrame",
        purpose="Find a sealed selfie on its way to the comparison.",
        retention=Retention("deleted with the comparison; after a day at the latest"),
        withheld="the selfie is destroyed with its comparison",
        fields=(
            deleted("picture_key path", Category.SEALED_BIOMETRIC),
            deleted("id verification number", Category.TECHNICAL),
        ),
    ),
)
