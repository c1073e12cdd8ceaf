"""Runs Postgres as another user where the server is root, which Postgres refuses.

Postgres refuses to run as root. Where the server itself is root (in a container, say), Postgres runs as another user.
That user cannot enter a checkout in /root, and the modes of folders that are not ours stay as they are: such a user
gets a folder of data as an open file, through which Linux lets it in, and programs as a copy.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypedDict

NAME: Final = "gesture-postgres"  # of the user that Postgres runs as, and of nothing else


class RunAs(TypedDict, total=False):
    """The arguments for subprocess that change the user; none where it stays the same."""

    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class User:
    """Another user; only root can run something as one."""

    uid: int
    gid: int

    def may_enter(self, folder: Path) -> bool:
        """Whether this user can reach `folder` through all of its parents: tried out, which no rule can get wrong."""
        result = subprocess.run(
            ["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)],
            **run_as(self),
            cwd="/",
            check=False,
            capture_output=True,
        )
        return result.returncode == 0

    def give(self, folder: Path) -> None:
        """Make the (empty) folder this user's own."""
        os.chown(folder, self.uid, self.gid)


def run_as(user: User | None) -> RunAs:
    """Arguments for subprocess: run as `user`, or as ourselves if None."""
    return RunAs() if user is None else RunAs(user=user.uid, group=user.gid, extra_groups=[])


def drop_privileges(existing: Path) -> User | None:
    """None unless we are root; then the owner of `existing`, or a user of its own if that is missing or root's.

    That user is made where there is none yet. It is not nobody, as whom other programs run too, which could then read
    the data and reach the socket. Raises OSError where no user can be made.
    """
    if os.geteuid() != 0:
        return None
    if existing.exists() and (status := existing.stat()).st_uid != 0:
        return User(status.st_uid, status.st_gid)
    return _own_user()


def _own_user() -> User:
    try:
        own = pwd.getpwnam(NAME)
    except KeyError:
        _make_user()
        try:
            own = pwd.getpwnam(NAME)
        except KeyError as error:
            raise OSError(
                f"Postgres does not run as root, and no user {NAME} can be made for it; "
                "start the server as another user than root"
            ) from error
    return User(own.pw_uid, own.pw_gid)


def _make_user() -> None:
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program is not None:  # a second server that starts now may be faster: what counts is that there is one
        options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        subprocess.run([program, *options, "--shell", "/usr/sbin/nologin", NAME], check=False, capture_output=True)


@contextmanager
def way_in(folder: Path, user: User | None) -> Iterator[tuple[Path, tuple[int, ...]]]:
    """Give a path under which `user` finds its own `folder`, and the open files that a process needs to use it.

    Where the user may not pass the folder's parents, the path leads through the open file itself. Raises
    PermissionError where the system has no such paths (macOS).
    """
    if user is None or user.may_enter(folder):
        yield folder, ()
        return
    if not Path("/proc/self/fd").is_dir():
        raise PermissionError(f"only root may enter {folder}; set DATA_DIR to a folder that every user may enter")
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield Path(f"/proc/self/fd/{opened}"), (opened,)
    finally:
        os.close(opened)


def own_folder(parent: Path, prefix: str, user: User | None) -> Path:
    """Make a new folder in `parent` that only `user` (or we, if None) and root may use."""
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    if user is not None:
        user.give(folder)
    return folder
