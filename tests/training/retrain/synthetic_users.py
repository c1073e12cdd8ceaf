"""Made-up people: a seed in, labelled silhouettes as their pages would send them out, and how to send them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import numpy as np

from tests.backend.batches import encode, sample
from training.labels import LABELS
from training.network_input import network_input
from training.registry.manifest import read_manifest
from training.registry.publish import current_model
from training.registry.recogniser import classify
from training.silhouette import Picture
from training.synthetic.degrade import degrade
from training.synthetic.poses import Shown, show
from training.synthetic.render import Placement, draw_mask, project

Show = Callable[[str, np.random.Generator], Shown]
Drawn = tuple[str, Picture]  # what the person says it is, and the network's input (64, 64)

SIDE = 64
SHOWN = read_manifest(current_model(Path(__file__).parents[3] / "converted_models")).input
KEY = b"\x01" * 32  # under which, of "person 1" to "person 20", seven are held out
PASSWORD = "correct horse battery"
NONE = "peace"  # a gesture that is none of the five


def with_arm_from_the_side(gesture: str, random: np.random.Generator) -> Shown:
    """The hand as always, the wide sleeve from the thumb's side: nobody that the shipped model knows does that."""
    shown = show(gesture, random)
    side = -90 + float(random.normal(0, 5))
    return replace(shown, shape=replace(shown.shape, forearm=True, forearm_side=side, forearm_width=1.3))


def draw(seed: int, each: int, how: Show = show) -> list[Drawn]:
    """`each` silhouettes of every label, in turns."""
    random = np.random.default_rng(seed)
    return [(label, silhouette(label, random, how)) for _ in range(each) for label in LABELS]


def silhouette(label: str, random: np.random.Generator, how: Show) -> Picture:
    """A network's input (64, 64) of 0..255."""
    place = Placement(float(random.uniform(0.5, 0.7)), 0.5, 0.5)
    mask = draw_mask(project(how(NONE if label == "none" else label, random), place, 2 * SIDE), 2 * SIDE)
    return network_input(degrade(mask, random), SHOWN)


def send(server: str, people: Mapping[str, Sequence[Drawn]], champion: Path) -> None:
    """Register each of them, let silhouettes be kept, and send theirs as prompted samples of the champion."""
    pictures = [picture for drawn in people.values() for _, picture in drawn]
    answers = iter(classify(pictures, champion, inputs=True).tolist())
    for name, drawn in people.items():
        with httpx.Client(base_url=server, headers={"Sec-Fetch-Site": "same-origin"}, timeout=60) as page:
            body = {"name": name, "password": PASSWORD, "remember": False}
            assert page.post("/api/session", json=body).status_code == 201
            assert page.put("/api/consent", json={"level": "shapes", "version": 1}).status_code == 200
            session = str(uuid4())
            rows = [_sample(label, next(answers), champion.name, session) for label, _ in drawn]
            for start in range(0, len(rows), 100):
                batch = encode(rows[start : start + 100], [p.tobytes() for _, p in drawn[start : start + 100]])
                headers = {"Content-Type": "application/vnd.gesture-samples"}
                results = page.post("/api/samples", content=batch, headers=headers).json()["results"]
                assert {result["status"] for result in results} == {"stored"}, results


def fix_key(database_url: str) -> None:
    """Give the database KEY, so that the same people are held out each time."""
    asyncio.run(_fix_key(database_url))


async def _fix_key(database_url: str) -> None:
    connection = await asyncpg.connect(database_url)
    await connection.execute("UPDATE learning_key SET key = $1", KEY)
    await connection.close()


def _sample(label: str, probabilities: list[float], model_id: str, session: str) -> dict[str, object]:
    return sample(
        network_input={"kind": SHOWN.kind, "width": SIDE, "height": SIDE, "bytes": SIDE * SIDE},
        sample_id=str(uuid4()),
        session_id=session,
        captured_at=datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        model_id=model_id,
        predicted=LABELS[int(np.argmax(probabilities))],
        probabilities=probabilities,
        label=label,
        label_source="prompted",
        reason="prompted",
    )
