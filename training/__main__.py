"""`just train-and-convert`: reads what a model is to be made of and for which way, and starts that."""

import argparse
import sys


def main() -> None:
    """`--way silhouette` trains background mode's network; else a model that sees the hand itself is made."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--way", choices=("hand", "silhouette"), default="hand")
    parser.add_argument("--data-from-database", action="store_true")
    chosen, rest = parser.parse_known_args()
    if chosen.data_from_database and chosen.way == "silhouette":
        sys.exit("just train-and-convert: --data-from-database is of hands, and not of --way silhouette.")
    if chosen.data_from_database:
        from training.retrain import backbone

        backbone.main([*rest, "--data-from-database"])
    elif chosen.way == "silhouette":
        from training import train

        train.main(rest)
    else:
        from training import train_hands

        train_hands.main(rest)


if __name__ == "__main__":
    main()
