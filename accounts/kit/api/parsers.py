"""What reads a body of the API, each under a budget: no view has another parser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import JSONParser, MultiPartParser

from accounts.core.parsing import json_text
from accounts.core.parsing.budget import BUDGETS, Measure, OverBudget, Source, Unparsable
from accounts.kit.api.problems import Problem, register

__all__ = ["JsonParser", "MultiPartParser", "VectorsParser"]


class JsonParser(JSONParser):
    """JSON in UTF-8 (RFC 8259, 8.1), read no further than its budget."""

    source = Source.JSON

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Raises Unparsable, which becomes a problem of kind “malformed” or “too_large”."""
        limit = BUDGETS[self.source].bytes
        data = stream.read(limit + 1)
        if len(data) > limit:
            raise OverBudget(Measure.BYTES, limit)
        return json_text.load(data, self.source)


class VectorsParser(JsonParser):
    """For the one body that is a long list of numbers."""

    source = Source.VECTORS


def _problem(exc: Unparsable) -> Problem:
    large = isinstance(exc, OverBudget) and exc.measure is Measure.BYTES
    return Problem("too_large" if large else "malformed", str(exc.sentence))


register(Unparsable, _problem)
register(
    RecursionError,
    lambda exc: _problem(OverBudget(Measure.DEPTH, BUDGETS[Source.JSON].depth)),
)
