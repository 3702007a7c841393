"""Consents: each purpose by itself, as easy to withdraw as to give."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.kit.web import back_to, person
from consents import selectors
from consents.models import Notice, Purpose
from consents.models.consent import HOLDS
from consents.services import give_consent, withdraw_consent


def _purpose(value: str) -> Purpose:
    try:
        return Purpose(value)
    except ValueError:
        raise Http404 from None


def _language() -> str:
    return get_language() or "en"


@login_required
def consent_list(request: HttpRequest) -> HttpResponse:
    newest = selectors.consent_states(person(request))
    notices = selectors.current_notices()
    purposes = [
        {
            "purpose": purpose,
            "given": (act := newest[purpose.value]) is not None and act.action in HOLDS,
            "newest": act,
            "notice": notices[purpose],
            "text": notices[purpose].text(_language()),
        }
        for purpose in Purpose
    ]
    history = selectors.consent_history(person(request))[:50]
    return render(request, "consents/consent_list.html", {"purposes": purposes, "history": history})


@login_required
@require_POST
def consent_give(request: HttpRequest, purpose: str) -> HttpResponse:
    """Record consent under the notice that was shown; an outdated one is shown anew."""
    chosen = _purpose(purpose)
    notice = selectors.current_notice(chosen)
    if request.POST.get("notice") != str(notice.pk):
        messages.warning(
            request, _("The notice has changed since you opened the page. Please read it again.")
        )
    else:
        give_consent(resident=person(request), purpose=chosen, notice=notice, language=_language())
        messages.success(request, _("Consent recorded. You can withdraw it at any time."))
    return redirect(back_to(request, "consents:consent_list"))


@login_required
@require_POST
def consent_withdraw(request: HttpRequest, purpose: str) -> HttpResponse:
    withdraw_consent(resident=person(request), purpose=_purpose(purpose), language=_language())
    messages.success(
        request, _("Consent withdrawn. Whatever was under way on this ground has been stopped.")
    )
    return redirect(back_to(request, "consents:consent_list"))


def notice(request: HttpRequest, pk: str) -> HttpResponse:
    """One version of a notice, for ever at the same address."""
    shown = get_object_or_404(Notice, pk=pk)
    return render(
        request, "consents/notice.html", {"notice": shown, "text": shown.text(_language())}
    )
