"""Verifications: when, under which policy, with which of the three outcomes; for staff alone."""

from __future__ import annotations

from django.contrib import admin

from accounts.kit.admin.base import StaffRecords
from biometrics.models import Verification


@admin.register(Verification)
class VerificationAdmin(StaffRecords):
    list_display = ("created_at", "capture", "state", "outcome", "policy_id", "ended_at")
    list_filter = ("state", "capture")
    fields = (
        "created_at",
        "capture",
        "state",
        "outcome",
        "problem",
        "policy_id",
        "policy_version",
        "ended_at",
    )
