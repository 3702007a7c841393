"""What this app does when an account, or a child's entry, is erased."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Model

from accounts.kit.inventory import register_eraser, scrub
from accounts.models import Dependant, User


@register_eraser
def erase_account_rows(user: User, dependant: Dependant | None) -> None:
    """Sign the person out everywhere; what refers to them by key goes with their row."""
    _forget_in_the_log(dependant or user)
    if dependant is not None:
        return
    keys = UserSession.objects.filter(user=user).values_list("session_key", flat=True)
    Session.objects.filter(session_key__in=list(keys)).delete()
    for child in user.dependants.all():
        _forget_in_the_log(child)


def _forget_in_the_log(person: Model) -> None:
    """Django's log of the administration writes names down; it has no foreign key to them."""
    scrub(
        LogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(person), object_id=str(person.pk)
        )
    )
