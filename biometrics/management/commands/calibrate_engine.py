"""Make the calibration of an engine from a folder of people."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from biometrics import engines
from biometrics.engines import EngineMisconfigured
from biometrics.evaluation.calibrate import FILES, MEASURED, make_calibration
from biometrics.evaluation.privacy import attack
from biometrics.management.commands.evaluate_policy import add_dataset_arguments, read_samples


class Command(BaseCommand):
    """What places are crowded comes from one half of the people, the curves from the other."""

    # They refuse an engine without a calibration, which is what this command makes.
    requires_system_checks = ()

    help = (
        "Write whitening.npy, crowding.npz, cohort.npz, curve.json and measured.json for an engine "
        "into a folder that CALIBRATION_DIRS can name. They contain nobody, and are attacked before they are "
        "left there."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_dataset_arguments(parser)
        parser.add_argument(
            "--output", type=Path, required=True, help="folder named as calibration"
        )
        parser.add_argument("--source", required=True, help="what the data set is, for curve.json")

    def handle(self, **options: Any) -> None:
        engine = engines.get(options["engine"])
        try:
            engine.load()
        except EngineMisconfigured as error:
            raise CommandError(str(error)) from error
        samples = read_samples(self, engine, options)
        output: Path = options["output"]
        try:
            made = make_calibration(samples, engine.id, output, source=options["source"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        result = attack(samples, made.fit, made.calibration)
        self.stdout.write(f"{output}: {made}\n{result}")
        if result.refusal:
            for name in (*FILES, MEASURED):
                (output / name).unlink()
            raise CommandError(
                f"This calibration may not be used, and was removed: {result.refusal}."
            )
