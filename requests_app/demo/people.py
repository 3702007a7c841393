"""Invented people and organisations, made as the site makes them."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.core.actors import SYSTEM
from accounts.models import Organisation, OrganisationKind, Role, User
from accounts.services.memberships import add_member
from consents.models import Holding, HowCaptured, Venue, VenueKind
from consents.models.venue import VenueFacts
from consents.services import accept_report, claim_venue, record_holding, report_venue
from consents.services.holdings import HoldingFacts

# Never resolves (RFC 2606): no mail of the demo can reach anybody.
DOMAIN = "saveface.example"


def make_person(name: str, display_name: str, locale: str = "zh-hans") -> User:
    """A person who signs in with ``name``@saveface.example, a verified address."""
    user = User.objects.create_user(f"{name}@{DOMAIN}", display_name=display_name, locale=locale)
    user.set_unusable_password()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_organisation(
    name: str, kind: OrganisationKind, contact: str, legal: str = ""
) -> Organisation:
    return Organisation.objects.create(
        name=name,
        legal_name=legal or name,
        kind=kind,
        contact_email=f"{contact}@{DOMAIN}",
        verified_at=timezone.now(),
    )


def make_member(user: User, organisation: Organisation, role: Role) -> User:
    """Give ``user`` a role; whoever works at a desk opens the administration."""
    add_member(organisation=organisation, email=user.email, role=role, by=SYSTEM)
    if organisation.kind != OrganisationKind.NGO:
        user.is_staff = True
        user.save(update_fields=["is_staff"])
    return user


@dataclass(frozen=True, slots=True)
class Cast:
    """Who is needed for the main job, and the venue that it is about."""

    resident: User
    operator: User
    venue: Venue
    holding: Holding

    @classmethod
    def assemble(cls) -> Cast:
        """The resident reports the venue, a moderator checks it, its operator claims it."""
        resident = make_person("resident", _("Lin Yue"))
        platform = make_organisation("Saveface", OrganisationKind.PLATFORM, "platform")
        moderator = make_member(make_person("moderator", "Moderator"), platform, Role.MODERATOR)
        company = make_organisation(
            _("Clearwater Property Services"), OrganisationKind.OPERATOR, "gate"
        )
        operator = make_member(make_person("operator", "Operator"), company, Role.RESPONDER)
        facts = VenueFacts(
            name=_("Clearwater Court, north gate"),
            kind=VenueKind.RESIDENTIAL_COMPOUND,
            jurisdiction="CN",
            city=_("Hangzhou"),
        )
        venue = report_venue(facts=facts, purpose=_("opens the gate"), text="", by=resident)
        accept_report(report=venue.reports.get(), by=moderator)
        claim_venue(venue=venue, operator=company, by=moderator)
        holding = record_holding(
            resident=resident, venue=venue, facts=HoldingFacts(how=HowCaptured.MADE_TO)
        )
        venue.refresh_from_db()
        return cls(resident=resident, operator=operator, venue=venue, holding=holding)
