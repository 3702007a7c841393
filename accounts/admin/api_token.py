"""API tokens: made here, shown once, revoked here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.adapter import ask_again
from accounts.admin.actor import actor_for
from accounts.core.totality import total
from accounts.kit.admin.base import DeskAdmin, ModelForm, user_of
from accounts.kit.admin.persona import Persona, persona_of
from accounts.models import ApiToken, Organisation, OrganisationKind
from accounts.models.token import TokenScope
from accounts.proof import Act
from accounts.roles import Permission
from accounts.services.tokens import create_token, revoke_token

# What the tokens of a kind of organisation may do; a scope that stands under none is for nobody.
SCOPES = total(
    OrganisationKind,
    {
        OrganisationKind.NGO: frozenset({TokenScope.EXPORT}),
        OrganisationKind.OPERATOR: frozenset({TokenScope.RESPOND}),
        OrganisationKind.PLATFORM: frozenset(),
    },
    name="accounts.admin.api_token.SCOPES",
)
DAYS = [
    (days, ngettext_lazy("%(days)d day", "%(days)d days", days) % {"days": days})
    for days in (30, 90, 365)
]


class TokenForm(ModelForm):
    days = forms.TypedChoiceField(
        label=gettext_lazy("valid for"),
        choices=DAYS,
        coerce=int,
        initial=90,
        widget=UnfoldAdminSelectWidget(),
    )

    class Meta:
        model = ApiToken
        fields = ("organisation", "name", "scope")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        organisation, scope = data.get("organisation"), data.get("scope")
        if organisation and scope and scope not in SCOPES[OrganisationKind(organisation.kind)]:
            self.add_error("scope", _("This kind of organisation has no use for such a token."))
        return data


@admin.register(ApiToken)
class ApiTokenAdmin(DeskAdmin):
    form = TokenForm
    list_display = (
        "name",
        "prefix",
        "organisation",
        "scope",
        "expires_at",
        "last_used_on",
        "usable",
    )
    list_select_related = ("organisation",)
    change_form_outer_after_template = "admin/accounts/apitoken/revoke.html"

    @admin.display(description=gettext_lazy("usable"), boolean=True)
    def usable(self, token: ApiToken) -> bool:
        return token.is_usable(timezone.now())

    def may_see(self, persona: Persona) -> bool:
        return persona.is_staff or persona.may(Permission.MANAGE_TOKENS)

    def limit(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        persona = persona_of(request)
        if persona.is_staff:
            return rows
        return rows.filter(organisation__in=persona.organisations(Permission.MANAGE_TOKENS))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A token acts for its organisation, so only its own people make one."""
        return persona_of(request).may(Permission.MANAGE_TOKENS)

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("organisation", "name", "scope", "days")
        known = ("name", "prefix", "organisation", "scope", "created_at")
        return (*known, "expires_at", "revoked_at", "last_used_on")

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "organisation":
            mine = persona_of(request).organisations(Permission.MANAGE_TOKENS)
            kwargs["queryset"] = Organisation.objects.filter(pk__in=mine)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One button: whatever was pressed, the next page is the one that shows the secret."""
        if asked := ask_again(request, Act.MAKE_TOKEN):
            return asked
        buttons = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, {**buttons, **(extra_context or {})})

    def save_model(
        self, request: HttpRequest, obj: ApiToken, form: TokenForm, change: bool
    ) -> None:
        data = form.cleaned_data
        token, secret = create_token(
            organisation=data["organisation"],
            name=data["name"],
            scope=TokenScope(data["scope"]),
            valid_for=timedelta(days=data["days"]),
            owner=user_of(request),
            by=actor_for(request, data["organisation"]),
        )
        obj.pk = token.pk
        request.new_token = secret  # type: ignore[attr-defined]  # for response_add, kept nowhere

    def response_add(
        self, request: HttpRequest, obj: ApiToken, post_url_continue: str | None = None
    ) -> HttpResponse:
        """The only page that ever shows the secret: neither the session nor a message holds it."""
        context = {
            **self.admin_site.each_context(request),
            "title": _("The new token"),
            "token": obj,
            "secret": request.new_token,  # type: ignore[attr-defined]
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/accounts/apitoken/secret.html", context)

    def get_urls(self) -> list[URLPattern]:
        view = require_POST(self.admin_site.admin_view(self.revoke))
        own = path("<path:object_id>/revoke/", view, name="accounts_apitoken_revoke")
        return [own, *super().get_urls()]

    def revoke(self, request: HttpRequest, object_id: str) -> HttpResponse:
        token = self.get_or_404(request, object_id)
        if asked := ask_again(request, Act.MAKE_TOKEN):
            return asked
        revoke_token(token=token, by=actor_for(request, token.organisation))
        messages.success(
            request, _("The token has been revoked. Programs that use it stop at once.")
        )
        return redirect(reverse("admin:accounts_apitoken_change", args=(token.pk,)))
