"""A resident's cases by web: filing, following, talking, disputing, withdrawing."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.urls import reverse

from requests_app.law.decisions import Decision
from requests_app.law.rights import Right
from requests_app.models import Message, RightsRequest
from requests_app.services import answers, messages, operator_steps
from requests_app.services.replies import Reply, Verdict
from requests_app.states import Identity, RequestOutcome, Workflow
from tests.factories import HoldingFactory, VenueFactory, filed_request

pytestmark = pytest.mark.django_db


REFUSAL = {"venue": {"legal_name": "Gate Company", "person_in_charge": "Ms Wang"}}


def new_at(venue) -> str:
    return f"{reverse('requests:new')}?venue={venue.slug}"


def page_of(case, name: str) -> str:
    return reverse(f"requests:{name}", args=(case.reference,))


@pytest.fixture
def refused(rights_request, operator):
    """The case of `rights_request`, refused by its operator."""
    verdict = Verdict(
        Right.DELETION, Decision.REFUSED, "CN-ABUSE", "You asked the same a hundred times."
    )
    answers.answer(
        case=rights_request,
        reply=Reply(verdicts=[verdict], text="We are sorry.", evidence=REFUSAL),
        by=operator,
    )
    rights_request.refresh_from_db()
    return rights_request


# --- filing -----------------------------------------------------------------------------------


def test_filing_shows_how_long_the_law_gives_before_anything_is_sent(resident, venue, signed_in):
    page = signed_in(resident).get(new_at(venue), headers={"accept-language": "en"})
    assert "The law says: promptly." in page.text
    assert "30 days is the usual measure, not the law" in page.text
    assert not RightsRequest.objects.exists()


def test_of_the_law_only_what_the_wish_needs(resident, venue, signed_in):
    page = signed_in(resident).get(new_at(venue), headers={"accept-language": "en"})
    terms = {one.wish: one.groups for one in page.context["wishes"]}
    assert [group.names for group in terms["other_way"]] == [
        "Opt-out with another way in, Objection: stop matching my face"
    ]
    assert "Deletion" in terms["see_delete"][0].names
    assert len(terms["else"]) > 1
    assert terms["delete"][0].day in page.text


def test_filing_starts_with_the_place(resident, venue, other_venue, signed_in):
    HoldingFactory(resident=resident, venue=other_venue)
    browser = signed_in(resident)
    start = reverse("requests:new")
    assert f'href="{start}"' in browser.get(reverse("requests:list")).text
    assert other_venue.name in browser.get(start).text
    assert f"{start}?venue=gate" in browser.get(f"{start}?q=compound").text
    assert reverse("consents:venue_report") in browser.get(f"{start}?q=nowhere").text


def test_a_second_request_to_a_place_is_not_filed_unawares(
    resident, stranger, venue, rights_request, signed_in
):
    listed = f'href="{rights_request.get_absolute_url()}"'
    for address in (new_at(venue), venue.get_absolute_url()):
        assert listed in signed_in(resident).get(address).text
        assert listed not in signed_in(stranger).get(address).text


def test_my_list_leads_to_the_case_that_is_under_way(
    resident, venue, signed_in, django_assert_num_queries
):
    browser, address = signed_in(resident), reverse("consents:holding_list")
    holding = HoldingFactory(resident=resident, venue=venue)
    anew = f"{reverse('requests:new')}?holding={holding.pk}"
    assert anew in browser.get(address).text
    case = filed_request(resident=resident, venue=venue, holding=holding)
    page = browser.get(address)
    assert case.get_absolute_url() in page.text
    assert anew not in page.text
    for _one in range(4):
        other = HoldingFactory(resident=resident, venue=VenueFactory())
        filed_request(resident=resident, venue=other.venue, holding=other)
    with django_assert_num_queries(4):
        browser.get(address)


def test_an_error_reads_as_a_sentence(resident, venue, signed_in):
    page = signed_in(resident).post(
        new_at(venue), {"wish": "else"}, headers={"accept-language": "en"}
    )
    assert "What exactly? Choose at least one thing to ask for." in page.text


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [("other_way", "other_way"), ("delete", "delete"), ("nonsense", "see_delete")],
)
def test_the_address_may_choose_a_wish_that_exists(resident, venue, signed_in, asked, chosen):
    page = signed_in(resident).get(f"{new_at(venue)}&wish={asked}")
    assert page.context["form"]["wish"].value() == chosen


def test_the_sign_leads_through_signing_in_back_to_the_same_form(client, venue):
    page = client.get(venue.get_absolute_url())
    wanted = f"{new_at(venue)}&wish=other_way"
    assert wanted.replace("&", "&amp;") in page.text
    answer = client.get(wanted)
    way, _, after = answer.headers["location"].partition("?next=")
    assert (way, unquote(after)) == (reverse("account_login"), wanted)


def test_resident_files_access_then_deletion_with_one_choice(resident, venue, signed_in):
    answer = signed_in(resident).post(new_at(venue), {"wish": "see_delete"})
    case = RightsRequest.objects.get()
    assert answer.headers["location"] == case.get_absolute_url()
    assert [right.right for right in case.rights.all()] == [Right.ACCESS, Right.DELETION]
    assert case.workflow == Workflow.FILED
    assert case.resident == resident


def test_resident_chooses_rights_one_by_one(resident, venue, signed_in):
    signed_in(resident).post(new_at(venue), {"wish": "else", "rights": ["explanation"]})
    assert RightsRequest.objects.get().rights.get().right == Right.EXPLANATION


def test_filing_from_my_list_ties_the_case_to_the_entry(resident, venue, signed_in):
    holding = HoldingFactory(resident=resident, venue=venue)
    address = f"{reverse('requests:new')}?holding={holding.pk}"
    signed_in(resident).post(address, {"wish": "delete"})
    holding.refresh_from_db()
    assert RightsRequest.objects.get().holding == holding
    assert holding.state == "asked"


def test_anothers_list_entry_cannot_be_filed_from(stranger, resident, venue, signed_in):
    holding = HoldingFactory(resident=resident, venue=venue)
    address = f"{reverse('requests:new')}?holding={holding.pk}"
    assert signed_in(stranger).post(address, {"wish": "delete"}).status_code == 404


def test_guardian_files_for_a_child(guardian, child, venue, signed_in):
    signed_in(guardian).post(new_at(venue), {"wish": "delete", "dependant": child.pk})
    assert RightsRequest.objects.get().dependant == child


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"wish": "else"}, "Choose at least one thing to ask for."),
        (
            {
                "wish": "delete",
                "visited_from": "2026-01-05T10:00",
                "visited_to": "2026-01-05T09:00",
            },
            "This is before you came.",
        ),
        ({"wish": "delete", "visited_from": "2026-01-05T10:00"}, "Give both times, or neither."),
        (
            {
                "wish": "delete",
                "visited_from": "2999-01-05T10:00",
                "visited_to": "2999-01-05T11:00",
            },
            "This has not happened yet.",
        ),
    ],
)
def test_gaps_are_named_and_what_was_typed_stays(resident, venue, signed_in, typed, sentence):
    page = signed_in(resident).post(new_at(venue), typed | {"claim_details": "flat 402"})
    assert sentence in page.text
    assert "flat 402" in page.text
    assert not RightsRequest.objects.exists()


def test_draft_tells_nobody_until_it_is_sent(resident, venue, signed_in):
    browser = signed_in(resident)
    browser.post(new_at(venue), {"wish": "delete", "draft": "1"})
    case = RightsRequest.objects.get()
    assert case.workflow == Workflow.DRAFT
    browser.post(page_of(case, "send"))
    case.refresh_from_db()
    assert case.workflow == Workflow.FILED


# --- following --------------------------------------------------------------------------------


def test_detail_shows_state_timeline_receipts_and_the_next_step(
    resident, rights_request, signed_in
):
    page = signed_in(resident).get(rights_request.get_absolute_url())
    assert "Sent to the venue" in page.text
    assert "days left" in page.text
    assert page_of(rights_request, "withdraw") in page.text
    receipt = rights_request.receipts.get()
    assert reverse("requests:receipt", args=(rights_request.reference, receipt.pk)) in page.text


def test_another_residents_case_does_not_show_that_it_exists(stranger, rights_request, signed_in):
    browser = signed_in(stranger)
    for name in ("detail", "why", "message", "withdraw", "dispute", "identity"):
        assert browser.get(page_of(rights_request, name)).status_code == 404


def test_list_takes_the_same_queries_for_one_case_and_for_ten(
    resident, venue, rights_request, signed_in, django_assert_num_queries
):
    browser = signed_in(resident)
    address = reverse("requests:list")
    browser.get(address)
    with django_assert_num_queries(5):
        browser.get(address)
    for _unused in range(9):
        filed_request(resident=resident, venue=VenueFactory(operator=venue.operator))
    with django_assert_num_queries(5):
        assert browser.get(address).text.count("SF-") >= 10


def test_detail_takes_the_same_queries_however_long_the_case(
    resident, operator, rights_request, signed_in, django_assert_num_queries
):
    browser = signed_in(resident)
    address = rights_request.get_absolute_url()
    messages.write(case=rights_request, body="The first", by=resident)
    with django_assert_num_queries(10):
        browser.get(address)
    operator_steps.acknowledge(case=rights_request, by=operator)
    for number in range(5):
        messages.write(case=rights_request, body=f"No. {number}", by=resident)
    with django_assert_num_queries(10):
        browser.get(address)


def test_home_puts_my_turn_first(resident, operator, venue, signed_in):
    filed_request(resident=resident, venue=VenueFactory(name="Waiting"))
    asked = filed_request(resident=resident, venue=venue)
    messages.ask(case=asked, body="Which card?", by=operator)
    filed_request(resident=resident, venue=VenueFactory(name="Also waiting"))
    page = signed_in(resident).get(reverse("home")).text
    assert page.index(asked.reference) < page.index("Also waiting")
    assert "The venue has asked you something." in page


def test_why_cites_the_law_and_lists_the_ledger(resident, rights_request, signed_in):
    page = signed_in(resident).get(page_of(rights_request, "why"))
    assert "Personal Information Protection Law" in page.text
    assert "started" in page.text


# --- the resident's turns ---------------------------------------------------------------------


def test_resident_replies_to_the_venues_question(resident, operator, rights_request, signed_in):
    messages.ask(case=rights_request, body="Which gate?", by=operator)
    browser = signed_in(resident)
    assert "Which gate?" in browser.get(rights_request.get_absolute_url()).text
    browser.post(page_of(rights_request, "message"), {"body": "The east gate"})
    rights_request.refresh_from_db()
    assert rights_request.workflow == Workflow.AWAITING_OPERATOR


def test_empty_message_is_not_sent(resident, rights_request, signed_in):
    page = signed_in(resident).post(page_of(rights_request, "message"), {"body": "  "})
    assert "Write something first." in page.text
    assert not Message.objects.exists()


def test_withdrawal_asks_first(resident, rights_request, signed_in):
    browser = signed_in(resident)
    browser.get(page_of(rights_request, "withdraw"))
    rights_request.refresh_from_db()
    assert rights_request.is_open
    browser.post(page_of(rights_request, "withdraw"))
    rights_request.refresh_from_db()
    assert rights_request.outcome == RequestOutcome.WITHDRAWN


def test_a_draft_is_thrown_away_without_a_word_to_the_venue(resident, venue, signed_in):
    browser = signed_in(resident)
    browser.post(new_at(venue), {"wish": "delete", "draft": "1"})
    address = page_of(RightsRequest.objects.get(), "withdraw")
    assert "venue is told" not in browser.get(address).text
    assert "Thrown away. Nobody was told." in browser.post(address, follow=True).text


def test_withdrawing_twice_says_so_and_changes_nothing(resident, rights_request, signed_in):
    browser = signed_in(resident)
    browser.post(page_of(rights_request, "withdraw"))
    page = browser.post(page_of(rights_request, "withdraw"), follow=True)
    assert "not possible at this stage" in page.text


def test_message_page_of_a_closed_case_offers_nothing_to_press(resident, rights_request, signed_in):
    browser = signed_in(resident)
    browser.post(page_of(rights_request, "withdraw"))
    page = browser.get(rights_request.get_absolute_url())
    assert page_of(rights_request, "message") not in page.text
    assert page_of(rights_request, "dispute") not in page.text


# --- identity ---------------------------------------------------------------------------------


def test_identity_page_always_offers_a_way_without_a_face(resident, rights_request, signed_in):
    page = signed_in(resident).get(page_of(rights_request, "identity"))
    assert "A code that the venue sends you" in page.text
    assert "In person" in page.text
    assert "A document, seen only" in page.text


def test_the_code_is_asked_for_with_one_touch(resident, rights_request, signed_in):
    browser = signed_in(resident)
    page = browser.get(page_of(rights_request, "identity"))
    assert page_of(rights_request, "ask_for_code") in page.text
    page = browser.post(page_of(rights_request, "ask_for_code"), follow=True)
    assert "Asked." in page.text
    assert "send me a code" in Message.objects.get().body


def test_code_of_the_venue_proves_it(resident, operator, rights_request, signed_in):
    from requests_app.services.identity import issue_code

    code = issue_code(case=rights_request, by=operator)
    browser = signed_in(resident)
    wrong = "0" * 8 if code != "0" * 8 else "1" * 8
    page = browser.post(page_of(rights_request, "identity"), {"code": wrong})
    assert "That is not the code." in page.text
    browser.post(page_of(rights_request, "identity"), {"code": f"{code[:4]} {code[4:]}"})
    rights_request.refresh_from_db()
    assert rights_request.identity == Identity.VERIFIED


# --- answers ----------------------------------------------------------------------------------


def test_the_date_stands_above_the_answer_and_its_evidence_is_folded(resident, refused, signed_in):
    page = (
        signed_in(resident).get(refused.get_absolute_url(), headers={"accept-language": "en"}).text
    )
    assert page.index("Why this date?") < page.index("The venue's answer")
    assert "<details open>" not in page


def test_refusal_shows_its_ground_and_reason_and_can_be_disputed(resident, refused, signed_in):
    browser = signed_in(resident)
    page = browser.get(refused.get_absolute_url())
    assert "You asked the same a hundred times." in page.text
    assert "We are sorry." in page.text
    browser.post(page_of(refused, "dispute"), {"reason": "I asked once."})
    refused.refresh_from_db()
    assert refused.outcome == RequestOutcome.PENDING
    assert "I asked once." in browser.get(refused.get_absolute_url()).text


def test_dispute_without_a_reason_is_not_sent(resident, refused, signed_in):
    page = signed_in(resident).post(page_of(refused, "dispute"), {"reason": ""})
    assert "Say why" in page.text
    refused.refresh_from_db()
    assert refused.workflow == Workflow.ANSWERED


def test_resident_accepts_the_answer(resident, refused, signed_in):
    signed_in(resident).post(page_of(refused, "accept"))
    refused.refresh_from_db()
    assert refused.workflow == Workflow.CLOSED
