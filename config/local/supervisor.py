"""Runs the whole of Saveface from one terminal: web server, workers, schedule.

Knows nothing of Django, so that watching costs no memory. Children die with it, even when it is
killed; a child that dies is started again; Ctrl-C stops everything in seconds.
"""

import ctypes
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

READY_SECONDS = 90
STOP_SECONDS = 10
POLL_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 30
PR_SET_PDEATHSIG = 1

PYTHON = sys.executable
CELERY = (PYTHON, "-m", "celery", "-A", "config.worker.celery", "worker", "--loglevel=INFO")
LEAN = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--pool=prefork")

COMMANDS: dict[str, tuple[str, ...]] = {
    "web": (PYTHON, "-m", "gunicorn", "-c", "python:config.web.gunicorn", "config.web.wsgi"),
    # Faces in processes of their own: the encoder stalls every other thread beside it. Whoever waits
    # for a comparison does not wait for the photographs of a long disclosure.
    "comparisons": (*CELERY, *LEAN, "-Q", "comparisons", "-n", "comparisons@%h", "--concurrency=1"),
    "faces": (*CELERY, *LEAN, "-Q", "faces", "-n", "faces@%h", "--concurrency=1"),
    "tasks": (
        *(*CELERY, *LEAN, "-Q", "default", "-n", "default@%h", "--concurrency=1"),
        *("--beat", "--scheduler", "celery.beat:Scheduler"),
    ),
}


class CannotStartError(Exception):
    """Something is missing; the text says what to do."""


def say(line: str) -> None:
    """Write one line of progress."""
    print(f"[run] {line}", flush=True)


def die_with_parent() -> None:
    """Ask the kernel to end this child when the supervisor is gone (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One program, started again whenever it dies."""

    name: str
    command: Sequence[str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    deaths: int = 0
    start_at: float = field(default=0.0)

    def start(self) -> None:
        """Start the program in a process group of its own, its output in its log file."""
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )

    def signal(self, number: signal.Signals) -> None:
        """Tell the program; it passes on to its own children what they need to know."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)

    def kill_group(self) -> None:
        """End whatever the program has left running."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            self.process.wait()

    def running(self) -> bool:
        """Say whether the program lives."""
        return self.process is not None and self.process.poll() is None

    def tend(self, now: float) -> None:
        """Start the program when it is due; note a death and set the next start."""
        if self.process is None:
            if now >= self.start_at:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.kill_group()
        self.process = None
        self.deaths += 1
        pause = min(2 ** (self.deaths - 1), LONGEST_PAUSE_SECONDS)
        self.start_at = now + pause
        say(f"{self.name} ended ({_reason(code)}); starting it again in {pause} s")


class Supervisor:
    """Starts, watches and stops the children."""

    def __init__(self, var: Path, port: int) -> None:
        self.var = var
        self.port = port
        self.stopping = 0
        logs = var / "logs"
        logs.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.children = [
            Child(name, command, logs / f"{name}.log") for name, command in COMMANDS.items()
        ]

    def run(self) -> None:
        """Run until Ctrl-C or SIGTERM."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._on_signal)
        with self._only_one():
            self._check_port()
            self._run_once("prepare", "The database could not be made ready: see above.")
            for child in self.children:
                _set_aside(child.log)
            try:
                self._watch()
            finally:
                self._stop()

    def _watch(self) -> None:
        say("starting the web server, the workers and the schedule")
        started = time.monotonic()
        announced = False
        while not self.stopping:
            now = time.monotonic()
            for child in self.children:
                child.tend(now)
            if not announced:
                announced = self._announce_when_ready(started)
            time.sleep(POLL_SECONDS)

    def _announce_when_ready(self, started: float) -> bool:
        state = probe(self.port)
        waited = time.monotonic() - started
        if state is True:
            say(f"ready after {waited:.1f} s: http://127.0.0.1:{self.port}/")
            say(f"logs: {self.children[0].log.parent}/   stop: Ctrl-C")
            self._show_ways_in()
            return True
        web = self.children[0]
        if web.deaths > 1 or waited > READY_SECONDS:
            raise CannotStartError(
                f"The web server does not get ready ({state or 'no answer'}).\n"
                f"{_tail(web.log)}\nThe whole log: {web.log}"
            )
        return False

    def _show_ways_in(self) -> None:
        if any(Path().glob("*/management/commands/demo_access.py")):
            subprocess.run((PYTHON, "manage.py", "demo_access"), check=False)

    def _stop(self) -> None:
        say("stopping")
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while any(child.running() for child in self.children):
            if time.monotonic() > deadline or self.stopping > 1:
                break
            time.sleep(POLL_SECONDS)
        for child in self.children:
            child.kill_group()
        say("stopped")

    def _on_signal(self, _number: int, _frame: object) -> None:
        self.stopping += 1

    def _run_once(self, command: str, failure: str) -> None:
        done = subprocess.run((PYTHON, "manage.py", command), check=False)
        if done.returncode and not self.stopping:
            raise CannotStartError(failure)

    def _check_port(self) -> None:
        with socket.socket() as probe_socket:
            probe_socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe_socket.bind(("127.0.0.1", self.port))
            except OSError as error:
                raise CannotStartError(
                    f"Port {self.port} cannot be used ({error.strerror}). "
                    f"Stop what uses it, or take another: make run PORT={self.port + 1}"
                ) from error

    def _only_one(self) -> IO[str]:
        lock = (self.var / "run.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise CannotStartError(
                f"Saveface already runs on the data in {self.var}. Stop it there (Ctrl-C) first."
            ) from None
        return lock


def probe(port: int) -> bool | str:
    """Return True when /readyz says so, otherwise what it says ("" for no answer)."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        text = response.read().decode(errors="replace")
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()
    return response.status == http.HTTPStatus.OK or text


def _reason(code: int) -> str:
    return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"


def _set_aside(log: Path) -> None:
    if log.exists():
        log.replace(log.with_suffix(".log.1"))


def _tail(log: Path, lines: int = 20) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def main() -> int:
    """Run Saveface; return the exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # two workers share two cores
    var = Path(os.environ.get("SAVEFACE_VAR", "var")).resolve()
    var.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        Supervisor(var, int(os.environ.get("PORT", "8000"))).run()
    except CannotStartError as error:
        print(f"[run] {error}", file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
