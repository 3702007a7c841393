"""What a careful venue says in an answer: its decisions, and evidence section by section."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.utils import timezone

Json = dict[str, Any]

HELD = ("enrolment_photo", "template", "capture_image", "log")


def today() -> str:
    return timezone.localdate().isoformat()


def in_days(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


# --- decisions --------------------------------------------------------------------------------


def fulfilled(*rights: str) -> list[Json]:
    return [{"right": right, "decision": "fulfilled"} for right in rights]


def not_held(*rights: str) -> list[Json]:
    return [{"right": right, "decision": "not_held"} for right in rights]


def partly(right: str, code: str, reason: str) -> list[Json]:
    decision = {"right": right, "decision": "partly_fulfilled"}
    return [{**decision, "refusal_code": code, "reason": reason}]


def refused_for(right: str, code: str, reason: str) -> list[Json]:
    decision = {"right": right, "decision": "refused"}
    return [{**decision, "refusal_code": code, "reason": reason}]


# --- evidence ---------------------------------------------------------------------------------


def who(name: str = "Gate Company Ltd") -> Json:
    return {"venue": {"legal_name": name, "person_in_charge": "Wang Min"}}


def item(kind: str, store: str = "local_server", **said: object) -> Json:
    line = {"kind": kind, "store": store, "result": "erased", "method": "overwritten"}
    return {**line, "sanitisation": "clear", "done_on": today(), **said}


def none_of(kind: str) -> Json:
    return {"kind": kind, "store": "local_server", "result": "not_held"}


def erased(
    *more: Json,
    told: Sequence[str] = (),
    kept: Sequence[str] = (),
    nothing_of: Sequence[str] = (),
    contact: str = "none_on_file",
) -> Json:
    """Everything erased store by store; ``told`` are recipients, ``kept`` kinds that stay for now.

    ``contact`` is how whom the venue has on file was told; nothing where they are who asks.
    """
    lines = [none_of(k) if k in nothing_of else item(k) for k in HELD if k not in kept]
    lines += [item(k, result="kept", method="none", sanitisation="none") for k in kept]
    recipients = [{"name": name, "told_on": today(), "confirmed": True} for name in told]
    return {
        **who(),
        "done_on": today(),
        **({"contact": {"told_by": contact}} if contact else {}),
        "inventory": [*lines, none_of("training_set"), *more],
        "backups": {"held": True, "expires_on": in_days(60), "not_restored": True},
        "recipients": {"shared": bool(told), "told": recipients},
    }


def accounted(*references: str, **became: object) -> Json:
    """Every record named, each with what became of it; deleted today unless said otherwise."""
    said = became or {"deleted_on": today()}
    return {"records": [{"reference": one, **said} for one in references]}


def keeping(what: str, code: str, until: str, *, stopped: bool = True) -> Json:
    kept = {"what": what, "code": code, "until": until, "other_use_stopped": stopped}
    return {"kept": [kept]}


def proof(right: str, **shown: object) -> Json:
    return {"refusals": [{"right": right, **shown}]}


def searched(stores: str, because: str = "", retention: str = "") -> Json:
    said = {"stores": stores, "on": today(), "nothing_because": because, "retention": retention}
    return {**who(), "search": {name: value for name, value in said.items() if value}}


def another_way(*means: str, people: Sequence[str] = ("customers",), **said: object) -> Json:
    yes = ("all_entrances", "all_hours", "free", "as_fast", "face_entry_disabled")
    yes += ("template_deleted", "unconditional", "no_prompting")
    offered = {"means": list(means), "usable_from": today(), "captures_face": False}
    named = {"people": list(people), "contact": "the desk at the entrance"}
    return {**who(), "alternative": {**dict.fromkeys(yes, True), **offered, **named, **said}}


def stopped(systems: str, **said: object) -> Json:
    return {**who(), "stopped": {"on": today(), "systems": systems, "no_detriment": True, **said}}


def held(categories: str, recipients: str = "nobody", **said: object) -> Json:
    shown = {"template_held": True, "categories": categories, "recipients": recipients}
    why = {"purposes": "entry", "source": "the camera", "retention": "until it is deleted"}
    return {**who(), "access": {**shown, **why, **said}}


def handed_over(what: str, receiver: str = "", **said: object) -> Json:
    """By the venue itself: to ``receiver``, or to the resident where it names nobody."""
    to = {"to": "organisation", "receiver": receiver} if receiver else {"to": "person"}
    return {**who(), "transfer": {"what": what, "format": "json", "on": today(), **to, **said}}


def explained(**said: object) -> Json:
    return {**who(), "explanation": {"rules": "posted at the entrance", **said}}
