"""Venues: moderators keep the directory; a manager keeps what the organisation says of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
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
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from accounts.core.actors import Actor, ActorKind
from accounts.kit import audit
from accounts.kit.admin.base import DeskAdmin, user_of
from accounts.kit.admin.persona import Persona, persona_of
from accounts.models import Organisation, OrganisationKind
from accounts.roles import Permission
from consents.admin.access import may_edit
from consents.admin.inlines import FaceSystemInline, ImpactStatementInline
from consents.models import FaceSystem, HandoverState, Venue
from consents.models.venue import STANDING
from consents.services import claim_venue, handovers, merge_venue
from consents.services.handovers import HandoverRefused

# What an operator says of itself; where a place lies and what kind it is, a moderator has checked.
OWN_WORDS = ("name_en", "contact_email")
DECIDED_BY_STEPS = ("status", "operator", "merged_into")
# What the dates, grounds and evidence of cases rest on: with a case they stand as it was filed.
CASES_REST_ON = ("kind", "jurisdiction", "time_zone")


Step = Callable[["VenueAdmin", HttpRequest, str], HttpResponse]


def _refusals_told(step: Step) -> Step:
    """What the service refuses is said on the page of the venue."""

    @wraps(step)
    def take(desk: VenueAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
        try:
            return step(desk, request, object_id)
        except HandoverRefused as refused:
            messages.error(request, str(refused))
            return redirect(reverse("admin:consents_venue_change", args=(object_id,)))

    return take


class ReasonedForm(forms.Form):
    """A reason is asked for where a second moderator has to agree."""

    field_order = ("operator", "into", "reason")
    reason = forms.CharField(
        label=gettext_lazy("why, and how it was checked"),
        help_text=gettext_lazy(
            "Needed where somebody answers already, or requests were filed: a second moderator decides."
        ),
        max_length=500,
        required=False,
        widget=UnfoldAdminTextInputWidget(),
    )


class ClaimForm(ReasonedForm):
    operator = forms.ModelChoiceField(
        Organisation.objects.filter(kind=OrganisationKind.OPERATOR),
        label=gettext_lazy("organisation that answers for it"),
        widget=UnfoldAdminSelectWidget(),
    )


class MergeForm(ReasonedForm):
    into = forms.ModelChoiceField(
        Venue.objects.none(),
        label=gettext_lazy("the entry that stays"),
        widget=UnfoldAdminSelectWidget(),
    )

    def __init__(self, *args: Any, venue: Venue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Venue.objects.filter(city=venue.city).filter(status__in=STANDING)
        self.fields["into"].queryset = others.exclude(pk=venue.pk)  # type: ignore[attr-defined]


@admin.register(Venue)
class VenueAdmin(DeskAdmin):
    list_display = ("name", "kind", "city", "jurisdiction", "status", "operator")
    list_filter = ("status", "kind", "city")
    search_fields = ("name", "name_en", "city", "district", "address")
    list_select_related = ("operator",)
    inlines = (FaceSystemInline, ImpactStatementInline)
    fields = (
        ("name", "name_en"),
        ("kind", "status"),
        ("city", "district"),
        "address",
        ("jurisdiction", "time_zone"),
        ("operator", "contact_email"),
        "merged_into",
    )
    change_form_outer_after_template = "admin/consents/venue/steps.html"

    def may_see(self, persona: Persona) -> bool:
        own = persona.may(Permission.SEE_REQUESTS)
        return own or persona.is_staff or persona.may(Permission.MODERATE)

    def limit(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        persona = persona_of(request)
        if persona.is_staff or persona.may(Permission.MODERATE):
            return rows
        return rows.filter(Q(operator__in=persona.organisations(Permission.SEE_REQUESTS)))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if obj is not None:
            return may_edit(request, obj)
        persona = persona_of(request)
        return persona.may(Permission.MODERATE) or persona.may(Permission.EDIT_VENUES)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        if persona_of(request).may(Permission.MODERATE):
            return (*DECIDED_BY_STEPS, *_settled(obj))
        named = [f for row in self.fields for f in (row if isinstance(row, tuple) else (row,))]
        return tuple(name for name in named if name not in OWN_WORDS)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        venue = self.get_object(request, object_id)
        steps: dict[str, Any] = {}
        moderates = persona_of(request).may(Permission.MODERATE)
        if venue is not None and moderates and venue.status in STANDING:
            steps = {
                "claim_form": ClaimForm(auto_id="claim_%s"),
                "merge_form": MergeForm(venue=venue, auto_id="merge_%s"),
                "proposed": venue.handovers.filter(state=HandoverState.PROPOSED).first(),
            }
        return super().change_view(request, object_id, form_url, {**steps, **(extra_context or {})})

    def save_model(
        self, request: HttpRequest, obj: Venue, form: forms.ModelForm[Venue], change: bool
    ) -> None:
        super().save_model(request, obj, form, change)
        self._note(request, obj, "venue.changed", form.changed_data)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        super().save_formset(request, form, formset, change)
        changed = [system for system, _fields in formset.changed_objects]
        for system in [*formset.new_objects, *changed]:
            kind = "system" if isinstance(system, FaceSystem) else "impact_statement"
            self._note(request, system, f"{kind}.changed", [])

    def _note(self, request: HttpRequest, target: Model, kind: str, fields: list[str]) -> None:
        moderates = persona_of(request).may(Permission.MODERATE)
        role = ActorKind.MODERATOR if moderates else ActorKind.OPERATOR
        by = Actor(role, user_of(request).pk)
        audit.record(kind=kind, by=by, target=target, data={"fields": fields})

    # --- a moderator's steps -----------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<path:object_id>/{name}/",
                require_POST(self.admin_site.admin_view(view)),
                name=f"consents_venue_{name}",
            )
            for name, view in (("claim", self.claim), ("merge", self.merge))
        ]
        return [*own, *super().get_urls()]

    def _moderated(self, request: HttpRequest, object_id: str) -> Venue:
        venue: Venue = self.get_or_404(request, object_id)
        if not persona_of(request).may(Permission.MODERATE) or venue.status not in STANDING:
            raise PermissionDenied(
                _("Only a moderator takes this step, on an entry that is listed.")
            )
        return venue

    @_refusals_told
    def claim(self, request: HttpRequest, object_id: str) -> HttpResponse:
        venue = self._moderated(request, object_id)
        form = ClaimForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Choose the organisation first."))
            return _back_to(venue)
        operator: Organisation = form.cleaned_data["operator"]
        if handovers.needs_two(venue, operator):
            return self._propose(request, venue, form, operator=operator)
        claim_venue(venue=venue, operator=operator, by=user_of(request))
        text = _("%(operator)s now answers for this venue.") % {"operator": operator}
        messages.success(request, text)
        return _back_to(venue)

    @_refusals_told
    def merge(self, request: HttpRequest, object_id: str) -> HttpResponse:
        venue = self._moderated(request, object_id)
        form = MergeForm(request.POST, venue=venue)
        if not form.is_valid():
            messages.error(request, _("Choose the entry that stays."))
            return _back_to(venue)
        into: Venue = form.cleaned_data["into"]
        if handovers.needs_two(venue, into.operator):
            return self._propose(request, venue, form, into=into)
        merge_venue(venue=venue, into=into, by=user_of(request))
        messages.success(request, _("Merged into “%(name)s”.") % {"name": into})
        return _back_to(into)

    def _propose(
        self, request: HttpRequest, venue: Venue, form: forms.Form, **change: Any
    ) -> HttpResponse:
        """It would take the place, or filed requests, from somebody to somebody: two decide."""
        reason = form.cleaned_data["reason"]
        if not reason.strip():
            messages.error(
                request, _("Say why, and how you checked it: a second moderator decides.")
            )
            return _back_to(venue)
        made = handovers.propose(venue=venue, by=user_of(request), reason=reason, **change)
        text = _("Proposed. Who answers now is told; a second moderator has to confirm it.")
        messages.success(request, text)
        return redirect(reverse("admin:consents_handover_change", args=(made.pk,)))


def _settled(venue: Model | None) -> tuple[str, ...]:
    """What of a place a moderator alone does not change any more."""
    if not isinstance(venue, Venue):
        return ()
    # Where mail about its cases goes, an operator says itself.
    contact = ("contact_email",) if venue.operator_id is not None else ()
    return (*contact, *(CASES_REST_ON if handovers.has_cases(venue) else ()))


def _back_to(venue: Venue) -> HttpResponse:
    return redirect(reverse("admin:consents_venue_change", args=(venue.pk,)))
