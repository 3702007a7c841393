"""What every page of the desk shares: nothing may be done that a class does not allow by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import Http404, HttpRequest

from accounts.kit.admin.persona import Persona, persona_of
from accounts.models import User

if TYPE_CHECKING:  # unfold publishes no types; its classes extend Django's of the same names
    from django.contrib import admin

    UnfoldModelAdmin = admin.ModelAdmin[Any]
    StackedInline = admin.StackedInline[Any, Any]
    ModelForm = forms.ModelForm[Any]
else:
    from unfold.admin import ModelAdmin as UnfoldModelAdmin
    from unfold.admin import StackedInline

    ModelForm = forms.ModelForm


# Below one parent.
ROWS_AT_MOST = 40


class DeskAdmin(UnfoldModelAdmin):
    """Read-only, and for nobody, until a subclass says who may see which rows.

    A subclass overrides `may_see` for the menu and the lists, and `limit` for the rows. What is not in
    `limit` answers 404 whatever address was typed.
    """

    actions: tuple[str, ...] = ()
    list_filter_sheet = False
    compressed_fields = True
    show_full_result_count = False
    list_per_page = 50

    def may_see(self, persona: Persona) -> bool:
        return False

    def limit(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows.none()

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if not self.may_see(persona_of(request)):
            return rows.none()
        return self.limit(rows, request)

    def get_or_404(self, request: HttpRequest, object_id: str) -> Any:
        """The row if the person may see it; every step on a row starts here."""
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404
        return found

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_see(persona_of(request))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.may_see(persona_of(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    # Services write the audit log; Django's own would be a second, weaker one beside it.

    def log_addition(self, *args: Any) -> None:  # type: ignore[override]
        """Write nothing."""

    def log_change(self, *args: Any) -> None:  # type: ignore[override]
        """Write nothing."""

    def log_deletions(self, *args: Any) -> None:  # type: ignore[override]
        """Write nothing."""


class StaffRecords(DeskAdmin):
    """Records of the platform itself, for its staff to read and for nobody to change."""

    def may_see(self, persona: Persona) -> bool:
        return persona.is_staff

    def limit(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows


class DeskInline(StackedInline):
    """Rows below their parent; what may be done with them is asked of the parent's page."""

    extra = 0
    # Each row costs time to build and to show; Django would build 2,000.
    max_num = ROWS_AT_MOST

    def get_formset(
        self, request: HttpRequest, obj: Any = None, **kwargs: Any
    ) -> type[BaseInlineFormSet[Any, Any, Any]]:
        limits = {"absolute_max": ROWS_AT_MOST, "validate_max": True}
        made: type[BaseInlineFormSet[Any, Any, Any]] = super().get_formset(
            request, obj, **limits | kwargs
        )
        return made


def user_of(request: HttpRequest) -> User:
    """The signed-in person; the desk lets nobody else in."""
    user = request.user
    if isinstance(user, AnonymousUser):
        raise PermissionError("the desk let a stranger in")
    return user
