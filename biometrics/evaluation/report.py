"""Write what was measured: a table for people, numbers for programs, DET curves as SVG."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from html import escape
from pathlib import Path
from statistics import NormalDist

import numpy as np

from biometrics.calibration import load
from biometrics.evaluation.rates import false_matches, false_non_matches
from biometrics.evaluation.samples import Samples
from biometrics.evaluation.scores import score
from biometrics.evaluation.thresholds import Line, Rate
from biometrics.thresholds import Policy

Points = Sequence[tuple[float, float]]

SIDE, MARGIN = 520, 60
TICKS = (1e-5, 1e-4, 1e-3, 1e-2, 0.05, 0.2, 0.4)
COLOURS = ("#1b4965", "#c8553d", "#588157", "#7d4e9e", "#b08900", "#2a9d8f", "#8d5524", "#555555")
HEADER = (
    "| group | people | frames | gallery | own group in it | promised | strangers named "
    "| strangers inconclusive | own record missed | inconclusive | not matched | kept |\n"
    "|---|---|---|---|---|---|---|---|---|---|---|---|"
)


def write_report(folder: Path, policy: Policy, lines: Sequence[Line], samples: Samples) -> None:
    """``report.md``, ``report.json`` and ``det.svg`` in ``folder``, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.md").write_text(_markdown(policy, lines, samples), encoding="utf-8")
    (folder / "report.json").write_text(_json(policy, lines), encoding="utf-8")
    (folder / "det.svg").write_text(det_svg(det_curves(samples, policy)), encoding="utf-8")


def table(lines: Iterable[Line]) -> str:
    """The lines as a Markdown table."""
    return "\n".join([HEADER, *map(_row, lines)])


def det_curves(samples: Samples, policy: Policy, frames: int = 1) -> dict[str, Points]:
    """(FMR, FNMR) of every group that has both, along the threshold."""
    thresholds = np.arange(-0.3, 0.15, 0.005)
    scores = score(samples, load(policy.calibration), frames=frames, least_pictures=frames + 1)
    curves: dict[str, Points] = {}
    for name, group in samples.groups.items():
        wrong = false_matches(scores, group, thresholds)
        missed = false_non_matches(scores, group, thresholds)
        if wrong is None or missed is None:
            continue
        pairs = zip(wrong.rate.tolist(), missed.rate.tolist(), strict=True)
        curves[name] = [pair for pair in pairs if min(pair) > 0 and max(pair) < 0.5]
    return curves


def det_svg(curves: dict[str, Points]) -> str:
    """A detection error trade-off plot: both axes are normal deviates (ISO/IEC 19795-1)."""
    width, height = SIDE + 2 * MARGIN + 160, SIDE + 2 * MARGIN
    font = 'font-family="sans-serif" font-size="12"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {font}>',
        "<title>Detection error trade-off by group</title>",
        *_axes(),
    ]
    for number, (name, points) in enumerate(curves.items()):
        colour = COLOURS[number % len(COLOURS)]
        line = " ".join(f"{_x(fmr):.1f},{_y(fnmr):.1f}" for fmr, fnmr in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        place = f'x="{SIDE + MARGIN + 12}" y="{MARGIN + 16 * (number + 1)}"'
        parts.append(f'<text {place} fill="{colour}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>\n"])


def _axes() -> Iterable[str]:
    end = SIDE + MARGIN
    yield f'<path d="M{MARGIN} {MARGIN}V{end}H{end}" fill="none" stroke="#333"/>'
    for tick in TICKS:
        yield f'<text x="{_x(tick):.0f}" y="{end + 18}" text-anchor="middle">{tick:g}</text>'
        yield f'<text x="{MARGIN - 6}" y="{_y(tick) + 4:.0f}" text-anchor="end">{tick:g}</text>'
        yield (
            f'<path d="M{_x(tick):.0f} {MARGIN}V{end}M{MARGIN} {_y(tick):.0f}H{end}" '
            'stroke="#ddd" fill="none"/>'
        )
    yield f'<text x="{MARGIN + SIDE / 2}" y="{end + 42}" text-anchor="middle">FMR</text>'
    yield f'<text x="14" y="{MARGIN + SIDE / 2}">FNMR</text>'


def _deviate(rate: float) -> float:
    low, high = (NormalDist().inv_cdf(each) for each in (TICKS[0], 0.5))
    return (NormalDist().inv_cdf(min(max(rate, TICKS[0]), 0.5)) - low) / (high - low)


def _x(rate: float) -> float:
    return MARGIN + SIDE * _deviate(rate)


def _y(rate: float) -> float:
    return MARGIN + SIDE * (1 - _deviate(rate))


def _markdown(policy: Policy, lines: Sequence[Line], samples: Samples) -> str:
    return (
        f"# {policy.id} {policy.version}\n\n"
        f"{len(samples.templates)} pictures of {samples.people} people. Intervals are 95%, by "
        "drawing people anew. Non-mated comparisons are made within the group.\n\n"
        f"{table(lines)}\n\n![Detection error trade-off](det.svg)\n"
    )


def _json(policy: Policy, lines: Sequence[Line]) -> str:
    content = {
        "policy": policy.id,
        "version": policy.version,
        "lines": [asdict(line) | {"kept": line.kept} for line in lines],
    }
    return json.dumps(content, indent=2) + "\n"


def _row(line: Line) -> str:
    people = line.false_positive.of if line.false_positive else 0
    kept = {True: "yes", False: "**no**", None: "-"}[line.kept]
    cells = (
        line.group,
        str(people),
        str(line.frames),
        str(line.gallery),
        str(line.own),
        f"{line.promised:.3%}",
        _rate(line.false_positive),
        _rate(line.stranger_doubt),
        _rate(line.false_negative),
        _rate(line.doubt),
        _rate(line.denied),
        kept,
    )
    return "| " + " | ".join(cells) + " |"


def _rate(rate: Rate | None) -> str:
    return "-" if rate is None else f"{rate.value:.3%} ({rate.low:.3%} to {rate.high:.3%})"
