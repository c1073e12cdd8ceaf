"""What belongs to the backbone in force: base embeddings, which are known and are to stay so, and its own weights.

The repository has those of the backbone that ships. A backbone that was adapted to people here keeps its own in the
loop's folder, named by its hash.
"""

from pathlib import Path

from training.backbone.store import SHIPPED
from training.errors import DataError
from training.head.base import SHIPPED_BASE, Base, load_base
from training.head.features import Views
from training.head.train import judged_rows
from training.retrain.workspace import Workspace


def folder_of(backbone: str, workspace: Workspace) -> Path:
    """Where base embeddings and weights of a backbone (SHA-256 of its published weights) are."""
    own = workspace.backbones / backbone
    return own if own.is_dir() else SHIPPED.parent


def base_of(backbone: str, workspace: Workspace) -> Base:
    """The base embeddings. Raises DataError where they are of another backbone, RunError where they are damaged."""
    folder = folder_of(backbone, workspace)
    base = load_base(folder / SHIPPED_BASE.name)
    if base.backbone != backbone:
        raise DataError(
            f"The base embeddings in {folder} are of another backbone than the champion's: restore "
            f"{workspace.backbones}, or write them anew with `just train-and-convert --data DIR …`, which fits a head "
            "of that backbone, too."
        )
    return base


def known_hands(base: Base) -> Views:
    """Hands with one true label, of base validation: what each head must go on knowing."""
    return base.views.rows(base.validation & judged_rows(base.views))
