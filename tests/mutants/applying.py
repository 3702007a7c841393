"""Putting a change into a program that runs: functions get other code, names another value.

Importing a module anew takes seconds and leaves the old one in a hundred others; so the code of every
live function of the file is exchanged, and what a statement of the module or of a class had computed is
computed again and put wherever the old value stands.
"""

from __future__ import annotations

import ast
import gc
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from django.urls import ResolverMatch, URLPattern, URLResolver, get_resolver

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


def watch(module: ModuleType, note: Callable[[int], None]) -> None:
    """Let every function of ``module`` say by its line that it is called, until another `apply`."""
    assert module.__file__ is not None
    tree = ast.parse(Path(module.__file__).read_bytes())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            said = ast.parse(f"__note__({node.lineno})").body[0]
            for each in ast.walk(said):
                ast.copy_location(each, node.body[0])
            node.body.insert(0, said)
    vars(module)["__note__"] = note
    _exchange(module.__file__, compile(tree, module.__file__, "exec", dont_inherit=True))


def watch_addresses(note: Callable[[str], None]) -> None:
    """Let every address that is looked up say the module of its view: a guard may keep a call from it."""
    before = ResolverMatch.__init__

    def noting(match: ResolverMatch, func: Callable[..., Any], *args: Any, **more: Any) -> None:
        note(func.__module__)
        before(match, func, *args, **more)

    ResolverMatch.__init__ = noting  # type: ignore[method-assign]


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
        # By its type: asking a lazy object for its class would wake it.
        if type(function) is FunctionType and function.__code__.co_filename == path:
            old = function.__code__
            other = new.get((old.co_qualname, old.co_firstlineno))
            if other is not None and len(other.co_freevars) == len(old.co_freevars):
                function.__code__ = other


def _compute_again(module: ModuleType, tree: ast.Module, change: Change) -> None:
    """The statement of the module, or of a class, in which the change stands."""
    statement = _around(tree.body, change.line)
    if isinstance(statement, ast.ClassDef):
        owner = vars(module)[statement.name]
        inner = _around(statement.body, change.line)
        if inner is not None:
            for name, value in _run_again(module, inner, vars(owner)).items():
                setattr(owner, name, value)
    elif statement is not None:
        for name, value in _run_again(module, statement, {}).items():
            _replace(module, name, vars(module).get(name), value)


def _around(body: list[ast.stmt], line: int) -> ast.stmt | None:
    """The statement that holds ``line``, its decorators included."""
    for statement in body:
        decorators = getattr(statement, "decorator_list", [])
        first = min([statement.lineno, *(each.lineno for each in decorators)])
        if first <= line <= (statement.end_lineno or first):
            return statement
    return None


def _run_again(
    module: ModuleType, statement: ast.stmt, within: Mapping[str, Any]
) -> dict[str, Any]:
    """What ``statement`` defines when it runs once more; nothing where that says nothing new."""
    bare = isinstance(statement, ast.FunctionDef) and not (
        statement.decorator_list or statement.args.defaults or statement.args.kw_defaults
    )
    if bare or not isinstance(statement, ast.FunctionDef | ast.Assign | ast.AnnAssign):
        return {}
    future = ast.parse("from __future__ import annotations").body
    made: dict[str, Any] = {}
    run = compile(ast.Module([*future, statement], []), str(module.__file__), "exec")
    exec(run, {**vars(module), **within}, made)
    made.pop("annotations", None)
    return made


def _replace(module: ModuleType, name: str, old: Any, new: Any) -> None:
    """Put ``new`` wherever ``old`` stands: in modules that import it, and behind addresses."""
    ours = [each for key, each in sys.modules.items() if key.split(".")[0] in OURS]
    for each in (module, *ours):
        for known, value in list(vars(each).items()):
            if value is old and (known == name or callable(old)):
                setattr(each, known, new)
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
