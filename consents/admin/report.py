"""Sightings by residents: a moderator checks each and accepts it or not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.kit.admin.base import DeskAdmin, user_of
from accounts.kit.admin.persona import Persona, persona_of
from accounts.roles import Permission
from consents.models import VenueReport
from consents.models.report import ReportState
from consents.services import accept_report, reject_report


@admin.register(VenueReport)
class VenueReportAdmin(DeskAdmin):
    list_display = ("venue", "city", "state", "created_at", "decided_at")
    list_filter = ("state",)
    search_fields = ("venue__name", "venue__city")
    list_select_related = ("venue",)
    # Who reported it is not shown: the place is checked, not the person.
    fields = ("venue", "text", "state", "created_at", "decided_at")
    change_form_outer_after_template = "admin/consents/venuereport/decide.html"

    @admin.display(description=gettext_lazy("city"), ordering="venue__city")
    def city(self, report: VenueReport) -> str:
        return report.venue.city

    def may_see(self, persona: Persona) -> bool:
        return persona.is_staff or persona.may(Permission.MODERATE)

    def limit(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        may = persona_of(request).may(Permission.MODERATE)
        return super().change_view(
            request, object_id, form_url, {"may_decide": may, **(extra_context or {})}
        )

    def get_urls(self) -> list[URLPattern]:
        steps = {"accept": accept_report, "reject": reject_report}
        own = [
            path(
                f"<path:object_id>/{name}/",
                require_POST(self.admin_site.admin_view(self._decision(service))),
                name=f"consents_venuereport_{name}",
            )
            for name, service in steps.items()
        ]
        return [*own, *super().get_urls()]

    def _decision(self, service: Callable[..., None]) -> Callable[..., HttpResponse]:
        def decide(request: HttpRequest, object_id: str) -> HttpResponse:
            report = self.get_or_404(request, object_id)
            if not persona_of(request).may(Permission.MODERATE):
                messages.error(request, _("Only a moderator decides on sightings."))
            elif report.state != ReportState.OPEN:
                messages.warning(request, _("Somebody has decided on it already."))
            else:
                service(report=report, by=user_of(request))
                messages.success(request, _("Thank you. The decision is recorded."))
            return redirect(reverse("admin:consents_venuereport_changelist"))

        return decide
