"""`just train-and-convert --backbone --data-from-database`: a better backbone from people's pictures, or why not.

The champion's backbone is adapted further to the pictures of labelled hands of people who allow photos, to licensed
ones (--data) and to rendered hands; a head is fitted to it; and the gate of `just retrain` lets it pass or does not.
Exit codes: 0 promoted, 3 refused by the gate, 4 too few pictures, 5 one is at work already, 1 something failed, 2 a
wrong command line. Run again after an interruption, it goes on.
"""

import argparse
import sys

from training.backbone.eyes import TEACHER
from training.command import add_selection, positive, read_selection
from training.errors import RunError, TrainingError
from training.retrain.adapt import Order, make_adapted
from training.retrain.gate import decide, finish_interrupted
from training.retrain.progress import ProgressReporter
from training.retrain.workspace import add_workspace_options, open_workspace

LEAST = 1000  # pictures of people: fewer say less than the licensed ones that are known already
RENDERS = 6000


def main(arguments: list[str]) -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(
        prog="just train-and-convert --backbone --data-from-database",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--backbone", action="store_true", required=True, help="what learns; `just retrain` fits a head alone")
    add("--data-from-database", action="store_true", required=True, help="from whom")
    add_workspace_options(parser)
    add_selection(parser)
    add("--least", type=positive, default=LEAST, help="pictures of people below which nothing is done")
    add("--renders", type=positive, default=RENDERS, help="rendered hands; time grows in proportion")
    add("--processes", type=positive, default=2, help="that render at once; one per core")
    add("--seed", type=int, default=1, help="of everything random")
    add("--teacher", type=type(TEACHER), default=TEACHER, help="a published network that points out hands")
    add("--tiny", action="store_true", help="two steps, to see that all works")
    options = vars(parser.parse_args(arguments))
    namespace = argparse.Namespace(**options)
    reporter = ProgressReporter(as_json=namespace.json)
    selection = read_selection(parser, options)
    names = ("teacher", "least", "renders", "processes", "seed", "tiny")
    order = Order(selection, **{name: options[name] for name in names})
    try:
        with open_workspace(namespace) as workspace:
            finish_interrupted(workspace, reporter)
            make_adapted(workspace, reporter, order)
            model_id = decide(workspace, reporter)
    except TrainingError as error:
        sys.exit(reporter.end(error))
    except OSError as error:
        full = RunError(f"{namespace.work} cannot be written ({error}): make room or mend the rights. Then it goes on.")
        sys.exit(reporter.end(full))
    except KeyboardInterrupt:
        sys.exit("Interrupted. The registry is as it was, or already switched; the same command goes on.")
    reporter.report("promoted", f"{model_id} answers from now on.", model=model_id, code=0)
