"""What people do in a scenario, each step through a public interface: REST, the web pages, the desk.

A step that is not expected to fail raises with the whole answer when it does; `refused` turns a step
that must fail into the problem it was refused with.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import User
from consents.models import Venue
from requests_app.models import Campaign, Incident, RightsRequest
from tests.bursts import burst, uploads

API = "/api/v1"
Json = dict[str, Any]
Worked = Callable[[], AbstractContextManager[Any]]


@dataclass(frozen=True, slots=True)
class Case:
    """A request by its public reference."""

    reference: str

    @property
    def row(self) -> RightsRequest:
        return RightsRequest.objects.get(reference=self.reference)


class Refusal(AssertionError):
    """A step was refused. ``kind`` is the problem's, ``sentences`` are what people read."""

    def __init__(self, problem: Json) -> None:
        super().__init__(problem)
        self.kind: str = problem["type"].rpartition("/")[2]
        self.status: int = problem["status"]
        self.sentences: list[str] = [problem["detail"], *(e["detail"] for e in problem["errors"])]

    def __contains__(self, words: str) -> bool:
        return any(words in sentence for sentence in self.sentences)


@contextmanager
def refused(kind: str) -> Iterator[list[Refusal]]:
    """`with refused("request.own_device") as why:` the step inside is refused so; ``why[0]`` says it."""
    why: list[Refusal] = []
    with pytest.raises(Refusal) as caught:
        yield why
    why.append(caught.value)
    assert why[0].kind == kind, why[0].sentences


class Person:
    """Somebody signed in twice: in the REST API and in a browser."""

    def __init__(self, user: User, api: APIClient, browser: Client, worked: Worked) -> None:
        self.user, self.api, self.browser, self.worked = user, api, browser, worked

    def get(self, path: str) -> Any:
        return self._told(self.api.get(f"{API}/{path}"))

    def post(self, path: str, body: Any = None, *, upload: bool = False) -> Any:
        """One call, and whatever the workers do after it."""
        with self.worked():
            answer = self.api.post(f"{API}/{path}", body, format="multipart" if upload else "json")
        return self._told(answer)

    def _told(self, answer: Any) -> Any:
        if answer.status_code >= 400:
            raise Refusal(answer.json())
        return answer.json()

    def reads(self, name: str, *args: object, **query: object) -> str:
        """The text of a page, quotation marks as they are read."""
        return self._page(self.browser.get(reverse(name, args=args), query, follow=True))

    def submits(self, name: str, *args: object, about: Venue | None = None, **data: object) -> str:
        """Send a form, and read the page that follows."""
        address = reverse(name, args=args) + (f"?venue={about.slug}" if about else "")
        with self.worked():
            answer = self.browser.post(address, data, follow=True)
        return self._page(answer)

    def _page(self, answer: Any) -> str:
        assert answer.status_code == 200, answer.content.decode()[:2000]
        return html.unescape(answer.content.decode())

    def sees(self, case: Case) -> Json:
        """The request as it stands, for the side on which this person is."""
        return self.get(f"requests/{case.reference}")

    def writes(self, case: Case, body: str) -> Json:
        return self.post(f"requests/{case.reference}/messages", {"body": body})


class Resident(Person):
    def registers(self, venue: Venue, how: str, **facts: object) -> Json:
        return self.post("holdings", {"venue": venue.slug, "how": how, **facts})

    def register(self) -> dict[str, Json]:
        """Who has my face: the entries by venue."""
        return {entry["venue"]: entry for entry in self.get("holdings")["results"]}

    def files(self, venue: Venue, *rights: str, **claim: object) -> Case:
        filed = self.post("requests", {"venue": venue.slug, "rights": list(rights), **claim})
        return Case(filed["reference"])

    def types_the_code(self, case: Case, code: str) -> Json:
        return self.post(f"requests/{case.reference}/identity/code", {"code": code})

    def consents(self, purpose: str = "face_comparison") -> None:
        notices = {state["purpose"]: state["notice"]["id"] for state in self.get("consents")}
        self.post("consents", {"purpose": purpose, "notice": notices[purpose]})

    def sends_a_selfie(self, case: Case, *frames: bytes) -> Json:
        files = [SimpleUploadedFile("selfie.jpg", data, "image/jpeg") for data in frames]
        body = {"request": case.reference, "frames": files}
        started = self.post("verifications", body, upload=True)
        return self.get(f"verifications/{started['id']}")

    def looks_into_the_camera(self, case: Case, person: int) -> Json:
        """``person`` (drawn for the mosaic engine) makes the movements that are asked for."""
        asked = self.post("liveness-challenges", {"request": case.reference})
        frames = uploads(burst(person, asked["gestures"]))
        body = {"request": case.reference, "challenge": asked["id"], "frames": frames}
        started = self.post("verifications", body, upload=True)
        return self.get(f"verifications/{started['id']}")

    def disputes(self, case: Case, reason: str) -> Json:
        return self.post(f"requests/{case.reference}/dispute", {"reason": reason})

    def accepts(self, case: Case) -> Json:
        return self.post(f"requests/{case.reference}/accept")

    def asks_why_this_date(self, case: Case) -> str:
        return self.reads("requests:why", case.reference)

    def writes_to_the_venue_again(self, case: Case) -> str:
        """The admonition, in the words that stand on its page."""
        return self.submits("requests:letters", case.reference, stage="admonition")

    def complains(self, case: Case, authority: str) -> str:
        return self.submits(
            "requests:letters", case.reference, stage="complaint", authority=authority
        )

    def starts_a_campaign(self, venue: Venue, title: str, text: str, *rights: str) -> Campaign:
        self.submits(
            "requests:campaign_start", about=venue, title=title, text=text, rights=list(rights)
        )
        return Campaign.objects.get(venue=venue)

    def joins(self, campaign: Campaign) -> Case:
        self.submits("requests:campaign_join", campaign.slug, claimant_name=self.user.display_name)
        return Case(RightsRequest.objects.get(campaign=campaign, resident=self.user).reference)

    def reports_faces_for_sale(self, what: str, seen_at: str) -> Incident:
        self.submits("requests:incident_report", kind="for_sale", what=what, seen_at=seen_at)
        return Incident.objects.latest("created_at")


class Operator(Person):
    """Somebody who answers for the venue: by REST, or at the desk."""

    def acknowledges(self, case: Case) -> Json:
        return self.post(f"requests/{case.reference}/acknowledge")

    def asks(self, case: Case, body: str) -> Json:
        return self.post(f"requests/{case.reference}/ask", {"body": body})

    colleague: Operator

    def has_seen(self, case: Case, means: str = "document_seen") -> Json:
        """A document is shown to two people of the venue; for a child also the household register."""
        self.notes(case, means)
        return self.colleague.notes(case, means)

    def notes(self, case: Case, means: str = "document_seen") -> Json:
        """One person notes what they saw."""
        sight = {"means": means, "seen": "identity_card"}
        if case.row.dependant_id:
            sight["guardianship"] = "household_register"
        return self.post(f"requests/{case.reference}/identity/confirm", sight)

    def sends_a_code(self, case: Case) -> str:
        code: str = self.post(f"requests/{case.reference}/identity/issue-code")["code"]
        return code

    def discloses(
        self, case: Case, photographs: Mapping[str, bytes], window: tuple[str, str] | None = None
    ) -> Json:
        """Photographs under the venue's own references, by name or for a window of time."""
        body: Json = {"basis": "by_name"}
        if window:
            body = {"basis": "time_window", "window_from": window[0], "window_to": window[1]}
        path = f"requests/{case.reference}/disclosures"
        path = f"{path}/{self.post(path, body)['id']}"
        files = [SimpleUploadedFile(f"{n}.jpg", d, "image/jpeg") for n, d in photographs.items()]
        sent = {"photographs": files, "references": list(photographs)}
        self.post(f"{path}/photographs", sent, upload=True)
        self.post(f"{path}/finish")
        return self.get(path)

    def answers(self, case: Case, verdicts: Sequence[Json], *shown: Json, text: str = "") -> Json:
        """One decision a right, with parts of the evidence."""
        evidence = {name: section for part in shown for name, section in part.items()}
        body = {"verdicts": list(verdicts), "text": text, "evidence": evidence}
        return self.post(f"requests/{case.reference}/answer", body)

    def takes_a_step(self, case: Case, step: str, **data: object) -> str:
        """A step on the desk's page of the request."""
        return self.submits(f"admin:requests_app_rightsrequest_{step}", case.row.pk, **data)

    def announces_a_breach(self, venue: Venue, what: str, measures: str, day: str) -> str:
        aware = {"aware_at_0": day, "aware_at_1": "09:00:00"}
        said = {"venue": venue.pk, "what": what, "measures": measures}
        return self.submits("admin:requests_app_incident_add", **said, **aware)


class Moderator(Person):
    def confirms(self, incident: Incident, venue: Venue, measures: str) -> str:
        return self.submits(
            "admin:requests_app_incident_confirm", incident.pk, venue=venue.pk, measures=measures
        )

    def dismisses(self, incident: Incident) -> str:
        return self.submits("admin:requests_app_incident_dismiss", incident.pk)
