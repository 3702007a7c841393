"""The desk: where operators, moderators and staff work (django-unfold under our own rules)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:  # unfold publishes no types; its site extends Django's
    from django.contrib.admin import AdminSite as UnfoldAdminSite
else:
    from unfold.sites import UnfoldAdminSite


class AdminConfig(DjangoAdminConfig):
    """Makes `Desk` the site that every ``admin.site`` means."""

    default_site = "accounts.kit.admin.site.Desk"


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of the dashboard: what is due for this person, as its app says."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Source = Callable[[HttpRequest], Panel | None]


class Desk(UnfoldAdminSite):
    """Open to staff, to members of operator organisations and NGOs, and to moderators.

    No Django model permission is ever granted: each ModelAdmin asks the policies, and every queryset
    is limited to what the person may see.
    """

    site_title = site_header = "Saveface"
    index_title = gettext_lazy("What is due")
    panels: ClassVar[list[Source]] = []

    @classmethod
    def show_on_dashboard(cls, source: Source) -> Source:
        """Register a function that says what of its app is due for the person who asks."""
        cls.panels.append(source)
        return source

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Our own pages alone: those that packages bring would write past services and audit log."""
        from accounts.kit.admin.base import DeskAdmin

        if admin_class is not None and issubclass(admin_class, DeskAdmin):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        from accounts.kit.admin.persona import persona_of

        return persona_of(request).may_open_the_desk

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        found = [panel for source in self.panels if (panel := source(request)) is not None]
        return super().index(request, {"panels": found, **(extra_context or {})})

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There are no passwords: signing in is the site's own, by code or passkey."""
        target = request.GET.get("next") or reverse("admin:index")
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': target})}")
        if self.has_permission(request):
            return redirect("admin:index")
        raise PermissionDenied(
            _(
                "This desk is for venue operators, moderators and staff. "
                "Sign in with the account of your organisation."
            )
        )

    def logout(  # type: ignore[override]  # a redirect where Django has a page of its own
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return redirect("account_logout")

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> NoReturn:
        raise Http404("nobody has a password")
