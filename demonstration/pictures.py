"""A drawn picture for an edition's page: hills before the sky, in colours of their own for each."""

import colorsys
import math
import random
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from core.accounts.models import User
from core.files.models import UploadKind
from core.files.uploads import keep_upload
from events.pictures.keep import add_picture
from events.programmes.models import Edition

WIDE, HIGH, HILLS = 1280, 480, 5


def colour(hue: float, light: float) -> tuple[int, int, int]:
    red, green, blue = colorsys.hls_to_rgb(hue % 1, light, 0.45)
    return round(red * 255), round(green * 255), round(blue * 255)


def drawn(seed: str) -> bytes:
    """The same picture for the same seed, as PNG."""
    dice = random.Random(seed)  # noqa: S311
    hue = dice.random()
    picture = Image.new("RGB", (WIDE, HIGH), colour(hue, 0.86))
    pen = ImageDraw.Draw(picture)
    sun = dice.randrange(150, WIDE - 150)
    pen.ellipse((sun - 55, 60, sun + 55, 170), fill=colour(hue + 0.45, 0.8))
    for hill in range(HILLS):
        phase, waves = dice.uniform(0, 6), dice.uniform(1.5, 4)
        line = [
            (x, HIGH * (0.35 + 0.13 * hill) + 38 * math.sin(phase + waves * 2 * math.pi * x / WIDE))
            for x in range(0, WIDE + 1, 8)
        ]
        pen.polygon([*line, (WIDE, HIGH), (0, HIGH)], fill=colour(hue + 0.02 * hill, 0.68 - 0.11 * hill))
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def illustrate(edition: Edition, by: User) -> None:
    upload = keep_upload(SimpleUploadedFile("hills.png", drawn(edition.slug)), [UploadKind.PICTURE], by)
    add_picture(edition, upload, "Hills before the sky, a drawing", by)
