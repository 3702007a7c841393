"""11. Pay by face: the payment processor is told too, and there is another way to pay."""

import pytest

from tests.scenarios.saying import another_way, erased, fulfilled, held
from tests.scenarios.steps import refused

PROCESSOR = "Payment Processor Ltd"


@pytest.fixture
def shop(place):
    return place(
        "retail_payment",
        purpose="pay by face",
        custodian="third_party",
        recipients=PROCESSOR,
        alternative="扫码、银行卡、现金",
        alternative_en="phone code, bank card, cash",
    )


@pytest.fixture
def case(resident, operator, shop):
    case = resident.files(shop, "access", "deletion", "opt_out")
    operator.has_seen(case)
    return case


def test_the_recipient_is_named_and_told_and_another_way_pays(resident, operator, case):
    rest = (held("template, payments", recipients=PROCESSOR), another_way("cash_or_card"))
    asked = fulfilled("access", "deletion", "opt_out")

    untold = erased()
    untold["recipients"] = {"shared": True, "told": []}
    with refused("request.evidence_missing") as why:
        operator.answers(case, asked, untold, *rest)
    assert "“Recipients and when they were told”" in why[0]

    operator.answers(case, asked, erased(told=[PROCESSOR]), *rest)
    evidence = resident.sees(case)["answers"][0]["evidence"]
    told = evidence["recipients"]["told"]
    assert [(one["name"], one["confirmed"]) for one in told] == [(PROCESSOR, True)]
    assert evidence["access"]["recipients"] == PROCESSOR
    page = resident.reads("requests:detail", case.reference)
    assert PROCESSOR in page
    assert "Another way to pay" in page


def test_the_order_is_kept_access_before_deletion(resident, case):
    assert [r["right"] for r in resident.sees(case)["rights"]] == ["access", "opt_out", "deletion"]


def test_a_slower_till_is_no_alternative(operator, resident, shop):
    case = resident.files(shop, "opt_out")
    with refused("request.evidence_missing") as why:
        operator.answers(case, fulfilled("opt_out"), another_way("cash_or_card", as_fast=False))
    assert "“No slower than the face” must be yes" in why[0]


def test_the_letter_speaks_of_recipients(resident, case, past_due):
    past_due(case, resident)
    assert "recipient" in resident.writes_to_the_venue_again(case)


def test_before_paying_one_sees_who_gets_the_face(stranger, shop):
    page = stranger.reads("consents:venue_detail", shop.slug)
    assert PROCESSOR in page
    assert "phone code, bank card, cash" in page
