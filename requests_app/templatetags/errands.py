"""What somebody was about to do when a page asked them to sign in: said there, so that nobody feels lost."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from django import template
from django.urls import Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consents.models import Venue
from requests_app.words.wishes import WISH_LABELS, WISHES

register = template.Library()

ERRANDS: dict[str, tuple[str, Promise]] = {
    "requests:new": ("request", _("Your request")),
    "requests:new_many": ("mail", _("All my places at once")),
    "requests:campaign_start": ("message", _("Together with others")),
    "requests:campaign": ("message", _("Together with others")),
    "requests:incident_report": ("warning", _("I saw faces for sale")),
    "consents:holding_add": ("scan", _("They have my face")),
    "consents:venue_report": ("flag", _("Report a place")),
    "consents:venue_sighting": ("flag", _("Something is different here")),
    "accounts:delete": ("trash", _("Delete my account")),
    "accounts:download": ("download", _("Everything about me")),
    "accounts:child_remove": ("child", _("Remove a child")),
    "account_email": ("mail", _("E-mail addresses")),
    "mfa_add_webauthn": ("key", _("Passkeys and second step")),
    "mfa_remove_webauthn": ("key", _("Passkeys and second step")),
    "mfa_activate_totp": ("key", _("Passkeys and second step")),
    "mfa_deactivate_totp": ("key", _("Passkeys and second step")),
}


@dataclass(frozen=True, slots=True)
class Errand:
    """What comes after signing in, as a picture and words, and at which place."""

    icon: str
    label: str | Promise
    venue: Venue | None


@register.simple_tag
def errand(address: str | None) -> Errand | None:
    """The errand behind the ``next`` of a sign-in; None for an address that is not one."""
    parts = urlsplit(address or "")
    if parts.netloc:  # another site
        return None
    try:
        found = resolve(parts.path)
    except Resolver404:
        return None
    if found.view_name not in ERRANDS:
        return None
    icon, label = ERRANDS[found.view_name]
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    slug = asked.get("venue") or found.kwargs.get("slug", "")
    wish = asked.get("wish", "")
    words = WISH_LABELS[wish] if WISHES.get(wish) else label
    return Errand(icon, words, Venue.objects.filter(slug=slug).first())
