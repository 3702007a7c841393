#!/usr/bin/env bash
# Build dlib once with OpenBLAS for a production image: it encodes a face several times faster than
# the dlib-bin wheel, which needs no compiler and is the default. How to install: deploy/dlib-openblas.md.
#
#     deploy/build-dlib-openblas.sh [FOLDER]        (default: var/wheels; 10 to 20 minutes)
#
# Needs: apt-get install build-essential cmake libopenblas-dev. Where it runs: libopenblas0, and a
# processor with AVX2 (x86-64-v3: Intel from 2013, AMD from 2015). Writes the wheel and, beside it,
# requirements-dlib.txt with its hash.
set -euo pipefail
cd "$(dirname "$0")/.."

version=20.0.1
source_sha256=7cb2a09467de032332c743bc967007f016598c66c9c9ebc54a5b66d3d9e46d54
python=$PWD/.venv/bin/python
mkdir -p "${1:-var/wheels}"
folder=$(cd "${1:-var/wheels}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say() { echo "[dlib] $*"; }

for tool in cmake g++; do
    command -v "$tool" >/dev/null \
        || { say "$tool is missing: apt-get install build-essential cmake libopenblas-dev"; exit 1; }
done
"$python" -c 'import setuptools, packaging' 2>/dev/null || { say "no virtual environment yet: make setup"; exit 1; }

say "fetching the source of dlib $version"
echo "dlib==$version --hash=sha256:$source_sha256" >"$work/source.txt"
"$python" -m pip download -q --no-deps --no-binary :all: --no-build-isolation --require-hashes \
    -r "$work/source.txt" -d "$work"
tar -xzf "$work/dlib-$version.tar.gz" -C "$work"
# The wheel says in its version how it was built, as the one in deploy/wheels does.
printf '[egg_info]\ntag_build = +openblas\n' >"$work/dlib-$version/setup.cfg"

say "building"
# Pictures are decoded by Pillow: what of dlib's own decoders, windows and CUDA can be left out, is.
export DLIB_USE_BLAS=ON DLIB_USE_LAPACK=ON DLIB_USE_CUDA=OFF DLIB_NO_GUI_SUPPORT=ON \
    DLIB_PNG_SUPPORT=OFF DLIB_GIF_SUPPORT=OFF DLIB_WEBP_SUPPORT=OFF DLIB_JXL_SUPPORT=OFF \
    DLIB_LINK_WITH_SQLITE3=OFF CXXFLAGS="-O3 -march=x86-64-v3"
"$python" -m pip wheel --no-deps --no-build-isolation --no-cache-dir -w "$work/wheel" \
    "$work/dlib-$version" >"$work/build.log" 2>&1 \
    || { tail -40 "$work/build.log"; exit 1; }

say "trying it"
"$python" -m pip install -q --no-deps --target "$work/tried" "$work"/wheel/*.whl
PYTHONPATH=$work/tried "$python" -c 'import sys, dlib; sys.exit(not dlib.DLIB_USE_BLAS)' \
    || { say "the wheel does not load, or without BLAS: is libopenblas-dev there?"; exit 1; }

wheel=$(basename "$work"/wheel/*.whl)
cp "$work/wheel/$wheel" "$folder/"
hash=$(sha256sum "$folder/$wheel" | cut -d ' ' -f 1)
echo "dlib @ file://$folder/$wheel --hash=sha256:$hash" >"$folder/requirements-dlib.txt"
say "$folder/$wheel"
