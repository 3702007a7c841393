"""The menu of the desk: only what this person may open."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

GROUPS: tuple[tuple[Any, tuple[tuple[str, str], ...]], ...] = (
    (
        gettext_lazy("Requests"),
        (
            ("requests_app.rightsrequest", "inbox"),
            ("biometrics.disclosure", "lock"),
            ("requests_app.incident", "warning"),
        ),
    ),
    (
        gettext_lazy("Directory"),
        (
            ("consents.venuereport", "flag"),
            ("consents.venue", "location_on"),
            ("consents.handover", "swap_horiz"),
        ),
    ),
    (
        gettext_lazy("Organisation"),
        (
            ("accounts.organisation", "domain"),
            ("accounts.membership", "group"),
            ("accounts.apitoken", "key"),
        ),
    ),
    (
        gettext_lazy("Records"),
        (
            ("accounts.auditevent", "history"),
            ("requests_app.event", "timeline"),
            ("requests_app.receipt", "receipt_long"),
            ("requests_app.exportsnapshot", "download"),
            ("consents.consent", "handshake"),
            ("consents.notice", "description"),
            ("biometrics.verification", "verified_user"),
            ("accounts.user", "person"),
        ),
    ),
)


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of the side bar for unfold (``UNFOLD["SIDEBAR"]["navigation"]``)."""
    due = {"title": _("What is due"), "icon": "event_upcoming", "link": reverse("admin:index")}
    groups: list[dict[str, Any]] = [{"title": "", "items": [due]}]
    known = {model._meta.label_lower: owner for model, owner in _owners().items()}
    for title, entries in GROUPS:
        items = [
            _item(label, icon)
            for label, icon in entries
            if label in known and known[label].has_module_permission(request)
        ]
        if items:
            groups.append({"title": str(title), "separator": True, "items": items})
    return groups


def _owners() -> dict[type[Model], admin.ModelAdmin[Any]]:
    """Which class of pages belongs to which model; a site offers this in no other way."""
    return admin.site._registry  # noqa: SLF001


def _item(label: str, icon: str) -> dict[str, Any]:
    name = str(apps.get_model(label)._meta.verbose_name_plural)
    address = reverse(f"admin:{label.replace('.', '_')}_changelist")
    return {"title": name[:1].upper() + name[1:], "icon": icon, "link": address}
