"""Attack a calibration: does it tell who was in it, or hold a vector that passes for one of them?

The attacker has the published files, and templates of people. Two attacks:

*Membership.* Was this person in the fit? People are ranked by evidence, and the area under the
curve (AUC) is 0.5 for guessing and 1 for certainty. Against the cohort the evidence is the
likelihood of a template under the mixture. Against the crowding it is how closely the formula
follows the true distance to the nearest people; the attacker is then given everybody else who was
in the fit, which is more than anyone will have. Both are tried with the very picture that was used
and with another one of the same person.

*Reconstruction.* Is a mean of the cohort, or a vector sampled from it, somebody? Their scores
against everybody who was in the fit are held against those of as many who were not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from biometrics.calibration import Calibration
from biometrics.evaluation.crowding import STEEPNESS, nearness
from biometrics.evaluation.samples import Samples
from biometrics.types import Floats

MOST_MEMBERSHIP = 0.6
"""A calibration is not published if the lower end of the interval of an AUC lies above this."""

VERIFY_RATE = 1e-6
"""The middle of many people passes for some of them, and for strangers as easily, at the rates
of the policies; a comparison refuses it. One that passes so surely as this is somebody."""

SAMPLED = 5000
DRAWS = 1000
ROWS_AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Auc:
    """Area under the curve, its 95% interval by drawing people anew, and how many people."""

    value: float
    low: float
    high: float
    members: int
    strangers: int

    def __str__(self) -> str:
        return (
            f"AUC {self.value:.3f} ({self.low:.3f} to {self.high:.3f}; "
            f"{self.members} people against {self.strangers})"
        )


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How near published vectors come to members, and to as many strangers.

    ``nearer`` is the share of vectors whose nearest person is a member: 0.5 is chance.
    ``verified`` and ``by_chance`` count the vectors that would pass for a member, a stranger.
    """

    vectors: int
    nearer: float
    verified: int
    by_chance: int

    def __str__(self) -> str:
        return (
            f"nearest person was in the fit {self.nearer:.0%} of the time; {self.verified} of "
            f"{self.vectors} pass for somebody in the fit, {self.by_chance} for somebody who was not"
        )


@dataclass(frozen=True, slots=True)
class Attack:
    """What the attacks on one calibration achieved; memberships by what was attacked."""

    membership: Mapping[str, Auc]
    means: Resemblance
    sampled: Resemblance

    @property
    def refusal(self) -> str:
        """Why this calibration may not be published; empty if it may."""
        for name, auc in self.membership.items():
            if auc.low > MOST_MEMBERSHIP:
                return f"the {name}, tells who was in it: {auc}; {MOST_MEMBERSHIP} is allowed"
        if self.means.verified > self.means.by_chance:
            return f"{self.means.verified} means of the cohort pass for a person in the fit"
        return ""

    def __str__(self) -> str:
        lines = [f"membership by the {name}: {auc}" for name, auc in self.membership.items()]
        return "\n".join([*lines, f"means: {self.means}", f"sampled vectors: {self.sampled}"])


def attack(samples: Samples, fit: NDArray[np.bool_], calibration: Calibration) -> Attack:
    """Attack a calibration made of the first picture of each of the people in ``fit``, a mask."""
    first = calibration.whiten(samples.templates[samples.first])
    equal = min(fit.sum(), (~fit).sum())
    members, strangers = first[fit][:equal], first[~fit][:equal]
    membership = {}
    for name, rows in (("picture used", samples.first), ("another picture", _second(samples))):
        if not len(rows):
            continue
        owners = samples.person[rows]
        points = calibration.whiten(samples.templates[rows])
        own = np.where(fit[owners], np.cumsum(fit)[owners] - 1, -1)
        true = STEEPNESS * nearness(points, first[fit], own)
        follows = -np.abs(true - calibration.crowding(points))
        membership[f"cohort, {name}"] = auc_of(_likelihood(points, calibration), fit[owners])
        membership[f"crowding, {name}"] = auc_of(follows, fit[owners])
    sampled = calibration.sample(SAMPLED, seed=SAMPLED)
    return Attack(
        membership=membership,
        means=_resemblance(calibration.mixture["means"], members, strangers, calibration),
        sampled=_resemblance(sampled, members, strangers, calibration),
    )


def auc_of(evidence: NDArray[np.float64], members: NDArray[np.bool_]) -> Auc:
    """How well ``evidence`` (n,) ranks members before others."""
    random = np.random.RandomState(len(evidence))
    inside, outside = evidence[members], np.sort(evidence[~members])
    # Of each member: how many strangers have less evidence; of strangers drawn anew, by weight.
    place = np.searchsorted(outside, inside)
    drawn = np.empty(DRAWS)
    for draw in range(DRAWS):
        weight = np.bincount(
            random.randint(len(outside), size=len(outside)), minlength=len(outside)
        )
        below = np.concatenate([[0], np.cumsum(weight)])
        drawn[draw] = below[random.choice(place, size=len(place))].mean() / len(outside)
    low, high = np.quantile(drawn, (0.025, 0.975))
    value = float(place.mean() / len(outside))
    return Auc(value, float(low), float(high), len(inside), len(outside))


def _second(samples: Samples) -> NDArray[np.int64]:
    """The row of a further picture of everybody who has one."""
    rows = np.setdiff1d(np.arange(len(samples.person)), samples.first)
    return rows[np.unique(samples.person[rows], return_index=True)[1]]


def _likelihood(points: Floats, calibration: Calibration) -> NDArray[np.float64]:
    """Log-likelihood (n,) of each point under the mixture, up to a constant."""
    weights, means, variances = (
        calibration.mixture[key].astype(np.float64) for key in ("weights", "means", "variances")
    )
    constant = np.log(weights) - np.log(variances).sum(axis=1) / 2
    found = []
    for rows in _parts(points):
        squares = (rows[:, None].astype(np.float64) - means) ** 2 / variances
        found.append(np.logaddexp.reduce(constant - squares.sum(axis=2) / 2, axis=1))
    return np.concatenate(found)


def _resemblance(
    vectors: Floats, members: Floats, strangers: Floats, calibration: Calibration
) -> Resemblance:
    limit = calibration.curve(1).threshold(VERIFY_RATE)
    own, chance = (_lowest(vectors, people, calibration) for people in (members, strangers))
    return Resemblance(
        vectors=len(vectors),
        nearer=float((own < chance).mean()),
        verified=int((own <= limit).sum()),
        by_chance=int((chance <= limit).sum()),
    )


def _lowest(vectors: Floats, people: Floats, calibration: Calibration) -> Floats:
    """The comparison score (n,) of each vector with whoever of the people is most like it."""
    half_people = calibration.crowding(people) / 2
    squares = np.einsum("ij,ij->i", people, people)
    found = []
    for rows in _parts(vectors):
        distances = np.einsum("ij,ij->i", rows, rows)[:, None] + squares - 2 * rows @ people.T
        scores = np.sqrt(distances.clip(0)) - half_people
        found.append(scores.min(axis=1) - calibration.crowding(rows) / 2)
    return np.concatenate(found)


def _parts(rows: Floats) -> Iterator[Floats]:
    for start in range(0, len(rows), ROWS_AT_ONCE):
        yield rows[start : start + ROWS_AT_ONCE]
