"""Folders of silhouettes as people have them, drawn by the synthetic hand; for tests of reading and training."""

from pathlib import Path

import cv2
import numpy as np

from training.labels import LABELS
from training.silhouette import SilhouetteParameters
from training.synthetic.silhouettes import Synthesis, silhouette


def write_index(folder: Path, sources: list[str], per_label: int = 2, licence: str = "MIT") -> None:
    """index.csv, sources.csv and `per_label` silhouettes of each label for each source."""
    folder.mkdir(parents=True, exist_ok=True)
    rows, index = ["file,label,source"], 0
    synthesis = Synthesis(41, 0, SilhouetteParameters(width=64, height=64))
    for source in sources:
        wanted = dict.fromkeys(range(len(LABELS)), per_label)
        while any(wanted.values()):
            mask, label = silhouette(synthesis, index)
            index += 1
            if not wanted[label] or (label != LABELS.index("none") and not mask.any()):
                continue
            wanted[label] -= 1
            cv2.imwrite(str(folder / f"{index}.png"), mask)
            rows.append(f"{index}.png,{LABELS[label]},{source}")
    (folder / "index.csv").write_text("\n".join(rows) + "\n")
    write_sources(folder, dict.fromkeys(sources, licence))


def write_sources(folder: Path, licences: dict[str, str]) -> None:
    """sources.csv with a licence for each name."""
    lines = [f'{name},"{licence}"' for name, licence in licences.items()]
    (folder / "sources.csv").write_text("\n".join(["name,licence", *lines]) + "\n")


def write_mask(path: Path, side: int = 64) -> None:
    """One silhouette: a bright square on black."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = np.zeros((side, side), np.uint8)
    picture[side // 4 :, side // 4 : side // 2] = 255
    cv2.imwrite(str(path), picture)
