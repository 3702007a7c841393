"""Measure what several frames of one moment are worth."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from biometrics import engines
from biometrics.calibration import load
from biometrics.evaluation.bursts import HEADER, measure_bursts, read_moments
from biometrics.thresholds import PolicyKind, policy_for


class Command(BaseCommand):
    """Nothing of the data set is kept: templates live in memory and end with the command."""

    help = (
        "Print, for bursts of frames (one folder a person, in it one folder a moment), how often "
        "a person's record of another moment is missed and a stranger's is named."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dataset", type=Path, required=True, help="person/moment/pictures")
        parser.add_argument("--engine", help="name of an installed engine")
        parser.add_argument("--kind", choices=[*PolicyKind], default=PolicyKind.ACCESS)
        parser.add_argument("--frames", type=int, nargs="+", default=[1, 3, 5])

    def handle(self, **options: Any) -> None:
        engine = engines.get(options["engine"])
        if not options["dataset"].is_dir():
            raise CommandError(f"{options['dataset']} is no folder.")
        policy = policy_for(engine.id, options["kind"])
        try:
            moments = read_moments(options["dataset"], engine, progress=self._tell)
            gains = measure_bursts(
                moments, policy, load(policy.calibration), tuple(options["frames"])
            )
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("\n".join([f"{policy.id} {policy.version}", HEADER, *map(str, gains)]))

    def _tell(self, done: int, problem: str) -> None:
        if problem:
            self.stderr.write(f"left out {problem}")
