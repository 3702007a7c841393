"""Run all benchmarks, print them, and write benchmarks/results/latest.json."""

from __future__ import annotations

import importlib
import importlib.util
import json
import logging
import os
import pkgutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import django

import benchmarks

RESULTS = Path(__file__).parent / "results" / "latest.json"


def main() -> None:
    """``python -m benchmarks [name …]`` runs all files, or those named."""
    # One thread each: the ratios are about the work, not about who takes more cores.
    for library in ("OPENBLAS", "OMP", "MKL"):
        os.environ[f"{library}_NUM_THREADS"] = "1"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    logging.disable(logging.INFO)  # figures only
    rows: list[dict[str, str | float]] = []
    for name in sys.argv[1:] or list(_names()):
        start = time.perf_counter()
        for result in importlib.import_module(f"benchmarks.{name}").measure():
            rows.append(result.as_dict())
            note = "" if result.holds else f"   MISSES {result.limit}"
            print(
                f"{result.name}: {result.value:.2f} {result.unit}; {result.reference}: "
                f"{result.reference_value:.2f}; ratio {result.ratio:.2f}{note}",
                flush=True,
            )
        print(f"  ({name}: {time.perf_counter() - start:.0f} s)", flush=True)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _names() -> Iterator[str]:
    for module in pkgutil.iter_modules(benchmarks.__path__):
        found = importlib.util.find_spec(f"benchmarks.{module.name}")
        if found and found.origin and "\ndef measure(" in Path(found.origin).read_text("utf-8"):
            yield module.name


if __name__ == "__main__":
    main()
