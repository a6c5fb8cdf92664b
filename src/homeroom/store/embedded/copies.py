"""The copy of the server's programs that root makes for the server's user.

The wheel may lie in root's home, which nobody else may enter and which is not opened for this.
"""

import hashlib
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

from homeroom.store.embedded.installation import WHEEL, Installation


def private_copy(original: Installation, programs: Path) -> Installation:
    """Copy a version to where the server's user can read it, unless it has been copied before.

    Copies of other versions are removed; whoever still runs one keeps its open files.
    """
    above = original.folder.parent.parent
    sizes = {name: (above / name).stat().st_size for name in original.files()}
    target = programs / f"{original.major}-{_digest(original, sizes)}"
    if not _is_whole(target, sizes):
        programs.mkdir(exist_ok=True)
        programs.chmod(0o755)
        fresh = programs / "new"
        for left in (fresh, target):
            shutil.rmtree(left, ignore_errors=True)
        _copy_files(above, sizes, fresh)
        fresh.rename(target)
    for other in programs.iterdir():
        if other != target:
            shutil.rmtree(other)
    return Installation(target / WHEEL / original.folder.name, original.major)


def _digest(installation: Installation, sizes: Mapping[Path, int]) -> str:
    """Return what tells one build from another: the server itself, and what lies around it."""
    digest = hashlib.sha256(installation.program("postgres").read_bytes())
    digest.update(repr(sorted(sizes.items())).encode())
    return digest.hexdigest()[:16]


def _is_whole(target: Path, sizes: Mapping[Path, int]) -> bool:
    """Tell whether every file is there in its length; a power failure may have left less."""
    try:
        return all((target / name).stat().st_size == size for name, size in sizes.items())
    except FileNotFoundError:
        return False


def _copy_files(above: Path, names: Iterable[Path], target: Path) -> None:
    for name in names:
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(above / name, copy)
        copy.chmod(0o755 if "bin" in name.parts else 0o644)
    for folder in (target, *(path for path in target.rglob("*") if path.is_dir())):
        folder.chmod(0o755)
