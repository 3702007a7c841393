"""Lists what production installs, and under which licences: build/sbom.cdx.json and build/licences.md.

    python deploy/sbom.py

The packages of requirements.txt, as they are installed here, in CycloneDX 1.6. A licence that pyproject.toml
does not allow fails, and so does a package that says nothing clear about its own.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from license_expression import ExpressionError, get_spdx_licensing

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build"
SPDX = get_spdx_licensing()
ADVICE = (
    "Read the licence that came with it. Then, under [tool.saveface.licences] of pyproject.toml:"
)

Bom = dict[str, Any]


class Unfit(Exception):
    """What was installed cannot be listed; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Rules:
    """``[tool.saveface.licences]``: SPDX expressions by package, and which licences we take."""

    allowed: frozenset[str]
    read: dict[str, str] = field(default_factory=dict)  # what a person read in its licence file
    excused: dict[str, str] = field(default_factory=dict)  # taken all the same, and why

    def allow(self, expression: str) -> bool:
        """Whether we take it: every part of an AND, one part of an OR; unknown words are refused."""
        try:
            return self._allow(SPDX.parse(expression, validate=True))
        except ExpressionError:
            return False

    def _allow(self, parsed: Any) -> bool:
        if isinstance(parsed, SPDX.AND):
            return all(map(self._allow, parsed.args))
        if isinstance(parsed, SPDX.OR):
            return any(map(self._allow, parsed.args))
        return str(parsed) in self.allowed

    def faults(self, licences: dict[str, str]) -> list[str]:
        """One line for each package that may not be shipped, and each rule that nothing needs."""
        return [*self._refused(licences), *self._stale(licences)]

    def _refused(self, licences: dict[str, str]) -> Iterable[str]:
        for package, expression in licences.items():
            if not expression:
                yield f"{package} says no SPDX licence. {ADVICE} add it to `read`."
            elif package not in self.excused and not self.allow(expression):
                yield (
                    f"{package} is under {expression}. {ADVICE} add the licence to `allowed`,"
                    " or the package and a reason to `excused`; or use another package."
                )

    def _stale(self, licences: dict[str, str]) -> Iterable[str]:
        for package in sorted({*self.read, *self.excused} - set(licences)):
            yield f"{package} is not installed in production: take it out of pyproject.toml."
        for package in sorted(set(self.excused) & set(licences)):
            if self.allow(licences[package]):
                yield f"{package} needs no excuse: take it out of `excused` in pyproject.toml."


def main() -> None:
    try:
        rules, bom = rules_of_project(), bom_of_production()
        licences = {plain(one["name"]): licence_of(one, rules) for one in bom["components"]}
        if faults := rules.faults(licences):
            raise Unfit("\n".join(faults))
        write(bom, licences, rules)
    except Unfit as unfit:
        sys.exit(f"[sbom] failed:\n{unfit}")
    print(f"[sbom] {len(licences)} packages in build/sbom.cdx.json and build/licences.md")


def rules_of_project() -> Rules:
    found = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    table = found["tool"]["saveface"]["licences"]
    return Rules(frozenset(table["allowed"]), table["read"], table["excused"])


def bom_of_production() -> Bom:
    """The components that requirements.txt pins, and what depends on what among them."""
    bom, pinned = _bom_of_environment(), _pins("requirements.txt")
    found = {plain(one["name"]): one for one in bom["components"]}
    if missing := [
        n for n, version in pinned.items() if found.get(n, {}).get("version") != version
    ]:
        raise Unfit(f"not installed as requirements.txt says: {', '.join(missing)}. `make setup`.")
    root = bom["metadata"]["component"]["bom-ref"]
    refs = {found[name]["bom-ref"]: name for name in pinned}
    direct = [ref for ref, name in refs.items() if name in _pins("requirements.in")]
    # What only development installed is left out, also as an extra of what is kept.
    kept = [
        {"ref": each["ref"], "dependsOn": sorted(refs.keys() & each.get("dependsOn", ()))}
        for each in bom["dependencies"]
        if each["ref"] in refs
    ]
    bom["components"] = [one for one in bom["components"] if one["bom-ref"] in refs]
    bom["dependencies"] = [*kept, {"ref": root, "dependsOn": sorted(direct)}]
    return bom


def _bom_of_environment() -> Bom:
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", "pyproject.toml"]
    # It warns that a project without [project.dependencies] has none; `bom_of_production` adds them.
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unfit(f"cyclonedx-py failed:\n{done.stderr}")
    bom: Bom = json.loads(done.stdout)
    return bom


def _pins(file: str) -> dict[str, str]:
    """Name → version of each package that a requirements file pins."""
    text = (ROOT / file).read_text(encoding="utf-8")
    found = re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;\\]+)", text, re.MULTILINE)
    return {plain(name): version for name, version in found}


def plain(name: str) -> str:
    """The name as PEP 503 normalises it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def licence_of(component: Bom, rules: Rules) -> str:
    """The SPDX expression of a component, also written into it; empty when nobody said one clearly."""
    read = rules.read.get(plain(component["name"]), "")
    expression = read or _declared(component)
    how = "concluded" if read else "declared"
    component["licenses"] = (
        [{"expression": expression, "acknowledgement": how}] if expression else []
    )
    return expression


def _declared(component: Bom) -> str:
    """What the package says itself: one expression or one id; names without an id say nothing clear."""
    said = component.get("licenses", [])
    found = {one.get("expression") or one["license"].get("id", "") for one in said} - {""}
    return str(found.pop()) if len(found) == 1 else ""


def write(bom: Bom, licences: dict[str, str], rules: Rules) -> None:
    text = json.dumps(bom, indent=2)
    if (error := JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)) is not None:
        raise Unfit(f"the list is no valid CycloneDX 1.6: {error}")
    BUILD.mkdir(exist_ok=True)
    (BUILD / "sbom.cdx.json").write_text(text + "\n", encoding="utf-8")
    rows = [
        f"| {one['name']} | {one['version']} | {licences[plain(one['name'])]} | {_note(one, rules)} |"
        for one in sorted(bom["components"], key=lambda one: plain(one["name"]))
    ]
    title = f"# Licences of what {bom['metadata']['component']['version']} installs"
    head = ["| Package | Version | Licence (SPDX) | Note |", "|---|---|---|---|"]
    (BUILD / "licences.md").write_text("\n".join([title, "", *head, *rows, ""]), encoding="utf-8")


def _note(component: Bom, rules: Rules) -> str:
    name = plain(component["name"])
    return rules.excused.get(name) or ("as read in its licence file" if name in rules.read else "")


if __name__ == "__main__":
    main()
