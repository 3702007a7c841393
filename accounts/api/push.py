"""Devices that are told (web push): for the browser, which asks its push service for an address first."""

from __future__ import annotations

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.proof import session_of
from accounts.kit.api.problems import Kind, declare, refused, register
from accounts.kit.api.views import ApiView, ListView, caller, created
from accounts.models import PushSubscription
from accounts.models.push import PUBLIC_KEY_LENGTH, SECRET_LENGTH
from accounts.services.push import PushProblem, switch_off, switch_on
from accounts.webpush import envelope

declare({"push.refused": Kind(422, "")})
register(PushProblem, lambda exc: refused("push.refused", str(exc.sentence), exc.about))


class PushKeyOut(serializers.Serializer[None]):
    """Empty where this installation sends no push messages."""

    public_key = serializers.CharField(help_text="VAPID, base64url of the uncompressed point.")


class SubscriptionOut(serializers.ModelSerializer[PushSubscription]):
    """Neither the address nor the keys are shown again: whoever has them can reach the device."""

    class Meta:
        model = PushSubscription
        fields = ("id", "created_at")
        read_only_fields = fields


class KeysIn(serializers.Serializer[None]):
    # A little longer than they are: some browsers send the padding.
    p256dh = serializers.CharField(max_length=PUBLIC_KEY_LENGTH + 1)
    auth = serializers.CharField(max_length=SECRET_LENGTH + 2)


class SubscriptionIn(serializers.Serializer[None]):
    """The browser's PushSubscription as its ``toJSON()`` gives it; other members are not read."""

    ignores_others = True  # browsers define it (W3C Push API), and may add to it

    endpoint = serializers.CharField(max_length=1000)
    keys = KeysIn()


class PushKey(ApiView):
    """The key under which a browser subscribes."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=PushKeyOut)
    def get(self, request: Request) -> Response:
        return Response({"public_key": envelope.public_key()})


class SubscriptionList(ListView[PushSubscription]):
    """The caller's devices that are told."""

    serializer_class = SubscriptionOut

    def get_queryset(self) -> QuerySet[PushSubscription]:
        return caller(self.request).push_subscriptions.all()

    @extend_schema(request=SubscriptionIn, responses={201: SubscriptionOut})
    def post(self, request: Request) -> Response:
        """Tell the caller on this device from now on; done again it is the same device."""
        data = self.read(SubscriptionIn)
        session = session_of(request)  # an app's, too: what ends with it is told no more
        subscription = switch_on(
            by=caller(request),
            endpoint=data["endpoint"],
            public_key=data["keys"]["p256dh"],
            secret=data["keys"]["auth"],
            session_key=session.session_key if session else None,
        )
        location = f"{request.path}/{subscription.pk}"
        return created(SubscriptionOut(subscription).data, location=location)


class Subscription(ApiView):
    """One device of the caller's."""

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: str) -> Response:
        """Tell the caller no longer on this device."""
        person = caller(request)
        found = get_object_or_404(person.push_subscriptions, pk=pk)
        switch_off(subscription=found, by=person)
        return Response(status=204)
