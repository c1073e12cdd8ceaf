"""`just label-video FILE`: a film and the page's keys, in; a folder that `--data` takes, out."""

from __future__ import annotations

import argparse
import sys
import tempfile
import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from training.errors import DataError
from training.label.film import cut_film
from training.label.folder import demand_licence, demand_new, write_folder
from training.label.server import LabelServer

DESCRIPTION: Final = """
Opens a page on this machine that plays the film. Hold a gesture's key while the film shows it (c closed palm, f fist,
l L, o open palm, t thumbs up, k okay, v peace, n none of them); Save writes the labelled pictures to a folder, which
`just train-and-convert --data FOLDER` learns from. Nothing leaves this machine.
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Label one film; 1 with a message where that fails."""
    parser = argparse.ArgumentParser(prog="just label-video", description=DESCRIPTION)
    add = parser.add_argument
    add("film", type=Path, help="a film of one person: MP4, WebM, or whatever else OpenCV reads")
    add("--licence", required=True, help="under which the person gives the film, such as CC0-1.0 or MIT")
    add("--out", type=Path, help="the new folder (default: beside the film, named as it is and -labelled)")
    add("--source", help="what to call the person, in the folder and in the model's card (default: the film's name)")
    add("--rate", type=float, default=5, help="pictures a second: more are nearly the same (default: %(default)s)")
    add("--no-browser", action="store_true", help="only print the page's address")
    chosen = parser.parse_args(arguments)
    if not 0 < chosen.rate <= 60:
        parser.error("--rate must be more than 0 and at most 60 pictures a second")
    out = chosen.out or chosen.film.with_name(f"{chosen.film.stem}-labelled")
    try:
        demand_licence(chosen.licence)
        demand_new(out)
        label(chosen.film, out, chosen.source or chosen.film.stem, chosen.licence, chosen.rate, not chosen.no_browser)
    except (DataError, OSError) as problem:
        print(f"just label-video: {problem}", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        print("Interrupted; nothing was saved.", file=sys.stderr)  # noqa: T201
        return 1
    return 0


def label(film: Path, out: Path, source: str, licence: str, rate: float, opens: bool) -> None:
    """Serve the page until its labels are saved, as pictures in `out`. Raises DataError, OSError."""
    with tempfile.TemporaryDirectory(prefix="label-video-") as folder:
        pictures = cut_film(film, Path(folder), rate)
        server = LabelServer(pictures, rate, lambda labels: write_folder(out, pictures, labels, source, licence))
        print(f"{len(pictures)} pictures. Label them at {server.url}", flush=True)  # noqa: T201
        if opens:
            webbrowser.open(server.url)
        with server:
            server.serve_forever()
        counts = ", ".join(f"{count} {name}" for name, count in (server.saved or {}).items())
        print(f"{out} has {counts}. Learn from it: just train-and-convert --data {out}")  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
