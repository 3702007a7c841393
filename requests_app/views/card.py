"""The card that a resident shows at a gate: the words, and a code by which anybody checks the receipt."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from consents.views.sign import qr_code
from requests_app.views.cases import own_case
from requests_app.views.receipts import path_of_check
from requests_app.words.card import card_title, has_card, texts_of


@login_required
def card(request: HttpRequest, reference: str) -> HttpResponse:
    """The card of a case that has one, else the case."""
    case = own_case(request, reference)
    if not has_card(case):
        return redirect(case)
    receipt = case.receipts.earliest("event__number")
    address = f"{settings.PUBLIC_URL}{path_of_check(receipt)}"
    texts = list(texts_of(case))
    plain = [line for text in texts for line in (*text.lines(), "")]
    context = {
        "case": case,
        "title": card_title(case),
        "texts": texts,
        "address": address,
        "code": qr_code(address),
        "plain": "\n".join([*plain, address]),
    }
    return render(request, "requests_app/card.html", context)
