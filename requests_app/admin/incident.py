"""Incidents: moderators check what residents reported, managers announce a breach at their venues."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.kit.admin.base import DeskAdmin, ModelForm, user_of
from accounts.kit.admin.persona import Persona, persona_of
from accounts.roles import Permission
from consents.models import Venue
from consents.models.venue import STANDING
from requests_app.models import Incident, IncidentState
from requests_app.services import incidents
from requests_app.words.why import local, source

STEPS = ("confirm", "dismiss", "authority_told")


class ConfirmForm(forms.Form):
    """From which place the data is, and what people can do; everyone who registered it is told."""

    venue = forms.ModelChoiceField(
        Venue.objects.filter(status__in=STANDING),
        label=gettext_lazy("venue that the data is from"),
        widget=UnfoldAdminSelectWidget(),
    )
    measures = forms.CharField(
        label=gettext_lazy("what is being done, and what you can do"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=3000,
        required=False,
    )


class AnnounceForm(ModelForm):
    """What an operator announces; `incidents.contradictions_of` is asked before anything is stored."""

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if "aware_at" in data and "what" in data:
            facts = incidents.Facts(what=data["what"], aware_at=data["aware_at"])
            for found in incidents.contradictions_of(facts):
                self.add_error(str(found.place[0]), local(found.text))
        return data


@admin.register(Incident)
class IncidentAdmin(DeskAdmin):
    list_display = ("kind", "venue", "state", "aware_at", "authority_told_at")
    list_filter = ("state", "kind")
    list_select_related = ("venue",)
    # Who reported it is not shown: what was seen is checked, not the person.
    fields = (
        ("kind", "state"),
        "venue",
        "what",
        "measures",
        ("aware_at", "confirmed_at", "authority_told_at"),
    )
    change_form_outer_after_template = "admin/requests_app/incident/steps.html"

    def may_see(self, persona: Persona) -> bool:
        may = (Permission.MODERATE, Permission.SEE_REQUESTS)
        return persona.is_staff or any(persona.may(one) for one in may)

    def limit(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        """An operator hears of what was confirmed at its own venues, not of what is being checked."""
        persona = persona_of(request)
        if persona.is_staff or persona.may(Permission.MODERATE):
            return rows
        own = Q(venue__operator__in=persona.organisations(Permission.SEE_REQUESTS))
        return rows.filter(own, state=IncidentState.CONFIRMED)

    # --- an operator's announcement ----------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        return persona_of(request).may(Permission.EDIT_VENUES)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return self.fields if obj else ("venue", "what", "measures", "aware_at")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm]:
        if obj is None:
            kwargs["form"] = AnnounceForm
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is None:
            own = persona_of(request).organisations(Permission.EDIT_VENUES)
            venue: Any = form.base_fields["venue"]
            venue.queryset = Venue.objects.filter(operator__in=own)
            venue.required = True
        return form

    def save_model(
        self, request: HttpRequest, obj: Incident, form: ModelForm, change: bool
    ) -> None:
        """The service announces it: everybody who registered the venue is told at once."""
        facts = incidents.Facts(what=obj.what, aware_at=obj.aware_at, measures=obj.measures)
        venue: Venue = form.cleaned_data["venue"]
        made = incidents.announce_breach(venue=venue, facts=facts, by=user_of(request))
        obj.pk = made.pk

    # --- what follows ------------------------------------------------------------------------------

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        incident = self.get_object(request, object_id)
        shown = self._steps(request, incident) if incident is not None else {}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def _steps(self, request: HttpRequest, incident: Incident) -> dict[str, Any]:
        """What may be done now, the duties with their times, and how many people are told."""
        reported = incident.state == IncidentState.REPORTED
        confirmed = incident.state == IncidentState.CONFIRMED
        moderates = persona_of(request).may(Permission.MODERATE)
        may_note = (
            confirmed and incident.authority_told_at is None and self._answers(request, incident)
        )
        return {
            "confirm_form": ConfirmForm(initial={"venue": incident.venue_id})
            if reported and moderates
            else None,
            "may_note": may_note,
            "told": incidents.registered_with(incident.venue) if incident.venue else None,
            "duties": [
                {"due": due, "text": local(due.duty.text), "source": source(due.duty.citation)}
                for due in incidents.duties_of(incident)
            ],
        }

    def _answers(self, request: HttpRequest, incident: Incident) -> bool:
        operator = incident.venue.operator if incident.venue else None
        return operator is not None and persona_of(request).may(Permission.EDIT_VENUES, operator)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<uuid:object_id>/{name}/",
                require_POST(self.admin_site.admin_view(getattr(self, name))),
                name=f"requests_app_incident_{name}",
            )
            for name in STEPS
        ]
        return [*own, *super().get_urls()]

    def _reported(self, request: HttpRequest, object_id: Any) -> Incident:
        incident: Incident = self.get_or_404(request, str(object_id))
        if not persona_of(request).may(Permission.MODERATE):
            raise PermissionDenied(_("Only a moderator decides on incidents."))
        return incident

    def confirm(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        incident = self._reported(request, object_id)
        form = ConfirmForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Choose the venue first; without it nobody can be told."))
            return _back_to(incident)
        incidents.confirm_incident(incident=incident, by=user_of(request), **form.cleaned_data)
        messages.success(request, _("Confirmed. Everyone who registered the venue is being told."))
        return _back_to(incident)

    def dismiss(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        incident = self._reported(request, object_id)
        incidents.dismiss_incident(incident=incident, by=user_of(request))
        messages.success(request, _("Thank you. The decision is recorded."))
        return _back_to(incident)

    def authority_told(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        incident: Incident = self.get_or_404(request, str(object_id))
        if not self._answers(request, incident):
            raise PermissionDenied(_("Only a manager of the venue's operator records this."))
        incidents.record_authority_told(incident=incident, by=user_of(request))
        messages.success(request, _("Recorded: the authority has been told."))
        return _back_to(incident)


def _back_to(incident: Incident) -> HttpResponse:
    return redirect(reverse("admin:requests_app_incident_change", args=(incident.pk,)))
