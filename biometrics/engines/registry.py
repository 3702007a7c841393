"""Which engines are installed: the setting FACE_ENGINES, read when first asked for.

``FACE_ENGINES`` maps a name to ``{"class": dotted path, **arguments}``; ``FACE_ENGINE``
names the one for new disclosures. Neither is needed for the default engine.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver
from django.utils.module_loading import import_string
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from biometrics.calibration import load
from biometrics.engines.base import Engine, UnknownEngine, UnusableVector
from biometrics.types import EngineId, Floats, OpenTemplate

DEFAULT_ENGINE = "dlib-resnet"
DEFAULT_ENGINES: Mapping[str, Mapping[str, Any]] = {
    DEFAULT_ENGINE: {"class": "biometrics.engines.dlib_resnet.DlibResnet"},
}


@lru_cache(maxsize=1)
def installed() -> Mapping[str, Engine]:
    """All engines of this installation by name."""
    configured = getattr(settings, "FACE_ENGINES", DEFAULT_ENGINES)
    return {name: _build(name, dict(options)) for name, options in configured.items()}


def get(engine: str | EngineId | None = None) -> Engine:
    """The engine of that name or id; the default one for None. Raises UnknownEngine.

    A name alone, or ``name@version`` as ``EngineId`` prints it; another version of an
    installed engine is unknown, because its templates do not compare.
    """
    wanted = str(engine or getattr(settings, "FACE_ENGINE", DEFAULT_ENGINE))
    found = installed().get(wanted.partition("@")[0])
    if found is None or wanted not in (found.id.name, str(found.id)):
        raise UnknownEngine(wanted)
    return found


def accept_vector(engine: str | EngineId, values: Sequence[float] | Floats) -> OpenTemplate:
    """A vector that was computed elsewhere, checked as far as a vector can be.

    Raises UnknownEngine, or UnusableVector for a wrong length, for what is not a finite number, for
    a length outside those of real faces, and for one nearer to everybody than real faces are.
    """
    (accepted,) = accept_vectors(engine, [values])
    if isinstance(accepted, UnusableVector):
        raise accepted
    return accepted


def accept_vectors(
    engine: str | EngineId, rows: Sequence[Sequence[float] | Floats]
) -> list[OpenTemplate | UnusableVector]:
    """Each of ``rows`` as by `accept_vector`: its template, or why there is none."""
    known = get(engine)
    accepted = [_checked(known, values) for values in rows]
    _refuse_masters(known, accepted)
    return accepted


def _checked(known: Engine, values: Sequence[float] | Floats) -> OpenTemplate | UnusableVector:
    """Shape, numbers and length."""
    try:
        vector = _as_vector(values, known.dimension)
    except UnusableVector as wrong:
        return wrong
    if not np.isfinite(vector).all():
        return UnusableVector(_("The vector holds something that is not a finite number."))
    low, high = known.norm_range
    with np.errstate(over="ignore"):  # too long a vector is too long at infinity, too
        length = float(np.linalg.norm(vector))
    if not low <= length <= high:
        return UnusableVector(
            _("The vector's length is not that of a real face under this engine.")
        )
    return OpenTemplate(vector.astype(np.float32), engine=known.id)


def _refuse_masters(known: Engine, accepted: list[OpenTemplate | UnusableVector]) -> None:
    """Refuse, in place, templates in the midst of all faces, where none of them is."""
    sound = [(row, each) for row, each in enumerate(accepted) if isinstance(each, OpenTemplate)]
    if not sound:
        return
    calibration = load(known.calibration)
    whitened = calibration.whiten(np.stack([template.values for _, template in sound]))
    inside = calibration.in_the_midst(whitened)
    whitened.fill(0.0)
    for (row, template), master in zip(sound, inside, strict=True):
        if master:
            template.wipe()
            accepted[row] = UnusableVector(
                _("The vector is nearer to everybody than a real face is: send the photograph.")
            )


def _as_vector(
    values: Sequence[float] | Floats, dimension: int
) -> np.ndarray[Any, np.dtype[np.float64]]:
    wrong = UnusableVector(
        format_lazy(_("The vector must hold {dimension} numbers."), dimension=dimension)
    )
    try:
        vector = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError, OverflowError) as error:
        raise wrong from error
    if vector.shape != (dimension,):
        raise wrong
    return vector


def _build(name: str, options: dict[str, Any]) -> Engine:
    factory = import_string(options.pop("class"))
    engine: Engine = factory(**options)
    if engine.id.name != name:
        raise ValueError(f"FACE_ENGINES names {name!r}, but that engine calls itself {engine.id}")
    return engine


@receiver(setting_changed)
def _forget(*, setting: str, **kwargs: object) -> None:
    if setting in ("FACE_ENGINES", "FACE_ENGINE"):
        installed.cache_clear()
