"""What became of each matched record: one line a record, and one line for all that are left open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from requests_app.admin.forms.evidence import Part, Row, Rows, input_for, plain
from requests_app.law.evidence_form import sections
from requests_app.law.evidence_types import Field
from requests_app.law.plausibility.records import ROWS
from requests_app.law.rights import Right
from requests_app.law.types import RefusalCode
from requests_app.models import RequestedRight

# So many stand on the page; those beyond take what is said for all.
LINES_AT_MOST = 100
KEPT = "kept_because"


class RecordLines(Rows):
    """A line for each record that was proven to be the resident's, in the order in which it matched.

    The references are the case's: what is posted under a line can name no other record.
    """

    template = "admin/desk/records.html"

    def __init__(
        self, references: Sequence[str], deeds: Sequence[Field], data: QueryDict | None
    ) -> None:
        self.name, self.fields, self.references = ROWS, deeds, references
        shown = references[:LINES_AT_MOST]
        self.lines = [self._line(f"{ROWS}-{number}", data) for number in range(len(shown))]
        self.for_all = self._line(f"{ROWS}-all", data)
        self.kept: list[forms.Form] = self.lines

    def _line(self, prefix: str, data: QueryDict | None) -> forms.Form:
        inputs = {spec.name: input_for(spec, wide=False) for spec in self.fields}
        made: forms.Form = type("RecordLine", (forms.Form,), inputs)(data, prefix=prefix)
        return made

    @property
    def every_form(self) -> list[forms.Form]:
        return [self.for_all, *self.lines]

    @property
    def named(self) -> Iterator[tuple[str, forms.Form]]:
        return zip(self.references, self.lines, strict=False)

    @property
    def beyond(self) -> int:
        """How many records have no line of their own."""
        return len(self.references) - len(self.lines)

    def values(self) -> list[Row]:
        """One row a record: what stands in its line, and for the rest what is said for all."""
        self.for_all.full_clean()
        for_all = plain(self.fields, self.for_all.cleaned_data)
        return [self._row(number, for_all) for number in range(len(self.references))]

    def _row(self, number: int, for_all: Row) -> Row:
        own: Row = {}
        if number < len(self.lines):
            self.lines[number].full_clean()
            own = plain(self.fields, self.lines[number].cleaned_data)
        # Who keeps a record has not deleted it with the others.
        taken = {n: v for n, v in for_all.items() if not (KEPT in own and n == "deleted_on")}
        return {"reference": self.references[number], **taken, **own}

    def is_broken(self) -> bool:
        return any(form.errors for form in self.every_form)


def build(
    part: Part, references: Sequence[str], rights: Sequence[RequestedRight], data: QueryDict | None
) -> Part:
    """Give ``part`` its lines, with the deeds that the pending rights call for."""
    deeds = {Right(right.right).facts.deed for right in rights}
    wanted = [f for f in sections()[ROWS].fields if f.name in deeds or f.name == KEPT]
    part.rows = {ROWS: RecordLines([str(one) for one in references], wanted, data)}
    return part


def offer_grounds(part: Part, codes: Sequence[RefusalCode]) -> None:
    """The grounds are chosen, not typed."""
    choices = [("", "—"), *((code, code) for code in dict.fromkeys(one.code for one in codes))]
    lines: Any = part.rows[ROWS]
    for form in lines.every_form:
        label = form.fields[KEPT].label
        form.fields[KEPT] = forms.ChoiceField(label=label, required=False, choices=choices)
