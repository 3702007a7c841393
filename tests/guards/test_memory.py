"""What stays in the memory of a process: no face library in the web server, one copy of the models in a
worker, and nothing that was freed."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from config.worker.celery import app
from tests.recovery import memory

pytestmark = pytest.mark.heavy
ROOT = Path(__file__).resolve().parents[2]
SECRET_BYTES = 100_000

linux = pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="reads memory through /proc")


def run(code: str, *arguments: object) -> str:
    """What ``code`` says in a Python process of its own."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


# --- the web process --------------------------------------------------------------------------

WEB = """
import sys
import config.web.wsgi
from tests.guards.routes import all_routes
from django.contrib import admin
assert len(all_routes()) > 100 and len(admin.site._registry) > 10
libraries = ("dlib", "face_recognition", "face_recognition_models", "onnxruntime")
print([name for name in libraries if name in sys.modules])
"""


def test_the_web_process_knows_every_page_and_no_face_library():
    assert run(WEB).splitlines()[-1] == "[]"


# --- freed memory -----------------------------------------------------------------------------

HOLDER = """
import hashlib, sys
from config.hardening import overwrite_freed_memory
if sys.argv[1] == "True":
    assert overwrite_freed_memory()
upload = [hashlib.shake_256(b"a face").digest(int(sys.argv[2])) for copy in range(3)]
print("held", flush=True); sys.stdin.readline()
del upload
print("freed", flush=True); sys.stdin.readline()
"""


@linux
@pytest.mark.parametrize("hardened", [True, False])
def test_what_is_freed_is_overwritten(hardened):
    secret = hashlib.shake_256(b"a face").digest(SECRET_BYTES)
    needles = memory.slices(secret)
    command = [sys.executable, "-c", HOLDER, str(hardened), str(SECRET_BYTES)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout.readline() == "held\n"
        assert memory.found([holder.pid], needles) == sorted(needles)
        holder.stdin.write("\n")
        holder.stdin.flush()
        assert holder.stdout.readline() == "freed\n"
        left = memory.found([holder.pid], needles)
        holder.stdin.write("\n")
    assert (left == []) is hardened


# --- workers ----------------------------------------------------------------------------------

WORKER = """
import json, os, resource
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import dlib
loaded = []
def counted(name):
    make = getattr(dlib, name)
    def load(path):
        loaded.append((name, path.rpartition("/")[2]))
        return make(path)
    setattr(dlib, name, load)
for name in ("face_recognition_model_v1", "shape_predictor", "cnn_face_detection_model_v1"):
    counted(name)
import django; django.setup()
import numpy as np
from biometrics import engines
from biometrics.calibration import load
from biometrics.drawn.faces import DEMO_PEOPLE, draw
def read(person):
    with engines.get("dlib-resnet").encode_reference(np.asarray(draw(person, 0))) as template:
        load("dlib-resnet-1").crowding(template.values[None])
def held():
    return int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 1e6
for person in DEMO_PEOPLE:
    read(person)
first, before = len(loaded), held()
for person in DEMO_PEOPLE * 4:
    read(person)
print(json.dumps({"first": loaded[:first], "later": loaded[first:], "grown": held() - before}))
"""


@linux
def test_a_worker_loads_each_model_once_and_does_not_grow():
    told = json.loads(run(WORKER))
    files = [file for _kind, file in told["first"]]
    assert files.count("dlib_face_recognition_resnet_model_v1.dat") == 1
    assert not any("68" in file for file in files)
    assert told["later"] == []
    assert told["grown"] < 30, "megabytes after 24 more pictures"


WORKER_FOR = """
import sys
from config.worker.celery import app
queues, pool = sys.argv[1:]
worker = app.Worker(queues=queues.split(","), pool=pool, max_tasks_per_child=500, concurrency=1)
print(worker.max_tasks_per_child, "dlib" in sys.modules)
"""


@pytest.mark.parametrize(
    ("queues", "told"),
    [
        ("comparisons", "1 True"),
        ("faces", "1 True"),
        ("default,faces", "1 True"),
        ("default", "500 False"),
    ],
)
def test_a_process_that_saw_a_face_ends_with_its_task(queues, told):
    assert run(WORKER_FOR, queues, "prefork").splitlines()[-1] == told


def test_face_work_is_refused_where_processes_live_on():
    command = [sys.executable, "-c", WORKER_FOR, "faces", "solo"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert "start it with --pool=prefork" in done.stderr


def test_a_worker_that_has_grown_is_replaced():
    assert app.conf.worker_max_memory_per_child == 768 * 1024
    assert app.conf.worker_max_tasks_per_child == 1000
    assert app.conf.worker_prefetch_multiplier == 1
