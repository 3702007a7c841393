"""Templates can be read, compared and commented on line by line."""

from __future__ import annotations

from django.conf import settings

TEMPLATES = settings.BASE_DIR / "templates"
COLUMNS = 200


def test_no_line_of_a_template_is_too_long():
    """A sentence that does not fit goes into ``{% blocktranslate trimmed %}``, as several lines."""
    files = [path for path in TEMPLATES.rglob("*") if path.is_file()]
    assert len(files) > 100
    long = [
        f"{path.relative_to(TEMPLATES)}:{number} has {len(line)} columns"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > COLUMNS
    ]
    assert long == []
