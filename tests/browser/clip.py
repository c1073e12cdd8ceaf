"""Render a webcam-like clip: a seed and a list of labels in; a film of a synthetic hand and its JSON out.

A lit hand of skin, with a sleeve, moves a little before a textured room; the sensor is noisy and the exposure drifts.
The eight blocks at the top left give the segment's number (tests/browser/watch.js reads them).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from training.silhouette import Picture
from training.synthetic.poses import Shown, show
from training.synthetic.render import Placement, draw_colour, project

Random = np.random.Generator
Scene = npt.NDArray[np.float32]  # RGB, 0 … 255
Show = Callable[[str, Random], Shown]

WIDTH, HEIGHT, FPS = 640, 480, 30
GUIDE = {"cx": 0.30, "cy": 0.45, "side": 0.70}
HAND_EXTENT = 0.72  # of the guide box
OTHER_CX = 0.78  # of the frame's width: where a second hand is
SWAY = 0.02  # of the picture: nobody holds still
SKIN, SLEEVE = np.array([206.0, 150.0, 120.0]), np.array([60.0, 84.0, 150.0])
LIGHT, AMBIENT = np.array([0.3, 0.6, 0.74]), 0.6
NOISE_LEVELS = 2.5
DRIFT = 0.02  # of the brightness, up and down in DRIFT_SECONDS
DRIFT_SECONDS = 9.0
JPEG_QUALITY = 85
# Of the rigged hand's many looks, one for each gesture: what poses.py calls it, and the seed that draws it.
LOOKS = {
    "thumbs_up": ("thumbs_up", 1),
    "l": ("l", 1),
    "fist": ("fist", 1),
    "open_palm": ("open_palm", 3),
    "closed_palm": ("closed_palm", 1),
    "okay": ("ok", 1),
    "peace": ("peace", 2),
}
BACKGROUND_FRAMES, GESTURE_FRAMES, NONE_FRAMES = 90, 75, 40


@dataclass(frozen=True)
class Part:
    """One segment: what is shown, for how many frames; `other` is shown by a second hand, beside the guide box."""

    label: str
    frames: int
    other: str | None = None


def script_of(labels: list[str]) -> list[Part]:
    """The empty room to learn, then each label with the empty room after it."""
    parts = [Part("background", BACKGROUND_FRAMES)]
    for label in labels:
        parts += [Part(label, GESTURE_FRAMES), Part("none", NONE_FRAMES)]
    return parts


def looks(label: str, _: Random) -> Shown:
    """The hand of LOOKS that shows `label`."""
    gesture, seed = LOOKS[label]
    return show(gesture, np.random.default_rng(seed))


def render_clip(path: Path, parts: list[Part], seed: int, how: Show = show, every: int = 1) -> Path:
    """Write `path` (640×480) and its .json; the same seed gives the same bytes.

    Of its frames it has one in `every`, and as many fewer a second: .mjpeg is always played at FPS, .y4m as it says. A
    page that sees fewer leaves the processor to others. `how` poses a hand for a label.
    """
    if every > 1 and path.suffix != ".y4m":
        raise ValueError(f"{path.name} would be played at {FPS} frames a second: name it .y4m")
    random = np.random.default_rng(seed)
    room = textured_room(random)
    noise = [random.normal(0, NOISE_LEVELS, room.shape).astype(np.float32) for _ in range(8)]
    segments, number = [], 0
    with path.open("wb") as film:
        if path.suffix == ".y4m":
            film.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FPS // every}:1 Ip A1:1 C420\n".encode())
        for segment, part in enumerate(parts, start=1):
            start = number
            for scene in scenes_of(part, room, random, how, every):
                frame = numbered(shoot(scene, noise[number % len(noise)], every * number), segment)
                film.write(planes(frame) if path.suffix == ".y4m" else jpeg(frame))
                number += 1
            segments.append({"segment": segment, "label": part.label, "start": start, "end": number})
    guide = {"width": WIDTH, "height": HEIGHT, "fps": FPS // every, "frames": number, "guide": GUIDE}
    path.with_suffix(".json").write_text(json.dumps(guide | {"segments": segments}, indent=1))
    return path


def textured_room(random: Random) -> Scene:
    """A wall (480, 640, 3) with striped paper, stains and a shade across it, a picture, a rail behind the hand."""
    stains = cv2.resize(random.normal(0, 9, (24, 32, 3)), (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    paper = random.normal(0, 2, (HEIGHT, WIDTH, 1))
    stripes = 10 * np.sin(np.arange(WIDTH) / 5)[None, :, None]
    shade = np.linspace(14, -14, WIDTH)[None, :, None]
    room = np.array([126.0, 148.0, 152.0]) + stains + paper + stripes + shade
    room[300:330] -= 60
    cv2.rectangle(room, (420, 60), (590, 220), (70.0, 52.0, 44.0), -1)
    cv2.rectangle(room, (432, 72), (578, 208), (212.0, 204.0, 180.0), -1)
    return np.asarray(np.clip(room, 4, 250), np.float32)


def scenes_of(part: Part, room: Scene, random: Random, how: Show = show, every: int = 1) -> Iterator[Scene]:
    """One scene (480, 640, 3) for one frame in `every`: the room, or the room with one person's hand that sways."""
    if part.label in ("background", "none"):
        yield from (room for _ in range(0, part.frames, every))
        return
    shown, phase = how(part.label, random), random.uniform(0, 2 * np.pi)
    other = None if part.other is None else how(part.other, random)
    for frame in range(0, part.frames, every):
        right, down = SWAY * np.sin(phase + frame / 9), SWAY * np.cos(phase + frame / 14)
        scene = with_hand(room, shown, right, down)
        yield scene if other is None else with_hand(scene, other, down, right, OTHER_CX)


def with_hand(
    room: Scene,
    shown: Shown,
    right: float,
    down: float,
    centre: float = GUIDE["cx"],
    extent: float = HAND_EXTENT * GUIDE["side"],
) -> Scene:
    """The room with a hand around `centre` of the frame's width, moved by fractions of the frame's height.

    Its `extent` is a fraction of that, too.
    """
    left = 0 if centre < 0.5 else WIDTH - HEIGHT  # of the square that is drawn
    placement = Placement(extent, (centre * WIDTH - left) / HEIGHT + right, GUIDE["cy"] + down)
    colour, mask = draw_colour(project(shown, placement, HEIGHT), HEIGHT, SKIN, SLEEVE, LIGHT, AMBIENT)
    alpha = cv2.GaussianBlur(np.asarray(mask, np.float32) / 255, (3, 3), 0.6)[:, :, None]
    scene = room.copy()
    scene[:, left : left + HEIGHT] = scene[:, left : left + HEIGHT] * (1 - alpha) + colour * alpha
    return scene


def shoot(scene: Scene, noise: Scene, number: int) -> Picture:
    """The camera's frame of a scene: exposure that drifts, and the sensor's noise."""
    exposed = scene * float(1 + DRIFT * np.sin(2 * np.pi * number / (FPS * DRIFT_SECONDS)))
    return np.asarray(np.clip(np.rint(exposed + noise), 0, 255), np.uint8)


def encode(frame: Picture, segment: int) -> bytes:
    """A JPEG of an RGB frame with the segment's number in its corner."""
    return jpeg(numbered(frame, segment))


def numbered(frame: Picture, segment: int) -> Picture:
    """The frame, with the segment's number in its corner from now on."""
    for block in range(8):
        frame[0:16, 16 * block : 16 * block + 16] = 255 if segment >> (7 - block) & 1 else 0
    return frame


def jpeg(frame: Picture) -> bytes:
    """An RGB frame as cameras send it."""
    done, coded = cv2.imencode(".jpg", cv2.cvtColor(frame, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        raise RuntimeError("OpenCV cannot encode JPEG; install opencv-python-headless again")
    return coded.tobytes()


def planes(frame: Picture) -> bytes:
    """An RGB frame as .y4m holds it."""
    return b"FRAME\n" + cv2.cvtColor(frame, cv2.COLOR_RGB2YUV_I420).tobytes()
