"""Fetch the model with which a browser computes a face's vector itself, into static/face-model/.

    python deploy/face_model.py [package.tgz]

From npm, by version and digest: @vladmandic/face-api (MIT). Of it are taken the library, the small face
detector and the encoder, which is dlib's ResNet (public domain) in eight bits. Its landmark models stay
out: they were trained on iBUG 300-W, which may not be used commercially. The landmarks are those of the
server instead, dlib's five points (public domain), written as static/js/five-points.js reads them.
Without npm the package can be given as a file.
"""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
import subprocess
import sys
import tarfile
import tempfile
from importlib.util import find_spec
from pathlib import Path

from dlib_shapes import five_points

PACKAGE = "@vladmandic/face-api@1.7.15"
SHA512 = "WDMmK3CfNLo8jylWqMoQgf4nIst3M0fzx1dnac96wv/dvMTN4DxC/Pq1DGtduDk1lktCamQ3MIDXFnvrdHTXDw=="
# Whose vectors these are: the server compares them with this engine's alone.
ENGINE = "dlib-resnet@1"
TARGET = Path(__file__).parents[1] / "static" / "face-model"
MEMBERS = (
    "LICENSE",
    "dist/face-api.esm.js",
    "model/tiny_face_detector_model.bin",
    "model/tiny_face_detector_model-weights_manifest.json",
    "model/face_recognition_model.bin",
    "model/face_recognition_model-weights_manifest.json",
)
# It names a file of three megabytes that nobody needs; collectstatic would look for it.
SOURCE_MAP = b"//# sourceMappingURL="


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        package = Path(sys.argv[1]) if len(sys.argv) > 1 else _fetched(Path(folder))
        _check(package)
        made = Path(folder) / "made"
        made.mkdir()
        _unpack(package, made)
        (made / "five-points.bin").write_bytes(five_points(_landmarks()))
        _describe(made)
        shutil.rmtree(TARGET, ignore_errors=True)
        shutil.copytree(made, TARGET)
    size = sum(file.stat().st_size for file in TARGET.iterdir())
    print(f"[face-model] {size / 1e6:.1f} MB in {TARGET}")


def _fetched(folder: Path) -> Path:
    npm = shutil.which("npm")
    if npm is None:
        sys.exit(f"There is no npm. Install it, or give the package as a file: {PACKAGE}")
    print(f"[face-model] fetching {PACKAGE} (13 MB)")
    done = subprocess.run([npm, "pack", PACKAGE, "--silent"], cwd=folder, check=False, timeout=300)
    if done.returncode:
        sys.exit("npm could not fetch it: see above. No network? Set npm's registry to a mirror.")
    return next(folder.glob("*.tgz"))


def _check(package: Path) -> None:
    digest = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
    if digest != SHA512:
        sys.exit(f"{package} is not the {PACKAGE} that was looked at. Its SHA-512 is {digest}")


def _unpack(package: Path, folder: Path) -> None:
    with tarfile.open(package) as archive:
        for name in MEMBERS:
            member = archive.extractfile(f"package/{name}")
            if member is None:
                sys.exit(f"{name} is not in the package.")
            (folder / Path(name).name).write_bytes(member.read().partition(SOURCE_MAP)[0])


def _landmarks() -> bytes:
    """dlib's own file, from the package that `make setup` has installed."""
    found = find_spec("face_recognition_models")
    if found is None or found.origin is None:
        sys.exit("The package face-recognition-models is missing: run `make setup`.")
    models = Path(found.origin).parent / "models"
    return (models / "shape_predictor_5_face_landmarks.dat").read_bytes()


def _describe(folder: Path) -> None:
    """Written last: without it the pages do not offer the way."""
    size = sum(file.stat().st_size for file in folder.iterdir())
    told = {"engine": ENGINE, "package": PACKAGE, "bytes": size}
    (folder / "model.json").write_text(json.dumps(told))


if __name__ == "__main__":
    main()
