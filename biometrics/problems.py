"""What services of this app refuse, each with a sentence that says what to do."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from biometrics.types import PictureProblem

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class RefusalKind(StrEnum):
    CONSENT_MISSING = "consent_missing"
    NOT_YOURS = "not_yours"
    NOT_READY = "not_ready"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    ATTEMPT_RUNNING = "attempt_running"
    FRAME_COUNT = "frame_count"
    WINDOW_MISSING = "window_missing"
    WINDOW_TOO_LONG = "window_too_long"
    TOO_MANY_RECORDS = "too_many_records"
    ALREADY_DISCLOSED = "already_disclosed"
    MIXED_ENGINES = "mixed_engines"
    CLOSED = "closed"


SENTENCES: dict[RefusalKind, _StrPromise] = {
    RefusalKind.CONSENT_MISSING: _(
        "We may not touch your face without your consent. Give it on the consents page, "
        "or choose a way without your face."
    ),
    RefusalKind.NOT_YOURS: _("This disclosure belongs to somebody else's request."),
    RefusalKind.NOT_READY: _(
        "There is nothing to compare with at the moment. Wait until the venue has disclosed "
        "what it holds, or choose a way without your face."
    ),
    RefusalKind.TOO_MANY_ATTEMPTS: _(
        "That was the last attempt for today. Try again tomorrow, or choose a way without your face."
    ),
    RefusalKind.ATTEMPT_RUNNING: _("Your last photograph is still being compared. Please wait."),
    RefusalKind.FRAME_COUNT: _("Send one to five photographs of yourself."),
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
    RefusalKind.ALREADY_DISCLOSED: _(
        "There is a disclosure for this request already. Wait until the resident has used it."
    ),
    RefusalKind.MIXED_ENGINES: _(
        "One disclosure holds vectors of one engine only. Send the photographs instead, "
        "or the vectors of one engine."
    ),
    RefusalKind.CLOSED: _("This disclosure takes no more records. Begin a new one."),
}


class Refused(Exception):
    """A service of this app refused; ``kind`` is for programs, ``sentence`` for people."""

    def __init__(self, kind: RefusalKind) -> None:
        super().__init__(kind.value)
        self.kind = kind

    @property
    def sentence(self) -> _StrPromise:
        return SENTENCES[self.kind]


OTHER_RECORDS: dict[str, _StrPromise] = {
    "unusable_vector": _(
        "This vector is none that the engine makes of a face: check its length and that every "
        "number is finite, or send the photograph instead."
    ),
    "destroyed": _("It was destroyed with the disclosure before it had been read."),
}


def record_sentence(problem: str) -> str | _StrPromise:
    """What an operator should do about one record of a disclosure that was refused."""
    if problem in OTHER_RECORDS:
        return OTHER_RECORDS[problem]
    return PictureProblem(problem).operator_sentence
