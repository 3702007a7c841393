"""What a sealed value belongs to, as bytes that the cipher authenticates."""

from __future__ import annotations

import json
from collections.abc import Mapping

Context = Mapping[str, str]


def authenticated(context: Context) -> bytes:
    """One unambiguous encoding of a context: sorted keys, JSON escapes.

    ValueError for an empty context, because a value bound to nothing opens anywhere.
    """
    if not context:
        raise ValueError("sealed values are bound to a context; it may not be empty")
    return json.dumps(dict(context), sort_keys=True, separators=(",", ":")).encode()
