"""`just contact-sheet`: a picture of what training learns from, a row for each label and for each kind of none."""

import argparse
import sys
from pathlib import Path

import numpy as np

from training.charts import encode_png, tile
from training.config import TrainingConfig
from training.labels import LABELS
from training.silhouette import Picture
from training.synthetic.negatives import NONE_KINDS
from training.synthetic.silhouettes import Synthesis, draw_kind, silhouette

SIDE = 96  # pixels of a silhouette on the sheet


def rows_of(synthesis: Synthesis, columns: int) -> dict[str, list[Picture]]:
    """The first `columns` silhouettes of each label and of each kind of none, by row's name."""
    rows: dict[str, list[Picture]] = {name: [] for name in (*LABELS[:-1], *(f"none: {kind}" for kind in NONE_KINDS))}
    index = 0
    while any(len(row) < columns for row in rows.values()):
        row = rows[row_of(synthesis, index)]
        if len(row) < columns:
            row.append(silhouette(synthesis, index)[0])
        index += 1
    return rows


def row_of(synthesis: Synthesis, index: int) -> str:
    """The row that an index belongs to, by the first draws of its generator."""
    kind = draw_kind(np.random.default_rng([synthesis.seed, index]))
    return kind if kind in LABELS else f"none: {kind}"


def draw_sheet(synthesis: Synthesis, columns: int) -> Picture:
    """A grey picture; the name of a row is under each of its silhouettes."""
    rows = rows_of(synthesis, columns)
    pictures = [picture for row in rows.values() for picture in row]
    captions = [name for name, row in rows.items() for _ in row]
    return tile(pictures, captions, columns, SIDE)


def main() -> None:
    """The command line: see --help."""
    default = TrainingConfig()
    parser = argparse.ArgumentParser(prog="just contact-sheet", description=__doc__)
    parser.add_argument("out", type=Path, metavar="OUT.png")
    parser.add_argument("--seed", type=int, default=default.seed, help="of the silhouettes (default: that of training)")
    parser.add_argument("--columns", type=int, default=16, help="silhouettes in a row (default: 16)")
    options = parser.parse_args()
    try:
        sheet = draw_sheet(Synthesis(options.seed, 0, default.silhouette), max(options.columns, 1))
        options.out.write_bytes(encode_png(sheet))
    except OSError as error:
        sys.exit(f"just contact-sheet: {options.out} cannot be written ({error}): name a file in a folder that exists.")


if __name__ == "__main__":
    main()
