"""The gate for pictures: what comes in, in which form, and what is turned away."""

import io
import resource
import struct
import subprocess
import sys
import tracemalloc
import zlib
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile

from biometrics.images import MAX_BYTES, inspect_picture, look, pixels, read_picture
from biometrics.images.memory import limited_memory
from biometrics.types import PictureProblem, UnusablePicture

READERS = [inspect_picture, read_picture]


def picture(width=120, height=80):
    """Red on the left, blue on the right, darker downwards."""
    across, down = np.linspace(0, 1, width), np.linspace(1, 0.4, height)[:, None]
    channels = [255 * (1 - across) * down, 40 * np.ones((height, width)), 255 * across * down]
    return Image.fromarray(np.stack(channels, axis=2).astype(np.uint8))


def file(image, kind="PNG", **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def problem_of(data, read=read_picture):
    with pytest.raises(UnusablePicture) as refused:
        read(data)
    return refused.value.problem


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF", "BMP"])
def test_named_formats_give_the_same_pixels(kind):
    pixels = read_picture(file(picture(), kind))
    assert pixels.shape == (80, 120, 3)
    assert pixels.dtype == np.uint8
    assert abs(pixels.astype(int) - np.asarray(picture())).mean() < 8


def test_the_header_alone_gives_format_and_size():
    info = inspect_picture(file(picture(), "JPEG"))
    assert (info.format, info.width, info.height, info.pixels) == ("JPEG", 120, 80, 9600)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "PNG", "AVIF"])
def test_orientation_is_applied(kind, orientation):
    turned = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }[orientation]
    stored = picture() if turned is None else picture().transpose(turned)
    exif = Image.Exif()
    exif[0x0112] = orientation
    pixels = read_picture(file(stored, kind, exif=exif))
    assert pixels.shape == (80, 120, 3)
    assert abs(pixels.astype(int) - np.asarray(picture())).mean() < 8


def test_a_large_photograph_is_scaled_down():
    pixels = read_picture(file(picture(4000, 3000), "JPEG"))
    assert pixels.shape == (1200, 1600, 3)


def test_a_small_picture_is_not_enlarged():
    assert read_picture(file(picture(30, 20))).shape == (20, 30, 3)


def test_16_bit_greyscale_is_scaled_not_clipped():
    ramp = np.linspace(0, 65535, 256).astype(np.uint16)[None].repeat(8, axis=0)
    pixels = read_picture(file(Image.fromarray(ramp)))
    assert pixels[0, 128].tolist() == pytest.approx([128] * 3, abs=2)
    assert pixels[0, 0, 0] == 0
    assert pixels[0, -1, 0] == 255


def test_12_bits_in_16_use_the_whole_range():
    ramp = np.linspace(0, 4095, 256).astype(np.uint16)[None].repeat(8, axis=0)
    assert read_picture(file(Image.fromarray(ramp)))[0, -1, 0] == 255


def test_cmyk_is_converted():
    pixels = read_picture(file(picture().convert("CMYK"), "JPEG"))
    assert abs(pixels.astype(int) - np.asarray(picture())).mean() < 12


def test_transparency_falls_on_white():
    glass = picture().convert("RGBA")
    glass.putalpha(0)
    assert (read_picture(file(glass)) == 255).all()


def test_palette_transparency_falls_on_white():
    palette = Image.new("P", (8, 8), 1)
    palette.putpalette([0, 0, 0, 10, 20, 30])
    assert (read_picture(file(palette, transparency=1)) == 255).all()


def test_a_large_palette_keeps_its_transparency_in_every_band():
    palette = Image.new("P", (3300, 3300), 1)
    palette.putpalette([0, 0, 0, 10, 20, 30])
    assert (read_picture(file(palette, transparency=1)) == 255).all()


def test_a_large_picture_is_shrunk_without_seams():
    """It is converted in bands; the last one, and the last column, are not whole."""
    stored = picture(3301, 2227)
    expected = stored.resize((1600, 1080), Image.Resampling.BOX)
    found = read_picture(file(stored, "PNG"))
    assert found.shape == (1080, 1600, 3)
    assert np.abs(found.astype(int) - np.asarray(expected))[:-1, :-1].max() <= 2


def test_the_first_picture_of_an_mpo_is_taken():
    """The JPEG with a depth map that many telephones write."""
    data = file(picture(), "MPO", save_all=True, append_images=[Image.new("RGB", (60, 40))])
    assert inspect_picture(data).width == 120
    assert abs(read_picture(data).astype(int) - np.asarray(picture())).mean() < 8


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P"])
def test_every_mode_becomes_three_channels(mode):
    assert read_picture(file(picture().convert(mode))).shape == (80, 120, 3)


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animated_picture_the_first_frame_is_taken(kind):
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "lime", "blue")]
    data = file(frames[0], kind, save_all=True, append_images=frames[1:], lossless=True)
    assert inspect_picture(data).pixels == 1600
    red, green, blue = read_picture(data)[20, 20]
    assert red > 240
    assert green < 10
    assert blue < 10


@pytest.mark.parametrize("read", READERS)
def test_nothing_is_said_to_be_empty(read):
    assert problem_of(b"", read) is PictureProblem.EMPTY


@pytest.mark.parametrize("read", READERS)
def test_more_than_8_mib_is_refused_unread(read):
    assert problem_of(b"\xff" * (MAX_BYTES + 1), read) is PictureProblem.FILE_TOO_LARGE


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("side", [5000, 9000, 20000])
def test_a_decompression_bomb_is_refused_by_its_header(read, side):
    bomb = file(Image.new("1", (side, side)))
    assert len(bomb) < 100_000
    assert problem_of(bomb, read) is PictureProblem.TOO_MANY_PIXELS


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    "data", [b"hello", b"%PDF-1.7 ...", b"<svg xmlns='http://www.w3.org/2000/svg'/>", bytes(500)]
)
def test_what_is_no_photograph_is_named_so(read, data):
    assert problem_of(data, read) is PictureProblem.UNKNOWN_FORMAT


def test_what_hides_behind_a_picture_is_not_looked_at():
    """A polyglot: a picture that is an archive, or a page, as well. Only pixels come out."""
    behind = b"PK\x03\x04<script>alert(1)</script>PK\x05\x06" + bytes(18)
    for kind in ("JPEG", "PNG", "GIF", "BMP"):
        assert np.array_equal(
            read_picture(file(picture(), kind) + behind), read_picture(file(picture(), kind))
        )
    assert problem_of(behind + file(picture())) is PictureProblem.UNKNOWN_FORMAT


def test_a_large_colour_profile_is_left_behind():
    profile = np.random.default_rng(2).bytes(3_000_000)
    assert read_picture(file(picture(), "JPEG", icc_profile=profile)).shape == (80, 120, 3)


@pytest.mark.parametrize(("chunk", "head"), [(b"iCCP", b"x\0\0"), (b"zTXt", b"x\0\0")])
def test_a_compressed_chunk_that_swells_is_not_unpacked(chunk, head):
    """1 GB of zeros in 1 MB, beside the pixels of a PNG."""
    packer = zlib.compressobj(9)
    swollen = b"".join(packer.compress(bytes(1 << 24)) for _ in range(64)) + packer.flush()
    body = chunk + head + swollen
    data = file(picture())
    at = data.index(b"IDAT") - 4
    bomb = data[:at] + struct.pack(">I", len(body) - 4) + body
    bomb += struct.pack(">I", zlib.crc32(body)) + data[at:]
    assert len(bomb) < MAX_BYTES
    tracemalloc.start()
    with suppress(UnusablePicture):
        read_picture(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100e6


def repeated(data, mark, part, times):
    """``part`` so many times before the last ``mark``."""
    at = data.rindex(mark)
    return data[:at] + part * times + data[at:]


def last_scan(data):
    return data[data.rindex(b"\xff\xda") : data.rindex(b"\xff\xd9")]


def png_chunk(kind, body=b""):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


@pytest.mark.parametrize("species", ["scans", "comments", "chunks"])
def test_a_file_of_absurdly_many_parts_is_refused_before_it_is_decoded(species, monkeypatch):
    honest = file(picture(), "JPEG", progressive=True)
    bombs = {
        "scans": repeated(honest, b"\xff\xd9", last_scan(honest), 300),
        "comments": honest[:2] + b"\xff\xfe\x00\x02" * 2000 + honest[2:],
        "chunks": repeated(
            file(picture()), struct.pack(">I", 0) + b"IEND", png_chunk(b"prVt"), 11_000
        ),
    }
    monkeypatch.setattr(Image, "open", pytest.fail)
    assert problem_of(bombs[species]) is PictureProblem.TOO_INTRICATE
    with pytest.raises(UnusablePicture, match="too_intricate"):
        inspect_picture(bombs[species])


def gif_with(blocks):
    """A GIF that has so many pieces of a comment before its picture."""
    data = file(picture().convert("P"), "GIF")
    start = 13 + (3 << (data[10] & 7) + 1 if data[10] & 128 else 0)
    return data[:start] + b"!\xfe" + b"\x01a" * blocks + b"\0" + data[start:]


def busy_jpeg(part, times, before=b""):
    honest = file(picture(), "JPEG")
    return honest[:2] + before + part * times + honest[2:]


PHOTOSHOP = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0\0\0\0\0" * 5000
BUSY = {
    "fill": lambda: busy_jpeg(b"\xff", 7_000_000),
    "junk": lambda: busy_jpeg(b"\0", 7_000_000, before=b"\xff\xfe\0\x02"),
    "escaped": lambda: busy_jpeg(b"\xff\0", 3_500_000),
    "marks without a length": lambda: busy_jpeg(b"\xff\xd0", 3_500_000),
    "tables": lambda: busy_jpeg(b"\xff\xdb\0\x43\0" + bytes(range(1, 65)), 2000),
    "comments of a GIF": lambda: gif_with(3_500_000),
    "items of a HEIF": lambda: file(picture(), "HEIF") + b"infe" * 501,
    "items of an AVIF": lambda: file(picture(), "AVIF") + b"infe" * 501,
    "pictures of a WebP": lambda: file(picture(), "WEBP") + b"ANMF" * 1001,
}


class Steps(io.BytesIO):
    """Counts how often a decoder reads."""

    made = 0

    def read(self, *args):
        Steps.made += 1
        return super().read(*args)


@pytest.fixture
def steps(monkeypatch):
    monkeypatch.setattr("biometrics.images.header.io.BytesIO", Steps)
    Steps.made = 0
    return Steps


@pytest.mark.parametrize("name", BUSY)
def test_bytes_that_only_keep_a_reader_busy_are_counted(name, steps):
    with pytest.raises(UnusablePicture, match="too_intricate"):
        inspect_picture(BUSY[name]())
    assert steps.made == 0


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (
            "resources of Photoshop",
            lambda: busy_jpeg(
                b"\xff\xed" + struct.pack(">H", len(PHOTOSHOP) + 2) + PHOTOSHOP, times=100
            ),
        ),
        ("pieces of a GIF's picture", lambda: file(picture(), "GIF")[:-2] + b"\x01a" * 10**6),
        ("honest", lambda: file(picture(), "JPEG", progressive=True)),
    ],
)
def test_of_metadata_and_pixels_nothing_is_read_for_the_size(name, data, steps):
    assert inspect_picture(data()).width == 120
    assert steps.made < 100


def test_a_canvas_is_measured_before_its_reader_takes_memory(monkeypatch):
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "lime")]
    data = bytearray(file(frames[0], "WEBP", save_all=True, append_images=frames[1:]))
    data[24:30] = (16_000).to_bytes(3, "little") * 2
    monkeypatch.setattr(Image, "open", pytest.fail)
    assert problem_of(bytes(data), inspect_picture) is PictureProblem.TOO_MANY_PIXELS


WEBP = {
    "lossless": lambda: file(picture(), "WEBP", lossless=True),
    "lossy": lambda: file(picture(), "WEBP"),
    "with metadata": lambda: file(picture(), "WEBP", exif=Image.Exif().tobytes(), xmp=b"<x/>"),
    "moving": lambda: file(
        picture(), "WEBP", save_all=True, append_images=[Image.new("RGB", (120, 80))]
    ),
}


@pytest.mark.parametrize("kind", WEBP)
def test_the_size_of_a_webp_costs_no_decoder(kind, monkeypatch):
    """It takes 190 MB for 34 bytes that declare 24 million pixels, and a zip holds 500 of them."""
    monkeypatch.setattr(Image, "open", pytest.fail)
    info = inspect_picture(WEBP[kind]())
    assert (info.format, info.width, info.height) == ("WEBP", 120, 80)


@pytest.mark.parametrize("kind", WEBP)
@pytest.mark.parametrize("read", READERS)
def test_a_webp_that_is_too_large_gets_no_decoder(kind, read, monkeypatch):
    declared = {"lossless": (21, b"\xff" * 4), "lossy": (26, b"\xff\x3f" * 2)}
    at, size = declared.get(kind, (24, b"\xff" * 6))
    data = bytearray(WEBP[kind]())
    data[at : at + len(size)] = size
    monkeypatch.setattr(Image, "open", pytest.fail)
    assert problem_of(bytes(data), read) is PictureProblem.TOO_MANY_PIXELS


@pytest.mark.parametrize("kind", WEBP)
@pytest.mark.parametrize("read", READERS)
def test_a_webp_that_is_cut_off_is_damaged(kind, read):
    for length in (16, 22, 60):
        assert problem_of(WEBP[kind]()[:length], read) is PictureProblem.DAMAGED


@pytest.mark.parametrize("kind", ["AVIF", "HEIF", "PNG", "WEBP", "JPEG"])
def test_no_metadata_is_read_for_the_size(kind, monkeypatch):
    """60,000 entries in 700 kB take an opener 0.1 s; so many pictures come at once."""
    data = file(picture(), kind, exif=Image.Exif().tobytes())
    monkeypatch.setattr(Image.Exif, "load", pytest.fail)
    assert inspect_picture(data).width == 120


def test_who_has_looked_once_does_not_look_again(monkeypatch):
    looked, broken = look(file(picture())), look(b"no picture")
    monkeypatch.setattr("biometrics.images.inspection.examine", pytest.fail)
    assert inspect_picture(look(looked)).width == 120
    assert problem_of(broken, inspect_picture) is PictureProblem.UNKNOWN_FORMAT


def test_a_progressive_picture_in_many_pieces_is_read():
    honest = file(picture(), "JPEG", progressive=True)
    pieces = repeated(honest, b"\xff\xd9", last_scan(honest), 20)
    assert read_picture(pieces).shape == (80, 120, 3)


def lying_avif(side):
    """An AVIF file of few bytes whose header declares 100 by 100 pixels, and which holds more."""
    data = bytearray(file(Image.new("RGB", (side, side), (90, 80, 70)), "AVIF", speed=10))
    at = data.index(b"ispe") + 8
    assert struct.unpack(">II", data[at : at + 8]) == (side, side)
    data[at : at + 8] = struct.pack(">II", 100, 100)
    return bytes(data)


LIMITED = """
import sys
from functools import partial
from biometrics.images import pixels, read_picture
from biometrics.types import UnusablePicture
pixels.limited_memory = partial(pixels.limited_memory, 8 << 20)
lie, honest = (open(path, "rb").read() for path in sys.argv[1:])
try:
    read_picture(lie)
except UnusablePicture as refused:
    print(refused.problem, read_picture(honest).shape)
"""


def test_a_header_that_lies_gets_no_memory(tmp_path):
    """In a process of its own: one that has done much has memory left which was given back."""
    lie = lying_avif(4000)
    assert len(lie) < 10_000
    assert inspect_picture(lie).pixels == 10_000
    files = {"lie": lie, "honest": file(picture())}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    command = [sys.executable, "-c", LIMITED, *(str(tmp_path / name) for name in files)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout == "damaged (80, 120, 3)\n"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF"])
def test_no_decoder_ends_the_process_for_want_of_memory(monkeypatch, kind):
    """Memory that was given back before may be enough; what matters is that it goes on."""
    data = file(picture(2400, 1800), kind)
    monkeypatch.setattr(pixels, "limited_memory", partial(limited_memory, 2 << 20))
    with suppress(UnusablePicture):
        read_picture(data)
    monkeypatch.undo()
    assert read_picture(data).shape == (1200, 1600, 3)


def test_the_limit_of_memory_ends_with_the_picture():
    before = resource.getrlimit(resource.RLIMIT_DATA)
    with limited_memory(1 << 20), pytest.raises(MemoryError):
        np.ones(64 << 20, dtype=np.uint8)
    assert resource.getrlimit(resource.RLIMIT_DATA) == before
    assert np.ones(64 << 20, dtype=np.uint8).all()


PEAK = """
import sys
from biometrics.images import read_picture
def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024
data = open(sys.argv[1], "rb").read()
before = peak()
read_picture(data)
print(peak() - before)
"""


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("kind", "mode", "megabytes"),
    [
        ("JPEG", "RGB", 100),
        ("PNG", "RGB", 160),
        ("PNG", "RGBA", 160),
        ("HEIF", "RGB", 200),
        ("AVIF", "RGB", 250),
        ("WEBP", "RGB", 430),
    ],
)
def test_24_million_pixels_take_no_more_memory_than_is_said(tmp_path, kind, mode, megabytes):
    """docs/engines.md names these figures."""
    options = {"speed": 10} if kind == "AVIF" else {"quality": 60}
    stored = tmp_path / "large"
    stored.write_bytes(file(picture(6000, 4000).convert(mode), kind, **options))
    command = [sys.executable, "-c", PEAK, str(stored)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert int(done.stdout) < megabytes


@pytest.mark.parametrize("kind", ["TIFF", "ICO", "PPM", "TGA", "JPEG2000"])
def test_formats_that_are_not_named_are_not_tried(kind):
    assert problem_of(file(picture(64, 64), kind)) is PictureProblem.UNKNOWN_FORMAT


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF", "GIF"])
def test_a_truncated_file_is_damaged(kind, share):
    noise = np.random.default_rng(0).integers(0, 255, (200, 200, 3), dtype=np.uint8)
    data = file(Image.fromarray(noise), kind)
    assert problem_of(data[: max(16, int(len(data) * share))]) is PictureProblem.DAMAGED


def test_truncated_files_stay_refused_when_a_library_allowed_them(monkeypatch):
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    data = file(picture(400, 400), "JPEG")
    assert problem_of(data[: len(data) // 2]) is PictureProblem.DAMAGED
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_flipped_bytes_never_escape_as_another_error():
    data = bytearray(file(picture(), "PNG"))
    random = np.random.default_rng(1)
    for _ in range(200):
        broken = bytearray(data)
        broken[int(random.integers(8, len(data)))] ^= int(random.integers(1, 256))
        try:
            read_picture(bytes(broken))
        except UnusablePicture:
            continue


def test_location_and_maker_notes_are_left_behind():
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(0x8825)[2] = (31.0, 13.0, 49.0)
    pixels = read_picture(file(picture(), "JPEG", exif=exif))
    assert b"SECRET-CAMERA" not in pixels.tobytes()
    assert type(pixels) is np.ndarray
