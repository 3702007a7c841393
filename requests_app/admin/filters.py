"""Filters of the list of requests; each offers only what the person may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.kit.admin.persona import persona_of
from accounts.roles import Permission
from consents.models import Venue
from requests_app import choices
from requests_app.admin.due import LABELS, Due, condition
from requests_app.law.rights import Right

if TYPE_CHECKING:
    from requests_app.models import RightsRequest

Choices = list[tuple[str, Any]]


class DueFilter(admin.SimpleListFilter):
    title = _("due")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return [(due.value, label) for due, label in LABELS.items()]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[RightsRequest]
    ) -> QuerySet[RightsRequest]:
        chosen = self.value()
        return queryset.filter(condition(Due(chosen))) if chosen in list(Due) else queryset


class VenueFilter(admin.SimpleListFilter):
    title = _("venue")
    parameter_name = "venue"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        mine = persona_of(request).organisations(Permission.SEE_REQUESTS)
        venues = Venue.objects.filter(operator__in=mine).order_by("name")
        return [(str(venue.pk), venue.name) for venue in venues.only("name")]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[RightsRequest]
    ) -> QuerySet[RightsRequest]:
        chosen = self.value()
        known = {value for value, _label in self.lookup_choices}
        return queryset.filter(venue=UUID(chosen)) if chosen and chosen in known else queryset


class RightFilter(admin.SimpleListFilter):
    title = _("right")
    parameter_name = "right"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Choices:
        return choices.rights()

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[RightsRequest]
    ) -> QuerySet[RightsRequest]:
        chosen = self.value()
        return queryset.filter(rights__right=chosen) if chosen in list(Right) else queryset
