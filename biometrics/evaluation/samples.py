"""The people of a data set as templates, and the groups they are judged in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from biometrics.engines import Engine
from biometrics.images import read_picture
from biometrics.types import Floats, UnusablePicture

EVERYBODY = "everybody"


@dataclass(frozen=True, slots=True)
class Samples:
    """Templates (n, d), the person (n,) each belongs to, and the groups of each person.

    ``groups`` maps a name to a mask over people; everybody is one of them. ``twins`` are
    pairs of person numbers that a data set lists twice under two names.
    """

    templates: Floats
    person: NDArray[np.int64]
    names: tuple[str, ...]
    groups: Mapping[str, NDArray[np.bool_]]
    twins: tuple[tuple[int, int], ...] = ()

    @property
    def people(self) -> int:
        return len(self.names)

    @property
    def first(self) -> NDArray[np.int64]:
        """The row of each person's first picture."""
        return np.unique(self.person, return_index=True)[1]

    def of(self, person: int) -> NDArray[np.int64]:
        """Rows of one person."""
        return np.flatnonzero(self.person == person)


def read_folder(
    folder: Path,
    engine: Engine,
    *,
    progress: Callable[[int, str], None] = lambda done, problem: None,
) -> tuple[Floats, NDArray[np.int64], tuple[str, ...]]:
    """Encode a folder of people, one folder each, as Labeled Faces in the Wild is laid out.

    The face nearest the centre is the labelled one. ``progress`` hears the count so far and
    the problem of a picture that was left out, or "". ValueError if no face is found at all.
    """
    templates: list[Floats] = []
    owners: list[str] = []
    for done, (name, path) in enumerate(_pictures(folder), start=1):
        problem = ""
        try:
            templates.append(_central_template(engine, path))
            owners.append(name)
        except UnusablePicture as error:
            problem = f"{name}/{path.name}: {error.problem}"
        progress(done, problem)
    if not templates:
        raise ValueError(f"no face was found in {folder}: it should hold one folder a person")
    names, person = np.unique(owners, return_inverse=True)
    return np.stack(templates), person.astype(np.int64), tuple(str(name) for name in names)


def read_groups(path: Path, names: tuple[str, ...]) -> dict[str, NDArray[np.bool_]]:
    """Masks from a file of lines ``person<tab>group``; a person may stand in several."""
    groups: dict[str, NDArray[np.bool_]] = {}
    numbers = {name: number for number, name in enumerate(names)}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, _, group = line.partition("\t")
        if name in numbers and group:
            mask = groups.setdefault(group.strip(), np.zeros(len(names), dtype=np.bool_))
            mask[numbers[name]] = True
    return groups


def read_twins(path: Path, names: tuple[str, ...]) -> tuple[tuple[int, int], ...]:
    """Pairs from a file of lines ``name<tab>other name`` of one and the same person."""
    numbers = {name: number for number, name in enumerate(names)}
    pairs = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return tuple(
        (numbers[pair[0]], numbers[pair[1]])
        for pair in pairs
        if len(pair) == 2 and pair[0] in numbers and pair[1] in numbers
    )


def appearance_groups(
    templates: Floats, person: NDArray[np.int64], count: int = 8, seed: int = 3
) -> dict[str, NDArray[np.bool_]]:
    """Group people by what they look like to the engine, where nobody wrote groups down.

    k-means over one template a person. Such groups are harder than any named ones: they
    gather exactly those who are alike.
    """
    first = np.unique(person, return_index=True)[1]
    label = k_means(templates[first].astype(np.float64), min(count, len(first)), seed)
    return {f"appearance {each + 1}": label == each for each in range(label.max() + 1)}


def half(samples: Samples, seed: int) -> NDArray[np.bool_]:
    """A random half of the people; both names of one person stay on one side."""
    chosen = np.random.RandomState(seed).rand(samples.people) < 0.5
    for one, other in samples.twins:
        chosen[other] = chosen[one]
    return chosen


def only(samples: Samples, people: NDArray[np.bool_]) -> Samples:
    """The samples of these people, renumbered."""
    number = np.cumsum(people) - 1
    rows = people[samples.person]
    return replace(
        samples,
        templates=samples.templates[rows],
        person=number[samples.person[rows]],
        names=tuple(name for name, keep in zip(samples.names, people, strict=True) if keep),
        groups={name: mask[people] for name, mask in samples.groups.items()},
        twins=tuple(
            (int(number[one]), int(number[other]))
            for one, other in samples.twins
            if people[one] and people[other]
        ),
    )


def _pictures(folder: Path) -> Iterator[tuple[str, Path]]:
    for person in sorted(path for path in folder.iterdir() if path.is_dir()):
        for path in sorted(person.iterdir()):
            if path.is_file():
                yield person.name, path


def _central_template(engine: Engine, path: Path) -> Floats:
    picture = read_picture(path.read_bytes())
    height, width = picture.shape[:2]
    faces = engine.detect(picture)
    if not faces:
        engine.encode_reference(picture)  # raises with the reason
    central = min(
        faces,
        key=lambda face: (
            abs(face.left + face.width / 2 - width / 2)
            + abs(face.top + face.height / 2 - height / 2)
        ),
    )
    return engine.encode(picture, central).values


def k_means(points: NDArray[np.float64], count: int, seed: int) -> NDArray[np.int64]:
    random = np.random.RandomState(seed)
    centres = points[[random.randint(len(points))]]
    while len(centres) < count:  # k-means++: far points are likelier to start a group
        nearest = _squares(points, centres).min(axis=1)
        chosen = random.choice(len(points), p=nearest / nearest.sum())
        centres = np.vstack([centres, points[chosen]])
    label = np.zeros(len(points), dtype=np.int64)
    for _ in range(60):
        label = _squares(points, centres).argmin(axis=1)
        centres = np.stack(
            [points[label == k].mean(axis=0) if (label == k).any() else centres[k]
             for k in range(count)]
        )  # fmt: skip
    return label


def _squares(points: NDArray[np.float64], centres: NDArray[np.float64]) -> NDArray[np.float64]:
    lengths = np.einsum("ij,ij->i", points, points)[:, None]
    squares = lengths - 2 * points @ centres.T + np.einsum("ij,ij->i", centres, centres)
    return np.asarray(squares.clip(0), dtype=np.float64)
