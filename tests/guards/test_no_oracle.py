"""Nothing tells before the outcome, and nothing but the outcome tells, whether a face is near.

The same person shows, for the same disclosure, their own face and somebody else's. Until the outcome
every answer of site and API is the same, letter for letter, but for ids and times.

And whoever knows a name, and has a photograph, is answered the same letters whether the venue holds that
person or not: before the first step, after it, and with the final answer (docs/adr/0011).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from biometrics.models import Verification
from biometrics.services import comparing, queue
from requests_app.law.claimant import tells
from requests_app.law.rights import Right
from requests_app.models import RightsRequest
from requests_app.services import campaigns
from tests.attempting import another_disclosure, attempt, disclosed, picture
from tests.bursts import burst, uploads
from tests.factories import UserFactory

ME, SOMEBODY = 1, 7
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+[\d:]+)|[\d]{2} \w{3} \d{4} [\d:]{8} GMT")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]*"|nonce-[^\' ;]+')


@pytest.fixture
def disclosure(settings, rights_request, operator, committed, consent_of, resident):
    settings.FACE_ENGINES = {"mosaic": {"class": "biometrics.engines.mosaic.Mosaic"}}
    settings.FACE_ENGINE = "mosaic"
    consent_of(resident)
    return disclosed(rights_request, operator, committed, [ME, 2, 3])


def masked(answer):
    """Status, headers and body, without what differs between any two attempts."""
    headers = {
        name: value
        for name, value in answer.headers.items()
        # The ETag is a digest of the body, which is compared itself.
        if not name.startswith("RateLimit") and name not in ("Set-Cookie", "ETag")
    }
    text = f"{answer.status_code} {sorted(headers.items())} {answer.text}"
    for pattern in (UUID, MOMENT, TOKEN):
        text = pattern.sub("*", text)
    return text


def movements(client, case):
    """The id of what is asked for, and its movements, which are drawn by lot."""
    asked = client.post("/api/v1/liveness-challenges", {"request": case.reference}).json()
    return asked["id"], asked["gestures"]


def by_api(api, resident, case, person):
    client = api(resident)
    asked, gestures = movements(client, case)
    frames = uploads(burst(person, gestures))
    body = {"request": case.reference, "challenge": asked, "frames": frames}
    started = client.post("/api/v1/verifications", body, format="multipart")
    attempt = Verification.objects.get()
    said = [masked(started), *_while_it_waits(attempt, lambda: client.get(started["Location"]))]
    said.append(masked(client.get("/api/v1/verifications")))
    return said


def by_web(signed_in, resident, disclosure, person):
    browser = signed_in(resident)
    page, ask, send = (
        reverse(f"biometrics:{name}", args=(disclosure.pk,))
        for name in ("verify", "challenge", "live")
    )
    asked = browser.post(ask).json()
    frames = uploads(burst(person, asked["gestures"]))
    started = browser.post(send, {"challenge": asked["id"], "frames": frames})
    attempt = Verification.objects.get()
    state = reverse("biometrics:verification_state", args=(attempt.pk,))
    said = [masked(started), masked(browser.get(page))]
    for address in (state, started.json()["next"]):
        said += _while_it_waits(attempt, lambda address=address: browser.get(address))
    return said


def _while_it_waits(attempt, ask):
    """What is said in the queue, and while the worker compares."""
    said = []
    for state in ("queued", "comparing"):
        Verification.objects.filter(pk=attempt.pk).update(state=state)
        said.append(masked(ask()))
    Verification.objects.filter(pk=attempt.pk).update(state="queued")
    return said


def outcome_of():
    """Let the worker come now; the outcome, with which the attempt is gone for the next one."""
    attempt = Verification.objects.get()
    comparing.compare_faces(verification_id=attempt.pk)
    attempt.refresh_from_db()
    outcome = attempt.outcome
    attempt.delete()
    return outcome


@pytest.mark.parametrize("way", ["api", "web"])
def test_until_the_outcome_a_match_and_a_stranger_are_told_the_same(
    api, signed_in, resident, rights_request, disclosure, way
):
    def said_to(person):
        if way == "api":
            return by_api(api, resident, rights_request, person)
        return by_web(signed_in, resident, disclosure, person)

    stranger = said_to(SOMEBODY)
    assert outcome_of() != "verified"
    again = said_to(SOMEBODY)
    assert outcome_of() != "verified"
    match = said_to(ME)
    assert outcome_of() == "verified"
    assert stranger == again, "the mask leaves nothing that differs by itself"
    assert match == stranger


def test_the_estimated_wait_says_nothing_of_ones_own_face(disclosure, resident):
    """It is made of other people's attempts alone: one's own is not among those that ended."""
    for number in range(3):
        attempt(another_disclosure(), outcome="verified" if number else "not_matched")
    ours = attempt(disclosure, state="queued")
    before = queue.place_sentence(ours)
    Verification.objects.exclude(pk=ours.pk).update(outcome="inconclusive")
    assert queue.place_sentence(ours) == before


# --- a name and a photograph --------------------------------------------------------------------

VICTIM = 1
UNPROVEN = {
    "verdicts": [{"right": "deletion", "decision": "no_match"}],
    "evidence": {
        "venue": {"legal_name": "Gate Company", "person_in_charge": "Wang Min"},
        "search": {"stores": "the members' file", "on": "2026-05-04"},
    },
}
REFERENCE = re.compile(r"SF-[0-9A-Z]{4}-[0-9A-Z]{4}")
DIGEST = re.compile(r"[0-9a-f]{64}|[\w-]{20,}\.[\w-]{20,}\.[\w-]{20,}|[\w-]{43}")

# What differs between any two accounts: how long their address is, what tells one from another.
OF_ACCOUNT = re.compile(
    r"\('Content-Length', '\d+'\)|\('Saveface-Account', '\w+'\)|value=\"[^\"]{16,}\"|"
    r"(content|data-account)=\"[0-9a-f]{16}\""
)

# A number of a row, counted for everybody.
COUNTED = re.compile(r"'(?:id|\w+_id|right|answer)': (?:'\d+'|\d+\b)")


def first_difference(one, other):
    """Where two lists of texts part, with some letters around it; "" where they do not."""
    for number, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            at = next((i for i, (x, y) in enumerate(zip(left, right, strict=False)) if x != y), 0)
            start = max(0, at - 120)
            return f"{number}: …{left[start : at + 80]!r} / …{right[start : at + 80]!r}"
    return "" if len(one) == len(other) else f"{len(one)} and {len(other)} texts"


class Stalker:
    """Somebody who knows the name of a member and has a photograph; everything that they read is kept."""

    def __init__(self, api, signed_in, venue, worked):
        self.user = UserFactory(display_name="Nobody")
        self.client, self.browser, self.worked = api(self.user), signed_in(self.user), worked
        body = {"venue": venue.slug, "rights": ["deletion"], "claimant_name": "Lin Mei"}
        self.case = self.client.post("/api/v1/requests", body).json()["reference"]
        self.said: list[str] = []

    @property
    def row(self):
        return RightsRequest.objects.get(reference=self.case)

    def hears(self, answer):
        self.said.append(self.plain(masked(answer)))

    def plain(self, text):
        for pattern in (UUID, MOMENT, REFERENCE, DIGEST, OF_ACCOUNT):
            text = pattern.sub("*", text)
        return text.replace(self.user.email, "*")

    def looks_everywhere(self, mailoutbox):
        for path in (f"requests/{self.case}", "requests", "verifications", "holdings"):
            self.hears(self.client.get(f"/api/v1/{path}"))
        for name in ("detail", "identity", "why", "letters"):
            self.hears(
                self.browser.get(reverse(f"requests:{name}", args=(self.case,)), follow=True)
            )
        mails = [mail for mail in mailoutbox if self.user.email in mail.to]
        self.said += [REFERENCE.sub("*", f"{mail.subject} {mail.body}") for mail in mails]
        events = self.client.get(f"/api/v1/requests/{self.case}").json()["events"]
        self.said += [str(sorted((e["kind"], *e["data"]))) for e in events]

    def sends_the_photograph(self):
        body = {"request": self.case, "frames": uploads([picture(VICTIM, 3)])}
        self.hears(self.client.post("/api/v1/verifications", body, format="multipart"))

    def shows_their_own_face(self):
        asked, gestures = movements(self.client, self.row)
        body = {"request": self.case, "challenge": asked, "frames": uploads(burst(9, gestures))}
        with self.worked():
            started = self.client.post("/api/v1/verifications", body, format="multipart")
        self.hears(self.client.get(started["Location"]))

    def takes_out(self):
        """Everything kept about the account, table by table; rows have no order of their own."""
        taken = self.client.get("/api/v1/me/data")
        assert taken.status_code == 200, taken.json()
        for table, kept in sorted(taken.json()["tables"].items()):
            rows = (COUNTED.sub("", self.plain(str(row))) for row in kept["rows"])
            self.said += sorted(f"{table} {row}" for row in rows)

    def types_a_code(self):
        self.hears(
            self.client.post(f"/api/v1/requests/{self.case}/identity/code", {"code": "12345678"})
        )


def first_step(program, case, people, worked):
    base = f"/api/v1/requests/{case}/disclosures"
    url = program.post(base, {"basis": "by_name"})["Location"]
    with worked():
        if people:
            photographs = uploads([picture(person, 1) for person in people])
            program.post(f"{url}/photographs", {"photographs": photographs}, format="multipart")
        assert program.post(f"{url}/finish").status_code == 202


@pytest.fixture
def gym(settings, venue, notices):
    settings.FACE_ENGINES = {"mosaic": {"class": "biometrics.engines.mosaic.Mosaic"}}
    settings.FACE_ENGINE = "mosaic"
    return venue


def told(people, api, signed_in, operator, gym, consent_of, committed, mailoutbox):
    """Everything that the stalker reads, while the gym holds ``people`` under the name."""
    program = api(operator)
    with time_machine.travel(datetime(2026, 5, 4, 12, tzinfo=UTC), tick=False):
        stalker = Stalker(api, signed_in, gym, committed)
        consent_of(stalker.user)
        stalker.sends_the_photograph()
        stalker.looks_everywhere(mailoutbox)
        first_step(program, stalker.case, people, committed)
        stalker.sends_the_photograph()
        stalker.types_a_code()
        stalker.looks_everywhere(mailoutbox)
        stalker.shows_their_own_face()
        stalker.looks_everywhere(mailoutbox)
        with committed():
            answered = program.post(f"/api/v1/requests/{stalker.case}/answer", UNPROVEN)
        assert answered.status_code == 200, answered.json()
        stalker.looks_everywhere(mailoutbox)
        stalker.takes_out()
    return stalker


def test_a_name_and_a_photograph_do_not_tell_whether_somebody_is_held(
    api, signed_in, operator, gym, consent_of, committed, mailoutbox
):
    world = (api, signed_in, operator, gym, consent_of, committed, mailoutbox)
    held = told([VICTIM], *world)
    many = told([VICTIM, VICTIM, VICTIM], *world)
    nobody = told([], *world)
    assert first_difference(held.said, nobody.said) == ""
    assert first_difference(many.said, nobody.said) == ""
    assert held.row.matched_references == []


@pytest.mark.parametrize(
    "verdict",
    [
        {"decision": "not_held"},
        {"decision": "no_match"},
    ],
    ids=["not_held", "why nothing is held"],
)
def test_no_answer_tells_it_either(api, operator, gym, resident, verdict):
    body = {"venue": gym.slug, "rights": ["deletion"], "claimant_name": "Lin Mei"}
    case = api(resident).post("/api/v1/requests", body).json()["reference"]
    shown = {
        "venue": {"legal_name": "Gate Company", "person_in_charge": "Wang Min"},
        "search": {"stores": "a", "on": "2026-05-04", "nothing_because": "deleted_earlier"},
    }  # fmt: skip
    answer = {"verdicts": [{"right": "deletion", **verdict}], "evidence": shown}
    refused = api(operator).post(f"/api/v1/requests/{case}/answer", answer)
    assert refused.status_code == 409
    assert refused.json()["type"].endswith("/request.not_tied")
    case = RightsRequest.objects.get(reference=case)
    assert (case.outcome, case.answers.count()) == ("pending", 0)


def test_whoever_named_nobody_is_told_what_holds_for_everybody(api, operator, gym, resident):
    body = {"venue": gym.slug, "rights": ["deletion"]}
    case = api(resident).post("/api/v1/requests", body).json()["reference"]
    search = {**UNPROVEN["evidence"]["search"], "on": timezone.localdate().isoformat()}
    shown = {**UNPROVEN["evidence"], "search": search}
    answer = {"verdicts": [{"right": "deletion", "decision": "not_held"}], "evidence": shown}
    assert api(operator).post(f"/api/v1/requests/{case}/answer", answer).status_code == 200


def test_a_name_in_a_message_is_a_name(api, operator, gym, resident):
    client = api(resident)
    case = client.post("/api/v1/requests", {"venue": gym.slug, "rights": ["deletion"]}).json()
    client.post(f"/api/v1/requests/{case['reference']}/messages", {"body": "I am Lin Mei."})
    answer = {
        "verdicts": [{"right": "deletion", "decision": "not_held"}],
        "evidence": UNPROVEN["evidence"],
    }
    refused = api(operator).post(f"/api/v1/requests/{case['reference']}/answer", answer)
    assert refused.json()["type"].endswith("/request.not_tied")


@pytest.mark.parametrize(
    "more",
    [
        {"inventory": [{"kind": "template", "store": "device", "result": "erased"}]},
        {"access": {"template_held": True}},
        {"search": {**UNPROVEN["evidence"]["search"], "retention": "one year"}},
        {"court_order": {"court": "a", "number": "b", "carried_out": True, "on": "2026-05-04"}},
    ],
    ids=lambda more: next(iter(more)),
)
def test_no_evidence_beside_nothing_proven_tells_it(api, operator, gym, resident, more):
    body = {"venue": gym.slug, "rights": ["deletion"], "claimant_name": "Lin Mei"}
    case = api(resident).post("/api/v1/requests", body).json()["reference"]
    answer = {**UNPROVEN, "evidence": {**UNPROVEN["evidence"], **more}}
    refused = api(operator).post(f"/api/v1/requests/{case}/answer", answer)
    assert refused.json()["type"].endswith("/request.not_tied")


def test_a_ground_that_presupposes_data_tells_and_so_does_every_unlisted_one():
    assert not tells("deletion", "refused", "CN-ID")
    for ground in ("CN-RETENTION", "CN-TECH", "EU-17-3-E", "HK-STATUTE", "EU-NOT-HELD", ""):
        assert tells("deletion", "refused", ground), ground
    assert tells("opt_out", "partly_fulfilled", "CN-NECESSARY")
    assert not tells("opt_out", "fulfilled")


@pytest.mark.parametrize("starter", ["the same account", "another one"])
def test_the_text_of_a_campaign_is_words(api, operator, gym, resident, stranger, starter):
    """One account writes the name, another joins without one: both name somebody."""
    by = resident if starter == "the same account" else stranger
    appeal = campaigns.Appeal(gym, "My face", "I am Lin Mei, member 4711.", [Right.DELETION])
    campaign = campaigns.start_campaign(appeal=appeal, by=by)
    case = campaigns.join_campaign(campaign=campaign, by=resident)
    answer = {
        "verdicts": [{"right": "deletion", "decision": "not_held"}],
        "evidence": UNPROVEN["evidence"],
    }
    refused = api(operator).post(f"/api/v1/requests/{case.reference}/answer", answer)
    assert refused.json()["type"].endswith("/request.not_tied")
