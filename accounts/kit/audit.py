"""Writing the audit log. Call it inside the transaction of the change that it tells of."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction

from accounts.core.actors import Actor
from accounts.models.audit import AuditEvent


class OutsideTransactionError(RuntimeError):
    """A change and its event must share one transaction, and there was none."""


def require_transaction() -> None:
    """Refuse to go on outside ``transaction.atomic``: an event must not survive its change."""
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransactionError("open transaction.atomic() around the change and its event")


def record(
    *, kind: str, by: Actor, target: models.Model, data: dict[str, Any] | None = None
) -> None:
    """Append one audit event. ``data`` holds codes and ids, never personal text or biometrics."""
    require_transaction()
    AuditEvent.objects.create(
        kind=kind,
        actor_kind=by.kind,
        actor_id=by.id,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        data=data or {},
    )
