"""Filing: one page, the law's terms beside it before anything is sent."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.kit.form_idempotency import once
from accounts.kit.web import person
from accounts.models import Dependant
from consents.kinds import ASKABLE
from consents.models import Holding, Venue
from consents.models.venue import STANDING
from consents.selectors import holdings_of, venues
from requests_app.forms.cases import FilingForm
from requests_app.models import RightsRequest
from requests_app.problems import SENTENCES, ProblemKind, RequestProblem
from requests_app.services.filing import file_draft, file_request, open_draft
from requests_app.services.filing_many import can_be_asked
from requests_app.views.cases import own_case
from requests_app.words.rights import of_wishes, terms_at

PLACES_SHOWN = 20


def _about(request: HttpRequest) -> tuple[Venue, Holding | None]:
    """The venue that the address names, directly or through an entry of the person's list."""
    if wanted := request.GET.get("holding"):
        holding = get_object_or_404(holdings_of(person(request)), pk=wanted)
        return holding.venue, holding
    listed = Venue.objects.filter(status__in=STANDING).select_related("operator")
    venue = get_object_or_404(listed, slug=request.GET.get("venue", ""))
    mine = holdings_of(person(request)).filter(venue=venue, dependant=None).first()
    return venue, mine


@login_required
@once
def new(request: HttpRequest) -> HttpResponse:
    """Choose what to ask for; see how long they may take; send, or keep as a draft.

    ``?wish=other_way`` has that wish chosen beforehand, if the law of the place knows it; ``?dependant=…``
    the child.
    """
    if not request.GET.get("venue") and not request.GET.get("holding"):
        return _where(request)
    venue, holding = _about(request)
    if venue.kind not in ASKABLE:
        messages.info(request, str(SENTENCES[ProblemKind.OWN_DEVICE]))
        return redirect(venue)
    terms = terms_at(venue)
    form = FilingForm(
        request.POST or None,
        venue=venue,
        holding=holding,
        resident=person(request),
        rights=[term.right for term in terms],
        initial=_known(request),
        wish=request.GET.get("wish", ""),
    )
    if request.method == "POST" and form.is_valid() and (case := _file(request, form)):
        return redirect(case)
    context = {"form": form, "venue": venue, "wishes": of_wishes(terms)}
    return render(request, "requests_app/filing.html", context)


def _where(request: HttpRequest) -> HttpResponse:
    """No place named yet: one's own list, and a search that leads on to the form."""
    words = request.GET.get("q", "").strip()
    child = _child(request)
    places = venues(words).filter(kind__in=ASKABLE) if words else Venue.objects.none()
    mine = can_be_asked(person(request))
    query = {"dependant": child.pk} if child else {}
    context = {
        "words": words,
        "child": child,
        "places": places[:PLACES_SHOWN],
        "mine": mine.filter(dependant=child) if child else mine,
        "form_": f"{request.path}?{urlencode(query)}{'&' if query else ''}",
    }
    return render(request, "requests_app/filing_where.html", context)


def _child(request: HttpRequest) -> Dependant | None:
    """The child that the address names, if it is the person's own."""
    try:
        wanted = UUID(request.GET.get("dependant", ""))
    except ValueError:
        return None
    return person(request).dependants.filter(pk=wanted).first()


def _known(request: HttpRequest) -> dict[str, object]:
    """What the form need not ask."""
    child = _child(request)
    name = child.display_name if child else person(request).display_name
    return {"claimant_name": name, "dependant": child}


def _file(request: HttpRequest, form: FilingForm) -> RightsRequest | None:
    """The case, sent or kept; None with the reason on the form."""
    claim = form.claim(get_language() or "en")
    as_draft = "draft" in request.POST
    act = open_draft if as_draft else file_request
    try:
        case = act(claim=claim, by=person(request))
    except RequestProblem as problem:
        form.add_error(None, str(problem.sentence))
        return None
    if as_draft:
        messages.info(request, _("Kept as a draft. Nobody has been told."))
    else:
        messages.success(request, _filed(case))
    return case


def _filed(case: RightsRequest) -> str:
    """What has happened: “sent” only where somebody was told."""
    if case.venue.reaches_somebody:
        return _("Sent. A signed receipt is in the case, and the days count.")
    return _("Filed. A signed receipt is in the case, and the days count.")


@login_required
@require_POST
@once
def send(request: HttpRequest, reference: str) -> HttpResponse:
    """Send a draft."""
    case = own_case(request, reference)
    try:
        file_draft(case=case, by=person(request))
    except RequestProblem as problem:
        messages.error(request, str(problem.sentence))
    else:
        messages.success(request, _filed(case))
    return redirect(case)
