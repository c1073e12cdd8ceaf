"""One worker of a test: `just train-and-convert --tiny` with some values changed, given as JSON before its options."""

import dataclasses
import json
import sys

from training import config

if __name__ == "__main__":
    config.TINY = dataclasses.replace(config.TINY, **json.loads(sys.argv.pop(1)))
    from training.train import main  # takes the values as they are now

    main()
