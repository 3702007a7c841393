"""Why a burst does not show a living person doing what was asked, and what to do about it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.core.totality import total
from biometrics.liveness.gestures import Gesture

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class LivenessProblem(StrEnum):
    """What went wrong; each has a sentence that says what to do. None tells how near it was."""

    TOO_SHORT = "recording_short"
    FROZEN = "recording_frozen"
    OUT_OF_SIGHT = "face_out_of_sight"
    OTHERS_IN_VIEW = "others_in_view"
    JUMPED = "face_jumped"
    CHANGED = "face_changed"
    NEVER_STRAIGHT = "never_straight"
    ASKEW = "held_askew"
    LEFT_MISSING = "left_not_seen"
    RIGHT_MISSING = "right_not_seen"
    CLOSER_MISSING = "closer_not_seen"
    WRONG_ORDER = "wrong_order"
    NOT_ASKED = "movement_not_asked"
    TOO_FAST = "moved_too_fast"
    NOT_THE_HEAD = "head_did_not_turn"

    @property
    def sentence(self) -> _StrPromise:
        """What the person before the camera should do."""
        return SENTENCES[self]


class NotLive(Exception):
    """A burst was refused; ``problem`` says why and carries the sentence to show."""

    def __init__(self, problem: LivenessProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem

    @property
    def sentence(self) -> _StrPromise:
        return self.problem.sentence


MISSING = total(
    Gesture,
    {
        Gesture.LEFT: LivenessProblem.LEFT_MISSING,
        Gesture.RIGHT: LivenessProblem.RIGHT_MISSING,
        Gesture.CLOSER: LivenessProblem.CLOSER_MISSING,
    },
    name="biometrics.liveness.problems.MISSING",
)
"""The problem of each movement that was asked for and not seen."""

SENTENCES = total(
    LivenessProblem,
    {
        LivenessProblem.TOO_SHORT: _(
            "The recording broke off too soon. Try again, and stay on the page until it says it is done."
        ),
        LivenessProblem.FROZEN: _(
            "The camera picture stood still. Close other programs that use the camera and try again."
        ),
        LivenessProblem.OUT_OF_SIGHT: _(
            "Your face was out of sight for part of the time. Keep it in the middle of the picture, "
            "turn it only about a third of the way to your shoulder, and try again."
        ),
        LivenessProblem.OTHERS_IN_VIEW: _(
            "Somebody else came into view. Try again where only you are in the picture."
        ),
        LivenessProblem.JUMPED: _(
            "The picture moved too much. Put the phone down or hold it still, move only your head, "
            "and try again."
        ),
        LivenessProblem.CHANGED: _(
            "We could not be sure that it was one and the same person all the time. Try again in "
            "even light, with nothing covering your face."
        ),
        LivenessProblem.NEVER_STRAIGHT: _(
            "You did not look straight at the camera for long enough. Look straight at it at the "
            "start and after each movement, and try again."
        ),
        LivenessProblem.ASKEW: _(
            "Your head was not upright in the picture. Hold the phone and your head upright, and "
            "try again."
        ),
        LivenessProblem.LEFT_MISSING: _(
            "We did not see you turn your head to your left. When asked, turn it slowly about a third "
            "of the way to your shoulder, then look straight ahead again."
        ),
        LivenessProblem.RIGHT_MISSING: _(
            "We did not see you turn your head to your right. When asked, turn it slowly about a "
            "third of the way to your shoulder, then look straight ahead again."
        ),
        LivenessProblem.CLOSER_MISSING: _(
            "We did not see you come closer. Bring your face clearly nearer to the camera when "
            "asked, then move back, and try again."
        ),
        LivenessProblem.WRONG_ORDER: _(
            "The movements came in another order than asked. Wait for each one to be shown, and "
            "try again."
        ),
        LivenessProblem.NOT_ASKED: _(
            "We saw a movement that was not asked for. Look straight at the camera until the next "
            "movement is shown, and try again."
        ),
        LivenessProblem.TOO_FAST: _(
            "You moved too far or too fast for the camera to follow. Turn your head slowly, only "
            "about a third of the way to your shoulder, and try again."
        ),
        LivenessProblem.NOT_THE_HEAD: _(
            "We could not see that your head itself turned. Keep the camera still, turn your head "
            "and not a picture or the phone, and try again."
        ),
    },
    name="biometrics.liveness.problems.SENTENCES",
)
