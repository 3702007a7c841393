"""What is compared: the templates of one attempt, by how they came to be."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, closing

from accounts.core.totality import total
from biometrics.engines import Engine
from biometrics.liveness.checking import check_burst
from biometrics.models import Capture, LivenessChallenge, Verification
from biometrics.services.on_device import open_vectors
from biometrics.services.pictures import keys_of, numbered, opened
from biometrics.services.verifications import frames_context
from biometrics.types import OpenTemplate, Pixels


def open_probes(verification: Verification, engine: Engine) -> list[OpenTemplate]:
    """One to five templates of the person, which the caller wipes.

    Raises:
        NotLive: the burst does not show a living person doing what was asked.
        UnusablePicture: a picture that cannot be used; of photographs all must be usable.
    """
    return OPENED[Capture(verification.capture)](verification, engine)


def _of_burst(verification: Verification, engine: Engine) -> list[OpenTemplate]:
    challenge = LivenessChallenge.objects.get(verification=verification)
    with closing(_pictures(verification)) as pictures:
        return check_burst(pictures, challenge.sequence, engine)


def _of_photographs(verification: Verification, engine: Engine) -> list[OpenTemplate]:
    with closing(_pictures(verification)) as pictures, ExitStack() as stack:
        probes = [stack.enter_context(engine.encode_probe(picture)) for picture in pictures]
        stack.pop_all()  # all are usable: they are the caller's now
    return probes


def _pictures(verification: Verification) -> Generator[Pixels]:
    """Each picture in its turn; the one before has been overwritten by then."""
    with keys_of(frames_context(verification.pk)) as keys:
        for frame in verification.frames.all():
            key = keys(frame.picture_key)
            with opened(frame.path, key, place=numbered(frame.number)) as picture:
                yield picture


OPENED: Mapping[Capture, Callable[[Verification, Engine], list[OpenTemplate]]] = total(
    Capture,
    {
        Capture.LIVE: _of_burst,
        Capture.ATTENDED: _of_photographs,
        Capture.PHOTOGRAPHS: _of_photographs,
        Capture.ON_DEVICE: open_vectors,
    },
    name="biometrics.services.probes.OPENED",
)
