"""Training on several machines at once: TF_CONFIG in, the team that fits together out; without it, we are alone."""

import contextlib
import faulthandler
import hashlib
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from training.cluster import meet, read_cluster
from training.errors import TeamError

GATHER_SECONDS = 600.0  # machines are started by hand or by a scheduler
CONNECT_SECONDS = 120  # all are there by then
# One that died is noticed in seconds; this bounds the wait for one that renders slowly, or hangs and still answers.
COLLECTIVE_SECONDS = 1800.0
LOST = (
    tf.errors.UnavailableError,
    tf.errors.DeadlineExceededError,
    tf.errors.AbortedError,
    tf.errors.CancelledError,
    tf.errors.FailedPreconditionError,
    tf.errors.InternalError,
    tf.errors.UnknownError,
)


@dataclass(frozen=True)
class Team:
    """Who trains together. Every worker must do the same in the same order, and worker 0 alone writes files."""

    strategy: tf.distribute.Strategy
    workers: int
    index: int

    @property
    def leads(self) -> bool:
        """Whether we keep the run and publish."""
        return self.index == 0

    def total(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The sum of all workers' values, of one shape and type, float32, int32 or int64. Raises TeamError."""
        if self.workers == 1:
            return values
        with self.watched():
            local = self.strategy.num_replicas_in_sync // self.workers
            summands = self.strategy.experimental_distribute_values_from_function(
                lambda context: tf.constant(values * (context.replica_id_in_sync_group % local == 0))
            )
            return np.asarray(self.strategy.reduce("SUM", summands, axis=None).numpy())

    def from_leader(self, values: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Worker 0's values on every worker. Raises TeamError."""
        return self.total(values if self.leads else np.zeros_like(values))

    def check_alike(self, digest: str) -> None:
        """Raises TeamError on every worker where not all have the same digest."""
        table = np.zeros((self.workers, 32), np.int32)
        table[self.index] = np.frombuffer(hashlib.sha256(digest.encode()).digest(), np.uint8)
        table = self.total(table)
        other = [str(index) for index in range(self.workers) if (table[index] != table[0]).any()]
        if other:
            raise TeamError(
                f"Worker {', '.join(other)} trains on other data or with another configuration than worker 0: start "
                "every worker with the same options, data and version of this repository."
            )

    def wait(self) -> None:
        """Until every worker has come here. Raises TeamError."""
        self.total(np.zeros(1, np.float32))

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Says what to do where another worker is lost. Raises TeamError."""
        try:
            yield
        except LOST as error:
            if self.workers == 1:
                raise
            raise TeamError(
                f"Worker {self.index} stops: another worker has ended or cannot be reached ({_first_line(error)}). "
                "Look at what the others said last; then start all again, worker 0 with --resume and its run's folder."
            ) from error


ALONE = Team(tf.distribute.get_strategy(), 1, 0)


def join_team(tf_config: str | None) -> Team:
    """The team that TF_CONFIG describes, all of it connected. Raises TeamError. Comes before any use of TensorFlow."""
    cluster = read_cluster(tf_config) if tf_config else None
    if cluster is None or len(cluster.addresses) == 1:
        return ALONE
    workers = len(cluster.addresses)
    _say(f"Worker {cluster.index} of {workers} waits for the others, {GATHER_SECONDS:.0f} s at most …")
    meet(cluster, GATHER_SECONDS)
    # TensorFlow's own meeting cannot be interrupted; one lost in this short while ends us with a traceback.
    faulthandler.dump_traceback_later(CONNECT_SECONDS, exit=True)
    try:
        options = tf.distribute.experimental.CommunicationOptions(timeout_seconds=COLLECTIVE_SECONDS)
        team = Team(tf.distribute.MultiWorkerMirroredStrategy(communication_options=options), workers, cluster.index)
    except LOST as error:
        raise TeamError(f"The workers could not be connected ({_first_line(error)}): start all again.") from error
    finally:
        faulthandler.cancel_dump_traceback_later()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # TensorFlow takes it as a note that we are soon to end, and goes on
    _say(f"Worker {cluster.index} of {workers}: all are here.")
    return team


def _first_line(error: tf.errors.OpError) -> str:
    """What matters of TensorFlow's many lines: the reason comes after the place in the graph."""
    lines = [line.strip() for line in str(error.message).splitlines() if line.strip()]
    reasons = [line for line in lines if not line.startswith(("Graph execution error", "Detected at node", "File "))]
    return (reasons or lines or [type(error).__name__])[0]


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201
