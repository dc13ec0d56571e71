"""A picture in several widths, so that a telephone does not load what a large screen needs."""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image

WIDTHS = (320, 640, 1280, 1920)
QUALITY = 80
# The greatest side of a WebP picture.
HIGHEST = 16_000


@dataclass(frozen=True)
class Resized:
    """WebP bytes of one width in pixels; `digest` is their SHA-256 in hexadecimal."""

    width: int
    height: int
    content: bytes
    digest: str


def widths_for(width: int) -> list[int]:
    """The usual widths below the picture's own, and its own or the greatest usual one: never enlarged."""
    own = min(width, WIDTHS[-1])
    return [*(each for each in WIDTHS if each < own), own]


def resize(content: bytes) -> list[Resized]:
    """The picture in each of its widths, the narrowest first, with nothing but its pixels.

    `content` is a picture that `core.files.checks` has written anew.
    """
    opened = Image.open(io.BytesIO(content))
    wide, high = opened.size
    # A photograph is unpacked at about the size that is needed.
    opened.draft("RGB", (WIDTHS[-1], WIDTHS[-1] * high // wide))
    picture: Image.Image = opened if opened.mode in {"RGB", "RGBA"} else opened.convert("RGB")
    made: list[Resized] = []
    for width in reversed(widths_for(wide)):
        height = min(max(1, round(high * width / wide)), HIGHEST)
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
        out = io.BytesIO()
        picture.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=None)
        made.append(Resized(width, height, out.getvalue(), hashlib.sha256(out.getvalue()).hexdigest()))
    return made[::-1]
