"""What the services of requests refuse, with a sentence that says what to do."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.core.totality import total

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class ProblemKind(StrEnum):
    NOT_POSSIBLE_NOW = "not_possible_now"
    NOT_YOUR_ROLE = "not_your_role"
    REASON_MISSING = "reason_missing"
    NO_RIGHT_CHOSEN = "no_right_chosen"
    RIGHT_UNKNOWN_HERE = "right_unknown_here"
    RIGHT_NOT_PLACED = "right_not_placed"
    NO_DATE = "no_date"
    VENUE_MERGED = "venue_merged"
    OWN_DEVICE = "own_device"
    NOT_YOUR_CHILD = "not_your_child"
    NOT_YOUR_ENTRY = "not_your_entry"
    EXTENSION_NOT_ALLOWED = "extension_not_allowed"
    CODE_WRONG = "code_wrong"
    CODE_SPENT = "code_spent"
    CODE_UNREADABLE = "code_unreadable"
    IDENTITY_FIRST = "identity_first"
    NOT_TIED = "not_tied"
    NO_DOCUMENT = "no_document"
    GUARDIANSHIP_MISSING = "guardianship_missing"
    NO_CHILD_HERE = "no_child_here"
    SECOND_PERSON = "second_person"
    NEW_COLLEAGUE = "new_colleague"
    SIGN_IN_AGAIN = "sign_in_again"
    DECISION_MISSING = "decision_missing"
    REFUSAL_UNKNOWN = "refusal_unknown"
    EVIDENCE_MISSING = "evidence_missing"
    CONTRADICTORY = "contradictory"
    EMPTY_MESSAGE = "empty_message"
    STILL_READING = "still_reading"
    CAMPAIGN_CLOSED = "campaign_closed"
    NOT_YET_DUE = "not_yet_due"
    NOBODY_ANSWERS = "nobody_answers"
    NO_FACES_OF_CHILDREN = "no_faces_of_children"
    NO_PLACE_CHOSEN = "no_place_chosen"
    TOO_MANY_PLACES = "too_many_places"
    TOO_MANY_FILES = "too_many_files"
    FILE_TOO_LARGE = "file_too_large"
    FILE_NOT_TAKEN = "file_not_taken"


SENTENCES = total(
    ProblemKind,
    {
        ProblemKind.NOT_POSSIBLE_NOW: _(
            "This is not possible at this stage of the request. Reload the page to see what is."
        ),
        ProblemKind.NOT_YOUR_ROLE: _("This step is for the other side to take."),
        ProblemKind.REASON_MISSING: _(
            "Say why, in a sentence: the other side has a right to know."
        ),
        ProblemKind.NO_RIGHT_CHOSEN: _("Choose at least one thing to ask for."),
        ProblemKind.RIGHT_UNKNOWN_HERE: _(
            "The law of this place does not know this right. Choose another one."
        ),
        ProblemKind.RIGHT_NOT_PLACED: _(
            "Something of what you ask for cannot be filed here yet. Nothing was sent. Choose without "
            "it, or write to us."
        ),
        ProblemKind.NO_DATE: _(
            "The date by which the venue must answer could not be worked out, so nothing was sent. Try "
            "again later, or write to us."
        ),
        ProblemKind.VENUE_MERGED: _(
            "This entry was merged into another one. Please file with that one."
        ),
        ProblemKind.OWN_DEVICE: _(
            "Face unlock keeps your face on your own phone. Nobody else holds it, so there is nobody to "
            "ask: you can remove it in the phone's settings."
        ),
        ProblemKind.NOT_YOUR_CHILD: _("Please choose one of your own children."),
        ProblemKind.NOT_YOUR_ENTRY: _("Please choose an entry of your own list, about this venue."),
        ProblemKind.EXTENSION_NOT_ALLOWED: _(
            "The law does not allow this extension: once, before the due date, and no longer than it says."
        ),
        ProblemKind.CODE_WRONG: _("That is not the code. Check the message from the venue."),
        ProblemKind.CODE_SPENT: _(
            "This code cannot be used any more. Ask the venue for a new one, or choose another way."
        ),
        ProblemKind.CODE_UNREADABLE: _(
            "The code of the venue has eight digits, and nothing like it is in this. It was not counted as "
            "a try."
        ),
        ProblemKind.IDENTITY_FIRST: _(
            "Identity has not been proven yet. Disclose what you hold, send a code to the contact on your "
            "file, or confirm that you saw the person or a document."
        ),
        ProblemKind.NO_DOCUMENT: _("Say which kind of document you saw, or choose “in person”."),
        ProblemKind.GUARDIANSHIP_MISSING: _(
            "This request is about a child. Say how it was shown that the person may act for it."
        ),
        ProblemKind.NO_CHILD_HERE: _(
            "This request is about no child, so leave out how guardianship was shown."
        ),
        ProblemKind.SECOND_PERSON: _(
            "You have confirmed this already. A second person of your organisation must have seen it, too; "
            "without one it counts after 72 hours, unless the resident objects."
        ),
        ProblemKind.NEW_COLLEAGUE: _(
            "The second person must have worked for your organisation before the first one confirmed it. "
            "Without one it counts after 72 hours, unless the resident objects."
        ),
        ProblemKind.SIGN_IN_AGAIN: _(
            "The second person must have signed in themselves a moment ago. Sign in again at this desk, "
            "then confirm; a program's token cannot."
        ),
        ProblemKind.NOT_TIED: _(
            "Nobody has shown yet that this claim is theirs, so no answer may tell whether you hold "
            "anything of the person named. Take the first step, the same whether you found something or "
            "not, and wait for the proof. Without it, answer “nothing proven to be the resident's” without "
            "saying why nothing is held, or refuse because identity was not shown."
        ),
        ProblemKind.DECISION_MISSING: _("Decide on each right that was asked for, once."),
        ProblemKind.REFUSAL_UNKNOWN: _(
            "Choose a ground that the law of this place knows for this right, and give the reason."
        ),
        ProblemKind.EVIDENCE_MISSING: _("The answer lacks evidence that the law asks for:"),
        ProblemKind.CONTRADICTORY: _("This cannot be so; correct what is named:"),
        ProblemKind.EMPTY_MESSAGE: _("Write something first."),
        ProblemKind.CAMPAIGN_CLOSED: _(
            "This campaign takes no more requests. You can file one of your own."
        ),
        ProblemKind.NOT_YET_DUE: _(
            "The venue still has time to answer. You can do this once the date has passed, or when the "
            "answer is not what the law asks for."
        ),
        ProblemKind.NOBODY_ANSWERS: _(
            "Nobody answers for this place here yet, so nothing can be handed over. Send the letter "
            "yourself."
        ),
        ProblemKind.NO_FACES_OF_CHILDREN: _(
            "This request is about a child. Children's faces are not compared here: send a code to the "
            "contact on your file, or confirm that you saw the guardian or a document."
        ),
        ProblemKind.NO_PLACE_CHOSEN: _("Choose at least one place of your list."),
        ProblemKind.TOO_MANY_PLACES: _(
            "That is more than 50 places at once. Send them in two parts."
        ),
        ProblemKind.TOO_MANY_FILES: _("Attach at most three files to one message."),
        ProblemKind.FILE_TOO_LARGE: _("This file is larger than 8 MB. Attach a smaller one:"),
        ProblemKind.FILE_NOT_TAKEN: _(
            "Attach a PDF, a picture or plain text. This is none of them:"
        ),
        ProblemKind.STILL_READING: _(
            "What you disclosed is still being read. Please wait a moment."
        ),
    },
    name="requests_app.problems.SENTENCES",
)


class RequestProblem(Exception):
    """A service refused; ``kind`` is for programs, ``sentence`` and ``details`` for people.

    ``pointers`` (`accounts.core.pointers.pointer`) say where it stands in what was sent: one for each of the
    details, or any number where there are none.
    """

    def __init__(
        self, kind: ProblemKind, details: tuple[str, ...] = (), pointers: tuple[str, ...] = ()
    ) -> None:
        super().__init__(kind.value)
        self.kind = kind
        if details and len(pointers) != len(details):
            raise ValueError("each detail needs its place")
        self.details = details
        self.pointers = pointers

    @property
    def sentence(self) -> _StrPromise:
        return SENTENCES[self.kind]
