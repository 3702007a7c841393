"""The colour tokens meet WCAG 2.2 AA in both themes: computed from the stylesheet, not believed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[2] / "static" / "css" / "tokens.css"
STATES = ("good", "wait", "warn", "bad")

# (foreground, background, least ratio): 4.5 for text, 3 for the edges of controls and for focus.
PAIRS = [
    *(
        (ink, ground, 4.5)
        for ink in ("ink", "soft", "brand", "bad")
        for ground in ("paper", "surface", "sunken")
    ),
    *((state, f"{state}-wash", 4.5) for state in STATES),
    *((state, "surface", 4.5) for state in STATES),
    *(("ink", f"{state}-wash", 4.5) for state in STATES),
    ("brand", "brand-wash", 4.5),
    ("brand-strong", "brand-wash", 4.5),
    ("soft", "brand-wash", 4.5),
    ("on-brand", "brand", 4.5),
    ("on-brand", "brand-strong", 4.5),
    ("seal", "surface", 4.5),
    *(("edge", ground, 3.0) for ground in ("paper", "surface")),
    *(("focus", ground, 3.0) for ground in ("paper", "surface", "sunken", "brand-wash")),
]


def tokens(theme: str) -> dict[str, str]:
    """Name → #rrggbb; the dark theme falls back on the light one, as the cascade does."""
    light, _, dark = TOKENS.read_text().partition("@media (prefers-color-scheme: dark)")
    pattern = r"--([\w-]+):\s*(#[0-9a-f]{6})"
    colours = dict(re.findall(pattern, light))
    if theme == "dark":
        colours |= dict(re.findall(pattern, dark))
    return colours


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_21() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_pair_is_readable(theme: str, front: str, back: str, least: float) -> None:
    colours = tokens(theme)
    ratio = contrast(colours[front], colours[back])
    assert ratio >= least, f"{front} on {back} in the {theme} theme: {ratio:.2f} < {least}"


def test_dark_theme_sets_every_colour() -> None:
    _, _, dark = TOKENS.read_text().partition("@media (prefers-color-scheme: dark)")
    assert set(re.findall(r"--([\w-]+):\s*#", dark)) == set(tokens("light"))


def test_page_weight_budget() -> None:
    """Style sheets and scripts stay small enough for a cheap phone on a bad network."""
    static = TOKENS.parents[1]
    every_page = (static.parent / "templates" / "base.html").read_text()
    linked = re.findall(r'static "((css|js)/[\w-]+\.\w+)"', every_page)
    # 3 kB of the scripts let a page be left when its account is (1.3 kB as they travel).
    for kind, most in (("css", 30_000), ("js", 26_500)):
        assert sum((static / name).stat().st_size for name, of in linked if of == kind) <= most
    for script in (static / "js").glob("*.js"):
        assert script.stat().st_size <= 10_000, script.name


def test_camera_page_budget() -> None:
    """What the camera adds to a page."""
    static = TOKENS.parents[1]
    scripts = [static / "js" / f"{name}.js" for name in ("camera", "hints", "live")]
    assert sum(script.stat().st_size for script in scripts) <= 15_000
    assert (static / "css" / "camera.css").stat().st_size <= 5_000
