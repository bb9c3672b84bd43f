"""
Where exports come from: bytes, paths, files, and zips of all sorts.
"""

import io
import struct
import zipfile
from pathlib import Path

import pytest

from pixorga import siecle
from pixorga.errors import (
    SiecleArchiveError,
    SiecleArchiveProblem,
    SiecleError,
    SiecleFileError,
    SiecleFileProblem,
)
from pixorga.siecle import source

PUPILS = siecle.sample(students=8)
OTHER = b"<BEE_STRUCTURES/>"


def zipped(members, method=zipfile.ZIP_DEFLATED):
    """
    A zip of some members by name.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def problem_of(data):
    """
    Why a zip is refused.
    """
    with pytest.raises(SiecleArchiveError) as caught:
        siecle.read(data)
    return caught.value.problem


class OneWay(io.RawIOBase):
    """
    A stream that cannot be read in any order.
    """

    def __init__(self, data):
        self._data = io.BytesIO(data)

    def readable(self):
        """
        It can be read, and that is all.
        """
        return True

    def read(self, size=-1):
        """
        The next bytes.
        """
        return self._data.read(size)


class TestSources:
    def test_all(self, tmp_path):
        """
        Bytes, paths and files give the same.
        """
        path = tmp_path / "export (1).txt"
        path.write_bytes(PUPILS)
        with path.open("rb") as file:
            sources = [
                PUPILS,
                bytearray(PUPILS),
                memoryview(PUPILS),
                path,
                str(path),
                file,
                io.BytesIO(PUPILS),
                OneWay(PUPILS),
            ]
            read = [siecle.read(one).students for one in sources]

        assert read == [read[0]] * len(sources)
        assert len(read[0]) == 8

    def test_missing(self, tmp_path):
        """
        A path that is none is the operating system's error.
        """
        with pytest.raises(FileNotFoundError):
            siecle.read(Path(tmp_path) / "none.xml")

    def test_too_large(self, monkeypatch):
        """
        A file that is larger than any school's is refused before it is read through.
        """
        monkeypatch.setattr(source, "_LARGEST", 5000)

        with pytest.raises(SiecleFileError) as caught:
            siecle.read(PUPILS)

        assert caught.value.problem is SiecleFileProblem.TOO_LARGE


class TestZip:
    @pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
    def test_one(self, method):
        """
        The zip that SIÈCLE hands out is read, from any source.
        """
        data = zipped({"ElevesSansAdresses.xml": PUPILS}, method)

        for one in (data, io.BytesIO(data), OneWay(data)):
            assert len(siecle.read(one).students) == 8

    def test_after_something(self):
        """
        A zip may begin where the file stands.
        """
        file = io.BytesIO(b"head" + zipped({"a.xml": PUPILS}))
        file.seek(4)

        assert len(siecle.read(file).students) == 8

    def test_what_systems_add(self):
        """
        Folders, hidden files and the companions of macOS are passed over.
        """
        members = {
            "export/": b"",
            "export/a.XML": PUPILS,
            "__MACOSX/._a.xml": b"x",
            ".hidden/b.xml": b"x",
            "export/.c.xml": b"x",
            "readme.txt": b"x",
        }

        assert len(siecle.read(zipped(members)).students) == 8

    def test_family(self):
        """
        Of a family, the pupils' export is taken.
        """
        utf16 = PUPILS.decode("iso8859-15").encode("utf-16")
        members = {"s.xml": OTHER, "e.xml": utf16, "x.xml": b"<x/>", "n.xml": b"no"}

        assert len(siecle.read(zipped(members)).students) == 8

    @pytest.mark.parametrize(
        ("members", "problem"),
        [
            ({"a.txt": b"x"}, "NONE"),
            ({"a.xml": OTHER, "b.xml": OTHER}, "NONE"),
            ({"a.xml": PUPILS, "b.xml": PUPILS}, "SEVERAL"),
            ({"../a.xml": PUPILS}, "PATH"),
            ({"/a.xml": PUPILS}, "PATH"),
            ({"C:a.xml": PUPILS}, "PATH"),
            ({"a\\..\\..\\b.xml": PUPILS}, "PATH"),
            ({f"{n}.xml": b"" for n in range(200)}, "MEMBERS_TOO_MANY"),
            ({"a.xml": b" " * 8_000_000}, "BOMB"),
        ],
    )
    def test_refused(self, members, problem):
        """
        What cannot be used is named.
        """
        assert problem_of(zipped(members)) is SiecleArchiveProblem[problem]

    def test_several_records(self):
        """
        Records are read of a zip that has one export only.
        """
        with pytest.raises(SiecleArchiveError):
            next(siecle.iter_records(zipped({"a.xml": PUPILS, "b.xml": OTHER})))

    def test_office(self):
        """
        A spreadsheet is a zip too, and named as what it is.
        """
        with pytest.raises(SiecleFileError) as caught:
            siecle.read(zipped({"[Content_Types].xml": b"", "xl/a.xml": b""}))

        assert caught.value.problem is SiecleFileProblem.EXCEL

    def test_encrypted(self):
        """
        A zip with a password is named.
        """
        data = bytearray(zipped({"a.xml": PUPILS}))
        data[data.index(b"PK\x01\x02") + 8] |= 1

        assert problem_of(bytes(data)) is SiecleArchiveProblem.ENCRYPTED

    def test_odd_method(self):
        """
        A way of packing that exports do not use is refused.
        """
        data = zipped({"a.xml": PUPILS}, zipfile.ZIP_BZIP2)

        assert problem_of(data) is SiecleArchiveProblem.CORRUPTED

    def test_shared_bytes(self):
        """
        Members that lie over one another are refused.
        """
        data = zipped({"a.xml": PUPILS})
        start = data.index(b"PK\x01\x02")
        end = data.index(b"PK\x05\x06")
        entry = data[start:end]
        tail = bytearray(data[end:])
        struct.pack_into("<HHI", tail, 8, 50, 50, 50 * len(entry))

        assert problem_of(data[:start] + entry * 50 + tail) in {
            SiecleArchiveProblem.BOMB,
            SiecleArchiveProblem.CORRUPTED,
        }

    def test_many_entries_in_the_directory(self):
        """
        A directory that would fill the memory is not read.
        """
        data = bytearray(zipped({"a.xml": PUPILS}))
        struct.pack_into("<I", data, data.index(b"PK\x05\x06") + 12, 1 << 30)

        assert problem_of(bytes(data)) is SiecleArchiveProblem.MEMBERS_TOO_MANY

    def test_damaged_anywhere(self):
        """
        A damage anywhere gives our errors only, or a file that is whole.
        """
        data = zipped({"a.xml": PUPILS, "b.xml": OTHER})
        for at in range(len(data)):
            damaged = bytearray(data)
            damaged[at] ^= 0x5A
            try:
                siecle.read(bytes(damaged))
            except SiecleError:
                continue

    def test_one_damaged_anywhere(self):
        """
        So does a damage in a zip of one member, at its ends too.
        """
        data = zipped({"a.xml": PUPILS})
        problems = set()
        for at in range(len(data)):
            damaged = bytearray(data)
            damaged[at] ^= 0x5A
            try:
                siecle.read(bytes(damaged))
            except SiecleArchiveError as error:
                problems.add(error.problem)
            except SiecleError:
                continue

        assert SiecleArchiveProblem.CORRUPTED in problems

    def test_cut_anywhere(self):
        """
        A zip that was cut is told to be damaged.
        """
        data = zipped({"a.xml": PUPILS})
        for end in range(4, len(data)):
            assert problem_of(data[:end]) is SiecleArchiveProblem.CORRUPTED

    def test_zip_in_memory_is_bounded(self, monkeypatch):
        """
        A stream is not held in memory whatever its size.
        """
        monkeypatch.setattr(source, "_LARGEST_ZIP", 1000)

        with pytest.raises(SiecleFileError):
            siecle.read(OneWay(zipped({"a.xml": PUPILS})))

    def test_large_member(self, monkeypatch):
        """
        A member is not read beyond the size of any export.
        """
        data = zipped({"a.xml": PUPILS})
        monkeypatch.setattr(source, "_LARGEST", len(data) + 100)

        assert problem_of(data) is SiecleArchiveProblem.BOMB
