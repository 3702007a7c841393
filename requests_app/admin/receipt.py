"""Receipts: what was signed, by which key."""

from __future__ import annotations

from django.contrib import admin

from accounts.kit.admin.base import StaffRecords
from requests_app.models import Receipt


@admin.register(Receipt)
class ReceiptAdmin(StaffRecords):
    list_display = ("issued_at", "request", "event", "key_id")
    search_fields = ("=request__reference",)
    list_select_related = ("request", "event")
    ordering = ("-issued_at",)
    fields = ("request", "event", "issued_at", "key_id", "jws")
