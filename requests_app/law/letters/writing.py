"""Writes a letter from its facts, in the law's own words.

A letter never claims more than the law says: a benchmark is never a time limit,
and no period is set that the law does not set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from msgspec import Struct

from accounts.core.totality import chosen, total
from consents.kinds import VenueKind
from requests_app.law.files import read
from requests_app.law.letters.types import (
    Block,
    BlockKind,
    Claim,
    Grievance,
    LetterFacts,
    LetterKind,
    LetterText,
)
from requests_app.law.packs import authorities, pack_for, provisions, rules_in_force
from requests_app.law.phrases import citation_text, filled, label, unit_text
from requests_app.law.right_words import words_of
from requests_app.law.rights import Right
from requests_app.law.types import (
    Authority,
    Citation,
    Confidence,
    LocalText,
    Provision,
    Rule,
    Subject,
)

FILE = Path(__file__).parent / "letters.json"
MOST_PROVISIONS = 8
# Somebody has read the text, or a secondary source of it: it may be quoted.
READ = chosen(
    Confidence,
    {Confidence.CONFIRMED, Confidence.SECONDARY},
    but_not={Confidence.UNCONFIRMED},
    name="requests_app.law.letters.writing.READ",
)
# What a line of plain text begins with.
MARKS: Mapping[BlockKind, Callable[[Block], str]] = total(
    BlockKind,
    {
        BlockKind.TITLE: lambda _block: "",
        BlockKind.HEADING: lambda _block: "",
        BlockKind.LINE: lambda _block: "",
        BlockKind.PARAGRAPH: lambda _block: "",
        BlockKind.ITEM: lambda _block: "- ",
        BlockKind.ROW: lambda block: f"{block.left}  ",
    },
    name="requests_app.law.letters.writing.MARKS",
)

Part = tuple[BlockKind, LocalText]
Value = LocalText | Citation | date | str | int


class Wording(Struct, frozen=True, forbid_unknown_fields=True):
    """What ``letters.json`` holds."""

    sentences: dict[str, LocalText]


def write(facts: LetterFacts, language: str) -> LetterText:
    """The letter in ``language`` (any ``zh`` tag, else English).

    Raises UnknownJurisdiction.
    """
    parts = [*_head(facts), *_asked(facts), *_law(facts), *_happened(facts), *_wanted(facts)]
    blocks = [Block(kind, text.in_language(language)) for kind, text in parts]
    return LetterText(
        language=language,
        title=_title(facts).in_language(language),
        blocks=(*blocks, *_tail(facts, language)),
        checks=tuple(text.in_language(language) for text in _checks(facts)),
        written_on=facts.today,
    )


def as_text(letter: LetterText) -> str:
    """The letter as plain text, one block a line, headings set apart."""
    lines: list[str] = []
    for block in letter.blocks:
        if block.kind is BlockKind.HEADING:
            lines.append("")
        lines.append(_plain(block))
    return "\n".join(lines) + "\n"


def addressee(facts: LetterFacts) -> Authority | None:
    """Whom a complaint goes to: the one chosen, else the first that the law names."""
    if facts.authority is not None:
        return facts.authority
    return next(iter(authorities(facts.jurisdiction, facts.today)), None)


def _plain(block: Block) -> str:
    return MARKS[block.kind](block) + block.text


def _title(facts: LetterFacts) -> LocalText:
    return _say(f"title_{facts.kind}")


def _head(facts: LetterFacts) -> Iterator[Part]:
    yield BlockKind.TITLE, _title(facts)
    complaint = facts.kind is LetterKind.COMPLAINT
    yield from ((BlockKind.LINE, text) for text in _to(facts))
    sender = "from_complaint" if complaint else "from"
    if facts.resident_name:
        yield BlockKind.LINE, _say(sender, name=facts.resident_name)
    if facts.acting_for:
        yield BlockKind.LINE, _say("for", name=facts.acting_for)
    if facts.resident_contact:
        yield BlockKind.LINE, _say("contact", contact=facts.resident_contact)
    yield BlockKind.LINE, _say("reference", reference=facts.reference)
    yield BlockKind.LINE, _say("date", day=facts.today)


def _to(facts: LetterFacts) -> Iterator[LocalText]:
    authority = addressee(facts) if facts.kind is LetterKind.COMPLAINT else None
    if authority is None or authority.kind == "venue":
        yield _say("to", name=facts.venue_name)
        if facts.venue_address:
            yield _say("address", address=facts.venue_address)
        return
    yield _say("to", name=authority.name)
    if authority.address:
        yield _say("address", address=authority.address)
    yield _say("about", name=facts.venue_name)


def _asked(facts: LetterFacts) -> Iterator[Part]:
    yield BlockKind.HEADING, _say("asked")
    for claim in facts.claims:
        yield BlockKind.ITEM, _say("asked_line", day=claim.filed_on, right=_name(claim))
    if facts.court_order:
        yield BlockKind.ITEM, _say("ordered", order=facts.court_order)


def _law(facts: LetterFacts) -> Iterator[Part]:
    yield BlockKind.HEADING, _say("law")
    for claim in facts.claims:
        yield from ((BlockKind.ITEM, text) for text in _terms(claim, facts))
    uncounted = [claim for claim in facts.claims if not claim.rule.is_binding]
    if uncounted:
        passed = (facts.today - min(claim.filed_on for claim in uncounted)).days
        yield BlockKind.ITEM, _say("no_number", days=passed)
    for provision in cited_provisions(facts):
        text = _say("provision", text=_bare(provision.text), citation=provision.citation)
        yield BlockKind.ITEM, text


def _terms(claim: Claim, facts: LetterFacts) -> Iterator[LocalText]:
    rule = claim.rule
    if not rule.request_right:
        yield _say("no_right", right=_name(claim), citation=rule.citation)
        yield from _standing(claim, facts)
    elif rule.limit is not None and rule.is_binding and claim.due_on is not None:
        yield _say(
            "binding",
            right=_name(claim),
            amount=rule.limit.amount,
            unit=unit_text(rule.limit.amount, rule.limit.unit),
            citation=rule.limit.citation,
            due=claim.due_on,
        )
    else:
        yield _words(claim, rule)


def _words(claim: Claim, rule: Rule) -> LocalText:
    """The law's own word, where no number of it binds."""
    if rule.duty is None:
        return _say("rights_only", right=_name(claim), citation=rule.citation)
    return _say("duty", right=_name(claim), word=rule.duty.word, citation=rule.duty.citation)


def _standing(claim: Claim, facts: LetterFacts) -> Iterator[LocalText]:
    for rule in rules_in_force(facts.jurisdiction, facts.today, Subject.STANDING_DUTY):
        if rule.limit is not None and rule.covers(claim.right):
            yield _say(
                "standing",
                amount=rule.limit.amount,
                unit=unit_text(rule.limit.amount, rule.limit.unit),
                event=label("start", rule.start),
                citation=rule.limit.citation,
            )
            if rule.duty is not None:
                duty = rule.duty
                yield _say("standing_duty", word=duty.word, citation=duty.citation)


def cited_provisions(facts: LetterFacts) -> tuple[Provision, ...]:
    """The statements that a letter quotes."""
    rights = [claim.right for claim in facts.claims]
    return provisions_about(facts.jurisdiction, facts.venue_kind, rights, facts.today)


def provisions_about(
    jurisdiction: str, venue_kind: str, rights: Sequence[Right], today: date
) -> tuple[Provision, ...]:
    """The statements that matter to these rights and this kind of venue, own law first.

    Only those whose text was read, or at least a secondary source of it.
    """
    of_venue = frozenset(VenueKind(venue_kind).facts.topics)
    found: dict[str, Provision] = {}
    for right in rights:
        wanted = of_venue | frozenset(right.facts.topics)
        for provision in provisions(jurisdiction, today, right):
            if provision.citation.confidence in READ and provision.topic in wanted:
                found.setdefault(provision.id, provision)
    own = frozenset(p.id for p in pack_for(jurisdiction).provisions)
    return tuple(sorted(found.values(), key=lambda p: _weight(p, of_venue, own))[:MOST_PROVISIONS])


def _weight(
    provision: Provision, of_venue: frozenset[str], own: frozenset[str]
) -> tuple[bool, bool]:
    """What was read and is the law of the very place, or about this kind of venue, comes first."""
    sure = provision.citation.confidence is Confidence.CONFIRMED
    return not sure, provision.id not in own and provision.topic not in of_venue


def _happened(facts: LetterFacts) -> Iterator[Part]:
    yield BlockKind.HEADING, _say("happened")
    for claim in facts.claims:
        yield BlockKind.ITEM, _grievance(claim, facts.today)
        if claim.refusal is not None and claim.refusal.limits is not None:
            yield BlockKind.ITEM, _say("refused_limits", limits=claim.refusal.limits)
        for text in claim.shortcomings:
            yield BlockKind.ITEM, _say("shortcoming", text=text)
    if facts.records:
        yield BlockKind.PARAGRAPH, _say("records")
        yield from ((BlockKind.ITEM, line) for line in facts.records)


def _grievance(claim: Claim, today: date) -> LocalText:
    if claim.grievance is Grievance.REFUSED and claim.refusal is not None:
        refusal = claim.refusal
        return _say("refused", right=_name(claim), code=refusal.code, title=refusal.title)
    if claim.grievance is not Grievance.SILENT:
        return _say(str(claim.grievance), right=_name(claim))
    if claim.rule.is_binding and claim.due_on is not None and today > claim.due_on:
        late = (today - claim.due_on).days
        return _say("silent_late", right=_name(claim), day=today, days=late)
    return _say("silent", right=_name(claim), day=today)


def _wanted(facts: LetterFacts) -> Iterator[Part]:
    authority = addressee(facts)
    to_venue = authority is not None and authority.kind == "venue"
    yield BlockKind.HEADING, _say("wanted_venue" if to_venue else f"wanted_{facts.kind}")
    if facts.kind is LetterKind.COMPLAINT and authority is not None:
        opening = "examine_venue" if to_venue else "examine"
        yield BlockKind.PARAGRAPH, _say(opening, venue=facts.venue_name)
    yield from ((BlockKind.ITEM, _demand(claim)) for claim in facts.claims)
    if facts.kind is LetterKind.ADMONITION:
        yield BlockKind.PARAGRAPH, _say("closing_admonition")
        if authority is not None:
            step = _say("next_step", authority=authority.name, citation=authority.citation)
            yield BlockKind.PARAGRAPH, step
    elif authority is not None:
        yield BlockKind.ITEM, _say("outcome")
        basis = _say("basis", citation=authority.citation, route=authority.route)
        yield BlockKind.PARAGRAPH, basis


def _demand(claim: Claim) -> LocalText:
    said = words_of(claim.right).demand
    return LocalText(en=said.en[0].upper() + said.en[1:] + ".", zh_hans=said.zh_hans + "。")


def _tail(facts: LetterFacts, language: str) -> Iterator[Block]:
    yield Block(BlockKind.HEADING, _say("timeline").in_language(language))
    for entry in facts.timeline:
        yield Block(BlockKind.ROW, entry.text.in_language(language), entry.on.isoformat())
    enclosed = _say("enclosed", fingerprint=facts.fingerprint, url=facts.check_url)
    closing = [enclosed, _say("no_face")]
    if not facts.handed_over:
        closing.append(_say("signature"))
    for text in closing:
        yield Block(BlockKind.PARAGRAPH, text.in_language(language))


def _checks(facts: LetterFacts) -> Iterator[LocalText]:
    authority = addressee(facts)
    for claim in facts.claims:
        if claim.due_on and facts.today <= claim.due_on and claim.grievance is Grievance.SILENT:
            yield _say("check_not_due", right=_name(claim), due=claim.due_on)
        if claim.provisional:
            yield _say("check_provisional", right=_name(claim))
    if authority is not None and authority.kind == "venue":
        yield _say("check_venue_first")
    for citation in _citations(facts, authority):
        if citation.confidence is not Confidence.CONFIRMED:
            sure = label("confidence", citation.confidence)
            yield _say("check_citation", citation=citation_text(citation), confidence=sure)


def _citations(facts: LetterFacts, authority: Authority | None) -> Sequence[Citation]:
    cited = [provision.citation for provision in cited_provisions(facts)]
    for claim in facts.claims:
        rule = claim.rule
        if rule.is_binding and rule.limit is not None:
            cited.append(rule.limit.citation)
        elif rule.duty is not None and rule.request_right:
            cited.append(rule.duty.citation)
        else:
            cited.append(rule.citation)
    if authority is not None:
        cited.append(authority.citation)
    return list(dict.fromkeys(cited))


def _name(claim: Claim) -> LocalText:
    return words_of(claim.right).name


def _bare(text: LocalText) -> LocalText:
    """Without the full stop, which follows the citation instead."""
    return LocalText(en=text.en.removesuffix("."), zh_hans=text.zh_hans.removesuffix("。"))


def _say(key: str, **values: Value) -> LocalText:
    return filled(wording().sentences[key], **values)


@cache
def wording() -> Wording:
    return read(FILE, Wording)
