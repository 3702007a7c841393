"""Measure the policies on a folder of people."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from biometrics import engines
from biometrics.engines import Engine
from biometrics.evaluation.heldout import hold_out
from biometrics.evaluation.report import table, write_report
from biometrics.evaluation.samples import (
    EVERYBODY,
    Samples,
    appearance_groups,
    read_folder,
    read_groups,
    read_twins,
)
from biometrics.evaluation.thresholds import Line, evaluate
from biometrics.thresholds import Policy, PolicyKind, policy_for


class Command(BaseCommand):
    """Nothing of the data set is kept: templates live in memory and end with the command."""

    help = (
        "Print FMR, FNMR, FPIR and FNIR and the shares left inconclusive, with intervals, for each "
        "group of a folder of people (one sub-folder each), and write a report with DET curves."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_dataset_arguments(parser)
        parser.add_argument("--kind", choices=[*PolicyKind], default=PolicyKind.ACCESS)
        parser.add_argument("--report", type=Path, help="folder for report.md, .json and det.svg")
        parser.add_argument("--frames", type=int, nargs="+", default=[1, 3, 5])
        parser.add_argument("--gallery", type=int, nargs="+", default=[1, 100, 1000])
        parser.add_argument(
            "--hold-out",
            type=int,
            default=0,
            metavar="TIMES",
            help="judge not the installed calibration but the procedure: make one of half of the "
            "people, judge it on the other half, so many times, and give the means",
        )

    def handle(self, **options: Any) -> None:
        engine = engines.get(options["engine"])
        samples = read_samples(self, engine, options)
        policy = policy_for(engine.id, options["kind"])
        lines = self._lines(samples, policy, options)
        if not lines:
            raise CommandError("Nobody has as many pictures as --frames asks for.")
        self.stdout.write(f"{policy.id} {policy.version}\n{table(lines)}")
        if options["report"]:
            write_report(options["report"], policy, lines, samples)
            self.stdout.write(f"Report written to {options['report']}")

    def _lines(self, samples: Samples, policy: Policy, options: dict[str, Any]) -> list[Line]:
        frames, galleries = tuple(options["frames"]), tuple(options["gallery"])
        times = options["hold_out"]
        if not times:
            return evaluate(samples, policy, frames=frames, galleries=galleries)

        def progress(done: int) -> None:
            self.stderr.write(f"held out {done} of {times}")

        try:
            return hold_out(
                samples, policy, times=times, frames=frames, galleries=galleries, progress=progress
            )
        except ValueError as error:
            raise CommandError(str(error)) from error


def add_dataset_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--dataset", type=Path, required=True, help="one folder a person")
    parser.add_argument("--groups", type=Path, help="lines of: person<tab>group")
    parser.add_argument("--twins", type=Path, help="lines of: name<tab>other name of that person")
    parser.add_argument("--engine", help="name of an installed engine; the default one if left out")


def read_samples(command: BaseCommand, engine: Engine, options: dict[str, Any]) -> Samples:
    """Encode the data set of the options, telling progress and every picture left out."""

    def progress(done: int, problem: str) -> None:
        if problem:
            command.stderr.write(f"left out {problem}")
        if done % 500 == 0:
            command.stderr.write(f"{done} pictures")

    if not options["dataset"].is_dir():
        raise CommandError(f"{options['dataset']} is no folder. Give one folder a person in it.")
    try:
        templates, person, names = read_folder(options["dataset"], engine, progress=progress)
    except ValueError as error:
        raise CommandError(str(error)) from error
    groups = {EVERYBODY: np.ones(len(names), dtype=np.bool_)}
    if options["groups"]:
        groups |= read_groups(options["groups"], names)
    groups |= appearance_groups(templates, person)
    twins = read_twins(options["twins"], names) if options["twins"] else ()
    return Samples(templates, person, names, groups, twins)
