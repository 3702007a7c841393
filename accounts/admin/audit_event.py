"""The audit log: read-only, codes and ids alone."""

from __future__ import annotations

from django.contrib import admin

from accounts.kit.admin.base import StaffRecords
from accounts.models import AuditEvent


@admin.register(AuditEvent)
class AuditEventAdmin(StaffRecords):
    list_display = ("at", "kind", "actor_kind", "target_type", "target_id")
    list_filter = ("actor_kind", "target_type")
    search_fields = ("=kind", "=target_id", "=actor_id")
    fields = (
        "at",
        "kind",
        "actor_kind",
        "actor_id",
        "target_type",
        "target_id",
        "data",
        "trace_id",
    )
    show_full_result_count = False
