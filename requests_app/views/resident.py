"""The resident's turns: write, accept, dispute, withdraw. Each calls one service."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.kit.form_idempotency import once
from accounts.kit.web import person
from requests_app.forms.cases import MessageForm, ReasonForm
from requests_app.models import RightsRequest
from requests_app.problems import RequestProblem
from requests_app.services import answers, closure, filing, identity
from requests_app.services import messages as thread
from requests_app.states import Workflow, waits_for_words
from requests_app.views.cases import own_case, question_in


@login_required
@once
def message(request: HttpRequest, reference: str) -> HttpResponse:
    """Write to the venue; what was typed stays when it cannot be sent."""
    case = own_case(request, reference)
    form = MessageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            body, files = form.cleaned_data["body"], form.attached()
            thread.write(case=case, body=body, files=files, by=person(request))
        except RequestProblem as problem:
            form.add_error(None, " ".join([str(problem.sentence), *problem.details]))
        else:
            messages.success(request, _("Sent to the venue."))
            return redirect(f"{case.get_absolute_url()}#messages")
    asked = question_in(case.messages.all()) if waits_for_words(case.state) else None
    context = {"case": case, "form": form, "question": asked}
    return render(request, "requests_app/message.html", context)


@login_required
@require_POST
@once
def ask_for_code(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask the venue for a code, in words that nobody has to find."""
    case = own_case(request, reference)
    body = _(
        "Please send me a code to the telephone number or address that you have on file. With it I show "
        "here which of your records are mine."
    )
    try:
        thread.write(case=case, body=body, by=person(request))
    except RequestProblem as problem:
        messages.error(request, str(problem.sentence))
    else:
        messages.success(request, _("Asked. When the code has come, type it in here."))
    return redirect("requests:identity", reference=case.reference)


@login_required
@require_POST
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    case = own_case(request, reference)
    try:
        closure.accept(case=case, by=person(request))
    except RequestProblem as problem:
        messages.error(request, str(problem.sentence))
    else:
        messages.success(request, _("Closed. The receipts stay yours."))
    return redirect(case)


@login_required
@once
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask once more, then take the request back."""
    case = own_case(request, reference)
    if request.method != "POST":
        return render(request, "requests_app/withdraw.html", {"case": case})
    told = (
        _("Thrown away. Nobody was told.")
        if case.workflow == Workflow.DRAFT
        else _("Withdrawn. What was disclosed for it has been destroyed.")
    )
    try:
        filing.withdraw(case=case, by=person(request))
    except RequestProblem as problem:
        messages.error(request, str(problem.sentence))
    else:
        messages.success(request, told)
    return redirect(case)


@login_required
@once
def dispute(request: HttpRequest, reference: str) -> HttpResponse:
    case = own_case(request, reference)
    return _with_reason(request, case, answers.dispute, "requests_app/dispute.html")


@login_required
@once
def dispute_identity(request: HttpRequest, reference: str) -> HttpResponse:
    case = own_case(request, reference)
    return _with_reason(
        request, case, identity.dispute_identity, "requests_app/dispute_identity.html"
    )


def _with_reason(
    request: HttpRequest,
    case: RightsRequest,
    act: Callable[..., RightsRequest],
    template: str,
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            act(request=case, reason=form.cleaned_data["reason"], by=person(request))
        except RequestProblem as problem:
            form.add_error(None, str(problem.sentence))
        else:
            messages.success(request, _("The venue has been told, and must look at it again."))
            return redirect(case)
    return render(request, template, {"case": case, "form": form})
