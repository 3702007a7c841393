"""Fields that every input of the API shares."""

from __future__ import annotations

from datetime import datetime

from rest_framework import serializers


class MomentField(serializers.DateTimeField):
    """A date and time. REST framework asks, of the first and last days there are, what they were in UTC."""

    def enforce_timezone(self, value: datetime) -> datetime:
        try:
            return super().enforce_timezone(value)
        except OverflowError:
            self.fail("overflow")
