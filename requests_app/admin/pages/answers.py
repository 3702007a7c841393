"""Answering: a decision on each right, its ground where it is refused, and the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.kit.admin.base import user_of
from requests_app import states
from requests_app.admin.forms.answers import AnswerForm
from requests_app.admin.forms.evidence import with_more_rows
from requests_app.admin.pages.frame import PROBLEMS, allowed, back_to, of_case, sentence_of, show
from requests_app.models import RightsRequest
from requests_app.services import answers
from requests_app.words.desk_case import StepName

if TYPE_CHECKING:
    from accounts.kit.admin.base import DeskAdmin


@of_case
def answer(desk: DeskAdmin, request: HttpRequest, case: RightsRequest) -> HttpResponse:
    if not allowed(request, case, StepName.ANSWER):
        return back_to(case)
    by = user_of(request)
    if request.method != "POST":
        return _page(desk, request, case, AnswerForm(case, by))
    if name := request.POST.get("add_row"):
        return _page(desk, request, case, AnswerForm(case, by, with_more_rows(request.POST, name)))
    form = AnswerForm(case, by, request.POST)
    reply = form.reply()
    if reply is not None:
        try:
            answers.answer(case=case, reply=reply, by=by)
        except PROBLEMS as problem:
            form.errors.append(sentence_of(problem))
        else:
            messages.success(
                request,
                _(
                    "Answered. The resident has been told, and what was left of the face is destroyed."
                ),
            )
            return back_to(case)
    return _page(desk, request, case, form, status=422)


def _page(
    desk: DeskAdmin,
    request: HttpRequest,
    case: RightsRequest,
    form: AnswerForm,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "failed": status != 200,
        "identity_open": case.identity != states.Identity.VERIFIED,
        "references": case.matched_references,
    }
    return show(desk, request, case, "answer", context, status=status)
