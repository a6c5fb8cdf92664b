"""The server's log is read from where it stood, and only so many files of it are kept."""

from pathlib import Path

import pytest

from homeroom.store.embedded.layout import Layout
from homeroom.store.embedded.server_log import KEPT, ServerLog


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout(tmp_path)
    made.log.mkdir(parents=True)
    return made


def write(layout: Layout, name: str, *lines: str) -> Path:
    path = layout.log / f"postgresql-{name}.log"
    with path.open("a") as file:
        file.write("".join(f"{line}\n" for line in lines))
    return path


def test_a_log_that_is_not_there_yet_has_no_lines(layout: Layout) -> None:
    assert ServerLog.from_now(layout).lines() == []
    assert ServerLog.of_newest(layout).lines() == []


def test_what_was_written_before_a_start_is_not_read(layout: Layout) -> None:
    write(layout, "20261014-050000", "old")
    log = ServerLog.from_now(layout)
    write(layout, "20261014-050000", "late")
    write(layout, "20261014-060000", "new")
    assert log.lines() == ["late", "new"]


def test_of_a_server_that_somebody_else_started_the_newest_file_is_read_whole(
    layout: Layout,
) -> None:
    write(layout, "20261014-050000", "old")
    write(layout, "20261014-060000", "new")
    log = ServerLog.of_newest(layout)
    write(layout, "20261014-070000", "newer")
    assert log.lines() == ["new", "newer"]


def test_what_the_server_says_before_it_opens_its_log_comes_first(layout: Layout) -> None:
    log = ServerLog.from_now(layout)
    layout.first_words.write_text("first words\n")
    write(layout, "20261014-060000", "then")
    assert log.lines() == ["first words", "then"]


@pytest.mark.parametrize(
    ("line", "recovers"),
    [
        ("LOG:  database system was not properly shut down; automatic recovery in progress", True),
        ("LOG:  redo starts at 0/1886360", True),
        ("LOG:  redo in progress, elapsed time: 2.00 s", True),
        ("LOG:  database system is ready to accept connections", False),
        ("LOG:  redo done at 0/1886360", False),
    ],
)
def test_a_server_that_repairs_itself_is_recognised(
    layout: Layout, line: str, recovers: bool
) -> None:
    log = ServerLog.from_now(layout)
    write(layout, "20261014-060000", line)
    assert log.recovering() is recovers


def test_a_repair_of_an_earlier_start_is_over(layout: Layout) -> None:
    write(layout, "20261014-050000", "LOG:  redo starts at 0/1")
    assert not ServerLog.from_now(layout).recovering()


def test_the_newest_files_are_kept(layout: Layout) -> None:
    names = [f"202610{day:02}-050000" for day in range(1, KEPT + 4)]
    for name in names:
        write(layout, name, "x")
    ServerLog.from_now(layout).prune()
    kept = sorted(path.name for path in layout.log.glob("*.log"))
    assert kept == [f"postgresql-{name}.log" for name in names[-KEPT:]]


def test_few_files_are_all_kept(layout: Layout) -> None:
    path = write(layout, "20261014-050000", "x")
    ServerLog.from_now(layout).prune()
    assert path.exists()


def test_a_line_in_another_encoding_does_not_stop_reading(layout: Layout) -> None:
    log = ServerLog.from_now(layout)
    path = write(layout, "20261014-060000", "before")
    with path.open("ab") as file:
        file.write(b"\xff broken\nafter\n")
    assert [log.lines()[0], log.lines()[-1]] == ["before", "after"]


def test_a_link_in_the_servers_folder_is_not_followed(layout: Layout, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("root's own\n")
    log = ServerLog.from_now(layout)
    (layout.log / "postgresql-20261014-060000.log").symlink_to(secret)
    with pytest.raises(OSError, match="symbolic links"):
        log.lines()
