"""After a whole verification over HTTP: where is the face? In no file, and in the memory of no process.

The memory of the running processes is read as a thief of a dump would read it.
"""

import http.client
import io
import json
import re

import numpy as np
import pytest
from PIL import Image

from biometrics import engines
from biometrics.calibration import load
from biometrics.drawn.faces import DEMO_PEOPLE, draw
from biometrics.drawn.motion import MOVING_PEOPLE, frames
from biometrics.images import read_picture
from biometrics.liveness.gestures import Gesture
from biometrics.vault.gallery import GalleryContext, open_key
from biometrics.vault.keys import LocalKeyWrapper, WrappedKey, parse_wrapping_key
from tests.on_device import packed
from tests.recovery import memory
from tests.recovery.conftest import ROOT, encode, eventually

pytestmark = pytest.mark.heavy

REAL = ROOT.parent / "shared" / "faces"
DISCLOSURE = "SELECT state FROM biometrics_disclosure"
VERIFICATION = "SELECT state FROM biometrics_verification"
PROGRAMS = ("web", "comparisons", "faces", "tasks")


def jpeg(pixels):
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=90)
    return out.getvalue()


def template_of(picture):
    with engines.get().encode_reference(read_picture(picture)) as template:
        return template.values.copy()


def in_every_form(installation, values):
    """A template as it comes, whitened, and as it lies in the gallery: turned, and in levels."""
    engine = engines.get()
    whitened = load(engine.calibration).whiten(values[None])[0]
    key = (installation.var / "keys" / "VAULT_WRAPPING_KEY").read_text()
    wrapper = LocalKeyWrapper(parse_wrapping_key(key, source="test"))
    wrapped = WrappedKey(installation.value("SELECT wrapped_key FROM biometrics_disclosure"))
    context = GalleryContext.today(installation.disclosure, engine.id)
    with open_key(wrapped, context, wrapper=wrapper) as gallery:
        turned = gallery.turn(whitened)
    levels = np.rint(turned / (np.abs(turned).max() / 127)).astype(np.int8)
    return [values, whitened, turned, levels, values.astype(float), whitened.astype(float)]


def needles_of(forms):
    return [piece for form in forms for piece in memory.windows(form)]


def pids(installation, program):
    return memory.family(installation.running[program].pid)


def nothing_open(installation, pictures, templates, others=()):
    """No picture and no template in any file, nor in the memory of any process."""
    slices = [piece for picture in pictures for piece in memory.slices(picture)]
    everything = [*slices, *needles_of(templates), *others]
    assert len(everything) > 100
    for file in (path for path in installation.var.rglob("*") if path.is_file()):
        data = file.read_bytes()
        assert not any(needle in data for needle in everything), file
    for program in PROGRAMS:
        assert memory.found(pids(installation, program), everything) == [], program


@pytest.fixture
def running(installation):
    installation.start(*PROGRAMS)
    return installation


def disclose(installation, tmp_path, *pictures):
    for number, picture in enumerate(pictures):
        (tmp_path / f"r{number}.jpg").write_bytes(picture)
    files = sorted(tmp_path.glob("r*.jpg"))
    installation.disclose(*files)
    installation.wait_for(DISCLOSURE, "ready")
    for file in files:
        file.unlink()


def test_a_photograph_is_nowhere_after_its_comparison(running, tmp_path):
    if not REAL.is_dir():
        pytest.skip("real photographs are not at hand")
    selfie, record, stranger = (
        (REAL / f"{name}.jpg").read_bytes() for name in ("person_a_1", "person_a_2", "person_b_1")
    )
    disclose(running, tmp_path, record, stranger)
    templates = in_every_form(running, template_of(selfie))
    templates += in_every_form(running, template_of(record))
    (tmp_path / "selfie.jpg").write_bytes(selfie)

    (opening,) = eventually(lambda: pids(running, "comparisons")[1:], what="a process waits")
    running.attempt(tmp_path / "selfie.jpg")
    running.wait_for(VERIFICATION, "decided")
    assert running.state()["matched"] == ["r0.jpg"]
    (tmp_path / "selfie.jpg").unlink()
    eventually(lambda: opening not in pids(running, "comparisons"), what="its process ends")
    for program, loaded in {"web": False, "comparisons": True}.items():
        mapped = [memory.libraries(pid) for pid in pids(running, program)]
        assert any("dlib" in each for each in mapped) is loaded
    nothing_open(running, [selfie, record, stranger], templates)


def test_a_live_burst_is_nowhere_after_its_comparison(running, tmp_path):
    person = MOVING_PEOPLE[0]
    record = jpeg(next(iter(frames(person, (), seed=9))))
    disclose(running, tmp_path, record)
    templates = in_every_form(running, template_of(record))

    path = f"/verify/{running.disclosure}/"
    asked = json.loads(post(running, f"{path}challenge", {}).text)
    gestures = [Gesture(name) for name in asked["gestures"]]
    burst = [jpeg(frame) for frame in frames(person, gestures)]
    files = []
    for number, picture in enumerate(burst):
        file = tmp_path / f"{number:02}.jpg"
        file.write_bytes(picture)
        files.append(("frames", file))
    assert post(running, f"{path}live", {"challenge": asked["id"]}, files).status == 201
    running.wait_for(VERIFICATION, "decided")
    assert running.state()["matched"] == ["r0.jpg"]
    for _name, file in files:
        file.unlink()
    nothing_open(running, [*burst[::4], record], templates)


NUMBER = "MN-40213"


def test_a_vector_of_a_persons_own_device_is_nowhere_after_its_comparison(running, tmp_path):
    selfie, record = (jpeg(np.asarray(draw(DEMO_PEOPLE[0], each))) for each in (0, 1))
    (tmp_path / "r.jpg").write_bytes(record)
    running.disclose_under_number(NUMBER, tmp_path / "r.jpg")
    running.wait_for(DISCLOSURE, "ready")
    (tmp_path / "r.jpg").unlink()
    vector = template_of(selfie)
    forms = in_every_form(running, vector)

    vectors = tmp_path / "vectors"
    vectors.write_bytes(packed([vector], len(vector)))
    told = json.loads(ask(running, "GET", f"?request={running.reference}").text)
    sent = ask(
        running,
        "POST",
        "",
        {
            "request": running.reference,
            "token": told["token"],
            "engine": told["engine"],
            "ticket": NUMBER,
        },
        [("vectors", vectors)],
    )
    assert sent.status == 202, sent.text
    vectors.unlink()
    running.wait_for(VERIFICATION, "decided")
    assert running.state()["matched"] == [NUMBER]
    written = [json.dumps(vector.tolist()[at : at + 4])[1:-1].encode() for at in range(0, 125, 4)]
    each = [number.tobytes() for number in vector.astype(float)]
    nothing_open(running, [record], forms, [*written, *each])


def ask(installation, method, query, fields=None, files=()):
    """Call the API as a page of this site does: by the resident's session."""
    cookie = f"saveface-session={installation.session}"
    page = installation.http(
        "GET", f"/verify/{installation.disclosure}/", headers={"Cookie": cookie}
    )
    csrf = re.search(r"csrftoken=([^;]+)", page.headers["Set-Cookie"]).group(1)
    headers = {"Cookie": f"{cookie}; csrftoken={csrf}", "X-CSRFToken": csrf}
    body = None
    if fields is not None:
        body, headers["Content-Type"] = encode(fields, files)
    return installation.http(method, f"/api/v1/verifications/on-device{query}", body, headers)


def post(installation, path, fields, files=()) -> http.client.HTTPResponse:
    """As the camera page posts: with the token in the form."""
    cookie = f"saveface-session={installation.session}"
    page = installation.http(
        "GET", f"/verify/{installation.disclosure}/", headers={"Cookie": cookie}
    )
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text).group(1)
    csrf = re.search(r"csrftoken=([^;]+)", page.headers["Set-Cookie"]).group(1)
    body, kind = encode({"csrfmiddlewaretoken": token, **fields}, files)
    headers = {"Cookie": f"{cookie}; csrftoken={csrf}", "Content-Type": kind}
    return installation.http("POST", path, body, headers)
