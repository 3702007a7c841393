"""Every table over an enumeration, in the modules and in the bodies of the functions.

A table is a mapping from members, or a collection of members; also one whose keys are plain strings
that are the words of one enumeration.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from accounts.core.totality import Chosen, Total

ROOT = Path(__file__).resolve().parents[2]
Names = Mapping[str, Any]

APPS = ("accounts", "consents", "biometrics", "requests_app", "config")
# Reading these starts a server, or needs what only its process has.
NOT_READ = {"config.web.gunicorn", "config.web.wsgi"}


def modules() -> Iterator[ModuleType]:
    """Every module of the five apps but the migrations, which are history."""
    for name in module_names():
        yield import_module(name)


def module_names() -> Iterator[str]:
    for app in APPS:
        for file in sorted((ROOT / app).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            name = ".".join(parts).removesuffix(".__init__")
            if "migrations" not in parts and name not in NOT_READ:
                yield name


def enumerations() -> dict[type[Enum], str]:
    """Every enumeration that the apps define, and where."""
    return {
        value: f"{module.__name__}.{value.__name__}"
        for module in modules()
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Enum)
        and value.__module__ == module.__name__
    }


@dataclass(frozen=True)
class Table:
    where: str
    kind: type[Enum]
    value: Any


def tables(known: Collection[type[Enum]]) -> Iterator[Table]:
    """What stands in a module or a class and has members for its keys or elements, each once."""
    seen: set[int] = set()
    for module in modules():
        for place, names in _places(module):
            for name, value in names.items():
                if name.startswith("__"):
                    continue
                for where, inner in _within(f"{place}.{name}", value):
                    if id(inner) in seen or (kind := _kind_of(inner, known)) is None:
                        continue
                    seen.add(id(inner))
                    named = inner.name if isinstance(inner, Total | Chosen) else where
                    yield Table(named, kind, inner)


def _within(where: str, value: Any, depth: int = 3) -> Iterator[tuple[str, Collection[Any]]]:
    """``value``, if it is a collection, and the collections that it holds."""
    if not isinstance(value, Collection) or isinstance(value, type | str | bytes) or not depth:
        return
    yield where, value
    if isinstance(value, dict) and not any(isinstance(key, Enum) for key in value):
        for key, inner in list(value.items()):
            yield from _within(f"{where}[{key}]", inner, depth - 1)


def _places(module: ModuleType) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield module.__name__, dict(vars(module))
    for name, value in list(vars(module).items()):
        ours = isinstance(value, type) and value.__module__ == module.__name__
        if ours and not issubclass(value, Enum):
            yield f"{module.__name__}.{name}", dict(vars(value))


def _kind_of(value: Collection[Any], known: Collection[type[Enum]]) -> type[Enum] | None:
    if isinstance(value, Total | Chosen):
        return value.kind
    try:
        items = list(value)
    except Exception:  # noqa: BLE001  (a lazy collection that cannot be read yet is no table)
        return None
    flat = [one for item in items for one in (item if isinstance(item, tuple) else (item,))]
    kinds = {type(one) for one in flat if isinstance(one, Enum)}
    if kinds:
        return min(kinds, key=lambda kind: kind.__name__)
    return _kind_by_words(items, known)


def _kind_by_words(items: list[Any], known: Collection[type[Enum]]) -> type[Enum] | None:
    """Two or more plain strings, all of them words of one enumeration."""
    if len(items) < 2 or not all(type(item) is str for item in items):
        return None
    fits = [kind for kind in known if set(items) <= {member.value for member in kind}]
    return fits[0] if fits else None


@dataclass(frozen=True)
class Spot:
    """A place in a function: ``what`` is “dict”, “list”, “chain”, “match”, “get”, “in” or “error”."""

    where: str
    what: str


def spots() -> Iterator[Spot]:
    """Where a function tells members of one enumeration apart by itself."""
    for module in modules():
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                name = getattr(node, "name", "lambda")
                for what in sorted(set(spots_in(node, _names_in(node, module)))):
                    yield Spot(f"{module.__name__}:{name}", what)


def _names_in(function: ast.AST, module: ModuleType) -> Names:
    """What names mean in the function, those that it imports itself included."""
    names = dict(vars(module))
    for node in ast.walk(function):
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith(APPS):
            read = import_module(str(node.module))
            names |= {a.asname or a.name: getattr(read, a.name, None) for a in node.names}
    return names


def spots_in(function: ast.AST, names: Names) -> Iterator[str]:
    """What in one function tells members apart by itself; ``names`` is what it can see."""
    inside_total = {id(arg) for call in _calls(function, "total") for arg in call.args}
    for node in ast.walk(function):
        if isinstance(node, ast.Dict) and id(node) not in inside_total:
            yield from ["dict"] * _several(node.keys, names)
        elif isinstance(node, ast.Set | ast.Tuple | ast.List):
            yield from ["list"] * _several(node.elts, names)
        elif isinstance(node, ast.Match):
            yield "match"
        elif isinstance(node, ast.Call) and ast.unparse(node.func) == "dict":
            words = [ast.Constant(keyword.arg) for keyword in node.keywords]
            yield from ["dict"] * _several(words, names)
    comparisons = [node for node in ast.walk(function) if isinstance(node, ast.Compare)]
    yield from ["chain"] * _several(
        [side for node in comparisons for side in (node.left, *node.comparators)], names
    )
    yield from _spots_at_tables(function, comparisons, names | _aliases(function, names))


def _spots_at_tables(
    function: ast.AST, comparisons: Iterable[ast.Compare], tables: Names
) -> Iterator[str]:
    """Where a table is asked so that a row which is not there has an answer."""
    for call in _calls(function, "get"):
        if isinstance(call.func, ast.Attribute) and _is_table(call.func.value, tables):
            yield "get"
    for node in comparisons:
        if any(isinstance(op, ast.In | ast.NotIn) for op in node.ops) and any(
            isinstance(_value(side, tables), Total) for side in node.comparators
        ):
            yield "in"
    for node in ast.walk(function):
        if isinstance(node, ast.Try) and _forgives(node, tables):
            yield "error"


def _aliases(function: ast.AST, names: Names) -> Names:
    """Tables under another name: ``table = RIGHTS``."""
    return {
        target.id: value
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and isinstance(value := _value(node.value, names), Total)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _is_table(node: ast.AST, names: Names) -> bool:
    value = _value(node, names)
    if isinstance(value, Total):
        return True
    return isinstance(value, dict) and any(isinstance(key, Enum) for key in value)


def _forgives(node: ast.Try, names: Names) -> bool:
    """True where a row that is not there, or a word that is no member, has an answer all the same."""
    caught = {
        ast.unparse(part) for each in node.handlers if each.type for part in _parts(each.type)
    }
    raised_again = all(isinstance(each.body[-1], ast.Raise) for each in node.handlers)
    if raised_again:
        return False
    body = [inner for each in node.body for inner in ast.walk(each)]
    rows = any(isinstance(one, ast.Subscript) and _is_table(one.value, names) for one in body)
    words = any(
        isinstance(one, ast.Call)
        and isinstance(kind := _value(one.func, names), type)
        and issubclass(kind, Enum)
        for one in body
    )
    return bool(
        (rows and caught & {"KeyError", "LookupError", "Exception"})
        or (words and caught & {"ValueError", "Exception"})
    )


def _parts(node: ast.expr) -> list[ast.expr]:
    return node.elts if isinstance(node, ast.Tuple) else [node]


def _calls(function: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func
            if called == name or (isinstance(called, ast.Name) and called.id == name):
                yield node


def _several(nodes: Iterable[ast.AST | None], names: Names) -> bool:
    nodes = list(nodes)
    found = defaultdict(set)
    for member in _members(nodes, names):
        found[type(member)].add(member)
    return any(len(members) > 1 for members in found.values()) or _several_words(nodes)


def _several_words(nodes: Iterable[ast.AST | None]) -> bool:
    """Two or more plain strings, all of them words of one enumeration: ``in {"access", "deletion"}``."""
    words = {
        node.value
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return len(words) > 1 and any(words <= known for known in _all_words())


@cache
def _all_words() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(str(member.value) for member in kind) for kind in enumerations())


def _members(nodes: Iterable[ast.AST | None], names: Names) -> Iterator[Enum]:
    for node in nodes:
        plain = isinstance(node, ast.Attribute) and node.attr == "value"
        value = _value(node.value if plain else node, names)  # type: ignore[union-attr]
        if isinstance(value, Enum):
            yield value


def _value(node: ast.AST | None, names: Names) -> Any:
    """What a dotted name means among ``names``; None for what only a call would know."""
    if isinstance(node, ast.Name):
        return names.get(node.id)
    if isinstance(node, ast.Attribute):
        return getattr(_value(node.value, names), node.attr, None)
    return None
