"""Each line of the log is listed here, with what it names: ids, kinds and times, nothing of a person.

`config.redaction` is the wall behind it: it hides what has a telling name, and a name of a person under
a harmless word has none.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.guards.dotted import dotted, functions, imported, parsed, short, sources

LEVELS = {
    *("debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log", "msg"),
    *("bind", "new", "bind_contextvars", "bound_contextvars"),
}
LOGGERS = ("logging.getLogger", "structlog.get_logger", "structlog.getLogger", "structlog.stdlib")

# Which function writes to the log, and what.
TERMINAL = "to the terminal of who started it"
LINES = {
    "accounts/adapter.py:AccountAdapter.send_mail": "the name of a template",
    "accounts/kit/api/server_errors.py:UnavailableMiddleware.process_exception": "the kind of an error",
    "accounts/kit/api/problems.py:_unavailable": "the kind of an error",
    "accounts/kit/parsing_middleware.py:BudgetMiddleware.process_exception": "where the program was",
    "accounts/services/push.py:_tell": "an id",
    "biometrics/services/purging.py:prove_purge": "an id, and what kind of thing is left",
    "biometrics/services/reading.py:_encode": "nothing but that it happened",
    "biometrics/services/rewrapping.py:_row": "a table, an id, the sentence of a key service",
    "config/web/health.py:_state": "the name of a check, the kind of an error",
    "config/web/middleware.py:RequestLogMiddleware.bind_user_id": "an id",
    "config/local/supervisor.py:main": TERMINAL,
    "config/local/supervisor.py:say": TERMINAL,
}


def lines(tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    """Every call that writes to a log, or puts something beside all lines to come."""
    names = imported(tree)
    loggers = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)
        if dotted(node.value.func, names).startswith(LOGGERS)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for function, body in functions(tree):
        for node in ast.walk(body):
            if isinstance(node, ast.Call) and _is_line(node, names, loggers):
                yield function, node


def _is_line(call: ast.Call, names: dict[str, str], loggers: set[str]) -> bool:
    name = dotted(call.func, names)
    if name in {"warnings.warn", "print"}:
        return True
    if name.startswith(("logging.", "structlog.")):
        return name.rpartition(".")[2] in LEVELS
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in LEVELS:
        return False
    holder = call.func.value
    while isinstance(holder, ast.Call | ast.Attribute):
        if dotted(holder, names).startswith(LOGGERS):
            return True
        holder = holder.func if isinstance(holder, ast.Call) else holder.value
    return isinstance(holder, ast.Name) and (holder.id in loggers or "log" in holder.id.lower())


def told(path: str, tree: ast.Module) -> Iterator[tuple[str, ast.Call]]:
    for function, call in lines(tree):
        yield f"{path}:{function}", call


def test_every_line_of_the_log_is_listed_with_what_it_names():
    found = {place for path in sources() for place, _call in told(short(path), parsed(path))}
    assert found - set(LINES) == set(), "what does it name? An id, a kind or a time alone"
    assert set(LINES) - found == set(), "these write nothing any more"


def test_what_a_line_says_is_the_same_each_time():
    """What changes stands beside it under a name of its own, where it can be hidden."""
    changing = [
        f"{place}: {ast.unparse(call)}"
        for path in sources()
        for place, call in told(short(path), parsed(path))
        if call.args and not isinstance(call.args[0], ast.Constant) and LINES.get(place) != TERMINAL
    ]
    assert changing == []


@pytest.mark.parametrize(
    "line",
    [
        "import logging\nlogger = logging.getLogger('x')\ndef f(p): logger.info('filed %s', p.name)",
        "import structlog\nlog = structlog.get_logger()\ndef f(p): log.info('filed', who=p.name)",
        "import structlog\nx = structlog.get_logger()\ndef f(p): x.bind(who=p.name).info('filed')",
        "import structlog\ndef f(p): structlog.contextvars.bind_contextvars(who=p.name)",
        "import logging\ndef f(p): logging.warning(p.name)",
        "import logging\ndef f(p): logging.getLogger('x').warning(p.name)",
        "import warnings\ndef f(p): warnings.warn(p.name)",
        "def f(p): print(p.name)",
    ],
)
def test_the_guard_sees_every_way_to_write(line):
    assert {place for place, _call in told("x.py", ast.parse(line))} == {"x.py:f"}
