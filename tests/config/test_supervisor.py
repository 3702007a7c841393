"""The supervisor: everything up together, kept up, and gone together."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("config.web.wsgi", "comparisons@", "faces@", "default@")

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks at processes through /proc"),
]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def eventually(condition, seconds):
    """Return the first true value of the condition; fail when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds} s: {condition.__name__}")


def own_environment():
    """Return the environment without what the test profile set."""
    names = {
        "DJANGO_SETTINGS_MODULE",
        "SAVEFACE_PROFILE",
        "DATABASE_URL",
        "REDIS_URL",
        "BROKER_URL",
    }
    return {name: value for name, value in os.environ.items() if name not in names}


class Installation:
    """One `make run` on data of its own."""

    def __init__(self, var):
        self.var = var
        self.port = free_port()
        self.process = None

    def start(self, **environment):
        self.output = (self.var / "output").open("a+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.local.supervisor"],
            cwd=ROOT,
            env=own_environment()
            | {"SAVEFACE_VAR": str(self.var), "PORT": str(self.port)}
            | environment,
            stdout=self.output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        return self.process

    def said(self):
        return (self.var / "output").read_text()

    def ready(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def processes(self, part=""):
        """Return the pids that run on this installation's data, whose command holds `part`."""
        mark = f"SAVEFACE_VAR={self.var}\0".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if (
                    mark in (folder / "environ").read_bytes()
                    and part in (folder / "cmdline").read_bytes().decode()
                ):
                    found.append(int(folder.name))
            except OSError:  # gone in the meantime
                continue
        return found

    def all_up(self):
        return self.ready() and all(self.processes(part) for part in PROGRAMS)

    def all_gone(self):
        return not self.processes()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """Data as a first run leaves it, so that each test starts as a second run does."""
    var = tmp_path_factory.mktemp("prepared")
    environment = own_environment() | {"SAVEFACE_VAR": str(var)}
    subprocess.run([sys.executable, "manage.py", "prepare"], cwd=ROOT, env=environment, check=True)
    return var


def started(var):
    """Yield an installation on this data, and leave nothing of it behind."""
    made = Installation(var)
    yield made
    for pid in made.processes():
        os.kill(pid, signal.SIGKILL)
    if made.process:
        made.process.wait()
        made.output.close()


@pytest.fixture
def installation(tmp_path, prepared):
    yield from started(shutil.copytree(prepared, tmp_path / "var"))


@pytest.fixture(scope="module")
def running(tmp_path_factory, prepared):
    """One that is up, for tests that leave it up."""
    for made in started(shutil.copytree(prepared, tmp_path_factory.mktemp("running") / "var")):
        made.start()
        eventually(made.all_up, 90)
        yield made


def a_sweep_came_through(installation):
    return "task_succeeded" in (installation.var / "logs" / "tasks.log").read_text()


def test_the_schedule_reaches_the_workers(running):
    eventually(lambda: a_sweep_came_through(running), 60)


def test_a_second_run_on_the_same_data_is_refused(running):
    second = Installation(running.var)
    assert second.start().wait(timeout=30) == 1
    second.output.close()
    assert "already runs on the data" in second.said()


@pytest.mark.parametrize("part", PROGRAMS)
def test_a_killed_program_is_started_again(running, part):
    before = set(running.processes(part))
    os.kill(min(before), signal.SIGKILL)
    eventually(lambda: set(running.processes(part)) - before, 30)
    eventually(running.all_up, 60)
    assert "(killed by SIGKILL); starting it again" in running.said()


def test_up_together_and_gone_in_seconds_on_ctrl_c(installation):
    installation.start()
    eventually(installation.all_up, 90)
    installation.process.send_signal(signal.SIGINT)
    assert installation.process.wait(timeout=15) == 0
    assert installation.processes() == []
    said = installation.said()
    assert f"http://127.0.0.1:{installation.port}/" in said
    assert said.rstrip().endswith("stopped")


@pytest.fixture
def servers():
    """An empty PostgreSQL database and a Redis broker, as environment variables."""
    name = f"saveface_run_{os.getpid()}"
    server = os.environ.get("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/test")
    broker = os.environ.get("BROKER_URL", "redis://127.0.0.1:6379/15").rpartition("/")[0]
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield {
            "DATABASE_URL": f"{server.rpartition('/')[0]}/{name}",
            "BROKER_URL": f"{broker}/13",
            "REDIS_URL": f"{broker}/12",
        }
        drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        connection.execute(drop)


@pytest.mark.postgres
def test_the_same_on_postgresql_and_redis(installation, servers):
    installation.start(**servers)
    eventually(installation.all_up, 90)
    eventually(lambda: a_sweep_came_through(installation), 40)
    installation.process.send_signal(signal.SIGINT)
    assert installation.process.wait(timeout=15) == 0


def test_nothing_outlives_a_killed_supervisor(installation):
    installation.start()
    eventually(installation.all_up, 90)
    os.kill(installation.process.pid, signal.SIGKILL)
    installation.process.wait()
    eventually(installation.all_gone, 20)


def test_a_port_in_use_is_named_with_a_way_out(installation):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", installation.port))
        listener.listen()
        assert installation.start().wait(timeout=30) == 1
    assert f"make run PORT={installation.port + 1}" in installation.said()


def test_a_web_server_that_cannot_start_ends_the_run_with_its_log(installation):
    process = installation.start(GUNICORN_CMD_ARGS="--no-such-option")
    assert process.wait(timeout=60) == 1
    assert "The web server does not get ready" in installation.said()
    assert "no-such-option" in installation.said()
    eventually(installation.all_gone, 10)
