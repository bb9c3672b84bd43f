"""
The file of the open data set *Annuaire de l'éducation*, as CSV or as JSON.

The ministry publishes it on data.education.gouv.fr as fr-en-annuaire-education, under
the Licence Ouverte 2.0. Which of the two a file is, is seen by how it begins.

A file is gone through from its start to its end, and no more of it is held than one
row and a block: what a row may measure has a limit, whatever the file. Columns are
known by their names, in any order; those that are not needed are not looked at.
"""

import csv
import json
import re
from codecs import BOM_UTF8, getincrementaldecoder
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, Final, TypeAlias, cast

from pixorga.domain.directory import Listing, Rejection, RowProblem, read_row
from pixorga.domain.establishment import EstablishmentKind
from pixorga.errors import DirectoryFileError, DirectoryFileProblem

__all__ = ["AnnuaireFile"]

ROW_LIMIT: Final = 65_536
"""Most bytes of a line, and most characters of a row; a school takes about 3 000."""

ROWS_LIMIT: Final = 250_000
"""Most rows of a file, three times the country's schools; whoever reads keeps them."""

_Rows: TypeAlias = Iterator[Listing | Rejection]
_Lines: TypeAlias = Iterator[tuple[int, str]]
"""A text's lines with their numbers, from 1; each ends as it does in the file."""

_NEEDED: Final = (
    "identifiant_de_l_etablissement",
    "nom_etablissement",
    "type_etablissement",
    "nom_commune",
    "mail",
    "etat",
)
"""The columns that a school is made of, in the order in which `_school` takes them."""

_KINDS: Final = {
    "collège": EstablishmentKind.COLLEGE,
    "lycée": EstablishmentKind.LYCEE,
    "erea": EstablishmentKind.EREA,
}

_CLOSED: Final = "FERM"
"""How the states of a closed school begin; a school that is to open has another."""


class AnnuaireFile:
    r"""
    The rows of a file; see `pixorga.ports.directory.DirectorySource`.

    Args:
        source: Where the file is, which can be gone through again and again; or what
            was opened for reading bytes, which is gone through once and left open.

    Example:
        >>> from io import BytesIO
        >>> file = BytesIO(
        ...     b"Identifiant_de_l_etablissement;Nom_etablissement;Mail;"
        ...     b"Type_etablissement;Nom_commune;etat\n"
        ...     b"0750655E;Lyc\xc3\xa9e Voltaire;ce.0750655e@ac-paris.fr;"
        ...     b"Lyc\xc3\xa9e;Paris;OUVERT\n"
        ... )
        >>> for row in AnnuaireFile(file):
        ...     print(row.line, row.school.name, row.school.mailbox_state)
        2 Lycée Voltaire usable
    """

    def __init__(self, source: Path | str | BinaryIO) -> None:
        self._source = source

    def __iter__(self) -> _Rows:
        """
        The rows in their order, one at a time.

        Raises:
            DirectoryFileError: The file is no usable directory.
            OSError: It cannot be read.
        """
        with self._opened() as stream:
            rows = _rows(stream)
            first = next(rows, None)
            if first is None:
                raise DirectoryFileError(problem=DirectoryFileProblem.EMPTY)
            yield first
            yield from islice(rows, ROWS_LIMIT - 1)
            if next(rows, None) is not None:
                raise DirectoryFileError(problem=DirectoryFileProblem.ROWS_TOO_MANY)

    @contextmanager
    def _opened(self) -> Generator[BinaryIO]:
        if isinstance(self._source, str | Path):
            with Path(self._source).open("rb") as stream:
                yield stream
        else:
            yield self._source


def _rows(stream: BinaryIO) -> _Rows:
    """
    The rows of either kind of file, none of an empty one.
    """
    number = 0
    while line := stream.readline(ROW_LIMIT + 1):
        number += 1
        start = line.removeprefix(BOM_UTF8) if number == 1 else line
        if not start.strip():
            continue
        if start.lstrip()[:1] in {b"[", b"{"}:
            return _json_rows(_Json(stream, start))
        return _csv_rows(_lines(stream, start, number))
    return iter(())


def _school(line: int, cells: Iterable[str]) -> Listing | Rejection:
    uai, name, kind, city, mailbox, state = cells
    return read_row(
        line=line,
        uai=uai,
        name=name,
        kind=_KINDS.get(kind.strip().lower(), EstablishmentKind.OTHER),
        city=city,
        mailbox=mailbox,
        closed=state.upper().startswith(_CLOSED),
    )


# CSV


def _lines(stream: BinaryIO, line: bytes, number: int) -> _Lines:
    """
    The lines of a file from a first one on.

    Raises:
        DirectoryFileError: One is longer than any, or is no UTF-8.
    """
    while line:
        if len(line) > ROW_LIMIT:
            raise _fault(DirectoryFileProblem.LINE_TOO_LONG, number)
        yield number, _decoded(line, number)
        line = stream.readline(ROW_LIMIT + 1)
        number += 1


def _decoded(line: bytes, number: int) -> str:
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise _fault(_encoding_problem(error), number) from error
    if "\0" in text:
        raise _fault(DirectoryFileProblem.ENCODING, number)
    return text


def _encoding_problem(error: UnicodeDecodeError) -> DirectoryFileProblem:
    # Half a character where the file ends, and nowhere else.
    if error.reason == "unexpected end of data":
        return DirectoryFileProblem.TRUNCATED
    return DirectoryFileProblem.ENCODING


def _csv_rows(lines: _Lines) -> _Rows:
    number, line = next(lines)
    header = _cells(number, line, lines)
    pick = itemgetter(*_places(number, header))
    # A row with too few cells is where the file was cut, unless another one follows.
    short = 0
    for number, line in lines:
        cells = _cells(number, line, lines)
        missing = len(header) - len(cells)
        if missing and not line.strip():
            continue
        if short:
            yield _misshapen(short)
        short = number if missing > 0 else 0
        if missing < 0:
            yield _misshapen(number)
        elif not missing:
            yield _school(number, pick(cells))
    if short:
        raise _fault(DirectoryFileProblem.TRUNCATED, short)


def _places(number: int, header: list[str]) -> list[int]:
    """
    Where the columns are that are needed.
    """
    names = [name.strip().lower() for name in header]
    if not header[1:]:
        # The whole line is one cell, so that something else lies between the cells.
        raise _fault(DirectoryFileProblem.FORMAT, number)
    if not {*names}.issuperset(_NEEDED):
        raise _fault(DirectoryFileProblem.COLUMNS, number)
    return [names.index(name) for name in _NEEDED]


def _misshapen(line: int) -> Rejection:
    return Rejection(line=line, uai=None, problem=RowProblem.CELLS)


def _cells(number: int, line: str, lines: _Lines) -> list[str]:
    """
    The cells of the row that begins with a line; none, if its quotes make no sense.
    """
    if '"' not in line:
        # What the parser would do, in half the time.
        return line.rstrip("\r\n").split(";")
    parser = csv.reader(_row(number, line, lines), delimiter=";", strict=True)
    try:
        return next(parser)
    except csv.Error:
        return []


def _row(number: int, line: str, lines: _Lines) -> Iterator[str]:
    """
    A row's lines, as far as the parser asks for them: it does so within quotes only.
    """
    yield line
    size = len(line)
    for _, more in lines:
        size += len(more)
        if size > ROW_LIMIT:
            raise _fault(DirectoryFileProblem.LINE_TOO_LONG, number)
        yield more


def _fault(problem: DirectoryFileProblem, line: int) -> DirectoryFileError:
    return DirectoryFileError(problem=problem, line=line)


# JSON

_BLOCK: Final = 65_536
"""Bytes that are read at once."""

_BLANKS: Final = re.compile(r"[ \t\n\r]*")

_OPENING: Final = re.compile(r'(?:\{[^][{}]*"results"[ \t\n\r]*:[ \t\n\r]*)?\[')
"""
An array, by itself or as the data set's interface wraps it; else it is records alone.
"""

# Numbers stay the texts that they are: a code keeps its zeros, and none is too long.
_DECODER: Final = json.JSONDecoder(parse_int=str, parse_float=str)

_LONGEST_WORD: Final = len("-Infinity")
"""What is wrong so close to the end of what is held may only be cut."""


class _Json:
    """
    A JSON text, value by value; of what was taken, nothing is kept.

    Attributes:
        record: Which record of the file is being read, from 1.
    """

    def __init__(self, stream: BinaryIO, start: bytes) -> None:
        self._stream = stream
        self._decoder = getincrementaldecoder("utf-8")()
        self._text = ""
        self._at = 0
        self.record = 1
        self._append(start, final=False)
        self._fill()

    def match(self, pattern: re.Pattern[str]) -> str:
        """
        Take what a pattern matches here, in what is held; empty where it does not.
        """
        found = pattern.match(self._text, self._at)
        if found is None:
            return ""
        self._at = found.end()
        return found[0]

    def peek(self) -> str:
        """
        The next character that is not blank; empty at the end.
        """
        self.match(_BLANKS)
        while self._at == len(self._text) and self._fill():
            self.match(_BLANKS)
        return self._text[self._at : self._at + 1]

    def take(self, expected: str) -> str:
        """
        Take the next character, which is one of those expected.
        """
        character = self.peek()
        if not character:
            raise self.fault(DirectoryFileProblem.TRUNCATED)
        if character not in expected:
            raise self.fault(DirectoryFileProblem.FORMAT)
        self._at += 1
        return character

    def value(self) -> object:
        """
        Take the next value, whole.
        """
        self.peek()
        value, end = self._decode()
        # Where the text that is held ends, a number may go on.
        while end is None or end == len(self._text):
            if len(self._text) - self._at > ROW_LIMIT + _LONGEST_WORD:
                raise self.fault(DirectoryFileProblem.LINE_TOO_LONG)
            if not self._fill():
                break
            value, end = self._decode()
        if end is None:
            raise self.fault(DirectoryFileProblem.TRUNCATED)
        if end - self._at > ROW_LIMIT:
            raise self.fault(DirectoryFileProblem.LINE_TOO_LONG)
        self._at = end
        return value

    def fault(self, problem: DirectoryFileProblem) -> DirectoryFileError:
        """
        What is wrong where the text is being read.
        """
        return _fault(problem, self.record)

    def _decode(self) -> tuple[object, int | None]:
        """
        The next value and where it ends, None where it is cut.
        """
        try:
            return _DECODER.raw_decode(self._text, self._at)
        except RecursionError as error:
            raise self.fault(DirectoryFileProblem.FORMAT) from error
        except json.JSONDecodeError as error:
            if error.pos - self._at > ROW_LIMIT:
                raise self.fault(DirectoryFileProblem.LINE_TOO_LONG) from error
            if not _is_cut(error):
                raise self.fault(DirectoryFileProblem.FORMAT) from error
            return None, None

    def _fill(self) -> bool:
        """
        Hold more of the text, if there is more.
        """
        data = _block(self._stream)
        self._append(data, final=not data)
        return bool(data)

    def _append(self, data: bytes, *, final: bool) -> None:
        try:
            more = self._decoder.decode(data, final)
        except UnicodeDecodeError as error:
            raise self.fault(_encoding_problem(error)) from error
        if "\0" in more:
            raise self.fault(DirectoryFileProblem.ENCODING)
        self._text = self._text[self._at :] + more
        self._at = 0


def _block(stream: BinaryIO) -> bytes:
    """
    The next block, whole: a stream that is not buffered gives less at a time.
    """
    parts: list[bytes] = []
    room = _BLOCK
    while part := stream.read(room):
        parts.append(part)
        room -= len(part)
    return b"".join(parts)


def _is_cut(error: json.JSONDecodeError) -> bool:
    """
    Whether what cannot be read might be, with more of the text.
    """
    unterminated = error.msg.startswith("Unterminated string")
    return unterminated or error.pos >= len(error.doc) - _LONGEST_WORD


def _json_rows(text: _Json) -> _Rows:
    for record in _records(text):
        cells = _texts(record)
        if text.record == 1 and not cells:
            raise text.fault(DirectoryFileProblem.COLUMNS)
        yield _school(text.record, cells) if cells else _misshapen(text.record)
        text.record += 1


def _records(text: _Json) -> Iterator[object]:
    text.peek()
    opening = text.match(_OPENING)
    if not opening:
        while text.peek():
            yield text.value()
        return
    yield from _items(text)
    if opening != "[":
        _skip_members(text)
    if text.peek():
        raise text.fault(DirectoryFileProblem.FORMAT)


def _items(text: _Json) -> Iterator[object]:
    """
    What an array holds, once its bracket was taken.
    """
    if text.peek() == "]":
        text.take("]")
        return
    yield text.value()
    while text.take(",]") == ",":
        yield text.value()


def _skip_members(text: _Json) -> None:
    """
    Whatever else an object holds, after the member that was wanted.
    """
    while text.take(",}") == ",":
        text.value()
        text.take(":")
        text.value()


def _texts(record: object) -> list[str]:
    """
    The cells of a record; none, if it is no row of a table.

    The data set mixes its types: the same column has numbers, texts and nothing.
    """
    if not isinstance(record, dict):
        return []
    row = cast("dict[str, object]", record)
    if not row.keys() >= {*_NEEDED}:
        return []
    values = [row[name] for name in _NEEDED]
    if any(isinstance(value, list | dict) for value in values):
        return []
    return ["" if value is None else str(value) for value in values]
