"""Publish the notices under which consent is asked; changed words become the next version."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from accounts.core.actors import SYSTEM
from consents.models import Purpose
from consents.notices import notice_text
from consents.services import publish_notice


class Command(BaseCommand):
    """Safe to run again: the same words stay the version that they are."""

    help = "Publish the notices of consents/notices/ (after each installation and upgrade)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish every purpose in both languages."""
        contact = settings.OPERATED_BY["email"]
        for purpose in Purpose:
            notice = publish_notice(
                purpose=purpose,
                text_zh_hans=notice_text(purpose, "zh-Hans", contact=contact),
                text_en=notice_text(purpose, "en", contact=contact),
                by=SYSTEM,
            )
            if options["verbosity"]:
                self.stdout.write(f"{purpose.value}: version {notice.version}")
