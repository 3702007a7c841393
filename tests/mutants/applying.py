"""Putting a change into a program that runs: functions get other code, names another value.

Importing a module anew takes seconds and leaves the old one in a hundred others; so the code of every
live function of the file is exchanged, and what a statement of the module or of a class had computed is
computed again and put wherever the old value stands.
"""

from __future__ import annotations

import ast
import gc
import sys
from collections.abc import Iterator
from types import CodeType, FunctionType, ModuleType
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from tests.mutants.changing import Change

OURS = ("accounts", "consents", "biometrics", "requests_app", "config")


def apply(module: ModuleType, source: bytes, change: Change) -> None:
    """Let ``module`` behave as if its ``source`` had been written with ``change``."""
    assert module.__file__ is not None
    changed = change.applied(source)
    tree = ast.parse(changed)
    code = compile(tree, module.__file__, "exec", dont_inherit=True)
    _exchange(module.__file__, code)
    _compute_again(module, tree, change)
    _forget_what_was_kept()


def function_at(source: bytes, change: Change) -> tuple[int, int] | None:
    """First and last line of the outermost function around ``change``; None for a class or the module.

    A decorator and a default value are outside: they act when the function is made.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            first = node.body[0].lineno
            if first <= change.line <= (node.end_lineno or first):
                return node.lineno, node.end_lineno or first
    return None


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _exchange(path: str, code: CodeType) -> None:
    new = {(each.co_qualname, each.co_firstlineno): each for each in _codes(code)}
    for function in gc.get_objects():
        if isinstance(function, FunctionType) and function.__code__.co_filename == path:
            old = function.__code__
            other = new.get((old.co_qualname, old.co_firstlineno))
            if other is not None and len(other.co_freevars) == len(old.co_freevars):
                function.__code__ = other


def _compute_again(module: ModuleType, tree: ast.Module, change: Change) -> None:
    """The statement of the module, or of a class, in which the change stands."""
    body, space, owner = tree.body, vars(module), None
    for statement in body:
        if statement.lineno <= change.line <= (statement.end_lineno or 0):
            if isinstance(statement, ast.ClassDef):
                owner = space[statement.name]
                inner = next(
                    (
                        each
                        for each in statement.body
                        if _first(each) <= change.line <= (each.end_lineno or 0)
                    ),
                    None,
                )
                if inner is not None:
                    _redo(module, inner, owner)
                return
            _redo(module, statement, None)
            return
        if isinstance(statement, ast.FunctionDef) and (
            _first(statement) <= change.line < statement.lineno
        ):
            _redo(module, statement, None)
            return


def _first(statement: ast.stmt) -> int:
    decorators = getattr(statement, "decorator_list", [])
    return min([statement.lineno, *(each.lineno for each in decorators)])


def _redo(module: ModuleType, statement: ast.stmt, owner: type | None) -> None:
    """Run ``statement`` once more; what it makes takes the place of what it had made."""
    if isinstance(statement, ast.FunctionDef) and not statement.decorator_list:
        return
    if not isinstance(statement, ast.FunctionDef | ast.Assign | ast.AnnAssign):
        return
    future = ast.parse("from __future__ import annotations").body
    made: dict[str, Any] = {}
    space = {**vars(module), **(dict(vars(owner)) if owner else {})}
    run = compile(ast.Module([*future, statement], []), str(module.__file__), "exec")
    exec(run, space, made)
    for name, value in made.items():
        old = vars(owner).get(name) if owner else vars(module).get(name)
        if owner is not None:
            setattr(owner, name, value)
        else:
            _replace(name, old, value)


def _replace(name: str, old: Any, new: Any) -> None:
    for module in list(sys.modules.values()):
        if getattr(module, "__name__", "").split(".")[0] in OURS:
            for known, value in list(vars(module).items()):
                if value is old and (known == name or callable(old)):
                    setattr(module, known, new)
    if callable(old):
        _replace_views(get_resolver(), old, new)


def _replace_views(resolver: URLResolver, old: Any, new: Any) -> None:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            _replace_views(pattern, old, new)
        elif isinstance(pattern, URLPattern) and pattern.callback is old:
            pattern.callback = new


def _forget_what_was_kept() -> None:
    """Results that a function of ours keeps were computed by the code before."""
    for kept in gc.get_objects():
        if type(kept).__name__ == "_lru_cache_wrapper" and kept.__module__.split(".")[0] in OURS:
            kept.cache_clear()
