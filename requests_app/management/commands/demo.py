"""The main job on photographs of your own, in an installation that exists for its length alone."""

from __future__ import annotations

import json
import sys
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation
from django.utils.translation import gettext as _

from biometrics.images import MAX_BYTES
from biometrics.types import PictureProblem
from requests_app.demo import photographs, throwaway
from requests_app.demo.job import Photograph, UnusableInput, run
from requests_app.demo.language import terminal_language

UNUSABLE = 2


class Command(BaseCommand):
    """Exit code 0 when the job ran, whatever came out; 2 for files that cannot be used."""

    help = (
        "From filing to signed receipts, on photographs: a selfie, and what a venue disclosed. "
        "Nothing of it stays. Without photographs it takes the drawn people of the demo data."
    )
    # It runs in an installation of its own, so the settings of this one do not matter.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Photographs, form of the result."""
        parser.add_argument(
            "--selfie",
            nargs="+",
            default=[],
            metavar="FILE",
            help="one to five photographs of the resident",
        )
        parser.add_argument(
            "--disclosed",
            nargs="+",
            default=[],
            metavar="FILE",
            help="the venue's photographs, each a record of its own",
        )
        parser.add_argument("--json", action="store_true", help="end with one line of JSON")
        parser.add_argument("--inside", action="store_true", help=SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Start the throwaway installation; inside it do the job."""
        with translation.override(terminal_language()):
            try:
                code = self._inside(options) if options["inside"] else self._outside(options)
            except UnusableInput as unusable:
                self.stderr.write(" ".join(unusable.line.split()))
                code = UNUSABLE
        if code:
            sys.exit(code)

    def _outside(self, options: dict[str, Any]) -> int:
        selfies, disclosed = options["selfie"], options["disclosed"]
        if not selfies and not disclosed:
            drawn = photographs.ensure(photographs.folder())
            selfies, disclosed = [str(drawn.selfie)], [str(path) for path in drawn.disclosed]
        arguments = ["demo", "--inside", *(["--json"] if options["json"] else [])]
        for option, files in (("--selfie", selfies), ("--disclosed", disclosed)):
            _read_all(option, files)  # what is not there is told at once
            arguments += [option, *files]
        return throwaway.run(arguments)

    def _inside(self, options: dict[str, Any]) -> int:
        self._steps = 0
        selfies = _read_all("--selfie", options["selfie"])
        records = _read_all("--disclosed", options["disclosed"])
        throwaway.prepare()
        result = run(selfies=selfies, records=records, say=self._say)
        if options["json"]:
            self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False))
        return 0

    def _say(self, line: str) -> None:
        """One readable step; details are indented under it."""
        if line.startswith(" "):
            self.stdout.write(f"    {line.strip()}")
        else:
            self._steps += 1
            self.stdout.write(f"{self._steps:2}. {line}")
        self.stdout.flush()


def _read_all(option: str, names: Sequence[str]) -> list[Photograph]:
    if not names:
        raise UnusableInput("", "missing", _("Name at least one file with %s.") % option)
    return [_read(name) for name in names]


def _read(name: str) -> Photograph:
    """The file, or so much of it that the gate for pictures sees that it is too large."""
    try:
        with Path(name).open("rb") as file:
            return Photograph(name, file.read(MAX_BYTES + 1))
    except FileNotFoundError:
        sentence = _("There is no such file. Check the name and the folder.")
    except IsADirectoryError:
        sentence = _("This is a folder. Name the photographs in it one by one.")
    except OSError as error:
        sentence = _("The file cannot be read (%s). Check its permissions.") % error.strerror
    raise UnusableInput(name, PictureProblem.EMPTY, sentence)
