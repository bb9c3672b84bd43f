"""
The directory's file: as it is published, as people spoil it, and as enemies make it.
"""

import csv
import io
import json
import tracemalloc
from collections import deque
from itertools import cycle, islice

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pixorga.adapters import annuaire
from pixorga.adapters.annuaire import ROW_LIMIT, AnnuaireFile
from pixorga.domain.directory import Listing, Rejection, RowProblem, RowRemark
from pixorga.domain.establishment import EstablishmentKind, MailboxState
from pixorga.domain.identifiers import Uai
from pixorga.errors import DirectoryFileError, DirectoryFileProblem
from pixorga.testing.builders import a_school

COLUMNS = (
    "Identifiant_de_l_etablissement",
    "Nom_etablissement",
    "Type_etablissement",
    "Adresse_1",
    "Nom_commune",
    "Mail",
    "etat",
    "code_nature",
)
SCHOOL = {
    "Identifiant_de_l_etablissement": "0750655E",
    "Nom_etablissement": "Collège Joséphine Baker",
    "Type_etablissement": "Collège",
    "Adresse_1": "1 rue de l'Œuvre",
    "Nom_commune": "Paris",
    "Mail": "ce.0750655E@ac-paris.fr",
    "etat": "OUVERT",
    "code_nature": "340",
}
HEADER = ";".join(COLUMNS)
LINE = ";".join(SCHOOL.values())
OTHER = LINE.replace("0750655E", "0752387M")
FILE = f"{HEADER}\n{LINE}\n{OTHER}\n"
RECORD = {name.lower(): cell for name, cell in SCHOOL.items()} | {"code_nature": 340}
BOM = "\ufeff"


def rows(content):
    """
    The rows of a file.
    """
    data = content if isinstance(content, bytes) else content.encode()
    return list(AnnuaireFile(io.BytesIO(data)))


def fault(content):
    """
    What is wrong with a whole file, and on which line.
    """
    with pytest.raises(DirectoryFileError) as caught:
        rows(content)
    return caught.value.problem, caught.value.line


def uais(content):
    """
    The schools of a file, in order.
    """
    return [str(row.school.uai) for row in rows(content)]


def line(**changes):
    """
    A line with other cells.
    """
    return ";".join((SCHOOL | changes).values())


def records(*changes):
    """
    Records with other values.
    """
    return [RECORD | change for change in changes]


class TestCsv:
    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    @pytest.mark.parametrize("start", ["", BOM])
    @pytest.mark.parametrize("last", [True, False])
    def test_as_published(self, end, start, last):
        """
        With a mark at the start or without, with either line end, closed by one or not.
        """
        content = start + FILE.replace("\n", end)

        found = rows(content if last else content.removesuffix(end))

        assert found == [
            Listing(line=2, school=a_school()),
            Listing(
                line=3,
                school=a_school(
                    uai=Uai.parse("0752387M"),
                    mailbox=found[1].school.mailbox,
                ),
            ),
        ]
        assert str(found[1].school.mailbox) == "ce.0752387m@ac-paris.fr"

    @pytest.mark.parametrize(
        "change", [str.lower, str.upper, " {} ".format, '"{}"'.format]
    )
    def test_header(self, change):
        """
        Columns are known in any case, with blanks or quotes around them.
        """
        header = ";".join(map(change, COLUMNS))

        assert rows(f"{header}\n{LINE}\n") == [Listing(line=2, school=a_school())]

    def test_any_order(self):
        """
        Columns may come in any order.
        """
        names = sorted(COLUMNS, reverse=True)
        cells = ";".join(SCHOOL[name] for name in names)

        assert rows(f"{';'.join(names)}\n{cells}") == [
            Listing(line=2, school=a_school())
        ]

    def test_quotes(self):
        """
        What stands in quotes may hold quotes, semicolons and line ends.
        """
        name, address = '"Lycée ""A;B"""', '"1 rue\r\ndu Port"'
        quoted = line(Nom_etablissement=name, Adresse_1=address)

        found = rows(f"{HEADER}\r\n{quoted}\r\n{OTHER}\r\n")

        assert found[0].school.name == 'Lycée "A;B"'
        # A row is told by the line that it begins on.
        assert [row.line for row in found] == [2, 4]

    def test_quotes_in_the_middle(self):
        """
        Quotes inside an unquoted cell are only signs.
        """
        name = 'École dite "du Port"'

        found = rows(f"{HEADER}\n{line(Nom_etablissement=name)}\n")

        assert found[0].school.name == name

    @pytest.mark.parametrize("blank", ["\n", "\r\n", "  \n"])
    def test_blank_lines(self, blank):
        """
        Blank lines are passed over, wherever they are.
        """
        content = blank + HEADER + "\n" + blank + LINE + "\n" + blank * 2

        assert uais(content) == ["0750655E"]

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("Collège", EstablishmentKind.COLLEGE),
            (" LYCÉE ", EstablishmentKind.LYCEE),
            ("EREA", EstablishmentKind.EREA),
            ("Ecole", EstablishmentKind.OTHER),
            ("Médico-social", EstablishmentKind.OTHER),
            ("", EstablishmentKind.OTHER),
        ],
    )
    def test_kinds(self, text, kind):
        """
        Three kinds of school are told apart, in any case.
        """
        (row,) = rows(f"{HEADER}\n{line(Type_etablissement=text)}\n")

        assert row.school.kind is kind

    @pytest.mark.parametrize(
        ("text", "closed"),
        [
            ("OUVERT", False),
            ("A OUVRIR", False),
            ("", False),
            ("FERME", True),
            ("Fermé", True),
            ("fermeture", True),
        ],
    )
    def test_states(self, text, closed):
        """
        A school is closed when the file says so.
        """
        (row,) = rows(f"{HEADER}\n{line(etat=text)}\n")

        assert row.school.closed is closed

    def test_mailboxes(self):
        """
        The rules of mailboxes apply: own academy's, own domain, webmail.
        """
        boxes = ["ce.0750655E@ac-paris.fr", "x@ecole.example", "x@gmail.com", ""]
        lines = [line(Mail=box) for box in boxes]

        found = rows("\n".join([HEADER, *lines]))

        assert [row.school.mailbox_state for row in found] == [
            MailboxState.USABLE,
            MailboxState.TO_CONFIRM,
            MailboxState.MISSING,
            MailboxState.MISSING,
        ]
        assert [row.remarks for row in found] == [
            (),
            (),
            (RowRemark.MAILBOX_WEBMAIL,),
            (),
        ]


class TestRejections:
    @pytest.mark.parametrize(
        ("bad", "uai", "problem"),
        [
            (line(Nom_etablissement=""), "0750655E", RowProblem.NAME_BLANK),
            (line(Nom_commune="a\x1b"), "0750655E", RowProblem.CITY),
            (line(Identifiant_de_l_etablissement="x"), None, RowProblem.UAI),
            (f"{LINE};", None, RowProblem.CELLS),
            (LINE.rpartition(";")[0], None, RowProblem.CELLS),
            ("x", None, RowProblem.CELLS),
            (line(Adresse_1='"a"b'), None, RowProblem.CELLS),
        ],
    )
    def test_row(self, bad, uai, problem):
        """
        A faulty row is left out, with its line and reason, and no other is.
        """
        first, second, third = rows(f"{HEADER}\n{LINE}\n{bad}\n{OTHER}\n")

        school = None if uai is None else Uai.parse(uai)
        assert second == Rejection(line=3, uai=school, problem=problem)
        assert isinstance(first, Listing)
        assert isinstance(third, Listing)

    def test_many(self):
        """
        Faulty rows one after the other are all told, in their order.
        """
        content = "\n".join([HEADER, "x", f"{LINE};", "y", "z", LINE])

        assert [row.line for row in rows(content)] == [2, 3, 4, 5, 6]

    def test_last_with_too_many(self):
        """
        A last row with too many cells was not cut.
        """
        assert len(rows(f"{FILE}{LINE};x")) == 3


class TestJson:
    @pytest.mark.parametrize("indent", [None, 2])
    @pytest.mark.parametrize("start", ["", BOM, "\r\n \t"])
    @pytest.mark.parametrize(
        "wrap",
        [
            lambda found: found,
            lambda found: {"results": found},
            lambda found: {"total_count": 2, "results": found, "links": [{"a": 1}]},
        ],
    )
    def test_arrays(self, indent, start, wrap):
        """
        An array, by itself or wrapped, on one line or on many.
        """
        both = records({}, {"identifiant_de_l_etablissement": "0752387M"})

        found = rows(start + json.dumps(wrap(both), indent=indent) + "\n")

        assert found[0] == Listing(line=1, school=a_school())
        assert [row.line for row in found] == [1, 2]

    @pytest.mark.parametrize("between", ["\n", "\r\n", "", "\n\n"])
    def test_lines(self, between):
        """
        Records one after the other, in lines as a rule.
        """
        both = records({}, {"identifiant_de_l_etablissement": "0752387M"})

        content = between.join(map(json.dumps, both))

        assert uais(content) == ["0750655E", "0752387M"]

    def test_same_as_csv(self):
        """
        The same school is read from both kinds of file.
        """
        (from_json,) = rows(json.dumps([RECORD]))
        (from_csv,) = rows(f"{HEADER}\n{LINE}")

        assert from_json.school == from_csv.school

    def test_mixed_types(self):
        """
        Where texts are expected there may be numbers, and nothing.
        """
        record = json.dumps(RECORD | {"type_etablissement": None, "mail": None})
        numbers = record.replace('"Paris"', "75").replace('"OUVERT"', "1e400")

        (row,) = rows(numbers.replace(json.dumps(SCHOOL["Nom_etablissement"]), "12.50"))

        assert (row.school.name, row.school.city) == ("12.50", "75")
        assert row.school.mailbox is None
        assert row.remarks == ()

    @pytest.mark.parametrize(
        "odd",
        [
            "1" * 5000,
            "-1.5e99999",
            "NaN",
            "-Infinity",
            "true",
            '"\\ud800"',
            "[[[[1]]]]",
        ],
    )
    def test_odd_values(self, odd):
        """
        Odd values in columns that nobody needs are passed over.
        """
        content = json.dumps([RECORD]).replace("340", odd)

        assert rows(content) == [Listing(line=1, school=a_school())]

    @pytest.mark.parametrize(
        "odd", ["1", "null", '"x"', "[]", "{}", json.dumps(RECORD | {"mail": []})]
    )
    def test_no_row(self, odd):
        """
        What is no row of the table is left out, with its number, and nothing else is.
        """
        found = rows(f"[{json.dumps(RECORD)}, {odd}, {json.dumps(RECORD)}]")

        assert found[1] == Rejection(line=2, uai=None, problem=RowProblem.CELLS)
        assert [row.line for row in found] == [1, 2, 3]

    def test_many_blocks(self):
        """
        A file of many blocks is read as one of one block is, wherever they end.
        """
        both = records({}, {"adresse_1": "Œ" * 30_011})
        content = json.dumps(both * 20, ensure_ascii=False)

        assert uais(content) == ["0750655E"] * 40


class TestSource:
    @pytest.mark.parametrize("kind", [str, lambda path: path])
    def test_path(self, tmp_path, kind):
        """
        A file given by its path is gone through again and again.
        """
        path = tmp_path / "annuaire.csv"
        path.write_text(FILE, encoding="utf-8")
        source = AnnuaireFile(kind(path))

        assert list(source) == list(source)
        assert len(list(source)) == 2

    def test_abandoned(self, tmp_path):
        """
        A file that is not gone through to its end is closed all the same.
        """
        path = tmp_path / "annuaire.csv"
        path.write_text(FILE, encoding="utf-8")

        going = iter(AnnuaireFile(path))
        next(going)
        # A file left open would be an error in the tests.
        going.close()

    def test_stream(self):
        """
        What was opened by others is left open.
        """
        stream = io.BytesIO(FILE.encode())

        assert len(list(AnnuaireFile(stream))) == 2
        assert not stream.closed

    def test_missing(self, tmp_path):
        """
        A file that is not there is the system's error.
        """
        with pytest.raises(FileNotFoundError):
            list(AnnuaireFile(tmp_path / "none.csv"))


class TestFaults:
    @pytest.mark.parametrize(
        "content",
        ["", "\n\n", " \t\r\n", BOM, f"{BOM}\n", f"{HEADER}\n", HEADER, "[]", " [ ] "],
    )
    @pytest.mark.parametrize("wrapped", [False, True])
    def test_empty(self, content, wrapped):
        """
        A file without schools is no directory.
        """
        if wrapped and content.strip().startswith("["):
            content = f'{{"total_count": 0, "results": {content}}}'

        assert fault(content) == (DirectoryFileProblem.EMPTY, None)

    @pytest.mark.parametrize(
        ("data", "number"),
        [
            (FILE.encode("iso-8859-15"), 2),
            (FILE.encode("cp1252"), 2),
            (FILE.encode("utf-16"), 1),
            (FILE.encode("utf-16-le"), 1),
            (FILE.encode("utf-16-be"), 1),
            (FILE.encode("utf-32"), 1),
            (FILE.replace("Paris", "Par\0is").encode(), 2),
            (FILE.encode() + b"\xff\n", 4),
            (json.dumps([RECORD], ensure_ascii=False).encode("cp1252"), 1),
            (json.dumps([RECORD]).encode("utf-16-le"), 1),
            (json.dumps([RECORD]).encode() + b"\0", 1),
            (b"PK\x03\x04\x14\x00\x06\x00", 1),
            (b"\x1f\x8b\x08\x00", 1),
        ],
    )
    def test_encoding(self, data, number):
        """
        What is no UTF-8 is told, with the first line that shows it.
        """
        assert fault(data) == (DirectoryFileProblem.ENCODING, number)

    @pytest.mark.parametrize("name", [COLUMNS[0], COLUMNS[1], "Mail", "etat"])
    def test_columns(self, name):
        """
        A column that is needed and missing is told.
        """
        other = HEADER.replace(name, "x")
        record = {key: it for key, it in RECORD.items() if key != name.lower()}

        assert fault(f"{other}\n{LINE}\n") == (DirectoryFileProblem.COLUMNS, 1)
        assert fault(json.dumps([record])) == (DirectoryFileProblem.COLUMNS, 1)

    @pytest.mark.parametrize("content", ["[1]", "[[]]", '{"a": 1}', "{}", "[null, 1]"])
    def test_columns_of_other_json(self, content):
        """
        JSON of something else has none of the columns.
        """
        assert fault(content) == (DirectoryFileProblem.COLUMNS, 1)

    @pytest.mark.parametrize(
        "content",
        [
            FILE.replace(";", ","),
            FILE.replace(";", "\t"),
            "<!DOCTYPE html>\n<html></html>",
            "0750655E",
            '"a"b;c\n',
            f"[{json.dumps(RECORD)},]          ",
            "[{'a': 1}         ]",
            "[tru          ]",
            f"[{json.dumps(RECORD)}] x",
            f"[{json.dumps(RECORD)} {json.dumps(RECORD)}]",
            f'{{"results": [{json.dumps(RECORD)}], "a" 1        }}',
            f"{json.dumps(RECORD)}, {json.dumps(RECORD)}     ",
            "[" * 5000,
            '{"a":' * 5000,
        ],
    )
    def test_format(self, content):
        """
        What is neither kind of file is told.
        """
        assert fault(content)[0] is DirectoryFileProblem.FORMAT

    @pytest.mark.parametrize(
        ("content", "number"),
        [
            # In the last line, in quotes, in a character.
            (FILE + LINE.rpartition(";")[0], 4),
            (FILE + "0750655", 4),
            (FILE + LINE.rpartition(";")[0] + "\n\n", 4),
            (FILE + line(Adresse_1='"1 rue'), 4),
            (FILE + line(Adresse_1='"1 rue\ndu\nPort'), 4),
            (FILE.encode() + "é".encode()[:1], 4),
            (HEADER + '\n"', 2),
        ],
    )
    def test_truncated(self, content, number):
        """
        A file that ends in the middle of a row is told, with the row's line.
        """
        assert fault(content) == (DirectoryFileProblem.TRUNCATED, number)

    @pytest.mark.parametrize(
        "whole",
        [
            json.dumps(records({}, {}), ensure_ascii=False),
            json.dumps({"results": records({}, {}), "a": [1]}, ensure_ascii=False),
        ],
    )
    def test_truncated_json(self, whole):
        """
        JSON cut anywhere after its beginning is told to be cut.
        """
        data = whole.encode()
        start = data.index(b"[") + 1

        problems = {fault(data[:end])[0] for end in range(start, len(data))}

        assert problems == {DirectoryFileProblem.TRUNCATED}

    def test_truncated_lines(self):
        """
        Records in lines, cut within the last one.
        """
        one = json.dumps(RECORD)

        problems = {fault(f"{one}\n{one[:end]}") for end in range(1, len(one))}

        assert problems == {(DirectoryFileProblem.TRUNCATED, 2)}


class Endless(io.RawIOBase):
    """
    A file that goes on for ever, and counts what is taken of it.
    """

    def __init__(self, start, rest):
        super().__init__()
        self.start = start
        self.rest = rest
        self.taken = 0

    def readable(self):
        """
        It can be read.
        """
        return True

    def readinto(self, buffer):
        """
        Fill the buffer with the start, then with the rest again and again.
        """
        data = self.start[self.taken :]
        at = (self.taken + len(data) - len(self.start)) % len(self.rest)
        data += self.rest[at:]
        data += self.rest * (len(buffer) // len(self.rest) + 1)
        buffer[:] = data[: len(buffer)]
        self.taken += len(buffer)
        return len(buffer)


class TestHostile:
    @pytest.mark.parametrize(
        ("start", "rest"),
        [
            ("", b"x"),
            ("", b"x;"),
            (f"{HEADER}\n", b"x"),
            (FILE, b"x"),
            (f'{FILE}"', b"x"),
            (f'{FILE}"', b"x\n"),
            (f'{FILE}"', b'""\n'),
            ("[", b"1"),
            ('["', b"x"),
            ('[{"a": "', b"\\n"),
            ("[{", b'"a":1,'),
            ("[{", b"                "),
            ("{", b'"a":1,'),
            (f"{json.dumps(RECORD)}\n", b"1"),
        ],
    )
    def test_long_row(self, start, rest):
        """
        A row that does not end is given up soon: a 10 MB line is never held.
        """
        data = start.encode()
        stream = Endless(data, rest * 1000)

        with pytest.raises(DirectoryFileError) as caught:
            list(AnnuaireFile(io.BufferedReader(stream)))

        assert caught.value.problem is DirectoryFileProblem.LINE_TOO_LONG
        assert stream.taken < len(data) + 5 * ROW_LIMIT

    @pytest.mark.parametrize("sizes", [[1_000_000], [100]])
    def test_long_and_wrong(self, sizes):
        """
        What is wrong in a record beyond its limit is not looked at.
        """
        content = f'[{{"a": "{"x" * ROW_LIMIT}" ! {" " * 99}'

        _, problem, number = outcome(Chunks(content.encode(), sizes))

        assert (problem, number) == (DirectoryFileProblem.LINE_TOO_LONG, 1)

    def test_many_rows(self, monkeypatch):
        """
        A file of more rows than the country has schools is given up.
        """
        monkeypatch.setattr(annuaire, "ROWS_LIMIT", 2)

        assert len(rows(FILE)) == 2
        assert fault(f"{FILE}x\n{LINE}") == (DirectoryFileProblem.ROWS_TOO_MANY, None)

    def test_deep(self):
        """
        JSON that goes deeper and deeper is given up.
        """
        stream = Endless(b"", b"[" * 1000)

        with pytest.raises(DirectoryFileError):
            list(AnnuaireFile(io.BufferedReader(stream)))

    @pytest.mark.parametrize("size", [-1, 0, 1])
    def test_limit(self, size):
        """
        A line is as long as it may be, or one byte too long.
        """
        room = ROW_LIMIT - len(LINE.encode()) - 1 + size
        long = line(Adresse_1=SCHOOL["Adresse_1"] + "x" * room)

        if size > 0:
            problem = DirectoryFileProblem.LINE_TOO_LONG
            assert fault(f"{HEADER}\n{long}\n") == (problem, 2)
        else:
            assert uais(f"{HEADER}\n{long}\n") == ["0750655E"]

    @pytest.mark.parametrize("size", [0, 1])
    def test_limit_of_json(self, size):
        """
        So is a record, wherever the blocks end.
        """
        room = ROW_LIMIT - len(json.dumps([RECORD])) + 2 + size
        long = RECORD | {"adresse_1": SCHOOL["Adresse_1"] + "x" * room}
        content = json.dumps([RECORD, long, RECORD])

        if size > 0:
            assert fault(content) == (DirectoryFileProblem.LINE_TOO_LONG, 2)
        else:
            assert uais(content) == ["0750655E"] * 3

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("start", "row", "end"),
        [
            (f"{HEADER}\n", f"{LINE}\n", ""),
            (f"{HEADER}\n", f"{line(Adresse_1='x' * 400)}\nx\n", LINE),
            (f"{HEADER}\n", line(Adresse_1='"a\nb"') + "\n", ""),
            ("[", json.dumps(RECORD) + ",", json.dumps(RECORD) + "]"),
            ("", json.dumps(RECORD) + "\n", ""),
            (f"{HEADER}\n{LINE}\n", " " * 400 + "\n", ""),
            (f"[{json.dumps(RECORD)}", " " * 400, "]"),
        ],
    )
    def test_bounded(self, start, row, end):
        """
        Whatever the file's size, what is held of it stays small.
        """
        many = row.encode() * (2_000_000 // len(row))
        stream = io.BytesIO(start.encode() + many + end.encode())

        tracemalloc.start()
        try:
            _, problem, _ = outcome(stream, keep=False)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

        assert problem is None
        assert peak < 10 * ROW_LIMIT


class Chunks(io.BytesIO):
    """
    A file that gives a few bytes at a time, and lines whole as all files do.
    """

    def __init__(self, data, sizes):
        super().__init__(data)
        self.sizes = cycle(sizes)

    def read(self, size):
        """
        Give as much as the next size says.
        """
        return super().read(min(size, next(self.sizes)))


def outcome(stream, *, keep=True):
    """
    The rows of a file, and what ended it.
    """
    found = deque(maxlen=None if keep else 0)
    try:
        found.extend(AnnuaireFile(stream))
    except DirectoryFileError as error:
        return found, error.problem, error.line
    return found, None, None


PIECES = [
    HEADER,
    LINE,
    OTHER,
    f"\n{HEADER}\n",
    f"{LINE}\n{LINE}\n",
    json.dumps(RECORD),
    json.dumps([RECORD]),
    '{"results": [',
    '"',
    ";",
    "\n",
    "\r\n",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    "\\",
    "1",
    "-",
    "e9",
    "nul",
    " ",
    "é",
    BOM,
    "\0",
    "x" * 70_000,
    "[" * 2000,
]
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=12)
files = st.one_of(
    st.binary(max_size=300),
    texts.map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass")),
    st.tuples(texts, st.binary(max_size=3)).map(
        lambda both: "".join(both[0]).encode("utf-8", "surrogatepass") + both[1]
    ),
)


class TestFuzz:
    @given(files)
    def test_any_bytes(self, data):
        """
        Any bytes are rows, or a typed error.
        """
        found, _, _ = outcome(io.BytesIO(data))

        assert all(isinstance(row, Listing | Rejection) for row in found)

    @given(files, st.lists(st.integers(1, 3) | st.integers(1, 70_000), min_size=1))
    @example(f"[{json.dumps(RECORD)}, 12".encode(), [1])
    def test_any_chunks(self, data, sizes):
        """
        In which pieces a file comes does not matter.
        """
        assert outcome(Chunks(data, sizes)) == outcome(io.BytesIO(data))

    def test_wrapped_in_chunks(self):
        """
        A wrapper is seen, in however small pieces it comes.
        """
        data = json.dumps({"results": [RECORD]}, indent=2).encode()

        assert outcome(Chunks(data, [1])) == outcome(io.BytesIO(data))

    @given(st.integers(0, len(FILE.encode())))
    def test_cut(self, end):
        """
        A file that is cut is told to be, or is only shorter: no row is altered.
        """
        found, problem, _ = outcome(io.BytesIO(FILE.encode()[:end]))

        whole = rows(FILE)
        names = [row.school.name for row in found]
        assert names == [row.school.name for row in islice(whole, len(names))]
        assert problem is not None or found

    @given(
        st.lists(
            st.fixed_dictionaries(
                {name: st.text("aé;\"' ,\t", max_size=4) for name in COLUMNS[1:]}
            ),
            min_size=1,
        )
    )
    def test_all_spellings(self, cells):
        """
        The same table is read the same, however it is quoted, and as JSON.
        """
        table = [SCHOOL | row for row in cells]

        spellings = [
            _written(table, quoting=quoting)
            for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL)
        ]
        spellings.append(
            json.dumps([{k.lower(): v for k, v in row.items()} for row in table])
        )

        outcomes = [
            [getattr(row, "school", None) or row.problem for row in rows(text)]
            for text in spellings
        ]
        assert outcomes[0] == outcomes[1] == outcomes[2]


def _written(table, *, quoting):
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=";", quoting=quoting)
    writer.writeheader()
    writer.writerows(table)
    return text.getvalue()
