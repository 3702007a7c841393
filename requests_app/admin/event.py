"""Events: the chain of each request, codes and ids alone."""

from __future__ import annotations

from django.contrib import admin

from accounts.kit.admin.base import StaffRecords
from requests_app.models import Event


@admin.register(Event)
class EventAdmin(StaffRecords):
    list_display = ("at", "request", "number", "kind", "actor_kind")
    list_filter = ("kind", "actor_kind")
    search_fields = ("=request__reference",)
    list_select_related = ("request",)
    ordering = ("-at",)
    fields = (
        "request",
        "number",
        "kind",
        "at",
        "actor_kind",
        "actor_id",
        "data",
        "previous",
        "digest",
    )
