"""`just bench-retrain`: how long `just retrain` takes from labelled samples in Postgres to a published head.

Made-up people, each with as many hands of every gesture, make okay by the middle finger, which the shipped model does
not know: so the gate lets the new head pass. The samples are made before the clock starts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import asyncpg
import numpy as np

from tests.server import ROOT, environment_of, running_server
from tests.training.retrain.synthetic_users import CHAMPION, Drawn, draw, fix_key, with_middle_finger
from training.head.features import Floats
from training.labels import HAND_LABELS

SAMPLES: Final = 10_000
OF_EACH: Final = 50
DRAWN: Final = 8  # people whose hands are rendered; the others' are theirs, with noise
NOISE: Final = 0.02  # of points, in shares of the square
COLUMNS: Final = [
    *("sample_id", "account_id", "session_id", "number", "captured_at", "received_at", "model_id", "predicted"),
    *("probabilities", "label", "label_source", "reason", "sampling_probability", "inference_ms", "total_ms", "device"),
    *("consent_version", "input_kind", "input_width", "input_height", "network_input"),
]


def measure(samples: int) -> dict[str, Any]:
    """Seconds of each step, and of all. Raises AssertionError where the head is not published."""
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        models = Path(shutil.copytree(ROOT / "converted_models", place / "models"))
        with running_server(place / "data", MODELS_DIR=str(models)) as server:
            fix_key(server.database_url)
            asyncio.run(_fill(server.database_url, samples))
            command = [sys.executable, "-m", "training.retrain", "--json", "--work", str(place / "loop")]
            start = time.monotonic()
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=environment_of(server.data_dir, MODELS_DIR=str(models)),
                capture_output=True,
                text=True,
                check=False,
            )
            seconds = time.monotonic() - start
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, (told[-1:], done.stderr[-2000:])
    at = {one["event"]: datetime.fromisoformat(one["at"]) for one in told}
    steps = {
        name: round((at[end] - at[begin]).total_seconds(), 1)
        for name, begin, end in (
            ("collect", "found", "collected"),
            ("train", "collected", "trained"),
            ("gate and publish", "trained", "promoted"),
        )
    }
    return {"samples": samples, "seconds": round(seconds, 1), "steps": steps}


async def _fill(url: str, samples: int) -> None:
    """People with consent and their samples, as pages would have sent them."""
    hands = [
        one for person in draw(range(1, DRAWN + 1), dict.fromkeys(HAND_LABELS, 4), with_middle_finger) for one in person
    ]
    random = np.random.default_rng(1)
    connection = await asyncpg.connect(url)
    try:
        for number in range(-(-samples // OF_EACH)):
            name = f"bench {number}"
            account = await connection.fetchval(
                "INSERT INTO accounts (name, name_key, password_hash) VALUES ($1, $1, '') RETURNING id", name
            )
            await connection.execute(
                "INSERT INTO consents (account_id, level, version) VALUES ($1, 'shapes', 1)", account
            )
            rows = list(_rows(account, hands, min(OF_EACH, samples - number * OF_EACH), random))
            await connection.executemany(
                "INSERT INTO sample_ids (sample_id, received_at) VALUES ($1, $2)", [(row[0], row[5]) for row in rows]
            )
            await connection.copy_records_to_table("samples", records=rows, columns=COLUMNS)
    finally:
        await connection.close()


def _rows(account: int, hands: list[Drawn], count: int, random: np.random.Generator) -> Iterator[tuple[Any, ...]]:
    session, now = uuid4(), datetime.now(UTC)
    for n in range(count):
        label = HAND_LABELS[n % len(HAND_LABELS)]
        mine = [one for one in hands if one.label == label]
        hand = _noisy(mine[int(random.integers(len(mine)))].hand, random)
        width = len(hand) - 67
        answer = [1.0] + [0.0] * (len(HAND_LABELS) - 1)
        of_sample = (uuid4(), account, session, n, now, now, CHAMPION.name, HAND_LABELS[0], answer, label)
        yield (*of_sample, "prompted", "prompted", 1.0, 1.0, 4.0, "bench", 1, "points", width, 1, hand.tobytes())


def _noisy(hand: Floats, random: np.random.Generator) -> Floats:
    noisy = hand.copy()
    noisy[2:65] += random.normal(0, NOISE, 63)
    noisy[67:] += random.normal(0, 0.1 * hand[67:].std(), len(hand) - 67)
    return noisy.astype(np.float32)


def main() -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(prog="just bench-retrain", description=__doc__)
    parser.add_argument("--samples", type=int, default=SAMPLES, help="in the database, a fiftieth as many people")
    print(json.dumps(measure(parser.parse_args().samples)))


if __name__ == "__main__":
    main()
