"""Small changes to source text, each of which some test must notice. Pure: text in, text out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
}
# Calls whose keywords narrow what is found: without one, somebody else's is found as well.
NARROWING = frozenset({"filter", "exclude", "get", "get_object_or_404", "Q", "When"})
# Decorators that describe, name or cache: without them nothing is let through.
DESCRIBING = frozenset(
    {"extend_schema", "extend_schema_field", "property", "cached_property", "wraps", "dataclass"}
    | {"staticmethod", "classmethod", "cache", "lru_cache", "register", "display", "action"}
    | {"contextmanager", "total_ordering", "abstractmethod", "override", "setter"}
)
# Statements that tell, count or tidy up; what they do is no rule about who may do what.
TELLING = frozenset({"success", "info", "warning", "error", "debug", "exception", "append"})

# Keywords that say what a field, a class or an answer looks like; other tests know those.
SHAPES = frozenset(
    {
        "max_length",
        "min_length",
        "required",
        "allow_blank",
        "allow_null",
        "allow_empty_file",
        "many",
    }
    | {
        "read_only",
        "null",
        "blank",
        "editable",
        "frozen",
        "slots",
        "as_attachment",
        "rows",
        "status",
    }
    | {"nulls_last", "boolean", "default", "initial", "ensure_ascii", "indent", "batch_size"}
    | {"chunk_size", "force_insert", "digest_size", "flat"}
)


@dataclass(frozen=True, slots=True)
class Change:
    """Bytes ``start``-``end`` of a file become ``new``; ``kind`` says what that is."""

    kind: str
    line: int
    start: int
    end: int
    new: str

    def applied(self, source: bytes) -> bytes:
        """The changed source; it keeps its number of lines, so that code is found by its line."""
        old = source[self.start : self.end]
        lost = old.count(b"\n") - self.new.count("\n")
        padding = f"({self.new}{chr(10) * lost})" if lost > 0 else self.new
        return source[: self.start] + padding.encode() + source[self.end :]

    def told(self, source: bytes) -> str:
        old = " ".join(source[self.start : self.end].decode().split())
        new = " ".join(self.new.split())
        return f"{self.kind}: {old[-120:]} → {new[-120:] or '(nothing)'}"


class Places:
    """Where the nodes of one file stand, in bytes."""

    def __init__(self, source: bytes) -> None:
        self.source = source
        self.starts = [0]
        for line in source.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def start(self, node: ast.expr | ast.stmt) -> int:
        return self.starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt) -> int:
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        return self.starts[node.end_lineno - 1] + node.end_col_offset

    def text(self, node: ast.expr | ast.stmt) -> str:
        return self.source[self.start(node) : self.end(node)].decode()

    def change(self, kind: str, node: ast.expr | ast.stmt, new: str) -> Change:
        return Change(kind, node.lineno, self.start(node), self.end(node), new)


def changes(source: bytes) -> list[Change]:
    """Every change that is made to ``source``, in the order of the text."""
    places = Places(source)
    found: list[Change] = []
    tree = ast.parse(source)
    looks = _of_looks(tree)
    for node in ast.walk(tree):
        if node not in looks and not _is_typing(node):
            found += _of(node, places)
    return sorted(set(found), key=lambda change: (change.start, change.end, change.new))


def _of_looks(tree: ast.Module) -> set[ast.AST]:
    """What says how something looks, or registers it when the program starts: constants, descriptions."""
    keywords = (node for node in ast.walk(tree) if isinstance(node, ast.keyword))
    looks: set[ast.AST] = {node.value for node in keywords if node.arg in SHAPES}
    described: list[ast.AST] = [each for each in tree.body if isinstance(each, ast.Expr)]
    for node in ast.walk(tree):
        described += [
            each
            for each in getattr(node, "decorator_list", [])
            if _name(each.func if isinstance(each, ast.Call) else each) in DESCRIBING
        ]
    return looks | {inner for each in described for inner in ast.walk(each)}


def _is_typing(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def _of(node: ast.AST, places: Places) -> Iterator[Change]:
    yield from _of_values(node, places)
    match node:
        case ast.Call():
            yield from _wider(node, places)
        case ast.If(body=body) if isinstance(body[-1], ast.Raise | ast.Return | ast.Continue):
            yield places.change("guard removed", node.test, "False")
        case ast.Expr(value=ast.Call() as call) if _name(call.func) not in TELLING:
            yield places.change("call removed", node, "None")
        case ast.Assign(targets=[ast.Name(id="permission_classes")]) if "AllowAny" not in (
            places.text(node.value)
        ):
            yield places.change("permissions removed", node.value, "()")
        case ast.FunctionDef():
            yield from _bare(node, places)


def _of_values(node: ast.AST, places: Places) -> Iterator[Change]:
    match node:
        case ast.Compare(ops=[operator], comparators=[right]):
            old, new = COMPARISONS[type(operator)]
            words = f"{places.text(node.left)} {new} {places.text(right)}"
            yield places.change(f"comparison {old}", node, words)
        case ast.BoolOp():
            yield _swapped(node, places)
        case ast.UnaryOp(op=ast.Not()):
            yield places.change("not removed", node, places.text(node.operand))
        case ast.Constant(value=bool()):
            yield places.change("truth", node, str(not node.value))
        case ast.Constant(value=int()):
            yield places.change("off by one", node, str(node.value + 1))


def _swapped(node: ast.BoolOp, places: Places) -> Change:
    old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    words = f" {new} ".join(f"({places.text(value)})" for value in node.values)
    return places.change(f"{old} → {new}", node, f"({words})")


def _wider(node: ast.Call, places: Places) -> Iterator[Change]:
    """A search without one of its conditions; one that found nothing finds everything."""
    name = _name(node.func)
    if name == "none" and not node.args and isinstance(node.func, ast.Attribute):
        yield places.change("none → all", node, f"{places.text(node.func.value)}.all()")
    if name not in NARROWING:
        return
    kept = 1 if name == "get_object_or_404" else 0
    parts = [*node.args, *(keyword.value for keyword in node.keywords)]
    texts = [
        *(places.text(one) for one in node.args),
        *(f"{one.arg}={places.text(one.value)}" for one in node.keywords if one.arg),
    ]
    if len(texts) != len(parts) or (name in ("get", "Q") and not node.keywords):
        return
    if name in ("Q", "When") and len(parts) < 2:
        return
    for index in range(kept, len(texts)):
        left = ", ".join(text for at, text in enumerate(texts) if at != index)
        if name == "get" and not left:
            continue
        yield places.change("condition removed", node, f"{places.text(node.func)}({left})")


def _bare(node: ast.FunctionDef, places: Places) -> Iterator[Change]:
    """A function without one of its decorators."""
    for decorator in node.decorator_list:
        called = decorator.func if isinstance(decorator, ast.Call) else decorator
        if _name(called) not in DESCRIBING:
            yield places.change("decorator removed", decorator, "(lambda bare: bare)")


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
