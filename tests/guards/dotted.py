"""What the names in a file mean, whatever they were called when they were imported."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "consents", "biometrics", "requests_app", "config")


BY_TEXT = {"import_module", "__import__", "import_string"}


def sources(*apps: str) -> list[Path]:
    """The files of the program; migrations are history."""
    return sorted(
        path
        for app in apps or APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts
    )


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def short(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imported(tree: ast.AST) -> dict[str, str]:
    """A name in the file → what it is: ``j`` is ``json``, ``loads`` is ``json.loads``.

    ``import urllib`` gives the name ``urllib`` by which ``urllib.request`` can be reached as well.
    """
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                names[one.asname or one.name.split(".")[0]] = (
                    one.name if one.asname else one.name.split(".")[0]
                )
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names |= {one.asname or one.name: f"{node.module}.{one.name}" for one in node.names}
    return names


def dotted(node: ast.AST, names: dict[str, str]) -> str:
    """``json.loads`` for ``j.loads``; empty for what only a call would know."""
    if isinstance(node, ast.Name):
        return names.get(node.id, node.id if hasattr(builtins, node.id) else "")
    if isinstance(node, ast.Attribute):
        before = dotted(node.value, names)
        return f"{before}.{node.attr}" if before else ""
    return ""


def used(tree: ast.AST, names: dict[str, str]) -> Iterator[str]:
    """Every dotted name within ``tree``, its beginnings too; a name need not be called to be used.

    What stands for a type alone is left out.
    """
    types = {id(inner) for each in _annotations(tree) for inner in ast.walk(each)}
    for node in ast.walk(tree):
        if id(node) in types:
            continue
        if isinstance(node, ast.Name | ast.Attribute) and (name := dotted(node, names)):
            yield name


def _annotations(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        for name in ("annotation", "returns"):
            if isinstance(found := getattr(node, name, None), ast.AST):
                yield found


def within(name: str, places: Iterable[str]) -> bool:
    """``xml.dom.minidom`` is within ``xml``."""
    return any(f"{name}.".startswith(f"{place}.") for place in places)


def named_by_text(tree: ast.AST, names: dict[str, str]) -> Iterator[str]:
    """What is imported by its name as text: ``import_string("requests.get")``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            called, first = node.func, node.args[0]
            by = dotted(called, names) or getattr(called, "attr", getattr(called, "id", ""))
            if by.rpartition(".")[2] in BY_TEXT and isinstance(first, ast.Constant):
                yield str(first.value)


def functions(tree: ast.Module) -> Iterator[tuple[str, ast.AST]]:
    """Each function by its name, with its class before it; what stands outside of all is ``""``."""
    yield "", _outside(tree)
    yield from _within(tree, "")


def _within(tree: ast.AST, prefix: str) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{prefix}{node.name}", node
        elif isinstance(node, ast.ClassDef):
            yield from _within(node, f"{prefix}{node.name}.")
        else:
            yield from _within(node, prefix)


def _outside(tree: ast.Module) -> ast.Module:
    """The module without its functions, those of classes too."""

    class Without(ast.NodeTransformer):
        def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
            return None

        visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815  # type: ignore[assignment]

    copy = ast.parse(ast.unparse(tree))
    return Without().visit(copy)
