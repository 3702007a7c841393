"""Drawn people: faces that belong to nobody, for tests and for the demo.

A person is a number; it fixes proportions, colours and hair. A variant changes what changes
between two photographs: light, a little rotation, noise. The same person and variant give
the same picture everywhere. dlib's HOG detector finds them, and the people of DEMO_PEOPLE
were measured far apart (see tests/biometrics/test_drawn_faces.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter

DEMO_PEOPLE = (78, 252, 80, 295, 26, 206)
"""Drawn people that HOG finds with ease, 0.63 and more apart, at most 0.16 from themselves."""

Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]

# Everything is drawn at this side, then scaled; lengths below are in its pixels.
SIDE = 640
CENTRE_X, CENTRE_Y = 320.0, 330.0

SKINS: tuple[Colour, ...] = (
    (244, 208, 177), (231, 188, 150), (222, 171, 127), (198, 145, 101), (170, 116, 76),
    (141, 92, 60), (110, 70, 46), (238, 196, 160),
)  # fmt: skip
HAIRS: tuple[Colour, ...] = (
    (24, 20, 20), (58, 38, 26), (96, 62, 36), (150, 108, 62), (196, 160, 96), (140, 140, 142),
    (120, 50, 26), (40, 30, 30),
)  # fmt: skip
IRISES: tuple[Colour, ...] = ((52, 34, 24), (86, 58, 36), (70, 100, 120), (80, 106, 70))


@dataclass(frozen=True, slots=True)
class _Person:
    """Colours, and lengths in pixels of the 640-pixel drawing."""

    skin: Colour
    hair: Colour
    iris: Colour
    shirt: Colour
    half_width: float
    half_height: float
    jaw: float
    eye_gap: float
    eye_width: float
    eye_open: float
    eye_line: float
    brow_gap: float
    brow_weight: float
    brow_slant: float
    nose_length: float
    nose_width: float
    mouth_width: float
    mouth_line: float
    lip_height: float
    fringe: float
    long_hair: bool
    beard: bool
    glasses: bool


class Measures(NamedTuple):
    """Of a clean drawing, in its pixels: y of the head's middle, of the eyes and of the nose's
    base; half the head's width and height, and half the distance between the eyes' outer corners."""

    middle: float
    half_width: float
    half_height: float
    eyes: float
    half_eyes: float
    nose: float


def draw(person: int, variant: int = 0, size: int = 640) -> Image.Image:
    """A picture of drawn person ``person``, RGB, ``size`` by ``size`` pixels."""
    taken = np.random.RandomState([person, variant, 7])
    return _photograph(_drawing(person), taken, size)


def measures(person: int) -> Measures:
    """Where the features of the clean drawing are."""
    p = _person(person)
    eyes = CENTRE_Y + p.eye_line
    return Measures(
        middle=CENTRE_Y,
        half_width=p.half_width,
        half_height=p.half_height,
        eyes=eyes,
        half_eyes=p.eye_gap + p.eye_width,
        nose=eyes + p.nose_length,
    )


def clean(person: int) -> Image.Image:
    """The drawing itself, 640 by 640 pixels: straight, evenly lit, without noise."""
    return _drawing(person).copy()


@lru_cache(maxsize=16)
def _drawing(person: int) -> Image.Image:
    return _Drawing(_person(person)).finish()


def _person(number: int) -> _Person:
    # RandomState is the one generator whose stream NumPy promises never to change.
    random = np.random.RandomState([number, 11])

    def between(low: float, high: float) -> float:
        return float(random.uniform(low, high))

    def one_of(colours: tuple[Colour, ...]) -> Colour:
        return colours[int(random.randint(len(colours)))]

    red, green, blue = (int(each) for each in random.randint(30, 220, size=3))
    return _Person(
        skin=one_of(SKINS),
        hair=one_of(HAIRS),
        iris=one_of(IRISES),
        shirt=(red, green, blue),
        half_width=between(118, 176),
        half_height=between(165, 222),
        jaw=between(0.55, 1.06),
        eye_gap=between(48, 84),
        eye_width=between(20, 40),
        eye_open=between(6, 22),
        eye_line=between(-52, -4),
        brow_gap=between(22, 54),
        brow_weight=between(3, 22),
        brow_slant=between(-14, 16),
        nose_length=between(50, 108),
        nose_width=between(18, 54),
        mouth_width=between(32, 84),
        mouth_line=between(26, 64),
        lip_height=between(5, 28),
        fringe=between(0.42, 0.86),
        long_hair=bool(random.rand() < 0.45),
        beard=bool(random.rand() < 0.2),
        glasses=bool(random.rand() < 0.2),
    )


class _Drawing:
    """Layers of one head, back to front, each soft-edged so that it has no drawn outline."""

    def __init__(self, person: _Person) -> None:
        self.person = person
        self.canvas = Image.new("RGB", (SIDE, SIDE), (186, 194, 200))

    def finish(self) -> Image.Image:
        self._behind()
        self._head()
        if self.person.beard:
            self._beard()
        self._hairline()
        for side in (-1, 1):
            self._eye(side)
            self._brow(side)
        self._nose()
        self._mouth()
        if self.person.glasses:
            self._glasses()
        return self.canvas

    def _paint(self, mask: Image.Image, colour: Colour, blur: float, strength: float = 1.0) -> None:
        soft = mask.filter(ImageFilter.GaussianBlur(blur))
        if strength < 1:
            soft = soft.point([round(level * strength) for level in range(256)])
        self.canvas.paste(Image.new("RGB", (SIDE, SIDE), colour), (0, 0), soft)

    def _ellipse(
        self, box: Box, colour: Colour, blur: float = 1.5, strength: float = 1.0
    ) -> Image.Image:
        """Paint an ellipse given by centre and half axes; the mask is returned."""
        x, y, half_width, half_height = box
        mask = Image.new("L", (SIDE, SIDE), 0)
        corners = (x - half_width, y - half_height, x + half_width, y + half_height)
        ImageDraw.Draw(mask).ellipse(corners, fill=255)
        self._paint(mask, colour, blur, strength)
        return mask

    def _polygon(
        self, points: list[tuple[float, float]], colour: Colour, blur: float, strength: float = 1.0
    ) -> None:
        mask = Image.new("L", (SIDE, SIDE), 0)
        ImageDraw.Draw(mask).polygon(points, fill=255)
        self._paint(mask, colour, blur, strength)

    def _behind(self) -> None:
        p = self.person
        if p.long_hair:
            self._ellipse((CENTRE_X, CENTRE_Y + 40, p.half_width + 42, p.half_height + 60), p.hair)
        else:
            self._ellipse((CENTRE_X, CENTRE_Y - 60, p.half_width + 14, p.half_height - 20), p.hair)
        self._ellipse((CENTRE_X, SIDE + 60, 270, 150), p.shirt, 3)
        neck = _shade(p.skin, 0.72)
        self._ellipse((CENTRE_X, CENTRE_Y + p.half_height, p.half_width * 0.5, 90), neck, 4)

    def _head(self) -> None:
        p = self.person
        for side in (-1, 1):
            ear = (CENTRE_X + side * p.half_width, CENTRE_Y - 5, 20, 40)
            self._ellipse(ear, _shade(p.skin, 0.85), 2)
        upper = (CENTRE_X, CENTRE_Y - 25, p.half_width, p.half_height - 25)
        chin = (CENTRE_X, CENTRE_Y + 70, p.half_width * p.jaw, p.half_height - 70)
        head = ImageChops.lighter(
            self._ellipse(upper, p.skin, 2), self._ellipse(chin, p.skin, 3)
        ).filter(ImageFilter.GaussianBlur(3))
        bare = self.canvas.copy()
        # Light falls from the front: the sides of the face are darker, the middle lighter.
        for side in (-1, 1):
            cheek = (CENTRE_X + side * p.half_width * 0.86, CENTRE_Y + 40, 36, 120)
            self._ellipse(cheek, _shade(p.skin, 0.72), 22, 0.6)
        brow = (CENTRE_X, CENTRE_Y - 105, p.half_width * 0.6, 34)
        self._ellipse(brow, _shade(p.skin, 1.12), 24, 0.7)
        self.canvas = Image.composite(self.canvas, bare, head)

    def _beard(self) -> None:
        p = self.person
        jaw = (CENTRE_X, CENTRE_Y + 135, p.half_width * p.jaw * 0.96, p.half_height - 130)
        self._ellipse(jaw, p.hair, 9, 0.8)

    def _hairline(self) -> None:
        p = self.person
        top = CENTRE_Y - p.half_height
        cap = Image.new("L", (SIDE, SIDE), 0)
        pen = ImageDraw.Draw(cap)
        wide = p.half_width + 12
        pen.ellipse((CENTRE_X - wide, top - 22, CENTRE_X + wide, CENTRE_Y + 120), fill=255)
        face = Image.new("L", (SIDE, SIDE), 255)
        pen = ImageDraw.Draw(face)
        reach = p.half_width * 0.93
        pen.ellipse((CENTRE_X - reach, top + 100 * p.fringe, CENTRE_X + reach, SIDE), fill=0)
        self._paint(ImageChops.darker(cap, face), p.hair, 3)

    def _eye(self, side: int) -> None:
        p = self.person
        x, y = CENTRE_X + side * p.eye_gap, CENTRE_Y + p.eye_line
        hollow = (x, y - 4, p.eye_width * 1.5, p.eye_open * 2.2)
        self._ellipse(hollow, _shade(p.skin, 0.7), 9, 0.75)
        self._ellipse((x, y, p.eye_width, p.eye_open), (240, 238, 234), 1.5)
        radius = min(p.eye_open * 1.02, 15)
        self._ellipse((x, y - 1, radius, radius), p.iris, 1.2)
        self._ellipse((x, y - 1, radius * 0.5, radius * 0.5), (12, 10, 10), 1)
        self._ellipse((x - 4, y - 5, 2.6, 2.6), (255, 255, 255), 0.8)
        lid = [(x - p.eye_width - 4, y + 2), (x - p.eye_width * 0.5, y - p.eye_open)]
        lid += [(x + p.eye_width * 0.5, y - p.eye_open), (x + p.eye_width + 4, y + 2)]
        lid += [(x + p.eye_width * 0.5, y - p.eye_open - 7)]
        lid += [(x - p.eye_width * 0.5, y - p.eye_open - 7)]
        self._polygon(lid, (40, 28, 24), 1.6)

    def _brow(self, side: int) -> None:
        p = self.person
        x, y = CENTRE_X + side * p.eye_gap, CENTRE_Y + p.eye_line - p.brow_gap
        inner, outer = x - side * p.eye_width * 1.15, x + side * p.eye_width * 1.45
        lift = p.brow_slant
        brow = [(inner, y + lift), (x, y - lift / 2 - 4), (outer, y - lift / 2 + 6)]
        brow += [(x, y - lift / 2 + p.brow_weight), (inner, y + lift + p.brow_weight)]
        self._polygon(brow, _shade(p.hair, 0.8), 2.4)

    def _nose(self) -> None:
        p = self.person
        top, tip = CENTRE_Y + p.eye_line + 4, CENTRE_Y + p.eye_line + p.nose_length
        for side in (-1, 1):
            flank = [(CENTRE_X + side * 9, top), (CENTRE_X + side * p.nose_width, tip - 4)]
            flank += [(CENTRE_X + side * p.nose_width * 0.4, tip + 4)]
            self._polygon(flank, _shade(p.skin, 0.72), 7, 0.7)
            hole = (CENTRE_X + side * p.nose_width * 0.48, tip + 5, p.nose_width * 0.24, 5)
            self._ellipse(hole, _shade(p.skin, 0.28), 2)
        ridge = (CENTRE_X, (top + tip) / 2, 8, p.nose_length * 0.42)
        self._ellipse(ridge, _shade(p.skin, 1.16), 6, 0.7)
        self._ellipse((CENTRE_X, tip - 6, p.nose_width * 0.5, 11), _shade(p.skin, 1.1), 5, 0.7)
        shadow = (CENTRE_X, tip + 12, p.nose_width * 0.8, 5)
        self._ellipse(shadow, _shade(p.skin, 0.6), 4, 0.8)

    def _mouth(self) -> None:
        p = self.person
        y = CENTRE_Y + p.eye_line + p.nose_length + p.mouth_line
        lip = (_shade(p.skin, 0.78)[0], _shade(p.skin, 0.55)[1], _shade(p.skin, 0.55)[2])
        left, right = CENTRE_X - p.mouth_width, CENTRE_X + p.mouth_width
        upper = [(left, y), (CENTRE_X - 14, y - p.lip_height), (CENTRE_X, y - p.lip_height * 0.7)]
        upper += [(CENTRE_X + 14, y - p.lip_height), (right, y)]
        self._polygon(upper, lip, 2)
        lower = [(left, y), (CENTRE_X - 24, y + p.lip_height * 1.2)]
        lower += [(CENTRE_X + 24, y + p.lip_height * 1.2), (right, y)]
        self._polygon(lower, _shade(lip, 1.12), 2.5)
        parting = (CENTRE_X, y, p.mouth_width * 0.96, 2.6)
        self._ellipse(parting, _shade(lip, 0.4), 1.4)
        chin = (CENTRE_X, y + p.lip_height * 1.2 + 16, p.mouth_width * 0.7, 8)
        self._ellipse(chin, _shade(p.skin, 0.75), 7, 0.7)

    def _glasses(self) -> None:
        p = self.person
        pen = ImageDraw.Draw(self.canvas)
        y = CENTRE_Y + p.eye_line
        for side in (-1, 1):
            x, reach = CENTRE_X + side * p.eye_gap, p.eye_gap - 10
            box = (x - reach, y - 30, x + reach, y + 34)
            pen.rounded_rectangle(box, radius=24, outline=(28, 26, 30), width=5)
        pen.line((CENTRE_X - 12, y - 4, CENTRE_X + 12, y - 4), fill=(28, 26, 30), width=5)


def _photograph(drawing: Image.Image, taken: np.random.RandomState, size: int) -> Image.Image:
    """What differs between two photographs: roll, distance, light from one side, noise."""
    angle, zoom = float(taken.uniform(-7, 7)), float(taken.uniform(1.0, 1.12))
    ground = drawing.getpixel((4, 4))
    turned = drawing.rotate(angle, Image.Resampling.BICUBIC, fillcolor=ground)
    edge = SIDE * (1 - 1 / zoom) / 2
    box = (edge, edge, SIDE - edge, SIDE - edge)
    framed = turned.resize((size, size), Image.Resampling.LANCZOS, box)
    pixels = np.asarray(framed, dtype=np.float32)
    across = np.linspace(-1, 1, size, dtype=np.float32)[None, :, None]
    light = float(taken.uniform(0.88, 1.1)) * (1 + float(taken.uniform(-0.12, 0.12)) * across)
    noise = taken.standard_normal(pixels.shape).astype(np.float32) * 4
    return Image.fromarray((pixels * light + noise).clip(0, 255).astype(np.uint8))


def _shade(colour: Colour, factor: float) -> Colour:
    red, green, blue = (min(255, round(each * factor)) for each in colour)
    return red, green, blue
