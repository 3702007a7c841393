"""What happened to whom: the cases of the demo people, and many of their neighbours'."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from random import Random

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from biometrics.services.disclosures import Window
from consents.models import HowCaptured
from requests_app.demo import clock, particulars
from requests_app.demo.cases import Case
from requests_app.demo.photographs import Drawn
from requests_app.demo.words import in_both
from requests_app.demo.world import World
from requests_app.law.rights import Right
from requests_app.models import IdentityMeans, IncidentKind
from requests_app.services import campaigns, filing, incidents

ACCESS_THEN_DELETION = (Right.ACCESS, Right.DELETION)


def tell(world: World, drawn: Drawn) -> None:
    """Everything that happened over the past weeks, oldest first within each story."""
    _of_the_crowd(world)
    _of_the_guardian(world)
    _of_the_resident(world)
    _kept_in_part(world)
    _with_faces(world, drawn)
    _together(world)
    _for_sale(world)
    particulars.tell(world)


# --- the demo people ------------------------------------------------------------------------------


def _with_faces(world: World, drawn: Drawn) -> None:
    """One case settled by face in a showroom, and one at the gate that waits for a selfie.

    At the gate everyone is disclosed who passed in an hour: the records are of several people.
    """
    resident = world.resident
    visit = timezone.now() - timedelta(days=46)
    showroom = Case(
        world, resident, "showroom", ACCESS_THEN_DELETION, ago=45,
        how=HowCaptured.UNKNOWINGLY, details=_("I visited on a Sunday afternoon."),
    ).acknowledge(1)  # fmt: skip
    window = Window(start=visit - timedelta(hours=1), end=visit + timedelta(hours=1))
    showroom.disclose(4, _pictures("cam2", drawn, 3), window).selfie(5, drawn.selfie.read_bytes())
    showroom.fulfil(12).accept(13)
    gate = Case(
        world, resident, "gate", (Right.DELETION,), ago=9,
        details=_("Building 7; enrolled when I moved in."),
    )  # fmt: skip
    gate.acknowledge(1).say(2, _("Please also tell me who else received my photograph."))
    morning = timezone.now() - timedelta(days=10)
    passed = Window(start=morning, end=morning + timedelta(hours=1))
    gate.disclose(7, _pictures("gate-N", drawn, 5), passed)
    _compared_in_vain(world, drawn)


def _compared_in_vain(world: World, drawn: Drawn) -> None:
    """Somebody of the same name: what the mall disclosed is not the neighbour's."""
    case = Case(world, world.neighbours[0], "mall", (Right.ACCESS,), ago=53).acknowledge(2)
    case.disclose(5, _pictures("mall", drawn, 1)).selfie(6, drawn.stranger.read_bytes())
    case.no_match(17)


def _pictures(prefix: str, drawn: Drawn, count: int) -> Mapping[str, bytes]:
    return {
        f"{prefix}-{number:04}": path.read_bytes()
        for number, path in enumerate(drawn.disclosed[:count], start=1)
    }


def _of_the_resident(world: World) -> None:
    """The resident's other cases: answered, overdue, reminded, disputed, fresh, extended, a draft."""
    resident = world.resident
    park = Case(
        world,
        resident,
        "park",
        ACCESS_THEN_DELETION,
        ago=38,
        court_order="(2026) 0183 Min Chu 4021",
        details=_("Please also refund the rest of my annual pass."),
    )
    park.acknowledge(2).seen(5).fulfil(
        18, _("We refunded the rest of your annual pass and deleted face and fingerprint.")
    )
    Case(world, resident, "hospital", (Right.DELETION,), ago=41).acknowledge(3).admonish(36)
    Case(world, resident, "telecom", (Right.DELETION,), ago=33).acknowledge(1).code(4, 5).keep_some(
        20, "CN-RETENTION", _("The rule on real-name registration makes us keep the log."),
        {"retention_ground": _("real-name registration of telephone users")},
    ).dispute(22, _("The rule asks for a log, not for my photograph at another company."))  # fmt: skip
    Case(world, resident, "shop", (Right.OPT_OUT,), ago=2)
    Case(world, resident, "subway", (Right.EXPLANATION,), ago=26).acknowledge(1).seen(
        3, IdentityMeans.IN_PERSON
    ).fulfil(11)
    Case(world, resident, "berlin", (Right.DELETION,), ago=24).acknowledge(1).extend(
        15, _("The vendor of the check-in machine needs time to find copies in its backups."), 2
    )
    Case(world, resident, "toilet", (Right.ACCESS,), ago=30, named=False).acknowledge(
        1
    ).nothing_held(2, "expired_automatically", _("three days on the device"))
    with clock.at(timezone.now() - timedelta(days=1)):
        claim = filing.Claim(venue=world.venues["waste"], rights=(Right.OBJECTION,))
        filing.open_draft(claim=claim, by=resident)


def _kept_in_part(world: World) -> None:
    """An employer deletes the face and keeps what a rule makes it keep; nobody disputes that."""
    employee = world.neighbours[5]
    case = Case(world, employee, "office", (Right.DELETION,), ago=64).acknowledge(1).seen(3)
    case.keep_some(
        16,
        "CN-RETENTION",
        _("Attendance logs are wage records, which we must keep for two years."),
        {"retention_ground": _("rules on the payment of wages")},
    )


def _of_the_guardian(world: World) -> None:
    """For the child: a question of the school waits for an answer, and one case is done."""
    guardian, child = world.guardian, world.child
    Case(
        world, guardian, "school", (Right.EXPLANATION, Right.OBJECTION, Right.DELETION),
        ago=16, dependant=child, details=_("Class 3-2. Nobody asked us for consent."),
    ).acknowledge(1).ask(3, _("Which class is your child in this term?"))  # fmt: skip
    Case(world, guardian, "park", (Right.DELETION,), ago=52, dependant=child).acknowledge(2).seen(
        6
    ).fulfil(14).accept(17)


def _together(world: World) -> None:
    """Neighbours object together at the waste station, before anybody is enrolled."""
    starter, *others = world.neighbours[:8]
    with clock.at(timezone.now() - timedelta(days=13)):
        appeal = campaigns.Appeal(
            venue=world.venues["waste"],
            title=in_both(gettext_noop("Bins that open without a face"), " "),
            text=in_both(
                gettext_noop(
                    "We ask for a card that opens the bins, and object to any capture of faces."
                )
            ),
            rights=(Right.OBJECTION, Right.OPT_OUT),
        )
        campaign = campaigns.start_campaign(appeal=appeal, by=starter)
    for day, person in enumerate((starter, *others)):
        with clock.at(timezone.now() - timedelta(days=12 - day, hours=day)):
            campaigns.join_campaign(campaign=campaign, by=person)


def _for_sale(world: World) -> None:
    """Faces offered for sale: reported, and for the moderator to look into."""
    with clock.at(timezone.now() - timedelta(days=3)):
        facts = incidents.Facts(
            what=_("A seller in a chat group offers photographs that look like our gate's."),
            aware_at=timezone.now(),
        )
        incidents.report_incident(
            kind=IncidentKind.FOR_SALE,
            facts=facts,
            venue=world.venues["trade"],
            by=world.neighbours[3],
        )


# --- the crowd ------------------------------------------------------------------------------------

Course = Callable[[World, User, str, float], object]


def _deleted(world: World, resident: User, venue: str, ago: float) -> object:
    return Case(world, resident, venue, (Right.DELETION,), ago=ago).acknowledge(1).seen(4).fulfil(9)


def _copied_and_deleted(world: World, resident: User, venue: str, ago: float) -> object:
    case = Case(world, resident, venue, ACCESS_THEN_DELETION, ago=ago).acknowledge(2)
    return case.code(3, 6).fulfil(21).accept(25)


def _gone_already(world: World, resident: User, venue: str, ago: float) -> object:
    case = Case(world, resident, venue, (Right.DELETION,), ago=ago).acknowledge(1)
    return case.code(2, 3).nothing_held(5, "deleted_earlier")


def _another_way(world: World, resident: User, venue: str, ago: float) -> object:
    return Case(world, resident, venue, (Right.OPT_OUT,), ago=ago).acknowledge(1).fulfil(7)


def _refused(world: World, resident: User, venue: str, ago: float) -> object:
    grounds = {"E": "EU-ID", "H": "HK-STATUTE"}
    code = grounds.get(world.venues[venue].jurisdiction[0], "CN-ID")
    proof = {"identity_steps": _("a look at a document, offered twice"),
             "legal_basis": _("a duty to keep records of transactions")}  # fmt: skip
    reason = _("We could not establish that the data is yours, and cannot hand it to anybody else.")
    return (
        Case(world, resident, venue, (Right.ACCESS,), ago=ago)
        .acknowledge(3)
        .refuse(19, code, reason, proof)
    )


def _withdrawn(world: World, resident: User, venue: str, ago: float) -> object:
    return Case(world, resident, venue, (Right.OBJECTION,), ago=ago).withdraw(6)


def _in_hand(world: World, resident: User, venue: str, ago: float) -> object:
    return Case(world, resident, venue, (Right.DELETION,), ago=ago).acknowledge(2)


def _silent(world: World, resident: User, venue: str, ago: float) -> object:
    return Case(world, resident, venue, (Right.DELETION,), ago=ago)


def _code_sent(world: World, resident: User, venue: str, ago: float) -> object:
    return Case(world, resident, venue, (Right.DELETION,), ago=ago).acknowledge(1).code(2)


ENDED: Sequence[Course] = (
    _deleted, _copied_and_deleted, _another_way, _deleted, _gone_already, _another_way, _deleted,
    _refused, _another_way, _withdrawn,
)  # fmt: skip
RUNNING: Sequence[Course] = (_in_hand, _silent, _code_sent, _in_hand)

# How many neighbours' cases ended, run in time, and lie past their date.
CROWD: Mapping[str, tuple[int, int, int]] = {
    "gate": (8, 3, 2),
    "park": (7, 1, 1),
    "shop": (6, 2, 0),
    "toilet": (5, 0, 0),
    "office": (5, 1, 1),
    "hospital": (5, 1, 1),
    "telecom": (5, 1, 1),
    "school": (5, 1, 0),
    "locker": (5, 0, 0),
    "hotel": (5, 0, 1),
    "mall": (5, 0, 0),
    "berlin": (5, 0, 0),
}
# Whoever files there is met with silence, nearly always.
UNCLAIMED: Mapping[str, tuple[int, int]] = {"crossing": (2, 4), "trade": (0, 3)}


def _of_the_crowd(world: World) -> None:
    random = Random(20260601)  # noqa: S311  (the same demo every time)
    for venue, (ended, running, late) in CROWD.items():
        people = iter(random.sample(list(world.neighbours[8:]), ended + running + late))
        start = random.randrange(len(ENDED))
        for number in range(ended):
            course = ENDED[(start + number) % len(ENDED)]
            course(world, next(people), venue, random.uniform(32, 110))
        for number in range(running):
            RUNNING[number % len(RUNNING)](world, next(people), venue, random.uniform(3, 24))
        for number in range(late):
            RUNNING[number % 2](world, next(people), venue, random.uniform(34, 50))
    for venue, (running, late) in UNCLAIMED.items():
        people = iter(random.sample(list(world.neighbours[8:]), running + late))
        for number in range(running + late):
            ago = random.uniform(3, 24) if number < running else random.uniform(34, 60)
            _silent(world, next(people), venue, ago)
