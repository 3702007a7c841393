"""The form of the evidence, made from its documented schema (`requests_app.law.evidence_form`).

No field is compulsory by itself: what an answer lacks depends on its decisions, and
`requests_app.law.evidence.missing_evidence` says so with a path that leads back to the field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from requests_app.law.evidence_form import choices
from requests_app.law.evidence_types import Field, FieldKind, Missing, Section
from requests_app.words.why import local

SPARE_ROWS = 1
# Of one list: who has more to say writes a sentence. Each row costs time to build and to show.
ROWS_AT_MOST = 40
ROWS_ADDED = 2
TEXT_AT_MOST = 2000
YES_NO = [("", "—"), ("yes", _("yes")), ("no", _("no"))]

Row = dict[str, Any]


def input_for(spec: Field, *, wide: bool = True) -> forms.Field:
    """The input of one field; ``wide`` ones stand alone, the others in a row of a list."""
    label = local(spec.label)
    if spec.kind is FieldKind.DATE:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(label=label, required=False, widget=widget)
    if spec.kind is FieldKind.YES_NO:
        return forms.ChoiceField(label=label, required=False, choices=YES_NO)
    if spec.kind is FieldKind.CHOICE:
        return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *_options(spec)])
    if spec.kind is FieldKind.CHOICES:
        boxes = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(
            label=label, required=False, choices=_options(spec), widget=boxes
        )
    text = forms.Textarea(attrs={"rows": 2}) if wide else forms.TextInput()
    return forms.CharField(label=label, required=False, max_length=TEXT_AT_MOST, widget=text)


def _options(spec: Field) -> list[tuple[str, str]]:
    return [(key, local(name)) for key, name in choices(spec.choices).items()]


def part_form(fields: Iterable[Field], *, wide: bool) -> type[forms.Form]:
    """A form class for one group, or for one row of a list."""
    inputs = {
        spec.name: input_for(spec, wide=wide) for spec in fields if spec.kind is not FieldKind.ITEMS
    }
    return type("EvidencePart", (forms.Form,), inputs)


def plain(fields: Iterable[Field], cleaned: Mapping[str, Any]) -> Row:
    """Cleaned values as the schema stores them; what was left empty is left out."""
    values = {spec.name: _plain(spec, cleaned.get(spec.name)) for spec in fields}
    return {name: value for name, value in values.items() if value not in (None, "", [])}


def _plain(spec: Field, value: Any) -> Any:
    if spec.kind is FieldKind.YES_NO:
        return {"yes": True, "no": False}.get(value)
    if isinstance(value, date):
        return value.isoformat()
    return value.strip() if isinstance(value, str) else value


class Rows:
    """A list of rows with a button that adds some: it works without JavaScript."""

    template = "admin/desk/rows.html"
    too_many = False

    def __init__(
        self, name: str, fields: Sequence[Field], data: QueryDict | None, initial: Sequence[Row]
    ) -> None:
        self.name, self.fields = name, fields
        factory = forms.formset_factory(
            part_form(fields, wide=False),
            extra=SPARE_ROWS,
            max_num=ROWS_AT_MOST,
            absolute_max=ROWS_AT_MOST,
            validate_max=True,
        )
        self.formset = factory(data, initial=list(initial)[:ROWS_AT_MOST], prefix=name)
        self.kept: list[forms.Form] = []
        self.too_many = data is not None and _rows_sent(data, name) > ROWS_AT_MOST

    @property
    def every_form(self) -> list[forms.Form]:
        """Every form of the list, filled in or not."""
        return list(self.formset.forms)

    def values(self) -> list[Row]:
        """The rows with anything in them; `kept` holds their forms in the same order."""
        self.kept, found = [], []
        for form in self.formset.forms:
            form.empty_permitted = False
            form.full_clean()
            row = plain(self.fields, form.cleaned_data)
            if row or form.errors:
                self.kept.append(form)
                found.append(row)
        return found

    def is_broken(self) -> bool:
        """What was sent beyond the limit is not read, so it must not pass for taken."""
        return self.too_many or any(form.errors for form in self.kept)

    def faults(self) -> Iterator[tuple[str, str]]:
        """What is wrong here, each with the anchor of its field."""
        if self.too_many:
            text = _("At most %(n)d rows fit into one list. Put what is alike into one row.")
            yield f"part-{self.name}", str(text % {"n": ROWS_AT_MOST})
        for form in self.every_form:
            yield from faults_of(form)


def _rows_sent(data: QueryDict, name: str) -> int:
    """What the input says of itself; a number that is none counts as one too many."""
    sent = data.get(f"{name}-TOTAL_FORMS", "0")
    return int(sent) if sent.isdecimal() and len(sent) < 9 else ROWS_AT_MOST + 1


@dataclass(slots=True)
class Need:
    """For which decision on which right a section is needed."""

    right: str
    right_label: str
    decision: str
    decision_label: str


@dataclass(slots=True)
class Part:
    """One section of the form, with what it is needed for."""

    section: Section
    needs: list[Need]
    source: str
    form: forms.Form | None = None
    rows: dict[str, Rows] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def label(self) -> str:
        return local(self.section.label)

    @property
    def help(self) -> str:
        return local(self.section.help) if self.section.help else ""

    @property
    def keys(self) -> str:
        """``deletion:fulfilled …``: read by the script that hides what is not needed."""
        return " ".join(f"{need.right}:{need.decision}" for need in self.needs)

    def is_needed(self, decided: Mapping[str, str]) -> bool:
        return any(decided.get(need.right) == need.decision for need in self.needs)

    def value(self) -> Any:
        """What was entered, in the shape of the schema."""
        if self.section.kind is FieldKind.ITEMS:
            return self.rows[self.section.name].values()
        if self.form is None:
            return None
        self.form.full_clean()
        if self.section.kind is FieldKind.DATE:
            moment = self.form.cleaned_data.get(self.section.name)
            return moment.isoformat() if moment else None
        entered = plain(self.section.fields, self.form.cleaned_data)
        nested = {name.partition("-")[2]: rows.values() for name, rows in self.rows.items()}
        return {**entered, **{name: values for name, values in nested.items() if values}}

    def faults(self) -> Iterator[tuple[str, str]]:
        """What is wrong here, each with the anchor of its field."""
        yield from ((f"part-{self.section.name}", text) for text in self.errors)
        if self.form is not None:
            yield from faults_of(self.form)
        for rows in self.rows.values():
            yield from rows.faults()

    def is_broken(self) -> bool:
        """True when something typed cannot be read, such as a date."""
        return bool(self.form and self.form.errors) or any(
            r.is_broken() for r in self.rows.values()
        )


def build(
    section: Section, needs: list[Need], source: str, data: QueryDict | None, initial: Any
) -> Part:
    """The inputs of ``section``, bound to ``data`` or filled from ``initial``."""
    part = Part(section, needs, source)
    name = section.name
    if section.kind is FieldKind.ITEMS:
        part.rows[name] = Rows(name, section.fields, data, initial or [])
        return part
    if section.kind is FieldKind.DATE:
        spec = Field(
            name=name,
            kind=FieldKind.DATE,
            label=section.label,
            choices="",
            required=True,
            when={},
            fields=(),
        )
        part.form = part_form([spec], wide=True)(data, initial={name: initial}, prefix=name)
        return part
    part.form = part_form(section.fields, wide=True)(data, initial=initial or {}, prefix=name)
    for spec in section.fields:
        if spec.kind is FieldKind.ITEMS:
            prefix = f"{name}-{spec.name}"
            part.rows[prefix] = Rows(prefix, spec.fields, data, [])
    return part


def faults_of(form: forms.Form) -> Iterator[tuple[str, str]]:
    """The errors of one form, each with the anchor of its field."""
    for name, texts in form.errors.items():
        anchor = form[name].auto_id if name in form.fields else ""
        yield from ((anchor, str(text)) for text in texts)


def lay_errors(parts: Mapping[str, Part], missing: Iterable[Missing]) -> Iterator[str]:
    """Put each sentence on its field or section; yields those that have no place there."""
    for lack in missing:
        name, _dot, rest = lack.path.partition(".")
        text = local(lack.text)
        if name not in parts:
            yield text
        elif not _on_field(parts[name], rest, text) and text not in parts[name].errors:
            parts[name].errors.append(text)


def _on_field(part: Part, path: str, text: str) -> bool:
    """True when ``path`` leads to a field of ``part``, which now carries ``text``."""
    form, name = part.form, path
    if part.section.kind is FieldKind.ITEMS:
        form, name = _row_of(part.rows[part.section.name], path)
    elif path.count(".") == 2:
        nested, _dot, rest = path.partition(".")
        form, name = _row_of(part.rows[f"{part.section.name}-{nested}"], rest)
    if form is None or name not in form.fields:
        return False
    if text not in form.errors.get(name, []):
        form.add_error(name, text)
    return True


def _row_of(rows: Rows, path: str) -> tuple[forms.Form | None, str]:
    number, _dot, name = path.partition(".")
    if not number.isdigit() or int(number) >= len(rows.kept):
        return None, ""
    return rows.kept[int(number)], name


def with_more_rows(data: QueryDict, name: str) -> QueryDict:
    """The same input with some more empty rows in the list ``name``."""
    more = data.copy()
    more[f"{name}-TOTAL_FORMS"] = str(min(_rows_sent(data, name) + ROWS_ADDED, ROWS_AT_MOST))
    return more
