"""Real processes on data of their own, to be killed at a named point and started again."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import uuid
from contextlib import closing
from pathlib import Path

import pytest

from biometrics import engines
from biometrics.calibration import load
from biometrics.drawn.faces import DEMO_PEOPLE, draw
from biometrics.images import read_picture
from config.local.supervisor import COMMANDS
from requests_app.demo import traces

ROOT = Path(__file__).resolve().parents[2]
STRIPPED = ("DATABASE_URL", "REDIS_URL", "BROKER_URL", "SEALED_STORAGE_URL", "SAVEFACE_PROFILE")


def eventually(condition, seconds=60, what=""):
    """The first true value of ``condition``; fails when there is none in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what or condition.__name__}")


def environment(var, port=0):
    kept = {name: value for name, value in os.environ.items() if name not in STRIPPED}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "tests.recovery.settings",
        "SAVEFACE_PROFILE": "demo",
        "SAVEFACE_VAR": str(var),
        "TMPDIR": str(var / "tmp"),
        "PORT": str(port or 8000),
        "OMP_NUM_THREADS": "1",
        "PYTHONWARNINGS": "default",
    }


def manage(var, *arguments):
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=ROOT, env=environment(var), check=True, capture_output=True)


class Installation:
    """The embedded default in one folder, whose programs are started and killed one by one."""

    def __init__(self, var, port):
        self.var, self.port = var, port
        self.running = {}
        self.reference = self.disclosure = self.token = self.session = ""

    # --- programs ---------------------------------------------------------------------------

    def start(self, *names):
        for name in names:
            log = (self.var / f"{name}.log").open("ab")
            self.running[name] = subprocess.Popen(
                COMMANDS[name],
                cwd=ROOT,
                env=environment(self.var, self.port),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            log.close()
        if "web" in names:
            eventually(self._answers, what="the web server answers")

    def kill(self, *names):
        """kill -9 of the program and all its children at once."""
        for name in names or tuple(self.running):
            process = self.running.pop(name)
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def kill_child(self, name):
        """kill -9 of the process that does the work; the program itself lives on."""
        parent = self.running[name].pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        for child in children:
            os.kill(int(child), signal.SIGKILL)

    def _answers(self):
        try:
            return self.http("GET", "/readyz").status == 200
        except OSError:
            return False

    def drive(self, action, *arguments):
        """Run one act of `driver.py`; its result."""
        command = [sys.executable, "-m", "tests.recovery.driver", action, *map(str, arguments)]
        done = subprocess.run(
            command,
            cwd=ROOT,
            env=environment(self.var),
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def set_up(self):
        self._remember(self.drive("set_up"))

    def disclose(self, *files):
        self._remember(self.drive("disclose", *files))

    def disclose_under_number(self, number, file):
        self._remember(self.drive("disclose_under_number", number, file))

    def attempt(self, selfie):
        self.drive("attempt", self.disclosure, selfie)

    def _remember(self, told):
        for name, value in told.items():
            setattr(self, name, value)

    def state(self):
        return self.drive("state", self.reference)

    # --- points -----------------------------------------------------------------------------

    def hold(self, point):
        (self.var / "points" / f"{point}.hold").touch()

    def reached(self, point):
        file = self.var / "points" / f"{point}.reached"
        eventually(file.exists, what=f"a process reaches {point}")

    def release(self, point):
        (self.var / "points" / f"{point}.hold").unlink()
        (self.var / "points" / f"{point}.reached").unlink()

    # --- looking ----------------------------------------------------------------------------

    def value(self, query):
        """The first column of the first row, read beside the running programs."""
        # Not mode=ro: a reader that may not write the -shm file loses a race with the last writer's
        # clean-up of the WAL, and then calls a whole database malformed.
        with closing(sqlite3.connect(self.var / "database.sqlite3", timeout=20)) as connection:
            connection.execute("PRAGMA query_only = ON")
            row = connection.execute(query).fetchone()
        return row[0] if row else None

    def wait_for(self, query, expected, seconds=90):
        def holds():
            return self.value(query) == expected

        eventually(holds, seconds, what=f"{query} is {expected!r}")

    def search(self, *files):
        """Where any picture, or a piece of these files or of their templates, lies open."""
        secrets = [secret for file in files for secret in secrets_of(file)]
        return traces.search(self.var, secrets).found

    def sealed_files(self):
        return [path for path in (self.var / "sealed").rglob("*") if path.is_file()]

    # --- the web ----------------------------------------------------------------------------

    def http(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request(method, path, body=body, headers=headers or {})
        response = connection.getresponse()
        response.text = response.read().decode(errors="replace")
        connection.close()
        return response

    def post(self, path, fields, files=()):
        """Post a form of the resident's, as their browser does; the status, or None if cut off."""
        cookie = f"saveface-session={self.session}"
        page = self.http("GET", path, headers={"Cookie": cookie})
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text).group(1)
        csrf = re.search(r"csrftoken=([^;]+)", page.headers["Set-Cookie"]).group(1)
        body, kind = encode({"csrfmiddlewaretoken": token, **fields}, files)
        headers = {"Cookie": f"{cookie}; csrftoken={csrf}", "Content-Type": kind}
        return self._status("POST", path, body, headers)

    def call(self, path, data, key):
        """Call the API as the operator's own program does; the status, or None if cut off."""
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": key,
        }
        return self._status("POST", f"/api/v1{path}", json.dumps(data), headers)

    def _status(self, method, path, body, headers):
        try:
            return self.http(method, path, body, headers).status
        except (http.client.HTTPException, OSError):
            return None


def encode(fields, files):
    """A form as a browser sends it: multipart where there are files."""
    if not files:
        return urllib.parse.urlencode(fields), "application/x-www-form-urlencoded"
    boundary = uuid.uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    for name, file in files:
        head = f'form-data; name="{name}"; filename="{file.name}"\r\nContent-Type: image/jpeg'
        parts.append(f"--{boundary}\r\nContent-Disposition: {head}\r\n\r\n".encode())
        parts += [file.read_bytes(), b"\r\n"]
    return b"".join(
        [*parts, f"--{boundary}--\r\n".encode()]
    ), f"multipart/form-data; boundary={boundary}"


def secrets_of(file):
    """The bytes of a photograph, and of the template that the engine makes of it."""
    data = file.read_bytes()
    engine = engines.get()
    with engine.encode_reference(read_picture(data)) as template:
        values = template.values.copy()
    whitened = load(engine.calibration).whiten(values[None, :])[0]
    return data, values.tobytes(), whitened.tobytes()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    """An installation with its tables and notices; copied for each test."""
    var = tmp_path_factory.mktemp("prepared")
    (var / "tmp").mkdir()
    (var / "points").mkdir()
    manage(var, "migrate", "-v0")
    manage(var, "publish_notices", "-v0")
    return var


@pytest.fixture
def installation(prepared, tmp_path):
    var = tmp_path / "var"
    shutil.copytree(prepared, var)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    installation = Installation(var, port)
    installation.set_up()
    yield installation
    installation.kill()


@pytest.fixture(scope="session")
def faces(tmp_path_factory):
    """Drawn photographs beside the installation: the resident's selfie and three records, two theirs."""
    folder = tmp_path_factory.mktemp("faces")
    resident, somebody = DEMO_PEOPLE[:2]
    people = {
        "selfie": (resident, 0),
        "r1": (resident, 1),
        "s1": (somebody, 1),
        "r2": (resident, 2),
    }
    paths = {name: folder / f"{name}.jpg" for name in people}
    for name, (person, variant) in people.items():
        draw(person, variant).save(paths[name], quality=92)
    return paths
