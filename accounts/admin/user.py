"""People: staff may look up an account; nothing here says what anybody asked of whom."""

from __future__ import annotations

from django.contrib import admin

from accounts.kit.admin.base import StaffRecords
from accounts.models import User


@admin.register(User)
class UserAdmin(StaffRecords):
    list_display = ("email", "is_active", "is_staff", "date_joined")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email",)
    ordering = ("-date_joined",)
    fields = ("email", "locale", "is_active", "is_staff", "date_joined", "last_login")
