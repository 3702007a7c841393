"""The main job from filing to receipts, on given photographs, through the same services as the site.

Call it in an installation of its own (`requests_app.demo.throwaway`). Whoever runs it can see whose
photographs these are and stands for the witness; on the site a live camera would be needed for access.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.core.totality import total
from biometrics.images import inspect_picture
from biometrics.models import (
    Basis,
    Capture,
    DisclosedItem,
    Disclosure,
    DisclosureState,
    GalleryBlock,
    ItemState,
    ProbeFrame,
    Verification,
    VerificationState,
)
from biometrics.problems import Refused
from biometrics.services import disclosures, verifications
from biometrics.types import Outcome, PictureProblem, UnusablePicture
from consents.models import Purpose
from consents.selectors import current_notice
from consents.services import give_consent
from requests_app.demo import evidence, traces
from requests_app.demo.people import Cast
from requests_app.law.decisions import Decision
from requests_app.law.rights import Right
from requests_app.models import RightsRequest
from requests_app.receipts import chain, check, published_keys
from requests_app.services import answers, closure, filing, identity, operator_steps, replies
from requests_app.services.lifecycle import links_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Photograph:
    """One file, under the name by which it was given."""

    name: str
    data: bytes = field(repr=False)


class UnusableInput(Exception):
    """The job cannot be done with these files; one line says why and what to do."""

    def __init__(self, name: str, problem: str, sentence: str | _StrPromise) -> None:
        super().__init__(problem)
        self.problem = problem
        self.line = f"{name}: {sentence}" if name else str(sentence)


class JobFailedError(RuntimeError):
    """The platform did not do what it promises."""


@dataclass(frozen=True, slots=True)
class Result:
    """How the job ended; `as_json` is its public form."""

    outcome: Outcome
    matched: Sequence[str]
    request: RightsRequest
    receipts: Sequence[dict[str, Any]]
    refused: Sequence[dict[str, str]]
    searched_files: int

    def as_json(self) -> dict[str, Any]:
        return {
            "outcome": self.outcome.value,
            "matched": list(self.matched),
            "refused": list(self.refused),
            "reference": self.request.reference,
            "request_status": self.request.workflow,
            "request_outcome": self.request.outcome,
            "receipts": list(self.receipts),
            "face_data_destroyed": True,
        }


def run(*, selfies: Sequence[Photograph], records: Sequence[Photograph], say: Say) -> Result:
    """Do the whole job; the last step finds nothing left of any face.

    Raises:
        UnusableInput: no usable selfie or record; everything is destroyed before it is raised.
        JobFailedError: something is left, or a receipt is not genuine.
    """
    _inspect(selfies)
    cast = Cast.assemble()
    request = _file(cast, say)
    try:
        disclosure = _disclose(cast, request, records, say)
        refused = _refused(disclosure, records)
        verification = _verify(cast, disclosure, selfies, say)
    except UnusableInput:
        filing.withdraw(case=request, by=cast.resident)
        _nothing_left(selfies, records)
        raise
    request.refresh_from_db()
    matched: list[str] = request.matched_references
    outcome = Outcome(verification.outcome)
    _tell_outcome(outcome, matched, say)
    _answer(cast, request, outcome, matched, say)
    receipts = _receipts(request, say)
    searched = _nothing_left(selfies, records)
    say(
        _("Searched all %(files)d files of the installation: nothing of a face is left.")
        % {"files": searched}
    )
    return Result(outcome, matched, request, receipts, refused, searched)


def _inspect(selfies: Sequence[Photograph]) -> None:
    """Refuse at once what is no photograph, before anybody is troubled."""
    for selfie in selfies:
        try:
            inspect_picture(selfie.data)
        except UnusablePicture as unusable:
            raise UnusableInput(selfie.name, unusable.problem, unusable.sentence) from None


def _file(cast: Cast, say: Say) -> RightsRequest:
    say(
        _(
            "A resident reports a venue that holds their face; it is checked, and its operator claims it."
        )
    )
    claim = filing.Claim(
        venue=cast.venue,
        rights=(Right.ACCESS, Right.DELETION),
        claimant_name=cast.resident.display_name,
        holding=cast.holding,
        language=get_language() or "en",
    )
    request = filing.file_request(claim=claim, by=cast.resident)
    say(
        _("Filed %(reference)s: access, then deletion; the answer is due on %(due)s.")
        % {"reference": request.reference, "due": request.due_on}
    )
    operator_steps.acknowledge(case=request, by=cast.operator)
    say(_("The venue confirms that it has received the request."))
    return request


def _disclose(
    cast: Cast, request: RightsRequest, records: Sequence[Photograph], say: Say
) -> Disclosure:
    """The venue's records, under the names of their files."""
    # The files may be of several people, so they are disclosed as what a camera took in an hour.
    hour = disclosures.Window(timezone.now() - timedelta(hours=1), timezone.now())
    selection = identity.Selection(basis=Basis.TIME_WINDOW, window=hour)
    disclosure = identity.begin_disclosure(case=request, selection=selection, by=cast.operator)
    for record in records:
        disclosures.add_photograph(disclosure=disclosure, reference=record.name, data=record.data)
    disclosures.finish_disclosure(disclosure=disclosure, by=cast.operator)
    disclosure.refresh_from_db()
    for refused in _refused(disclosure, records):
        say("  " + _("not usable: %(file)s: %(sentence)s") % refused)
    if disclosure.state == DisclosureState.EMPTY:
        raise _nothing_usable(_refused(disclosure, records))
    if disclosure.state != DisclosureState.READY:
        raise JobFailedError(f"the disclosure was not read: {disclosure.state}")
    say(
        _("The venue discloses %(count)d face(s): read, sealed, the photographs destroyed.")
        % {"count": disclosure.count}
    )
    return disclosure


def _refused(disclosure: Disclosure, records: Sequence[Photograph]) -> list[dict[str, str]]:
    items = disclosure.items.filter(state=ItemState.REFUSED)
    return [
        {
            "file": records[item.number].name,
            "problem": item.problem,
            "sentence": str(PictureProblem(item.problem).operator_sentence),
        }
        for item in items
    ]


def _nothing_usable(refused: Sequence[dict[str, str]]) -> UnusableInput:
    first = refused[0]
    if len(refused) == 1:
        return UnusableInput(first["file"], first["problem"], first["sentence"])
    sentence = _("None of the %(count)d disclosed photographs can be used. %(file)s: %(sentence)s")
    return UnusableInput("", "nothing_usable", sentence % {**first, "count": len(refused)})


def _verify(
    cast: Cast, disclosure: Disclosure, selfies: Sequence[Photograph], say: Say
) -> Verification:
    notice = current_notice(Purpose.FACE_COMPARISON)
    give_consent(
        resident=cast.resident,
        purpose=Purpose.FACE_COMPARISON,
        notice=notice,
        language=get_language() or "en",
    )
    say(
        _("The resident reads the notice (version %(version)d) and consents to the comparison.")
        % {"version": notice.version}
    )
    say(_("You vouch for the selfie here, as a witness; on the site, access needs a live camera."))
    try:
        verification = verifications.start_verification(
            disclosure=disclosure,
            frames=[selfie.data for selfie in selfies],
            by=cast.resident,
            capture=Capture.ATTENDED,
        )
    except Refused as refused:
        raise UnusableInput("", refused.kind, refused.sentence) from None
    verification.refresh_from_db()
    if verification.state == VerificationState.UNUSABLE:
        problem = PictureProblem(verification.problem)
        names = ", ".join(selfie.name for selfie in selfies)
        raise UnusableInput(names, problem, problem.sentence)
    if verification.state != VerificationState.DECIDED:
        raise JobFailedError(f"the comparison did not end: {verification.state}")
    return verification


def _tell_outcome(outcome: Outcome, matched: Sequence[str], say: Say) -> None:
    sentences = total(
        Outcome,
        {
            Outcome.VERIFIED: _(
                "The selfie is compared within this one disclosure, and destroyed: verified."
            ),
            Outcome.INCONCLUSIVE: _(
                "The selfie is compared within this one disclosure, and destroyed: inconclusive."
            ),
            Outcome.NOT_MATCHED: _(
                "The selfie is compared within this one disclosure, and destroyed: not matched."
            ),
        },
        name="requests_app.demo.job",
    )
    say(sentences[outcome])
    for name in matched:
        say("  " + _("the resident's record: %(file)s") % {"file": name})


def _answer(
    cast: Cast, request: RightsRequest, outcome: Outcome, matched: Sequence[str], say: Say
) -> None:
    proven = outcome is Outcome.VERIFIED
    decision = Decision.FULFILLED if proven else Decision.NO_MATCH
    verdicts = [replies.Verdict(right, decision) for right in (Right.ACCESS, Right.DELETION)]
    shown = _evidence(cast, request, matched if proven else ())
    reply = replies.Reply(verdicts=verdicts, text=_reply_text(proven), evidence=shown)
    answers.answer(case=request, reply=reply, by=cast.operator)
    if proven:
        say(_("The venue hands out a copy, deletes these records and answers with its evidence."))
        closure.accept(case=request, by=cast.resident)
        say(_("The resident accepts the answer; the case is closed."))
    else:
        say(_("The venue answers: nothing was proven to be the resident's. It names no record."))
        say(_("The resident may dispute this, or prove who they are in another way."))
    request.refresh_from_db()


def _evidence(cast: Cast, request: RightsRequest, matched: Sequence[str]) -> dict[str, Any]:
    shown = evidence.who_answers(request.venue, cast.operator.display_name, done=bool(matched))
    if not matched:
        return shown | evidence.searched(_("the gate, its server and its backups"))
    accounted = evidence.accounted(matched, "handed_over_on", "deleted_on")
    categories = _("%(count)d photograph(s) and their templates") % {"count": len(matched)}
    return shown | evidence.copy_delivered(categories) | evidence.erasure(request.venue) | accounted


def _reply_text(proven: bool) -> str:
    if proven:
        return _("We have sent you a copy of these records and deleted them everywhere.")
    return _(
        "The comparison did not show that any record we disclosed is yours. We changed nothing."
    )


def _receipts(request: RightsRequest, say: Say) -> list[dict[str, Any]]:
    """Every receipt, checked as anybody can: against the published key, without the database."""
    keys = published_keys()["keys"]
    summaries = []
    for receipt in request.receipts.select_related("event").order_by("event__number"):
        checked = check(receipt.jws, keys)
        if not checked.is_genuine:
            raise JobFailedError(f"receipt {receipt.pk} is {checked.verdict}")
        summaries.append(
            {
                "number": receipt.event.number,
                "event": receipt.event.kind,
                "at": receipt.event.at.isoformat(timespec="seconds"),
                "genuine": checked.is_genuine,
            }
        )
    if chain.first_break(links_of(request)) is not None:
        raise JobFailedError("the chain of events is broken")
    say(
        _("%(count)d signed receipts, each genuine by the published key; the chain is whole.")
        % {"count": len(summaries)}
    )
    return summaries


def _nothing_left(selfies: Sequence[Photograph], records: Sequence[Photograph]) -> int:
    """Look for face data in tables, storage and on the disk; the number of files searched."""
    left = [*_rows_left(), *_blobs_left("")]
    found = traces.search(settings.VAR_DIR, [photo.data for photo in (*selfies, *records)])
    left += found.found
    if left:
        raise JobFailedError(f"face data is left: {', '.join(left)}")
    return found.files


def _rows_left() -> list[str]:
    queries = {
        "disclosure": Disclosure.objects.exclude(state=DisclosureState.DESTROYED),
        "key": Disclosure.objects.filter(wrapped_key__isnull=False),
        "block": GalleryBlock.objects.all(),
        "selfie": ProbeFrame.objects.all(),
        "reference": DisclosedItem.objects.filter(reference__isnull=False),
        "photograph": DisclosedItem.objects.exclude(path=""),
    }
    return [name for name, rows in queries.items() if rows.exists()]


def _blobs_left(folder: str) -> list[str]:
    store = storages["sealed"]
    try:
        folders, files = store.listdir(folder)
    except FileNotFoundError:
        return []
    below = [blob for name in folders for blob in _blobs_left(f"{folder}{name}/")]
    return [f"{folder}{name}" for name in files] + below
