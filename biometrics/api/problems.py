"""What this app refuses, as problems of the API."""

from __future__ import annotations

from accounts.core.totality import total
from accounts.kit.api.problems import Kind, Problem, declare, register
from biometrics.engines import UnknownEngine, UnusableVector
from biometrics.problems import SENTENCES, RefusalKind, Refused
from biometrics.types import RESIDENT_SENTENCES, UnusablePicture

STATUS = total(
    RefusalKind,
    {
        RefusalKind.FRAME_COUNT: 422,
        RefusalKind.BURST_COUNT: 422,
        RefusalKind.BURST_TOO_LARGE: 422,
        RefusalKind.CHALLENGE_UNKNOWN: 422,
        RefusalKind.ON_DEVICE_ENGINE: 422,
        RefusalKind.ON_DEVICE_COUNT: 422,
        RefusalKind.ON_DEVICE_TICKET: 422,
        RefusalKind.VECTOR_NOT_HERE: 422,
        RefusalKind.WINDOW_MISSING: 422,
        RefusalKind.WINDOW_TOO_LONG: 422,
        RefusalKind.TOO_MANY_RECORDS: 422,
        RefusalKind.TOO_MANY_NAMED: 422,
        RefusalKind.SEVERAL_PEOPLE: 422,
        RefusalKind.MIXED_ENGINES: 422,
        RefusalKind.CONSENT_MISSING: 403,
        RefusalKind.NOT_YOURS: 403,
        RefusalKind.LIVENESS_NEEDED: 403,
        RefusalKind.ON_DEVICE_OFF: 403,
        RefusalKind.ON_DEVICE_REVEALS: 403,
        RefusalKind.ON_DEVICE_NO_TICKET: 403,
        RefusalKind.ON_DEVICE_TOKEN: 409,
        RefusalKind.NOT_READY: 409,
        RefusalKind.ATTEMPT_RUNNING: 409,
        RefusalKind.CHALLENGE_EXPIRED: 409,
        RefusalKind.CHALLENGE_USED: 409,
        RefusalKind.ALREADY_DISCLOSED: 409,
        RefusalKind.CLOSED: 409,
        RefusalKind.OUTDATED: 409,
        RefusalKind.TOO_MANY_ATTEMPTS: 429,
        RefusalKind.TOO_MANY_CHALLENGES: 429,
        RefusalKind.LIVENESS_FAILED: 429,
        RefusalKind.TOO_MANY_OF_PERSON: 429,
        RefusalKind.TOO_MANY_AT_VENUE: 429,
        RefusalKind.VENUE_BUSY: 429,
        RefusalKind.TOO_MANY_WINDOWS: 429,
        RefusalKind.QUEUE_FULL: 503,
    },
    name="biometrics.api.problems.STATUS",
)


def _refused(refused: Refused) -> Problem:
    wait = refused.retry_after
    headers = {} if wait is None else {"Retry-After": str(wait)}
    return Problem(f"face.{refused.kind}", refused.sentence, headers=headers)


declare({f"face.{kind}": Kind(STATUS[kind], SENTENCES[kind]) for kind in RefusalKind})
declare({f"picture.{p}": Kind(422, sentence) for p, sentence in RESIDENT_SENTENCES.items()})
declare({"face.unknown_engine": Kind(422, ""), "face.unusable_vector": Kind(422, "")})
register(Refused, _refused)
register(UnusablePicture, lambda exc: Problem(f"picture.{exc.problem}"))
register(UnknownEngine, lambda exc: Problem("face.unknown_engine", exc.sentence))
register(UnusableVector, lambda exc: Problem("face.unusable_vector", str(exc.sentence)))
