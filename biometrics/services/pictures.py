"""Opening one sealed picture in a worker's memory, for as long as it takes to read a face."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from biometrics import blobs
from biometrics.images import read_picture
from biometrics.types import Pixels
from biometrics.vault import transit, wipe
from biometrics.vault.context import Context
from biometrics.vault.keys import WrappedKey


@contextmanager
def opened(path: str, key: bytes | memoryview | None, context: Context) -> Iterator[Pixels]:
    """The picture sealed at ``path`` under the wrapped ``key``; overwritten on leaving.

    Raises:
        UnusablePicture: it is damaged; seen only now that its pixels are read.
        Undecryptable: it does not open in this place.
    """
    sealed = transit.Sealed(WrappedKey(bytes(key or b"")), blobs.get(path))
    data = transit.unseal(sealed, context=context)
    try:
        picture = read_picture(data)
    finally:
        wipe(data)
    try:
        yield picture
    finally:
        picture.fill(0)
