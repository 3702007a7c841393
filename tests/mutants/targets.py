"""What is changed, and which tests must notice: narrow, so that each change costs a second."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """Files that are changed, and the tests that are run for each change in them."""

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]


GROUPS = (
    Group(
        "owners: parts of a case",
        (
            "requests_app/views/attachments.py",
            "requests_app/views/campaigns.py",
            "requests_app/views/letters.py",
            "requests_app/views/receipts.py",
            "requests_app/api/files.py",
            "requests_app/api/letters.py",
            "requests_app/api/receipts.py",
            "requests_app/api/together.py",
        ),
        (
            "tests/guards/test_owners.py",
            "tests/api/test_together.py",
            "tests/web/test_letters.py",
            "tests/web/test_receipts.py",
            "tests/web/test_together.py",
        ),
    ),
    Group(
        "owners: cases and comparisons",
        (
            "requests_app/views/cases.py",
            "requests_app/views/child.py",
            "requests_app/views/turns.py",
            "requests_app/api/access.py",
            "requests_app/api/disclosing.py",
            "requests_app/api/inputs.py",
            "requests_app/api/many.py",
            "requests_app/api/operator.py",
            "requests_app/api/resident.py",
            "requests_app/api/verifying.py",
            "biometrics/views/live.py",
            "biometrics/views/verification.py",
        ),
        (
            "tests/guards/test_owners.py",
            "tests/api/test_requests.py",
            "tests/api/test_verifications.py",
            "tests/api/test_together.py",
            "tests/api/test_ways_in.py",
        ),
    ),
    Group(
        "owners: register, children, devices",
        (
            "accounts/api/people.py",
            "accounts/api/push.py",
            "accounts/views/me.py",
            "accounts/views/push.py",
            "consents/api/consents.py",
            "consents/api/holdings.py",
            "consents/api/records.py",
            "consents/selectors.py",
            "consents/services/consents.py",
            "consents/services/holdings.py",
            "consents/views/holdings.py",
        ),
        (
            "tests/guards/test_owners.py",
            "tests/api/test_leaving.py",
            "tests/web/test_child.py",
            "tests/web/test_me.py",
        ),
    ),
    Group(
        "policies",
        (
            "accounts/api/authentication.py",
            "accounts/api/permissions.py",
            "accounts/middleware.py",
            "accounts/models/token.py",
            "accounts/policies.py",
            "accounts/second_factor.py",
            "accounts/services/tokens.py",
            "requests_app/policies.py",
            "requests_app/queries.py",
        ),
        (
            "tests/guards/test_twins.py",
            "tests/api/test_ways_in.py",
            "tests/admin/test_access.py",
            "tests/guards/test_owners.py",
        ),
    ),
    Group(
        "desk",
        (
            "accounts/admin/api_token.py",
            "accounts/admin/base.py",
            "accounts/admin/persona.py",
            "biometrics/admin/disclosure.py",
            "biometrics/admin/sighting.py",
            "consents/admin/report.py",
            "consents/admin/venue.py",
            "requests_app/admin/incident.py",
            "requests_app/admin/pages/frame.py",
            "requests_app/admin/rights_request.py",
        ),
        (
            "tests/admin/test_access.py",
            "tests/admin/test_directory.py",
            "tests/admin/test_records.py",
            "tests/guards/test_owners.py",
        ),
    ),
    Group(
        "states",
        ("requests_app/states.py", "requests_app/services/lifecycle.py"),
        (
            "tests/guards/test_states.py",
            "tests/guards/test_clock_and_turns.py",
            "tests/requests_app/test_reasons.py",
            "tests/requests_app/test_main_job.py",
            "tests/requests_app/test_closing.py",
        ),
    ),
    Group(
        "limits",
        (
            "accounts/api/throttling.py",
            "biometrics/policies.py",
            "biometrics/services/attempts.py",
            "biometrics/services/limits.py",
            "biometrics/services/liveness.py",
        ),
        (
            "tests/biometrics/test_challenges.py",
            "tests/biometrics/test_limits.py",
            "tests/biometrics/test_types.py",
            "tests/api/test_ways_in.py",
        ),
    ),
    Group(
        "vault",
        (
            "biometrics/vault/blocks.py",
            "biometrics/vault/context.py",
            "biometrics/vault/gallery.py",
            "biometrics/vault/keys.py",
            "biometrics/vault/transit.py",
        ),
        (
            "tests/biometrics/test_gallery.py",
            "tests/biometrics/test_key_wrappers.py",
            "tests/biometrics/test_vault.py",
        ),
    ),
    Group(
        "suppression",
        (
            "requests_app/exports/anonymity.py",
            "requests_app/exports/months.py",
            "requests_app/exports/releasing.py",
            "requests_app/exports/subjects.py",
            "requests_app/statistics/records.py",
            "requests_app/statistics/selectors.py",
        ),
        (
            "tests/api/test_anonymity.py",
            "tests/api/test_exports.py",
            "tests/api/test_statistics.py",
        ),
    ),
)
