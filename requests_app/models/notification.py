"""What people are told: written with the change it is about, sent afterwards, never lost in between."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from consents.models import Handover
from requests_app.models.event import Event
from requests_app.models.incident import Incident
from requests_app.models.request import RightsRequest


class Audience(models.TextChoices):
    RESIDENT = "resident", _("resident")
    VENUE = "venue", _("venue")


class NotificationKind(models.TextChoices):
    EVENT = "event", _("something happened")
    REMINDER = "reminder", _("reminder")
    INCIDENT = "incident", _("incident")
    ATTEMPT = "attempt", _("attempt to compare a face")
    HANDOVER = "handover", _("change of operator")
    ALARM = "alarm", _("something unusual")


class Notification(models.Model):
    """One message of the platform to one side. It is the outbox: a row without ``sent_at`` is due.

    ``topic`` says what it is about (an event, a milestone of the deadline, how an attempt ended).
    ``claimed_at`` is set by the worker that sends it; a claim that grew old is taken over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=NotificationKind.choices,
        default=NotificationKind.EVENT,
    )
    topic = models.CharField(_("about"), max_length=24, blank=True)
    request = models.ForeignKey(
        RightsRequest, models.CASCADE, null=True, related_name="notifications"
    )
    event = models.ForeignKey(Event, models.CASCADE, null=True, related_name="notifications")
    incident = models.ForeignKey(Incident, models.CASCADE, null=True, related_name="notifications")
    handover = models.ForeignKey(Handover, models.CASCADE, null=True, related_name="+")
    due_on = models.DateField(_("of the date"), null=True)
    audience = models.CharField(_("to"), max_length=10, choices=Audience.choices)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="notifications")
    address = models.EmailField(_("e-mail"), blank=True)
    created_at = models.DateTimeField(_("when"), default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    seen_at = models.DateTimeField(_("seen"), null=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ("-created_at",)
        indexes = (
            models.Index(
                fields=("created_at",),
                condition=models.Q(sent_at__isnull=True),
                name="notification_unsent",
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("event", "audience", "address"), name="told_once_per_event"
            ),
            models.UniqueConstraint(
                fields=("request", "audience", "topic", "due_on"),
                condition=models.Q(kind="reminder"),
                name="reminded_once_per_milestone",
            ),
            models.UniqueConstraint(
                fields=("incident", "user"),
                condition=models.Q(kind="incident"),
                name="told_once_per_incident",
            ),
            models.UniqueConstraint(
                fields=("handover", "topic", "address"),
                condition=models.Q(kind="handover"),
                name="told_once_per_step_of_handover",
            ),
            models.CheckConstraint(
                condition=models.Q(kind="event", event__isnull=False)
                | models.Q(kind__in=("reminder", "attempt", "alarm"), request__isnull=False)
                | models.Q(kind="incident", incident__isnull=False)
                | models.Q(kind="handover", handover__isnull=False),
                name="notification_has_its_subject",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} → {self.get_audience_display()}"
