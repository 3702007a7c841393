"""Random courses of a case through the real services: whatever happens, some things never do."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from django.utils import timezone

from biometrics.models import Disclosure, DisclosureState, ProbeFrame, Verification
from biometrics.problems import Refused
from biometrics.services import comparing
from biometrics.services.queue import WAITING
from biometrics.services.verifications import start_verification
from biometrics.types import Capture, Decision, Outcome
from consents import selectors
from consents.models import Purpose
from consents.services import give_consent, withdraw_consent
from requests_app import states
from requests_app.models import IdentityAttestation, RightsRequest
from requests_app.problems import RequestProblem
from requests_app.receipts import chain
from requests_app.services import (
    attestations,
    filing,
    identity,
    lifecycle,
    messages,
    operator_steps,
)
from tests.attesting import colleague_of, sight
from tests.factories import filed_request
from tests.guards.job import RESIDENT, begin, photograph

SELFIE = photograph(RESIDENT, 2)
STEPS = 25


class Walk:
    """One case, one resident, one operator; each method is something that somebody may try."""

    def __init__(self, resident, operator, venue, notice, chance: random.Random) -> None:
        self.resident, self.operator, self.notice, self.chance = resident, operator, notice, chance
        self.request = filed_request(resident=resident, venue=venue)
        self.colleague = colleague_of(operator)

    def acts(self) -> list[Callable[[], object]]:
        return [
            self.give, self.give, self.withdraw_consent, self.disclose, self.disclose,
            self.start, self.start, self.compare, self.compare, self.acknowledge, self.ask,
            self.write, self.code, self.confirm, self.confirm, self.confirm_due, self.object,
            self.withdraw,
        ]  # fmt: skip

    def give(self):
        give_consent(
            resident=self.resident,
            purpose=Purpose.FACE_COMPARISON,
            notice=self.notice,
            language="en",
        )

    def withdraw_consent(self):
        withdraw_consent(resident=self.resident, purpose=Purpose.FACE_COMPARISON, language="en")

    def disclose(self):
        disclosure = begin(self.request, self.operator)
        disclosure.state, disclosure.count = DisclosureState.READY, 1
        disclosure.save()
        identity.on_disclosure_read(disclosure)

    def start(self):
        disclosure = Disclosure.objects.filter(request_id=self.request.pk).first()
        if disclosure is not None:
            start_verification(
                disclosure=disclosure, frames=[SELFIE], by=self.resident, capture=Capture.ATTENDED
            )

    def compare(self):
        for verification in Verification.objects.filter(state__in=WAITING):
            comparing.compare_faces(verification_id=verification.pk)

    def acknowledge(self):
        operator_steps.acknowledge(case=self.request, by=self.operator)

    def ask(self):
        messages.ask(case=self.request, body="Which gate?", by=self.operator)

    def write(self):
        messages.write(case=self.request, body="The north gate.", by=self.resident)

    def code(self):
        identity.issue_code(case=self.request, by=self.operator)

    def confirm(self):
        if self.chance.random() < 0.2:
            by, fresh = self.chance.choice([(self.operator, False), (self.colleague, True)])
            attestations.attest(case=self.request, sight=sight(self.request), by=by, fresh=fresh)

    def confirm_due(self):
        """The time of what one person saw has come; often nothing waits."""
        IdentityAttestation.objects.update(opens_at=timezone.now())
        attestations.confirm_due()

    def object(self):
        identity.dispute_identity(case=self.request, reason="Not me.", by=self.resident)

    def withdraw(self):
        if self.chance.random() < 0.1:
            filing.withdraw(case=self.request, by=self.resident)


def must_hold(walk: Walk, before: set[object], consented: bool) -> None:
    case = RightsRequest.objects.get(pk=walk.request.pk)
    assert chain.first_break(lifecycle.links_of(case)) is None
    assert case.receipts.count() == case.events.count()
    assert case.events.latest("number").data["state"] == {
        a.value: case.state[a] for a in case.state
    }
    if case.clock == states.Clock.PAUSED:
        assert case.workflow == states.Workflow.AWAITING_RESIDENT
    decided = set(Verification.objects.filter(state="decided").values_list("pk", flat=True))
    assert consented or decided == before, "an outcome without consent"
    if not selectors.has_consent(walk.resident, Purpose.FACE_COMPARISON):
        assert not ProbeFrame.objects.exists()
        assert not Disclosure.objects.exclude(state=DisclosureState.DESTROYED).filter(
            verifications__isnull=False
        )
    assert ProbeFrame.objects.count() == Verification.objects.filter(state__in=WAITING).count()
    if case.identity == states.Identity.VERIFIED or not case.is_open:
        assert not Disclosure.objects.exclude(state=DisclosureState.DESTROYED).exists()


@pytest.mark.parametrize("seed", range(8))
def test_whatever_happens_some_things_never_do(
    seed, resident, operator, venue, notices, monkeypatch
):
    chance = random.Random(seed)
    outcomes = [Outcome.VERIFIED, Outcome.INCONCLUSIVE, Outcome.NOT_MATCHED]
    monkeypatch.setattr(
        comparing, "_decide", lambda v: Decision(chance.choice(outcomes), (), "test", "1")
    )
    walk = Walk(resident, operator, venue, notices[Purpose.FACE_COMPARISON], chance)
    for _step in range(STEPS):
        before = set(Verification.objects.filter(state="decided").values_list("pk", flat=True))
        consented = selectors.has_consent(resident, Purpose.FACE_COMPARISON)
        try:
            # Nothing is compared by itself: the queue is one of the things that may be late.
            chance.choice(walk.acts())()
        except (RequestProblem, Refused):
            continue
        must_hold(walk, before, consented)
