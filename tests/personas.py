"""The people of every test, named by role, and their ways in.

`signed_in(user)` gives a browser, `api(user)` a client of the REST API. Members of organisations
come in with a second factor, as they must; `signed_in(user, mfa=False)` leaves it out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from allauth.account.internal.userkit import user_id_to_str
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from rest_framework.test import APIClient

from accounts.core.actors import SYSTEM
from accounts.models import Dependant, Organisation, OrganisationKind, Role, User
from accounts.policies import works_for_an_organisation
from consents.models import Consent, Notice, Purpose, Venue
from consents.services import give_consent, publish_notice
from requests_app.models import RightsRequest
from tests.factories import (
    DependantFactory,
    FaceSystemFactory,
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    VenueFactory,
    filed_request,
)

# --- people -----------------------------------------------------------------------------------


@pytest.fixture
def resident(db) -> User:
    """Whose face is held."""
    return UserFactory(email="resident@example.test", display_name="Lin")


@pytest.fixture
def stranger(db) -> User:
    """Another resident, who has nothing to do with it."""
    return UserFactory(email="stranger@example.test", display_name="Stranger")


@pytest.fixture
def guardian(db) -> User:
    """A parent; `child` is theirs."""
    return UserFactory(email="guardian@example.test", display_name="Guardian")


@pytest.fixture
def child(guardian) -> Dependant:
    return DependantFactory(guardian=guardian, display_name="Child")


@pytest.fixture
def operator_organisation(db) -> Organisation:
    return OrganisationFactory(name="Gate Company")


@pytest.fixture
def operator(operator_organisation) -> User:
    """Who answers for `venue`."""
    user = UserFactory(email="operator@example.test", display_name="Operator", is_staff=True)
    MembershipFactory(user=user, organisation=operator_organisation, role=Role.RESPONDER)
    return user


@pytest.fixture
def manager(operator_organisation) -> User:
    """Who manages the organisation of `operator`."""
    user = UserFactory(email="manager@example.test", display_name="Manager", is_staff=True)
    MembershipFactory(user=user, organisation=operator_organisation, role=Role.MANAGER)
    return user


@pytest.fixture
def other_operator(db) -> User:
    """Who answers for `other_venue` only."""
    user = UserFactory(email="other-operator@example.test", display_name="Other", is_staff=True)
    organisation = OrganisationFactory(name="Other Company")
    MembershipFactory(user=user, organisation=organisation, role=Role.RESPONDER)
    return user


@pytest.fixture
def moderator(db) -> User:
    user = UserFactory(email="moderator@example.test", display_name="Moderator", is_staff=True)
    platform = OrganisationFactory(name="Saveface", kind=OrganisationKind.PLATFORM)
    MembershipFactory(user=user, organisation=platform, role=Role.MODERATOR)
    return user


@pytest.fixture
def ngo(db) -> Organisation:
    return OrganisationFactory(name="Face Watch", kind=OrganisationKind.NGO)


@pytest.fixture
def analyst(ngo) -> User:
    user = UserFactory(email="analyst@example.test", display_name="Analyst")
    MembershipFactory(user=user, organisation=ngo, role=Role.ANALYST)
    return user


# --- what they deal with ----------------------------------------------------------------------


@pytest.fixture
def venue(operator_organisation) -> Venue:
    """A compound gate in Hangzhou that `operator` answers for."""
    venue = VenueFactory(slug="gate", name="Compound Gate", operator=operator_organisation)
    FaceSystemFactory(venue=venue)
    return venue


@pytest.fixture
def other_venue(other_operator) -> Venue:
    return VenueFactory(
        slug="zoo", name="Zoo", kind="park_entry", operator=other_operator.organisations.get()
    )


@pytest.fixture
def rights_request(resident, venue) -> RightsRequest:
    """A deletion filed by `resident` with `venue`."""
    return filed_request(resident=resident, venue=venue)


@pytest.fixture
def notices(db) -> dict[str, Notice]:
    """The notice of every purpose, published."""
    return {
        purpose: publish_notice(
            purpose=Purpose(purpose),
            text_zh_hans=f"告知 {purpose}",
            text_en=f"Notice {purpose}",
            by=SYSTEM,
        )
        for purpose in Purpose.values
    }


@pytest.fixture
def consent_of(notices) -> Callable[..., Consent]:
    """`consent_of(user)` gives consent to the comparison of faces, or to another purpose."""

    def give(user: User, purpose: str = Purpose.FACE_COMPARISON) -> Consent:
        return give_consent(
            resident=user, purpose=Purpose(purpose), notice=notices[purpose], language="en"
        )

    return give


# --- ways in ----------------------------------------------------------------------------------


@pytest.fixture
def looked_up_again(settings) -> None:
    """allauth looks an app's session and person up again for each thing it asks: few, not one a row."""
    again = [{"model": model, "field": "get()"} for model in ("sessions.Session", "accounts.User")]
    settings.ZEAL_ALLOWLIST = [*settings.ZEAL_ALLOWLIST, *again]


TOTP_SECRET = "JBSWY3DPEHPK3PXP"
PERIOD, SOON = 30, 3  # seconds


def enrol(user: User) -> None:
    """A verified e-mail address, and TOTP."""
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, TOTP_SECRET)


def app_code(secret: str = TOTP_SECRET) -> str:
    """What the authenticator app shows now; never a code that is about to run out."""
    left = PERIOD - time.time() % PERIOD
    if left < SOON:
        time.sleep(left)
    (counter, *_rest) = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, counter))


def sign_in(client: Client, user: User, *, mfa: bool | None = None) -> Any:
    """Sign ``client`` in as ``user``; with a second factor where members of organisations need it."""
    second = works_for_an_organisation(user) if mfa is None else mfa
    client.force_login(user)
    records: list[dict[str, object]] = [
        {"method": "code", "at": time.time(), "email": user.email},
    ]
    if second:
        enrol(user)
        records.append({"method": "mfa", "at": time.time(), "type": "totp"})
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(user)
    session.save()
    return client


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """`signed_in(user)`: a browser in which ``user`` is signed in."""

    def browser(user: User, *, mfa: bool | None = None) -> Client:
        client: Client = sign_in(Client(), user, mfa=mfa)
        return client

    return browser


@pytest.fixture
def api() -> Callable[..., APIClient]:
    """`api(user)`: a client of the REST API in ``user``'s session; `api()` is nobody's."""

    def client(user: User | None = None, *, mfa: bool | None = None) -> APIClient:
        client = APIClient()
        return sign_in(client, user, mfa=mfa) if user else client

    return client
