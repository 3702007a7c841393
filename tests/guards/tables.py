"""The tables of the access matrix as files: (method, path) → one word a caller."""

from __future__ import annotations

from pathlib import Path

from tests.guards.routes import Route
from tests.guards.ways_in import BROWSERS, PROGRAMS

FOLDER = Path(__file__).parent / "access"
EXCUSED = FOLDER / "excused.txt"
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")
AREAS = ("accounts", "admin", "api", "_allauth", "web")
METHODS = {"api": ("GET", *UNSAFE), "_allauth": ("GET", *UNSAFE)}
# Signing in is a package's business: who nobody is, who somebody is, who lacks the second factor.
FEW = ("anonymous", "resident", "operator", "one_factor")
CALLERS_OF = {
    "accounts": FEW,
    "_allauth": (*FEW, "app_session", "app_jwt", "app_one_factor"),
    # At the desk everybody who is no member of an organisation is alike; tokens open no page.
    "admin": (
        "anonymous",
        "resident",
        "operator",
        "other_operator",
        "manager",
        "moderator",
        "analyst",
        "administrator",
        "one_factor",
        "respond_token",
    ),
    "web": BROWSERS,
}

Table = dict[tuple[str, str], tuple[str, ...]]


def area_of(route: Route) -> str:
    return route.area if route.area in AREAS else "web"


def callers_of(area: str) -> tuple[str, ...]:
    return CALLERS_OF.get(area, (*BROWSERS, *PROGRAMS))


def read(area: str) -> Table:
    table: Table = {}
    path = FOLDER / f"{area}.txt"
    for line in path.read_text().splitlines() if path.exists() else ():
        if line and not line.startswith("#"):
            method, *words, route = line.split()
            table[method, route.removeprefix("/")] = tuple(words)
    return table


def write(area: str, table: Table) -> None:
    names = callers_of(area)
    head = "# method  " + " ".join(names) + " route\n"
    lines = (
        method.ljust(9)
        + " ".join(word.ljust(len(name)) for name, word in zip(names, words, strict=True))
        + f" /{path}\n"
        for (method, path), words in sorted(table.items(), key=lambda row: row[0][::-1])
    )
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / f"{area}.txt").write_text(head + "".join(lines))


def excuses() -> dict[tuple[str, str], str]:
    """(method, path) → why nobody succeeds there. One line each: method, path, reason."""
    found: dict[tuple[str, str], str] = {}
    for line in EXCUSED.read_text().splitlines():
        if line and not line.startswith("#"):
            method, path, reason = line.split(maxsplit=2)
            found[method, path.removeprefix("/")] = reason
    return found
