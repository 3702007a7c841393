"""`make mutants`: change the rules one by one, and fail where no test notices (docs/mutants.md)."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path

import pytest

from tests.mutants.changing import Change, changes
from tests.mutants.running import Fate, Mutant, Trial
from tests.mutants.targets import GROUPS, Group

STATE = Path(os.environ.get("MUTANTS_STATE", "build/mutants.json"))
# Without such a condition somebody else's is found, or anybody let in: tried by default.
WHOSE = ("condition removed", "none → all", "permissions removed")
EXCUSED = Path(__file__).parent / "excused.txt"


def excuses(text: str) -> dict[tuple[str, str], str]:
    """(path, what is changed) → why it may survive. One line each: ``path | change | reason``."""
    found = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            path, told, reason = line.split(" | ", 2)
            found[path.strip(), told.strip()] = reason.strip()
    return found


def key_of(path: str, change: Change, source: bytes) -> str:
    """The same change is judged once, until its file is another."""
    said = f"{path} {change.start} {change.end} {change.new}".encode()
    return hashlib.sha256(b"\0".join([said, source])).hexdigest()[:20]


def mutants_of(group: Group) -> list[Mutant]:
    made = []
    for path in group.files:
        source = Path(path).read_bytes()
        made += [Mutant(path, one, key_of(path, one, source)) for one in changes(source)]
    return made


@cache
def state_of(tests: tuple[str, ...]) -> str:
    """As the files were when this was asked first: before the tests of the group were loaded."""
    return hashlib.sha256(b"".join(Path(test).read_bytes() for test in tests)).hexdigest()[:20]


def chosen(mutants: Sequence[Mutant], *, number: int, seed: int) -> list[Mutant]:
    """``number`` of them, or all (0): always the same ones for one seed."""
    order = sorted(mutants, key=lambda one: hashlib.sha256(f"{seed} {one.key}".encode()).digest())
    return order[:number] if number else order


class Run:
    """What is known of each mutant, kept after every one so that a run goes on where it was stopped."""

    def __init__(self, seconds: float) -> None:
        self.until = time.monotonic() + seconds
        self.read()

    def read(self) -> None:
        self.records: dict[str, dict[str, str]] = (
            json.loads(STATE.read_text()) if STATE.exists() else {}
        )

    def goes_on(self) -> bool:
        return time.monotonic() < self.until

    def fate(self, mutant: Mutant, tests: tuple[str, ...]) -> str | None:
        """What became of it; None when a test on which that rests is another now.

        A change that is noticed rests on the test that noticed it, one that is not on all of the group.
        """
        record = self.records.get(mutant.key)
        if record is None:
            return None
        of = _files(record["by"]) or tests
        rests = all(Path(test).exists() for test in of) and state_of(of) == record["tests"]
        return record["fate"] if rests else None

    def judged(self, group: Group, mutant: Mutant, fate: Fate, by: str) -> None:
        rests_on = _files(by) or group.tests
        self.records[mutant.key] = {"fate": fate.value, "by": by, "tests": state_of(rests_on)}
        STATE.parent.mkdir(parents=True, exist_ok=True)
        STATE.write_text(json.dumps(self.records))
        if fate in (Fate.SURVIVED, Fate.UNTESTED):
            print(f"{fate.value:9}{told(mutant)}", file=sys.stderr, flush=True)


def _files(by: str) -> tuple[str, ...]:
    return (by.split("::", maxsplit=1)[0],) if by else ()


def told(mutant: Mutant) -> str:
    source = Path(mutant.path).read_bytes()
    return f"{mutant.path}:{mutant.change.line} | {mutant.change.told(source)}"


def in_one_session(group: Group, mutants: Sequence[Mutant], run: Run) -> bool:
    """A process for each group, so that none inherits what another one has loaded."""
    for tests in (group.tests, *((test,) for test in group.tests)):
        state_of(tests)
    child = os.fork()
    if child == 0:
        trial = Trial(mutants, judged=partial(run.judged, group), goes_on=run.goes_on)
        options = ["-q", "-p", "no:cacheprovider", "-p", "no:randomly", "--no-header", "--tb=short"]
        pytest.main(
            [*options, "-m", "not browser and not heavy and not postgres", *group.tests],
            plugins=[trial],
        )
        os._exit(bool(trial.failed))
    _pid, status = os.waitpid(child, 0)
    return status == 0


def main() -> int:
    options = read_options()
    begun, run = time.monotonic(), Run(options.seconds)
    groups = [group for group in GROUPS if is_wanted(group, options)]
    everything = {
        one.key: one
        for group in groups
        for one in mutants_of(group)
        if options.all or options.only or one.change.kind in WHOSE
    }
    wanted = {
        one.key for one in chosen([*everything.values()], number=options.number, seed=options.seed)
    }
    broken, fates = [], {}
    for group in groups:
        mutants = [one for one in mutants_of(group) if one.key in wanted]
        left = [one for one in mutants if run.fate(one, group.tests) is None]
        if left and run.goes_on():
            print(f"[mutants] {group.name}: {len(left)}", file=sys.stderr, flush=True)
            if not in_one_session(group, left, run):
                broken.append(group.name)
            run.read()
        fates |= {one.key: run.fate(one, group.tests) or "not tried" for one in mutants}
    mutants = [everything[key] for key in wanted]
    if options.killers:
        tell_killers(mutants, run)
    return report(mutants, fates, broken, time.monotonic() - begun)


def is_wanted(group: Group, options: argparse.Namespace) -> bool:
    if options.only:
        return options.only in " ".join((group.name, *group.files))
    return options.all or group.by_default


def tell_killers(mutants: Sequence[Mutant], run: Run) -> None:
    """Which test noticed each change."""
    for mutant in sorted(mutants, key=lambda one: (one.path, one.change.start)):
        by = run.records.get(mutant.key, {}).get("by")
        if by:
            print(f"killed    {told(mutant)} | {by}")


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--seconds", type=float, default=1800, help="start none after so long")
    parser.add_argument(
        "--number", type=int, default=0, help="how many, chosen by the seed; 0: all"
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--only", default="", help="every change of the groups whose name, or a file's, holds this"
    )
    parser.add_argument("--all", action="store_true", help="every change of every group")
    parser.add_argument("--killers", action="store_true", help="say which test noticed each")
    return parser.parse_args()


def report(
    mutants: Sequence[Mutant], fates: Mapping[str, str], broken: Sequence[str], seconds: float
) -> int:
    """Say what became of each; 1 when one survived without an excuse, or tests fail by themselves."""
    excused = excuses(EXCUSED.read_text())
    counts: Counter[str] = Counter()
    for mutant in sorted(mutants, key=lambda one: (one.path, one.change.start)):
        fate = fates[mutant.key]
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
