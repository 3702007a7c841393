"""Pausing the clock of a case while the venue may wait for the resident, and no longer."""

from __future__ import annotations

from django.utils import timezone

from accounts.core.actors import SYSTEM
from requests_app import states
from requests_app.law.types import PauseReason
from requests_app.models import RightsRequest
from requests_app.services import clocks
from requests_app.services.lifecycle import Step, advance
from requests_app.states import Axis, EventKind


def pause(case: RightsRequest, reason: PauseReason) -> None:
    """Pause what the law lets pause; the case stands still only when every right of it does."""
    moment = timezone.now()
    if clocks.pause(case, moment, reason):
        advance(case, Step(EventKind.PAUSE), by=SYSTEM, at=moment)
    else:
        case.save(update_fields=["due_on", "due_at"])


def run_on(case: RightsRequest) -> None:
    """It is the venue's turn again, by whatever event: nothing stays paused."""
    if case.workflow == states.Workflow.AWAITING_RESIDENT:
        return
    moment = timezone.now()
    clocks.resume(case, moment)
    if case.clock == states.Clock.PAUSED:
        carried = {Axis.CLOCK: clocks.running_as(case)}
        advance(case, Step(EventKind.RESUME, carried=carried), by=SYSTEM, at=moment)
    else:
        case.save(update_fields=["due_on", "due_at"])
