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
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.mutants.applying import apply, function_at
from tests.mutants.changing import Change

SLOWER = 10  # A change may make a loop endless: killed after so many times its usual time.
PATIENCE = 30  # seconds at least, for a machine that is busy


class Fate(StrEnum):
    KILLED = "killed"
    SURVIVED = "survived"
    UNTESTED = "untested"  # none of the tests of its file comes near it


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
    """The plugin. ``judged`` hears of each fate; ``goes_on`` says whether there is time for another."""

    def __init__(
        self,
        mutants: Sequence[Mutant],
        *,
        judged: Callable[[Mutant, Fate], None],
        goes_on: Callable[[], bool],
    ) -> None:
        self.mutants, self.judged, self.goes_on = mutants, judged, goes_on
        self.files = {str(Path(mutant.path).resolve()) for mutant in mutants}
        self.called: dict[str, set[tuple[str, int]]] = {}
        self.seconds: dict[str, float] = {}
        self.failed: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.append(report.nodeid)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        for item in session.items:
            self._run_unchanged(item, session.items[0])
        if self.failed:
            return True
        for mutant in self.mutants:
            if not self.goes_on():
                break
            self.judged(mutant, self._fate(mutant, session))
        return True

    # --- without a change -------------------------------------------------------------------------

    def _run_unchanged(self, item: pytest.Item, following: pytest.Item) -> None:
        seen = self.called.setdefault(item.nodeid, set())

        def note(frame: FrameType, _event: str, _argument: Any) -> None:
            if frame.f_code.co_filename in self.files:
                seen.add((frame.f_code.co_filename, frame.f_code.co_firstlineno))

        item.session._setupstate.teardown_exact(item)
        begun = time.monotonic()
        sys.settrace(note)
        try:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        finally:
            sys.settrace(None)
        self.seconds[item.nodeid] = time.monotonic() - begun

    def _touching(self, mutant: Mutant, items: Sequence[pytest.Item]) -> list[pytest.Item]:
        """The tests that call the changed function, the quickest first; of a class, those of its file."""
        path = str(Path(mutant.path).resolve())
        lines = function_at(Path(path).read_bytes(), mutant.change)
        near = [
            item
            for item in items
            if any(
                file == path and (lines is None or lines[0] - 5 <= line <= lines[1])
                for file, line in self.called[item.nodeid]
            )
        ]
        return sorted(near, key=lambda item: self.seconds[item.nodeid])

    # --- with one ---------------------------------------------------------------------------------

    def _fate(self, mutant: Mutant, session: pytest.Session) -> Fate:
        items = self._touching(mutant, session.items)
        if not items:
            return Fate.UNTESTED
        limit = SLOWER * sum(self.seconds[item.nodeid] for item in items) + PATIENCE
        child = os.fork()
        if child == 0:
            os._exit(self._in_the_fork(mutant, items))
        with _deadline(limit, child):
            _pid, status = os.waitpid(child, 0)
        return Fate.SURVIVED if status == 0 else Fate.KILLED

    def _in_the_fork(self, mutant: Mutant, items: Sequence[pytest.Item]) -> int:
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        try:
            source = Path(mutant.path).read_bytes()
            apply(importlib.import_module(mutant.module), source, mutant.change)
            for item in items:
                item.session._setupstate.teardown_exact(item)
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=items[0])
                if self.failed:
                    return 1
        except BaseException:  # noqa: BLE001  (a change with which the program does not start is noticed)
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
