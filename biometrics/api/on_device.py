"""What a person's own device sends instead of a picture, and what it must know before."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from biometrics.services.on_device import TICKET_AT_MOST, TOKEN_VALID, VECTORS_AT_MOST


class OnDeviceOut(serializers.Serializer[Any]):
    """What to compute, and the token that the vectors are sent with."""

    token = serializers.CharField(help_text="Serves once, for the caller and this request")
    engine = serializers.CharField(help_text="The model that must have computed the vectors")
    dimension = serializers.IntegerField(help_text="How many numbers each vector has")
    vectors_at_most = serializers.SerializerMethodField()
    seconds = serializers.SerializerMethodField(help_text="How long the token is valid")

    def get_vectors_at_most(self, _told: dict[str, Any]) -> int:
        return VECTORS_AT_MOST

    def get_seconds(self, _told: dict[str, Any]) -> int:
        return int(TOKEN_VALID.total_seconds())


class OnDeviceIn(serializers.Serializer[None]):
    """Vectors of one person, one for each photograph, and the number that only the visitor knows."""

    request = serializers.CharField(max_length=12, help_text="The reference of the request")
    token = serializers.CharField(max_length=400)
    engine = serializers.CharField(max_length=80)
    vectors = serializers.FileField(
        help_text="`vectors_at_most` rows of `dimension` float32, little-endian; rows not used are zeros"
    )
    ticket = serializers.CharField(
        max_length=TICKET_AT_MOST,
        help_text="Ticket, room or member number, as it stands on what the venue gave the visitor",
    )
