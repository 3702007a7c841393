"""What this app refuses, as problems of the API."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.core.totality import total
from accounts.kit.api.problems import Kind, Problem, declare, register
from biometrics.engines import UnknownEngine, UnusableVector
from biometrics.problems import SENTENCES, RefusalKind, Refused
from biometrics.types import RESIDENT_SENTENCES, UnusablePicture

# The HTTP status, and which values of a body it is about.
ROWS: Mapping[RefusalKind, tuple[int, *tuple[str, ...]]] = total(
    RefusalKind,
    {
        RefusalKind.FRAME_COUNT: (422, "frames"),
        RefusalKind.BURST_COUNT: (422, "frames"),
        RefusalKind.BURST_TOO_LARGE: (422, "frames"),
        RefusalKind.CHALLENGE_UNKNOWN: (422, "challenge"),
        RefusalKind.ON_DEVICE_ENGINE: (422, "engine"),
        RefusalKind.ON_DEVICE_COUNT: (422, "vectors"),
        RefusalKind.ON_DEVICE_TICKET: (422, "ticket"),
        RefusalKind.VECTOR_NOT_HERE: (422,),
        RefusalKind.WINDOW_MISSING: (422, "window_from", "window_to"),
        RefusalKind.WINDOW_TOO_LONG: (422, "window_from", "window_to"),
        RefusalKind.TOO_MANY_RECORDS: (422, "photographs", "vectors"),
        RefusalKind.TOO_MANY_NAMED: (422, "photographs", "vectors"),
        RefusalKind.SEVERAL_PEOPLE: (422,),
        RefusalKind.MIXED_ENGINES: (422, "engine"),
        RefusalKind.CONSENT_MISSING: (403,),
        RefusalKind.NOT_YOURS: (403,),
        RefusalKind.LIVENESS_NEEDED: (403, "challenge"),
        RefusalKind.ON_DEVICE_OFF: (403,),
        RefusalKind.ON_DEVICE_REVEALS: (403,),
        RefusalKind.ON_DEVICE_NO_TICKET: (403,),
        RefusalKind.ON_DEVICE_TOKEN: (409, "token"),
        RefusalKind.NOT_READY: (409,),
        RefusalKind.ATTEMPT_RUNNING: (409,),
        RefusalKind.CHALLENGE_EXPIRED: (409, "challenge"),
        RefusalKind.CHALLENGE_USED: (409, "challenge"),
        RefusalKind.ALREADY_DISCLOSED: (409,),
        RefusalKind.CLOSED: (409,),
        RefusalKind.OUTDATED: (409,),
        RefusalKind.TOO_MANY_ATTEMPTS: (429,),
        RefusalKind.TOO_MANY_CHALLENGES: (429,),
        RefusalKind.LIVENESS_FAILED: (429,),
        RefusalKind.TOO_MANY_OF_PERSON: (429,),
        RefusalKind.TOO_MANY_AT_VENUE: (429,),
        RefusalKind.VENUE_BUSY: (429,),
        RefusalKind.TOO_MANY_WINDOWS: (429,),
        RefusalKind.QUEUE_FULL: (503,),
    },
    name="biometrics.api.problems.ROWS",
)


def _refused(refused: Refused) -> Problem:
    wait = refused.retry_after
    headers = {} if wait is None else {"Retry-After": str(wait)}
    return Problem(f"face.{refused.kind}", refused.sentence, headers=headers)


PICTURES = ("frames", "photographs", "files")
declare(
    {
        f"face.{kind}": Kind(status, SENTENCES[kind], tuple(members))
        for kind, (status, *members) in ROWS.items()
    }
)
declare({f"picture.{p}": Kind(422, text, PICTURES) for p, text in RESIDENT_SENTENCES.items()})
declare(
    {
        "face.unknown_engine": Kind(422, "", ("engine",)),
        "face.unusable_vector": Kind(422, "", ("vectors",)),
    }
)
register(Refused, _refused)
register(UnusablePicture, lambda exc: Problem(f"picture.{exc.problem}"))
register(UnknownEngine, lambda exc: Problem("face.unknown_engine", exc.sentence))
register(UnusableVector, lambda exc: Problem("face.unusable_vector", str(exc.sentence)))
