"""The model that a browser may fetch to compute a face's vector itself, if it has been installed."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.conf import settings

from biometrics.models import Disclosure
from biometrics.services.on_device import refusal

DESCRIPTION = "model.json"


@dataclass(frozen=True, slots=True)
class BrowserModel:
    """Whose vectors it computes, and how much a browser fetches once."""

    engine: str
    bytes: int

    @property
    def megabytes(self) -> int:
        return max(1, round(self.bytes / 1e6))


def installed() -> BrowserModel | None:
    """What ``make face-model`` has put in place; None before that."""
    try:
        told = json.loads((settings.FACE_MODEL_DIR / DESCRIPTION).read_bytes())
    except FileNotFoundError:
        return None
    return BrowserModel(engine=told["engine"], bytes=told["bytes"])


def offered(disclosure: Disclosure) -> BrowserModel | None:
    """The model, where its vectors are compared with ``disclosure``; else None."""
    model = installed()
    if model is None or model.engine != disclosure.engine or refusal(disclosure) is not None:
        return None
    return model
