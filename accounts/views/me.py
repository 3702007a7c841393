"""The person's own page: name, language, children, everything about me, and the way out."""

from __future__ import annotations

import json
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.me import ChildForm, DeleteForm, ProfileForm
from accounts.kit.web import person
from accounts.proof import Act
from accounts.services.erasure import erase_account
from accounts.services.people import PeopleProblem, add_dependant, remove_dependant, update_profile
from accounts.services.takeout import take_out
from accounts.views.proof import proven
from accounts.webpush import envelope


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Two forms on one page; each is sent by itself."""
    me = person(request)
    adding = "child-display_name" in request.POST
    stands = {
        "display_name": me.display_name,
        "locale": me.locale,
        "birth_band": me.birth_band,
    }
    posted = request.POST if request.method == "POST" else None
    profile = ProfileForm(None if adding else posted, initial=stands)
    child = ChildForm(posted if adding else None)
    if adding and child.is_valid() and _add_child(request, child):
        return redirect("accounts:overview")
    if posted and not adding and profile.is_valid() and _save(request, profile):
        return _in_language(profile.cleaned_data["locale"])
    context = {
        "profile": profile,
        "child": child,
        "children": me.dependants.all(),
        "push_key": envelope.public_key(),
        "devices": me.push_subscriptions.all(),
    }
    return render(request, "accounts/me.html", context)


def _save(request: HttpRequest, form: ProfileForm) -> bool:
    try:
        update_profile(by=person(request), **form.cleaned_data)
    except PeopleProblem as problem:
        form.add_error(None, str(problem.sentence))
        return False
    with translation.override(form.cleaned_data["locale"]):
        messages.success(request, _("Saved."))
    return True


def _add_child(request: HttpRequest, form: ChildForm) -> bool:
    try:
        add_dependant(by=person(request), **form.cleaned_data)
    except PeopleProblem as problem:
        form.add_error(None, str(problem.sentence))
        return False
    messages.success(request, _("Added. You can now act for this child."))
    return True


def _in_language(language: str) -> HttpResponse:
    """Back to the page, in the language just chosen."""
    response = redirect("accounts:overview")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, max_age=365 * 24 * 3600, samesite="Lax"
    )
    return response


@login_required
@proven(Act.ERASE_CHILD)
def child_remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask once more, then erase what is held about the child."""
    child = get_object_or_404(person(request).dependants, pk=pk)
    if request.method != "POST":
        return render(request, "accounts/child_remove.html", {"child": child})
    remove_dependant(dependant=child, by=person(request))
    messages.success(request, _("Removed, with everything about the child."))
    return redirect("accounts:overview")


@login_required
@require_http_methods(["GET", "POST"])
@proven(Act.TAKE_OUT)
def download(request: HttpRequest) -> HttpResponse:
    """Everything about me, as a file. Who comes by a link is shown the button for it."""
    if request.method != "POST":
        return redirect("accounts:overview")
    body = json.dumps(take_out(user=person(request)), ensure_ascii=False, indent=2)
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="saveface-my-data.json"'
    return response


@login_required
@proven(Act.LEAVE)
def delete(request: HttpRequest) -> HttpResponse:
    """Erase the account for real."""
    me = person(request)
    form = DeleteForm(request.POST or None, wanted=me.email)
    if request.method == "POST" and form.is_valid():
        erase_account(user=me)
        logout(request)
        messages.success(request, _("Your account is deleted. Take care of your face."))
        return redirect("home")
    return render(request, "accounts/delete.html", {"form": form})
