"""Starts the site once for each enumeration with a member that nobody thought of.

    python -m tests.guards.forgetting MODULE.ENUM [...]

One line of JSON for each: its name, the exit code of the checks, and what they said. What others have
written is read once; each start is a fork that reads the project's own files, one of them with one
member more.
"""

from __future__ import annotations

import ast
import importlib
import io
import json
import os
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType
from typing import Any

OURS = ("accounts", "consents", "biometrics", "requests_app", "config")
MEMBER = "FORGOTTEN"


class WithOneMore(SourceFileLoader):
    """Reads a module in which the class ``name`` has one member more."""

    def __init__(self, fullname: str, path: str, name: str) -> None:
        super().__init__(fullname, path)
        self.enumeration = name

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        tree = ast.parse(self.get_data(path))
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and node.name == self.enumeration:
                node.body.append(self._member(node))
        return compile(ast.fix_missing_locations(tree), path, "exec", dont_inherit=True)

    def _member(self, node: ast.ClassDef) -> ast.stmt:
        choices = any("Choices" in ast.unparse(base) for base in node.bases)
        value = '"forgotten", "forgotten"' if choices else '"forgotten"'
        return ast.parse(f"{MEMBER} = {value}").body[0]


class Finder(MetaPathFinder):
    def __init__(self, module: str, name: str) -> None:
        self.module, self.name = module, name

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> ModuleSpec | None:
        if fullname != self.module:
            return None
        spec = PathFinder.find_spec(fullname, path)
        if spec is not None and spec.origin is not None:
            spec.loader = WithOneMore(fullname, spec.origin, self.name)
        return spec


def start_with_one_more(enumeration: str) -> dict[str, Any]:
    """What the checks say in a fork of this process."""
    read, write = os.pipe()
    child = os.fork()
    if child:
        os.close(write)
        with os.fdopen(read, encoding="utf-8") as answer:
            text = answer.read()
        os.waitpid(child, 0)
        return {"enumeration": enumeration, **json.loads(text)}
    os.close(read)
    with os.fdopen(write, "w", encoding="utf-8") as answer:
        json.dump(_checked(enumeration), answer)
    os._exit(0)


def _checked(enumeration: str) -> dict[str, Any]:
    """What `manage.py check` says, which reads the URLconf and so every page."""
    module, _dot, name = enumeration.rpartition(".")
    sys.meta_path.insert(0, Finder(module, name))
    said = io.StringIO()
    code = 0
    with redirect_stdout(said), redirect_stderr(said):
        try:
            import django
            from django.core.management import call_command

            django.setup()
            call_command("check")
        except BaseException:  # noqa: BLE001  (SystemExit is what a refused start is)
            code = 1
            traceback.print_exc()
    added = hasattr(getattr(sys.modules.get(module), name, None), MEMBER)
    return {"code": code, "said": said.getvalue(), "added": added}


def _read_what_others_wrote() -> None:
    """Everything that a start reads but the project's own modules."""
    names = os.environ["FORGETTING_READS"].split(",")
    for name in names:
        if name.partition(".")[0] not in OURS:
            try:
                importlib.import_module(name)
            except Exception:  # noqa: BLE001  (it needs the settings: the fork reads it)
                continue


if __name__ == "__main__":
    _read_what_others_wrote()
    for wanted in sys.argv[1:]:
        sys.stdout.write(json.dumps(start_with_one_more(wanted)) + "\n")
        sys.stdout.flush()
