"""Answering: a decision on each right, its ground where it is refused, and the evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from accounts.kit.admin.base import user_of
from accounts.models import User
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
    by, adding = user_of(request), request.POST.get("add_row", "")
    form = AnswerForm(case, by, _typed(request, adding))
    sent = request.method == "POST" and not adding
    if sent and _is_answered(case, form, by):
        messages.success(
            request,
            _("Answered. The resident has been told, and what was left of the face is destroyed."),
        )
        return back_to(case)
    context = {
        "form": form,
        "failed": sent,
        "identity_open": case.identity != states.Identity.VERIFIED,
        "references": case.matched_references,
    }
    return show(desk, request, case, "answer", context, status=422 if sent else 200)


def _typed(request: HttpRequest, adding: str) -> QueryDict | None:
    """What was typed, with one more row where ``adding`` names a list; None for an empty form."""
    if request.method != "POST":
        return None
    return with_more_rows(request.POST, adding) if adding else request.POST


def _is_answered(case: RightsRequest, form: AnswerForm, by: User) -> bool:
    """Answer with what ``form`` holds; False, with every fault on its field, when it may not stand."""
    if (reply := form.reply()) is None:
        return False
    try:
        answers.answer(case=case, reply=reply, by=by)
    except PROBLEMS as problem:
        form.errors.append(sentence_of(problem))
        return False
    return True
