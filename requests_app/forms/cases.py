"""Forms of the resident's side of a case."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.core.normalisation import CODE_TEXT_AT_MOST
from accounts.kit.forms.fields import FilesField
from accounts.kit.forms.widgets import Checkboxes, Radios
from accounts.models import Dependant, User
from consents.models import Holding, Venue
from requests_app import choices
from requests_app.law.plausibility.moments import of_a_visit
from requests_app.law.rights import Right
from requests_app.services.attachments import ACCEPTED, AT_MOST, File
from requests_app.services.filing import Claim
from requests_app.words.wishes import WISH_HINTS, WISH_LABELS, WISHES

RECEIPT_AT_MOST = 8000  # characters, and bytes of a file
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class FilingForm(forms.Form):
    """One page, nothing to look up; the rights on offer are those that the law of the place knows."""

    wish = forms.ChoiceField(
        label=_("What do you want?"),
        choices=list(WISH_LABELS.items()),
        initial="see_delete",
        widget=Radios(hints=WISH_HINTS),
    )
    rights = forms.MultipleChoiceField(
        label=_("What exactly?"), required=False, widget=Checkboxes, choices=choices.rights
    )
    dependant = forms.ModelChoiceField(
        label=_("Whose face is it?"),
        queryset=Dependant.objects.none(),
        required=False,
        empty_label=_("mine"),
    )
    claimant_name = forms.CharField(
        label=_("Your name, as the venue knows it"),
        help_text=_("Leave it empty if they cannot know your name."),
        max_length=80,
        required=False,
    )
    claim_details = forms.CharField(
        label=_("What helps them to find it"),
        help_text=_("Ticket, room or member number. No identity number, please."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )
    court_order = forms.CharField(
        label=_("If a court has ordered it: which court, and the number of the case"),
        max_length=200,
        required=False,
    )
    visited_from = forms.DateTimeField(
        label=_("There from"),
        help_text=_("Only if they photographed you without knowing who you are."),
        required=False,
        widget=MOMENT,
    )
    visited_to = forms.DateTimeField(label=_("There until"), required=False, widget=MOMENT)

    def __init__(
        self,
        *args: Any,
        venue: Venue,
        resident: User,
        rights: Sequence[Right],
        holding: Holding | None = None,
        wish: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.venue, self.holding, self.offered = venue, holding, frozenset(rights)
        self._offer_children(resident)
        exact = cast("forms.ChoiceField", self.fields["rights"])
        exact.choices = [choice for choice in choices.rights() if choice[0] in self.offered]
        self._offer_wishes(wish)

    def _offer_wishes(self, chosen: str) -> None:
        """The wishes that the law here knows; ``chosen`` beforehand if it is one of them."""
        offered = {
            name: WISH_LABELS[name]
            for name, wanted in WISHES.items()
            if not wanted or self.offered & set(wanted)
        }
        field = cast("forms.ChoiceField", self.fields["wish"])
        field.choices = list(offered.items())
        if chosen in offered:
            field.initial = chosen

    def _offer_children(self, resident: User) -> None:
        children = resident.dependants.all()
        if not children:
            del self.fields["dependant"]
            return
        field = cast("forms.ModelChoiceField[Dependant]", self.fields["dependant"])
        field.queryset = children

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("wish") == "else" and not data.get("rights"):
            self.add_error("rights", _("Choose at least one thing to ask for."))
        visit = data.get("visited_from"), data.get("visited_to")
        for found in of_a_visit(*visit, timezone.now()):
            self.add_error(str(found.place[0]), found.text.in_language(get_language()))
        return data

    def chosen_rights(self) -> list[Right]:
        """The rights of the chosen wish, or those ticked one by one."""
        wanted = WISHES[self.cleaned_data["wish"]] or [
            Right(value) for value in self.cleaned_data["rights"]
        ]
        return [right for right in wanted if right in self.offered]

    def claim(self, language: str) -> Claim:
        data = self.cleaned_data
        start: datetime | None = data["visited_from"]
        return Claim(
            venue=self.venue,
            rights=self.chosen_rights(),
            claimant_name=data["claimant_name"],
            claim_details=data["claim_details"],
            court_order=data["court_order"],
            visited_from=start,
            visited_to=data["visited_to"],
            holding=self.holding,
            dependant=data.get("dependant") or (self.holding.dependant if self.holding else None),
            language=language,
        )


def attached_files() -> FilesField:
    return FilesField(
        label=_("Files"),
        help_text=_(
            "Up to three: PDF of at most 12 pages, pictures or text, 8 MB each. The other side gets "
            "pictures of the pages, with faces blurred, so never send a face this way."
        ),
        at_most=AT_MOST,
        accept=ACCEPTED,
        required=False,
    )


class MessageForm(forms.Form):
    body = forms.CharField(
        label=_("Write to the venue"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        error_messages={"required": _("Write something first.")},
    )
    attachments = attached_files()

    def attached(self) -> list[File]:
        return [File(name, data) for name, data in self.cleaned_data["attachments"]]


class ReasonForm(forms.Form):
    """A dispute says what is wrong: the venue must be able to put it right."""

    reason = forms.CharField(
        label=_("What is wrong?"),
        help_text=_("In your own words; the venue reads it."),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        error_messages={
            "required": _("Say why, in a sentence: the other side has a right to know.")
        },
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code from the venue"),
        max_length=CODE_TEXT_AT_MOST,  # the whole message may be pasted
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code-input"}
        ),
        error_messages={"required": _("Type the eight digits that the venue sent you.")},
    )


class ReceiptForm(forms.Form):
    """A receipt as text, or as the file that was downloaded; the file counts if there are both."""

    text = forms.CharField(
        label=_("The receipt"),
        help_text=_("The whole text, with its dots; line breaks do no harm."),
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        max_length=RECEIPT_AT_MOST,
        error_messages={"required": _("Paste the text of a receipt first, or choose its file.")},
    )
    file = FilesField(
        label=_("Or its file"), at_most=1, accept=".jws,application/jose,text/plain", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = not self.files

    def receipt(self) -> str:
        """What is to be checked; of a file that is no receipt, whatever is in it."""
        files = self.cleaned_data.get("file") or [("", b"")]
        content = files[0][1] or b""
        return content[:RECEIPT_AT_MOST].decode("utf-8", "replace") or self.cleaned_data["text"]
