"""The page of one request: everything about the case, and every step that is possible now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest, HttpResponse

from accounts.kit.admin.base import user_of
from requests_app.admin import due
from requests_app.admin.forms.steps import AskForm, ConfirmForm, ExtendForm, MessageForm
from requests_app.admin.pages.frame import of_case, show
from requests_app.models import RightsRequest
from requests_app.services import attestations
from requests_app.words import desk_case as reading
from requests_app.words.desk_case import StepName, Steps
from requests_app.words.why import why

if TYPE_CHECKING:
    from accounts.kit.admin.base import DeskAdmin


@of_case
def detail(desk: DeskAdmin, request: HttpRequest, case: RightsRequest) -> HttpResponse:
    return case_page(desk, request, case)


def case_page(
    desk: DeskAdmin,
    request: HttpRequest,
    case: RightsRequest,
    *,
    forms_typed: Mapping[StepName, forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render the page; ``forms_typed`` are forms with errors, shown with what was typed."""
    steps = reading.steps_for(case, user_of(request))
    disclosures = reading.disclosure_views(case)
    context: dict[str, Any] = {
        "steps": steps,
        "forms": {**_empty_forms(steps), **(forms_typed or {})},
        "open_step": next(iter(forms_typed), None) if forms_typed else None,
        "terms": steps.extension,
        "attested": attestations.waiting(case),
        "due": due.in_words(case),
        "reasons": why(case),
        "moments": reading.moments(case),
        "disclosures": disclosures,
        "live": reading.live(disclosures),
        "answers": reading.answers(case),
        "receipts": case.receipts.select_related("event").order_by("-issued_at"),
    }
    return show(desk, request, case, "case", context, status=status)


def _empty_forms(steps: Steps) -> dict[StepName, forms.Form]:
    empty: dict[StepName, forms.Form] = {}
    if StepName.MESSAGE in steps:
        empty[StepName.MESSAGE] = MessageForm()
    if StepName.ASK in steps:
        empty[StepName.ASK] = AskForm()
    if StepName.CONFIRM in steps:
        empty[StepName.CONFIRM] = ConfirmForm()
    if steps.extension is not None:
        empty[StepName.EXTEND] = ExtendForm(terms=steps.extension)
    return empty
