"""Print the address, and for each demo person a way in that a newcomer can use at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from requests_app.demo import access, photographs
from requests_app.demo.language import terminal_language


class Command(BaseCommand):
    """Each run gives fresh links, codes and tokens; tokens of the run before stop."""

    help = "Ways in for the demo people (demo profile alone)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them."""
        if not settings.DEMO or settings.PRODUCTION:
            raise CommandError("Ways in are printed in the demo profile alone.")
        people = access.demo_people()
        if not people:
            raise CommandError("No demo data is loaded. Run: python manage.py load_demo")
        with translation.override(terminal_language()):
            self.stdout.write("")
            for person in people:
                for line in _lines(person):
                    self.stdout.write(line)
            self.stdout.write(_("All of them, with fresh codes: %s") % _address("demo:people"))
            self.stdout.write(_("Everybody's mail:              %s") % _address("demo:outbox"))
            self.stdout.write(_("Photographs to disclose:      %s") % photographs.folder())


def _address(name: str, *args: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=args)}"


def _lines(person: access.DemoPerson) -> Iterator[str]:
    yield f"{person.role}: {person.user.display_name} <{person.user.email}>"
    yield "  " + _("one-time link: %s") % _address("demo:sign_in", access.link_token(person))
    if person.needs_code:
        code = access.current_code(person.user)
        yield "  " + _("TOTP code now: %(code)s (%(seconds)d s left)") % {
            "code": code.digits,
            "seconds": code.seconds_left,
        }
    token = access.fresh_token(person)
    if token is not None:
        yield "  " + _("API token:     %s") % token
    yield ""
