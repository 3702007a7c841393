"""What the kinds of venue are called, in the language of the reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy

from consents.kinds import VenueKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def name_of(kind: VenueKind | str) -> _StrPromise:
    """The name of a kind. Raises ValueError for none that is known."""
    return gettext_lazy(VenueKind(kind).facts.label)


def choices() -> list[tuple[str, _StrPromise]]:
    """Every kind with its name, for fields of forms, of the API and of the database."""
    return [(kind.value, name_of(kind)) for kind in VenueKind]
