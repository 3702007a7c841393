"""Memberships: a manager says who works for the organisation."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import UnfoldAdminEmailInputWidget

from accounts.adapter import ask_again
from accounts.admin.actor import actor_for
from accounts.core.address_form import AddressField
from accounts.kit.admin.base import DeskAdmin, ModelForm, user_of
from accounts.kit.admin.change_mails import tell
from accounts.kit.admin.persona import Persona, persona_of
from accounts.models import Membership, Organisation, User
from accounts.models.organisation import ROLES_OF_KIND, OrganisationKind, Role
from accounts.proof import Act
from accounts.roles import Permission
from accounts.services.memberships import MembershipProblem, add_member, deciders, remove_member


class MembershipForm(ModelForm):
    """Names the person by address; whether it had an account is not told."""

    email = AddressField(
        label=gettext_lazy("e-mail"),
        widget=UnfoldAdminEmailInputWidget(),
        help_text=gettext_lazy(
            "They sign in with this address, by code, and then set up a second factor."
        ),
    )

    class Meta:
        model = Membership
        fields = ("organisation", "role")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        organisation, role = data.get("organisation"), data.get("role")
        known = ROLES_OF_KIND[OrganisationKind(organisation.kind)] if organisation else ()
        if organisation and role and role not in known:
            names = ", ".join(str(r.label) for r in known)
            self.add_error(
                "role", _("This kind of organisation knows: %(roles)s.") % {"roles": names}
            )
        return data


@admin.register(Membership)
class MembershipAdmin(DeskAdmin):
    form = MembershipForm
    list_display = ("person", "organisation", "role", "created_at")
    list_filter = ("role",)
    search_fields = ("user__email",)
    list_select_related = ("user", "organisation")

    @admin.display(description=gettext_lazy("person"), ordering="user__email")
    def person(self, membership: Membership) -> str:
        return membership.user.email

    def may_see(self, persona: Persona) -> bool:
        return persona.is_staff or persona.may(Permission.MANAGE_MEMBERS)

    def limit(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        persona = persona_of(request)
        if persona.is_staff:
            return rows
        return rows.filter(organisation__in=persona.organisations(Permission.MANAGE_MEMBERS))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.may_see(persona_of(request))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_see(persona_of(request))

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        return ("person", "organisation", "role") if obj else ("organisation", "email", "role")

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> tuple[str, ...]:
        return ("person", "organisation", "role") if obj else ()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "organisation":
            kwargs["queryset"] = _managed(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Whoever lets somebody in shows first that it is still them."""
        asked = ask_again(request, Act.CHANGE_MEMBERS)
        return asked or super().add_view(request, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        asked = ask_again(request, Act.CHANGE_MEMBERS)
        return asked or super().delete_view(request, object_id, extra_context)

    def save_model(
        self, request: HttpRequest, obj: Membership, form: MembershipForm, change: bool
    ) -> None:
        given = add_member(
            organisation=obj.organisation,
            email=form.cleaned_data["email"],
            role=form.cleaned_data["role"],
            by=actor_for(request, obj.organisation),
        )
        obj.pk, obj.user_id = given.pk, given.user_id
        hearing = _hearing(request, given)
        transaction.on_commit(partial(_tell, request, given, hearing, taken=False))

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        by = actor_for(request, obj.organisation)
        hearing = _hearing(request, obj)
        if obj.user_id != user_of(request).pk:
            hearing.append(obj.user)
        try:
            remove_member(membership=obj, by=by)
        except MembershipProblem as problem:
            messages.error(request, str(problem))
        else:
            transaction.on_commit(partial(_tell, request, obj, hearing, taken=True))

    def response_delete(self, request: HttpRequest, obj_display: str, obj_id: int) -> Any:
        """Django would report success even where the service refused."""
        if Membership.objects.filter(pk=obj_id).exists():
            return redirect("admin:accounts_membership_changelist")
        return super().response_delete(request, obj_display, obj_id)


def _hearing(request: HttpRequest, membership: Membership) -> list[User]:
    but_not = (user_of(request).pk, membership.user_id)
    return deciders(membership.organisation, but_not=but_not)


def _tell(request: HttpRequest, membership: Membership, hearing: list[User], taken: bool) -> None:
    """A second account of one person, or a stranger let in by the platform's staff, is seen at once."""
    shown = {
        "organisation": membership.organisation.name,
        "person": membership.user.email,
        "role": Role(membership.role).label,  # lazy: in the language of whoever reads it
        "taken": taken,
        "url": settings.PUBLIC_URL + reverse("admin:accounts_membership_changelist"),
    }
    locales = {one.email: one.locale for one in hearing}
    tell(request, "account/email/member_changed", shown, locales)


def _managed(request: HttpRequest) -> QuerySet[Organisation]:
    persona = persona_of(request)
    if persona.is_staff:
        return Organisation.objects.all()
    return Organisation.objects.filter(pk__in=persona.organisations(Permission.MANAGE_MEMBERS))
