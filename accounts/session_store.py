"""Where sessions are kept: Django's table, asked only for what can be the key of one.

The key comes from a cookie or a header. PostgreSQL takes no NUL in a text, and a cookie may quote one.
"""

from __future__ import annotations

import re

from django.contrib.sessions.backends import db

KEY = re.compile(r"[a-z0-9]{32}")


class SessionStore(db.SessionStore):
    """Set as ``SESSION_ENGINE``."""

    def _validate_session_key(self, key: str | None) -> bool:
        return KEY.fullmatch(key or "") is not None
