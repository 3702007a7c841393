"""What is particular to each kind of venue, each told once: see `docs/scenarios.md`."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from consents.models import HowCaptured
from requests_app.demo import clock
from requests_app.demo.cases import Case
from requests_app.demo.words import in_both
from requests_app.demo.world import World
from requests_app.law.rights import Right
from requests_app.models import IdentityMeans
from requests_app.services import incidents


def tell(world: World) -> None:
    """One case for each particular that the other stories do not show."""
    _before_enrolment(world)
    _explained_to_a_guardian(world)
    _public_interest(world)
    _off_the_screen(world)
    _recipient_told(world)
    _nothing_kept(world)
    _taken_along(world)
    _without_detriment(world)
    _breach(world)


def _before_enrolment(world: World) -> None:
    neighbour = world.neighbours[6]
    rights = (Right.OBJECTION, Right.OPT_OUT)
    case = Case(world, neighbour, "gate", rights, ago=29, how=HowCaptured.NOT_YET)
    case.acknowledge(1).fulfil(8, _("You need not be enrolled: here is a key card.")).accept(9)


def _explained_to_a_guardian(world: World) -> None:
    case = Case(
        world, world.guardian, "school", (Right.EXPLANATION,), ago=70, dependant=world.child
    )
    case.acknowledge(1).seen(3, IdentityMeans.IN_PERSON).fulfil(12).accept(15)


def _public_interest(world: World) -> None:
    case = Case(world, world.neighbours[7], "hospital", (Right.CONSENT_WITHDRAWAL,), ago=47)
    case.acknowledge(2).seen(5).refuse(
        13,
        "CN-OTHER-BASIS",
        _("Appointments are checked against touts in the public interest, not on consent."),
        {"legal_basis": _("PIPL art. 13(1): public health; the window takes identity cards")},
    )


def _off_the_screen(world: World) -> None:
    case = Case(
        world, world.neighbours[1], "crossing", (Right.OBJECTION, Right.DELETION), ago=36,
        how=HowCaptured.UNKNOWINGLY, details=_("Shown on the east screen with half my name."),
    )  # fmt: skip
    case.code(0.1, 0.2)
    case.fulfil(0.3, _("It was taken off the screen today, and off the website."))


def _recipient_told(world: World) -> None:
    rights = (Right.ACCESS, Right.OPT_OUT, Right.DELETION)
    case = Case(world, world.neighbours[2], "shop", rights, ago=58, how=HowCaptured.CONSENTED)
    case.acknowledge(1).code(2, 3).fulfil(17).accept(20)


def _nothing_kept(world: World) -> None:
    case = Case(world, world.neighbours[3], "hotel", (Right.ACCESS,), ago=44, named=False)
    case.acknowledge(1)
    case.nothing_held(4, "not_networked")


def _taken_along(world: World) -> None:
    case = Case(world, world.neighbours[5], "gym", (Right.PORTABILITY,), ago=39).acknowledge(1)
    case.code(2, 3).fulfil(15, _("Your photograph and your visits went to you as one file."))


def _without_detriment(world: World) -> None:
    rights = (Right.CONSENT_WITHDRAWAL, Right.OPT_OUT)
    case = Case(world, world.neighbours[4], "office", rights, ago=51).acknowledge(1)
    case.seen(2, IdentityMeans.IN_PERSON).fulfil(10)


def _breach(world: World) -> None:
    """The supermarket lost data: everybody who registered it was told, and the authority too."""
    venue = world.venues["shop"]
    operator = world.operator_of(venue)
    with clock.at(timezone.now() - timedelta(days=6)):
        facts = incidents.Facts(
            what=in_both(
                gettext_noop(
                    "A backup with face templates of the checkout lay open on the internet."
                )
            ),
            aware_at=timezone.now() - timedelta(hours=2),
            measures=in_both(
                gettext_noop(
                    "It was closed at once. Pay by phone code; templates are being renewed."
                )
            ),
        )
        incident = incidents.announce_breach(venue=venue, facts=facts, by=operator)
        incidents.tell_everyone(incident=incident)
    with clock.at(timezone.now() - timedelta(days=6) + timedelta(hours=1)):
        incidents.record_authority_told(incident=incident, by=operator)
