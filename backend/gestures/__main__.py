"""The command line: `python -m backend.gestures recognise FILE…` names the hands in pictures."""

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from backend.gestures.errors import GesturesError, PictureError
from backend.gestures.model import MODELS, current_model, read_model
from backend.gestures.pictures import NAMES, read_picture
from backend.gestures.recogniser import Recogniser


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every picture was read, 1 when one was not, 2 when there is nothing to do it with or on."""
    parser = argparse.ArgumentParser(prog="gestures", description="Names hand gestures.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    recognising = commands.add_parser(
        "recognise",
        help="name the hands in pictures",
        description="Writes one line of JSON for each picture: its hands, or the reason why it cannot be read.",
    )
    recognising.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a picture, or a folder of them")
    recognising.add_argument("--models", type=Path, default=MODELS, metavar="DIR", help="published models")
    recognising.add_argument("--model", metavar="ID", help="one of them (default: the one that pages run)")
    options = parser.parse_args(arguments)
    try:
        model = options.models / options.model if options.model else current_model(options.models)
        recogniser = Recogniser(read_model(model))
    except GesturesError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 2
    return _recognise(recogniser, options.files)


def _recognise(recogniser: Recogniser, given: Sequence[Path]) -> int:
    files = list(_pictures(given))
    if not files:
        print(f"There is no picture there ({', '.join(NAMES)}). Name another file or folder.", file=sys.stderr)  # noqa: T201
        return 2
    lines = (_line(recogniser, file) for file in files)
    unread = 0
    for line in lines:
        unread += "error" in line
        print(json.dumps(line, ensure_ascii=False), flush=True)  # noqa: T201
    return 1 if unread else 0


def _line(recogniser: Recogniser, file: Path) -> dict[str, Any]:
    try:
        picture = read_picture(file)
        hands = recogniser.recognise(picture)
    except (PictureError, ValueError) as error:
        return {"file": str(file), "error": str(error)}
    height, width = picture.shape[:2]
    told = {"model_id": recogniser.model.id, "width": width, "height": height}
    return {"file": str(file), **told, "hands": [hand.told() for hand in hands]}


def _pictures(given: Sequence[Path]) -> Iterator[Path]:
    """The files themselves, and the pictures of folders and of the folders in them."""
    for path in given:
        if path.is_dir():
            yield from (file for file in sorted(path.rglob("*")) if file.suffix.lower() in NAMES)
        else:
            yield path


if __name__ == "__main__":
    sys.exit(main())
