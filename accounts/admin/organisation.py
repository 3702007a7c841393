"""Organisations: their managers see their own, staff see all and add them."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.urls import reverse

from accounts.admin.actor import actor_for
from accounts.kit import audit
from accounts.kit.admin.base import DeskAdmin, user_of
from accounts.kit.admin.change_mails import tell
from accounts.kit.admin.persona import Persona, persona_of
from accounts.models import Organisation
from accounts.roles import Permission
from accounts.services.memberships import deciders


@admin.register(Organisation)
class OrganisationAdmin(DeskAdmin):
    list_display = ("name", "kind", "legal_name", "contact_email", "verified_at")
    list_filter = ("kind",)
    search_fields = ("name", "legal_name")
    fields = ("name", "legal_name", "kind", "contact_email", "verified_at")

    def may_see(self, persona: Persona) -> bool:
        return persona.is_staff or persona.may(Permission.MANAGE_MEMBERS)

    def limit(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        persona = persona_of(request)
        if persona.is_staff:
            return rows
        return rows.filter(pk__in=persona.organisations(Permission.MANAGE_MEMBERS))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return persona_of(request).is_staff

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_see(persona_of(request))

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        """What was verified, and what kind it is, an organisation does not say of itself."""
        if persona_of(request).is_staff:
            return ("kind",) if obj else ()
        return ("legal_name", "kind", "verified_at")

    def save_model(
        self, request: HttpRequest, obj: Organisation, form: ModelForm[Organisation], change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        audit.record(
            kind="organisation.changed" if change else "organisation.added",
            by=actor_for(request, obj),
            target=obj,
            data={"fields": form.changed_data},
        )
        if change and "contact_email" in form.changed_data:
            old = form.initial["contact_email"]
            transaction.on_commit(partial(_tell_of_contact, request, obj, old))


def _tell_of_contact(request: HttpRequest, organisation: Organisation, old: str) -> None:
    """Where mail about cases went until now, and those who decide there, hear where it goes."""
    shown = {
        "organisation": organisation.name,
        "address": organisation.contact_email or "—",
        "url": settings.PUBLIC_URL
        + reverse("admin:accounts_organisation_change", args=(organisation.pk,)),
    }
    people = deciders(organisation, but_not=(user_of(request).pk,))
    locales = {old: settings.LANGUAGE_CODE} if old else {}
    locales |= {one.email: one.locale for one in people}
    tell(request, "account/email/contact_changed", shown, locales)
