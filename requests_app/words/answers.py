"""An answer as both sides read it."""

from __future__ import annotations

from typing import Any

from requests_app.law.packs import refusal_codes
from requests_app.models import Answer
from requests_app.states import RequestOutcome
from requests_app.words.evidence import parts
from requests_app.words.states import OUTCOME
from requests_app.words.why import local, source


def answer_view(answer: Answer) -> dict[str, Any]:
    """An answer with its decisions, the grounds of refusals spelled out, and its evidence."""
    return {
        "answer": answer,
        "decisions": [
            {
                "decision": decision,
                "pill": OUTCOME[RequestOutcome(decision.decision)],
                "ground": _ground(answer, decision),
            }
            for decision in answer.decisions.all()
        ],
        "evidence": parts(answer.evidence),
    }


def _ground(answer: Answer, decision: Any) -> dict[str, str] | None:
    if not decision.refusal_code:
        return None
    codes = refusal_codes(
        answer.request.venue.jurisdiction, decision.right.right, answer.answered_at.date()
    )
    code = next((code for code in codes if code.code == decision.refusal_code), None)
    if code is None:
        return {"title": decision.refusal_code, "allows": "", "limits": "", "source": ""}
    return {
        "title": local(code.title),
        "allows": local(code.allows),
        "limits": local(code.limits) if code.limits else "",
        "source": source(code.citation),
    }
