"""How a case ends by itself: accepted by silence, lapsed after half a year without a word."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from django.utils import timezone

from requests_app import states
from requests_app.services import identity
from requests_app.services.closure import SILENT, lapse_silent
from requests_app.services.messages import write


def later(**delta):
    return time_machine.travel(timezone.now() + timedelta(**delta), tick=False)


def test_what_waits_for_a_silent_resident_lapses_after_half_a_year(rights_request, operator):
    identity.issue_code(case=rights_request, by=operator)
    with later(days=SILENT.days - 2):
        assert lapse_silent() == 0
    with later(days=SILENT.days + 2):
        assert lapse_silent() == 1
        assert lapse_silent() == 0
    rights_request.refresh_from_db()
    assert rights_request.workflow == states.Workflow.CLOSED
    assert rights_request.outcome == states.RequestOutcome.LAPSED
    assert rights_request.clock == states.Clock.STOPPED
    assert [right.outcome for right in rights_request.rights.all()] == ["lapsed"]


def test_a_word_of_the_resident_keeps_the_case_alive(rights_request, operator, resident):
    identity.issue_code(case=rights_request, by=operator)
    with later(days=100):
        write(case=rights_request, body="I am abroad.", by=resident)
    with later(days=SILENT.days + 2):
        assert lapse_silent() == 0


def test_a_silent_venue_lapses_nothing(rights_request):
    with later(days=2 * SILENT.days):
        assert lapse_silent() == 0
