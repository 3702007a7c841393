"""JSON of a stranger: measured before it is parsed, and read strictly.

The parser of Python recurses, takes the last of two values of one name, and knows NaN: what nests beyond
the budget, says something twice or is no number of JSON is refused (RFC 8259, RFC 7493).
"""

from __future__ import annotations

import json
import math
import re
from typing import Any, NoReturn

from django.utils.translation import gettext_lazy as _

from accounts.core.parsing.budget import Measure, Meter, Source, Unparsable

NOT_JSON = _("This is not well-formed JSON in UTF-8.")
TWICE = _("One object names the same value twice. Name each value once.")
NO_NUMBER = _("A number is too long or not finite. Send an ordinary number.")
NO_TEXT = _("A text holds a character that no text may hold.")
# Of a number; programs write 25 characters for a float, and 20 for an integer of a database.
INTEGER_LENGTH, FLOAT_LENGTH = 40, 400
# A string, closed or not, or a bracket; possessive, so that nothing is read twice.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"?+|[\[{]|[\]}]', re.DOTALL)
_OPENING, _CLOSING = b"[{", b"]}"
# Every value and every token has one of these; those within strings are counted, too.
_MARKS = (b",", b":", b'"', b"[", b"]", b"{", b"}")
# Escapes for halves of a pair, and for NUL: the database takes neither.
_SUSPECT = re.compile(rb"\\u(?:[dD][89a-fA-F]|0000)")


def load(data: bytes | bytearray, source: Source = Source.JSON) -> Any:
    """The value that ``data`` says, within the budget of ``source``.

    Raises:
        Unparsable: over the budget, no JSON, a name twice, no finite number, no storable text.
    """
    meter = Meter(source)
    measure(data, meter)
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_integer,
            parse_float=_number,
        )
    except Unparsable:
        raise
    except (ValueError, RecursionError) as error:
        raise Unparsable(NOT_JSON) from error
    if _SUSPECT.search(data):
        _check_texts(value)
    return value


def measure(data: bytes | bytearray, meter: Meter) -> None:
    """Bytes, values and depth of ``data``, without building any of it.

    Raises:
        OverBudget: one of them is beyond what ``meter`` allows.
    """
    meter.check(Measure.BYTES, len(data))
    meter.check(Measure.OBJECTS, sum(map(data.count, (b"[", b"{"))))
    meter.check(Measure.ENTRIES, sum(map(data.count, _MARKS)))
    depth = 0
    for token in _TOKEN.finditer(data):
        mark = data[token.start()]
        if mark in _OPENING:
            depth += 1
            meter.check(Measure.DEPTH, depth)
        elif mark in _CLOSING:
            depth -= 1


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Unparsable(TWICE)
    return found


def _constant(name: str) -> NoReturn:
    raise Unparsable(NO_NUMBER)


def _integer(text: str) -> int:
    if len(text) > INTEGER_LENGTH:
        raise Unparsable(NO_NUMBER)
    return int(text)


def _number(text: str) -> float:
    if len(text) > FLOAT_LENGTH or not math.isfinite(value := float(text)):
        raise Unparsable(NO_NUMBER)
    return value


def _check_texts(value: Any) -> None:
    """No half of a pair and no NUL in any string of ``value``."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            if "\0" in each or not _is_unicode(each):
                raise Unparsable(NO_TEXT)
        elif isinstance(each, dict):
            waiting += [*each, *each.values()]
        elif isinstance(each, list):
            waiting += each


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
