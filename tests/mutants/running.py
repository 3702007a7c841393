"""One pytest session that tries many changes: the tests are collected once, each change gets a fork.

A pytest plugin. First all tests run unchanged, and it is noted which functions each of them calls; then
for each change those tests run, in a forked process with a database in memory of its own, until the
first one fails.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import FrameType

import pytest

from tests.mutants.applying import apply, function_at, watch, watch_addresses
from tests.mutants.changing import Change

SLOWER = 10  # A change may make a loop endless: killed after so many times its usual time.
PATIENCE = 30  # seconds at least, for a machine that is busy

NOT_CALLED = 0  # in place of a line: an address of the module was looked up


class Fate(StrEnum):
    KILLED = "killed"
    STOPPED = "stopped"  # the changed program does not start
    SURVIVED = "survived"
    UNTESTED = "untested"  # none of the tests of its file comes near it


# By how the forked process ends; one that was killed took too long.
FATES = {0: Fate.SURVIVED, 1: Fate.KILLED, 3: Fate.STOPPED}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change to one file."""

    path: str
    change: Change
    key: str

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


class Trial:
    """The plugin. ``judged`` hears of each fate and of the test that noticed; ``goes_on`` says
    whether there is time for another.
    """

    def __init__(
        self,
        mutants: Sequence[Mutant],
        *,
        judged: Callable[[Mutant, Fate, str], None],
        goes_on: Callable[[], bool],
    ) -> None:
        self.mutants, self.judged, self.goes_on = mutants, judged, goes_on
        self.seen: set[tuple[str, int]] = set()
        self.called: dict[str, set[tuple[str, int]]] = {}
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for name in sorted({mutant.module for mutant in self.mutants}):
            watch(
                importlib.import_module(name), lambda line, name=name: self.seen.add((name, line))
            )
        watch_addresses(lambda name: self.seen.add((name, NOT_CALLED)))
        for item in session.items:
            self._run_unchanged(item, session.items[0])
        if self.failed:
            return True
        for mutant in self.mutants:
            if not self.goes_on():
                break
            self.judged(mutant, *self._fate(mutant, session))
        return True

    # --- without a change -------------------------------------------------------------------------

    def _run_unchanged(self, item: pytest.Item, following: pytest.Item) -> None:
        self.seen = set()
        item.session._setupstate.teardown_exact(item)
        begun = time.monotonic()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        self.seconds[item.nodeid] = time.monotonic() - begun
        self.called[item.nodeid] = self.seen

    def _touching(self, mutant: Mutant, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """The tests that call the changed function, the quickest first.

        Of a decorator or a class those that come to its file, or are kept from it.
        """
        lines = function_at(Path(mutant.path).read_bytes(), mutant.change)
        near = [
            item
            for item in items
            if any(
                name == mutant.module and (lines is None or line == lines[0])
                for name, line in self.called[item.nodeid]
            )
        ]
        return sorted(near, key=lambda item: self.seconds[item.nodeid])

    # --- with one ---------------------------------------------------------------------------------

    def _fate(self, mutant: Mutant, session: pytest.Session) -> tuple[Fate, str]:
        items = self._touching(mutant, session.items)
        if not items:
            return Fate.UNTESTED, ""
        limit = SLOWER * sum(self.seconds[item.nodeid] for item in items) + PATIENCE
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os._exit(self._in_the_fork(mutant, items, writing))
            finally:  # nothing of the fork goes on as if it were the parent
                os._exit(1)
        os.close(writing)
        with _deadline(limit, child):
            _pid, status = os.waitpid(child, 0)
        with os.fdopen(reading) as said:
            by = said.read()
        return FATES.get(os.waitstatus_to_exitcode(status), Fate.KILLED), by

    def _in_the_fork(self, mutant: Mutant, items: Sequence[pytest.Item], tell: int) -> int:
        """How the process ends; the name of the test that noticed goes to ``tell``."""
        silence = os.open(os.devnull, os.O_WRONLY)
        for stream in (1, 2):
            os.dup2(silence, stream)
        session = items[0].session
        session.config.pluginmanager.unregister(name="terminalreporter")
        source = Path(mutant.path).read_bytes()
        try:
            apply(importlib.import_module(mutant.module), source, mutant.change)
        except Exception:  # noqa: BLE001  (whatever the changed statement raises)
            return 3
        for item in items:
            item.session._setupstate.teardown_exact(item)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=items[0])
            if self.failed:
                os.write(tell, item.nodeid.encode())
                return 1
        return 0


@contextlib.contextmanager
def _deadline(seconds: float, child: int) -> Iterator[None]:
    """Kill ``child`` when its time is over."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        os.kill(child, signal.SIGKILL)

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
