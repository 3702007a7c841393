"""What ends together with a sign-in that is ended on purpose (“Where you are signed in”)."""

from __future__ import annotations

from collections.abc import Sequence

from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from allauth.usersessions.models import UserSession

from accounts.services import push


class SessionsAdapter(DefaultUserSessionsAdapter):  # type: ignore[misc]  # allauth has no types
    """A phone that was signed out from elsewhere, because it is lost perhaps, is told nothing more."""

    def end_sessions(self, sessions: Sequence[UserSession]) -> None:
        push.end_with(session_keys=[session.session_key for session in sessions])
        super().end_sessions(sessions)
