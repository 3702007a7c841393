"""People, organisations, venues and requests for tests. Drawn by factory-boy, filed by the services."""

from __future__ import annotations

import factory
from django.utils import timezone

from accounts.models import Dependant, Membership, Organisation, OrganisationKind, Role, User
from accounts.models.user import BirthBand
from consents.models import FaceSystem, Holding, HowCaptured, Venue, VenueKind, VenueStatus
from consents.services import handovers
from requests_app.law.rights import Right
from requests_app.models import RightsRequest
from requests_app.services.filing import Claim, file_request


class UserFactory(factory.django.DjangoModelFactory):
    """A person who signs in by e-mailed code; English, so that sentences can be read in tests."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.test")
    display_name = factory.Sequence(lambda n: f"Person {n}")
    locale = "en"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(*args, **kwargs)


class DependantFactory(factory.django.DjangoModelFactory):
    """A child under 14 of some guardian."""

    class Meta:
        model = Dependant

    guardian = factory.SubFactory(UserFactory)
    display_name = factory.Sequence(lambda n: f"Child {n}")
    birth_band = BirthBand.UNDER_14


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A venue operator, unless another kind is asked for."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Operator {n}")
    kind = OrganisationKind.OPERATOR
    contact_email = factory.Sequence(lambda n: f"privacy{n}@operator.test")
    verified_at = factory.LazyFunction(timezone.now)


class MembershipFactory(factory.django.DjangoModelFactory):
    """Somebody who answers for an operator, unless another role is asked for."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.RESPONDER


class VenueFactory(factory.django.DjangoModelFactory):
    """A compound gate in Hangzhou under the law of China, claimed by its operator."""

    class Meta:
        model = Venue

    slug = factory.Sequence(lambda n: f"venue-{n}")
    name = factory.Sequence(lambda n: f"Venue {n}")
    kind = VenueKind.RESIDENTIAL_COMPOUND
    status = VenueStatus.CLAIMED
    jurisdiction = "CN"
    city = "Hangzhou"
    operator = factory.SubFactory(OrganisationFactory)


class FaceSystemFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = FaceSystem

    venue = factory.SubFactory(VenueFactory)
    purpose = "opens the gate"


class HoldingFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Holding

    resident = factory.SubFactory(UserFactory)
    venue = factory.SubFactory(VenueFactory)
    how = HowCaptured.MADE_TO


def filed_request(
    *, resident: User, venue: Venue, rights: tuple[Right, ...] = (Right.DELETION,), **claim: object
) -> RightsRequest:
    """A request as `file_request` leaves it: clock running, event, receipt, notifications."""
    return file_request(
        claim=Claim(venue=venue, rights=rights, language="en", **claim), by=resident
    )


def handed_over(venue: Venue, **change: object) -> handovers.Handover:
    """``venue`` answered for by another ``operator``, or merged ``into`` another: by two moderators."""
    proposed = handovers.propose(venue=venue, by=UserFactory(), reason="checked", **change)
    return handovers.confirm(handover=proposed, by=UserFactory())
