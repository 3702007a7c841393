"""No answer that the rules let through is absurd by another, independent telling of what absurd means.

The telling below knows neither the tables nor the sentences of the rules: it asks of a whole answer, in
plain words, whether a person at a counter would believe it.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from requests_app.law.decisions import Decision
from requests_app.law.evidence import missing_evidence
from requests_app.law.evidence_types import Circumstances
from requests_app.law.packs import refusal_codes
from requests_app.law.plausibility import CaseFacts, Decided, Disclosed, contradictions
from requests_app.law.rights import Right
from tests.requests_app.law.samples import VENUE, alternative, deletion, item

TODAY = date(2026, 11, 25)
FILED = date(2026, 11, 5)
CODES = {code.code: code for code in refusal_codes("CN", "deletion", TODAY)}
GROUNDS = {
    ("refused", Right.ACCESS): "CN-ABUSE",
    ("refused", Right.DELETION): "CN-ABUSE",
    ("refused", Right.OPT_OUT): "CN-ID",
    ("partly_fulfilled", Right.ACCESS): "CN-CRIMINAL",
    ("partly_fulfilled", Right.DELETION): "CN-RETENTION",
    ("partly_fulfilled", Right.OPT_OUT): "CN-ID",
}
DAYS = [
    *("1900-01-01", "2026-10-20", "2026-11-05", "2026-11-12", "2026-11-18"),
    *("2026-11-20", "2026-11-25", "2026-11-26", "2027-02-01", "9999-12-31"),
]
GOOD = ["2026-11-20"]


def mostly(good: Any, other: Any) -> st.SearchStrategy[Any]:
    """One of ``good`` far more often than one of ``other``, so that whole answers get through."""
    often = [*good] * (15 * len(other) // len(good) + 1)
    return st.sampled_from([*often, *other])


day = mostly(GOOD, DAYS)
row = st.fixed_dictionaries(
    {},
    optional={
        "handed_over_on": day,
        "deleted_on": day,
        "kept_because": st.sampled_from(["CN-RETENTION", "CN-ABUSE", "CN-CRIMINAL"]),
    },
)


@st.composite
def disclosures(draw: st.DrawFn) -> tuple[Disclosed, ...]:
    if draw(st.booleans()):
        return ()
    records = draw(st.integers(0, 3))
    return (
        Disclosed(
            records=records,
            readable=draw(st.integers(0, records)),
            named=draw(st.booleans()),
            complete=draw(st.booleans()),
            waits=draw(st.booleans()),
        ),
    )


@st.composite
def cases(draw: st.DrawFn) -> CaseFacts:
    proven = draw(st.booleans())
    matched = draw(st.sampled_from([(), ("A",), ("A", "B"), ("A", "A")])) if proven else ()
    known = draw(disclosures())
    if matched:
        known = (Disclosed(records=3, readable=3, named=True, complete=True, waits=False),)
    return CaseFacts(
        today=TODAY,
        filed_on=FILED,
        asked_on=draw(st.sampled_from([FILED, date(2026, 11, 19)])),
        due_on=draw(st.sampled_from([None, date(2026, 12, 5), TODAY])),
        identity_proven=proven,
        matched=matched,
        disclosed_on=date(2026, 11, 10) if known else None,
        disclosures=known,
        held_before=draw(st.booleans()),
    )


@st.composite
def answers(draw: st.DrawFn, case: CaseFacts) -> tuple[list[Decided], dict[str, Any]]:
    rights = draw(
        st.sets(st.sampled_from([Right.ACCESS, Right.DELETION, Right.OPT_OUT]), min_size=1)
    )
    shared = draw(st.sampled_from(list(Decision)))
    if shared.value.endswith("fulfilled") and not case.identity_proven:
        shared = Decision.REFUSED
    decided = []
    for right in sorted(rights):
        decision = draw(mostly([shared], list(Decision)))
        code = GROUNDS.get((decision.value, right), "")
        decided.append(Decided(right, decision, CODES.get(code)))
    return decided, draw(evidence(case, decided))


@st.composite
def evidence(draw: st.DrawFn, case: CaseFacts, decided: list[Decided]) -> dict[str, Any]:
    search = {"stores": "all", "on": draw(day)}
    if because := draw(st.sampled_from(["", "", "deleted_earlier", "never_collected"])):
        search["nothing_because"] = because
    shown: dict[str, Any] = {"venue": VENUE, "search": search}
    granted = {one.right for one in decided if one.decision.value.endswith("fulfilled")}
    if Right.ACCESS in granted:
        told = dict.fromkeys(("categories", "purposes", "source", "retention", "recipients"), "x")
        copied = draw(st.fixed_dictionaries({}, optional={"copy_delivered_on": day}))
        shown["access"] = {**told, "template_held": True, **copied}
    if Right.DELETION in granted:
        partly = any(one.code == "CN-RETENTION" for one in decided)
        lines = deletion()["inventory"]
        if draw(mostly([partly], [True, False])):
            lines[3] = item("log", result="kept", method="none")
        backups = {"held": True, "not_restored": True, "expires_on": draw(mostly(DAYS[8:9], DAYS))}
        shown |= deletion(inventory=lines, done_on=draw(day), backups=backups)
        if partly:
            until = draw(mostly(DAYS[8:9], DAYS))
            part = {
                "what": "log",
                "code": "CN-RETENTION",
                "other_use_stopped": True,
                "until": until,
            }
            shown["kept"] = [part]
    if Right.OPT_OUT in granted:
        shown["alternative"] = alternative(usable_from=draw(day))["alternative"]
    if case.matched:
        shown["records"] = draw(rows(case, decided))
    return shown


@st.composite
def rows(draw: st.DrawFn, case: CaseFacts, decided: list[Decided]) -> list[dict[str, Any]]:
    """What fits the decisions, more often than not; else anything."""
    made = []
    for reference in draw(mostly([case.matched], [case.matched[1:], (*case.matched, "C")])):
        fitting = {}
        for one in decided:
            deed = {Right.ACCESS: "handed_over_on", Right.DELETION: "deleted_on"}.get(one.right)
            if deed and one.decision is Decision.FULFILLED:
                fitting[deed] = draw(day)
            elif deed and one.code:
                fitting["kept_because"] = one.code
        said = fitting if draw(st.integers(0, 9)) else draw(row)
        made.append({"reference": reference, **said})
    return made


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_what_is_let_through_is_believable(data: st.DataObject) -> None:
    case = data.draw(cases())
    decided, shown = data.draw(answers(case))
    around = Circumstances(matched=bool(case.matched))
    lacking = [
        lack
        for one in decided
        for lack in missing_evidence(one.right, one.decision, shown, None, around)
    ]
    granted = any(one.decision.value.endswith("fulfilled") for one in decided)
    assume(not lacking and (case.identity_proven or not granted))
    accepted = not contradictions(decided, shown, case)
    event("accepted" if accepted else "refused")
    for one in decided if accepted else ():
        event(f"{one.right} {one.decision}{' matched' if case.matched else ''}")
    if accepted:
        assert absurd(decided, shown, case) == []


# --- the other telling ------------------------------------------------------------------------


def absurd(decided: list[Decided], shown: dict[str, Any], case: CaseFacts) -> list[str]:
    said = {str(one.right): str(one.decision) for one in decided}
    return [
        *(["nothing held"] if "not_held" in said.values() and _is_held(shown, case) else []),
        *(["no match"] if "no_match" in said.values() and not _was_compared(case) else []),
        *(["at odds"] if _at_odds(said) else []),
        *_strange_days(shown, case),
        *_strange_records(said, shown, case),
    ]


def _is_held(shown: dict[str, Any], case: CaseFacts) -> bool:
    put_up = sum(one.records for one in case.disclosures)
    since = shown["search"].get("nothing_because") == "deleted_earlier"
    return bool(case.matched) or put_up > 0 or (case.held_before and not since)


def _was_compared(case: CaseFacts) -> bool:
    put_up = any(one.records for one in case.disclosures)
    finished = [one for one in case.disclosures if one.complete]
    if case.matched or not (put_up or finished):  # a first step may have found nothing
        return False
    if case.identity_proven and any(one.named and one.records for one in case.disclosures):
        return False
    unread = put_up and bool(finished) and all(one.readable == 0 for one in finished)
    overdue = case.due_on is not None and case.due_on <= case.today
    return not unread and (overdue or not any(one.waits for one in case.disclosures))


def _at_odds(said: dict[str, str]) -> bool:
    """Of the two rights that rest on data, one was given something and of the other nothing exists."""
    access, erasure = said.get("access"), said.get("deletion")
    if access is None or erasure is None:
        return False
    gives = {"fulfilled", "partly_fulfilled"}
    for one, other in ((access, erasure), (erasure, access)):
        if one in gives and other in {"not_held", "no_match"}:
            return True
    return {access, erasure} == {"not_held", "no_match"}


def _strange_days(shown: dict[str, Any], case: CaseFacts) -> list[str]:
    strange = []
    searched = date.fromisoformat(shown["search"]["on"])
    if not case.asked_on <= searched <= TODAY:
        strange.append("search")
    acts = [shown.get("done_on"), shown.get("access", {}).get("copy_delivered_on")]
    acts += [line.get("done_on") for line in shown.get("inventory", [])]
    for record in shown.get("records", []):
        acts += [record.get("handed_over_on"), record.get("deleted_on")]
    earliest, latest = (FILED - timedelta(days=31)).isoformat(), TODAY.isoformat()
    strange += [f"done {act}" for act in acts if act and not earliest <= act <= latest]
    promises = [shown.get("backups", {}).get("expires_on")]
    promises += [part["until"] for part in shown.get("kept", [])]
    strange += [f"promised {day}" for day in promises if day and not latest <= day < "2070-01-01"]
    usable = shown.get("alternative", {}).get("usable_from")
    if usable and not date(2010, 1, 1) < date.fromisoformat(usable) <= TODAY + timedelta(days=31):
        strange.append(f"usable {usable}")
    return strange


def _strange_records(said: dict[str, str], shown: dict[str, Any], case: CaseFacts) -> list[str]:
    named = shown.get("records", [])
    acting = {r: d for r, d in said.items() if r in ("access", "deletion")}
    if not case.matched or not acting:
        return []
    strange = []
    if Counter(r["reference"] for r in named) != Counter(case.matched):
        strange.append("not each record once")
    for record in named:
        strange += _strange_record(acting, record, shown.get("done_on") or "9999-12-31")
    return strange


def _strange_record(acting: dict[str, str], record: dict[str, Any], all_done: str) -> list[str]:
    handed, gone = record.get("handed_over_on"), record.get("deleted_on")
    access, erasure = acting.get("access"), acting.get("deletion")
    kept = record.get("kept_because")
    checks = {
        "never handed over": access == "fulfilled" and not handed,
        "never deleted": erasure == "fulfilled" and (not gone or kept == "CN-RETENTION"),
        "refused and deleted": erasure == "refused" and gone,
        "refused and handed over": access == "refused" and handed,
        "nothing became of it": not (handed or gone or kept),
        "copied after it was gone": handed and gone and gone < handed,
        "gone before it was disclosed": gone and gone < "2026-11-10",
        "gone after all was done": gone and gone > all_done,
    }
    return [name for name, is_so in checks.items() if is_so]
