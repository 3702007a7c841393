"""Sealing: the only place of the project that encrypts templates and pictures.

``keys`` wraps data keys with a key kept outside the database, ``transit`` seals pictures on
their way to a worker, ``gallery`` seals the templates and references of one disclosure, in
``blocks``.
Nothing here answers with empty bytes: what does not open raises ``Undecryptable``.
"""

from biometrics.vault.errors import (
    KeyServiceUnreachable,
    MissingKey,
    OtherSpace,
    Undecryptable,
)
from biometrics.vault.memory import wipe

__all__ = ["KeyServiceUnreachable", "MissingKey", "OtherSpace", "Undecryptable", "wipe"]
