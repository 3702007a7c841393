"""Drawn photographs for a newcomer to try: they belong to nobody."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from biometrics.drawn.faces import DEMO_PEOPLE, draw

QUALITY = 92


@dataclass(frozen=True, slots=True)
class Drawn:
    """Where the photographs lie."""

    selfie: Path
    stranger: Path
    disclosed: tuple[Path, ...]


def folder() -> Path:
    """Where a newcomer finds them."""
    return Path(settings.VAR_DIR) / "demo" / "photos"


def ensure(folder: Path) -> Drawn:
    """Draw what is not there yet: a selfie, a stranger's, and what a camera at a gate recorded."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    resident, stranger, *others = DEMO_PEOPLE
    recorded = [(others[0], 1), (resident, 1), (others[1], 1), (resident, 2), (others[2], 1)]
    return Drawn(
        selfie=_draw(folder / "resident-selfie.jpg", resident, 0),
        stranger=_draw(folder / "stranger-selfie.jpg", stranger, 0),
        disclosed=tuple(
            _draw(folder / f"gate-{number}.jpg", person, variant)
            for number, (person, variant) in enumerate(recorded, start=1)
        ),
    )


def _draw(path: Path, person: int, variant: int) -> Path:
    if not path.exists():
        draw(person, variant).save(path, quality=QUALITY)
    return path
