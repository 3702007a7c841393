"""Lists in pages that stay right while rows are added: cursors, not page numbers."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import pagination
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request


class CursorPagination(pagination.CursorPagination):
    """``?limit=`` rows a page (25, at most 100); follow ``next`` until it is null."""

    page_size = 25
    max_page_size = 100
    page_size_query_param = "limit"
    ordering = ("-created_at", "-id")

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        """The order of the view (``page_ordering``), else newest first."""
        return tuple(getattr(view, "page_ordering", self.ordering))

    def get_page_size(self, request: Request) -> int:
        """Of what was asked for, at most a hundred; what is no number of rows is told, not ignored."""
        wanted = request.query_params.get(self.page_size_query_param, str(self.page_size))
        if not re.fullmatch("0*[1-9][0-9]{0,8}", wanted, re.ASCII):
            raise ValidationError({"limit": [_("Give a whole number from 1 to 100.")]})
        return min(int(wanted), self.max_page_size)

    def decode_cursor(self, request: Request) -> Any:
        """A cursor that is not ours is a wrong value, not a missing page."""
        try:
            return super().decode_cursor(request)
        except NotFound as error:
            raise ValidationError({"cursor": [str(error.detail)]}) from error
