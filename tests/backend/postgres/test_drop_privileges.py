"""Root's stand-in: who it is, where it may go, and the way into its own folder where it may not.

Only root can become someone else; for any other user each test checks that nothing changes hands.
"""

from __future__ import annotations

import os
import pwd
import subprocess
from pathlib import Path

import pytest

from backend.postgres.drop_privileges import NAME, User, drop_privileges, own_folder, run_as, way_in

ROOT = os.geteuid() == 0


def test_only_root_has_a_stand_in(tmp_path: Path) -> None:
    own = drop_privileges(tmp_path / "missing")
    assert (own is not None) == ROOT
    assert drop_privileges(tmp_path) == own


@pytest.mark.skipif(not ROOT, reason="only root has a stand-in")
def test_the_stand_in_stands_in_for_nobody_else(tmp_path: Path) -> None:
    own = drop_privileges(tmp_path)
    assert own is not None
    account = pwd.getpwuid(own.uid)
    assert (account.pw_name, account.pw_shell) == (NAME, "/usr/sbin/nologin")
    assert own not in {User(other.pw_uid, other.pw_gid) for other in pwd.getpwall() if other.pw_name != NAME}


@pytest.mark.skipif(not ROOT, reason="only root has a stand-in")
def test_where_no_user_can_be_made_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.postgres.drop_privileges.NAME", "no such: user")
    with pytest.raises(OSError, match="as another user than root"):
        drop_privileges(tmp_path)


def test_data_that_exist_keep_their_owner(tmp_path: Path) -> None:
    if ROOT:
        os.chown(tmp_path, 4242, 4343)
    assert drop_privileges(tmp_path) == (User(4242, 4343) if ROOT else None)


def test_a_process_runs_as_the_stand_in_with_no_other_group(tmp_path: Path) -> None:
    user = drop_privileges(tmp_path / "missing")
    said = subprocess.run(["id", "-u"], **run_as(user), cwd="/", check=True, capture_output=True, text=True).stdout
    assert int(said) == (user.uid if user else os.geteuid())
    groups = subprocess.run(["id", "-G"], **run_as(user), cwd="/", check=True, capture_output=True, text=True).stdout
    assert 0 not in map(int, groups.split()) or not ROOT


def test_where_a_user_may_go(tmp_path: Path) -> None:
    user = drop_privileges(tmp_path / "missing") or User(os.geteuid(), os.getegid())
    tmp_path.chmod(0o700)
    if ROOT:
        assert user.may_enter(Path("/tmp"))
        assert not user.may_enter(tmp_path)
        assert not user.may_enter(tmp_path / "missing")


def test_the_way_into_ones_own_folder(tmp_path: Path) -> None:
    """In a folder of root's, its stand-in finds its own one, writes there, and a child of it does too."""
    tmp_path.chmod(0o700)
    user = drop_privileges(tmp_path / "missing")
    folder = own_folder(tmp_path, "mine-", user)
    assert folder.stat().st_mode & 0o777 == 0o700
    with way_in(folder, user) as (path, opened):
        assert (path == folder) == (user is None)
        script = 'cd -- "$1" && echo one > file && sh -c \'cat "$1"/file\' sh "$1"'
        said = subprocess.run(
            ["/bin/sh", "-c", script, "sh", path],
            **run_as(user),
            cwd="/",
            pass_fds=opened,
            check=True,
            capture_output=True,
        ).stdout
    assert said == b"one\n"
    assert (folder / "file").stat().st_uid == (user.uid if user else os.geteuid())
    for descriptor in opened:
        with pytest.raises(OSError, match="Bad file descriptor"):
            os.fstat(descriptor)


def test_an_open_folder_is_used_under_its_own_name() -> None:
    with way_in(Path("/tmp"), drop_privileges(Path("/missing"))) as (path, opened):
        assert (path, opened) == (Path("/tmp"), ())
