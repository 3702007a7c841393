"""Values of the biometric core. Nothing here knows the ORM, HTTP or a face library.

Terms follow ISO/IEC 2382-37: a *probe* is compared with *references*; a *template* is
the vector that stands for one face.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NoReturn, Self

import numpy as np
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from accounts.core.totality import chosen, total

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Floats = NDArray[np.float32]
"""A float32 array: (d,) for one template, (n, d) for a block of them."""

Pixels = NDArray[np.uint8]
"""One picture, uint8 (height, width, 3), red-green-blue."""


class Outcome(StrEnum):
    """All that anybody learns from a comparison."""

    VERIFIED = "verified"
    INCONCLUSIVE = "inconclusive"
    NOT_MATCHED = "not_matched"


class Capture(StrEnum):
    """How the probe came to be, and so what it says about who was before the camera."""

    LIVE = "live"
    """In this session, with movements that were asked for."""
    ATTENDED = "attended"
    """Photographs taken before a witness; only who runs the server can say so."""
    PHOTOGRAPHS = "photographs"
    """Photographs that were sent: of whom, nobody saw."""
    ON_DEVICE = "on_device"
    """A template computed on the person's own device."""


# The face was looked at here. Of all others the word of a device is all there is.
LOOKED_AT = chosen(
    Capture,
    {Capture.LIVE, Capture.ATTENDED, Capture.PHOTOGRAPHS},
    but_not={Capture.ON_DEVICE},
    name="biometrics.types.LOOKED_AT",
)


@dataclass(frozen=True, slots=True)
class EngineId:
    """The model a template comes from. Templates of different ids are never compared."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name}@{self.version}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``name@version``; ValueError if it is not of that form."""
        name, separator, version = text.partition("@")
        if not (name and separator and version):
            raise ValueError("an engine id has the form name@version")
        return cls(name, version)


class RedactedError(TypeError):
    """Somebody tried to write out a value that must stay in memory."""


class OpenTemplate:
    """A face template in the clear: float32 (d,), alive for as short a time as possible.

    It prints as ``OpenTemplate(redacted)``, cannot be pickled, copied or turned into
    JSON, and ``wipe()`` overwrites it. Use it as a context manager to wipe on leaving.
    """

    __slots__ = ("_values", "engine")

    def __init__(self, values: Floats, *, engine: EngineId) -> None:
        self._values: Floats = np.array(values, dtype=np.float32, copy=True).reshape(-1)
        self.engine = engine

    @property
    def values(self) -> Floats:
        """The live vector, shape (d,); all zeros after ``wipe()``."""
        return self._values

    @property
    def dimension(self) -> int:
        return int(self._values.size)

    def wipe(self) -> None:
        self._values.fill(0.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.wipe()

    def __repr__(self) -> str:
        return "OpenTemplate(redacted)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        raise RedactedError("an open template is never serialised: seal it first")

    def __copy__(self) -> NoReturn:
        raise RedactedError("an open template is never copied")

    def __deepcopy__(self, memo: object) -> NoReturn:
        raise RedactedError("an open template is never copied")


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of one comparison under one policy. It carries no score.

    ``matched`` are row numbers of the gallery, ascending; empty unless verified.
    """

    outcome: Outcome
    matched: tuple[int, ...]
    policy_id: str
    policy_version: str

    def __repr__(self) -> str:
        return f"Decision(redacted, policy={self.policy_id}@{self.policy_version})"


class PictureProblem(StrEnum):
    """Why a picture cannot be used; each has a sentence that says what to do."""

    EMPTY = "empty"
    FILE_TOO_LARGE = "file_too_large"
    TOO_MANY_PIXELS = "too_many_pixels"
    UNKNOWN_FORMAT = "unknown_format"
    DAMAGED = "damaged"
    TOO_INTRICATE = "too_intricate"
    NO_FACE = "no_face"
    SEVERAL_FACES = "several_faces"
    FACE_TOO_SMALL = "face_too_small"
    FACE_CUT_OFF = "face_cut_off"
    BLURRED = "blurred"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    TURNED_AWAY = "turned_away"
    COVERED = "covered"
    DIFFERENT_PEOPLE = "different_people"

    @property
    def sentence(self) -> _StrPromise:
        """What the person in the picture should do."""
        return RESIDENT_SENTENCES[self]

    @property
    def operator_sentence(self) -> _StrPromise:
        """What an operator should do about this row of a disclosure."""
        return OPERATOR_SENTENCES.get(self, RESIDENT_SENTENCES[self])


class UnusablePicture(Exception):
    """A picture was refused; ``problem`` says why and carries the sentence to show."""

    def __init__(self, problem: PictureProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem

    @property
    def sentence(self) -> _StrPromise:
        return self.problem.sentence

    @property
    def operator_sentence(self) -> _StrPromise:
        return self.problem.operator_sentence


RESIDENT_SENTENCES = total(
    PictureProblem,
    {
        PictureProblem.EMPTY: _("The file is empty. Choose a photograph."),
        PictureProblem.FILE_TOO_LARGE: _(
            "The file is larger than 8 MB. Choose a smaller photograph, or take a new one here."
        ),
        PictureProblem.TOO_MANY_PIXELS: _(
            "The photograph has more than 24 million pixels. Make it smaller and send it again."
        ),
        PictureProblem.UNKNOWN_FORMAT: _(
            "This is not a photograph we can read. Send a JPEG, PNG, WebP or HEIC file."
        ),
        PictureProblem.DAMAGED: _(
            "The photograph is damaged or incomplete. Send it again, or take a new one."
        ),
        PictureProblem.TOO_INTRICATE: _(
            "The file is made of more parts than a photograph has. Take a new one, or send a screenshot "
            "of it."
        ),
        PictureProblem.NO_FACE: _(
            "We could not find a face. Look straight at the camera, in good light, "
            "with all of your face in view and nothing covering it."
        ),
        PictureProblem.SEVERAL_FACES: _(
            "There is more than one face in the photograph. Take one with only you in it."
        ),
        PictureProblem.FACE_TOO_SMALL: _("Your face is too small in the photograph. Come closer."),
        PictureProblem.FACE_CUT_OFF: _(
            "Part of your face is outside the photograph. Move back until all of it is in view."
        ),
        PictureProblem.BLURRED: _(
            "The photograph is blurred. Wipe the lens, hold the phone still and try again."
        ),
        PictureProblem.TOO_DARK: _(
            "The photograph is too dark. Turn towards the light and try again."
        ),
        PictureProblem.TOO_BRIGHT: _(
            "The photograph is too bright. Turn away from the strong light and try again."
        ),
        PictureProblem.TURNED_AWAY: _("Your head is turned away. Look straight at the camera."),
        PictureProblem.COVERED: _(
            "Something seems to cover your face. Take off a mask, keep hands and hair away from it, and "
            "turn towards the light. If you would rather keep it covered, choose a way without your face."
        ),
        PictureProblem.DIFFERENT_PEOPLE: _(
            "The photographs do not seem to show one and the same person. Take them again, alone."
        ),
    },
    name="biometrics.types.RESIDENT_SENTENCES",
)

OPERATOR_SENTENCES: dict[PictureProblem, _StrPromise] = {
    PictureProblem.EMPTY: _("The file is empty. Export it again from your system."),
    PictureProblem.FILE_TOO_LARGE: _(
        "The file is larger than 8 MB. Export a smaller copy; a face needs no more."
    ),
    PictureProblem.NO_FACE: _(
        "No face was found. Check that the file shows the person's face, or send another "
        "photograph of the same record."
    ),
    PictureProblem.SEVERAL_FACES: _(
        "Several faces were found. Cut out the face that this record is about and send only that."
    ),
    PictureProblem.FACE_TOO_SMALL: _(
        "The face is less than 36 pixels wide. Send the original photograph, not a thumbnail."
    ),
}
