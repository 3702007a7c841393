"""Letters: the admonition and the complaint, as text, as PDF, and with the evidence."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.kit.form_idempotency import once
from accounts.kit.web import person
from requests_app.downloads import PDF, ZIP, as_file
from requests_app.law.letters.types import LetterKind
from requests_app.models import Letter, RightsRequest
from requests_app.problems import RequestProblem
from requests_app.services.admonitions import admonish
from requests_app.services.evidence_bundle import bundle, pdf_of
from requests_app.services.letters import write_letter
from requests_app.views.cases import own_case
from requests_app.words.letters import channels


@login_required
def letters(request: HttpRequest, reference: str) -> HttpResponse:
    """What can be written, to whom, and what has been written."""
    case = own_case(request, reference)
    if request.method == "POST":
        return _write(request, case)
    written = list(case.letters.defer("text_zh_hans", "text_en"))
    context = {
        "case": case,
        "allowed": case.allows_letters,
        "authorities": channels(case),
        "reminder": next((one for one in written if one.stage == LetterKind.ADMONITION), None),
        "complaints": [one for one in written if one.stage == LetterKind.COMPLAINT],
    }
    return render(request, "requests_app/letters.html", context)


def _write(request: HttpRequest, case: RightsRequest) -> HttpResponse:
    reference = case.reference
    stage = request.POST.get("stage", "")
    if stage not in set(LetterKind):
        return redirect("requests:letters", reference=reference)
    try:
        letter = write_letter(
            case=case,
            stage=LetterKind(stage),
            authority=request.POST.get("authority", ""),
            by=person(request),
        )
    except RequestProblem as problem:
        messages.error(request, str(problem.sentence))
        return redirect("requests:letters", reference=reference)
    return redirect("requests:letter", reference=reference, pk=letter.pk)


@login_required
@require_POST
@once
def hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the reminder of duty to the venue, into the case."""
    case = own_case(request, reference)
    try:
        admonish(case=case, by=person(request))
    except RequestProblem as problem:
        messages.error(request, str(problem.sentence))
        return redirect("requests:letters", reference=reference)
    messages.success(
        request, _("Sent. It stands in the case with a signed receipt, and the venue is told.")
    )
    return redirect(case)


def _own_letter(request: HttpRequest, reference: str, pk: UUID) -> Letter:
    return get_object_or_404(own_case(request, reference).letters, pk=pk)


@login_required
@require_GET
def letter(request: HttpRequest, reference: str, pk: UUID) -> HttpResponse:
    """The words in the language of the page, the other ones folded, and the way they go."""
    case = own_case(request, reference)
    written = get_object_or_404(case.letters, pk=pk)
    both = [("zh-Hans", written.text_zh_hans), ("en", written.text_en)]
    if (get_language() or "").startswith("en"):
        both.reverse()
    context = {
        "case": case,
        "letter": written,
        "mine": both[0],
        "other": both[1],
        "to_venue": written.stage == LetterKind.ADMONITION,
        "channel": next((one for one in channels(case) if one["id"] == written.authority), None),
    }
    return render(request, "requests_app/letter.html", context)


@login_required
@require_GET
def letter_pdf(request: HttpRequest, reference: str, pk: UUID, language: str) -> HttpResponse:
    written = _own_letter(request, reference, pk)
    name = f"{written.request.reference}-{written.stage}-{language}.pdf"
    return as_file(pdf_of(written, language), PDF, name)


@login_required
@require_GET
def letter_bundle(request: HttpRequest, reference: str, pk: UUID) -> HttpResponse:
    written = _own_letter(request, reference, pk)
    name = f"{written.request.reference}-{written.stage}.zip"
    return as_file(bundle(written, get_language() or "zh-hans"), ZIP, name)
