"""What a venue says of itself, below the venue: its face systems and impact assessments."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest

from accounts.kit.admin.base import DeskInline
from consents.admin.access import may_edit
from consents.models import FaceSystem, ImpactStatement


class OwnWordsInline(DeskInline):
    """Whoever may change the venue may change what it says of itself. Nothing said is deleted."""

    def _may_change(self, request: HttpRequest, venue: Model | None) -> bool:
        return venue is None or may_edit(request, venue)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class FaceSystemInline(OwnWordsInline):
    """Its systems; one that is gone is no longer `in_use`."""

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

    def get_queryset(self, request: HttpRequest) -> QuerySet[FaceSystem]:
        return super().get_queryset(request).select_related("venue")  # each is named with it


class ImpactStatementInline(OwnWordsInline):
    """Its impact assessments."""

    model = ImpactStatement
    fields = (
        "title",
        ("made_on", "filed_on"),
        ("filed_with", "filing_number"),
        "summary",
        "url",
    )
