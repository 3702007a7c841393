"""One case of the demo, told step by step: every step is a service, called on its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any, Self

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Dependant, User
from biometrics.models import Basis, Capture, Disclosure
from biometrics.services import comparing, disclosures, reading, verifications
from consents.models import Holding, HowCaptured, Purpose
from consents.selectors import current_notice
from consents.services import give_consent, record_holding
from consents.services.holdings import HoldingFacts
from requests_app.demo import clock, evidence
from requests_app.demo.world import World
from requests_app.law.decisions import Decision
from requests_app.law.rights import Right
from requests_app.models import Guardianship, IdentityMeans, Seen
from requests_app.services import (
    admonitions,
    answers,
    attestations,
    claimant,
    closure,
    filing,
    identity,
    messages,
    operator_steps,
    replies,
)


class Case:
    """A request filed ``ago`` days before today; each step names its day after the filing."""

    def __init__(
        self,
        world: World,
        resident: User,
        venue: str,
        rights: Sequence[Right],
        *,
        ago: float,
        how: HowCaptured = HowCaptured.MADE_TO,
        details: str = "",
        dependant: Dependant | None = None,
        court_order: str = "",
        named: bool = True,
    ) -> None:
        self.resident = resident
        self.venue = world.venues[venue]
        self.rights = tuple(rights)
        self.filed_at = timezone.now() - timedelta(days=ago)
        self.operator = world.operator_of(self.venue) if self.venue.operator_id else None
        with self._on(0):
            self.request = filing.file_request(
                claim=filing.Claim(
                    venue=self.venue,
                    rights=self.rights,
                    claimant_name=str(dependant or resident) if named else "",
                    claim_details=details,
                    holding=self._holding(how, dependant),
                    dependant=dependant,
                    language=get_language() or "en",
                    court_order=court_order,
                ),
                by=resident,
            )

    def _holding(self, how: HowCaptured, dependant: Dependant | None) -> Holding:
        return record_holding(
            resident=self.resident,
            venue=self.venue,
            facts=HoldingFacts(how=how, since=(self.filed_at - timedelta(days=200)).date()),
            dependant=dependant,
        )

    def _on(self, day: float) -> AbstractContextManager[None]:
        return clock.at(self.filed_at + timedelta(days=day))

    @property
    def answerer(self) -> User:
        if self.operator is None:
            raise ValueError("nobody answers for this venue")
        return self.operator

    # --- before the answer --------------------------------------------------------------------

    def acknowledge(self, day: float) -> Self:
        with self._on(day):
            operator_steps.acknowledge(case=self.request, by=self.answerer)
        return self

    def ask(self, day: float, body: str) -> Self:
        with self._on(day):
            messages.ask(case=self.request, body=body, by=self.answerer)
        return self

    def say(self, day: float, body: str, *, as_operator: bool = False) -> Self:
        with self._on(day):
            by = self.answerer if as_operator else self.resident
            messages.write(case=self.request, body=body, by=by, as_operator=as_operator)
        return self

    def extend(self, day: float, reason: str, amount: int) -> Self:
        with self._on(day):
            operator_steps.extend(case=self.request, reason=reason, by=self.answerer, amount=amount)
        return self

    def admonish(self, day: float) -> Self:
        """The date has passed: the resident reminds the venue of its duty, in the case."""
        with self._on(day):
            admonitions.admonish(case=self.request, by=self.resident)
        return self

    def withdraw(self, day: float) -> Self:
        with self._on(day):
            filing.withdraw(case=self.request, by=self.resident)
        return self

    # --- identity -----------------------------------------------------------------------------

    def seen(self, day: float, means: IdentityMeans = IdentityMeans.DOCUMENT_SEEN) -> Self:
        """Somebody at the venue sees a document; nobody objects in the days after."""
        with self._on(day):
            shown = Guardianship.HOUSEHOLD_REGISTER if self.request.dependant_id else None
            sight = attestations.Sight(means, Seen.IDENTITY_CARD, shown)
            attestations.attest(case=self.request, sight=sight, by=self.answerer)
        # One person answers for each of these venues, so it counts when its time has passed.
        with self._on(day + attestations.WAITS / timedelta(days=1)):
            attestations.confirm_due()
        return self

    def code(self, day: float, redeemed: float | None = None) -> Self:
        """The venue sends a code to the contact on its file; the resident may type it in."""
        with self._on(day):
            code = identity.issue_code(case=self.request, by=self.answerer)
        if redeemed is not None:
            with self._on(redeemed):
                identity.redeem_code(case=self.request, code=code, by=self.resident)
        return self

    def disclose(
        self,
        day: float,
        photographs: Mapping[str, bytes],
        window: disclosures.Window | None = None,
    ) -> Self:
        """Disclose ``photographs`` by the venue's own record references; read at once."""
        basis = Basis.TIME_WINDOW if window else Basis.BY_NAME
        with self._on(day):
            disclosure = identity.begin_disclosure(
                case=self.request,
                selection=identity.Selection(basis=basis, window=window),
                by=self.answerer,
            )
            for reference, data in photographs.items():
                disclosures.add_photograph(disclosure=disclosure, reference=reference, data=data)
            disclosures.finish_disclosure(disclosure=disclosure, by=self.answerer)
            reading.read_disclosure(disclosure_id=disclosure.pk)
        return self

    def selfie(self, day: float, photograph: bytes) -> Self:
        """The resident consents, a selfie is taken before a witness, and it is compared."""
        with self._on(day):
            give_consent(
                resident=self.resident,
                purpose=Purpose.FACE_COMPARISON,
                notice=current_notice(Purpose.FACE_COMPARISON),
                language=get_language() or "en",
            )
            disclosure = Disclosure.objects.get(request_id=self.request.pk)
            attempt = verifications.start_verification(
                disclosure=disclosure,
                frames=[photograph],
                by=self.resident,
                capture=Capture.ATTENDED,
            )
            comparing.compare_faces(verification_id=attempt.pk)
        return self

    # --- the answer and after -----------------------------------------------------------------

    def _answer(
        self, day: float, verdicts: Sequence[replies.Verdict], text: str, shown: dict[str, Any]
    ) -> Self:
        with self._on(day):
            answers.answer(
                case=self.request,
                reply=replies.Reply(verdicts=verdicts, text=text, evidence=shown),
                by=self.answerer,
            )
        return self

    def _all(self, decision: Decision, code: str = "", reason: str = "") -> list[replies.Verdict]:
        return [replies.Verdict(right, decision, code, reason) for right in self.rights]

    def _shown(self, day: float, *parts: dict[str, Any]) -> dict[str, Any]:
        done = any(part.keys() - {"search", "refusals"} for part in parts)
        with self._on(day):
            shown = evidence.who_answers(self.venue, self.answerer.display_name, done=done)
        for part in parts:
            shown |= part
        self.request.refresh_from_db()
        if self.request.identity_means == IdentityMeans.VENUE_CODE:
            shown.pop("contact", None)  # whoever had the code is the contact on file
        if "alternative" in shown:  # no template goes before it is shown whose it is
            shown["alternative"]["template_deleted"] = not claimant.names_unproven(self.request)
        return shown

    def fulfil(self, day: float, text: str = "") -> Self:
        with self._on(day):
            parts = [evidence.for_right(right, self.venue) for right in self.rights]
            self.request.refresh_from_db()
            parts.append(self._accounted())
            if self.request.court_order:
                parts.append(evidence.order_carried_out(self.request.court_order))
        verdicts = self._all(Decision.FULFILLED)
        text = text or _("Done. What we held and what became of it is listed below.")
        return self._answer(day, verdicts, text, self._shown(day, *parts))

    def _accounted(self) -> dict[str, Any]:
        """What became of the records that were proven to be the resident's."""
        deeds = {deed for right in self.rights if (deed := right.facts.deed)}
        return evidence.accounted(self.request.matched_references, *sorted(deeds))

    def nothing_held(self, day: float, because: str, retention: str = "") -> Self:
        with self._on(day):
            part = evidence.searched(_("the device and its memory card"), because, retention)
        text = _("We hold nothing of you any more.")
        return self._answer(day, self._all(Decision.NOT_HELD), text, self._shown(day, part))

    def no_match(self, day: float) -> Self:
        with self._on(day):
            part = evidence.searched(_("all recordings of that day"))
        text = _("Nothing that we hold was proven to be yours. We changed nothing.")
        return self._answer(day, self._all(Decision.NO_MATCH), text, self._shown(day, part))

    def refuse(self, day: float, code: str, reason: str, proof: dict[str, Any]) -> Self:
        part = {"refusals": [{"right": right.value, **proof} for right in self.rights]}
        verdicts = self._all(Decision.REFUSED, code, reason)
        return self._answer(day, verdicts, reason, self._shown(day, part))

    def keep_some(self, day: float, code: str, reason: str, proof: dict[str, Any]) -> Self:
        """A deletion fulfilled in part: something is kept, and used for nothing else."""
        with self._on(day):
            part = evidence.partial_erasure(self.venue, code, proof)
        verdicts = self._all(Decision.PARTLY_FULFILLED, code, reason)
        text = _("We deleted everything but what the law makes us keep.")
        return self._answer(day, verdicts, text, self._shown(day, part))

    def accept(self, day: float) -> Self:
        with self._on(day):
            closure.accept(case=self.request, by=self.resident)
        return self

    def dispute(self, day: float, reason: str) -> Self:
        with self._on(day):
            answers.dispute(case=self.request, reason=reason, by=self.resident)
        return self
