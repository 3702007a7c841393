"""Short steps: acknowledge, ask, write, extend, send a code, confirm that one has seen the person."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts import proof
from accounts.kit.admin.base import user_of
from accounts.models import User
from requests_app.admin.forms.steps import AskForm, ConfirmForm, ExtendForm, MessageForm
from requests_app.admin.pages.detail import case_page
from requests_app.admin.pages.frame import PROBLEMS, allowed, back_to, of_case, sentence_of, show
from requests_app.models import RightsRequest
from requests_app.services import attestations, identity, operator_steps
from requests_app.services import messages as thread
from requests_app.services.attachments import File
from requests_app.words.desk_case import StepName, steps_for

if TYPE_CHECKING:
    from accounts.kit.admin.base import DeskAdmin

Act = Callable[[RightsRequest, dict[str, Any], User], object]


@of_case
def acknowledge(desk: DeskAdmin, request: HttpRequest, case: RightsRequest) -> HttpResponse:
    if allowed(request, case, StepName.ACKNOWLEDGE):
        try:
            operator_steps.acknowledge(case=case, by=user_of(request))
        except PROBLEMS as problem:
            messages.error(request, sentence_of(problem))
        else:
            messages.success(
                request, _("The resident has been told that you received the request.")
            )
    return back_to(case)


def _take(
    desk: DeskAdmin,
    request: HttpRequest,
    case: RightsRequest,
    step: StepName,
    form: forms.Form,
    *,
    act: Act,
    done: str,
) -> HttpResponse:
    """Validate, call the service, go back; with an error the page stays open on what was typed."""
    if not allowed(request, case, step):
        return back_to(case)
    if form.is_valid():
        try:
            act(case, form.cleaned_data, user_of(request))
        except PROBLEMS as problem:
            form.add_error(None, sentence_of(problem))
        else:
            messages.success(request, done)
            return back_to(case)
    return case_page(desk, request, case, forms_typed={step: form}, status=422)


@of_case
def ask(desk: DeskAdmin, request: HttpRequest, case: RightsRequest) -> HttpResponse:
    def act(case: RightsRequest, data: dict[str, Any], by: User) -> object:
        return thread.ask(case=case, body=data["body"], by=by)

    form = AskForm(request.POST)
    return _take(
        desk, request, case, StepName.ASK, form, act=act, done=_("Your question has been sent.")
    )


@of_case
def message(desk: DeskAdmin, request: HttpRequest, case: RightsRequest) -> HttpResponse:
    def act(case: RightsRequest, data: dict[str, Any], by: User) -> object:
        files = [File(name, content) for name, content in data["attachments"]]
        return thread.write(case=case, body=data["body"], files=files, by=by, as_operator=True)

    form = MessageForm(request.POST, request.FILES)
    return _take(
        desk, request, case, StepName.MESSAGE, form, act=act, done=_("Your message has been sent.")
    )


@of_case
def extend(desk: DeskAdmin, request: HttpRequest, case: RightsRequest) -> HttpResponse:
    terms = steps_for(case, user_of(request)).extension
    if terms is None:
        messages.warning(request, _("The law of this place allows no extension now."))
        return back_to(case)

    def act(case: RightsRequest, data: dict[str, Any], by: User) -> object:
        return operator_steps.extend(
            case=case,
            reason=data["reason"],
            amount=data.get("amount") or None,
            until=data.get("until"),
            by=by,
        )

    form = ExtendForm(request.POST, terms=terms)
    done = _("The deadline has been extended, and the resident told why.")
    return _take(desk, request, case, StepName.EXTEND, form, act=act, done=done)


@of_case
def confirm(desk: DeskAdmin, request: HttpRequest, case: RightsRequest) -> HttpResponse:
    form = ConfirmForm(request.POST)

    def act(case: RightsRequest, data: dict[str, Any], by: User) -> object:
        fresh = proof.lacking(by, request.session, proof.Act.ATTEST) is None
        return attestations.attest(case=case, sight=form.sight(), by=by, fresh=fresh)

    done = _(
        "Recorded; no copy is kept. It counts once a second person has confirmed it, or in time."
    )
    return _take(desk, request, case, StepName.CONFIRM, form, act=act, done=done)


@of_case
def send_code(desk: DeskAdmin, request: HttpRequest, case: RightsRequest) -> HttpResponse:
    """Show the code this once: neither the session nor a message of the page keeps it."""
    if not allowed(request, case, StepName.CODE):
        return back_to(case)
    try:
        code = identity.issue_code(case=case, by=user_of(request))
    except PROBLEMS as problem:
        messages.error(request, sentence_of(problem))
        return back_to(case)
    context = {"code": f"{code[:4]} {code[4:]}", "valid_days": identity.CODE_VALID.days}
    return show(desk, request, case, "code", context)
