"""Photographs of signs: for moderators, with the faces blurred."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path

from accounts.kit.admin.base import DeskAdmin
from accounts.kit.admin.persona import Persona
from accounts.roles import Permission
from biometrics.models import SightingPhoto
from biometrics.services.sightings import read_photo


@admin.register(SightingPhoto)
class SightingPhotoAdmin(DeskAdmin):
    list_display = ("report", "state", "created_at")
    list_select_related = ("report__venue",)
    fields = ("report", "state", "created_at")
    change_form_outer_after_template = "admin/biometrics/sightingphoto/picture.html"

    def may_see(self, persona: Persona) -> bool:
        return persona.may(Permission.MODERATE)

    def limit(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows

    def get_urls(self) -> list[URLPattern]:
        own = path(
            "<path:object_id>/picture/",
            self.admin_site.admin_view(self.picture),
            name="biometrics_sightingphoto_picture",
        )
        return [own, *super().get_urls()]

    def picture(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The blurred photograph itself; nothing on its way keeps a copy."""
        row: SightingPhoto = self.get_or_404(request, object_id)
        try:
            data = read_photo(row)
        except FileNotFoundError:
            raise Http404 from None
        return HttpResponse(data, content_type="image/jpeg", headers={"Cache-Control": "no-store"})
