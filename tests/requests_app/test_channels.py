"""The channels beside mail: each is tried, and none holds up another."""

from __future__ import annotations

from uuid import uuid4

import pytest

from requests_app.services import channels
from requests_app.services.channels import Channel


def broken(_notification_id):
    raise OSError("a device that is off")


def test_a_channel_that_fails_holds_up_no_other_and_is_not_silent(monkeypatch):
    told = []
    rows = {
        "off": Channel(is_wanted=lambda _one: True, tell=broken),
        "on": Channel(is_wanted=lambda _one: True, tell=lambda pk: told.append(pk) or 1),
    }
    monkeypatch.setattr(channels, "CHANNELS", rows)
    notification_id = uuid4()

    with pytest.raises(ExceptionGroup) as failed:
        channels.tell(notification_id=notification_id)

    assert told == [notification_id]
    assert [type(error) for error in failed.value.exceptions] == [OSError]


def test_whether_anybody_is_to_be_told_is_asked_of_every_channel(monkeypatch):
    rows = {
        "nobody": Channel(is_wanted=lambda _one: False, tell=broken),
        "somebody": Channel(is_wanted=lambda _one: True, tell=broken),
    }
    monkeypatch.setattr(channels, "CHANNELS", rows)
    assert channels.is_wanted(None)
    monkeypatch.setattr(channels, "CHANNELS", {"nobody": rows["nobody"]})
    assert not channels.is_wanted(None)
