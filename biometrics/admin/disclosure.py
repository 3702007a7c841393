"""Disclosures: how far each has come. What is in one is shown on the page of its request."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.kit.admin.base import DeskAdmin
from accounts.kit.admin.persona import Persona, persona_of
from accounts.roles import Permission
from biometrics.models import Disclosure


@admin.register(Disclosure)
class DisclosureAdmin(DeskAdmin):
    list_display = ("created_at", "venue", "basis", "state", "count", "refused", "expires_at")
    list_filter = ("state", "basis")
    list_select_related = ("venue",)
    fields = (
        "venue",
        "basis",
        ("window_from", "window_to"),
        "state",
        ("count", "refused"),
        ("created_at", "expires_at"),
        ("destroyed_at", "destroyed_because"),
        ("destroyed_files", "purge_checked_at"),
    )

    def may_see(self, persona: Persona) -> bool:
        return persona.is_staff or persona.may(Permission.DISCLOSE)

    def limit(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        persona = persona_of(request)
        if persona.is_staff:
            return rows
        return rows.filter(venue__operator__in=persona.organisations(Permission.DISCLOSE))
