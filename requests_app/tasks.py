"""Work of requests for the workers: ids in, one service call each."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from accounts.queueing import enqueue
from requests_app.services import closing, notifications


@shared_task(name="requests_app.send_notification")
def send_notification(notification_id: str) -> None:
    notifications.send(notification_id=UUID(notification_id))


@shared_task(name="requests_app.sweep")
def sweep_requests() -> None:
    for pk in notifications.due_notifications():
        enqueue("requests_app.send_notification", str(pk))
    closing.close_quiet()
