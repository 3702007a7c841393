"""A vector that the person's own device computed: the photograph stays there, the assurance is lower.

Nothing shows that such a vector came from a camera, or from a face at all: it may be stolen, or made
to resemble many people. So it serves only what removes or stops, only records that the venue found
under a ticket, room or member number, under the strictest policy, and together with that number. What
does not hold ends as inconclusive, whatever it was: a vector that cannot be checked says nothing for
or against anybody, and nobody learns which part failed (docs/adr/0006-on-device.md).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID, uuid4

import numpy as np
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from biometrics import engines
from biometrics.engines import Engine, UnusableVector
from biometrics.models import Basis, Capture, Disclosure, Verification
from biometrics.problems import RefusalKind, Refused
from biometrics.services.attempts import check_attempt
from biometrics.services.galleries import references_of
from biometrics.services.pictures import keys_of, numbered
from biometrics.services.verifications import frames_context, set_going
from biometrics.thresholds import PolicyKind
from biometrics.types import Decision, Floats, OpenTemplate, Outcome
from biometrics.vault import blobs, wipe

VECTORS_AT_MOST = 3
# Letters and digits. Shorter ones can be guessed in the few attempts of a day (`limits`).
TICKET_AT_LEAST, TICKET_AT_MOST = 4, 120
# Time to choose photographs and to compute; who needs longer loads the page again.
TOKEN_VALID = timedelta(minutes=20)
SALT = "biometrics.on_device"


@dataclass(frozen=True, slots=True)
class Statement:
    """What the person's device sends: one to three vectors, and the number that only they know.

    ``vectors`` are always three rows of float32, little-endian; those not used are all zeros. Numbers
    written out would each become an object of the web process that nobody can overwrite; and pieces of
    less than a kilobyte stay in memory that is freed (config.hardening).
    """

    token: str = field(repr=False)
    engine: str
    vectors: bytes = field(repr=False)
    ticket: str = field(repr=False)


def refusal(disclosure: Disclosure) -> Refused | None:
    """Why no vector from a device is compared with ``disclosure``; None where one is.

    A name is known to strangers. A window of time is no proof either: the venue takes it from what the
    person said, and among strangers a match would tell where somebody has been.
    """
    if not settings.FACE_ON_DEVICE:
        return Refused(RefusalKind.ON_DEVICE_OFF)
    if disclosure.policy_kind != PolicyKind.DELETION:
        return Refused(RefusalKind.ON_DEVICE_REVEALS)
    if disclosure.basis != Basis.BY_TICKET:
        return Refused(RefusalKind.ON_DEVICE_NO_TICKET)
    return None


def _check(disclosure: Disclosure, by: User) -> None:
    check_attempt(disclosure=disclosure, by=by)
    if refused := refusal(disclosure):
        raise refused


def issue_token(*, disclosure: Disclosure, by: User) -> str:
    """A token for one attempt: signed, for this person and disclosure, valid for a few minutes.

    It names the attempt that it will become, so that it serves once without a table of its own.

    Raises:
        Refused: what refuses an attempt, or no vector serves here.
    """
    _check(disclosure, by)
    return signing.dumps([str(uuid4()), str(disclosure.pk), str(by.pk)], salt=SALT)


def _attempt_of(token: str, disclosure: Disclosure, by: User) -> UUID:
    """The id of the attempt that ``token`` stands for. Raises Refused: not theirs, too old, or used."""
    try:
        attempt, *meant = signing.loads(token, salt=SALT, max_age=TOKEN_VALID)
    except signing.BadSignature as error:
        raise Refused(RefusalKind.ON_DEVICE_TOKEN) from error
    used = Verification.objects.filter(pk=attempt).exists()
    if used or meant != [str(disclosure.pk), str(by.pk)]:
        raise Refused(RefusalKind.ON_DEVICE_TOKEN)
    return UUID(attempt)


@transaction.atomic
def start_on_device(*, disclosure: Disclosure, statement: Statement, by: User) -> Verification:
    """Take vectors of ``by`` and the stated number, sealed together until the worker compares them.

    Raises:
        Refused: what refuses an attempt; no vector serves here; the token, the engine or the ticket
            does not; no vector was sent.
        UnusableVector: not three rows, or no face gives such a vector; nothing has been stored.
    """
    disclosure = Disclosure.objects.select_for_update().get(pk=disclosure.pk)
    _check(disclosure, by)
    attempt = _attempt_of(statement.token, disclosure, by)
    if statement.engine != disclosure.engine:
        raise Refused(RefusalKind.ON_DEVICE_ENGINE)
    rows = _rows(statement.vectors, engines.get(disclosure.engine))
    if not TICKET_AT_LEAST <= len(plain(statement.ticket)) <= TICKET_AT_MOST:
        raise Refused(RefusalKind.ON_DEVICE_TICKET)
    verification = Verification(
        pk=attempt,
        request_id=disclosure.request_id,
        disclosure=disclosure,
        subject=by,
        capture=Capture.ON_DEVICE,
    )
    sealing = _packed(rows, statement)
    try:
        set_going(verification, sealing=[sealing], pictures=len(rows), by=by)
    finally:
        wipe(sealing)
    return verification


def plain(reference: str) -> str:
    """A number as it is compared: letters and digits alone, in one width and case."""
    text = unicodedata.normalize("NFKC", reference).casefold()
    return "".join(character for character in text if character.isalnum())


def _rows(vectors: bytes, engine: Engine) -> Floats:
    """The vectors that were sent, (n, d), as views of ``vectors``. Raises Refused, UnusableVector."""
    expected = VECTORS_AT_MOST * engine.dimension * np.float32().itemsize
    if len(vectors) != expected:
        raise UnusableVector(
            format_lazy(
                _(
                    "Send {count} times {dimension} numbers, {bytes} bytes; what is not used is zero."
                ),
                count=VECTORS_AT_MOST,
                dimension=engine.dimension,
                bytes=expected,
            )
        )
    rows = np.frombuffer(vectors, dtype="<f4").reshape(VECTORS_AT_MOST, engine.dimension)
    count = int(np.count_nonzero(rows.any(axis=1)))
    if not count:
        raise Refused(RefusalKind.ON_DEVICE_COUNT)
    return rows[:count]


def _packed(rows: Floats, statement: Statement) -> bytearray:
    """How many vectors (one byte), the vectors (float32), the number as it is compared (UTF-8)."""
    packed = bytearray([len(rows)])
    for values in rows:
        with engines.accept_vector(statement.engine, values) as template:
            packed += template.values.data.cast("B")
    return packed + plain(statement.ticket).encode()


@contextmanager
def _opened(verification: Verification, dimension: int) -> Iterator[tuple[memoryview, memoryview]]:
    """What was sealed: the vectors' bytes, and the number's. Overwritten on leaving."""
    frame = verification.frames.get()
    with keys_of(frames_context(verification.pk)) as keys:
        key = keys(frame.picture_key)
        data = key.unseal(blobs.get(frame.path), place=numbered(frame.number))
    end = 1 + data[0] * dimension * np.float32().itemsize
    try:
        yield memoryview(data)[1:end], memoryview(data)[end:]
    finally:
        wipe(data)


def open_vectors(verification: Verification, engine: Engine) -> list[OpenTemplate]:
    """The one to three templates that were sent, which the caller wipes."""
    with _opened(verification, engine.dimension) as (vectors, _number):
        rows = np.frombuffer(vectors, dtype=np.float32).reshape(-1, engine.dimension)
        return [OpenTemplate(row, engine=engine.id) for row in rows]


def corroborated(decision: Decision, verification: Verification) -> Decision:
    """``decision`` if it is a match and the number is that of every matched record, else inconclusive."""
    disclosure = verification.disclosure
    proven = decision.outcome is Outcome.VERIFIED and refusal(disclosure) is None
    if proven and _number_fits(verification, references_of(disclosure, decision.matched)):
        return decision
    return replace(decision, outcome=Outcome.INCONCLUSIVE, matched=())


def _number_fits(verification: Verification, references: Sequence[str]) -> bool:
    engine = engines.get(verification.disclosure.engine)
    with _opened(verification, engine.dimension) as (_vectors, number):
        fits = [plain(reference).encode() == number for reference in references]
        return bool(fits) and all(fits)
