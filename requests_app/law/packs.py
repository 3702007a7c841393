"""Questions to the rule packs. A jurisdiction code is one of:

* a pack: ``CN``, ``EU-DE``, ``UK-SCT``, ``US-CA``, ``CA-QC``, or an overlay such as
  ``CN-ZJ-HZ`` (Hangzhou), which answers with its parents' law where it is silent;
* an alias of one: ``DE``, ``GB-SCT``;
* a pack with a region that only has holidays of its own: ``EU-DE-BY``, ``CA-ON``, ``AU-NSW``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, lru_cache
from itertools import chain
from typing import TypeVar

import holidays

from .errors import NoRuleInForce, UnknownJurisdiction, UnknownRule
from .loader import PACKS, read_pack
from .rights import Right
from .types import Authority, IncidentDuty, Provision, RefusalCode, Rule, RulePack, Subject

T = TypeVar("T")


def pack_for(jurisdiction: str) -> RulePack:
    """The nearest pack for a code; raises UnknownJurisdiction."""
    return resolve(jurisdiction)[0]


def lineage(jurisdiction: str) -> tuple[RulePack, ...]:
    """The pack and its parents, nearest first; raises UnknownJurisdiction."""
    return _lineage(pack_for(jurisdiction).code)


def rule_for(jurisdiction: str, right: Right | str, on: date) -> Rule:
    """The rule for a request filed on ``on``; raises NoRuleInForce, UnknownJurisdiction."""
    wanted = Right(right)
    for rule in rules_in_force(jurisdiction, on, Subject.REQUEST):
        if rule.covers(wanted):
            return rule
    raise NoRuleInForce(jurisdiction, wanted, on)


def rules_in_force(jurisdiction: str, on: date, subject: Subject) -> tuple[Rule, ...]:
    """Rules about requests, complaints to the venue, or standing duties; own law first."""
    found = _from_all(jurisdiction, lambda pack: pack.rules)
    return tuple(rule for rule in found if rule.subject is subject and rule.in_force(on))


def rule_by_reference(reference: str) -> Rule:
    """The rule a ledger entry names as ``id@version``; raises UnknownRule."""
    try:
        return _rules_by_reference()[reference]
    except KeyError:
        raise UnknownRule(reference) from None


def rights_in_force(jurisdiction: str, on: date) -> tuple[Right, ...]:
    """The rights on which a resident may file with a venue there on ``on``."""
    rules = rules_in_force(jurisdiction, on, Subject.REQUEST)
    return tuple(right for right in Right if any(rule.covers(right) for rule in rules))


def refusal_codes(jurisdiction: str, right: Right | str, on: date) -> tuple[RefusalCode, ...]:
    """The grounds that may answer this right there on ``on``, own law first."""
    wanted = Right(right)
    return tuple(code for code in grounds_in_force(jurisdiction, on) if wanted in code.rights)


def grounds_in_force(jurisdiction: str, on: date) -> tuple[RefusalCode, ...]:
    """The grounds on which a venue there may refuse on ``on``, whatever the right; own law first."""
    found = _from_all(jurisdiction, lambda pack: pack.refusals)
    return tuple(code for code in found if code.in_force(on))


def authorities(jurisdiction: str, on: date | None = None) -> tuple[Authority, ...]:
    """Where to complain, in the order to be tried; all if no day is given."""
    found = _from_all(jurisdiction, lambda pack: pack.authorities)
    usable = [a for a in found if on is None or _holds(a.effective_from, a.effective_to, on)]
    return tuple(sorted(usable, key=lambda authority: authority.order))


def provisions(
    jurisdiction: str, on: date, right: Right | str | None = None, topic: str | None = None
) -> tuple[Provision, ...]:
    """Cited statements in force on ``on``, for one right or topic if given."""
    return tuple(
        p
        for p in _from_all(jurisdiction, lambda pack: pack.provisions)
        if not p.pending
        and _holds(p.effective_from, p.effective_to, on)
        and (right is None or Right(right) in p.rights)
        and (topic is None or p.topic == topic)
    )


def incident_duties(jurisdiction: str) -> tuple[IncidentDuty, ...]:
    """Who must be told of a breach there, and how soon."""
    return tuple(_from_all(jurisdiction, lambda pack: pack.incident_duties))


def pack_versions(jurisdiction: str) -> dict[str, str]:
    """Code → version of each pack that answers for a code, nearest first."""
    return {pack.code: pack.version for pack in lineage(jurisdiction)}


@cache
def all_packs() -> dict[str, RulePack]:
    """Every shipped pack by code."""
    packs = (read_pack(file) for file in sorted(PACKS.glob("*.json")))
    return {pack.code: pack for pack in packs}


@lru_cache(maxsize=1024)
def resolve(jurisdiction: str) -> tuple[RulePack, str]:
    """The pack, and the region after its code that only changes the holidays ("" if none)."""
    code = jurisdiction.strip().upper()
    known = _packs_by_any_code()
    head, region = code, ""
    while head:
        if head in known and _is_region(known[head], region):
            return known[head], region
        head, _, tail = head.rpartition("-")
        region = f"{tail}-{region}" if region else tail
    raise UnknownJurisdiction(jurisdiction, ", ".join(all_packs()))


def _is_region(pack: RulePack, region: str) -> bool:
    if not region:
        return True
    spec = pack.calendar
    if spec is None or spec.subdivision:
        return False
    return region in holidays.list_supported_countries().get(spec.country, [])


@cache
def _packs_by_any_code() -> dict[str, RulePack]:
    packs = all_packs()
    return packs | {alias: pack for pack in packs.values() for alias in pack.aliases}


@cache
def _lineage(code: str) -> tuple[RulePack, ...]:
    pack = all_packs()[code]
    return (pack, *(_lineage(pack.parent) if pack.parent else ()))


@cache
def _rules_by_reference() -> dict[str, Rule]:
    return {rule.reference: rule for pack in all_packs().values() for rule in pack.rules}


def _from_all(jurisdiction: str, part: Callable[[RulePack], tuple[T, ...]]) -> Iterator[T]:
    return chain.from_iterable(part(pack) for pack in lineage(jurisdiction))


def _holds(since: date | None, until: date | None, on: date) -> bool:
    return (since is None or since <= on) and (until is None or on <= until)
