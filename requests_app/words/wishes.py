"""What people want, as one touch each, and the rights that it takes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from requests_app.law.rights import Right

# The common wishes as one touch each; “else” opens the list of rights.
WISHES: dict[str, tuple[Right, ...]] = {
    "see_delete": (Right.ACCESS, Right.DELETION),
    "delete": (Right.DELETION,),
    "other_way": (Right.OPT_OUT, Right.OBJECTION),
    "else": (),
}
WISH_LABELS = {
    "see_delete": _("See what they have, then have it deleted"),
    "delete": _("Have it deleted"),
    "other_way": _("Another way in, without my face"),
    "else": _("Something else: choose below"),
}
WISH_HINTS = {
    "see_delete": _("They must first show it, so that nothing disappears unseen."),
    "other_way": _("Good before they have your face, too."),
}
