"""The shelf (Django's storage API, alias "files") and the folder where files arrive."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages

ALIAS = "files"
INCOMING = ".incoming"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def shelf() -> Storage:
    """The configured storage; without one, a folder under FILES_DIR."""
    if ALIAS in settings.STORAGES:
        return storages[ALIAS]
    return FileSystemStorage(location=files_dir())


def files_dir() -> Path:
    return Path(settings.FILES_DIR)


def incoming_dir() -> Path:
    """Where files arrive before they are known to be good: beside the shelf, so that a move is a rename."""
    folder = files_dir() / INCOMING
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def is_full(error: OSError) -> bool:
    return error.errno in _NO_ROOM


def holds(name: str, size: int) -> bool:
    """Whether the shelf has a file of this name and size."""
    storage = shelf()
    return storage.exists(name) and storage.size(name) == size


def put(path: Path, name: str) -> None:
    """Move a complete, synced file onto the shelf under `name`; durable when this returns. Same content may lie there."""
    storage = shelf()
    if not isinstance(storage, FileSystemStorage):
        _upload(storage, path, name)
        return
    target = Path(storage.path(name))
    _make_folder(target.parent)
    os.replace(path, target)
    _sync_folder(target.parent)


def _upload(storage: Storage, path: Path, name: str) -> None:
    """Give a remote storage the file; what a storage that never overwrites calls otherwise is taken away again."""
    with path.open("rb") as file:
        saved = storage.save(name, File(file, name=name))
    if saved != name:
        storage.delete(saved)


def _make_folder(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    """Make a new name in a folder survive a power cut; systems without open folders (Windows) need nothing."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
