"""Receipts: seen and taken away by their owner, checked by anybody."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

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
    return render(request, "requests_app/receipt.html", {"receipt": found, "case": found.request})


@login_required
def download(request: HttpRequest, reference: str, pk: UUID) -> HttpResponse:
    """The receipt as a file, to keep and to show."""
    found = _own_receipt(request, reference, pk)
    response = HttpResponse(found.jws, content_type="application/jose")
    name = f"{found.request.reference}-{found.event.number}.jws"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def keys(_request: HttpRequest) -> JsonResponse:
    """The published keys (RFC 7517), for a check without us."""
    return JsonResponse(signing.published_keys())


def check_receipt(request: HttpRequest) -> HttpResponse:
    """Anybody may check a receipt. Nothing is looked up and nothing is kept."""
    form = ReceiptForm(request.POST or None)
    checked = None
    if request.method == "POST" and form.is_valid():
        checked = signing.check(form.cleaned_data["text"], signing.published_keys()["keys"])
    context = {
        "form": form,
        "checked": checked,
        "event": EVENT_LABELS.get(checked.payload.get("event", ""), "") if checked else "",
    }
    return render(request, "requests_app/check_receipt.html", context)
