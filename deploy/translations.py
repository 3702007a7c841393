"""Collects the strings of code and templates, compiles and checks translations; needs no gettext.

python deploy/translations.py update    new strings into the .po, gone ones out, .mo written
python deploy/translations.py compile   .mo written
python deploy/translations.py check     fails when anything is untranslated, stale or broken
"""

import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import django
import unfold
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans"
PO = ROOT / "locale" / LOCALE / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
APPS = ("config", "accounts", "consents", "biometrics", "requests_app")
# The admin theme ships no Chinese; what it shares with Django's own admin is translated there.
UNFOLD = Path(unfold.__file__).parent
UNFOLD_PARTS = ("*.py", "templates/**/*.html", "contrib/filters/**/*", "contrib/forms/**/*")
DJANGO = Path(django.__file__).parent
SHOWN_AT_MOST = 40

KEYWORDS = dict(DEFAULT_KEYWORDS) | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def own_sources() -> Iterator[Path]:
    """Yield every file of ours that may hold strings for people."""
    for folder in [*(ROOT / app for app in APPS), ROOT / "templates"]:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield path


def unfold_sources() -> Iterator[Path]:
    """Yield the files of the admin theme that we use."""
    for pattern in UNFOLD_PARTS:
        for path in sorted(UNFOLD.glob(pattern)):
            if path.suffix in {".py", ".html"}:
                yield path


def as_python(path: Path) -> bytes:
    """Return the file as something the Python extractor reads."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What is left of a template are calls of gettext between rows of X: indentation is none.
        text = "\n".join(line.strip() for line in templatize(text).splitlines())
    return text.encode()


def collect() -> Catalog:
    """Return all strings in use, without translations."""
    catalog = Catalog(project="Saveface", charset="utf-8")
    for path in own_sources():
        add(catalog, path, path.relative_to(ROOT))
    shared = translated_by_django()
    theme = Catalog()
    for path in unfold_sources():
        add(theme, path, path.relative_to(UNFOLD.parent))
    for message in theme:
        if message.id and first(message.id) not in shared:
            catalog.add(message.id, None, message.locations, context=message.context)
    return catalog


def add(catalog: Catalog, path: Path, name: Path) -> None:
    """Add the strings of one file."""
    found = extract(
        "python", io.BytesIO(as_python(path)), keywords=KEYWORDS, comment_tags=["Translators:"]
    )
    for _line, message, comments, context in found:
        place = [(name.as_posix(), 1)]
        catalog.add(message, None, place, auto_comments=comments, context=context)


def translated_by_django() -> set[str]:
    """Return the strings that Django's own catalogues have in Chinese."""
    known: set[str] = set()
    for path in DJANGO.rglob(f"locale/{LOCALE}/LC_MESSAGES/django.mo"):
        with path.open("rb") as file:
            known |= {first(message.id) for message in read_mo(file) if message.id}
    return known


def load() -> Catalog:
    """Return the translations as they are."""
    if not PO.exists():
        comment = "# Saveface in Simplified Chinese."
        return Catalog(locale=LOCALE, header_comment=comment, charset="utf-8", fuzzy=False)
    with PO.open("rb") as file:
        return read_po(file, locale=LOCALE)


def as_po(catalog: Catalog) -> bytes:
    """Return the .po: sorted and without line numbers, so that a change shows only itself."""
    buffer = io.BytesIO()
    write_po(
        buffer, catalog, width=100, sort_output=True, ignore_obsolete=True, include_lineno=False
    )
    return buffer.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    """Return the .mo."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def update() -> list[str]:
    """Bring the .po up to the code, and the .mo up to the .po."""
    catalog = load()
    made = catalog.creation_date
    catalog.update(collect(), no_fuzzy_matching=True, update_header_comment=False)
    catalog.creation_date = made
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(as_po(catalog))
    compile_()
    missing = len(list(untranslated(catalog)))
    print(f"{len(catalog)} strings, {missing} without a translation: {PO.relative_to(ROOT)}")
    return []


def compile_() -> list[str]:
    """Write the .mo from the .po."""
    MO.write_bytes(as_mo(load()))
    return []


def check() -> list[str]:
    """Return everything that keeps the translations from being complete."""
    catalog = load()
    wanted = {(first(message.id), message.context) for message in collect() if message.id}
    there = {(first(message.id), message.context) for message in catalog if message.id}
    return [
        *(f"not in the .po: {id_!r}" for id_, _ in sorted(wanted - there, key=str)),
        *(f"not in use: {id_!r}" for id_, _ in sorted(there - wanted, key=str)),
        *(f"not translated: {first(message.id)!r}" for message in untranslated(catalog)),
        *(f"{first(message.id)!r}: {why}" for message, faults in catalog.check() for why in faults),
        *([] if MO.exists() and MO.read_bytes() == as_mo(catalog) else ["the .mo is out of date"]),
    ]


def untranslated(catalog: Catalog) -> Iterable[Message]:
    """Yield the entries that a reader of Chinese would see in English."""
    return (
        message
        for message in catalog
        if message.id and (message.fuzzy or not all(forms(message.string)))
    )


def forms(value: str | tuple[str, ...] | list[str] | None) -> list[str]:
    """Return one form, or all plural forms, as a list."""
    return [value or ""] if value is None or isinstance(value, str) else list(value)


def first(value: str | tuple[str, ...] | list[str]) -> str:
    """Return the singular."""
    return forms(value)[0]


def main(arguments: list[str]) -> int:
    """Run the command and report."""
    commands = {"update": update, "compile": compile_, "check": check}
    if len(arguments) != 1 or arguments[0] not in commands:
        print(__doc__)
        return 2
    settings.configure()  # templatize asks for settings, of which none are ours
    faults = commands[arguments[0]]()
    for fault in faults[:SHOWN_AT_MOST]:
        print(fault)
    if faults:
        print(f"{len(faults)} faults. `make messages`, then translate in {PO.relative_to(ROOT)}.")
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
