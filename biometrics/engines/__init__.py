"""Face engines: the only place of the project that knows a face library.

``get()`` gives the engine of the settings, ``get("name")`` another installed one.
Importing this package is cheap; a model is loaded by the first picture.
"""

from biometrics.engines.base import (
    Engine,
    EngineMisconfigured,
    Face,
    UnknownEngine,
    UnusableVector,
)
from biometrics.engines.registry import accept_vector, accept_vectors, get, installed

__all__ = [
    "Engine",
    "EngineMisconfigured",
    "Face",
    "UnknownEngine",
    "UnusableVector",
    "accept_vector",
    "accept_vectors",
    "get",
    "installed",
]
