"""Notices: the words under which consent was asked, in versions."""

from __future__ import annotations

from django.contrib import admin

from accounts.kit.admin.base import StaffRecords
from consents.models import Notice


@admin.register(Notice)
class NoticeAdmin(StaffRecords):
    list_display = ("purpose", "version", "published_at", "digest")
    list_filter = ("purpose",)
    fields = ("purpose", "version", "published_at", "text_zh_hans", "text_en", "digest")
