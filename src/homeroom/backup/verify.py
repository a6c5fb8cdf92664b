"""Read a whole backup and say whether it is good, without any database."""

from pathlib import Path

from homeroom.backup.archive import opened
from homeroom.backup.files import as_binary, check_sum, old_file
from homeroom.backup.take import Taken, described


def verify(path: Path, passphrase: str) -> Taken:
    """Return what a good backup holds; raises NeedsOperator for one that is not good."""
    sha256 = check_sum(path)
    with old_file(path) as file, opened(as_binary(file), passphrase) as archive:
        for _ in archive.rows():
            pass
        assert archive.totals is not None
        return described(path, file.size, sha256, archive.head, archive.totals)
