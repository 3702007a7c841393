"""The reminder of duty handed over to the venue in its case: a formal event with a receipt."""

from __future__ import annotations

import hashlib

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from requests_app.law.letters.types import LetterKind
from requests_app.models import Letter, RightsRequest
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import actors
from requests_app.services.letters import facts_of, texts_of, write_letter
from requests_app.services.lifecycle import Step, advance, lock
from requests_app.states import EventKind


@transaction.atomic
def admonish(*, case: RightsRequest, by: User) -> Letter:
    """Hand the admonition over, as of today, and tell the operator; the same again changes nothing.

    Raises:
        RequestProblem: the venue still has time, or nobody answers for it here.
    """
    locked = lock(case)
    letter = write_letter(case=locked, stage=LetterKind.ADMONITION, by=by)
    if letter.delivered_at is not None:
        return letter
    if locked.venue.operator_id is None:
        raise RequestProblem(ProblemKind.NOBODY_ANSWERS)
    return _hand_over(locked, letter, by)


def _hand_over(case: RightsRequest, letter: Letter, by: User) -> Letter:
    """The words as they stand now: what was written earlier may be out of date, or meant for the post."""
    moment = timezone.now()
    facts = facts_of(case, LetterKind.ADMONITION, None, by)
    for name, text in texts_of(facts).items():
        setattr(letter, name, text)
    letter.written_at = letter.delivered_at = moment
    letter.save()
    data = {"letter": str(letter.pk), "digest": digest_of(letter)}
    actor = actors.resident_of(case, by)
    advance(case, Step(EventKind.ADMONISH, data=data), by=actor, at=moment)
    return letter


def digest_of(letter: Letter) -> str:
    """SHA-256 of both texts, in the chain of events: nobody can say later that it said something else."""
    return hashlib.sha256(f"{letter.text_zh_hans}{letter.text_en}".encode()).hexdigest()
