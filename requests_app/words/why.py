"""The law in plain words: how long a venue may take, why a date is what it is, what an answer says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.core.totality import chosen, total
from requests_app.law.deadlines.calendars import calendar_for
from requests_app.law.deadlines.types import Step, StepKind
from requests_app.law.deadlines.why import explain
from requests_app.law.packs import rule_by_reference
from requests_app.law.right_words import words_of
from requests_app.law.types import Citation, Confidence, LocalText, Rule, TimeLimit, Unit
from requests_app.models import ClockEntry, RequestedRight, RightsRequest
from requests_app.services.clocks import entries_of

# Days that merely count are not listed one by one.
UNREMARKABLE = chosen(
    StepKind,
    {StepKind.COUNTED, StepKind.SKIPPED_REST_DAY},
    but_not={
        StepKind.START,
        StepKind.COUNTED_HOLIDAY,
        StepKind.COUNTED_MAKE_UP_DAY,
        StepKind.PAUSED,
        StepKind.MOVED_ON,
        StepKind.DUE,
    },
    name="requests_app.words.why.UNREMARKABLE",
)
# “15 working days”, by the number of them.
SPANS: Mapping[Unit, Callable[[int], str]] = total(
    Unit,
    {
        Unit.HOUR: lambda n: ngettext("%(n)d hour", "%(n)d hours", n),
        Unit.CALENDAR_DAY: lambda n: ngettext("%(n)d day", "%(n)d days", n),
        Unit.WORKING_DAY: lambda n: ngettext("%(n)d working day", "%(n)d working days", n),
        Unit.MONTH: lambda n: ngettext("%(n)d month", "%(n)d months", n),
        Unit.YEAR: lambda n: ngettext("%(n)d year", "%(n)d years", n),
    },
    name="requests_app.words.why.SPANS",
)


@dataclass(frozen=True, slots=True)
class Why:
    """The clock of one right: the reasons for its date, each day, and every entry of its ledger."""

    right: RequestedRight
    reasons: list[str]
    notes: list[str]
    sources: list[str]
    days: list[Step]
    entries: list[ClockEntry]


def local(text: LocalText) -> str:
    return text.in_language(get_language())


def right_name(right: str) -> str:
    """The short name of a right, as the statutes have it."""
    return local(words_of(right).name)


def run_on(sentences: Iterable[str]) -> str:
    """Sentences in a row; Chinese puts no space between them."""
    return ("" if (get_language() or "").startswith("zh") else " ").join(sentences)


def rule_sentences(rule: Rule) -> Iterator[str]:
    """The duty, the number of days, and whether that number is law."""
    if rule.duty:
        yield _("The law says: %(word)s.") % {"word": local(rule.duty.word)}
    if rule.limit and rule.is_binding:
        yield _("The limit is %(span)s.") % {"span": span(rule.limit)}
    elif rule.limit:
        yield _("It names no number of days; %(span)s is the usual measure, not the law.") % {
            "span": span(rule.limit)
        }
    else:
        yield _("It names no number of days.")


def may_still_move() -> str:
    return _("The holidays of that year are not published yet, so the day may still move.")


def span(limit: TimeLimit) -> str:
    """“30 days”, “15 working days”, “1 month”."""
    return SPANS[limit.unit](limit.amount) % {"n": limit.amount}


def source(citation: Citation) -> str:
    """Law and provision, with a word of doubt where the text itself was not read."""
    named = f"{local(citation.law)} {local(citation.provision)}"
    if citation.confidence is Confidence.CONFIRMED:
        return named
    return _("%(source)s (not confirmed at the source)") % {"source": named}


def in_short(case: RightsRequest) -> str:
    """Why the date is what it is, in a line or two, for the first right that has one."""
    entries = [entry for entry in case.clock_entries.all() if entry.rule]
    if not entries:
        return ""
    rule = rule_by_reference(entries[0].rule)
    newest = entries[-1]
    lines = list(rule_sentences(rule))
    if newest.provisional:
        lines.append(may_still_move())
    return run_on(lines)


def why(case: RightsRequest) -> list[Why]:
    """The rule, the reckoning and the ledger of each right."""
    rights = list(case.rights.all())
    prefetch_related_objects(rights, Prefetch("clock_entries", ClockEntry.objects.order_by("id")))
    return [_why(case, right, list(right.clock_entries.all())) for right in rights]


def _why(case: RightsRequest, right: RequestedRight, entries: list[ClockEntry]) -> Why:
    if not entries:
        return Why(right, [], [], [], [], [])
    rule = rule_by_reference(entries[0].rule)
    story = explain(rule, entries_of(right), calendar_for(case.venue.jurisdiction))
    notes = [local(text) for text in (rule.notes, rule.pause.text) if text]
    cited = [rule.citation, rule.counting.citation, rule.pause.citation]
    cited += [part.citation for part in (rule.duty, rule.limit, rule.extension) if part]
    return Why(
        right=right,
        reasons=[local(reason) for reason in story.reasons],
        notes=notes,
        sources=list(dict.fromkeys(source(citation) for citation in cited)),
        days=[step for step in story.steps if step.kind not in UNREMARKABLE],
        entries=entries,
    )
