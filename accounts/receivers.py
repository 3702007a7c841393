"""What this app does when the sign-in library tells it something."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, user_signed_up
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts import second_factor, suspended_requests
from accounts.core import normalisation
from accounts.core.client_address import network_of
from accounts.models import User
from accounts.services import push, tries, undoable_changes


@receiver(pre_save, sender=EmailAddress)
def keep_addresses_in_the_one_way(sender: object, *, instance: EmailAddress, **kwargs: Any) -> None:
    """The table is django-allauth's; the database refuses there what is not folded."""
    instance.email = normalisation.address(instance.email)


@receiver(user_signed_up)
def mail_in_the_language_of_the_page(sender: object, *, user: User, **kwargs: Any) -> None:
    """Whoever signs up in English gets English mail."""
    language = get_language() or settings.LANGUAGE_CODE
    if language in dict(settings.LANGUAGES) and language != user.locale:
        user.locale = language
        user.save(update_fields=["locale"])


@receiver(user_logged_in)
def know_the_network(sender: object, *, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Strangers cannot use up the tries of an account where its owner comes from."""
    if "REMOTE_ADDR" in request.META:  # the test client signs in from nowhere
        tries.know(account=user.pk, network=network_of(request))


@receiver(user_logged_out)
def tell_a_device_no_longer(sender: object, *, request: HttpRequest, **kwargs: Any) -> None:
    """Whoever signs out may hand the device to somebody else."""
    if request.session.session_key:
        push.end_with(session_keys=[request.session.session_key])


@receiver(email_changed)
def the_old_address_may_undo(
    sender: object,
    *,
    user: User,
    from_email_address: EmailAddress | None,
    to_email_address: EmailAddress,
    **kwargs: Any,
) -> None:
    """Called before allauth writes to the old address: its mail carries the link."""
    old = from_email_address.email if from_email_address else user.email
    undoable_changes.address_took_effect(by=user, old=old, new=to_email_address.email)


@receiver(authenticator_added)
def a_new_factor_may_be_undone(
    sender: object, *, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """Not the passkey with which somebody makes their account, nor codes that come with a factor."""
    if user.last_login is not None and authenticator.type in second_factor.FACTORS:
        undoable_changes.factor_was_added(by=user, since=authenticator.created_at)


@receiver(authenticator_used)
def a_second_factor_takes_up_the_errand(
    sender: object, *, request: HttpRequest, reauthenticated: bool, **kwargs: Any
) -> None:
    """Called before allauth goes on with what was interrupted."""
    if reauthenticated:
        suspended_requests.take_up(request)
