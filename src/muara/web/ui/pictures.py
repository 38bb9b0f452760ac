"""Photos that people send: judged by content, made small, kept under a random name, handed out by a view (T9).

What is kept is drawn anew from the pixels. Where and with which phone a photo was taken (EXIF), its profile,
comments, previews and anything hung behind the picture stay with whoever sent it.
"""

from __future__ import annotations

import io
import re
import secrets
import struct
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from PIL import Image

MOST_BYTES = 15_000_000
MOST_PIXELS = 50_000_000
MOST_PIXELS_AT_ONCE = 12_000_000  # what cannot be read at a smaller scale: PNG, WebP and progressive JPEG
FORMATS = ("JPEG", "PNG", "WEBP")
LARGE, SMALL = 1600, 320
NAME = re.compile(r"[0-9a-f]{32}")
BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, TypeError, IndexError, KeyError, OverflowError, MemoryError,
    struct.error, zlib.error,
)  # fmt: skip


class UnreadablePicture(ValueError):
    """The photo cannot be kept; the message is fit to show to the person."""


@dataclass(frozen=True)
class Picture:
    """A photo as it will be kept: two JPEG files without a word about where they come from."""

    large: bytes
    small: bytes
    width: int
    height: int


def read_picture(file: IO[bytes]) -> Picture:
    """Draw a sent photo anew, upright and at most 1600 pixels long.

    Raises
    ------
    UnreadablePicture
        If it is too large, or no JPEG, PNG or WebP by its content, whatever it is called.
    """
    from PIL import Image, ImageOps  # only a process that is sent a photo loads Pillow

    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise UnreadablePicture(_("This photo is larger than 15 MB. Choose a smaller one."))
    try:
        image = Image.open(io.BytesIO(data), formats=FORMATS)
        at_once = image.format != "JPEG" or bool(image.info.get("progressive"))
        if image.width * image.height > (MOST_PIXELS_AT_ONCE if at_once else MOST_PIXELS):
            raise UnreadablePicture(_("This photo has too many pixels. Choose a smaller one."))
        image.draft("RGB", (LARGE, LARGE))  # a JPEG is read at the scale that is needed, not whole
        upright = _without_holes(ImageOps.exif_transpose(image))
        upright.thumbnail((LARGE, LARGE))
        small = upright.copy()
        small.thumbnail((SMALL, SMALL))
        return Picture(_written(upright), _written(small), upright.width, upright.height)
    except UnreadablePicture:
        raise
    except (*BROKEN, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise UnreadablePicture(_("This file is no photo that can be read. Send a JPEG, PNG or WebP.")) from error


def _without_holes(image: Image.Image) -> Image.Image:
    from PIL import Image

    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        clear = image.convert("RGBA")
        white = Image.new("RGB", clear.size, "white")
        white.paste(clear, mask=clear.getchannel("A"))
        return white
    plain = image.convert("RGB")
    return plain.copy() if plain is image else plain


def _written(image: Image.Image) -> bytes:
    image.info.clear()  # a comment or a profile would be written along
    file = io.BytesIO()
    image.save(file, "JPEG", quality=78, optimize=True, progressive=True)
    return file.getvalue()


def keep_picture(picture: Picture) -> str:
    """Write both files and return the random name under which they are found."""
    name = secrets.token_hex(16)
    for size, content in (("", picture.large), ("-kecil", picture.small)):
        default_storage.save(_path(name, size), ContentFile(content))
    return name


def forget_picture(name: str) -> None:
    """Delete both files of a photo; one that is gone already is no error."""
    for size in ("", "-kecil"):
        default_storage.delete(_path(name, size))


def picture_answer(name: str, *, small: bool = False, is_public: bool = False) -> HttpResponse:
    """Hand out a photo; whoever calls has asked whether the reader may see it."""
    if not NAME.fullmatch(name):
        raise Http404
    try:
        with default_storage.open(_path(name, "-kecil" if small else "")) as file:
            answer = HttpResponse(file.read(), content_type="image/jpeg")
    except FileNotFoundError as error:
        raise Http404 from error
    answer["Content-Disposition"] = f'inline; filename="{name[:8]}.jpg"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "max-age=3600" if is_public else "private, no-store"
    return answer


def _path(name: str, size: str) -> str:
    return f"gambar/{name[:2]}/{name}{size}.jpg"


def sample_picture(seed: int, width: int = 960, height: int = 640) -> IO[bytes]:
    """Draw a made-up picture of an empty building, for sample data: no photo of a real place."""
    from PIL import Image, ImageDraw

    shade: Any = [(90 + (seed * step) % 90) for step in (37, 53, 71)]
    image = Image.new("RGB", (width, height), (214, 222, 222))
    draw = ImageDraw.Draw(image)
    ground, left, right = int(height * 0.78), int(width * 0.16), int(width * 0.84)
    draw.rectangle((0, ground, width, height), fill=(151, 141, 118))
    draw.rectangle((left, int(height * 0.38), right, ground), fill=tuple(shade))
    roof = [(left - 40, int(height * 0.38)), (width // 2, int(height * 0.14)), (right + 40, int(height * 0.38))]
    draw.polygon(roof, fill=(112, 66, 40))
    for number in range(3 + seed % 3):
        x = left + 40 + number * (right - left - 40) // (3 + seed % 3)
        draw.rectangle((x, int(height * 0.48), x + 60, int(height * 0.62)), fill=(38, 42, 44))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=70)
    file.seek(0)
    return file
