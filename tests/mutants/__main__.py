"""`make mutants`: change the rules one by one, and fail where no test notices (docs/mutants.md)."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.mutants.changing import Change, changes
from tests.mutants.running import Fate, Mutant, Trial
from tests.mutants.targets import GROUPS, Group

STATE = Path(os.environ.get("MUTANTS_STATE", "build/mutants.json"))
EXCUSED = Path(__file__).parent / "excused.txt"


def excuses(text: str) -> dict[tuple[str, str], str]:
    """(path, what is changed) → why it may survive. One line each: ``path | change | reason``."""
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            path, told, reason = line.split(" | ", 2)
            found[path.strip(), told.strip()] = reason.strip()
    return found


def key_of(path: str, change: Change, source: bytes, tests: bytes) -> str:
    """The same change is judged once, until its file or one of its tests is another."""
    said = f"{path} {change.start} {change.end} {change.new}".encode()
    return hashlib.sha256(b"\0".join([said, source, tests])).hexdigest()[:20]


def mutants_of(group: Group) -> list[Mutant]:
    tests = b"".join(Path(test).read_bytes() for test in group.tests)
    made = []
    for path in group.files:
        source = Path(path).read_bytes()
        made += [
            Mutant(path, change, key_of(path, change, source, tests)) for change in changes(source)
        ]
    return made


def chosen(mutants: Sequence[Mutant], *, number: int, seed: int) -> list[Mutant]:
    """``number`` of them, or all (0): always the same ones for one seed."""
    order = sorted(mutants, key=lambda one: hashlib.sha256(f"{seed} {one.key}".encode()).digest())
    return order[:number] if number else order


class Run:
    """What is known of each mutant, kept after every one so that a run goes on where it was stopped."""

    def __init__(self, seconds: float) -> None:
        self.fates: dict[str, str] = json.loads(STATE.read_text()) if STATE.exists() else {}
        self.until = time.monotonic() + seconds

    def goes_on(self) -> bool:
        return time.monotonic() < self.until

    def judged(self, mutant: Mutant, fate: Fate) -> None:
        self.fates[mutant.key] = fate.value
        STATE.parent.mkdir(parents=True, exist_ok=True)
        STATE.write_text(json.dumps(self.fates))
        if fate in (Fate.SURVIVED, Fate.UNTESTED):
            print(f"{fate.value:9}{told(mutant)}", file=sys.stderr, flush=True)


def told(mutant: Mutant) -> str:
    source = Path(mutant.path).read_bytes()
    return f"{mutant.path}:{mutant.change.line} | {mutant.change.told(source)}"


def in_one_session(group: Group, mutants: Sequence[Mutant], run: Run) -> bool:
    """A process for each group, so that none inherits what another one has loaded."""
    child = os.fork()
    if child == 0:
        trial = Trial(mutants, judged=run.judged, goes_on=run.goes_on)
        options = ["-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--no-header", "--tb=short"]
        pytest.main([*options, "-m", "not browser and not heavy", *group.tests], plugins=[trial])
        os._exit(bool(trial.failed))
    _pid, status = os.waitpid(child, 0)
    return status == 0


def main() -> int:
    options = read_options()
    begun, run = time.monotonic(), Run(options.seconds)
    groups = [group for group in GROUPS if options.only in " ".join((group.name, *group.files))]
    everything = {one.key: one for group in groups for one in mutants_of(group)}
    wanted = {
        one.key for one in chosen([*everything.values()], number=options.number, seed=options.seed)
    }
    broken = []
    for group in groups:
        left = [one for one in mutants_of(group) if one.key in wanted and one.key not in run.fates]
        if not left or not run.goes_on():
            continue
        print(f"[mutants] {group.name}: {len(left)}", file=sys.stderr, flush=True)
        if not in_one_session(group, left, run):
            broken.append(group.name)
        run.fates = json.loads(STATE.read_text()) if STATE.exists() else {}
    return report([everything[key] for key in wanted], run, broken, time.monotonic() - begun)


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--seconds", type=float, default=1800, help="start none after so long")
    parser.add_argument(
        "--number", type=int, default=0, help="how many, chosen by the seed; 0: all"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="groups or files whose name holds this")
    return parser.parse_args()


def report(mutants: Sequence[Mutant], run: Run, broken: Sequence[str], seconds: float) -> int:
    """Say what became of each; 1 when one survived without an excuse, or tests fail by themselves."""
    excused = excuses(EXCUSED.read_text())
    counts: Counter[str] = Counter()
    for mutant in sorted(mutants, key=lambda one: (one.path, one.change.start)):
        fate = run.fates.get(mutant.key, "not tried")
        alive = fate in (Fate.SURVIVED, Fate.UNTESTED)
        if alive and (mutant.path, mutant.change.told(Path(mutant.path).read_bytes())) in excused:
            fate, alive = "excused", False
        counts[fate] += 1
        if alive:
            print(f"{fate:9} {told(mutant)}")
    words = ", ".join(f"{number} {fate}" for fate, number in sorted(counts.items()))
    print(f"[mutants] {len(mutants)} made: {words}; {seconds:.0f} s")
    if broken:
        print(f"[mutants] tests that fail without any change: {', '.join(broken)}")
    return int(bool(broken) or counts[Fate.SURVIVED] + counts[Fate.UNTESTED] > 0)


if __name__ == "__main__":
    sys.exit(main())
