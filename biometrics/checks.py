"""System checks of engines and vault: what is missing or wrong is said before a face is touched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register

from biometrics import engines
from biometrics.calibration import load
from biometrics.engines import Engine, EngineMisconfigured
from biometrics.vault import KeyServiceUnreachable, MissingKey, Undecryptable
from biometrics.vault.keys import make_key_wrapper, try_out

TAG = "faces"


@register(TAG)
def engines_can_work(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every engine has its files, and a calibration that was made for it."""
    return _each(lambda engine: [*_files(engine), *_calibration(engine)])


@register(TAG, deploy=True)
def models_run(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Every model can be loaded and run; it takes time and memory, so only before deployment."""
    return _each(_model)


@register("saveface")
def wrapping_key_works(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """The configured key wraps and unwraps, a KMS included; without it nothing is sealed or opened."""
    try:
        try_out(make_key_wrapper())
    except (KeyServiceUnreachable, MissingKey, Undecryptable) as error:
        message = (
            "The wrapping key cannot be used: no face, photograph or attachment can be sealed."
        )
        return [Error(message, hint=str(error), id="saveface.E011")]
    return []


def _each(check: Callable[[Engine], list[CheckMessage]]) -> list[CheckMessage]:
    try:
        installed = engines.installed()
    except (EngineMisconfigured, ImportError, TypeError, ValueError) as error:
        return [_error(f"FACE_ENGINES cannot be used: {error}", "docs/engines.md shows its form.")]
    return [message for engine in installed.values() for message in check(engine)]


def _files(engine: Engine) -> list[CheckMessage]:
    try:
        engine.check_files()
    except EngineMisconfigured as error:
        return [_error(f"The face engine {engine.id} cannot work.", str(error))]
    return []


def _calibration(engine: Engine) -> list[CheckMessage]:
    try:
        calibration = load(engine.calibration)
    except LookupError as error:
        return [_error(f"The face engine {engine.id} is not calibrated.", str(error.args[0]))]
    if calibration.dimension == engine.dimension and calibration.engine == str(engine.id):
        return []
    return [
        _error(
            f"The calibration {calibration.name} was made for {calibration.engine} and templates "
            f"of {calibration.dimension} numbers, not for {engine.id} and {engine.dimension}.",
            "Make one with `manage.py calibrate_engine`, or correct `calibration` in FACE_ENGINES.",
        )
    ]


def _model(engine: Engine) -> list[CheckMessage]:
    try:
        engine.load()
    except (EngineMisconfigured, RuntimeError) as error:
        return [_error(f"The model of the face engine {engine.id} does not run.", str(error))]
    return []


def _error(message: str, hint: str) -> Error:
    return Error(message, hint=hint, id="saveface.E010")
