"""Changes of who answers for a place: a second moderator decides, whoever answers now is heard."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.kit.admin.base import DeskAdmin, user_of
from accounts.kit.admin.persona import Persona, persona_of
from accounts.roles import Permission
from consents.models import Handover, HandoverState
from consents.services import handovers
from consents.services.handovers import HandoverRefused

# A moderator's steps; to object is the step of whoever answers now.
DECISIONS = {"confirm": handovers.confirm, "decline": handovers.decline, "undo": handovers.undo}


class ObjectionForm(forms.Form):
    objection = forms.CharField(
        label=gettext_lazy("what is wrong with it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@admin.register(Handover)
class HandoverAdmin(DeskAdmin):
    list_display = ("venue", "from_operator", "operator", "state", "proposed_at", "decided_at")
    list_filter = ("state",)
    list_select_related = ("venue", "operator", "from_operator")
    # Which moderators decided is in the audit log; the operators need not know their names.
    fields = (
        ("venue", "into"),
        ("from_operator", "operator"),
        "reason",
        ("state", "proposed_at", "decided_at", "undone_at"),
        ("objection", "objected_at"),
    )
    change_form_outer_after_template = "admin/consents/handover/steps.html"

    def may_see(self, persona: Persona) -> bool:
        may = (Permission.MODERATE, Permission.EDIT_VENUES)
        return persona.is_staff or any(persona.may(one) for one in may)

    def limit(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        """Managers see what takes a place from them, and what was given to them."""
        persona = persona_of(request)
        if persona.is_staff or persona.may(Permission.MODERATE):
            return rows
        own = persona.organisations(Permission.EDIT_VENUES)
        given = Q(operator__in=own, state__in=(HandoverState.DONE, HandoverState.UNDONE))
        return rows.filter(Q(from_operator__in=own) | given)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        steps = self._steps(request, found) if found is not None else {}
        return super().change_view(request, object_id, form_url, {**steps, **(extra_context or {})})

    def _steps(self, request: HttpRequest, handover: Handover) -> dict[str, Any]:
        """What this person may do with it now."""
        moderates = persona_of(request).may(Permission.MODERATE)
        is_open = handover.state == HandoverState.PROPOSED
        mine = handover.proposed_by_id == user_of(request).pk
        return {
            "may_confirm": moderates and is_open and not mine,
            "may_decline": moderates and is_open,
            "may_undo": moderates and handover.state == HandoverState.DONE,
            "objection_form": ObjectionForm()
            if self._loses(request, handover)
            and handover.state in (HandoverState.PROPOSED, HandoverState.DONE)
            else None,
        }

    def _loses(self, request: HttpRequest, handover: Handover) -> bool:
        loser = handover.from_operator
        return loser is not None and persona_of(request).may(Permission.EDIT_VENUES, loser)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<uuid:object_id>/{name}/",
                require_POST(self.admin_site.admin_view(view)),
                name=f"consents_handover_{name}",
            )
            for name, view in (
                *((name, self._decision(name)) for name in DECISIONS),
                ("object", self.object),
            )
        ]
        return [*own, *super().get_urls()]

    def _decision(self, name: str) -> Any:
        def decide(request: HttpRequest, object_id: Any) -> HttpResponse:
            handover = self.get_or_404(request, str(object_id))
            if not persona_of(request).may(Permission.MODERATE):
                raise PermissionDenied(_("Only a moderator decides who answers for a place."))
            try:
                DECISIONS[name](handover=handover, by=user_of(request))
            except HandoverRefused as refused:
                messages.error(request, str(refused))
            else:
                messages.success(request, _("Thank you. The decision is recorded."))
            return _back_to(handover)

        return decide

    def object(self, request: HttpRequest, object_id: Any) -> HttpResponse:
        handover = self.get_or_404(request, str(object_id))
        if not self._loses(request, handover):
            raise PermissionDenied(_("Only a manager of whoever answers now objects."))
        form = ObjectionForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Say in at most 1,000 characters what is wrong with it."))
            return _back_to(handover)
        words = form.cleaned_data["objection"]
        try:
            handovers.object_to(handover=handover, words=words, by=user_of(request))
        except HandoverRefused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("Recorded. Moderators read it before they go on."))
        return _back_to(handover)


def _back_to(handover: Handover) -> HttpResponse:
    return redirect(reverse("admin:consents_handover_change", args=(handover.pk,)))
