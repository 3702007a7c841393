"""allauth's pages for a code, and its page for signing in, where they differ here.

A code is counted by its form (`accounts.forms.codes`). What could be no code costs nothing; where there
are no tries left, the person is sent to ask for a new one.
"""

from __future__ import annotations

from typing import Any

from allauth.account import views as allauth
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.views.generic.edit import FormView

from accounts.forms.codes import SENTENCES

login_not_required = allauth.login_not_required


class _CodeView(FormView):  # type: ignore[type-arg]
    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if "code" in kwargs:
            kwargs["process"] = self._process  # type: ignore[attr-defined]
        return kwargs

    def form_invalid(self, form: Any) -> HttpResponse:
        if spent := getattr(form, "spent", None):
            self._process.abort()  # type: ignore[attr-defined]
            text = str(SENTENCES[spent])
            get_adapter().add_message(self.request, messages.ERROR, message=text)
            return redirect("account_email" if _is_in(self.request) else "account_login")
        if not getattr(form, "judged", True):
            return self.render_to_response(self.get_context_data(form=form))
        return super().form_invalid(form)


def _is_in(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated)


class ConfirmLoginCodeView(_CodeView, allauth.ConfirmLoginCodeView):  # type: ignore[misc]
    """The code that lets somebody in."""


@method_decorator(login_not_required, name="dispatch")
class ConfirmEmailCodeView(_CodeView, allauth.ConfirmEmailVerificationCodeView):  # type: ignore[misc]
    """The code that confirms an address."""


class AddressesView(allauth.EmailView):  # type: ignore[misc]
    """The addresses of an account."""

    def _action_send(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse | None:
        """A code for an address that waits for one: asked like every other step."""
        raise_if_reauthentication_required(request, app="allauth.account")
        sent: HttpResponse | None = super()._action_send(request, *args, **kwargs)
        return sent


class EntranceView(allauth.LoginView):  # type: ignore[misc]
    """One entrance (ADR 9): what is sent to the page for signing in asks for a code, as its form does."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = allauth.request_login_code(request)
        return answer

    put = post


patterns = [
    path("login/", EntranceView.as_view(), name="account_login"),
    path("login/code/confirm/", ConfirmLoginCodeView.as_view(), name="account_confirm_login_code"),
    path("confirm-email/", ConfirmEmailCodeView.as_view(), name="account_email_verification_sent"),
]
