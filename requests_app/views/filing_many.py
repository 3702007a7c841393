"""“All my places”: one page, one request each."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from accounts.kit.web import person
from requests_app.forms.filing_many import ManyForm
from requests_app.problems import RequestProblem
from requests_app.services.filing_many import can_be_asked, file_many


@login_required
def new_many(request: HttpRequest) -> HttpResponse:
    """Choose the places and one wish; then see what became of each."""
    by = person(request)
    holdings = can_be_asked(by)
    if not holdings:
        return redirect("consents:holding_list")
    initial = {"claimant_name": by.display_name}
    form = ManyForm(request.POST or None, holdings=holdings, initial=initial)
    if request.method == "POST" and form.is_valid():
        wish = form.wanted(get_language() or "en")
        try:
            results = file_many(holdings=list(form.cleaned_data["places"]), wish=wish, by=by)
        except RequestProblem as problem:
            form.add_error("places", str(problem.sentence))
        else:
            return render(request, "requests_app/filing_many_done.html", {"results": results})
    return render(request, "requests_app/filing_many.html", {"form": form})
