"""Devices that are told: switched on, switched off, and told."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import structlog
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.core.actors import Actor, ActorKind
from accounts.kit import audit
from accounts.models import PushSubscription, User
from accounts.webpush import endpoints, envelope
from accounts.webpush.transport import Delivery, send

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

logger = structlog.get_logger(__name__)
DEVICES_AT_MOST = 10


class PushProblem(Exception):
    """A device that cannot be told; ``sentence`` says what to do."""

    def __init__(self, sentence: _StrPromise, *, about: str = "") -> None:
        super().__init__(str(sentence))
        self.sentence, self.about = sentence, about


@dataclass(frozen=True, slots=True)
class PushMessage:
    """What a device shows. It names the case and says that something happened, never what was said."""

    title: str
    body: str
    lang: str
    tag: str
    """A message with the tag of an earlier one takes its place on the device."""
    url: str
    """Where a touch leads, as a path on this site."""


def is_on() -> bool:
    """False where this installation has no key for it: then no page offers it."""
    return envelope.public_key() != ""


@transaction.atomic
def switch_on(
    *, by: User, endpoint: str, public_key: str, secret: str, session_key: str | None
) -> PushSubscription:
    """Tell ``by`` on this device from now on. A device told somebody else before has changed hands.

    Raises:
        PushProblem: push is off here, an unknown push service, no keys, or very many devices.
    """
    _check(endpoint, public_key, secret)
    PushSubscription.objects.filter(endpoint=endpoint).delete()
    if by.push_subscriptions.count() >= DEVICES_AT_MOST:
        raise PushProblem(_("There are ten devices already. Switch one of them off first."))
    subscription = PushSubscription.objects.create(
        user=by,
        session=UserSession.objects.filter(user=by, session_key=session_key or "").first(),
        endpoint=endpoint,
        public_key=public_key.rstrip("="),
        secret=secret.rstrip("="),
    )
    audit.record(kind="push.on", by=Actor(ActorKind.RESIDENT, by.pk), target=subscription)
    return subscription


def _check(endpoint: str, public_key: str, secret: str) -> None:
    if not is_on():
        raise PushProblem(_("Messages to devices are switched off on this installation."))
    try:
        endpoints.judged(endpoint)
        envelope.keys_of(public_key, secret)
    except endpoints.EndpointRefused as error:
        raise PushProblem(_refused(error), about="endpoint") from error
    except envelope.BadKeys as error:
        raise PushProblem(
            _("The browser's keys could not be read. Reload the page and try again."),
            about="keys",
        ) from error


def _refused(error: endpoints.EndpointRefused) -> _StrPromise:
    return format_lazy(
        "{text} {reason}",
        text=_("This browser uses a push service that is not known here. We write by e-mail."),
        reason=error.sentence,
    )


@transaction.atomic
def switch_off(*, subscription: PushSubscription, by: User) -> None:
    """Tell ``by`` no longer on this device."""
    audit.record(kind="push.off", by=Actor(ActorKind.RESIDENT, by.pk), target=subscription)
    subscription.delete()


def end_with(*, session_keys: Iterable[str]) -> None:
    """Whoever signs out on a device, or is signed out there from elsewhere, is not told there."""
    PushSubscription.objects.filter(session__session_key__in=list(session_keys)).delete()


def tell(*, user_id: UUID, message: PushMessage) -> int:
    """Send ``message`` to every device of the person; the number of push services that took it.

    What a push service no longer knows is forgotten. What fails is not tried again: the same was said
    by mail, and a later message takes its place.
    """
    text = json.dumps(asdict(message), ensure_ascii=False).encode()
    # The push service sees the topic: it must not learn the number of the case.
    topic = salted_hmac("accounts.push", message.tag, algorithm="sha256").hexdigest()[:32]
    devices = PushSubscription.objects.filter(user_id=user_id)
    return sum(_tell(device, text, topic) for device in devices)


def _tell(device: PushSubscription, text: bytes, topic: str) -> bool:
    try:
        delivery = send(
            endpoint=device.endpoint,
            keys=envelope.keys_of(device.public_key, device.secret),
            text=text,
            topic=topic,
        )
    except endpoints.EndpointRefused:  # its service is no longer among those that are spoken to
        delivery = Delivery.GONE
    if delivery is Delivery.GONE:
        device.delete()
    elif delivery is Delivery.FAILED:
        logger.warning("push_failed", subscription=str(device.pk))
    return delivery is Delivery.TAKEN
