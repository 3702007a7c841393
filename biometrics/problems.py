"""What services of this app refuse, each with a sentence that says what to do."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.timesince import timeuntil
from django.utils.translation import gettext_lazy as _

from accounts.core.totality import total
from biometrics.liveness.problems import LivenessProblem
from biometrics.types import PictureProblem

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class RefusalKind(StrEnum):
    CONSENT_MISSING = "consent_missing"
    NOT_YOURS = "not_yours"
    NOT_READY = "not_ready"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    TOO_MANY_OF_PERSON = "too_many_of_person"
    TOO_MANY_AT_VENUE = "too_many_at_venue"
    VENUE_BUSY = "venue_busy"
    QUEUE_FULL = "queue_full"
    ATTEMPT_RUNNING = "attempt_running"
    FRAME_COUNT = "frame_count"
    LIVENESS_NEEDED = "liveness_needed"
    BURST_COUNT = "burst_count"
    BURST_TOO_LARGE = "burst_too_large"
    CHALLENGE_UNKNOWN = "challenge_unknown"
    CHALLENGE_EXPIRED = "challenge_expired"
    CHALLENGE_USED = "challenge_used"
    TOO_MANY_CHALLENGES = "too_many_challenges"
    LIVENESS_FAILED = "liveness_failed"
    ON_DEVICE_OFF = "on_device_off"
    ON_DEVICE_REVEALS = "on_device_reveals"
    ON_DEVICE_NO_TICKET = "on_device_no_ticket"
    ON_DEVICE_TOKEN = "on_device_token"  # noqa: S105  (no secret)
    ON_DEVICE_ENGINE = "on_device_engine"
    ON_DEVICE_COUNT = "on_device_count"
    ON_DEVICE_TICKET = "on_device_ticket"
    VECTOR_NOT_HERE = "vector_not_here"
    WINDOW_MISSING = "window_missing"
    WINDOW_TOO_LONG = "window_too_long"
    TOO_MANY_RECORDS = "too_many_records"
    TOO_MANY_NAMED = "too_many_named"
    SEVERAL_PEOPLE = "several_people"
    TOO_MANY_WINDOWS = "too_many_windows"
    ALREADY_DISCLOSED = "already_disclosed"
    MIXED_ENGINES = "mixed_engines"
    OUTDATED = "outdated"
    CLOSED = "closed"


SENTENCES = total(
    RefusalKind,
    {
        RefusalKind.CONSENT_MISSING: _(
            "We may not touch your face without your consent. Give it on the consents page, "
            "or choose a way without your face."
        ),
        RefusalKind.NOT_YOURS: _("This disclosure belongs to somebody else's request."),
        RefusalKind.NOT_READY: _(
            "The camera does not serve at the moment. Wait until the venue has taken its first step, or "
            "choose a way without your face."
        ),
        RefusalKind.TOO_MANY_ATTEMPTS: _(
            "That was the last attempt for today. Try again later, or choose a way without your face."
        ),
        RefusalKind.TOO_MANY_OF_PERSON: _(
            "That was the last attempt for today in all your requests. Try again later, or choose a way "
            "without your face."
        ),
        RefusalKind.TOO_MANY_AT_VENUE: _(
            "That was the last attempt of this month with this venue. Choose a way without your face: "
            "a code from the venue, or in person."
        ),
        RefusalKind.VENUE_BUSY: _(
            "There are very many attempts at this venue now. That may be an attack, so we pause. Try "
            "again later, or choose a way without your face."
        ),
        RefusalKind.QUEUE_FULL: _(
            "Very many photographs are waiting to be compared, so none are taken now. Nothing was sent "
            "or lost. Try again in some minutes, or choose a way without your face."
        ),
        RefusalKind.ATTEMPT_RUNNING: _(
            "Your last photograph is still being compared. Please wait."
        ),
        RefusalKind.FRAME_COUNT: _("Send one to five photographs of yourself."),
        RefusalKind.LIVENESS_NEEDED: _(
            "A photograph that was sent does not show who is before the camera, so nothing is compared "
            "with it. Use the camera here, which asks you to move your head, or choose a way without your "
            "face."
        ),
        RefusalKind.BURST_COUNT: _(
            "The recording is too short or too long: 8 to 30 pictures are needed. Begin again, and "
            "follow the movements."
        ),
        RefusalKind.BURST_TOO_LARGE: _(
            "The recording is too large: each picture may have 1 MB, all of them 12 MB. Begin again "
            "with the camera here."
        ),
        RefusalKind.CHALLENGE_UNKNOWN: _(
            "These movements were not asked of you for this request. Begin again with the camera here."
        ),
        RefusalKind.CHALLENGE_EXPIRED: _(
            "Too much time passed since the movements were asked for. Begin again: you are asked for "
            "new ones."
        ),
        RefusalKind.CHALLENGE_USED: _(
            "These movements have served already. Begin again: you are asked for new ones."
        ),
        RefusalKind.TOO_MANY_CHALLENGES: _(
            "You began with the camera too often today. Try again later, or choose a way without "
            "your face."
        ),
        RefusalKind.LIVENESS_FAILED: _(
            "The movements were not recognised too often today. Try again later, or choose a way "
            "without your face."
        ),
        RefusalKind.ON_DEVICE_OFF: _(
            "What a device has computed is not taken on this site. Use the camera here, or choose a way "
            "without your face."
        ),
        RefusalKind.ON_DEVICE_REVEALS: _(
            "This request shows data or changes it. What a device has computed cannot be checked, so it "
            "serves only to remove or to stop. Use the camera here, or choose a way without your face."
        ),
        RefusalKind.ON_DEVICE_NO_TICKET: _(
            "The venue did not find these records under a ticket, room or member number. Others may "
            "know a name or a time, so what a device has computed does not serve here. Use the camera "
            "here, or choose a way without your face."
        ),
        RefusalKind.ON_DEVICE_TOKEN: _(
            "This page has served already, or it was open for too long. Load it again."
        ),
        RefusalKind.ON_DEVICE_ENGINE: _(
            "The numbers are of another model than the venue's records. Use the camera here, or choose "
            "a way without your face."
        ),
        RefusalKind.ON_DEVICE_COUNT: _("Send the numbers of one to three photographs of yourself."),
        RefusalKind.ON_DEVICE_TICKET: _(
            "The number must have at least four letters or digits: a shorter one can be guessed. Use the "
            "camera here, or choose a way without your face."
        ),
        RefusalKind.VECTOR_NOT_HERE: _(
            "Vectors are not taken here, only pictures. See the way “on-device”, which has conditions of "
            "its own."
        ),
        RefusalKind.WINDOW_MISSING: _(
            "Say from when to when the pictures were captured: faces of people you cannot name may "
            "be disclosed only for the time of the visit."
        ),
        RefusalKind.WINDOW_TOO_LONG: _(
            "The window is longer than 24 hours. Narrow it to the time of the visit, "
            "or ask the resident when it was."
        ),
        RefusalKind.TOO_MANY_RECORDS: _(
            "That is more than one request may disclose. Narrow the window, or ask the resident "
            "for the time of the visit."
        ),
        RefusalKind.TOO_MANY_NAMED: _(
            "Under one name or number at most 20 records are taken. If all are the resident's, send some "
            "of them and name the rest in your answer. People whom you cannot name are disclosed by a "
            "window of time."
        ),
        RefusalKind.SEVERAL_PEOPLE: _(
            "The records that you sent under one name or number are plainly of several people. They have "
            "been destroyed, and nobody was compared with them. Disclose the records of one person at a "
            "time; people whom you cannot name are disclosed by a window of time."
        ),
        RefusalKind.TOO_MANY_WINDOWS: _(
            "Your venue has disclosed everyone captured in a window of time as often as one day allows. "
            "Go on tomorrow, or disclose by name or ticket."
        ),
        RefusalKind.ALREADY_DISCLOSED: _(
            "There is a disclosure for this request already. Wait until the resident has used it."
        ),
        RefusalKind.MIXED_ENGINES: _(
            "One disclosure holds vectors of one engine only. Send the photographs instead, "
            "or the vectors of one engine."
        ),
        RefusalKind.OUTDATED: _(
            "Faces are measured here in another way than when the venue disclosed these records, so nothing "
            "can be compared with them any more. The venue has to disclose them again: write to it, or "
            "choose a way without your face."
        ),
        RefusalKind.CLOSED: _("This disclosure takes no more records. Begin a new one."),
    },
    name="biometrics.problems.SENTENCES",
)


class Refused(Exception):
    """A service of this app refused; ``kind`` is for programs, ``sentence`` for people.

    ``again_at`` is the moment from which time alone has mended it; None where it mends nothing.
    """

    def __init__(self, kind: RefusalKind, *, again_at: datetime | None = None) -> None:
        super().__init__(kind.value)
        self.kind = kind
        self.again_at = again_at

    @property
    def sentence(self) -> str:
        """What to do and, where time helps, when; in the language that is active now."""
        if self.again_at is None:
            return str(SENTENCES[self.kind])
        in_words = max(self.again_at, timezone.now() + timedelta(seconds=61))
        again = _("Possible again in about {time}.").format(time=timeuntil(in_words, depth=1))
        return f"{SENTENCES[self.kind]} {again}"

    @property
    def retry_after(self) -> int | None:
        """Whole seconds to wait, at least one; None where waiting does not help."""
        if self.again_at is None:
            return None
        return max(1, ceil((self.again_at - timezone.now()).total_seconds()))


OTHER_RECORDS: dict[str, _StrPromise] = {
    "unusable_vector": _(
        "This vector is none that the engine makes of a face: check its length and that every "
        "number is finite, or send the photograph instead."
    ),
    "destroyed": _("It was destroyed with the disclosure before it had been read."),
}


def unusable_sentence(problem: str) -> str:
    """What the resident should do about an attempt that ended as “unusable”."""
    if problem in set(LivenessProblem):
        return str(LivenessProblem(problem).sentence)
    return str(PictureProblem(problem).sentence)


def stopped_sentence(problem: str) -> str:
    """What the resident can do about an attempt that was stopped; "" where there is nothing to do."""
    return str(SENTENCES[RefusalKind.OUTDATED]) if problem == RefusalKind.OUTDATED else ""


def record_sentence(problem: str) -> str | _StrPromise:
    """What an operator should do about one record of a disclosure that was refused."""
    if problem in OTHER_RECORDS:
        return OTHER_RECORDS[problem]
    return PictureProblem(problem).operator_sentence
