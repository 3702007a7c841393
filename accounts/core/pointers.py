"""Where a value stands in a body of JSON, as programs read it: a pointer in the form of a URI fragment."""

from __future__ import annotations

from urllib.parse import quote

# What a fragment may hold as it is (RFC 3986, 3.5), beside letters, digits and "-._~".
PLAIN = "!$&'()*+,;=:@/?"


def pointer(*steps: str | int) -> str:
    """RFC 6901, 6: ``#/verdicts/0/reason``; ``#``, the whole body, for no steps."""
    return "/".join(("#", *(_escaped(str(step)) for step in steps)))


def _escaped(step: str) -> str:
    return quote(step.replace("~", "~0").replace("/", "~1"), safe=PLAIN, errors="replace")
