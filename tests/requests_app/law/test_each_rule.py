"""Each rule refuses something that no other rule does: whoever breaks one lets its example through."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from requests_app.law.decisions import Decision
from requests_app.law.packs import refusal_codes
from requests_app.law.plausibility import CaseFacts, Decided, Disclosed, contradictions, facts
from requests_app.law.plausibility.moments import (
    of_a_visit,
    of_a_window,
    of_an_extension,
    of_an_incident,
)
from requests_app.law.rights import Right
from tests.requests_app.law.samples import (
    COMPLETE,
    SEARCHED,
    VENUE,
    alternative,
    deletion,
    item,
    transfer,
)

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FILED = CaseFacts(today=TODAY, filed_on=date(2026, 11, 10), asked_on=date(2026, 11, 10))
PROVEN = replace(FILED, identity_proven=True)
COMPARED = Disclosed(records=2, readable=2, named=True, complete=True, waits=False)
MATCHED = replace(
    PROVEN, matched=("A", "B"), disclosed_on=date(2026, 11, 15), disclosures=(COMPARED,)
)
CODES = {code.code: code for code in refusal_codes("CN", "deletion", TODAY)}
DONE = {"deleted_on": "2026-11-20"}
UNPROVEN = {"venue": VENUE, "search": {"stores": "门禁", "on": "2026-11-20"}}
KEPT = {"what": "日志", "code": "CN-RETENTION", "until": "2026-12-20", "other_use_stopped": True}


def said(decision="fulfilled", code="", right="deletion"):
    return Decided(Right(right), Decision(decision), CODES.get(code))


def rows(*became, names="AB"):
    return {"records": [{"reference": n, **b} for n, b in zip(names, became, strict=True)]}


def lines(**results):
    """The inventory, with another result for some kinds of item."""
    made = deletion()["inventory"]
    for line in made:
        if line["kind"] in results:
            line |= {"result": results[line["kind"]], "method": "none"}
    return made


def answer(evidence, *decided, case=PROVEN):
    return lambda: contradictions(decided or (said(),), evidence, case)


def knowing(**known):
    return replace(FILED, **known)


NOTHING, NO_MATCH = said("not_held"), said("no_match")
REFUSED, PARTLY = said("refused", "CN-ABUSE"), said("partly_fulfilled", "CN-RETENTION")
PORTED = said(right="portability")
BOTH = said(right="access"), said()
WHOLE = COMPLETE["access"] | deletion()
EXAMPLES = {
    # days
    "too_early": answer(deletion(done_on="2026-01-01", inventory=[item("template", done_on=None)])),
    "too_late": answer(deletion(done_on="2026-11-26")),
    "promise_past": answer(
        deletion(backups={"held": True, "expires_on": "2026-11-24", "not_restored": True})
    ),
    "promise_too_far": answer(alternative(usable_from="2027-11-21"), said(right="opt_out")),
    "searched_too_early": answer(SEARCHED, NOTHING, case=knowing(asked_on=date(2026, 11, 21))),
    "before_capture": answer(
        {"stopped": {"on": "2026-01-20"}}, case=knowing(captured_on=date(2026, 8, 1))
    ),
    "no_date": answer({"search": {"on": "20261120"}}, NOTHING, case=FILED),
    "not_in_order": answer(
        WHOLE
        | rows(
            {"handed_over_on": "2026-11-20", "deleted_on": "2026-11-18"},
            {"handed_over_on": "2026-11-20", **DONE},
        ),
        *BOTH,
        case=MATCHED,
    ),
    # words
    "says_nothing": answer({"access": {"source": "…"}}),
    "no_contact": answer({"alternative": {"contact": "https://"}}),
    "unknown_part": answer({"perhaps": 1}),
    # what is held
    "held_after_all": answer(SEARCHED, NOTHING, case=knowing(disclosures=(COMPARED,))),
    "matched_after_all": answer(SEARCHED, NOTHING, case=MATCHED),
    "held_elsewhere": answer(UNPROVEN, NOTHING, case=knowing(held_elsewhere=True)),
    "held_before": answer(UNPROVEN, NOTHING, case=knowing(held_before=True)),
    "nothing_disclosed": answer(UNPROVEN, NO_MATCH, case=FILED),
    "not_compared_yet": answer(
        UNPROVEN, NO_MATCH, case=knowing(disclosures=(replace(COMPARED, waits=True),))
    ),
    "nothing_readable": answer(
        UNPROVEN, NO_MATCH, case=knowing(disclosures=(replace(COMPARED, readable=0),))
    ),
    "proven_after_all": answer(UNPROVEN, NO_MATCH, case=replace(PROVEN, disclosures=(COMPARED,))),
    "no_match_says_why_empty": answer(SEARCHED, NO_MATCH, case=knowing(disclosures=(COMPARED,))),
    "both_held_and_not": answer(
        UNPROVEN, said("not_held", right="access"), said("refused", "CN-RETENTION"), case=FILED
    ),
    "not_held_but_listed": answer(SEARCHED | {"inventory": lines()}, NOTHING, case=FILED),
    "identity_proven": answer({}, said("refused", "CN-ID")),
    "order_and_refusal": answer({"court_order": {"carried_out": True}}, REFUSED),
    "ground_of_nothing": answer(deletion(), said("fulfilled", "CN-RETENTION")),
    "proof_of_nothing": answer(
        deletion(refusals=[{"right": "access", "identity_steps": "asked twice"}])
    ),
    # what was handed over
    "transfer_unasked": answer(
        COMPLETE["access"] | {"transfer": transfer()}, said(right="access"), case=PROVEN
    ),
    "transfer_to_both": answer(
        COMPLETE["portability"] | {"transfer": transfer(receiver="别处")}, PORTED, case=PROVEN
    ),
    "transfer_to_oneself": answer(
        COMPLETE["portability"]
        | {"transfer": transfer(to="organisation", receiver=VENUE["legal_name"])},
        PORTED,
        case=PROVEN,
    ),
    # what was removed
    "removed_unasked": answer(
        COMPLETE["access"] | {"inventory": [item("capture_image")]}, said(right="access")
    ),
    "removed_before_told": answer(
        deletion(contact={"told_by": "email", "told_on": "2026-11-17", "objected": False}),
        case=replace(PROVEN, contact_first=True),
    ),
    "told_the_claimant": answer(
        deletion(contact={"told_by": "in_person", "told_on": "2026-11-15", "objected": False}),
        case=replace(PROVEN, contact_first=True, seen_at_venue=True),
    ),
    "contact_has_a_code": answer(
        deletion(contact={"told_by": "none_on_file"}), case=replace(PROVEN, code_issued=True)
    ),
    "template_of_whom": answer(
        alternative(), said(right="opt_out"), case=knowing(names_unproven=True)
    ),
    # within the evidence
    "template_kept": answer(
        deletion(inventory=lines(template="kept"), kept=[KEPT])
        | {"alternative": {"template_deleted": True}},
        PARTLY,
    ),
    "template_never_held": answer(
        deletion(inventory=lines(template="not_held"), access={"template_held": True})
    ),
    "template_held_after_all": answer(deletion(access={"template_held": False})),
    "nothing_was_there": answer(deletion(inventory=[{"kind": "log", "result": "not_held"}])),
    "record_was_there": answer(
        deletion(
            inventory=lines(
                enrolment_photo="not_held", template="not_held", capture_image="not_held"
            )
        )
        | rows(DONE, DONE),
        case=MATCHED,
    ),
    "nothing_was_done": answer(
        deletion(inventory=[item("log", result="kept", method="none")], kept=[KEPT]), PARTLY
    ),
    "nothing_is_kept": answer(deletion(kept=[KEPT]), PARTLY),
    "removed_and_kept": answer(
        deletion(
            inventory=[
                *deletion()["inventory"],
                item("template", store="device", place="3 号门禁", result="kept", method="none"),
            ],
            kept=[KEPT],
        ),
        PARTLY,
    ),
    "line_twice": answer(
        deletion(inventory=[*lines(), item("log", result="not_held", method="none")])
    ),
    "nothing_but_method": answer(
        deletion(inventory=[*lines(), item("other", result="not_held", method="overwritten")])
    ),
    "recipient_but_not_shared": answer(
        deletion(
            inventory=[*lines(), item("template", store="recipient")], recipients={"shared": False}
        )
    ),
    "no_backups_but_day": answer(deletion(backups={"held": False, "expires_on": "2026-12-20"})),
    "kept_on_no_ground": answer(
        deletion(inventory=lines(log="kept"), kept=[KEPT | {"code": "CN-TECH"}]), PARTLY
    ),
    "kept_too_long": answer(
        deletion(
            inventory=lines(log="kept"),
            kept=[KEPT],
            refusals=[{"right": "deletion", "retained_until": "2026-12-19"}],
        ),
        PARTLY,
    ),
    # each record
    "record_missing": answer(deletion() | rows(DONE, names="A"), case=MATCHED),
    "record_unknown": answer(deletion() | rows(DONE, DONE, DONE, names="ABC"), case=MATCHED),
    "record_twice": answer(deletion() | rows(DONE, DONE, DONE, names="ABA"), case=MATCHED),
    "record_not_done": answer(deletion() | rows(DONE, {}), case=MATCHED),
    "record_left_open": answer(
        deletion(inventory=lines(log="kept"), kept=[KEPT]) | rows(DONE, {}), PARTLY, case=MATCHED
    ),
    "record_done_though_refused": answer(
        rows({"kept_because": "CN-ABUSE"}, DONE), REFUSED, case=MATCHED
    ),
    "record_done_and_kept": answer(
        deletion(inventory=lines(log="kept"), kept=[KEPT])
        | rows(DONE, DONE | {"kept_because": "CN-RETENTION"}),
        PARTLY,
        case=MATCHED,
    ),
    "record_not_asked": answer(
        deletion() | rows(DONE, DONE | {"corrected_on": "2026-11-19"}), case=MATCHED
    ),
    "record_before_disclosure": answer(
        deletion() | rows(DONE, {"deleted_on": "2026-11-14"}), case=MATCHED
    ),
    # times
    "window_future": lambda: of_a_window((NOW - HOUR, NOW + HOUR), None, NOW),
    "window_old": lambda: of_a_window((NOW - 4000 * DAY, NOW - 3999 * DAY), None, NOW),
    "window_elsewhere": lambda: of_a_window(
        (NOW - 9 * DAY, NOW - 8 * DAY), (NOW - 4 * DAY, NOW - 3 * DAY), NOW
    ),
    "visit_half": lambda: of_a_visit(NOW - HOUR, None, NOW),
    "not_happened": lambda: of_a_visit(NOW + HOUR, NOW + 2 * HOUR, NOW),
    "visit_turned": lambda: of_a_visit(NOW - HOUR, NOW - 2 * HOUR, NOW),
    "too_long_ago": lambda: of_an_incident(NOW - 4000 * DAY, "A leak", NOW),
    "visit_too_long": lambda: of_a_visit(NOW - 400 * DAY, NOW, NOW),
    "incident_words": lambda: of_an_incident(NOW, "…", NOW),
    "extension_past": lambda: of_an_extension(TODAY, TODAY),
    "extension_too_far": lambda: of_an_extension(TODAY + 400 * DAY, TODAY),
}


@pytest.mark.parametrize("rule", EXAMPLES)
def test_each_rule_alone_refuses_something(rule, monkeypatch):
    """Silenced, the example passes: no other rule stands in for it."""
    assert list(EXAMPLES[rule]()), "refused"
    sentence = facts.sentence
    said_keys = []
    monkeypatch.setattr(
        facts, "sentence", lambda key, **values: said_keys.append(key) or sentence(key, **values)
    )
    list(EXAMPLES[rule]())
    assert set(said_keys) == {rule}


def test_every_rule_has_its_example():
    assert set(EXAMPLES) == set(facts.sentences())
