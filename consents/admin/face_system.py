"""The face systems of a venue, below the venue."""

from __future__ import annotations

from typing import Any

from django.db.models import Model
from django.http import HttpRequest

from accounts.admin.base import DeskInline
from consents.models import FaceSystem


class FaceSystemInline(DeskInline):
    """Whoever may change the venue may change what it says of its systems. None is deleted: see `in_use`."""

    model = FaceSystem
    fields = (
        ("purpose", "purpose_en"),
        ("vendor", "custodian"),
        ("lawful_basis", "retention_days"),
        ("compulsory", "notice_shown", "networked"),
        ("alternative", "alternative_en"),
        ("recipients", "minors"),
        ("automated_decision", "in_use"),
    )

    def _may_change(self, request: HttpRequest, venue: Model | None) -> bool:
        from consents.admin.venue import may_edit

        return venue is None or may_edit(request, venue)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
