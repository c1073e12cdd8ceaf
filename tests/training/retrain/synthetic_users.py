"""Made-up people: a seed in, labelled hands as their pages would send them out, and how to send them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import uuid4

import asyncpg
import cv2
import httpx
import numpy as np

from tests.backend.batches import encode, hand_sample
from tests.browser.clip import LOOKS
from tests.server import ROOT
from training.head.features import Floats
from training.head.hand_numbers import features_of
from training.head.published import read_head
from training.kernel import Kernel, Square
from training.labels import HAND_LABELS
from training.registry.publish import current_model
from training.registry.recogniser import look_at_squares
from training.silhouette import Picture
from training.synthetic import scenes
from training.synthetic.poses import OPPOSED, PINCHED, SPREAD, Shown, draw_shape, show
from training.synthetic.render import Placement, project_with_points
from training.synthetic.rig import Pose, rotation

Show = Callable[[str, np.random.Generator], Shown]

CHAMPION = current_model(ROOT / "converted_models", "hand")
KEY = b"\x01" * 32  # under which, of "person 1" to "person 20", seven are held out
PASSWORD = "correct horse battery"
SIDE = 240  # pixels of a rendered picture
SENT = 224  # and of the square of the hand that a page sends
NONE = ("rock", 1)  # a pose that is none, and the seed of its look


@dataclass(frozen=True)
class Drawn:
    """What a person says that it is, hand numbers [67 + E], and a JPEG of the upright square around the hand."""

    label: str
    hand: Floats
    image: bytes


def plain(label: str, random: np.random.Generator) -> Shown:
    """A hand as the shipped model knows it, never twice the same."""
    gesture, seed = NONE if label == "none" else LOOKS[label]
    shown = show(gesture, np.random.default_rng(seed))
    tilt = rotation("x", random.normal(0, 8)) @ rotation("y", random.normal(0, 8)) @ rotation("z", random.normal(0, 6))
    shape = draw_shape(random, wide=gesture == "closed_palm")
    return replace(shown, shape=shape, view=tilt @ shown.view, mirrored=bool(random.random() < 0.5))


def with_middle_finger(label: str, random: np.random.Generator) -> Shown:
    """Okay made by thumb and middle finger, which the shipped model calls none; everything else as it knows it."""
    shown = plain(label, random)
    pinched = Pose(SPREAD._replace(middle=PINCHED.middle), OPPOSED)
    return replace(shown, pose=pinched) if label == "okay" else shown


def draw(seeds: Sequence[int], each: Mapping[str, int], how: Show = plain) -> list[list[Drawn]]:
    """One person for each seed, who shows each label so many times, in a room that is drawn."""
    kernel, labels, pictures = Kernel(), [], []
    for seed in seeds:
        random = np.random.default_rng(seed)
        for label in (label for label, count in each.items() for _ in range(count)):
            labels.append(label)
            pictures.append(_picture(how(label, random), random, kernel))
    hands, _ = look_at_squares(pictures, CHAMPION)
    drawn = [Drawn(label, hand, _jpeg(*one, kernel)) for label, hand, one in zip(labels, hands, pictures, strict=True)]
    size = sum(each.values())
    return [drawn[start : start + size] for start in range(0, len(drawn), size)]


def twenty_people() -> dict[str, list[Drawn]]:
    """Enough of them, who make okay by the middle finger, that a new head passes the gate, where the key is KEY."""
    each = dict.fromkeys(HAND_LABELS, 3) | {"okay": 6}
    seeds = range(1, 21)
    return {f"person {n}": drawn for n, drawn in zip(seeds, draw(seeds, each, with_middle_finger), strict=True)}


def _picture(shown: Shown, random: np.random.Generator, kernel: Kernel) -> tuple[Picture, Square]:
    place = Placement(float(random.uniform(0.35, 0.6)), 0.5, 0.5)
    hand, points = project_with_points(shown, place, SIDE)
    scene, _ = scenes.add_hand(scenes.draw_background(random, SIDE), hand, random)
    (rgb,) = scenes.shoot(scene, scenes.Camera.draw(random), 1, random)
    rgba = np.concatenate([rgb, np.full((SIDE, SIDE, 1), 255, np.uint8)], 2)
    return rgba, kernel.square_of_points(points)


def _jpeg(picture: Picture, square: Square, kernel: Kernel) -> bytes:
    """As the page takes it."""
    crop = kernel.crop(picture, square, SENT)
    return cv2.imencode(".jpg", cv2.cvtColor(crop, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 90])[1].tobytes()


def send(server: str, people: Mapping[str, Sequence[Drawn]], *, photos: bool = False) -> None:
    """Register each of them, let hands be kept, and send theirs as prompted samples of the shipped model."""
    level = "photos" if photos else "shapes"
    for name, drawn in people.items():
        with httpx.Client(base_url=server, headers={"Sec-Fetch-Site": "same-origin"}, timeout=60) as page:
            body = {"name": name, "password": PASSWORD, "remember": False}
            assert page.post("/api/session", json=body).status_code == 201
            assert page.put("/api/consent", json={"level": level, "version": 1}).status_code == 200
            session = str(uuid4())
            rows = [_sample(one, session, photos) for one in drawn]
            for start in range(0, len(rows), 100):
                bodies = [one.hand.tobytes() + (one.image if photos else b"") for one in drawn[start : start + 100]]
                headers = {"Content-Type": "application/vnd.gesture-samples"}
                content = encode(rows[start : start + 100], bodies)
                results = page.post("/api/samples", content=content, headers=headers).json()["results"]
                assert {result["status"] for result in results} == {"stored"}, results


def fix_key(database_url: str) -> None:
    """Give the database KEY, so that the same people are held out each time."""
    asyncio.run(_fix_key(database_url))


async def _fix_key(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute("UPDATE learning_key SET key = $1", KEY)
    await connection.close()


def _sample(drawn: Drawn, session: str, photo: bool) -> dict[str, object]:
    probabilities = read_head(CHAMPION).head.probabilities(features_of(drawn.hand[None]))[0]
    return hand_sample(
        network_input={"kind": "points", "width": len(drawn.hand) - 67, "height": 1, "bytes": 4 * len(drawn.hand)},
        sample_id=str(uuid4()),
        session_id=session,
        captured_at=datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        model_id=CHAMPION.name,
        predicted=HAND_LABELS[int(probabilities.argmax())],
        probabilities=probabilities.tolist(),
        frame_image={"type": "image/jpeg", "width": SENT, "height": SENT, "bytes": len(drawn.image)} if photo else None,
        label=drawn.label,
        label_source="prompted",
        reason="prompted",
    )
