"""Base embeddings of the backbone in force: what is known, and is to stay so."""

from training.errors import DataError
from training.head.base import Base, load_base
from training.head.features import Views
from training.head.train import judged_rows


def base_of(backbone: str) -> Base:
    """The base embeddings. Raises DataError where they are of another backbone (SHA-256 of its weights), RunError."""
    base = load_base()
    if base.backbone != backbone:
        raise DataError(
            "The base embeddings are of another backbone than the champion's: write them anew with "
            "`just train-and-convert --data DIR …`, which fits a head of that backbone, too."
        )
    return base


def known_hands(base: Base) -> Views:
    """Hands with one true label, of base validation: what each head must go on knowing."""
    return base.views.rows(base.validation & judged_rows(base.views))
