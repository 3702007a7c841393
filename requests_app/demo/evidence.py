"""What invented venues give as evidence, in the shape of `requests_app.law.evidence`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from consents.kinds import LIVE_THERE, VenueKind
from consents.models import Venue
from requests_app.law.decisions import Decision
from requests_app.law.evidence_form import sections_of
from requests_app.law.rights import Right

# Where the data of a small venue lay, and what became of it.
ERASED = (
    ("enrolment_photo", "local_server", "erased", "overwritten", "clear"),
    ("template", "device", "erased", "device_purged", "purge"),
    ("template", "local_server", "key_destroyed", "cryptographic_erase", "purge"),
    ("capture_image", "device", "expired", "overwritten", "clear"),
    ("log", "local_server", "anonymised", "anonymised", "none"),
    ("training_set", "local_server", "not_held", "none", "none"),
)
# Where a venue of the demo keeps what is held there besides, if not on its server.
ON_DEVICES = {"public_display"}


def _today() -> str:
    return timezone.localdate().isoformat()


def who_answers(venue: Venue, person: str, *, done: bool = True) -> dict[str, Any]:
    """The venue's legal name, who stands for the answer, and the day where something was ``done``."""
    operator = venue.operator
    shown: dict[str, Any] = {
        "venue": {
            "legal_name": (operator.legal_name or operator.name) if operator else venue.name,
            "person_in_charge": person,
            "contact": venue.answers_to,
        },
    }
    return shown | {"done_on": _today()} if done else shown


def _erased_besides(item: str) -> tuple[str, str, str, str, str]:
    store = "device" if item in ON_DEVICES else "local_server"
    return item, store, "erased", "overwritten", "clear"


def erasure(
    venue: Venue, *, backups_until: date | None = None, told: Sequence[str] = ()
) -> dict[str, Any]:
    """Everything erased, store by store; ``told`` are recipients who were asked to erase too."""
    rows = (*ERASED, *map(_erased_besides, VenueKind(venue.kind).facts.items))
    keys = ("kind", "store", "result", "method", "sanitisation")
    backups: dict[str, Any] = {"held": False}
    if backups_until:
        backups = {"held": True, "expires_on": backups_until.isoformat(), "not_restored": True}
    return {
        "contact": {"told_by": "none_on_file"},
        "inventory": [dict(zip(keys, row, strict=True)) | {"done_on": _today()} for row in rows],
        "backups": backups,
        "recipients": {
            "shared": bool(told),
            "told": [{"name": name, "told_on": _today(), "confirmed": True} for name in told],
        },
    }


def accounted(references: Sequence[str], *deeds: str) -> dict[str, Any]:
    """Every record that was proven to be the person's; each of ``deeds`` was done to it today."""
    done = dict.fromkeys(deeds, _today())
    rows = [{"reference": str(reference), **done} for reference in references]
    return {"records": rows} if rows else {}


def recipients_of(venue: Venue) -> list[str]:
    """Who got the data from the venue, as its systems say."""
    named = venue.systems.exclude(recipients="").order_by("pk")
    return list(dict.fromkeys(named.values_list("recipients", flat=True)))


def systems_of(venue: Venue) -> str:
    """What the venue's systems are for, in the language of the loading."""
    name = "purpose_en" if (get_language() or "").startswith("en") else "purpose"
    return "; ".join(venue.systems.order_by("pk").values_list(name, flat=True))


def copy_delivered(categories: str, received: Sequence[str] = ()) -> dict[str, Any]:
    """What is held and why; the copy went to the resident, not through the platform."""
    return {
        "access": {
            "template_held": True,
            "categories": categories,
            "purposes": _("recognising the person without a card"),
            "source": _("a camera at the entrance"),
            "retention": _("until the person moves out"),
            "recipients": "; ".join(received) or _("nobody"),
            "copy_delivered_on": _today(),
        }
    }


def consent_stopped(systems: str) -> dict[str, Any]:
    """Processing under the withdrawn consent has ended, without any detriment."""
    return {"stopped": {"on": _today(), "systems": systems, "no_detriment": True}}


def another_way(*means: str, people: Sequence[str] = LIVE_THERE) -> dict[str, Any]:
    """A way in that is as good as the face, for ``people``."""
    yes = (
        "all_entrances", "all_hours", "free", "as_fast", "face_entry_disabled",
        "template_deleted", "unconditional", "no_prompting",
    )  # fmt: skip
    return {
        "alternative": {
            "means": list(means),
            "usable_from": _today(),
            "captures_face": False,
            "people": list(people),
            "contact": _("the service desk"),
            **dict.fromkeys(yes, True),
        }
    }


def searched(stores: str, because: str = "", retention: str = "") -> dict[str, Any]:
    """Where the venue searched; and why nothing is there, where nothing is."""
    found = {"stores": stores, "on": _today(), "nothing_because": because, "retention": retention}
    return {"search": {name: value for name, value in found.items() if value}}


def explained(*, automated: bool, logic: str, review: str) -> dict[str, Any]:
    """How the system decides, and who looks at a decision again."""
    return {
        "explanation": {
            "rules": _("The rules are posted at the entrance and on the venue's site."),
            "necessity": _("It is not necessary: a card does as well."),
            "automated": automated,
            "logic": logic,
            "human_review": review,
        }
    }


def transferred(what: str) -> dict[str, Any]:
    """Handed to the resident by the venue itself, not through the platform."""
    return {"transfer": {"what": what, "format": "json", "to": "person", "on": _today()}}


def corrected(what: str) -> dict[str, Any]:
    return {"correction": {"what": what, "on": _today()}}


def order_carried_out(number: str) -> dict[str, Any]:
    """A court had ordered it, and it was done."""
    court = _("Fuyang District People's Court (invented case)")
    return {"court_order": {"court": court, "number": number, "carried_out": True, "on": _today()}}


def partial_erasure(venue: Venue, code: str, proof: dict[str, Any]) -> dict[str, Any]:
    """Everything erased but the logs, which a rule makes the venue keep."""
    shown = erasure(venue)
    for item in shown["inventory"]:
        if item["kind"] == "log":
            item.update(result="kept", method="none", sanitisation="none")
    until = (timezone.localdate() + timedelta(days=180)).isoformat()
    kept = {"what": _("entry logs"), "code": code, "until": until, "other_use_stopped": True}
    proven = {"right": Right.DELETION.value, "retained_until": until, "processing_stopped": True}
    return shown | {"kept": [kept], "refusals": [proven | proof]}


def for_right(right: Right, venue: Venue) -> dict[str, Any]:
    """What a venue shows when it fulfils ``right``: each section that its answer must hold."""
    made = _sections(venue)
    needed = made.keys() & sections_of(right, Decision.FULFILLED)
    return {part: shown for name in needed for part, shown in made[name]().items()}


def _sections(venue: Venue) -> dict[str, Callable[[], dict[str, Any]]]:
    """By section; an inventory comes with what belongs to it, and `Case` adds who answers and when."""
    told, systems, kind = recipients_of(venue), systems_of(venue), VenueKind(venue.kind).facts
    held = _("one enrolment photograph, its template, entry times")
    return {
        "access": lambda: copy_delivered(held, told),
        "inventory": lambda: erasure(venue, told=told),
        "stopped": lambda: consent_stopped(systems),
        "alternative": lambda: another_way(*kind.other_ways, people=kind.people),
        "correction": lambda: corrected(_("the name on the record")),
        "explanation": lambda: _explained_at(venue.kind),
        "transfer": lambda: transferred(_("the enrolment photograph and the entry times")),
    }


def _explained_at(kind: str) -> dict[str, Any]:
    """How such a system decides; the machine's decisions are looked at again by a person."""
    logic = {
        "subway": _("Three unpaid fares in a year put a passenger on the slow lane for a year."),
        "school": _("Ten seconds of looking away counted as inattentive, and parents were told."),
    }
    resembles = _("A face that resembles a record opens the lane; nothing else is derived from it.")
    return explained(
        automated=True,
        logic=logic.get(kind, resembles),
        review=_("The duty manager looks at every complaint within two days."),
    )
