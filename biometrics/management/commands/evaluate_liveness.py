"""Try the liveness check: drawn people who move, and attacks by species."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from biometrics import engines
from biometrics.evaluation.attacks import SPECIES
from biometrics.evaluation.attacks_count import count_attacks, count_bona_fide, table
from biometrics.evaluation.attacks_people import drawn_people, photographed_people


class Command(BaseCommand):
    help = (
        "Present moving drawn people and attacks to the liveness check and count what it accepts: "
        "APCER for each species, BPCER (ISO/IEC 30107-3). No level of that standard is claimed."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dataset", type=Path, help="attack with these people: one folder each"
        )
        parser.add_argument("--attempts", type=int, default=24, help="presentations a species")
        parser.add_argument("--species", nargs="+", choices=SPECIES, default=list(SPECIES))
        parser.add_argument(
            "--engine", help="name of an installed engine; the default one if left out"
        )
        parser.add_argument("--json", type=Path, help="write the counts into this file as well")

    def handle(self, **options: Any) -> None:
        engine = engines.get(options["engine"])
        if options["attempts"] < 1:
            raise CommandError("--attempts must be 1 or more.")
        people = drawn_people()
        if options["dataset"]:
            people = self._photographed(options["dataset"], engine)
        counts = [count_bona_fide(drawn_people(), engine, progress=self.stderr.write)]
        counts += count_attacks(
            people,
            engine,
            attempts=options["attempts"],
            species=options["species"],
            progress=self.stderr.write,
        )
        self.stdout.write(table(counts))
        if options["json"]:
            content = json.dumps([count.as_dict() for count in counts], indent=2)
            options["json"].write_text(content + "\n", encoding="utf-8")

    def _photographed(self, folder: Path, engine: engines.Engine) -> list[Any]:
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder. Give one folder a person in it.")
        people = photographed_people(folder, engine)
        if len(people) < 2:
            raise CommandError(f"{folder} shows fewer than two usable people: one folder each.")
        return people
