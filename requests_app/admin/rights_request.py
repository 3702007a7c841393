"""Requests at the desk: what was filed with one's own venues, never a draft, never another's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from accounts.kit.admin.base import DeskAdmin, user_of
from accounts.kit.admin.persona import Persona
from accounts.roles import Permission
from requests_app import policies
from requests_app.admin import due
from requests_app.admin.filters import DueFilter, RightFilter, VenueFilter
from requests_app.admin.pages import answers, detail, disclosures, steps
from requests_app.admin.pages.attachments import attachment
from requests_app.models import RightsRequest
from requests_app.problems import RequestProblem
from requests_app.services import operator_steps
from requests_app.states import Workflow
from requests_app.words import tones

POST = ("POST",)
GET_POST = ("GET", "POST")
PAGES: tuple[tuple[str, Callable[..., HttpResponse], tuple[str, ...]], ...] = (
    ("acknowledge", steps.acknowledge, POST),
    ("ask", steps.ask, POST),
    ("message", steps.message, POST),
    ("extend", steps.extend, POST),
    ("code", steps.send_code, POST),
    ("confirm", steps.confirm, POST),
    ("disclose", disclosures.disclose, GET_POST),
    ("answer", answers.answer, GET_POST),
)


def pill(tone: str, label: str) -> SafeString:
    return format_html('<span class="sf-pill sf-{}">{}</span>', tone, label)


@admin.register(RightsRequest)
class RightsRequestAdmin(DeskAdmin):
    list_display = ("reference", "claimant", "venue", "asked_for", "stands", "due")
    list_filter = (DueFilter, VenueFilter, RightFilter, "workflow")
    search_fields = ("reference", "claimant_name")
    search_help_text = gettext_lazy("Reference or name")
    ordering = (F("due_at").asc(nulls_last=True), "filed_at")
    actions = ("acknowledge_all",)
    list_filter_sheet = True
    list_before_template = "admin/requests_app/due_chips.html"

    # --- who may see what ------------------------------------------------------------------------

    def may_see(self, persona: Persona) -> bool:
        return persona.may(Permission.SEE_REQUESTS)

    def limit(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        mine = RightsRequest.objects.of_operator(user_of(request))
        return mine.select_related("venue", "venue__operator").prefetch_related("rights")

    # --- the list --------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("name"), ordering="claimant_name")
    def claimant(self, case: RightsRequest) -> str:
        return case.claimant_name or "—"

    @admin.display(description=gettext_lazy("asked for"))
    def asked_for(self, case: RightsRequest) -> SafeString:
        names = [(tones.short(right),) for right in case.rights.all()]
        return format_html_join(", ", "{}", names)

    @admin.display(description=gettext_lazy("workflow"), ordering="workflow")
    def stands(self, case: RightsRequest) -> SafeString:
        tone = tones.WORKFLOW[Workflow(case.workflow)]
        return pill(tone, str(case.get_workflow_display()))

    @admin.display(description=gettext_lazy("due on"), ordering="due_at")
    def due(self, case: RightsRequest) -> SafeString:
        words = due.in_words(case)
        shown = pill(words.tone, words.left) if words.left else ""
        return format_html('<span class="sf-day">{}</span> {}', words.day, shown)

    @admin.action(description=gettext_lazy("Acknowledge receipt of the chosen requests"))
    def acknowledge_all(self, request: HttpRequest, chosen: QuerySet[RightsRequest]) -> None:
        """Each on its own: one that cannot be acknowledged keeps none of the others back."""
        by = user_of(request)
        done = 0
        for case in chosen:
            if not policies.can_answer(by, case):
                continue
            try:
                operator_steps.acknowledge(case=case, by=by)
            except RequestProblem:
                continue
            done += 1
        text = ngettext("%(n)d request acknowledged.", "%(n)d requests acknowledged.", done)
        messages.success(request, text % {"n": done})
        if left := len(chosen) - done:
            rest = ngettext(
                "%(n)d could not be: it had been before.",
                "%(n)d could not be: they had been before.",
                left,
            )
            messages.info(request, rest % {"n": left})

    # --- the pages of one request ----------------------------------------------------------------

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return detail.detail(self, request, object_id)

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<uuid:object_id>/{name}/",
                require_http_methods(methods)(self.admin_site.admin_view(self._bound(page))),
                name=f"requests_app_rightsrequest_{name}",
            )
            for name, page, methods in PAGES
        ]
        file = path(
            "<uuid:object_id>/files/<uuid:attachment>/",
            require_GET(self.admin_site.admin_view(self._bound(attachment))),
            name="requests_app_rightsrequest_file",
        )
        return [*own, file, *super().get_urls()]

    def _bound(self, page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, object_id: Any, **named: Any) -> HttpResponse:
            return page(self, request, str(object_id), **named)

        return view
