"""Devices that are told, on the person's own page; the switch for this device is in static/js/push.js."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.kit.web import person
from accounts.services.push import switch_off


@login_required
@require_POST
def push_off(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Switch a device off, this one or another."""
    subscription = get_object_or_404(person(request).push_subscriptions, pk=pk)
    switch_off(subscription=subscription, by=person(request))
    messages.success(request, _("Switched off. We go on writing by e-mail."))
    return redirect("accounts:overview")
