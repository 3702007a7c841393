"""Receipts: seen and taken away by their owner, checked by anybody."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from consents.views.sign import qr_code
from requests_app import receipts as signing
from requests_app.forms.cases import ReceiptForm
from requests_app.models import Receipt
from requests_app.states import EVENT_LABELS
from requests_app.views.cases import own_case


def _own_receipt(request: HttpRequest, reference: str, pk: UUID) -> Receipt:
    case = own_case(request, reference)
    receipts = Receipt.objects.filter(request=case).select_related("event", "request__venue")
    found: Receipt = get_object_or_404(receipts, pk=pk)
    return found


@login_required
def receipt(request: HttpRequest, reference: str, pk: UUID) -> HttpResponse:
    found = _own_receipt(request, reference, pk)
    path = path_of_check(found)
    address = f"{settings.PUBLIC_URL}{path}"
    context = {
        "receipt": found,
        "case": found.request,
        "check": path,
        "address": address,
        "code": qr_code(address),
    }
    return render(request, "requests_app/receipt.html", context)


@login_required
def download(request: HttpRequest, reference: str, pk: UUID) -> HttpResponse:
    """The receipt as a file, to keep and to show."""
    found = _own_receipt(request, reference, pk)
    response = HttpResponse(found.jws, content_type="application/jose")
    name = f"{found.request.reference}-{found.event.number}.jws"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def path_of_check(receipt: Receipt) -> str:
    """Where anybody checks ``receipt``; short enough for a code that is read off a phone.

    The id alone, which stands in addresses and logs, opens nothing: it is signed.
    """
    return f"{reverse('receipts:check')}?receipt={_codes().sign(receipt.pk.hex)}"


def _codes() -> Signer:
    return Signer(salt="requests_app.receipts.check")


def _text_of(code: str) -> str | None:
    """The signed text of the receipt that ``code`` names; None where there is none."""
    try:
        pk = _codes().unsign(code)
    except BadSignature:
        return None
    found = Receipt.objects.filter(pk=UUID(pk)).first()
    return found.jws if found else None


def keys(_request: HttpRequest) -> JsonResponse:
    """The published keys (RFC 7517), for a check without us."""
    return JsonResponse(signing.published_keys())


def check_receipt(request: HttpRequest) -> HttpResponse:
    """Anybody may check a receipt: its text, its file, or by the code that leads here.

    Whoever has the code was shown the receipt. Nothing is kept.
    """
    posted = request.method == "POST"
    wanted = request.GET.get("receipt", "")
    text = _text_of(wanted) if wanted and not posted else None
    form = ReceiptForm(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial={"text": text},
    )
    if posted and form.is_valid():
        text = form.receipt()
    checked = signing.check(text, signing.published_keys()["keys"]) if text is not None else None
    context = {
        "form": form,
        "checked": checked,
        "is_gone": bool(wanted) and not posted and text is None,
        "event": EVENT_LABELS.get(checked.payload.get("event", ""), "") if checked else "",
    }
    return render(request, "requests_app/check_receipt.html", context)
