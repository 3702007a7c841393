"""The e-mails: in the reader's language, saying that something happened and never what was said."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from requests_app.models import Audience, Notification


def mail_of(notification: Notification) -> EmailMessage:
    """The e-mail of one notification; its templates lie under ``requests_app/mail/<kind>/``."""
    user = notification.user
    language = user.locale if user else settings.LANGUAGE_CODE
    folder = f"requests_app/mail/{notification.kind}"
    with translation.override(language):
        context = {
            "notification": notification,
            "request": notification.request,
            "event": notification.event,
            "incident": notification.incident,
            "handover": notification.handover,
            "to_venue": notification.audience == Audience.VENUE,
            "site": settings.PUBLIC_URL,
            "url": f"{settings.PUBLIC_URL}{path_of(notification)}",
        }
        subject = " ".join(render_to_string(f"{folder}/subject.txt", context).split())
        body = render_to_string(f"{folder}/body.txt", context)
    return EmailMessage(subject, body, to=[notification.address])


def path_of(notification: Notification) -> str:
    """Where on this site the reader sees it."""
    to_venue = notification.audience == Audience.VENUE
    if notification.handover_id is not None:
        page = reverse("admin:consents_handover_change", args=(notification.handover_id,))
        return page if to_venue else reverse("requests:list")
    if notification.request is None:
        return reverse("requests:incident", args=(notification.incident_id,))
    if to_venue:
        return reverse("admin:requests_app_rightsrequest_change", args=(notification.request_id,))
    return notification.request.get_absolute_url()
