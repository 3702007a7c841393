"""What the tests do to an installation, in a process of its own: `python -m tests.recovery.driver set_up`."""

import json
import sys
from pathlib import Path

import django

django.setup()

from datetime import timedelta  # noqa: E402

from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.core.actors import SYSTEM  # noqa: E402
from accounts.models import Role, User  # noqa: E402
from accounts.models.token import TokenScope  # noqa: E402
from accounts.services.tokens import create_token  # noqa: E402
from biometrics.models import Basis, Disclosure  # noqa: E402
from biometrics.services import disclosures, verifications  # noqa: E402
from biometrics.types import Capture  # noqa: E402
from consents.models import Purpose  # noqa: E402
from consents.selectors import current_notice  # noqa: E402
from consents.services import give_consent  # noqa: E402
from requests_app.law.rights import Right  # noqa: E402
from requests_app.models import RightsRequest  # noqa: E402
from requests_app.services import filing, identity  # noqa: E402
from tests.factories import MembershipFactory, UserFactory, VenueFactory  # noqa: E402


def set_up():
    """A resident with consent, signed in; an operator with an API token; a venue."""
    resident = UserFactory(email="resident@example.test")
    operator = UserFactory(email="operator@example.test", is_staff=True)
    venue = VenueFactory(slug="gate")
    MembershipFactory(user=operator, organisation=venue.operator, role=Role.RESPONDER)
    give_consent(
        resident=resident,
        purpose=Purpose.FACE_COMPARISON,
        notice=current_notice(Purpose.FACE_COMPARISON),
        language="en",
    )
    _token, secret = create_token(
        organisation=venue.operator,
        name="test",
        scope=TokenScope.RESPOND,
        valid_for=timedelta(days=1),
        owner=operator,
        by=SYSTEM,
    )
    browser = Client()
    browser.force_login(resident)
    return {"token": secret, "session": browser.cookies["saveface-session"].value}


def disclose_under_number(number, file):
    """As `disclose`, with one record that the venue found under a number which only the visitor knows."""
    return _disclose(Basis.BY_TICKET, {number: Path(file)})


def disclose(*files):
    """A filed request and what the venue disclosed for it; the reading is queued, not done."""
    return _disclose(Basis.TIME_WINDOW, {file.name: file for file in map(Path, files)})


def _an_hour(basis):
    """Files of several people are disclosed as what was captured in an hour."""
    if basis != Basis.TIME_WINDOW:
        return None
    return disclosures.Window(timezone.now() - timedelta(hours=1), timezone.now())


def _disclose(basis, records):
    resident = User.objects.get(email="resident@example.test")
    operator = User.objects.get(email="operator@example.test")
    venue = operator.organisations.get().venues.get()
    claim = filing.Claim(venue=venue, rights=(Right.DELETION,), language="en")
    request = filing.file_request(claim=claim, by=resident)
    disclosure = identity.begin_disclosure(
        case=request,
        selection=identity.Selection(basis=basis, window=_an_hour(basis)),
        by=operator,
    )
    for reference, file in records.items():
        disclosures.add_photograph(
            disclosure=disclosure, reference=reference, data=file.read_bytes()
        )
    disclosures.finish_disclosure(disclosure=disclosure, by=operator)
    return {"reference": request.reference, "disclosure": str(disclosure.pk)}


def attempt(disclosure, selfie):
    """A photograph taken before a witness, for the worker to compare: the site takes live faces alone."""
    found = Disclosure.objects.get(pk=disclosure)
    verifications.start_verification(
        disclosure=found,
        frames=[Path(selfie).read_bytes()],
        by=found.subject,
        capture=Capture.ATTENDED,
    )
    return {}


def state(reference):
    """Where the request stands, what was recorded, and what of a face is left."""
    request = RightsRequest.objects.get(reference=reference)
    held = Disclosure.objects.filter(request_id=request.pk)
    return {
        "workflow": request.workflow,
        "outcome": request.outcome,
        "identity": request.identity,
        "matched": sorted(request.matched_references),
        "events": [event.kind for event in request.events.order_by("number")],
        "receipts": request.receipts.count(),
        "answers": request.answers.count(),
        "disclosures": [each.state for each in held],
        "count": [each.count for each in held],
        "verifications": [
            (each.state, each.outcome) for each in held[0].verifications.order_by("created_at")
        ]
        if held
        else [],
    }


if __name__ == "__main__":
    action, *arguments = sys.argv[1:]
    sys.stdout.write(json.dumps(globals()[action](*arguments)))
