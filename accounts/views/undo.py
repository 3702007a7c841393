"""The link in a mail by which a change of address, passkey or app is put back. It needs no sign-in."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods

from accounts.services import undoable_changes
from accounts.services.undoable_changes import NotUndoable

GONE = 410


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, token: str) -> HttpResponse:
    """Say what would be put back; do it when the button is pressed, once."""
    try:
        if request.method == "POST":
            response = _done(request, token)
        else:
            steps = undoable_changes.open_changes(undoable_changes.change_of(token).user)
            response = render(request, "accounts/undo.html", {"change": steps[0], "steps": steps})
    except NotUndoable:
        response = render(request, "accounts/undo.html", {"change": None}, status=GONE)
    # The address is the key: no cache keeps it, and no other site is told of it.
    patch_cache_control(response, no_store=True)
    response["Referrer-Policy"] = "same-origin"
    return response


def _done(request: HttpRequest, token: str) -> HttpResponse:
    change = undoable_changes.undo(token=token)
    get_adapter().send_notification_mail(
        "account/email/account_restored", change.user, email=change.old_address
    )
    if request.user.is_authenticated and request.user.pk == change.user.pk:
        request.session.flush()
    return render(request, "accounts/undo.html", {"change": change, "done": True})
