"""Make the calibration of an engine from a folder of people."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from biometrics import engines
from biometrics.evaluation.calibrate import make_calibration
from biometrics.management.commands.evaluate_policy import add_dataset_arguments, read_samples


class Command(BaseCommand):
    """Cohort and whitening come from one half of the people, the curves from the other."""

    help = (
        "Write cohort.npz, whitening.npy and curve.json for an engine into a folder that "
        "CALIBRATION_DIRS can name. The cohort contains nobody: each component averages at "
        "least fifteen people."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_dataset_arguments(parser)
        parser.add_argument(
            "--output", type=Path, required=True, help="folder named as calibration"
        )
        parser.add_argument("--source", required=True, help="what the data set is, for curve.json")

    def handle(self, **options: Any) -> None:
        engine = engines.get(options["engine"])
        samples = read_samples(self, engine, options)
        try:
            made = make_calibration(samples, engine.id, options["output"], source=options["source"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['output']}: {made}")
