"""Times that cannot be: of a breach, a visit, a window, a new date, an entry; each by page, desk and API."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from biometrics.models import Basis
from biometrics.services.disclosures import Window
from consents.models import HowCaptured
from consents.services import HoldingProblem, record_holding
from consents.services.holdings import HoldingFacts
from requests_app.law.rights import Right
from requests_app.models import Incident, IncidentKind
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import filing, identity, incidents, operator_steps
from tests.scenarios.steps import refused

NOW = timezone.now()
LATER, AGES_AGO = NOW + timedelta(days=900), NOW - timedelta(days=5000)
NOTHING = "\u200b…\u3164"


def contradictory(problem, *pointers):
    assert problem.value.kind is ProblemKind.CONTRADICTORY
    assert list(problem.value.pointers) == list(pointers)
    assert all("{" not in detail for detail in problem.value.details)


# --- breaches ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "aware_at", "field"),
    [
        ("A leak", LATER, "aware_at"),
        ("A leak", AGES_AGO, "aware_at"),
        (NOTHING, NOW - timedelta(hours=1), "what"),
    ],
)
def test_a_breach_is_known_before_it_is_told(manager, place, what, aware_at, field):
    shop = place("retail_payment")
    facts = incidents.Facts(what=what, aware_at=aware_at)
    with pytest.raises(RequestProblem) as problem:
        incidents.announce_breach(venue=shop, facts=facts, by=manager.user)
    contradictory(problem, f"#/{field}")

    local = timezone.localtime(aware_at)
    page = manager.submits(
        "admin:requests_app_incident_add",
        venue=shop.pk,
        what=what,
        measures="",
        aware_at_0=local.date().isoformat(),
        aware_at_1=local.time().isoformat("seconds"),
    )
    sentences = {one.text.en for one in incidents.contradictions_of(facts)}
    assert all(sentence in page for sentence in sentences)
    assert not Incident.objects.exists()


@pytest.mark.parametrize("seen_at", [LATER, AGES_AGO])
def test_what_is_for_sale_was_seen_before_it_is_reported(resident, seen_at):
    facts = incidents.Facts(what="A seller offers faces", aware_at=seen_at)
    with pytest.raises(RequestProblem) as problem:
        incidents.report_incident(
            kind=IncidentKind.FOR_SALE, facts=facts, venue=None, by=resident.user
        )
    contradictory(problem, "#/aware_at")
    body = {"kind": "for_sale", "what": facts.what, "seen_at": seen_at.isoformat()}
    answer = resident.api.post("/api/v1/incidents", body, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "#/seen_at")
    form = body | {"seen_at": seen_at.strftime("%Y-%m-%dT%H:%M")}
    assert (
        "seen_at"
        in resident.browser.post(reverse("requests:incident_report"), form).context["form"].errors
    )
    assert not Incident.objects.exists()


# --- visits -----------------------------------------------------------------------------------

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (NOW - HOUR, None, "visited_to"),
        (None, NOW - HOUR, "visited_to"),
        (NOW - HOUR, NOW - 2 * HOUR, "visited_to"),
        (NOW - HOUR, LATER, "visited_to"),
        (LATER, LATER + HOUR, "visited_from"),
        (AGES_AGO, AGES_AGO + HOUR, "visited_from"),
        (NOW - 500 * 24 * HOUR, NOW - HOUR, "visited_to"),
    ],
)
def test_a_visit_has_been(resident, place, start, end, field):
    shop = place("showroom")
    claim = filing.Claim(venue=shop, rights=[Right.DELETION], visited_from=start, visited_to=end)
    with pytest.raises(RequestProblem) as problem:
        filing.file_request(claim=claim, by=resident.user)
    assert f"#/{field}" in problem.value.pointers

    times = {"visited_from": start, "visited_to": end}
    body = {name: at.isoformat() for name, at in times.items() if at}
    body |= {"venue": shop.slug, "rights": ["deletion"]}
    answer = resident.api.post("/api/v1/requests", body, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"#/{field}")

    typed = {n: at.strftime("%Y-%m-%dT%H:%M") for n, at in times.items() if at}
    page = resident.browser.post(
        f"{reverse('requests:new')}?venue={shop.slug}", {"wish": "delete", **typed}
    )
    assert field in page.context["form"].errors


# --- windows ----------------------------------------------------------------------------------


@pytest.fixture
def visited(resident, place):
    showroom = place("showroom")
    visit = NOW - timedelta(days=8)
    times = {"visited_from": visit.isoformat(), "visited_to": (visit + HOUR).isoformat()}
    return resident.files(showroom, "deletion", **times)


@pytest.mark.parametrize(
    ("start", "field"),
    [
        (NOW - HOUR, "window_to"),
        (AGES_AGO, "window_from"),
        (NOW - timedelta(days=20), "window_from"),
    ],
)
def test_a_window_was_about_the_visit(operator, visited, start, field):
    window = Window(start, start + 2 * HOUR)
    selection = identity.Selection(basis=Basis.TIME_WINDOW, window=window)
    with pytest.raises(RequestProblem) as problem:
        identity.begin_disclosure(case=visited.row, selection=selection, by=operator.user)
    contradictory(problem, f"#/{field}")
    times = {"window_from": window.start.isoformat(), "window_to": window.end.isoformat()}
    with refused("request.contradictory") as why:
        operator.post(
            f"requests/{visited.reference}/disclosures", {"basis": "time_window", **times}
        )
    assert problem.value.details[0] in why[0].sentences


def test_a_window_beside_the_hour_that_was_remembered_is_taken(operator, visited):
    start = NOW - timedelta(days=8, hours=5)
    times = {"window_from": start.isoformat(), "window_to": (start + HOUR).isoformat()}
    operator.post(f"requests/{visited.reference}/disclosures", {"basis": "time_window", **times})


# --- new dates, entries, words ----------------------------------------------------------------


@pytest.mark.parametrize("until", [date(2020, 1, 1), date(9999, 12, 31)])
def test_an_extension_ends_in_reach(resident, operator, place, until):
    case = resident.files(place("subway", jurisdiction="HK"), "access")
    with pytest.raises(RequestProblem) as problem:
        operator_steps.extend(case=case.row, reason="Many", until=until, by=operator.user)
    contradictory(problem, "#/until")
    with refused("request.contradictory"):
        operator.post(
            f"requests/{case.reference}/extend", {"reason": "Many", "until": until.isoformat()}
        )


@pytest.mark.parametrize("since", [date(1889, 1, 1), NOW.date() + timedelta(days=3)])
def test_an_entry_of_the_register_is_not_older_than_the_machines(resident, place, since):
    gate = place("residential_compound")
    facts = HoldingFacts(how=HowCaptured.MADE_TO, since=since)
    with pytest.raises(HoldingProblem):
        record_holding(resident=resident.user, venue=gate, facts=facts)
    body = {"venue": gate.slug, "how": "made_to", "since": since.isoformat()}
    answer = resident.api.post("/api/v1/holdings", body, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "#/since")
    page = resident.browser.post(f"{reverse('consents:holding_add')}?venue={gate.slug}", body)
    assert "since" in page.context["form"].errors


@pytest.mark.parametrize("step", ["ask", "messages"])
def test_words_that_say_nothing_are_no_message(resident, operator, place, step):
    case = resident.files(place("subway"), "access")
    with refused("request.empty_message"):
        operator.post(f"requests/{case.reference}/{step}", {"body": NOTHING})


def test_a_reason_that_says_nothing_is_none(resident, operator, place):
    case = resident.files(place("subway"), "access")
    with refused("request.reason_missing"):
        operator.post(f"requests/{case.reference}/extend", {"reason": NOTHING, "amount": 1})
