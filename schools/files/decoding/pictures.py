"""Reading a picture: its size before its pixels, then all its pixels, then what else the file carries (S5.02, S5.06).

Only the first frame is decoded. No preview is made, and nothing of the picture leaves this process but its facts.
"""

import importlib
import io
import warnings
from typing import BinaryIO

from PIL import ExifTags, Image

from schools.files.decoding import endings
from schools.files.decoding.findings import Findings, Refused

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 15_000
MOST_FRAMES = 200

FORMATS = {"png": "PNG", "jpeg": "JPEG", "gif": "GIF", "webp": "WEBP", "heic": "HEIF"}
# Every module a picture can ask for: none can be loaded once the process is sealed.
PARTS = ["PIL.PngImagePlugin", "PIL.JpegImagePlugin", "PIL.MpoImagePlugin", "PIL.GifImagePlugin", "PIL.TiffImagePlugin"]

SMALLER = "Take a screenshot of the part that matters, or save a smaller copy, and add that."
LOCATED = "The picture carries the place where it was taken (GPS), which may be somebody's home or place of work."


def prepare(kind: str) -> None:
    """Load all that reading a picture of this kind may need."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.preinit()
    importlib.import_module("PIL.TiffImagePlugin")  # EXIF is written as TIFF
    if kind == "webp":
        importlib.import_module("PIL.WebPImagePlugin")
    if kind == "heic":
        opener = importlib.import_module("pillow_heif").register_heif_opener
        opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


def read(kind: str, file: BinaryIO) -> Findings:
    """Decode the first frame whole and say what was found.

    :raises Refused: too many pixels or frames, or too long a side.
    """
    data = file.read()
    end, frames = _end_and_frames(kind, data)
    try:
        with Image.open(io.BytesIO(data), formats=[FORMATS[kind]]) as picture:
            frames = frames or getattr(picture, "n_frames", 1)
            _refuse_excess(*picture.size, frames)
            picture.load()
            notes = _notes(picture, frames, len(data) - end)
            return Findings(kind, width=picture.width, height=picture.height, notes=notes)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as excess:
        raise Refused(f"This picture has more than 40 million pixels, too many to check. {SMALLER}") from excess


def _end_and_frames(kind: str, data: bytes) -> tuple[int, int]:
    """Where the picture ends, and its frames where Pillow would have to decode to count them (otherwise 0)."""
    if kind == "gif":
        return endings.end_and_frames_of_gif(data, MOST_FRAMES)
    find = {"png": endings.end_of_png, "jpeg": endings.end_of_jpeg, "webp": endings.end_of_webp}.get(kind, len)
    return find(data), 0


def _refuse_excess(width: int, height: int, frames: int) -> None:
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Refused(f"This picture says it is {width:,} by {height:,} pixels, too large to check. {SMALLER}")
    if frames > MOST_FRAMES:
        raise Refused(f"This picture moves through more than {MOST_FRAMES} frames, too many to check. {SMALLER}")


def _notes(picture: Image.Image, frames: int, after: int) -> tuple[str, ...]:
    notes = []
    if frames > 1:
        notes.append(f"The file holds {frames} pictures or frames; only the first was checked.")
    if after:
        notes.append(f"{after:,} bytes come after the end of the picture. Phones add some; a hidden file does too.")
    if _says_where(picture):
        notes.append(LOCATED)
    return tuple(notes)


def _says_where(picture: Image.Image) -> bool:
    """GPS in EXIF or in XMP; EXIF too broken to read says nothing, and is no reason to refuse a picture."""
    if b"GPSLatitude" in _bytes(picture.info.get("xmp")) + _bytes(picture.info.get("XML:com.adobe.xmp")):
        return True
    try:
        return bool(picture.getexif().get_ifd(ExifTags.IFD.GPSInfo))
    except PermissionError:
        raise
    except Exception:
        return False


def _bytes(value: object) -> bytes:
    return value.encode("utf-8", "replace") if isinstance(value, str) else value if isinstance(value, bytes) else b""
