"""The three doors through which an answer comes: the service, the API and the form of the desk.

Each returns what it was refused with; an empty list means that the answer was taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from requests_app.law.decisions import Decision
from requests_app.law.rights import Right
from requests_app.problems import ProblemKind, RequestProblem
from requests_app.services import answers, replies

KINDS = {ProblemKind.CONTRADICTORY, ProblemKind.EVIDENCE_MISSING}
LISTS = ("inventory", "recipients-told", "kept")


def by_service(course: Any, verdicts, evidence) -> list[str]:
    """The pointers with which the service refuses; empty when it takes the answer."""
    reply = replies.Reply(
        verdicts=[
            replies.Verdict(
                Right(one["right"]),
                Decision(one["decision"]),
                one.get("refusal_code", ""),
                one.get("reason", ""),
            )
            for one in verdicts
        ],
        evidence=evidence,
    )
    try:
        answers.answer(case=course.case.row, reply=reply, by=course.operator.user)
    except RequestProblem as problem:
        return list(problem.pointers) if problem.kind in KINDS else [problem.kind]
    return []


def by_api(course: Any, verdicts, evidence) -> list[str]:
    path = f"/api/v1/requests/{course.case.reference}/answer"
    body = {"verdicts": verdicts, "evidence": evidence}
    answer = course.operator.api.post(path, body, format="json")
    if answer.status_code == 200:
        return []
    problem = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert problem["type"].rpartition("/")[2] in (
        "request.contradictory",
        "request.evidence_missing",
    )
    return [one["pointer"] for one in problem["errors"]]


def by_desk(course: Any, verdicts, evidence) -> list[str]:
    """The desk shows the sentence at its field: 422, and nothing is stored."""
    address = reverse("admin:requests_app_rightsrequest_answer", args=(course.case.row.pk,))
    answer = course.operator.browser.post(address, as_form(verdicts, evidence, course))
    if answer.status_code == 302:
        return []
    assert answer.status_code == 422
    form = answer.context["form"]
    shown = [text for _anchor, text in form.faults()] + form.errors
    assert shown, "it says what is wrong"
    return shown


def as_form(verdicts, evidence, course) -> dict[str, str]:
    """The same answer as a browser sends it."""
    data: dict[str, Any] = {"send": "1", "text": ""}
    for verdict in verdicts:
        for name in ("decision", "refusal_code", "reason"):
            data[f"{verdict['right']}-{name}"] = verdict.get(name, "")
    for section, value in evidence.items():
        data |= dict(_section(section, value, course))
    for name in LISTS:
        data.setdefault(f"{name}-TOTAL_FORMS", "0")
        data.setdefault(f"{name}-INITIAL_FORMS", "0")
    return data


def _section(section: str, value: Any, course: Any) -> Iterator[tuple[str, Any]]:
    if section == "refusals":
        for row in value:
            yield from _flat(row["right"], row)
    elif section == "records":
        yield from _records(value, course.case.row.matched_references)
    elif isinstance(value, list):
        yield from _rows(section, value)
    elif isinstance(value, dict):
        yield from _flat(section, value)
    else:
        yield f"{section}-{section}", value


def _records(rows: list[dict[str, Any]], matched: list[str]) -> Iterator[tuple[str, Any]]:
    """The desk has a line for each matched record, in their order."""
    for row in rows:
        number = matched.index(row["reference"]) if row["reference"] in matched else 99
        yield from _flat(f"records-{number}", row)


def _rows(name, rows) -> Iterator[tuple[str, Any]]:
    yield f"{name}-TOTAL_FORMS", str(len(rows))
    yield f"{name}-INITIAL_FORMS", "0"
    for number, row in enumerate(rows):
        yield from _flat(f"{name}-{number}", row)


def _flat(prefix, row) -> Iterator[tuple[str, Any]]:
    for name, value in row.items():
        if isinstance(value, bool):
            yield f"{prefix}-{name}", "yes" if value else "no"
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield from _rows(f"{prefix}-{name}", value)
        else:
            yield f"{prefix}-{name}", value


DOORS = {"service": by_service, "api": by_api, "desk": by_desk}
