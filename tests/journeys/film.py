"""What a fake camera sees: a picture, held before the lens."""

import io
from pathlib import Path

from PIL import Image

FRAMES = 30
CAMERA = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


def film(picture: bytes, path: Path) -> list[str]:
    """Write a film of the picture (mjpeg: one JPEG after the other); return Chromium's arguments that play it."""
    ground = Image.new("RGB", (640, 480), (90, 90, 90))
    ticket = Image.open(io.BytesIO(picture)).convert("RGB")
    ticket.thumbnail((400, 400))
    ground.paste(ticket, ((640 - ticket.width) // 2, (480 - ticket.height) // 2))
    frame = io.BytesIO()
    ground.save(frame, "JPEG", quality=90)
    path.write_bytes(frame.getvalue() * FRAMES)
    return [*CAMERA, f"--use-file-for-fake-video-capture={path}"]
