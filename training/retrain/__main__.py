"""`just retrain`: what people showed becomes a better model in every open page, or the reason why not is said.

Collects, fits a new head on the backbone in force, and lets the gate decide. Exit codes: 0 promoted, 3 refused by the
gate, 4 too little new data, 5 one is at work already, 1 something failed, 2 a wrong command line. When it is 3, 4 or 5,
the registry is as it was; when it is 1, it names the champion before or, where only the record failed, the new one.
"""

import argparse
import sys

from training.errors import TrainingError
from training.retrain.collect import LEAST_NEW, collect
from training.retrain.fit import TrainConfig
from training.retrain.gate import decide, finish_interrupted
from training.retrain.progress import ProgressReporter
from training.retrain.train import add_train_options, make_challenger
from training.retrain.workspace import add_workspace_options, open_workspace


def main() -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(
        prog="just retrain", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_workspace_options(parser)
    parser.add_argument("--least-new", type=int, default=LEAST_NEW, help="new samples below which nothing is done")
    add_train_options(parser)
    options = parser.parse_args()
    reporter = ProgressReporter(as_json=options.json)
    try:
        with open_workspace(options) as workspace:
            finish_interrupted(workspace, reporter)
            collect(workspace, reporter, options.least_new)
            make_challenger(workspace, reporter, TrainConfig(seed=options.seed, epochs=options.epochs))
            model_id = decide(workspace, reporter)
    except TrainingError as error:
        sys.exit(reporter.end(error))
    except KeyboardInterrupt:
        sys.exit("Interrupted. The registry is as it was, or already switched; `just retrain` goes on.")
    reporter.report("promoted", f"{model_id} answers from now on.", model=model_id, code=0)


if __name__ == "__main__":
    main()
