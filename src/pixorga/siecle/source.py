"""
From whatever a caller has to a safe stream of bytes.

SIÈCLE hands out zips that hold one XML; schools zip whole families, with what their
system adds. Nothing is ever unpacked to a disk, and what comes out is bounded.
"""

import io
import os
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import IO, Final, TypeAlias

from pixorga.errors import (
    SiecleArchiveError,
    SiecleArchiveProblem,
    SiecleFileError,
    SiecleFileProblem,
)
from pixorga.siecle.kinds import ExportKind, kind_of_root

__all__ = ["Progress", "Source", "pieces"]

Source: TypeAlias = (
    "bytes | bytearray | memoryview | str | os.PathLike[str] | IO[bytes]"
)
"""
The file's bytes, its path, or a file that is open for reading bytes.
"""

Progress: TypeAlias = Callable[[int], object]
"""
Takes the number of bytes that have been read, after each piece.
"""

_PIECE: Final = 1 << 16

_LARGEST: Final = 1 << 30
"""
Bytes of an export, unpacked; the largest school has some 10 MB.
"""

_LARGEST_ZIP: Final = 1 << 28
"""
Bytes of a zip that cannot be read in any order, and so is held in memory.
"""

_MOST_MEMBERS: Final = 100

_HIGHEST_RATIO: Final = 250
"""
Bytes unpacked for each byte packed; exports have some 25.
"""

_RATIO_FREE: Final = 1 << 20
"""
Bytes below which no ratio is looked at.
"""

_END_OF_DIRECTORY: Final = b"PK\x05\x06"
_END_64: Final = b"PK\x06\x07"
_TAIL: Final = 65_557
_LARGEST_DIRECTORY: Final = 1 << 16

_OFFICE: Final = ("[Content_Types].xml", "mimetype")

_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_ENCRYPTED: Final = 0x1

_COMMENT: Final = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_ROOT: Final = re.compile(rb"<([A-Za-z_][\w.:-]{0,63})")


@contextmanager
def pieces(
    source: Source, *, kind: ExportKind | None, progress: Progress | None = None
) -> Generator[Iterator[bytes]]:
    """
    The bytes of an export, in pieces, out of its zip if it is in one.

    Args:
        source: The export, or a zip.
        kind: Which one to take of a zip that has several; None to take the only one.
        progress: Is told how far it has come.

    Raises:
        SiecleArchiveError: The zip cannot be used.
        SiecleFileError: It is another kind of file, or too large.
        OSError: A path cannot be read.
    """
    with _opened(source) as file:
        head = file.read(4)
        if head.startswith(b"PK"):
            with _unzipped(_seekable(head, file), kind) as member:
                yield _told(_guarded(member), progress)
        else:
            yield _told(_bounded(file, head), progress)


@contextmanager
def _opened(source: Source) -> Generator[IO[bytes]]:
    if isinstance(source, bytes | bytearray | memoryview):
        yield io.BytesIO(source)
    elif isinstance(source, str | os.PathLike):
        with open(source, "rb") as file:  # noqa: PTH123 (a path of any kind)
            yield file
    else:
        yield source


def _told(stream: Iterator[bytes], progress: Progress | None) -> Iterator[bytes]:
    done = 0
    for piece in stream:
        yield piece
        done += len(piece)
        if progress is not None:
            progress(done)


def _bounded(file: IO[bytes], head: bytes = b"") -> Iterator[bytes]:
    done = 0
    # The first piece is filled up, so that the others are whole.
    piece = head + file.read(_PIECE - len(head))
    while piece:
        done += len(piece)
        if done > _LARGEST:
            raise SiecleFileError(problem=SiecleFileProblem.TOO_LARGE)
        yield piece
        piece = file.read(_PIECE)


def _seekable(head: bytes, file: IO[bytes]) -> IO[bytes]:
    try:
        file.seek(-len(head), os.SEEK_CUR)
        start = file.tell()
        file.seek(0, os.SEEK_END)
        size = file.tell() - start
        file.seek(start)
    except (AttributeError, OSError, ValueError):
        size = _LARGEST_ZIP
    else:
        if not start and size <= _LARGEST:
            return file
    whole = head if size == _LARGEST_ZIP else b""
    whole += file.read(_LARGEST_ZIP + 1)
    if len(whole) > _LARGEST_ZIP:
        raise SiecleFileError(problem=SiecleFileProblem.TOO_LARGE)
    return io.BytesIO(whole)


def _refused(problem: SiecleArchiveProblem) -> SiecleArchiveError:
    return SiecleArchiveError(problem=problem)


_DAMAGES: Final = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    EOFError,
    UnicodeDecodeError,
    ValueError,
    struct.error,
    OverflowError,
    # What zipfile raises for a member that asks for a password.
    RuntimeError,
)


@contextmanager
def _unzipped(file: IO[bytes], kind: ExportKind | None) -> Generator[IO[bytes]]:
    _require_short_directory(file)
    try:
        archive = zipfile.ZipFile(file)
    except (*_DAMAGES, OSError):
        raise _refused(SiecleArchiveProblem.CORRUPTED) from None
    with archive:
        member = _chosen(archive, kind)
        try:
            stream = archive.open(member)
        except (*_DAMAGES, OSError):
            raise _refused(SiecleArchiveProblem.CORRUPTED) from None
        with stream:
            yield stream


def _guarded(stream: IO[bytes]) -> Iterator[bytes]:
    """
    The pieces of a member; a damage that shows on the way is told as such.
    """
    bounded = _bounded(stream)
    while True:
        try:
            piece = next(bounded, b"")
        except (*_DAMAGES, OSError):
            raise _refused(SiecleArchiveProblem.CORRUPTED) from None
        if not piece:
            return
        yield piece


def _require_short_directory(file: IO[bytes]) -> None:
    """
    Refuse a list of members that would fill the memory before anybody looks at it.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL))
    tail = file.read(_TAIL)
    end = tail.rfind(_END_OF_DIRECTORY)
    file.seek(0)
    if end < 0 or len(tail) - end < 22:  # noqa: PLR2004 (the record's length)
        raise _refused(SiecleArchiveProblem.CORRUPTED)
    entries, length = struct.unpack_from("<HI", tail, end + 10)
    if entries > _MOST_MEMBERS or length > _LARGEST_DIRECTORY or _END_64 in tail:
        raise _refused(SiecleArchiveProblem.MEMBERS_TOO_MANY)


def _chosen(archive: zipfile.ZipFile, kind: ExportKind | None) -> zipfile.ZipInfo:
    members = archive.infolist()
    if any(member.filename in _OFFICE for member in members):
        raise SiecleFileError(problem=SiecleFileProblem.EXCEL)
    _require_sound(archive, members)
    exports = [member for member in members if _is_export(member)]
    if kind is not None and len(exports) > 1:
        exports = [one for one in exports if _kind_of(archive, one) is kind]
    if len(exports) != 1:
        none, several = SiecleArchiveProblem.NONE, SiecleArchiveProblem.SEVERAL
        raise _refused(several if exports else none)
    return exports[0]


def _require_sound(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    for member in members:
        if member.flag_bits & _ENCRYPTED:
            raise _refused(SiecleArchiveProblem.ENCRYPTED)
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in member.filename:
            raise _refused(SiecleArchiveProblem.PATH)
        if member.compress_type not in _METHODS:
            raise _refused(SiecleArchiveProblem.CORRUPTED)
        ratio = member.file_size > _HIGHEST_RATIO * max(member.compress_size, 1)
        if ratio and member.file_size > _RATIO_FREE:
            raise _refused(SiecleArchiveProblem.BOMB)
    # Members that share their bytes are packed into less than they say.
    packed = sum(member.compress_size for member in members)
    if packed > archive.start_dir or sum(m.file_size for m in members) > _LARGEST:
        raise _refused(SiecleArchiveProblem.BOMB)


def _is_export(member: zipfile.ZipInfo) -> bool:
    """
    Whether it is what somebody put there, and not what their system added.
    """
    parts = PurePosixPath(member.filename).parts
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return not hidden and member.filename.lower().endswith(".xml")


def _kind_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> ExportKind | None:
    try:
        with archive.open(member) as stream:
            head = stream.read(_PIECE).replace(b"\x00", b"")
    except (*_DAMAGES, OSError):
        raise _refused(SiecleArchiveProblem.CORRUPTED) from None
    root = _ROOT.search(_COMMENT.sub(b"", head))
    try:
        return kind_of_root(root[1].decode("ascii", "replace")) if root else None
    except SiecleFileError:
        return None
