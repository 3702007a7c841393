"""A channel besides mail is a row: it is told once the mail is sent, each by itself."""

from __future__ import annotations

import pytest

from requests_app.models import Audience, Notification
from requests_app.services import channels, notifications
from requests_app.services.channels import Channel

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    """What a channel that is wanted, and one that is not, were told of."""
    heard: dict[str, list[object]] = {"wanted": [], "off": []}

    def channel(name: str, on: bool) -> Channel:
        return Channel(is_wanted=lambda _one: on, tell=lambda pk: heard[name].append(pk) or 1)

    monkeypatch.setattr(
        channels, "CHANNELS", {"wanted": channel("wanted", True), "off": channel("off", False)}
    )
    return heard


def test_what_is_mailed_is_told_by_every_channel_that_is_wanted(
    rights_request, told, mailoutbox, django_capture_on_commit_callbacks
):
    notification = Notification.objects.filter(audience=Audience.RESIDENT).first()
    Notification.objects.update(sent_at=None, claimed_at=None)
    mailoutbox.clear()

    for _twice in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            notifications.send(notification_id=notification.pk)

    assert len(mailoutbox) == 1
    assert told == {"wanted": [notification.pk], "off": []}
