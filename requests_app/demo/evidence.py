"""What invented venues give as evidence, in the shape of `requests_app.law.evidence`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from consents.models import Venue, VenueKind
from requests_app.models import Right

# Where the data of a small venue lay, and what became of it.
ERASED = (
    ("enrolment_photo", "local_server", "erased", "overwritten", "clear"),
    ("template", "device", "erased", "device_purged", "purge"),
    ("template", "local_server", "key_destroyed", "cryptographic_erase", "purge"),
    ("capture_image", "device", "expired", "overwritten", "clear"),
    ("log", "local_server", "anonymised", "anonymised", "none"),
    ("training_set", "local_server", "not_held", "none", "none"),
)
# What some kinds of venue hold besides.
ALSO_ERASED = {
    VenueKind.PARK_ENTRY: ("fingerprint", "local_server", "erased", "overwritten", "clear"),
    VenueKind.CROSSING: ("public_display", "device", "erased", "overwritten", "clear"),
}


def _today() -> str:
    return timezone.localdate().isoformat()


def who_answers(venue: Venue, person: str) -> dict[str, Any]:
    """The venue's legal name, and who stands for the answer."""
    operator = venue.operator
    return {
        "venue": {
            "legal_name": (operator.legal_name or operator.name) if operator else venue.name,
            "person_in_charge": person,
            "contact": venue.answers_to,
        },
        "done_on": _today(),
    }


def erasure(
    venue: Venue, *, backups_until: date | None = None, told: Sequence[str] = ()
) -> dict[str, Any]:
    """Everything erased, store by store; ``told`` are recipients who were asked to erase too."""
    rows = [*ERASED]
    if venue.kind in ALSO_ERASED:
        rows.append(ALSO_ERASED[VenueKind(venue.kind)])
    keys = ("kind", "store", "result", "method", "sanitisation")
    backups: dict[str, Any] = {"held": False}
    if backups_until:
        backups = {"held": True, "expires_on": backups_until.isoformat(), "not_restored": True}
    return {
        "inventory": [dict(zip(keys, row, strict=True)) | {"done_on": _today()} for row in rows],
        "backups": backups,
        "recipients": {
            "shared": bool(told),
            "told": [{"name": name, "told_on": _today(), "confirmed": True} for name in told],
        },
    }


def copy_delivered(categories: str) -> dict[str, Any]:
    """What is held and why; the copy went to the resident, not through the platform."""
    return {
        "access": {
            "template_held": True,
            "categories": categories,
            "purposes": _("opening the gate without a card"),
            "source": _("a camera at the entrance"),
            "retention": _("until the person moves out"),
            "recipients": _("nobody"),
            "copy_delivered_on": _today(),
        }
    }


def consent_stopped(systems: str) -> dict[str, Any]:
    """Processing under the withdrawn consent has ended, without any detriment."""
    return {"stopped": {"on": _today(), "systems": systems, "no_detriment": True}}


def another_way(*means: str) -> dict[str, Any]:
    """A way in that is as good as the face."""
    yes = (
        "all_entrances", "all_hours", "free", "as_fast", "face_entry_disabled",
        "template_deleted", "unconditional", "no_prompting",
    )  # fmt: skip
    return {
        "alternative": {
            "means": list(means),
            "usable_from": _today(),
            "captures_face": False,
            "people": ["owners", "tenants", "visitors", "children", "elderly", "disabled"],
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
    """What a venue shows when it fulfils ``right``."""
    gate = _("the gate and its server")
    made: dict[Right, Callable[[], dict[str, Any]]] = {
        Right.ACCESS: lambda: copy_delivered(
            _("one enrolment photograph, its template, entry times")
        ),
        Right.DELETION: lambda: erasure(venue),
        Right.CONSENT_WITHDRAWAL: lambda: consent_stopped(gate) | erasure(venue),
        Right.OBJECTION: lambda: consent_stopped(gate),
        Right.OPT_OUT: lambda: another_way("card", "phone", "id_registration"),
        Right.CORRECTION: lambda: corrected(_("the name on the record")),
        Right.EXPLANATION: _explained_by_default,
    }
    return made[right]()


def _explained_by_default() -> dict[str, Any]:
    return explained(
        automated=True,
        logic=_("A face that resembles a record opens the lane; nothing else is derived from it."),
        review=_("The duty manager looks at every complaint within two days."),
    )
