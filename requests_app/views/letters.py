"""Letters: the admonition and the complaint, as text, as PDF, and with the evidence."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.views.web import person
from requests_app.models import Escalation, EscalationStage, RightsRequest
from requests_app.problems import RequestProblem
from requests_app.services.bundling import bundle, pdf_of
from requests_app.services.escalating import whom_to_turn_to, write_letter
from requests_app.views.cases import own_case

ZIP = "application/zip"
PDF = "application/pdf"


@login_required
def letters(request: HttpRequest, reference: str) -> HttpResponse:
    """What can be written, to whom, and what has been written."""
    case = own_case(request, reference)
    if request.method == "POST":
        return _write(request, case)
    language = get_language() or "zh-hans"
    context = {
        "case": case,
        "allowed": case.may_be_escalated,
        "authorities": [
            {
                "id": one.id,
                "name": one.name.in_language(language),
                "route": one.route.in_language(language),
                "website": one.website,
                "phone": one.phone,
            }
            for one in whom_to_turn_to(case)
        ],
        "written": case.escalations.all(),
    }
    return render(request, "requests_app/letters.html", context)


def _write(request: HttpRequest, case: RightsRequest) -> HttpResponse:
    reference = case.reference
    stage = request.POST.get("stage", "")
    if stage not in EscalationStage.values:
        return redirect("requests:letters", reference=reference)
    try:
        letter = write_letter(
            request=case,
            stage=EscalationStage(stage),
            authority=request.POST.get("authority", ""),
            by=person(request),
        )
    except RequestProblem as problem:
        messages.error(request, str(problem.sentence))
        return redirect("requests:letters", reference=reference)
    messages.success(request, _("Written. Read it, then send it: nothing is sent for you."))
    return redirect("requests:letter", reference=reference, pk=letter.pk)


def _own_letter(request: HttpRequest, reference: str, pk: UUID) -> Escalation:
    return get_object_or_404(own_case(request, reference).escalations, pk=pk)


@login_required
@require_GET
def letter(request: HttpRequest, reference: str, pk: UUID) -> HttpResponse:
    written = _own_letter(request, reference, pk)
    texts = [("zh-Hans", written.text_zh_hans), ("en", written.text_en)]
    context = {"case": written.request, "letter": written, "texts": texts}
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


def as_file(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
