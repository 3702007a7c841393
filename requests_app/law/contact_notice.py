"""Whether the person on the venue's file has been told for long enough before anything is deleted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from .evidence_form import problem_text
from .evidence_types import Missing
from .phrases import filled

NO_CONTACT = "none_on_file"
# Days are all that is stated: the fourth day after is at least 72 hours later.
FROM_DAY = timedelta(days=4)


def lack_of_notice(contact: Mapping[str, Any], *, filed: date, today: date) -> Missing | None:
    """Why a deletion may not be answered yet; None when it may.

    ``contact`` is that section of the evidence, already of the right shape.
    """
    if contact["told_by"] == NO_CONTACT:
        return None
    told = date.fromisoformat(contact["told_on"])
    if not filed <= told <= today:
        return Missing("contact.told_on", filled(problem_text("told_out_of_time")))
    if contact["objected"]:
        return Missing("contact.objected", filled(problem_text("contact_objected")))
    if today < told + FROM_DAY:
        text = filled(problem_text("told_too_late"), told=told, from_day=told + FROM_DAY)
        return Missing("contact.told_on", text)
    return None
