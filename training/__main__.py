"""`just train-and-convert`: reads which way from frame to gesture a model is for, and starts its training."""

import argparse


def main() -> None:
    """`--way silhouette` trains background mode's network; else a model that sees the hand itself is made."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--way", choices=("hand", "silhouette"), default="hand")
    chosen, rest = parser.parse_known_args()
    if chosen.way == "silhouette":
        from training import train

        train.main(rest)
    else:
        from training import train_hands

        train_hands.main(rest)


if __name__ == "__main__":
    main()
