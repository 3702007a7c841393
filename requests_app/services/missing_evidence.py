"""What an answer lacks, as the problem that says where each piece of evidence is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language

from accounts.core.pointers import pointer
from requests_app.law.evidence_types import Missing
from requests_app.problems import ProblemKind, RequestProblem

PROOFS = "refusals"


def lacking(missing: Sequence[Missing], evidence: Mapping[str, Any]) -> RequestProblem:
    """The problem to raise; each sentence with its place in the body of the answer."""
    language = get_language()
    return RequestProblem(
        ProblemKind.EVIDENCE_MISSING,
        tuple(one.text.in_language(language) for one in missing),
        tuple(pointer("evidence", *_steps(one.path, evidence.get(PROOFS))) for one in missing),
    )


def _steps(path: str, proofs: Any) -> Iterator[str | int]:
    """Where a dotted path leads; the law names a proof by its right, a body by its place in the list."""
    section, *rest = path.split(".")
    yield section
    if section != PROOFS:
        yield from rest
    elif isinstance(proofs, list) or proofs is None:
        right, *field = rest
        yield _row_of(right, proofs or [])
        yield from field


def _row_of(right: str, proofs: Sequence[Any]) -> int:
    """The proof of ``right``; where none is given, the place that one would have at the end."""
    rows = (
        n for n, row in enumerate(proofs) if isinstance(row, Mapping) and row.get("right") == right
    )
    return next(rows, len(proofs))
