"""Work of this app for the workers."""

from __future__ import annotations

from celery import shared_task

from accounts.services import retention


@shared_task(name="accounts.purge")
def purge() -> None:
    retention.purge()
