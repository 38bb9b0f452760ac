"""Photos are judged by content, and nothing but what is seen is kept (reliability T9)."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from PIL import Image, PngImagePlugin

from muara.web.ui.fields import PictureField
from muara.web.ui.pictures import (
    LARGE,
    UnreadablePicture,
    forget_picture,
    keep_picture,
    picture_answer,
    read_picture,
    sample_picture,
)


def written(image: Image.Image, kind: str = "JPEG", **about) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **about)
    return file.getvalue()


def read(data: bytes):
    return read_picture(io.BytesIO(data))


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def photo(size=(800, 600)) -> Image.Image:
    return Image.effect_noise(size, 60).convert("RGB")


def test_where_and_with_what_it_was_taken_is_gone():
    exif = Image.Exif()
    exif[0x010F] = "Merek Rahasia"
    exif[0x8825] = {1: "S", 2: (7.0, 25.0, 30.0), 3: "E", 4: (109.0, 14.0, 0.0)}
    data = written(photo(), exif=exif, comment=b"Catatan rahasia", icc_profile=b"Profil rahasia" * 30)
    assert b"Merek Rahasia" in data

    kept = read(data)

    for part in (kept.large, kept.small):
        assert b"ahasia" not in part
        assert b"Exif" not in part
        assert not opened(part).getexif()
        assert {"comment", "icc_profile", "exif"} & set(opened(part).info) == set()


def test_words_inside_a_png_are_gone_too():
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Nama rahasia")
    words.add_itxt("XML:com.adobe.xmp", "Tempat rahasia")

    assert b"ahasia" not in read(written(photo(), "PNG", pnginfo=words)).large


def test_what_hangs_behind_the_picture_is_gone():
    data = written(photo()) + b"<script>alert(1)</script>" + b"PK\x03\x04"

    assert b"script" not in read(data).large


def test_it_is_turned_upright_and_made_small():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    sideways = Image.new("RGB", (3000, 2000), "red")
    sideways.paste("blue", (0, 0, 1500, 2000))

    kept = read(written(sideways, exif=exif))

    assert (kept.width, kept.height) == opened(kept.large).size == (1067, LARGE)
    assert max(opened(kept.small).size) == 320
    top, bottom = (opened(kept.large).getpixel((500, y)) for y in (100, 1500))
    assert top[2] > 200 > 60 > top[0]
    assert bottom[0] > 200 > 60 > bottom[2]


@pytest.mark.parametrize("mode", ["L", "P", "RGBA", "LA", "CMYK", "1", "I;16"])
def test_every_kind_of_pixels_becomes_a_plain_photo(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = Image.new(mode, (40, 30))

    kept = opened(read(written(image, kind)).large)

    assert (kept.format, kept.mode, kept.size) == ("JPEG", "RGB", (40, 30))


def test_what_is_clear_becomes_white():
    assert opened(read(written(Image.new("RGBA", (40, 30)), "PNG")).large).getpixel((5, 5)) == (255, 255, 255)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that says it is enormous."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 300_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def hostile() -> dict[str, bytes]:
    rng = random.Random(9)
    jpeg, png, webp = (written(photo((90, 60)), kind) for kind in ("JPEG", "PNG", "WEBP"))
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr("a.jpg", jpeg)
    files = {
        "empty": b"",
        "text": b"halo",
        "html": b"<html><script>alert(1)</script>",
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "pdf": b"%PDF-1.7\n1 0 obj<</OpenAction 2 0 R>>endobj",
        "elf": b"\x7fELF" + bytes(200),
        "exe": b"MZ" + bytes(200),
        "zip": zipped.getvalue(),
        "php": b"\xff\xd8\xff\xe0<?php system($_GET[0]); ?>",
        "gif": written(photo((9, 9)), "GIF"),
        "bmp": written(photo((9, 9)), "BMP"),
        "tiff": written(photo((9, 9)), "TIFF"),
        "ico": written(photo((16, 16)), "ICO"),
        "ppm": written(photo((9, 9)), "PPM"),
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (r) file\n",
        "wide": bomb(30_000, 30_000),
        "wider": bomb(2**31 - 1, 2**31 - 1),
        "just too wide": bomb(4_000, 3_001),
        "no header": b"\x89PNG\r\n\x1a\n",
        "no pixels": b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0)),
        "zero wide": bomb(0, 9),
        "text bomb": b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 9, 9, 8, 2, 0, 0, 0))
        + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(20_000_000))) + chunk(b"IEND", b""),
        "riff": b"RIFF\xff\xff\xff\xffWEBPVP8 ",
        "too heavy": jpeg + bytes(15_000_000),
        "utf-16": "halo".encode("utf-16"),
        "nul": bytes(1000),
    }  # fmt: skip
    for name, whole in (("jpeg", jpeg), ("png", png), ("webp", webp)):
        files[f"{name} cut early"] = whole[: len(whole) // 3]
        files[f"{name} head only"] = whole[:24]
    for number in range(8):
        files[f"noise {number}"] = rng.randbytes(400 + 300 * number)
    assert len(files) >= 40
    return files


@pytest.mark.parametrize(("name", "data"), hostile().items(), ids=list(hostile()))
def test_forty_hostile_files_are_refused_in_a_sentence(name, data):
    with pytest.raises(UnreadablePicture, match=r"\.$"):
        read(data)


def test_bytes_changed_at_random_never_break_it():
    rng = random.Random(10)
    for whole in (written(photo((90, 60))), written(photo((90, 60)), "PNG"), written(photo((90, 60)), "WEBP")):
        for _ in range(60):
            data = bytearray(whole)
            for _ in range(rng.randint(1, 12)):
                data[rng.randrange(len(data))] = rng.randrange(256)
            try:
                kept = read(bytes(data))
            except UnreadablePicture:
                continue
            assert opened(kept.large).format == "JPEG"


def test_a_name_says_nothing_and_both_sizes_come_and_go(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    name = keep_picture(read(written(photo())))

    large, small = picture_answer(name), picture_answer(name, small=True)

    assert large["Content-Type"] == "image/jpeg"
    assert large["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in large["Cache-Control"]
    assert len(small.content) < len(large.content)
    forget_picture(name)
    forget_picture(name)
    assert not default_storage.exists(f"gambar/{name[:2]}/{name}.jpg")
    for lost in (name, "../../etc/passwd", "x" * 32, ""):
        with pytest.raises(Http404):
            picture_answer(lost)


def test_the_field_gives_a_picture_nothing_or_a_sentence():
    field = PictureField(required=False)

    assert field.clean(None) is None
    kept = field.clean(SimpleUploadedFile("<b>.exe", sample_picture(3).read()))
    assert (kept.width, kept.height) == (960, 640)
    with pytest.raises(Exception, match="JPEG"):
        field.clean(SimpleUploadedFile("foto.jpg", b"<script>"))
