"""Changes that the old address may undo: recorded, told of, undone.

A thief with an open session changes the address first. So the address that was there before hears of
the first step, and for 72 hours it can put everything back.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from accounts.core.actors import Actor, ActorKind
from accounts.kit import audit
from accounts.models import AccountChange, ApiToken, AuditEvent, ChangeKind, ProofCode, User
from accounts.services.tokens import revoke_token

CAN_BE_UNDONE_FOR = timedelta(hours=72)
# One proof is good for minutes: what was made so shortly before the first step belongs to it.
TOKENS_BEFORE = timedelta(hours=1)
SALT = "accounts.undo"
# In the audit event of a change of language: the one from before.
LOCALE_BEFORE = "locale_before"


class NotUndoable(Exception):
    """The link is unknown, used or too old."""


# --- what counts now --------------------------------------------------------------------------


def open_changes(user: User) -> QuerySet[AccountChange]:
    """What may still be undone, the oldest first."""
    return AccountChange.objects.filter(
        user=user, undone_at=None, until__gt=timezone.now()
    ).order_by("asked_at")


def address_on_file(user: User) -> str:
    """Where codes and notices go: while a change can be undone, the address from before it."""
    held = _in_effect(user)
    return held.old_address if held else user.email


def _in_effect(user: User) -> AccountChange | None:
    """The oldest change that happened and can still be undone."""
    return open_changes(user).exclude(effective_at=None).first()


def changed_at(user: User) -> datetime | None:
    """When the last change happened that can still be undone."""
    last: datetime | None = open_changes(user).aggregate(last=Max("effective_at"))["last"]
    return last


def is_reserved(user: User, address: str) -> bool:
    """True for an address that may still undo a change: it stays with the account so long."""
    return open_changes(user).filter(old_address__iexact=address).exists()


def language_on_file(user: User) -> str:
    """In which language changes are told: for 72 hours the one from before, or a thief chooses another."""
    changed = AuditEvent.objects.filter(
        target_type=user._meta.label_lower,
        target_id=str(user.pk),
        at__gt=timezone.now() - CAN_BE_UNDONE_FOR,
        data__has_key=LOCALE_BEFORE,
    )
    first = changed.order_by("pk").first()
    return first.data[LOCALE_BEFORE] if first else user.locale


def restored_since(user: User, moment: float) -> bool:
    """True when the old address has put the account back after ``moment``, in seconds since 1970."""
    since = datetime.fromtimestamp(moment, UTC)
    return AccountChange.objects.filter(user=user, undone_at__gte=since).exists()


# --- recorded ---------------------------------------------------------------------------------


@transaction.atomic
def ask_for_address(*, by: User, address: str) -> AccountChange | None:
    """Somebody signed in as ``by`` wants another address. None when that was recorded before.

    Each step has its time anew: who asks, and confirms three days later, does not outwait the undo.
    """
    _lock(by)
    asked = open_changes(by).filter(new_address__iexact=address)
    if asked.update(until=timezone.now() + CAN_BE_UNDONE_FOR):
        return None
    return _record(by, ChangeKind.ADDRESS, new_address=address)


@transaction.atomic
def address_took_effect(*, by: User, old: str, new: str) -> None:
    """``new`` is now the primary address of ``by``. ``old`` was it before."""
    _lock(by)
    held = _in_effect(by)
    if held is not None and new.casefold() == held.old_address.casefold():
        return  # back to the address from before: nothing to undo
    now = timezone.now()
    known = open_changes(by).filter(new_address__iexact=new)
    if not known.update(effective_at=now, until=now + CAN_BE_UNDONE_FOR):
        _record(by, ChangeKind.ADDRESS, new_address=new, old_address=old, effective_at=now)
    _audit("account.address_changed", by)


@transaction.atomic
def factor_was_added(*, by: User, since: datetime) -> None:
    """A passkey or an authenticator app was added at ``since``."""
    _lock(by)
    _record(by, ChangeKind.FACTOR, asked_at=since, effective_at=timezone.now())


def _record(by: User, kind: ChangeKind, **facts: object) -> AccountChange:
    facts.setdefault("old_address", address_on_file(by))
    until = timezone.now() + CAN_BE_UNDONE_FOR
    change = AccountChange.objects.create(user=by, kind=kind, until=until, **facts)
    _audit("account.change_asked", by, change)
    return change


def _lock(user: User) -> User:
    return User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _audit(kind: str, by: User, change: AccountChange | None = None) -> None:
    data = {"change": str(change.pk), "kind": change.kind} if change else {}
    audit.record(kind=kind, by=Actor(ActorKind.RESIDENT, by.pk), target=by, data=data)


# --- undone -----------------------------------------------------------------------------------


def token_of(change: AccountChange) -> str:
    """What the link in a mail carries. Whoever holds it may undo ``change``, once."""
    return signing.dumps(str(change.pk), salt=SALT)


def change_of(token: str) -> AccountChange:
    """The change that ``token`` may undo.

    Raises:
        NotUndoable: an unknown, used or too old one.
    """
    try:
        pk = UUID(signing.loads(token, salt=SALT))
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise NotUndoable from error
    change = AccountChange.objects.filter(pk=pk).select_related("user").first()
    if change is None or not open_changes(change.user).filter(pk=pk).exists():
        raise NotUndoable
    return change


def undo(*, token: str) -> AccountChange:
    """Put back how the account is entered, as it was before every change that can still be undone.

    So one press undoes all steps of a thief, and a second step hides no first one; the first is
    returned. The old address is the only one again, and nobody stays signed in. Passkeys and apps made
    since, and API tokens made in the hour before, too, are gone; what was removed since cannot be
    brought back.

    Raises:
        NotUndoable: an unknown, used or too old token, or an address that another account has by now.
    """
    change = change_of(token)
    try:
        with transaction.atomic():
            return _undo(_lock(change.user), change_of(token))
    except IntegrityError as error:
        raise NotUndoable from error


def _undo(user: User, change: AccountChange) -> AccountChange:
    now = timezone.now()
    first = open_changes(user)[0]
    open_changes(user).update(undone_at=now)
    ProofCode.objects.filter(user=user, ended_at=None).update(ended_at=now)
    _restore_address(user, first.old_address)
    _remove_factors(user, first.asked_at)
    by = Actor(ActorKind.RESIDENT, user.pk)
    # A thief may have begun with the token, of which nobody is told.
    since = first.asked_at - TOKENS_BEFORE
    for token in ApiToken.objects.filter(created_by=user, created_at__gte=since):
        revoke_token(token=token, by=by)
    _end_sessions(user)
    _audit("account.restored", user, change)
    return first


def _restore_address(user: User, address: str) -> None:
    """``address`` becomes the only one, and confirmed: whoever undoes has read its mail."""
    EmailAddress.objects.filter(user=user).exclude(email__iexact=address).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=address.lower(), defaults={"verified": True, "primary": True}
    )
    user.email = address
    # The sessions of all devices rest on this: whatever lists them, none is good any more.
    user.set_unusable_password()
    user.save(update_fields=["email", "password"])


def _remove_factors(user: User, since: datetime) -> None:
    factors = Authenticator.objects.filter(user=user)
    factors.filter(created_at__gte=since).delete()
    if not factors.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        factors.delete()  # codes that lead back to a factor are nothing by themselves


def _end_sessions(user: User) -> None:
    keys = list(UserSession.objects.filter(user=user).values_list("session_key", flat=True))
    user.push_subscriptions.all().delete()  # also one that no session stands behind
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(user=user).delete()
