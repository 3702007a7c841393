"""Build the wheel `dlib`, which holds no code and only requires `dlib-bin`.

face_recognition asks for `dlib`, and on PyPI that is source code: ten minutes of a C++ compiler.
`dlib-bin` is the same library, compiled, under another name. This wheel joins the two, so that
`pip install --require-hashes -r requirements.txt` needs no compiler and `pip check` is content.

The result is the same byte for byte wherever it is built:

    python deploy/wheels/build_dlib_shim.py
"""

import base64
import hashlib
import zipfile
from pathlib import Path

VERSION = "20.0.1+bin"
REQUIRES = "dlib-bin==20.0.1.post1"
HERE = Path(__file__).resolve().parent
DIST_INFO = f"dlib-{VERSION}.dist-info"

METADATA = f"""\
Metadata-Version: 2.1
Name: dlib
Version: {VERSION}
Summary: Holds no code: requires dlib-bin, the compiled dlib
License: BSL-1.0
Requires-Dist: {REQUIRES}
"""

WHEEL = """\
Wheel-Version: 1.0
Generator: build_dlib_shim.py
Root-Is-Purelib: true
Tag: py3-none-any
"""


def record_line(path: str, content: str) -> str:
    """Return the RECORD line of one file: path, urlsafe SHA-256 without padding, size."""
    digest = base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest())
    return f"{path},sha256={digest.rstrip(b'=').decode()},{len(content)}\n"


def build(folder: Path = HERE) -> Path:
    """Write the wheel into `folder` and return its path."""
    files = {f"{DIST_INFO}/METADATA": METADATA, f"{DIST_INFO}/WHEEL": WHEEL}
    record = "".join(record_line(path, content) for path, content in files.items())
    files[f"{DIST_INFO}/RECORD"] = record + f"{DIST_INFO}/RECORD,,\n"
    wheel = folder / f"dlib-{VERSION}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w", zipfile.ZIP_STORED) as archive:
        for path, content in files.items():
            # A fixed time and fixed rights: otherwise every build would have another hash.
            entry = zipfile.ZipInfo(path, date_time=(2020, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return wheel


if __name__ == "__main__":
    print(build())
