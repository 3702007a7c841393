"""Exports taken: which organisation took which range, and how many rows were held back."""

from __future__ import annotations

from django.contrib import admin

from accounts.kit.admin.base import StaffRecords
from requests_app.models import ExportSnapshot


@admin.register(ExportSnapshot)
class ExportSnapshotAdmin(StaffRecords):
    list_display = ("taken_at", "organisation", "rows", "suppressed", "k", "sha256")
    list_select_related = ("organisation",)
    fields = ("organisation", "taken_at", "after", "until", "rows", "suppressed", "k", "sha256")
