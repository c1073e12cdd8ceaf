"""The page's own classifier: silhouettes and a converted model in, probabilities out, from TypeScript on wasm in Node.

It is built once for each state of the page's sources, in a folder that has their digest for a name: several of us may
want it at once.
"""

import hashlib
import shutil
import struct
import subprocess
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Final

import numpy as np

from training.errors import RunError, TrainingError
from training.labels import LABELS
from training.metrics import Probabilities
from training.silhouette import Picture

WEB: Final = Path(__file__).parent.parent / "web"
BUILDS: Final = WEB / "build"
# Beside all of src/ and kernel/.
MADE_OF: Final = ("kernel/asconfig.json", "package-lock.json", "vite.config.ts", "vite.kernel.ts", "vite.wasm-bytes.ts")
PROGRAM: Final = "main.js"


def classify(pictures: list[Picture], model: Path, *, inputs: bool = False) -> Probabilities:
    """Probabilities [n, labels] of silhouettes of any sizes, from the page's own code on wasm in Node.

    `inputs` says that the pictures are what the network is shown of silhouettes already, as samples are.
    """
    result = np.zeros((len(pictures), len(LABELS)), np.float32)
    by_size: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, picture in enumerate(pictures):
        by_size[picture.shape[0], picture.shape[1]].append(number)
    for (height, width), numbers in by_size.items():
        stack = np.stack([pictures[number] for number in numbers])
        stream = struct.pack("<III", width, height, len(stack)) + stack.tobytes()
        result[numbers] = run_classifier(stream, len(stack), model, *(["--inputs"] if inputs else []))
    return result


def run_classifier(stream: bytes, rows: int, model: Path, *options: str) -> Probabilities:
    """Probabilities [rows, labels] of a stream as web/src/evaluate/ describes it. Raises TrainingError."""
    answer = run_program(stream, rows * len(LABELS) * 4, str(model.resolve()), *options)
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
