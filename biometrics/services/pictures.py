"""Opening sealed pictures in a worker's memory, each for as long as it takes to read a face."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache

from biometrics import engines
from biometrics.images import blurring, read_picture
from biometrics.services.claims import TRIES_AT_MOST
from biometrics.types import Pixels, UnusablePicture
from biometrics.vault import blobs, transit, wipe
from biometrics.vault.context import Context
from biometrics.vault.keys import WrappedKey

Stored = bytes | memoryview | None
"""A wrapped key as a row holds it; None once it has been destroyed."""

Keys = Callable[[Stored], transit.PictureKey]


@contextmanager
def opened(path: str, key: transit.PictureKey, *, place: Context) -> Iterator[Pixels]:
    """The picture sealed at ``path``; overwritten on leaving.

    Raises:
        UnusablePicture: it is damaged; seen only now that its pixels are read.
        Undecryptable: it does not open in this place.
    """
    data = key.unseal(blobs.get(path), place=place)
    try:
        picture = read_picture(data)
    finally:
        wipe(data)
    try:
        yield picture
    finally:
        picture.fill(0)


@contextmanager
def opened_alone(path: str, key: Stored, context: Context) -> Iterator[Pixels]:
    """A picture sealed under a key of its own; raises as `opened` does."""
    with (
        transit.open_key(_wrapped(key), context=context) as own,
        opened(path, own, place={}) as picture,
    ):
        yield picture


def blur_once(path: str, key: Stored, context: Context, *, tries: int) -> bytes | None:
    """The picture with its faces blurred, as JPEG; None when it cannot be used.

    ``tries`` counts this one. After `TRIES_AT_MOST` that killed their process the picture is left alone.
    """
    if tries > TRIES_AT_MOST:
        return None
    try:
        with opened_alone(path, key, context) as picture:
            return blurring.as_jpeg(blurring.blur_faces(picture, engines.get()))
    except UnusablePicture:
        return None


def flatten_once(path: str, key: Stored, context: Context, *, tries: int) -> bytes | None:
    """A PDF as pictures of its pages with their faces blurred, as PDF; None when it cannot be used.

    ``tries`` as of `blur_once`.
    """
    from biometrics.images import documents  # the web process cannot draw (config/hardening.py)

    if tries > TRIES_AT_MOST:
        return None
    with transit.open_key(_wrapped(key), context=context) as own:
        data = own.unseal(blobs.get(path), place={})
    try:
        pages = documents.draw_pages(bytes(data))
        return documents.as_pdf(blurring.blur_faces(page, engines.get()) for page in pages)
    except documents.UnusableDocument:
        return None
    finally:
        wipe(data)


@contextmanager
def keys_of(context: Context) -> Iterator[Keys]:
    """Opens wrapped keys under ``context``, each once, however many pictures lie under it."""
    with ExitStack() as stack:

        @cache
        def key(wrapped: WrappedKey) -> transit.PictureKey:
            return stack.enter_context(transit.open_key(wrapped, context=context))

        yield lambda stored: key(_wrapped(stored))


def _wrapped(stored: Stored) -> WrappedKey:
    return WrappedKey(bytes(stored or b""))


def numbered(number: int) -> Context:
    """The place of one picture among those that share its key."""
    return {"number": str(number)}
