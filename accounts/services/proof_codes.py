"""Codes to the address on file: made, counted, judged. A try is counted before it is judged."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.core import normalisation
from accounts.models import ProofCode, User
from accounts.services.undoable_changes import address_on_file

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

DIGITS = 8
GOOD_FOR = timedelta(minutes=10)
TRIES = 3
# With three tries each: 18 guesses an hour at one in a hundred million.
SENT_AT_MOST = 6
IN = timedelta(hours=1)


class ProofProblem(Exception):
    """A code that is not sent or not taken; ``sentence`` says what to do."""

    def __init__(self, sentence: _StrPromise) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class TooManyCodesError(ProofProblem):
    """So many codes were sent that another one has to wait."""


@transaction.atomic
def issue(*, by: User, session_key: str) -> tuple[ProofCode, str]:
    """A new code for one session, and its digits; an earlier one of the session ends.

    Raises:
        TooManyCodesError: six were sent within the hour.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    now = timezone.now()
    if ProofCode.objects.filter(user=by, created_at__gt=now - IN).count() >= SENT_AT_MOST:
        raise TooManyCodesError(
            _("Many codes were sent within the hour. Wait an hour, or sign out and in again.")
        )
    live(by=by, session_key=session_key).update(ended_at=now)
    digits = get_random_string(DIGITS, "0123456789")
    code = ProofCode(
        user=by,
        session_digest=_of_session(session_key),
        address=address_on_file(by),
        expires_at=now + GOOD_FOR,
    )
    code.digest = _of_digits(code, digits)
    code.save()
    return code, digits


def live(*, by: User, session_key: str) -> QuerySet[ProofCode]:
    """The code that this session may still use, if any."""
    return ProofCode.objects.filter(
        user=by,
        session_digest=_of_session(session_key),
        ended_at=None,
        expires_at__gt=timezone.now(),
        tries__lt=TRIES,
    )


def present(*, by: User, session_key: str, typed: str) -> ProofCode:
    """Use up the code of this session; the row that it was.

    Raises:
        ProofProblem: none is awaited, it is wrong, or the address on file has changed meanwhile.
    """
    digits = _readable(typed)
    awaited = live(by=by, session_key=session_key)
    code = awaited.order_by("-created_at").first()
    if code is None or not awaited.filter(pk=code.pk).update(tries=F("tries") + 1):
        raise ProofProblem(_("No code is good here any more. Have another one sent."))
    if code.address != address_on_file(by):
        raise ProofProblem(_("The address has changed. Have another code sent."))
    if not constant_time_compare(code.digest, _of_digits(code, digits)):
        raise ProofProblem(
            _("This is not the code. Look at the newest mail, and type its eight digits.")
        )
    ended = ProofCode.objects.filter(pk=code.pk, ended_at=None).update(ended_at=timezone.now())
    if not ended:
        raise ProofProblem(_("This code was used. Have another one sent."))
    return code


def _readable(typed: str) -> str:
    """What could be no code is not counted as a try."""
    try:
        return normalisation.code(typed, digits=(DIGITS,))
    except ValidationError as error:
        raise ProofProblem(
            _("This is not the code. Look at the newest mail, and type its eight digits.")
        ) from error


def _of_session(session_key: str) -> str:
    return salted_hmac("accounts.proof.session", session_key, algorithm="sha256").hexdigest()


def _of_digits(code: ProofCode, digits: str) -> str:
    return salted_hmac("accounts.proof.code", f"{code.pk}:{digits}", algorithm="sha256").hexdigest()
