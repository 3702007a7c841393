"""What can go wrong when the law is asked for; each message says what to do."""

from __future__ import annotations

from datetime import date

from .phrases import problem
from .right_words import words_of
from .types import Citation, LocalText


class LawError(Exception):
    """Base of every error of the law and deadline packages."""


class UnknownJurisdiction(LawError):
    """No rule pack covers this code."""

    def __init__(self, code: str, known: str) -> None:
        super().__init__(
            f"No rule pack for jurisdiction {code!r}. Use one of: {known}; "
            "or add a pack as docs/rule-packs.md describes."
        )
        self.code = code


class NoRuleInForce(LawError):
    """The law of this place sets no rule for this right on this day."""

    def __init__(self, code: str, right: str, on: date) -> None:
        super().__init__(
            f"The law of {code} has no rule for {right!r} in force on {on}. Let the resident choose "
            "among requests_app.law.packs.rights_in_force(), or file without a legal deadline."
        )
        self.code, self.right, self.on = code, right, on
        #: the same for the resident, in their language
        self.text = problem("no_rule", day=on, right=words_of(right).name)


class UnknownRule(LawError):
    """A stored rule reference is in no pack."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"Rule {reference!r} is in no pack. Packs keep every version ever shipped: "
            "restore the version that was removed."
        )


class InvalidPack(LawError):
    """A rule pack file breaks the public format."""

    def __init__(self, file: str, where: str, problem: str) -> None:
        super().__init__(f"Rule pack {file} is not valid at {where}: {problem}")


class UnknownCalendar(LawError):
    """There is no calendar of rest days for this code."""

    def __init__(self, code: str, hint: str) -> None:
        super().__init__(f"No calendar of rest days for {code!r}. {hint}")
        self.code = code


class NotAllowed(LawError):
    """The rule does not allow this act on the clock; ``text`` says why in the user's language."""

    def __init__(self, key: str, **values: LocalText | Citation | date | str | int) -> None:
        self.text = problem(key, **values)
        super().__init__(self.text.en)


class NoTimeLimit(LawError):
    """The rule has neither a binding limit nor a benchmark."""

    def __init__(self, reference: str) -> None:
        super().__init__(
            f"Rule {reference} sets no number of days. Show its duty instead of a date."
        )
