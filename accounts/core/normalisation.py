"""One way of writing for what people type: e-mail addresses, codes of digits, and names.

Every door asks here before anything is compared, kept or counted: pages, apps, API, desk, commands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator

import idna
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LOCAL_AT_MOST, ADDRESS_AT_MOST = 64, 254
# As much as a code could stand in: a whole mail that was copied.
CODE_TEXT_AT_MOST = 2000
# RFC 5322's dot-atom. A quoted local part would be a second way to write the same address.
LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
# What input methods for Chinese put for a dot, and dashes of every length.
DOTS = str.maketrans({"。": ".", "．": ".", "｡": "."})
DASHES = frozenset({"Pd"})
# Drawn as nothing, and no format characters to Unicode.
BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
RUN = re.compile(r"[0-9](?:[ -]*[0-9])*")


def _invisible(char: str) -> bool:
    """Zero-width, for direction, a variation selector, or a filler that is drawn as nothing."""
    return (
        unicodedata.category(char) == "Cf"
        or char in "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
        or ("\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef")
    )


def _visible(text: str) -> str:
    return unicodedata.normalize("NFKC", "".join(char for char in text if not _invisible(char)))


# --- addresses --------------------------------------------------------------------------------


def address(text: str) -> str:
    """The one way in which an e-mail address is kept: ASCII, lower case, the domain as the DNS has it.

    Full width, ligatures and invisible characters are folded. Letters that only look like Latin ones
    are refused, not guessed.

    Raises:
        ValidationError: it is none, or no mail could go there; the sentence says what to type.
    """
    short = text[: 4 * ADDRESS_AT_MOST]
    shown = "".join(char for char in _visible(short) if not char.isspace()).translate(DOTS)
    local, at, domain = shown.rpartition("@")
    if not (local and at and domain):
        raise ValidationError(_("Type an e-mail address, such as name@163.com."), code="address")
    if not shown.isprintable() or not local.isascii():
        raise ValidationError(
            _("Before the @ there is a letter that only looks right. Type the address anew."),
            code="address",
        )
    folded = f"{local.lower()}@{_domain(domain)}"
    if (
        len(local) > LOCAL_AT_MOST
        or len(folded) > ADDRESS_AT_MOST
        or not LOCAL.fullmatch(local.lower())
    ):
        raise ValidationError(_("Type an e-mail address, such as name@163.com."), code="address")
    return folded


def _domain(text: str) -> str:
    """``text`` as the DNS has it; 例子.中国 is written xn--fsqu00a.xn--fiqs8s.

    Raises:
        ValidationError: no domain, or one that mixes scripts as no honest one does.
    """
    wrong = ValidationError(
        _("After the @ there must be a domain, such as 163.com. Type the address anew."),
        code="address",
    )
    try:
        labels = idna.encode(text.rstrip("."), uts46=True, std3_rules=True).decode("ascii")
        read = idna.decode(labels)  # what was typed as xn-- must be written as it is kept
    except (idna.IDNAError, UnicodeError) as error:
        raise wrong from error
    if not DOMAIN.fullmatch(labels) or any(_mixed(label) for label in read.split(".")):
        raise wrong
    return labels


def _mixed(label: str) -> bool:
    """Letters of more than one script: “аpple” with a Cyrillic а, “ｑq” is folded before."""
    scripts = {unicodedata.name(char, "?").split(" ")[0] for char in label if char.isalpha()}
    return len(scripts) > 1


# --- codes ------------------------------------------------------------------------------------


def code(text: str, *, digits: Collection[int] = (8,)) -> str:
    """The one code of so many ``digits`` in what was typed or pasted, in ASCII.

    Digits of every script, full width, with spaces, dashes or characters that nobody sees, and amid
    a sentence: “Your code is 1234-5678. It lives 3 minutes.”

    Raises:
        ValidationError: there is none, or more than one. That is no try: nothing was compared.
    """
    found = set(_candidates(_digits(text[:CODE_TEXT_AT_MOST]), digits))
    if len(found) == 1:
        return found.pop()
    if found:
        raise ValidationError(_("Type the code alone: there are several in this."), code="no_code")
    wanted = " / ".join(str(number) for number in sorted(digits))
    raise ValidationError(
        _("This is no code: it has %(digits)s digits. Nothing was counted."),
        code="no_code",
        params={"digits": wanted},
    )


def _digits(text: str) -> str:
    """``text`` with every digit in ASCII, every dash as “-”, every space as “ ”; letters are kept."""
    return "".join(_plain(char) for char in _visible(text))


def _plain(char: str) -> str:
    if char.isspace():
        return " "
    if unicodedata.category(char) in DASHES or char == "\u2212":
        return "-"
    value = unicodedata.decimal(char, None)
    return char if value is None else str(value)


def _candidates(text: str, digits: Collection[int]) -> Iterator[str]:
    """Each run of digits as a whole, and where that is too long its parts between spaces."""
    for run in RUN.findall(text):
        whole = re.sub("[ -]", "", run)
        parts = [whole] if len(whole) in digits else [part.replace("-", "") for part in run.split()]
        yield from (part for part in parts if len(part) in digits)


# --- names ------------------------------------------------------------------------------------


def name(text: str) -> str:
    """A name in one line, without what nobody sees and what turns the order of letters.

    Its letters stay as they were typed. Empty where there is nothing to see.
    """
    return " ".join("".join(char for char in text if not _hidden(char)).split())


def visible(text: str) -> None:
    """For a field in which a name is typed.

    Raises:
        ValidationError: there is nothing to see in it.
    """
    if text and not name(text):
        raise ValidationError(_("Type a name that can be read."), code="name")


def _hidden(char: str) -> bool:
    return char in BLANKS or (unicodedata.category(char) in ("Cc", "Cf") and not char.isspace())
