"""The backup's file: a tar of members and, last, a manifest with the size and SHA-256 of each."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import IO, Any

from gongzhi.launcher.say import Progress, Stop

MANIFEST = "manifest.json"
FORMAT = 1
BLOCK = 1024 * 1024


class Hashing:
    """A readable stream that hashes what passes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.hash = stream, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.hash.update(data)
        return data


def write(out: Path, members: list[tuple[str, Path]], facts: dict[str, Any]) -> dict[str, Any]:
    """Write members and manifest to `out`, which appears whole or not at all. Returns the manifest."""
    part = out.with_name(out.name + ".part")
    entries: dict[str, dict[str, Any]] = {}
    try:
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as raw:
            with (
                tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar,
                Progress("写备份", len(members)) as bar,
            ):
                for name, path in members:
                    entries[name] = _add(tar, name, path)
                    bar.step(PurePosixPath(name).name)
                manifest = {"format": FORMAT, **facts, "entries": entries}
                _add_text(tar, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
            raw.flush()
            os.fsync(raw.fileno())
        part.replace(out)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return manifest


def _add(tar: tarfile.TarFile, name: str, path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        info = tarfile.TarInfo(name)
        info.size = os.fstat(stream.fileno()).st_size
        info.mtime, info.mode = int(path.stat().st_mtime), 0o600
        hashing = Hashing(stream)
        tar.addfile(info, hashing)  # type: ignore[arg-type]
    return {"size": info.size, "sha256": hashing.hash.hexdigest()}


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(data), 0o600
    tar.addfile(info, io.BytesIO(data))


def check(source: Path) -> dict[str, Any]:
    """Read all of a backup without keeping it. Raises: Stop when anything is missing or altered."""
    return read(source, lambda name: None)


def extract(source: Path, to: Path) -> dict[str, Any]:
    """Unpack into a folder. Raises: Stop when anything is missing, altered or would lie outside the folder."""

    def place(name: str) -> Path:
        path = to / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    return read(source, place)


def read(source: Path, place: Callable[[str], Path | None]) -> dict[str, Any]:
    """Go through the archive, keep members where `place` says, compare all with the manifest."""
    if not source.is_file():
        raise Stop(f"没有 {source} 这个文件。")
    found: dict[str, dict[str, Any]] = {}
    manifest: dict[str, Any] | None = None
    try:
        with (
            tarfile.open(source, "r:") as tar,
            Progress("核对备份", max(source.stat().st_size // BLOCK, 1)) as bar,
        ):
            for info in tar:
                stream = tar.extractfile(info)
                if stream is None or not _is_plain(info.name):
                    raise Stop(f"备份里有不该有的内容“{info.name}”，没有恢复。")
                if info.name == MANIFEST:
                    manifest = json.loads(stream.read())
                else:
                    found[info.name] = _keep(stream, place(info.name), bar)
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise Stop(f"{source} 不是完好的备份文件（{error}）。") from error
    return _compared(source, manifest, found)


def _is_plain(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts


def _keep(stream: IO[bytes], path: Path | None, bar: Progress) -> dict[str, Any]:
    total, size = hashlib.sha256(), 0
    sink = path.open("wb") if path else None
    try:
        while block := stream.read(BLOCK):
            total.update(block)
            size += len(block)
            if sink:
                sink.write(block)
            bar.step()
    finally:
        if sink:
            sink.close()
    return {"size": size, "sha256": total.hexdigest()}


def _compared(
    source: Path, manifest: dict[str, Any] | None, found: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    if manifest is None:
        raise Stop(f"{source} 没有清单，可能没有写完。")
    if manifest.get("format") != FORMAT:
        raise Stop(f"{source} 是格式 {manifest.get('format')}，这个版本只认格式 {FORMAT}。")
    listed = manifest["entries"]
    for name in sorted(listed.keys() | found.keys()):
        if listed.get(name) != found.get(name):
            raise Stop(f"备份里的“{name}”{'缺少' if name not in found else '和清单不一致'}，没有恢复。")
    return manifest


def described(manifest: dict[str, Any]) -> str:
    """The backup in a few words."""
    entries = manifest["entries"]
    files = sum(name.startswith("files/") for name in entries)
    size = sum(entry["size"] for entry in entries.values()) / 1024**2
    return (
        f"{manifest['made_at'][:16].replace('T', ' ')}，{manifest['engine']}，附件{files}个，共{size:.1f}MB"
    )
