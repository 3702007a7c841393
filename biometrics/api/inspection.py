"""Looking at uploaded pictures before an Idempotency-Key opens a transaction around the call."""

from __future__ import annotations

from typing import Any

from rest_framework.request import Request

from accounts.kit.api.views import ApiMixin
from accounts.kit.forms.fields import LOOKED, content_of
from biometrics.images import look


class LooksFirst(ApiMixin):
    """Goes before the other views; what is sent to it may hold pictures."""

    def may_look(self, request: Request) -> None:
        """Raise what refuses the call before its body is even looked at."""

    def prepare(self, request: Request) -> None:
        self.may_look(request)
        for _name, files in request.FILES.lists():
            for file in files:
                _look_at(file)


def _look_at(file: Any) -> None:
    data = content_of(file)
    if data is not None:
        file.seek(0)  # the fingerprint of the call reads it, too
        setattr(file, LOOKED, look(data))
