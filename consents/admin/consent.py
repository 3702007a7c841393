"""Consents: the acts, for staff to read; appended by the person alone."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.kit.admin.base import StaffRecords
from consents.models import Consent


@admin.register(Consent)
class ConsentAdmin(StaffRecords):
    list_display = ("at", "purpose", "action", "notice", "language", "channel")
    list_filter = ("purpose", "action")
    list_select_related = ("notice",)
    fields = ("at", "who", "purpose", "action", "notice", "language", "channel")
    readonly_fields = ("who",)

    @admin.display(description=_("who"))
    def who(self, consent: Consent) -> str:
        """The account's id: what staff needs to answer an inquiry, and no more."""
        return str(consent.resident_id)
