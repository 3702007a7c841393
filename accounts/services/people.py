"""A person's own entry, and the children for whom they act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.core import normalisation
from accounts.core.actors import Actor, ActorKind
from accounts.kit import allowances, audit
from accounts.models import BirthBand, DailyAct, Dependant, User
from accounts.models.user import CHILDREN, OF_AGE
from accounts.services.erasure import erase_dependant
from accounts.services.undoable_changes import LOCALE_BEFORE

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

CHILDREN_AT_MOST = 20


class PeopleProblem(Exception):
    """Something about a person or child that cannot be recorded; ``sentence`` says what to do."""

    def __init__(self, sentence: _StrPromise, *, about: str = "") -> None:
        super().__init__(str(sentence))
        self.sentence, self.about = sentence, about


@transaction.atomic
def update_profile(*, by: User, display_name: str, locale: str, birth_band: str) -> User:
    """Change one's own name, language and age band. The e-mail address is allauth's business.

    Raises:
        PeopleProblem: a child under 14, for whom a guardian acts (PIPL art. 31).
    """
    if birth_band not in OF_AGE:
        raise PeopleProblem(
            _("A parent or guardian acts for a child under 14. Ask them to open an account."),
            about="birth_band",
        )
    person = User.objects.select_for_update(no_key=True).get(pk=by.pk)
    before = {} if locale == person.locale else {LOCALE_BEFORE: person.locale}
    person.display_name = normalisation.name(display_name)
    person.locale = locale
    person.birth_band = birth_band
    person.full_clean(exclude=("password", "email"))
    person.save(update_fields=["display_name", "locale", "birth_band"])
    by_self = Actor(ActorKind.RESIDENT, person.pk)
    audit.record(kind="account.changed", by=by_self, target=person, data=before)
    return person


@transaction.atomic
def add_dependant(*, display_name: str, birth_band: str, by: User) -> Dependant:
    """Add a child in whose name ``by`` acts.

    Raises:
        PeopleProblem: no name, an adult, a guardian who is a minor, or very many children.
    """
    if by.birth_band != BirthBand.ADULT:
        raise PeopleProblem(_("Only an adult can act for a child."))
    if birth_band not in CHILDREN:
        raise PeopleProblem(_("An adult needs an account of their own."), about="birth_band")
    name = normalisation.name(display_name)
    if not name:
        raise PeopleProblem(
            _("Give the name under which the venue knows the child."), about="display_name"
        )
    if by.dependants.count() >= CHILDREN_AT_MOST:
        raise PeopleProblem(_("There are too many children on this account. Write to us."))
    allowances.take(act=DailyAct.CHILD, by=by)
    child = Dependant.objects.create(guardian=by, display_name=name, birth_band=birth_band)
    audit.record(kind="dependant.added", by=Actor(ActorKind.GUARDIAN, by.pk), target=child)
    return child


def remove_dependant(*, dependant: Dependant, by: User) -> None:
    """Remove a child and all that is held about it; open requests in its name are withdrawn.

    Raises:
        PeopleProblem: the child is somebody else's.
    """
    if dependant.guardian_id != by.pk:
        raise PeopleProblem(_("Please choose one of your own children."))
    erase_dependant(dependant=dependant)
