"""Work of requests for the workers: ids in, one service call each."""

from __future__ import annotations

from uuid import UUID

from celery import shared_task

from accounts.core.queueing import enqueue
from biometrics.services import leases
from requests_app.models import Incident
from requests_app.publishing import releases
from requests_app.services import (
    attachments,
    attestations,
    channels,
    closure,
    incidents,
    notifications,
    recomputation,
    reminders,
)


@shared_task(name="requests_app.send_notification")
def send_notification(notification_id: str) -> None:
    notifications.send(notification_id=UUID(notification_id))


@shared_task(name="requests_app.tell_by_channels")
def tell_by_channels(notification_id: str) -> None:
    channels.tell(notification_id=UUID(notification_id))


@shared_task(name="requests_app.prepare_attachment", **leases.limits(leases.BLUR))
def prepare_attachment(attachment_id: str) -> None:
    attachments.prepare(attachment_id=UUID(attachment_id))


@shared_task(name="requests_app.sweep")
def sweep_requests() -> None:
    for pk in notifications.due_notifications():
        enqueue("requests_app.send_notification", str(pk))
    for pk in attachments.lost():
        enqueue("requests_app.prepare_attachment", str(pk))
    attestations.confirm_due()
    closure.close_quiet()
    closure.lapse_silent()
    incidents.tell_all_untold()


@shared_task(name="requests_app.remind")
def remind() -> None:
    reminders.remind()


@shared_task(name="requests_app.recompute_provisional")
def recompute_provisional() -> None:
    recomputation.recompute_provisional()


@shared_task(name="requests_app.tell_incident")
def tell_incident(incident_id: str) -> None:
    incidents.tell_everyone(incident=Incident.objects.get(pk=UUID(incident_id)))


@shared_task(name="requests_app.release_export")
def release_export() -> None:
    releases.release_due()
