"""
The encodings that exports are found in.
"""

import pytest

from pixorga import siecle
from pixorga.siecle import FindingCode
from tests.siecle.schools import export, pupil

LATIN, WINDOWS = "ISO-8859-15", "windows-1252"
UNUSUAL, MISLABELLED = "ENCODING_UNUSUAL", "ENCODING_MISLABELLED"


def read(text, codec):
    """
    Read an export that is written in a codec, whatever it says.
    """
    return siecle.read(text.encode(codec))


def told(file):
    """
    What was found of the encoding.
    """
    return {code.value for code in file.counts if code.startswith("ENCODING_")}


class TestEncodings:
    @pytest.mark.parametrize(
        ("label", "codec", "used", "found"),
        [
            (LATIN, "iso8859-15", LATIN, set()),
            (LATIN, "utf-8", "UTF-8", {MISLABELLED}),
            (LATIN, "utf-8-sig", "UTF-8", {MISLABELLED}),
            ("UTF-8", "utf-8", "UTF-8", {UNUSUAL}),
            ("UTF-8", "utf-8-sig", "UTF-8", {UNUSUAL}),
            ("UTF-8", "iso8859-15", LATIN, {UNUSUAL, MISLABELLED}),
            ("UTF-16", "utf-16", "UTF-16", {UNUSUAL}),
            ("UTF-16", "utf-16-le", "UTF-16LE", {UNUSUAL}),
            ("UTF-16", "utf-16-be", "UTF-16BE", {UNUSUAL}),
            (LATIN, "utf-16", "UTF-16", {MISLABELLED}),
            ("windows-1252", "cp1252", WINDOWS, {UNUSUAL}),
            ("cp1250", "cp1250", "cp1250", {UNUSUAL}),
            ("ISO-8859-99", "iso8859-15", LATIN, {"ENCODING_UNKNOWN"}),
            ("UTF-16", "iso8859-15", LATIN, {"ENCODING_UNKNOWN"}),
            ("rot13", "iso8859-15", LATIN, {"ENCODING_UNKNOWN"}),
            (None, "utf-8", "UTF-8", {"ENCODING_MISSING"}),
            (None, "iso8859-15", LATIN, {"ENCODING_MISSING"}),
        ],
    )
    def test_read(self, label, codec, used, found):
        """
        Whatever the label and the bytes, the accents are right, and the rest told.
        """
        file = read(export(pupil(NOM_DE_FAMILLE="ÉLUÁRD"), label=label), codec)

        assert file.students[0].last_name == "ÉLUÁRD"
        assert file.students[0].first_name == "Élise"
        assert file.header.encoding.used == used
        assert told(file) == found

    def test_declared(self):
        """
        The label is given by its registered name, an unknown one as it stands.
        """
        assert read(export(label="latin9"), "ascii").header.encoding.declared == LATIN
        odd = read(export(label="x-odd"), "ascii").header.encoding
        assert odd.declared == "x-odd"
        assert odd.used == LATIN
        assert read(export(label=None), "ascii").header.encoding.declared is None

    def test_single_quotes(self):
        """
        A declaration may be in single quotes.
        """
        text = export(pupil(NOM_DE_FAMILLE="BŒUF")).replace('"', "'")

        assert read(text, "iso8859-15").students[0].last_name == "BŒUF"

    @pytest.mark.parametrize(
        ("label", "byte", "letter"),
        [
            (LATIN, b"\xbd", "œ"),
            ("ISO-8859-1", b"\xbd", "½"),
            (LATIN, b"\x92", "’"),
            (LATIN, b"\x9c", "œ"),
            ("windows-1252", b"\x9c", "œ"),
            (LATIN, b"\x81", "\ufffd"),
            (LATIN, b"\xef\xbf\xbd", "\ufffd"),
            (LATIN, b"\xef", "ï"),
        ],
    )
    def test_bytes(self, label, byte, letter):
        """
        Each byte is the letter of its encoding; what is Windows' own is read as such.
        """
        data = export(pupil(NOM_DE_FAMILLE="È@X"), label=label).encode("iso8859-15")
        file = siecle.read(data.replace(b"@", byte))

        assert file.students[0].last_name == f"È{letter}X"

    def test_mixed(self):
        """
        A byte that is no UTF-8 is read as Latin-9, and told.
        """
        text = export(pupil(NOM_DE_FAMILLE="È@X"), label="UTF-8")
        file = siecle.read(text.encode().replace(b"@", b"\xe9"))

        assert file.students[0].last_name == "ÈéX"
        assert told(file) == {UNUSUAL, "ENCODING_MIXED"}

    def test_lost_letters_tell_nothing(self):
        """
        What stands for a lost letter is no evidence of an encoding.
        """
        names = [pupil(NOM_DE_FAMILLE="F@VRE"), pupil("2", NOM_DE_FAMILLE="LEFÈVRE")]
        data = export(*names).encode("iso8859-15").replace(b"@", b"\xef\xbf\xbd")
        file = siecle.read(data)

        found = [student.last_name for student in file.students]
        assert found == ["F\ufffdVRE", "LEFÈVRE"]
        assert FindingCode.LAST_NAME_REPLACED in file.counts
        assert told(file) == set()

    @pytest.mark.parametrize("codec", ["iso8859-15", "utf-8", "utf-16"])
    @pytest.mark.parametrize("letter", ["é", "ï", "\ufffd"])
    @pytest.mark.parametrize("evidence", ["", "<!-- é -->", "<!-- \ufffd -->"])
    def test_across_blocks(self, codec, letter, evidence):
        """
        A letter may lie across two blocks of the reader.
        """
        label = "UTF-16" if codec == "utf-16" else "ISO-8859-15"
        for shift in range(-6, 3):
            text = export(pupil(NOM_DE_FAMILLE=f"A{letter}B"), label=label)
            text = text.replace("?>\n", f"?>\n{evidence}", 1)
            data = text.encode("iso8859-15", "replace") if not shift else b""
            lost = text.replace("\ufffd", "@")
            data = lost.encode(codec, "xmlcharrefreplace")
            data = (
                data.replace("@".encode(codec)[-1:], b"\xef\xbf\xbd")
                if (codec == "iso8859-15")
                else text.encode(codec)
            )
            width = 2 if codec == "utf-16" else 1
            at = data.index("<NOM_DE_FAMILLE>".encode(codec)[-16 * width :])
            at += 17 * width
            blanks = " ".encode(codec)[-width:] * (
                (65_536 + shift * width - at) // width
            )
            head = data.index("<BEE".encode(codec)[-4 * width :])
            file = siecle.read(data[:head] + blanks + data[head:])

            assert file.students[0].last_name == f"A{letter}B"

    def test_mixed_twice(self):
        """
        What occurs again and again is told once.
        """
        pupils = [pupil(str(n), NOM_DE_FAMILLE="È@X") for n in range(500)]
        data = export(*pupils, label="UTF-8").encode().replace(b"@", b"\xe9")
        file = siecle.read(data)

        assert len(data) > 2 * 65_536
        assert file.counts[FindingCode.ENCODING_MIXED] == 1

    def test_lost_letters_only(self):
        """
        A file all letters of which are lost is read as it says.
        """
        data = export(pupil(PRENOM="@lise", NOM_DE_FAMILLE="@")).encode()
        file = siecle.read(data.replace(b"@", b"\xef\xbf\xbd"))

        assert file.students[0].first_name == "\ufffdlise"
        assert told(file) == set()

    def test_stray_error(self):
        """
        The reader's way to read stray bytes is for reading only.
        """
        with pytest.raises(UnicodeEncodeError):
            "é".encode("ascii", "pixorga.siecle.latin")
