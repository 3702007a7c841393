"""Each thing opens to its owner and is not there for anybody else, nor under another case's address.

The access matrix tries all of this with everybody and whole (`test_access.py`, minutes). These are the
same promises with little beside them, so that a forgotten condition is noticed in a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.core.actors import SYSTEM
from accounts.models import ApiToken, Dependant, PushSubscription, User
from accounts.models.token import TokenScope
from accounts.services.tokens import create_token
from biometrics.models import Disclosure, Verification
from consents.models import Consent, Holding, Purpose, Venue
from consents.selectors import has_consent
from requests_app.law.letters.types import LetterKind
from requests_app.law.rights import Right
from requests_app.models import (
    Attachment,
    Campaign,
    Letter,
    Receipt,
    RightsRequest,
    VenueCode,
)
from requests_app.services import messages
from requests_app.services.attachments import File
from requests_app.services.campaigns import Appeal, start_campaign
from requests_app.services.letters import write_letter
from tests.attempting import another_disclosure, attempt
from tests.factories import DependantFactory, HoldingFactory, VenueFactory, filed_request

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
LONG_AGO = timedelta(days=150)


@dataclass
class Owned:
    """What one resident owns with one venue, and what its operator does."""

    resident: User
    operator: User
    case: RightsRequest
    file: Attachment
    letter: Letter
    receipt: Receipt
    disclosure: Disclosure
    verification: Verification
    holding: Holding
    consent: Consent
    child: Dependant
    push: PushSubscription
    campaign: Campaign
    token: ApiToken


def owned(resident: User, operator: User, venue: Venue, consent_of) -> Owned:
    with time_machine.travel(timezone.now() - LONG_AGO):
        case = filed_request(resident=resident, venue=venue)
    sent = messages.write(
        case=case,
        body="See.",
        files=[File("a.txt", f"A ticket of {venue.slug}".encode())],
        by=resident,
    )
    disclosure = another_disclosure(venue=venue, subject=resident)
    Disclosure.objects.filter(pk=disclosure.pk).update(request_id=case.pk)
    disclosure.refresh_from_db()
    token, _secret = create_token(
        organisation=operator.organisations.get(),
        name="program",
        scope=TokenScope.RESPOND,
        valid_for=timedelta(days=1),
        owner=operator,
        by=SYSTEM,
    )
    appeal = Appeal(venue=venue, title="Ours", text="A card.", rights=[Right.DELETION])
    return Owned(
        resident=resident,
        operator=operator,
        case=case,
        file=sent.attachments.get(),
        letter=write_letter(case=case, stage=LetterKind.COMPLAINT, by=resident),
        receipt=case.receipts.first(),
        disclosure=disclosure,
        verification=attempt(disclosure),
        holding=HoldingFactory(resident=resident, venue=venue, state="removed"),
        consent=consent_of(resident),
        child=DependantFactory(guardian=resident),
        push=PushSubscription.objects.create(
            user=resident, endpoint=f"https://push.example/{uuid4()}"
        ),
        campaign=start_campaign(appeal=appeal, by=resident),
        token=token,
    )


@pytest.fixture
def mine(resident, operator, venue, consent_of) -> Owned:
    return owned(resident, operator, venue, consent_of)


@pytest.fixture
def theirs(stranger, other_operator, other_venue, consent_of) -> Owned:
    return owned(stranger, other_operator, other_venue, consent_of)


# --- a part, under the address of its own case and of another -----------------------------------

PAGES = {
    "file": lambda case, one: reverse("requests:attachment", args=(case.reference, one.file.pk)),
    "letter": lambda case, one: reverse("requests:letter", args=(case.reference, one.letter.pk)),
    "letter as PDF": lambda case, one: reverse(
        "requests:letter_pdf", args=(case.reference, one.letter.pk, "en")
    ),
    "letter with its evidence": lambda case, one: reverse(
        "requests:letter_bundle", args=(case.reference, one.letter.pk)
    ),
    "receipt": lambda case, one: reverse("requests:receipt", args=(case.reference, one.receipt.pk)),
    "receipt as text": lambda case, one: reverse(
        "requests:receipt_download", args=(case.reference, one.receipt.pk)
    ),
    "file by API": lambda case, one: f"{V1}/requests/{case.reference}/files/{one.file.pk}",
    "letter by API": lambda case, one: (
        f"{V1}/requests/{case.reference}/letters/{one.letter.pk}/pdf"
    ),
    "evidence by API": lambda case, one: (
        f"{V1}/requests/{case.reference}/letters/{one.letter.pk}/bundle"
    ),
}
VENUES = {
    "file at the desk": lambda case, one: reverse(
        "admin:requests_app_rightsrequest_file", args=(case.pk, one.file.pk)
    ),
    "file": PAGES["file by API"],
    "disclosure": lambda case, one: (
        f"{V1}/requests/{case.reference}/disclosures/{one.disclosure.pk}"
    ),
    "records": lambda case, one: (
        f"{V1}/requests/{case.reference}/disclosures/{one.disclosure.pk}/records"
    ),
}


@pytest.mark.parametrize("what", PAGES)
def test_a_residents_part_opens_under_its_own_case_alone(signed_in, mine, theirs, what):
    address, browser = PAGES[what], signed_in(mine.resident)
    assert browser.get(address(mine.case, mine)).status_code == 200
    assert browser.get(address(theirs.case, theirs)).status_code == 404
    assert browser.get(address(mine.case, theirs)).status_code == 404, "theirs under my case"
    assert browser.get(address(theirs.case, mine)).status_code == 404, "mine under their case"


@pytest.mark.parametrize("what", PAGES)
def test_nor_under_another_case_of_the_same_person(signed_in, mine, other_venue, what):
    other = filed_request(resident=mine.resident, venue=other_venue)
    assert signed_in(mine.resident).get(PAGES[what](other, mine)).status_code == 404


@pytest.mark.parametrize("what", VENUES)
def test_a_venues_part_opens_under_its_own_case_alone(signed_in, mine, theirs, what):
    address, browser = VENUES[what], signed_in(mine.operator)
    assert browser.get(address(mine.case, mine)).status_code == 200
    assert browser.get(address(theirs.case, theirs)).status_code == 404
    assert browser.get(address(mine.case, theirs)).status_code == 404, "theirs under our case"
    assert browser.get(address(theirs.case, mine)).status_code == 404, "ours under their case"


@pytest.mark.parametrize("act", ["photographs", "vectors", "finish"])
def test_records_are_sent_to_the_disclosure_of_the_case_alone(signed_in, mine, theirs, act):
    """404 before anything is read: the body is as wrong as it can be."""
    address = f"{V1}/requests/{mine.case.reference}/disclosures/{theirs.disclosure.pk}/{act}"
    media_type = "multipart/form-data; boundary=x" if act == "photographs" else "application/json"
    answer = signed_in(mine.operator).post(address, b"", content_type=media_type)
    assert answer.status_code == 404


# --- a thing of one person ------------------------------------------------------------------------

READ = {
    "case": lambda one: f"/requests/{one.case.reference}/",
    "why": lambda one: f"/requests/{one.case.reference}/why",
    "card": lambda one: f"/requests/{one.case.reference}/identity",
    "letters": lambda one: f"/requests/{one.case.reference}/letters",
    "write": lambda one: f"/requests/{one.case.reference}/message",
    "take back": lambda one: f"/requests/{one.case.reference}/withdraw",
    "child": lambda one: f"/children/{one.child.pk}/",
    "child's removal": lambda one: f"/me/children/{one.child.pk}/remove",
    "outcome": lambda one: f"/verifications/{one.verification.pk}/",
    "state of the outcome": lambda one: f"/verifications/{one.verification.pk}/state",
    "comparison": lambda one: f"/verify/{one.disclosure.pk}/",
    "case by API": lambda one: f"{V1}/requests/{one.case.reference}",
    "why by API": lambda one: f"{V1}/requests/{one.case.reference}/why",
    "letters by API": lambda one: f"{V1}/requests/{one.case.reference}/letters",
    "receipt by API": lambda one: f"{V1}/receipts/{one.receipt.pk}",
    "receipt as text by API": lambda one: f"{V1}/receipts/{one.receipt.pk}/jws",
    "entry": lambda one: f"{V1}/holdings/{one.holding.pk}",
    "consent's record": lambda one: f"{V1}/consents/{one.consent.pk}/record",
    "consent's receipt": lambda one: f"{V1}/consents/{one.consent.pk}/receipt",
    "attempt": lambda one: f"{V1}/verifications/{one.verification.pk}",
}


@pytest.mark.parametrize("what", READ)
def test_what_is_a_persons_own_is_read_by_them_alone(signed_in, mine, theirs, what):
    browser = signed_in(mine.resident)
    assert browser.get(READ[what](mine)).status_code == 200
    assert browser.get(READ[what](theirs)).status_code == 404


@pytest.mark.parametrize("what", [*PAGES, *READ])
def test_whoever_is_not_signed_in_is_asked_to_and_told_nothing(client, mine, what):
    address = READ[what](mine) if what in READ else PAGES[what](mine.case, mine)
    answer = client.get(address)
    assert answer.status_code == 401 or answer["Location"].startswith("/accounts/login/")


LISTS = {
    "requests": lambda one: one.case.reference,
    "holdings": lambda one: str(one.holding.pk),
    "children": lambda one: str(one.child.pk),
    "push-subscriptions": lambda one: str(one.push.pk),
    "consents/history": lambda one: str(one.consent.pk),
    "verifications": lambda one: str(one.verification.pk),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_what_is_ones_own(api, mine, theirs, name):
    rows = api(mine.resident).get(f"{V1}/{name}").json()["results"]
    shown = {str(row.get("reference", row.get("id"))) for row in rows}
    assert LISTS[name](mine) in shown
    assert LISTS[name](theirs) not in shown


ACTS = {
    "child by API": ("delete", lambda one: f"{V1}/children/{one.child.pk}"),
    "child": ("post", lambda one: f"/me/children/{one.child.pk}/remove"),
    "device by API": ("delete", lambda one: f"{V1}/push-subscriptions/{one.push.pk}"),
    "device": ("post", lambda one: f"/me/push/{one.push.pk}/off"),
    "entry by API": ("delete", lambda one: f"{V1}/holdings/{one.holding.pk}"),
    "entry": ("post", lambda one: f"/my-face/{one.holding.pk}/end"),
    "entry again by API": ("post", lambda one: f"{V1}/holdings/{one.holding.pk}/again"),
    "entry again": ("post", lambda one: f"/my-face/{one.holding.pk}/again"),
    "campaign by API": ("post", lambda one: f"{V1}/campaigns/{one.campaign.slug}/end"),
    "campaign": ("post", lambda one: f"/requests/campaigns/{one.campaign.slug}/end"),
    "withdrawal by API": ("post", lambda one: f"{V1}/requests/{one.case.reference}/withdraw"),
    "withdrawal": ("post", lambda one: f"/requests/{one.case.reference}/withdraw"),
    "reminder by API": ("post", lambda one: f"{V1}/requests/{one.case.reference}/admonish"),
    "reminder": ("post", lambda one: f"/requests/{one.case.reference}/admonish"),
}


@pytest.mark.parametrize("what", ACTS)
def test_what_is_a_persons_own_is_changed_by_them_alone(signed_in, mine, theirs, what):
    method, address = ACTS[what]
    act = getattr(signed_in(mine.resident), method)
    before = state_of(mine), state_of(theirs)
    assert act(address(theirs)).status_code == 404
    assert (state_of(mine), state_of(theirs)) == before
    assert act(address(mine)).status_code in {200, 204, 302}
    assert state_of(mine) != before[0]
    assert state_of(theirs) == before[1]


@pytest.mark.parametrize("what", ACTS)
def test_nobody_in_particular_changes_anything(client, mine, what):
    method, address = ACTS[what]
    answer = getattr(client, method)(address(mine))
    assert answer.status_code == 401 or answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(
    "what", [name for name, (method, _address) in ACTS.items() if method == "post"]
)
def test_an_act_is_no_mere_look(signed_in, mine, what):
    """A GET of an act changes nothing: it is refused, or asks first."""
    before = state_of(mine)
    signed_in(mine.resident).get(ACTS[what][1](mine))
    assert state_of(mine) == before


def state_of(one: Owned) -> list[object]:
    rows = (one.case, one.holding, one.campaign)
    for row in rows:
        row.refresh_from_db()
    return [
        one.case.workflow,
        one.case.events.count(),
        one.holding.ended_at,
        one.holding.state,
        one.campaign.closed_at,
        Dependant.objects.filter(pk=one.child.pk).exists(),
        PushSubscription.objects.filter(pk=one.push.pk).exists(),
    ]


# --- campaigns: the text is everybody's, the request in it one's own -----------------------------


def test_a_campaign_begins_about_the_place_that_is_named(signed_in, mine, theirs):
    body = {"title": "New", "text": "A card", "rights": ["opt_out"]}
    for one in (mine, theirs):
        slug = one.case.venue.slug
        address = f"/requests/campaigns/start?venue={slug}"
        assert signed_in(mine.resident).get(address).status_code == 200
        assert not Campaign.objects.filter(title="New").exists()
        assert signed_in(mine.resident).post(address, {**body, "title": ""}).status_code == 200
        signed_in(mine.resident).post(address, body)
        made = Campaign.objects.get(title="New")
        assert (made.venue, made.started_by) == (one.case.venue, mine.resident)
        made.delete()


def test_whoever_begins_or_joins_is_signed_in(client, mine):
    start = f"/requests/campaigns/start?venue={mine.case.venue.slug}"
    for answer in (
        client.get(start),
        client.post(start, {}),
        client.post(f"/requests/campaigns/{mine.campaign.slug}/join"),
    ):
        assert answer["Location"].startswith("/accounts/login/")


def test_a_place_without_a_campaign_says_so_on_the_form(signed_in, resident):
    phone = VenueFactory(slug="phone", kind="own_device")
    body = {"title": "New", "text": "A card", "rights": ["opt_out"]}
    page = signed_in(resident).post(f"/requests/campaigns/start?venue={phone.slug}", body)
    assert page.status_code == 200
    assert page.context["form"].errors


def test_whoever_looks_at_a_campaign_sees_their_own_request_and_nobody_elses(
    client, signed_in, mine, theirs
):
    address = f"/requests/campaigns/{mine.campaign.slug}"
    other = f"/requests/campaigns/{theirs.campaign.slug}"
    joiner = signed_in(theirs.resident)
    in_a_name = filed_request(
        resident=theirs.resident,
        venue=mine.case.venue,
        campaign=mine.campaign,
        dependant=theirs.child,
    )
    assert joiner.get(address).context["mine"] is None, "a child's request is no one's own"
    assert joiner.post(f"{address}/join", {"claimant_name": "x" * 81}).status_code == 302
    assert joiner.get(address).context["mine"] is None
    joiner.post(f"{address}/join", {"claimant_name": "Zhou"})
    joined = RightsRequest.objects.exclude(pk=in_a_name.pk).get(campaign=mine.campaign)
    assert (joined.resident, joined.claimant_name) == (theirs.resident, "Zhou")
    assert joiner.get(address).context["mine"] == joined
    assert joiner.get(other).context["mine"] is None
    for nobody in (client, signed_in(mine.resident)):
        assert nobody.get(address).context["mine"] is None
    assert signed_in(mine.resident).get(address).context["is_starter"] is True
    assert joiner.get(address).context["is_starter"] is False


# --- what a body names ------------------------------------------------------------------------------


def test_a_request_names_ones_own_entry_and_ones_own_child(api, mine, theirs):
    body = {"venue": mine.case.venue.slug, "rights": ["deletion"]}
    for wrong in (
        {"holding": str(theirs.holding.pk)},
        {"child": str(theirs.child.pk)},
        {"venue": theirs.case.venue.slug, "holding": str(mine.holding.pk)},
    ):
        assert api(mine.resident).post(f"{V1}/requests", body | wrong).status_code == 400
    right = body | {"holding": str(mine.holding.pk), "child": str(mine.child.pk)}
    assert api(mine.resident).post(f"{V1}/requests", right).status_code == 201


def test_an_entry_names_ones_own_child_and_the_venues_own_system(api, mine, theirs):
    system = mine.case.venue.systems.first()
    body = {"venue": mine.case.venue.slug, "how": "made_to"}
    elsewhere = body | {"venue": theirs.case.venue.slug, "system": str(system.pk)}
    for wrong in (body | {"child": str(theirs.child.pk)}, elsewhere):
        assert api(mine.resident).post(f"{V1}/holdings", wrong).status_code == 400
    right = body | {"child": str(mine.child.pk), "system": str(system.pk)}
    assert api(mine.resident).post(f"{V1}/holdings", right).status_code == 201


def test_movements_are_drawn_for_ones_own_request(api, mine, theirs):
    address = f"{V1}/liveness-challenges"
    answer = api(mine.resident).post(address, {"request": theirs.case.reference})
    assert answer.status_code == 404


# --- organisations --------------------------------------------------------------------------------

DESK = {
    "request": lambda one: ("requests_app_rightsrequest", one.case.pk),
    "disclosure": lambda one: ("biometrics_disclosure", one.disclosure.pk),
    "venue": lambda one: ("consents_venue", one.case.venue.pk),
}


@pytest.mark.parametrize("what", DESK)
def test_the_desk_shows_an_operator_its_own_rows(signed_in, mine, theirs, what):
    browser = signed_in(mine.operator)
    own, other = (
        reverse(f"admin:{DESK[what](one)[0]}_change", args=(DESK[what](one)[1],))
        for one in (mine, theirs)
    )
    assert browser.get(own).status_code == 200
    assert browser.get(other).status_code in {302, 404}


def test_a_manager_sees_and_revokes_the_tokens_of_their_own_organisation(
    signed_in, manager, mine, theirs
):
    def page(token, name):
        return reverse(f"admin:accounts_apitoken_{name}", args=(token.pk,))

    browser = signed_in(manager)
    assert browser.get(page(mine.token, "change")).status_code == 200
    assert browser.get(page(theirs.token, "change")).status_code == 302
    assert browser.post(page(theirs.token, "revoke")).status_code == 404
    assert browser.post(page(mine.token, "revoke")).status_code == 302
    stopped = ApiToken.objects.filter(revoked_at=None)
    assert [token.pk for token in stopped] == [theirs.token.pk]


def test_a_token_makes_no_token_for_another_organisation(signed_in, manager, mine, theirs):
    organisation = theirs.operator.organisations.get()
    body = {"organisation": organisation.pk, "name": "x", "scope": "respond", "days": "30"}
    signed_in(manager).post(reverse("admin:accounts_apitoken_add"), body)
    assert not ApiToken.objects.filter(name="x").exists()


# --- links from below -------------------------------------------------------------------------------

LINKS = {
    "case": lambda one: reverse("requests:by_id", args=(one.case.pk,)),
    "identity": lambda one: reverse("requests:identity_by_id", args=(one.case.pk,)),
    "on the device": lambda one: reverse("biometrics:on_device", args=(one.disclosure.pk,)),
}


@pytest.mark.parametrize("what", LINKS)
def test_a_link_leads_to_ones_own_and_to_nobody_elses(signed_in, mine, theirs, what):
    browser = signed_in(mine.resident)
    answer = browser.get(LINKS[what](mine))
    assert answer.status_code == 302
    known = (mine.case.reference, str(mine.disclosure.pk))
    assert any(name in answer["Location"] for name in known)
    assert browser.get(LINKS[what](theirs)).status_code == 404


# --- what stands beside what is one's own -----------------------------------------------------------


def test_a_program_sees_the_requests_of_its_own_organisation(mine, theirs):
    _token, secret = create_token(
        organisation=mine.operator.organisations.get(),
        name="reader",
        scope=TokenScope.RESPOND,
        valid_for=timedelta(days=1),
        owner=mine.operator,
        by=SYSTEM,
    )
    program = APIClient(headers={"authorization": f"Bearer {secret}"})
    rows = program.get(f"{V1}/requests").json()["results"]
    assert [row["reference"] for row in rows] == [mine.case.reference]
    assert program.get(f"{V1}/requests/{mine.case.reference}").status_code == 200
    assert program.get(f"{V1}/requests/{theirs.case.reference}").status_code == 404
    body = {"venue": mine.case.venue.slug, "title": "x", "text": "y", "rights": ["opt_out"]}
    assert program.post(f"{V1}/campaigns", body, format="json").status_code == 403
    assert not Campaign.objects.filter(title="x").exists()


def test_a_childs_page_shows_what_is_the_childs(signed_in, mine, theirs):
    case = filed_request(resident=mine.resident, venue=theirs.case.venue, dependant=mine.child)
    listed = HoldingFactory(
        resident=mine.resident, venue=theirs.case.venue, dependant=mine.child, state="believed"
    )
    page = signed_in(mine.resident).get(READ["child"](mine))
    assert [row[0] for row in page.context["rows"]] == [case]
    assert list(page.context["holdings"]) == [listed]


def test_consent_is_ones_own_and_for_the_purpose_for_which_it_was_given(
    resident, stranger, consent_of
):
    consent_of(stranger)
    assert has_consent(stranger, Purpose.FACE_COMPARISON)
    assert not has_consent(resident, Purpose.FACE_COMPARISON)
    for other in set(Purpose) - {Purpose.FACE_COMPARISON}:
        assert not has_consent(stranger, other)


def test_what_was_taken_off_the_list_is_on_it_no_more(signed_in, mine):
    address, browser = reverse("consents:holding_list"), signed_in(mine.resident)
    assert mine.holding in browser.get(address).context["holdings"]
    Holding.objects.filter(pk=mine.holding.pk).update(ended_at=timezone.now())
    assert mine.holding not in browser.get(address).context["holdings"]


def test_the_ways_to_show_who_one_is_are_those_of_the_case(signed_in, mine, theirs):
    """A disclosure and a code of another case offer nothing here; nor do used and old ones."""
    Disclosure.objects.filter(pk=mine.disclosure.pk).update(request_id=uuid4())
    code = VenueCode.objects.create(
        request=theirs.case, digest="x", expires_at=timezone.now() + timedelta(days=1), tries_left=3
    )

    def shown() -> tuple[Disclosure | None, bool]:
        context = signed_in(mine.resident).get(READ["card"](mine)).context
        return context["disclosure"], context["code_sent"]

    assert shown() == (None, False)
    Disclosure.objects.filter(pk=mine.disclosure.pk).update(request_id=mine.case.pk)
    VenueCode.objects.filter(pk=code.pk).update(request=mine.case)
    assert shown() == (mine.disclosure, True)
    for spoilt in (
        {"used_at": timezone.now()},
        {"tries_left": 0},
        {"expires_at": timezone.now() - timedelta(seconds=1)},
    ):
        kept = {name: getattr(code, name) for name in spoilt}
        VenueCode.objects.filter(pk=code.pk).update(**spoilt)
        assert shown()[1] is False, spoilt
        VenueCode.objects.filter(pk=code.pk).update(**kept)
    ready = {"state": mine.disclosure.state, "expires_at": mine.disclosure.expires_at}
    for spoilt in ({"state": "open"}, {"expires_at": timezone.now() - timedelta(seconds=1)}):
        Disclosure.objects.filter(pk=mine.disclosure.pk).update(**spoilt)
        assert shown()[0] is None, spoilt
        Disclosure.objects.filter(pk=mine.disclosure.pk).update(**ready)
