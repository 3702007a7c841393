"""“Is it still you?” A code to the address on file; then the errand goes on where it was interrupted."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import resume_request
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import proof, suspended_requests
from accounts.adapter import ask_again
from accounts.forms.proof import ProofForm
from accounts.kit.web import person
from accounts.proof import Act, Way
from accounts.services import proof_codes, undoable_changes
from accounts.services.proof_codes import ProofProblem

View = Callable[..., HttpResponse]


def proven(act: Act) -> Callable[[View], View]:
    """The view behind it is opened after a recent proof alone; goes inside ``login_required``."""

    def guard(view: View) -> View:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return ask_again(request, act) or view(request, *args, **kwargs)

        return run

    return guard


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def prove(request: HttpRequest) -> HttpResponse:
    """Have a code sent, or type it."""
    me = person(request)
    if not any(proof.way_for(act, proof.on_file(me)) is Way.CODE for act in Act):
        return redirect(_with_next(reverse("account_reauthenticate"), request))
    if request.method != "POST":
        return _page(request, ProofForm())
    if request.POST.get("action") == "send":
        return _send(request)
    return _judge(request, ProofForm(request.POST))


def _send(request: HttpRequest) -> HttpResponse:
    try:
        get_adapter().send_proof_code(person(request), request.session)
    except ProofProblem as problem:
        messages.error(request, str(problem.sentence))
    else:
        messages.success(request, _("Sent. It is good for ten minutes."))
    return redirect(_with_next(request.path, request))


def _judge(request: HttpRequest, form: ProofForm) -> HttpResponse:
    if not form.is_valid():
        return _page(request, form)
    me, session = person(request), request.session
    try:
        code = proof_codes.present(
            by=me, session_key=session.session_key or "", typed=form.cleaned_data["code"]
        )
    except ProofProblem as problem:
        form.add_error("code", str(problem.sentence))
        return _page(request, form)
    proof.note_code(session, me, code.address)
    suspended_requests.take_up(request)
    response: HttpResponse | None = resume_request(request)
    return response or redirect("accounts:overview")


def _page(request: HttpRequest, form: ProofForm) -> HttpResponse:
    me = person(request)
    awaited = proof_codes.live(by=me, session_key=request.session.session_key or "")
    context = {
        "form": form,
        "awaited": awaited.exists(),
        "address": undoable_changes.address_on_file(me),
        "changed": undoable_changes.changed_at(me) is not None,
        "redirect_field_value": _next(request),
    }
    return render(request, "accounts/proof.html", context)


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else ""


def _with_next(address: str, request: HttpRequest) -> str:
    wanted = _next(request)
    return f"{address}?{urlencode({'next': wanted})}" if wanted else address
