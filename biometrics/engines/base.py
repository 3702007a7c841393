"""What every face engine offers, and the gates that all of them share."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Literal, Protocol, runtime_checkable

from django.utils.translation import gettext_lazy as _

from biometrics.engines import quality
from biometrics.engines.faces import Face
from biometrics.types import EngineId, OpenTemplate, Pixels, UnusablePicture

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

__all__ = [
    "Engine",
    "EngineMisconfigured",
    "Face",
    "FaceEngine",
    "UnknownEngine",
    "UnusableVector",
]


@runtime_checkable
class Engine(Protocol):
    """A face model bound to its landmarks, metric and calibration; they only change together."""

    @property
    def id(self) -> EngineId:
        """Name and version, written into everything sealed under this engine."""

    @property
    def dimension(self) -> int:
        """Length of a template."""

    @property
    def metric(self) -> Literal["euclidean"]:
        """How two templates are compared."""

    @property
    def calibration(self) -> str:
        """The calibration that policies take for this engine (see biometrics.calibration)."""

    @property
    def norm_range(self) -> tuple[float, float]:
        """Lengths that templates of real faces have; a vector outside was not made from one."""

    def detect(self, picture: Pixels) -> Sequence[Face]:
        """All faces, largest first, in the picture's own pixels."""

    def detect_quickly(self, picture: Pixels) -> Sequence[Face]:
        """As ``detect``, at one look: for the many pictures of a burst. Small faces are missed."""

    def encode(self, picture: Pixels, face: Face) -> OpenTemplate:
        """The template of one detected face, without any gate (bursts gate for themselves)."""

    def encode_probe(self, picture: Pixels) -> OpenTemplate:
        """The template of the one person in a selfie. Raises UnusablePicture."""

    def encode_reference(self, picture: Pixels) -> OpenTemplate:
        """The template of the one person in a venue's record. Raises UnusablePicture."""

    def check_files(self) -> None:
        """Look at the files the engine needs, loading none of them. Raises EngineMisconfigured."""

    def load(self) -> None:
        """Load the model now, not with the first picture. Raises EngineMisconfigured."""


class FaceEngine(ABC):
    """The gates around detection and encoding; an engine fills in those two."""

    metric: ClassVar[Literal["euclidean"]] = "euclidean"

    @abstractmethod
    def detect(self, picture: Pixels) -> Sequence[Face]: ...

    def detect_quickly(self, picture: Pixels) -> Sequence[Face]:
        return self.detect(picture)

    @abstractmethod
    def encode(self, picture: Pixels, face: Face) -> OpenTemplate: ...

    def unsteadiness(self, picture: Pixels, face: Face) -> float:
        """How little the landmarks hold on to; 0 where an engine cannot tell (see quality)."""
        return 0.0

    def encode_probe(self, picture: Pixels) -> OpenTemplate:
        faces = self.detect(picture)
        if not faces:
            raise UnusablePicture(quality.why_no_face(picture))
        face = quality.sole_face(faces)
        quality.check_probe(picture, face)
        quality.check_covering(self.unsteadiness(picture, face))
        return self.encode(picture, face)

    def encode_reference(self, picture: Pixels) -> OpenTemplate:
        face = quality.sole_face(self.detect(picture))
        quality.check_reference(picture, face)
        return self.encode(picture, face)

    def check_files(self) -> None:  # noqa: B027  (most have none)
        """An engine without files of its own has nothing to look at."""

    def load(self) -> None:  # noqa: B027
        """An engine without a model has nothing to load."""


class UnknownEngine(Exception):
    """Vectors, or a disclosure, of an engine that is not installed here."""

    def __init__(self, engine: str) -> None:
        super().__init__(f"the face engine {engine!r} is not installed")
        self.engine = engine

    @property
    def sentence(self) -> str:
        return str(
            _(
                "Vectors of the engine “%(engine)s” cannot be compared here: send the "
                "photographs, or ask the administrator to install engine “%(engine)s”."
            )
            % {"engine": self.engine}
        )


class EngineMisconfigured(Exception):
    """An engine of FACE_ENGINES cannot do its work; the text says what to do about it.

    Not an error of one picture: whoever meets it keeps the picture and tries again later.
    """


class UnusableVector(Exception):
    """A disclosed vector that no real face gives; ``sentence`` says what is wrong with it."""

    def __init__(self, sentence: str | _StrPromise) -> None:
        super().__init__("unusable vector")
        self.sentence = sentence
