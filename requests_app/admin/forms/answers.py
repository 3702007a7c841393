"""The form of an answer: one decision a right, with grounds that the law of the place knows, and evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from requests_app import choices
from requests_app.admin.forms import evidence, records
from requests_app.admin.forms.evidence import Need, Part
from requests_app.law.decisions import Decision
from requests_app.law.evidence import evidence_required
from requests_app.law.evidence_form import items_at, sections
from requests_app.law.evidence_types import Field, Missing
from requests_app.law.packs import refusal_codes
from requests_app.law.plausibility import Contradiction
from requests_app.law.plausibility.records import ROWS
from requests_app.law.plausibility.words import says_something
from requests_app.law.rights import Right
from requests_app.law.types import Force, RefusalCode
from requests_app.models import RequestedRight, RightsRequest
from requests_app.services.judgement import circumstances_of, faults
from requests_app.services.replies import Reply, Verdict
from requests_app.words.why import local, source

REFERENCES_SHOWN = 20


class VerdictForm(forms.Form):
    """The decision on one right. Nothing is required by itself: `problems` knows what goes together."""

    decision = forms.ChoiceField(
        label=gettext_lazy("Decision"),
        choices=choices.decisions,
        required=False,
        widget=forms.RadioSelect,
    )
    refusal_code = forms.CharField(label=gettext_lazy("Ground"), required=False, max_length=24)
    reason = forms.CharField(
        label=gettext_lazy("Reason, in words that the resident understands"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, right: RequestedRight, codes: Sequence[RefusalCode], data: QueryDict | None
    ) -> None:
        super().__init__(data, prefix=right.right)
        self.right, self.codes = right, codes
        self.proof_fields = self._proof_fields()
        for spec in self.proof_fields:
            self.fields[spec.name] = evidence.input_for(spec)
            self.fields[spec.name].help_text = _("For: %(codes)s") % {
                "codes": ", ".join(c.code for c in codes if spec.name in c.evidence)
            }

    def _proof_fields(self) -> list[Field]:
        """What any of the grounds must show."""
        asked = {name for code in self.codes for name in code.evidence}
        return [spec for spec in sections()["refusals"].fields if spec.name in asked]

    @property
    def chosen_code(self) -> str:
        return str(self["refusal_code"].value() or "")

    @property
    def proofs(self) -> Iterator[forms.BoundField]:
        return (self[spec.name] for spec in self.proof_fields)

    def grounds(self) -> list[dict[str, Any]]:
        """The choices with what each allows and where it stands."""
        return [
            {
                "code": code.code,
                "title": local(code.title),
                "allows": local(code.allows),
                "limits": local(code.limits) if code.limits else "",
                "duties": [local(duty.text) for duty in code.duties],
                "source": source(code.citation),
                "binding": code.force is Force.BINDING,
                "partial_only": code.partial_only,
                "chosen": code.code == self.chosen_code,
            }
            for code in self.codes
        ]

    def verdict(self) -> Verdict | None:
        """The decision as the service takes it; None while nothing is chosen."""
        data = self.cleaned_data
        if not data.get("decision"):
            return None
        decision = Decision(data["decision"])
        grounded = decision.facts.rests_on_ground
        return Verdict(
            right=Right(self.right.right),
            decision=decision,
            refusal_code=data.get("refusal_code", "") if grounded else "",
            reason=data.get("reason", ""),
        )

    def ground(self, verdict: Verdict) -> RefusalCode | None:
        return next((code for code in self.codes if code.code == verdict.refusal_code), None)

    def proof(self) -> dict[str, Any]:
        """What the ground shows, as one row of the evidence's refusals."""
        return {"right": self.right.right, **evidence.plain(self.proof_fields, self.cleaned_data)}

    def check(self, verdict: Verdict) -> None:
        """Put what does not go together on the fields."""
        if not verdict.decision.facts.rests_on_ground:
            return
        ground = self.ground(verdict)
        if ground is None:
            self.add_error(
                "refusal_code", _("Choose the ground on which you refuse, in whole or in part.")
            )
        elif ground.partial_only and verdict.decision is Decision.REFUSED:
            self.add_error("refusal_code", local(ground.allows))
        if not says_something(verdict.reason):
            self.add_error("reason", _("Give the reason: the resident has a right to know it."))

    def lay(self, lack: Missing) -> None:
        """A proof that the chosen ground lacks, or what cannot be so of the decision or its proof."""
        name = lack.path.rpartition(".")[2]
        self.add_error(name if name in self.fields else "refusal_code", local(lack.text))


class AnswerForm:
    """The whole page: verdicts, words, evidence. Bound to ``data`` it keeps everything typed."""

    def __init__(self, case: RightsRequest, by: User, data: QueryDict | None = None) -> None:
        self.case = case
        rights = list(case.rights.filter(outcome="pending").order_by("position"))
        today = timezone.localdate()
        place = case.venue.jurisdiction
        self.verdicts = [
            VerdictForm(right, refusal_codes(place, right.right, today), data) for right in rights
        ]
        self.words = WordsForm(data)
        self.parts = _parts(case, rights, data, prefilled(case, by))
        if ROWS in self.parts:
            grounds = [code for form in self.verdicts for code in form.codes]
            records.offer_grounds(self.parts[ROWS], grounds)
        self.errors: list[str] = []

    @property
    def is_multiple(self) -> bool:
        return len(self.verdicts) > 1

    def faults(self) -> Iterator[tuple[str, str]]:
        """Every fault with the anchor of its field, in the order of the page: a summary of links."""
        for form in self.verdicts:
            yield from evidence.faults_of(form)
        yield from evidence.faults_of(self.words)
        for part in self.parts.values():
            yield from part.faults()

    def reply(self) -> Reply | None:
        """The answer, or None when something is missing; every field then says what."""
        forms_valid = [form.is_valid() for form in (*self.verdicts, self.words)]
        verdicts = [verdict for form in self.verdicts if (verdict := self._verdict(form))]
        decided = {verdict.right.value: verdict.decision.value for verdict in verdicts}
        needed = {name: part for name, part in self.parts.items() if part.is_needed(decided)}
        given = {name: part.value() for name, part in needed.items()}
        given = {name: value for name, value in given.items() if value not in (None, [], {})}
        proven = [form for form in self.verdicts if (v := form.verdict()) and v.refusal_code]
        if proven:
            given["refusals"] = [form.proof() for form in proven]
        sound = all(forms_valid) and not self._has_errors(needed)
        text = self.words.cleaned_data.get("text", "")
        reply = Reply(verdicts=verdicts, text=text, evidence=given)
        found = faults(self.case, reply, whole=sound)
        self._lay(found, verdicts, proven)
        return reply if sound and not found else None

    def _verdict(self, form: VerdictForm) -> Verdict | None:
        verdict = form.verdict()
        if verdict is None:
            form.add_error("decision", _("Decide on this right."))
            return None
        form.check(verdict)
        return verdict

    def _lay(
        self,
        found: Sequence[Contradiction],
        verdicts: Sequence[Verdict],
        proven: Sequence[VerdictForm],
    ) -> None:
        """Put each fault on the decision, the proof or the evidence that it is about."""
        by_right = {form.right.right: form for form in self.verdicts}
        for one in found:
            root, *rest = one.place
            lack = Missing(".".join(map(str, rest)), one.text)
            if root == "verdicts":
                by_right[verdicts[int(rest[0])].right.value].lay(lack)
            elif rest[0] == "refusals":
                proven[int(rest[1])].lay(lack)
            else:
                self.errors += list(evidence.lay_errors(self.parts, [lack]))

    def _has_errors(self, needed: dict[str, Part]) -> bool:
        laid = any(part.errors or part.is_broken() for part in needed.values())
        return bool(self.errors) or laid or any(form.errors for form in self.verdicts)


class WordsForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Words to the resident"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "What you did, in plain words. Everything below is shown to them as well."
        ),
    )


def _parts(
    case: RightsRequest,
    rights: Sequence[RequestedRight],
    data: QueryDict | None,
    initial: dict[str, Any],
) -> dict[str, Part]:
    """The sections that any decision on the pending rights may need, in the order of the schema."""
    needs: dict[str, list[Need]] = {}
    sources: dict[str, list[str]] = {}
    about = circumstances_of(case)
    for right in rights:
        for requirement in evidence_required(case.venue.jurisdiction, right.right, about):
            name = requirement.section.name
            needs.setdefault(name, []).extend(_needs(right, requirement.decisions))
            sources.setdefault(name, []).append(local(requirement.source))
    parts = {
        name: evidence.build(
            section, needs[name], "; ".join(dict.fromkeys(sources[name])), data, initial.get(name)
        )
        for name, section in sections().items()
        if name in needs and name != ROWS
    }
    if ROWS not in needs:
        return parts
    lines = Part(sections()[ROWS], needs[ROWS], "; ".join(dict.fromkeys(sources[ROWS])))
    return {ROWS: records.build(lines, case.matched_references, rights, data), **parts}


def _needs(right: RequestedRight, decisions: Any) -> Iterator[Need]:
    for decision in Decision:
        if decision.value in decisions:
            yield Need(right.right, str(right), decision.value, local(decision.facts.label))


def prefilled(case: RightsRequest, by: User) -> dict[str, Any]:
    """What the platform knows already. Results are left open: only the venue knows what it did."""
    operator = case.venue.operator
    today = timezone.localdate()
    return {
        "venue": {
            "legal_name": (operator.legal_name or operator.name) if operator else case.venue.name,
            "person_in_charge": by.display_name,
            "contact": case.venue.answers_to,
        },
        "done_on": today,
        "inventory": [_inventory_row(kind, case) for kind in items_at(case.venue.kind)],
        "search": {"on": today},
    }


def _inventory_row(kind: str, case: RightsRequest) -> dict[str, str]:
    """A line for each kind; the records that were proven to be the resident's stand where they lie."""
    if kind not in ("enrolment_photo", "template") or not case.matched_references:
        return {"kind": kind}
    shown = [str(reference) for reference in case.matched_references[:REFERENCES_SHOWN]]
    more = len(case.matched_references) - len(shown)
    listed = ", ".join(shown) + (f" (+{more})" if more else "")
    return {"kind": kind, "place": _("records: %(references)s") % {"references": listed}}
