"""Files of ours, written whole or not at all: temporary file, fsync, rename; only the owner may read them."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from connectors.errors import Unwritable


@contextmanager
def writing(what: Path, option: str) -> Iterator[None]:
    """Turn an OSError into Unwritable, with what to do next. `option` is the setting that names the place."""
    try:
        yield
    except OSError as fault:
        if fault.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise Unwritable(f"There is no room left to write {what}; free some disk space.") from fault
        said = fault.strerror or "it cannot be written"
        raise Unwritable(
            f"{what} cannot be written ({said}); give yourself the right to, or set `{option}` to another place."
        ) from fault


def write(data: bytes, temporary: Path, final: Path, *, new: bool = False, old: Path | None = None) -> None:
    """Put `data` at `final` by way of the folder `temporary` (same file system), mode 0600.

    With `new`, FileExistsError where something lies there already. With `old`, what lies there already is kept under
    that name, as soon as `data` is safe and not before. Raises OSError.
    """
    draft = temporary / f".{final.name[:100]}.{secrets.token_hex(6)}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if old:
            _name_again(final, old, draft.with_name(f"{draft.name}.old"))
        if new:
            os.link(draft, final)
            draft.unlink()
        else:
            draft.replace(final)
    except OSError:
        with suppress(OSError):
            draft.unlink()
        raise
    sync_folder(final.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename or removal in `folder` last through a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _name_again(file: Path, name: Path, spare: Path) -> None:
    """A second name for `file`, by way of `spare`: at no moment is there nothing under either."""
    os.link(file, spare)
    try:
        spare.replace(name)
    finally:
        # Where both were names of one file already, the rename did nothing.
        spare.unlink(missing_ok=True)
