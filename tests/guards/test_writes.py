"""Who writes: a case is moved at one place, services write in a transaction, and what they did is told.

Read from the source, so that a service which nobody thought of fails until it is listed with its reason.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from tests.guards.dotted import dotted, functions, imported, parsed, short, sources

APPS = ("accounts", "consents", "biometrics", "requests_app")
WRITING = {
    *("save", "create", "bulk_create", "update", "bulk_update", "delete"),
    *("get_or_create", "update_or_create"),
}
AXES = {"workflow", "outcome", "clock", "identity", "identity_means"}
TELLING = {"accounts.kit.audit.record", "requests_app.services.lifecycle.advance"}

# Who sets what `lifecycle.advance` moves, or fields by a name that only the running program knows.
MOVES = {
    "accounts/kit/admin/persona.py:persona_of": "keeps what it found, on the call",
    "accounts/kit/api/views.py:ApiMixin.initial": "puts `once` around a method",
    "accounts/core/email_field.py:AddressField.pre_save": "folds an address",
    "biometrics/api/inspection.py:_look_at": "keeps a picture, on the call",
    "biometrics/engines/dlib_models.py:_models_stand_in": "of a package, while it is read",
    "biometrics/services/comparing.py:_end": "the outcome of a comparison, which is no case",
    "consents/api/sightings.py:SightingList.prepare": "keeps a picture, on the call",
    "requests_app/services/admonitions.py:_hand_over": "the times of a letter",
    "requests_app/services/answers.py:_write": "of each right, with the event of the answer",
    "requests_app/services/answers.py:dispute": "of each right, with the event of the dispute",
    "requests_app/services/closure.py:lapse": "of each right, with its event",
    "requests_app/services/filing.py:withdraw": "of each right, with its event",
    "requests_app/services/identity.py:verified": "the means, saved by `advance` with its event",
    "requests_app/services/lifecycle.py:advance": "the one place",
}
ONE = "one statement, or statements of which each stands by itself"
CLAIM = "a claim must be seen by others at once, and outlive what fails"
CALLERS = "in the transaction of whoever calls it, which `test_one_transaction` breaks"
SWEEP = "may run twice, and goes on where it was stopped"
WITHOUT_TRANSACTION = {
    **dict.fromkeys(
        (
            "accounts.services.sign_up.forget_who_never_came",
            "accounts.services.push.end_with",
            "accounts.services.push.tell",
            "accounts.services.tries.clear",
            "accounts.services.tries.know",
            "biometrics.services.liveness.forget_movements",
            "consents.services.sightings.note_sighting",
            "requests_app.services.notifications.tell_of_attempt",
        ),
        ONE,
    ),
    **dict.fromkeys(
        (
            "accounts.kit.stored_responses.claim",
            "accounts.kit.stored_responses.give_back",
            "accounts.kit.stored_responses.keep",
            "accounts.kit.stored_responses.release",
            "accounts.services.passkeys.is_copy",
            "accounts.services.proof_codes.present",
            "biometrics.services.claims.forgiving",
            "biometrics.services.claims.take_up",
            "biometrics.services.comparing.compare_faces",
            "biometrics.services.reading.read_disclosure",
            "requests_app.services.identity.redeem_code",
            "requests_app.services.notifications.send",
        ),
        CLAIM,
    ),
    **dict.fromkeys(
        (
            "biometrics.services.galleries.append_block",
            "biometrics.services.sealed_files.destroy",
            "biometrics.services.verifications.destroy_frames",
            "consents.services.operator_change.claim",
            "consents.services.operator_change.merge",
            "consents.services.operator_change.restore",
            "requests_app.services.attachments.attach",
            "requests_app.services.clocks.extend",
            "requests_app.services.clocks.pause",
            "requests_app.services.clocks.recompute",
            "requests_app.services.clocks.reopen",
            "requests_app.services.clocks.restart_on_identity",
            "requests_app.services.clocks.resume",
            "requests_app.services.clocks.start",
            "requests_app.services.clocks.stop",
            "requests_app.services.handover_notices.tell",
            "requests_app.services.incidents.tell_everyone",
            "requests_app.services.notifications.notify",
            "requests_app.services.pauses.pause",
            "requests_app.services.pauses.run_on",
        ),
        CALLERS,
    ),
    **dict.fromkeys(
        (
            "accounts.services.retention.delete",
            "accounts.services.retention.purge",
            "accounts.services.retention.purge_table",
            "biometrics.services.purging.prove_purge",
            "biometrics.services.rewrapping.rewrap_all",
            "biometrics.services.sweep.remove_orphans",
            "requests_app.services.incidents.tell_all_untold",
            "requests_app.services.reminders.remind",
        ),
        SWEEP,
    ),
}

PART = "a part of an act that tells"
COUNT = "a count or a code; nothing of anybody is changed"
DUTY = "the platform's own duty; nobody did it"
TELLS_NOBODY = {
    **dict.fromkeys(
        (
            "accounts.kit.allowances.take",
            "accounts.kit.stored_responses.claim",
            "accounts.kit.stored_responses.give_back",
            "accounts.kit.stored_responses.keep",
            "accounts.kit.form_idempotency.once",
            "accounts.kit.stored_responses.release",
            "accounts.services.code_tries.Budget.claim",
            "accounts.services.code_tries.Budget.clear",
            "accounts.services.proof_codes.issue",
            "accounts.services.proof_codes.present",
            "accounts.services.tries.claim",
            "accounts.services.tries.clear",
            "accounts.services.tries.know",
            "biometrics.services.claims.forgiving",
            "biometrics.services.claims.take_up",
            "biometrics.services.liveness.forget_movements",
            "biometrics.services.liveness.take_challenge",
        ),
        COUNT,
    ),
    **dict.fromkeys(
        (
            "accounts.services.sign_up.newcomer",
            "accounts.services.push.end_with",
            "biometrics.services.disclosures.add_photograph",
            "biometrics.services.disclosures.add_photographs",
            "biometrics.services.disclosures.add_vectors",
            "biometrics.services.galleries.append_block",
            "biometrics.services.sealed_files.destroy",
            "biometrics.services.sightings.take_photo",
            "biometrics.services.verifications.destroy_frames",
            "consents.services.operator_change.claim",
            "consents.services.operator_change.merge",
            "consents.services.operator_change.restore",
            "requests_app.services.anonymising.anonymise",
            "requests_app.services.attachments.attach",
            "requests_app.services.attachments.destroy",
            "requests_app.services.clocks.extend",
            "requests_app.services.clocks.pause",
            "requests_app.services.clocks.recompute",
            "requests_app.services.clocks.reopen",
            "requests_app.services.clocks.restart_on_identity",
            "requests_app.services.clocks.resume",
            "requests_app.services.clocks.start",
            "requests_app.services.clocks.stop",
            "requests_app.services.filing.open_draft",  # the filing tells
        ),
        PART,
    ),
    **dict.fromkeys(
        (
            "accounts.services.sign_up.forget_who_never_came",
            "accounts.services.push.tell",
            "accounts.services.retention.delete",
            "accounts.services.retention.purge",
            "accounts.services.retention.purge_table",
            "accounts.services.duplicate_addresses.fold_old_addresses",
            "biometrics.services.rewrapping.rewrap_all",
            "biometrics.services.sealed_files.remake",
            "biometrics.services.sightings.blur_faces",
            "biometrics.services.sightings.destroy_photo",
            "biometrics.services.sightings.destroy_photos_of",
            "biometrics.services.sweep.remove_orphans",
            "requests_app.services.attachments.prepare",
            "requests_app.services.handover_notices.tell",
            "requests_app.services.incidents.tell_all_untold",
            "requests_app.services.incidents.tell_everyone",
            "requests_app.services.notifications.notify",
            "requests_app.services.notifications.send",
            "requests_app.services.notifications.tell_of_attempt",
            "requests_app.services.push.push",
            "requests_app.services.reminders.remind",
        ),
        DUTY,
    ),
}


@dataclass
class Verb:
    """What one function of a service does, as its source says."""

    name: str
    is_atomic: bool
    calls: set[str] = field(default_factory=set)
    calls_bare: set[str] = field(default_factory=set)
    """Called outside of `transaction.atomic()`."""
    writes: bool = False
    writes_bare: bool = False

    @property
    def is_public(self) -> bool:
        return not any(part.startswith("_") for part in self.name.split("."))


@cache
def verbs() -> dict[str, Verb]:
    """Every function of the services of all apps, by its whole name."""
    found = {}
    for path in sources(*APPS):
        if "services" in path.parts or path.parts[-3:-1] == ("accounts", "kit"):
            tree = parsed(path)
            names = imported(tree)
            module = short(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")
            here = {name for name, _body in functions(tree)}
            names |= {name: f"{module}.{name}" for name in here}
            for name, body in functions(tree):
                if name:
                    found[f"{module}.{name}"] = _verb(f"{module}.{name}", body, names)
    return found


def _verb(name: str, body: ast.AST, names: dict[str, str]) -> Verb:
    decorators = [ast.unparse(each) for each in getattr(body, "decorator_list", ())]
    verb = Verb(name, is_atomic=any("atomic" in each for each in decorators))
    for call, is_covered in _calls(body, covered=verb.is_atomic):
        told = dotted(call.func, names)
        verb.is_atomic |= told == "accounts.kit.audit.require_transaction"
        verb.calls.add(told)
        verb.calls_bare |= set() if is_covered else {told}
        if isinstance(call.func, ast.Attribute) and call.func.attr in WRITING:
            verb.writes = True
            verb.writes_bare |= not is_covered
    return verb


def _calls(node: ast.AST, *, covered: bool) -> Iterator[tuple[ast.Call, bool]]:
    for inner in ast.iter_child_nodes(node):
        within = covered or (
            isinstance(inner, ast.With)
            and any("atomic" in ast.unparse(item.context_expr) for item in inner.items)
        )
        if isinstance(inner, ast.Call):
            yield inner, within
        yield from _calls(inner, covered=within)


def reaches(name: str, goal: set[str], seen: set[str]) -> bool:
    if name in goal:
        return True
    if name in seen or name not in verbs():
        return False
    seen.add(name)
    return any(reaches(called, goal, seen) for called in verbs()[name].calls)


def writes_bare(name: str, seen: set[str]) -> bool:
    """True when it, or a private helper of its module, writes outside of a transaction."""
    verb = verbs().get(name)
    if verb is None or verb.is_atomic or name in seen:
        return False
    seen.add(name)
    helpers = {one for one in verb.calls_bare if one.startswith(name.rpartition(".")[0] + ".")}
    return verb.writes_bare or any(writes_bare(one, seen) for one in helpers)


def moves(body: ast.AST) -> bool:
    """True when it sets an axis of a case, or a field that only the running program knows."""
    for node in ast.walk(body):
        targets = getattr(node, "targets", [getattr(node, "target", None)])
        set_here = [
            part for each in targets if isinstance(each, ast.AST) for part in ast.walk(each)
        ]
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign) and any(
            isinstance(part, ast.Attribute) and part.attr in AXES for part in set_here
        ):
            return True
        if isinstance(node, ast.Call) and _call_moves(node):
            return True
    return False


def _call_moves(call: ast.Call) -> bool:
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    return name == "setattr" or (
        name in WRITING and any(keyword.arg in AXES for keyword in call.keywords)
    )


def test_a_case_is_moved_at_one_place():
    found = {
        f"{short(path)}:{name}"
        for path in sources(*APPS)
        for name, body in functions(parsed(path))
        if moves(body)
    }
    assert found - set(MOVES) == set(), "lifecycle.advance moves a case, with event and receipt"
    assert set(MOVES) - found == set(), "these move nothing any more"


def test_a_service_writes_in_a_transaction():
    found = {name for name, verb in verbs().items() if verb.is_public and writes_bare(name, set())}
    assert found - set(WITHOUT_TRANSACTION) == set(), "@transaction.atomic, or why not?"
    assert set(WITHOUT_TRANSACTION) - found == set(), "these need no excuse any more"


def test_a_service_that_changes_something_tells_it():
    writing = {name for name, verb in verbs().items() if verb.writes}
    found = {
        name
        for name, verb in verbs().items()
        if verb.is_public and reaches(name, writing, set()) and not reaches(name, TELLING, set())
    }
    assert found - set(TELLS_NOBODY) == set(), "an event or an audit event, or why not?"
    assert set(TELLS_NOBODY) - found == set(), "these tell it now, or are gone"


def test_the_guard_sees_the_services_that_are_known():
    """Were it blind, it would miss nothing."""
    assert len(verbs()) > 300
    telling = {name for name in verbs() if reaches(name, TELLING, set())}
    assert {
        "requests_app.services.answers.answer",
        "requests_app.services.attestations.attest",
        "accounts.services.erasure.erase_account",
        "consents.services.consents.give_consent",
    } <= telling
