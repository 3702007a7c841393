"""Disclosing: the records that the venue holds for one request, in batches, each bad row by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.core.parsing.budget import Unparsable
from accounts.kit.admin.base import user_of
from accounts.models import User
from biometrics import engines
from biometrics.models import Basis, DisclosedItem, Disclosure, ItemState
from biometrics.services import disclosures
from biometrics.uploads import (
    PICTURE_AT_MOST,
    Faults,
    Photographs,
    Vectors,
    read_photographs,
    read_references,
    read_vectors,
)
from requests_app.admin.forms.disclosures import BeginForm, RecordsForm
from requests_app.admin.pages.frame import PROBLEMS, allowed, back_to, of_case, sentence_of, show
from requests_app.models import RightsRequest
from requests_app.services import actors, identity
from requests_app.words import desk_case as reading
from requests_app.words.desk_case import DisclosureView, StepName

if TYPE_CHECKING:
    from accounts.kit.admin.base import DeskAdmin


@dataclass(slots=True)
class Batch:
    """What one upload holds, and what became of it."""

    photographs: Photographs = field(default_factory=Photographs)
    vectors: Vectors | None = None
    bad: Faults = field(default_factory=Faults)
    taken: int = 0
    refused: int = 0

    def count(self, items: Sequence[DisclosedItem]) -> None:
        """Note what the service took; what it refused stands in the disclosure with its reason."""
        refused = sum(item.state == ItemState.REFUSED for item in items)
        self.refused += refused
        self.taken += len(items) - refused


@of_case
def disclose(desk: DeskAdmin, request: HttpRequest, case: RightsRequest) -> HttpResponse:
    """The page of the disclosure, wherever it stands: begin, add, finish, being read, read."""
    live = reading.live(reading.disclosure_views(case))
    if live is None and not allowed(request, case, StepName.DISCLOSE):
        return back_to(case)
    if request.method != "POST":
        return _page(desk, request, case, _empty_form(case, live))
    if "nothing" in request.POST and live is None:
        return _nothing(request, case)
    if "finish" in request.POST and live:
        return _finish(request, case, live.disclosure)
    if "discard" in request.POST and live:
        return _discard(request, case, live)
    return _add(desk, request, case, live)


def _empty_form(case: RightsRequest, live: DisclosureView | None) -> RecordsForm:
    return RecordsForm() if live else BeginForm.for_case(case)


def _page(
    desk: DeskAdmin,
    request: HttpRequest,
    case: RightsRequest,
    form: RecordsForm,
    *,
    bad: Faults | None = None,
    status: int = 200,
) -> HttpResponse:
    views = reading.disclosure_views(case)
    context: dict[str, Any] = {
        "form": form,
        "live": reading.live(views),
        "earlier": [view for view in views if not view.is_live],
        "bad": bad,
        "engine": str(engines.get().id),
        "records_at_most": disclosures.RECORDS_AT_MOST,
        "kept_days": disclosures.KEPT_AT_MOST.days,
    }
    return show(desk, request, case, "disclose", context, status=status)


def _add(
    desk: DeskAdmin,
    request: HttpRequest,
    case: RightsRequest,
    live: DisclosureView | None,
) -> HttpResponse:
    """Take one batch; with the first one the disclosure is begun."""
    kind = RecordsForm if live else BeginForm
    form = kind(request.POST, request.FILES)
    batch = Batch()
    if form.is_valid():
        try:
            batch = _read(form)
            with transaction.atomic():
                disclosure = (
                    live.disclosure if live else _begin(case, form, batch, user_of(request))
                )
                _take(disclosure, batch)
        except Unparsable as problem:
            form.add_error(None, str(problem.sentence))
        except PROBLEMS as problem:
            form.add_error(None, sentence_of(problem))
    if form.errors:
        return _page(desk, request, case, form, bad=batch.bad, status=422)
    text = ngettext("%(n)d record was taken.", "%(n)d records were taken.", batch.taken)
    messages.success(request, text % {"n": batch.taken})
    if batch.refused:
        bad = ngettext(
            "%(n)d could not be used; see below what to do.",
            "%(n)d could not be used; see below what to do.",
            batch.refused,
        )
        messages.warning(request, bad % {"n": batch.refused})
    return _page(desk, request, case, RecordsForm(), bad=batch.bad)


def _read(form: RecordsForm) -> Batch:
    """Read the files of one upload, all in memory."""
    batch = Batch()
    names: dict[str, str] = {}
    for control in ("references", "vectors"):
        file = form.cleaned_data[control]
        if file and file.size > PICTURE_AT_MOST:
            raise Unparsable(_("“%(name)s” is larger than 8 MB. Split it.") % {"name": file.name})
    if form.cleaned_data["references"]:
        names, batch.bad = read_references(form.cleaned_data["references"].read())
    batch.photographs = read_photographs(form.uploads(), names)
    batch.bad.take(batch.photographs.bad)
    if form.cleaned_data["vectors"]:
        batch.vectors = read_vectors(form.cleaned_data["vectors"].read())
        batch.bad.take(batch.vectors.bad)
    return batch


def _begin(case: RightsRequest, form: RecordsForm, batch: Batch, by: User) -> Disclosure:
    window = form.window() if isinstance(form, BeginForm) else None
    selection = identity.Selection(
        basis=Basis(form.cleaned_data["basis"]),
        window=window,
        engine=batch.vectors.engine if batch.vectors else None,
    )
    return identity.begin_disclosure(case=case, selection=selection, by=by)


def _take(disclosure: Disclosure, batch: Batch) -> None:
    """Hand the good rows to the service; it refuses what it cannot read, each by itself."""
    pictures = [(picture.reference, picture.data) for picture in batch.photographs.good]
    taken = (
        disclosures.add_photographs(disclosure=disclosure, photographs=pictures) if pictures else []
    )
    batch.count(taken)
    if batch.vectors and batch.vectors.rows:
        items = disclosures.add_vectors(
            disclosure=disclosure, engine=batch.vectors.engine, rows=batch.vectors.rows
        )
        batch.count(items)


def _nothing(request: HttpRequest, case: RightsRequest) -> HttpResponse:
    """The first step of a venue that found nothing; the claimant sees the same as of any other."""
    selection = identity.Selection(basis=Basis.BY_NAME)
    try:
        with transaction.atomic():
            begun = identity.begin_disclosure(case=case, selection=selection, by=user_of(request))
            disclosures.finish_disclosure(disclosure=begun, by=user_of(request))
    except PROBLEMS as problem:
        messages.error(request, sentence_of(problem))
    return back_to(case, "disclose")


def _finish(request: HttpRequest, case: RightsRequest, disclosure: Disclosure) -> HttpResponse:
    try:
        disclosures.finish_disclosure(disclosure=disclosure, by=user_of(request))
    except PROBLEMS as problem:
        messages.error(request, sentence_of(problem))
    return back_to(case, "disclose")


def _discard(request: HttpRequest, case: RightsRequest, live: DisclosureView) -> HttpResponse:
    """Something wrong was uploaded: destroy it before anybody is compared with it."""
    if not live.is_open:
        messages.warning(
            request, _("It has been handed over already and can no longer be discarded.")
        )
        return back_to(case, "disclose")
    by = actors.operator(user_of(request))
    disclosures.destroy_disclosure(disclosure=live.disclosure, because="discarded", by=by)
    messages.success(request, _("Discarded and destroyed. You can begin again."))
    return back_to(case, "disclose")
