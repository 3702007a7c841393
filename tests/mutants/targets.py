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
