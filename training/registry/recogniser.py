"""Runs the page's own recogniser, TypeScript on wasm, in Node.

It is built once for each state of the page's sources, in a folder that has their digest for a name: several of us may
want it at once.
"""

import contextlib
import hashlib
import shutil
import struct
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

import numpy as np
import numpy.typing as npt

from training.errors import RunError, TrainingError
from training.kernel import Square
from training.labels import LABELS
from training.metrics import Probabilities
from training.registry.manifest import read_hand_manifest
from training.silhouette import Picture

WEB: Final = Path(__file__).parents[2] / "web"
BUILDS: Final = WEB / "build"
# Beside all of src/ and kernel/.
MADE_OF: Final = ("kernel/asconfig.json", "package-lock.json", "vite.config.ts", "vite.kernel.ts", "vite.wasm-bytes.ts")
PROGRAM: Final = "main.js"


def classify(pictures: list[Picture], model: Path) -> Probabilities:
    """Probabilities [n, labels] of silhouettes of any sizes, from the page's own code on wasm in Node."""
    result = np.zeros((len(pictures), len(LABELS)), np.float32)
    by_size: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, picture in enumerate(pictures):
        by_size[picture.shape[0], picture.shape[1]].append(number)
    for (height, width), numbers in by_size.items():
        stack = np.stack([pictures[number] for number in numbers])
        stream = struct.pack("<III", width, height, len(stack)) + stack.tobytes()
        result[numbers] = run_classifier(stream, len(stack), model)
    return result


@dataclass(frozen=True)
class HandAnswers:
    """What is seen in n pictures, each looked at as if it were the first; rows of zeros where no hand is found.

    Where there are two hands, it is the one whose presence times its square's side is larger.
    """

    hands: npt.NDArray[np.int64]  # [n]: how many there are
    presence: npt.NDArray[np.float32]  # [n]
    left: npt.NDArray[np.float32]  # [n]: probability that it is the person's left hand
    squares: npt.NDArray[np.float32]  # [n, 5]: cx, cy, size, ux, uy in pixels of the picture
    points: npt.NDArray[np.float32]  # [n, 21, 3], in pixels of the picture
    probabilities: Probabilities  # [n, labels]; without a hand it is none, for certain
    embeddings: npt.NDArray[np.float32]  # [n, embedding]


def see_hands(pictures: Iterable[Picture], model: Path) -> HandAnswers:
    """What a model that sees hands says of pictures (height, width, 4; RGBA) of any sizes. Raises TrainingError."""
    manifest = read_hand_manifest(model)
    width = 1 + 2 + 5 + 63 + len(manifest.labels) + manifest.embedding
    sent, answer = _stream(((b"", picture) for picture in pictures), str(model.resolve()), "--hands")
    if len(answer) != 4 * width * sent:
        raise TrainingError(f"The recogniser gave {len(answer)} bytes for {sent} pictures, not {4 * width} for each.")
    rows = np.frombuffer(answer, "<f4").reshape(sent, width)
    parts = np.split(rows, np.cumsum([1, 1, 1, 5, 63, len(manifest.labels)]), axis=1)
    hands, presence, left, squares, points, probabilities, embeddings = (part.copy() for part in parts)
    probabilities[hands[:, 0] == 0, manifest.labels.index("none")] = 1
    return HandAnswers(
        hands[:, 0].astype(np.int64),
        presence[:, 0],
        left[:, 0],
        squares,
        points.reshape(sent, 21, 3),
        probabilities,
        embeddings,
    )


def follow_hands(frames: Iterable[Picture], model: Path) -> npt.NDArray[np.float32]:
    """The hands of a film's frames (height, width, 4; RGBA), followed at thirty frames a second. Raises TrainingError.

    [n, 128]: of each of at most two hands its id (0: none) and 21 × (x, y, z) in pixels.
    """
    sent, answer = _stream(((b"", frame) for frame in frames), str(model.resolve()), "--follow")
    if len(answer) != 4 * 128 * sent:
        raise TrainingError(f"The recogniser gave {len(answer)} bytes for {sent} frames, not {4 * 128} for each.")
    return np.frombuffer(answer, "<f4").reshape(sent, 128)


def look_at_squares(
    seen: Iterable[tuple[Picture, Square]], model: Path
) -> tuple[npt.NDArray[np.float32], Probabilities]:
    """What a model says of a square of each picture (height, width, 4; RGBA): hand numbers, label probabilities.

    They are [n, 67 + E] and [n, labels]; no hand is searched. Raises TrainingError.
    """
    turns: list[tuple[float, float]] = []

    def parts() -> Iterator[tuple[bytes, Picture]]:
        for picture, square in seen:
            turns.append((square.ux, square.uy))
            yield struct.pack("<5d", *square), picture

    manifest = read_hand_manifest(model)
    end = 2 + 63 + manifest.embedding
    width = end + len(manifest.labels)
    sent, answer = _stream(parts(), str(model.resolve()), "--look")
    if len(answer) != 4 * width * sent:
        raise TrainingError(f"The recogniser gave {len(answer)} bytes for {sent} squares, not {4 * width} for each.")
    rows = np.frombuffer(answer, "<f4").reshape(sent, width)
    up = np.array(turns, np.float32).reshape(sent, 2)
    return np.concatenate([rows[:, :65], up, rows[:, 65:end]], axis=1), rows[:, end:].copy()


def _stream(parts: Iterable[tuple[bytes, Picture]], *arguments: str) -> tuple[int, bytes]:
    """Sends pictures to web/src/evaluate/ while it answers: how many, and its answer. Raises TrainingError."""
    command = [_program("node"), str(built_classifier() / PROGRAM), *arguments]
    with tempfile.TemporaryFile() as errors, ThreadPoolExecutor(1) as thread:
        program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)
        with program:
            if program.stdin is None or program.stdout is None:
                raise RuntimeError("a program that was started with pipes has none")
            sending = thread.submit(_send, parts, program.stdin)
            answer = program.stdout.read()
            sent = sending.result()  # before its pipe is closed here, too: a program that is gone breaks it
        if program.returncode:
            errors.seek(0)
            raise TrainingError(f"The recogniser failed: {errors.read().decode(errors='replace').strip()}")
    return sent, answer


def _send(parts: Iterable[tuple[bytes, Picture]], to: IO[bytes]) -> int:
    """Writes pictures, and what lies between header and pixels, as web/src/evaluate/hands.ts describes it; how many.

    A reader that is gone ends it.
    """
    count = 0
    with contextlib.suppress(BrokenPipeError), to:
        for between, picture in parts:
            to.write(struct.pack("<II", picture.shape[1], picture.shape[0]) + between)
            to.write(np.ascontiguousarray(picture).data)
            count += 1
    return count


def run_classifier(stream: bytes, rows: int, model: Path) -> Probabilities:
    """Probabilities [rows, labels] of a stream as web/src/evaluate/ describes it. Raises TrainingError."""
    answer = run_program(stream, rows * len(LABELS) * 4, str(model.resolve()))
    return np.frombuffer(answer, "<f4").reshape(rows, len(LABELS))


def run_program(question: bytes, length: int, *arguments: str) -> bytes:
    """The `length` bytes that web/src/evaluate/ answers. Raises TrainingError."""
    command = [_program("node"), str(built_classifier() / PROGRAM), *arguments]
    done = subprocess.run(command, input=question, capture_output=True, check=False)
    if done.returncode or len(done.stdout) != length:
        raise TrainingError(f"The classifier failed: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def built_classifier() -> Path:
    """The folder of the classifier of the sources as they are now, built where it is not there yet.

    Raises TrainingError where it cannot be built, RunError where it cannot be written.
    """
    folder = BUILDS / f"evaluate-{_digest()[:16]}"
    if (folder / PROGRAM).is_file():
        return folder
    try:
        BUILDS.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".evaluate-", dir=BUILDS) as aside:
            _build(Path(aside, "built"))
            if not folder.exists():
                Path(aside, "built").rename(folder)
    except OSError as error:
        if not (folder / PROGRAM).is_file():  # else somebody else was faster
            raise RunError(f"{BUILDS} cannot be written ({error}): make room or mend the rights.") from error
    return folder


def _build(out: Path) -> None:
    command = [_program("npm"), "--prefix", str(WEB), "run", "--silent", "build-classifier", "--", "--outDir", str(out)]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise TrainingError(f"The classifier cannot be built: {done.stderr.decode(errors='replace').strip()}")


def _digest() -> str:
    """Of all that the classifier is made of."""
    sources = sorted((*(WEB / "src").rglob("*.ts"), *(WEB / "kernel").rglob("*.ts")))
    digest = hashlib.sha256()
    for file in (*sources, *(WEB / name for name in MADE_OF)):
        digest.update(str(file.relative_to(WEB)).encode() + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise TrainingError(f"{name} is missing: install Node 20.19 or newer from https://nodejs.org/en/download.")
    return found
