"""The words of the card for the gate: the wish, its law, the date, who was told; in two languages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from consents.models import Venue
from requests_app.law.letters.writing import provisions_about
from requests_app.law.packs import rule_by_reference
from requests_app.law.phrases import citation_text, day_text
from requests_app.law.right_words import words_of
from requests_app.law.rights import Right
from requests_app.law.types import LocalText, Provision, Rule
from requests_app.models import RightsRequest
from requests_app.states import GIVEN_UP, RequestOutcome

# What a guard has to know first.
TOPICS = ("property_manager", "alternative", "withdrawal", "retention", "automated_decision")
CHINESE = ("CN", "HK", "TW")


@dataclass(frozen=True, slots=True)
class CardText:
    """The card in one language."""

    language: str
    wishes: list[str]
    law: str
    source: str
    told: str
    due: str
    scan: str

    def lines(self) -> Iterator[str]:
        """As plain text, to be passed on."""
        yield from self.wishes
        yield f"{self.law} ({self.source})" if self.law else self.source
        yield f"{self.told} {self.due}"


def has_card(case: RightsRequest) -> bool:
    """Where somebody at the gate must know of it, or where nobody else tells the venue."""
    if case.filed_at is None or case.outcome in GIVEN_UP:
        return False
    return _is_for_the_gate(case) or not case.venue.reaches_somebody


def _is_for_the_gate(case: RightsRequest) -> bool:
    return any(words_of(right.right).at_the_gate for right in case.rights.all())


def card_title(case: RightsRequest) -> str:
    """What the card is for, as a button says it."""
    return _("Show this at the gate") if _is_for_the_gate(case) else _("Show or send it yourself")


def texts_of(case: RightsRequest) -> Iterator[CardText]:
    """The language of the place first."""
    entries = [entry for entry in case.clock_entries.all() if entry.rule]
    rule = rule_by_reference(entries[0].rule)
    cited = _provision(case)
    here = case.venue.jurisdiction.startswith(CHINESE)
    for language in ("zh-hans", "en") if here else ("en", "zh-hans"):
        with translation.override(language):
            text = _text(case, language, rule, cited)
        yield text


def _provision(case: RightsRequest) -> Provision | None:
    """The one statement of the law that says most plainly what is asked for."""
    rights = [Right(right.right) for right in case.rights.all()]
    venue = case.venue
    found = provisions_about(venue.jurisdiction, venue.kind, rights, timezone.localdate())
    first = [p for topic in TOPICS for p in found if p.topic == topic]
    return next(iter((*first, *found)), None)


def _text(case: RightsRequest, language: str, rule: Rule, cited: Provision | None) -> CardText:
    def local(text: LocalText) -> str:
        return text.in_language(language)

    citation = cited.citation if cited else rule.citation
    return CardText(
        language="zh-Hans" if language == "zh-hans" else language,
        wishes=list(_wishes(case)),
        law=local(cited.text) if cited else "",
        source=local(citation_text(citation)),
        told=_told(case.venue, local(day_text(timezone.localdate(case.filed_at)))),
        due=_dates(case, rule, language),
        scan=_("Scan it: the receipt is genuine."),
    )


def _wishes(case: RightsRequest) -> Iterator[str]:
    """In words of its own what a guard has to act on, in the order offered; the rest by its name."""
    wanted = [right.right for right in case.rights.all()]
    language = translation.get_language()
    if case.dependant_id:
        yield _("In the name of my child:")
    for right in Right:
        if right in wanted and (wish := words_of(right).at_the_gate):
            yield wish.in_language(language)
    for words in map(words_of, wanted):
        if words.at_the_gate is None:
            yield _("I ask for: %(right)s.") % {"right": words.name.in_language(language)}


def _dates(case: RightsRequest, rule: Rule, language: str) -> str:
    """When an answer is due, or what it was."""
    if case.outcome != RequestOutcome.PENDING:
        return _("Answer: %(outcome)s.") % {"outcome": case.get_outcome_display()}
    if case.due_on is None:
        return ""
    return _due(rule, day_text(case.due_on).in_language(language), language)


def _due(rule: Rule, day: str, language: str) -> str:
    """The day; where no number binds, the law's own word, and what the day is."""
    if rule.is_binding or rule.duty is None:
        return _("Answer due by %(day)s.") % {"day": day}
    return _(
        "Answer due: the law says %(word)s. The usual measure is %(day)s; it is not the law."
    ) % {
        "word": rule.duty.word.in_language(language),
        "day": day,
    }


def _told(venue: Venue, day: str) -> str:
    """Who has been told: the truth, also where it is nobody."""
    if venue.operator is not None:
        return _("%(operator)s was told on %(day)s.") % {"operator": venue.operator, "day": day}
    if venue.contact_email:
        return _("Sent on %(day)s by e-mail to the address of this place.") % {"day": day}
    return _(
        "Filed on %(day)s. Nobody answers for this place on Saveface yet, so nobody has been told. Please "
        "pass this on to whoever is in charge."
    ) % {"day": day}
