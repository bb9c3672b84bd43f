"""
Files that were made to do harm, and files that are rubbish.
"""

import io
from itertools import pairwise
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

import defusedxml.sax
import pytest
from defusedxml.common import DefusedXmlException
from hypothesis import given, settings
from hypothesis import strategies as st

from pixorga import siecle
from pixorga.errors import PixorgaError, SiecleSyntaxError, SiecleSyntaxProblem
from pixorga.siecle import FieldGroup, StudentReader
from tests.siecle.schools import placed, pupil, written

HEAD = b'<?xml version="1.0" encoding="ISO-8859-15"?>\n'
SOUND = written(pupil(), structures=placed("1", "D6A"))

LAUGHS = b"<!DOCTYPE x [<!ENTITY a0 'ha'>%s]><BEE_ELEVES>&a9;</BEE_ELEVES>" % b"".join(
    b"<!ENTITY a%d '%s'>" % (one, b"&a%d;" % before * 10)
    for before, one in pairwise(range(10))
)
QUADRATIC = b"<!DOCTYPE x [<!ENTITY a '%s'>]><BEE_ELEVES>%s</BEE_ELEVES>" % (
    b"a" * 50_000,
    b"&a;" * 5000,
)

DTD, DEEP = SiecleSyntaxProblem.DTD, SiecleSyntaxProblem.TOO_DEEP
MALFORMED, ENDLESS = SiecleSyntaxProblem.MALFORMED, SiecleSyntaxProblem.TOKEN_TOO_LONG
CUT = SiecleSyntaxProblem.TRUNCATED

CORPUS = {
    "laughs": (LAUGHS, DTD),
    "quadratic": (QUADRATIC, DTD),
    "external entity": (
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///x">]><BEE_ELEVES>&a;</BEE_ELEVES>',
        DTD,
    ),
    "parameter entity": (
        b'<!DOCTYPE x [<!ENTITY % a SYSTEM "http://x.invalid/"> %a;]><BEE_ELEVES/>',
        DTD,
    ),
    "external dtd": (b'<!DOCTYPE x SYSTEM "x.dtd"><BEE_ELEVES/>', DTD),
    "dtd": (b"<!DOCTYPE BEE_ELEVES><BEE_ELEVES/>", DTD),
    "undefined entity": (b"<BEE_ELEVES>&nbsp;</BEE_ELEVES>", MALFORMED),
    "levels": (b"<BEE_ELEVES>" + b"<a>" * 1_000_000, DEEP),
    "known levels": (b"<BEE_ELEVES><DONNEES><ELEVES>" + b"<ELEVE>" * 999, DEEP),
    "attribute": (b'<BEE_ELEVES a="' + b"a" * 4_000_000, ENDLESS),
    "attributes": (
        b"<BEE_ELEVES " + b" ".join(b'a%d=""' % n for n in range(90_000)) + b"/>",
        ENDLESS,
    ),
    "name": (b"<BEE_ELEVES><" + b"a" * 4_000_000, ENDLESS),
    "comment": (b"<BEE_ELEVES><!--" + b"a" * 4_000_000, ENDLESS),
    "NUL": (b"<BEE_ELEVES>\x00</BEE_ELEVES>", MALFORMED),
    "forbidden reference": (b"<BEE_ELEVES>&#0;</BEE_ELEVES>", MALFORMED),
    "forbidden control": (b"<BEE_ELEVES>&#x1F;</BEE_ELEVES>", MALFORMED),
    "half a pair": (b"<BEE_ELEVES>&#xD800;</BEE_ELEVES>", MALFORMED),
    "two roots": (b"<BEE_ELEVES/><BEE_ELEVES/>", MALFORMED),
    "crossed": (b"<BEE_ELEVES><DONNEES></BEE_ELEVES></DONNEES>", MALFORMED),
    "twice": (b'<BEE_ELEVES a="" a=""/>', MALFORMED),
    "cut": (b"<BEE_ELEVES><DONNEES>", CUT),
    "cut in CDATA": (b"<BEE_ELEVES><![CDATA[", CUT),
}


def problem_of(data):
    """
    What is wrong with a file.
    """
    with pytest.raises(SiecleSyntaxError) as caught:
        siecle.read(data, fields=frozenset(FieldGroup))
    return caught.value.problem


def is_refused_by_sax(data):
    """
    Whether the reference refuses a file.
    """
    try:
        defusedxml.sax.parse(io.BytesIO(data), ContentHandler(), forbid_dtd=True)
    except (SAXException, DefusedXmlException):
        return True
    return False


@pytest.mark.parametrize("name", CORPUS)
class TestCorpus:
    def test_refused(self, name):
        """
        Each file that was made to do harm is refused, and told why.
        """
        data, problem = CORPUS[name]

        assert problem_of(HEAD + data) is problem

    def test_as_the_reference(self, name):
        """
        What the reference refuses is refused; beyond it, only what has no bounds.
        """
        data, _ = CORPUS[name]
        unbounded = {"attributes"}

        assert is_refused_by_sax(HEAD + data) or name in unbounded
        assert is_refused_by_sax(SOUND) is False


class TestBounds:
    def test_value(self):
        """
        A value without an end is not gathered.
        """
        endless = written(pupil(NOM_USAGE="a" * 4_000_000))

        assert problem_of(endless) is ENDLESS

    def test_names(self):
        """
        Names that are all different are not gathered.
        """
        strange = "".join(f"<a{number}/>" for number in range(9000))

        problem = problem_of(written(pupil(extra=strange)))
        assert problem is SiecleSyntaxProblem.NAMES_TOO_MANY

    def test_children(self):
        """
        One pupil does not have children without end.
        """
        structures = placed("1", *["D6A"] * 70_000)

        assert problem_of(written(pupil(), structures=structures)) is ENDLESS

    def test_levels_of_records(self):
        """
        Records of any export have the same bounds.
        """
        data = b"<BEE_COMMUN><DONNEES><A><B>" + b"<C>" * 100

        with pytest.raises(SiecleSyntaxError) as caught:
            list(siecle.iter_records(data))

        assert caught.value.problem is DEEP

    def test_long_label(self):
        """
        A label that is none of a text's encodings is not tried.
        """
        for label in ("zlib_codec", "punycode", "a" * 5000, "../x", "utf-7"):
            data = SOUND.replace(b"ISO-8859-15", label.encode())
            try:
                file = siecle.read(data)
            except SiecleSyntaxError:
                continue
            assert len(file.students) == 1


def outcome(data, cuts=()):
    """
    What is read of a file in pieces, or what is wrong with it.
    """
    reader = StudentReader(fields=frozenset(FieldGroup))
    places = sorted({0, len(data), *cuts})
    try:
        for start, end in pairwise(places):
            reader.feed(data[start:end])
        return reader.close()
    except PixorgaError as error:
        return type(error), error.details, getattr(error, "partial", None)


SCHOOL = siecle.sample(
    students=90,
    faults={
        code
        for code in siecle.FindingCode
        if code.name.startswith(("INE_", "LAST_", "ELE"))
    },
)


class TestLaws:
    @given(st.sets(st.integers(0, len(SCHOOL)), max_size=30))
    @settings(max_examples=40, deadline=None)
    def test_any_chunking(self, cuts):
        """
        Whatever the pieces, the file is the same: pupils, findings and lines.
        """
        assert outcome(SCHOOL, cuts) == outcome(SCHOOL)

    def test_byte_by_byte(self):
        """
        Even byte by byte.
        """
        assert outcome(SOUND, range(len(SOUND))) == outcome(SOUND)

    @given(st.binary(max_size=300))
    @settings(max_examples=300, deadline=None)
    def test_random_bytes(self, data):
        """
        Rubbish gives our errors, never another.
        """
        assert isinstance(outcome(data), tuple)

    @given(
        st.lists(
            st.tuples(st.integers(0, len(SOUND) - 1), st.binary(max_size=6)),
            min_size=1,
            max_size=4,
        )
    )
    @settings(max_examples=400, deadline=None)
    def test_damaged(self, damages):
        """
        A damaged file gives pupils or our errors, the same ones in any pieces.
        """
        data = SOUND
        for at, instead in damages:
            data = data[:at] + instead + data[at + len(instead) :]

        assert outcome(data, range(0, len(data), 7)) == outcome(data)

    @given(st.integers(0, len(SCHOOL)))
    @settings(max_examples=60, deadline=None)
    def test_cut_anywhere(self, end):
        """
        Whoever was read before a file was cut is given with the error.
        """
        found = outcome(SCHOOL[:end])

        assert isinstance(found, tuple) or end >= len(SCHOOL) - 1

    @given(st.text(max_size=12), st.sampled_from(["NOM_DE_FAMILLE", "DATE_NAISS"]))
    @settings(max_examples=60, deadline=None)
    def test_any_text(self, text, element):
        """
        Any text may stand in an element.
        """
        data = siecle.sample(students=1)
        start = data.index(b"<%s>" % element.encode()) + len(element) + 2
        end = data.index(b"<", start)
        text = text.encode("ascii", "xmlcharrefreplace")
        outcome(data[:start] + text.replace(b"<", b"&lt;") + data[end:])
