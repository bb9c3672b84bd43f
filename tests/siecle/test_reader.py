"""
The push reader: its quick way through a record tells what the careful one does.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pixorga import siecle
from pixorga.errors import SiecleSyntaxError
from pixorga.siecle.fields import root
from pixorga.siecle.reader import PushReader

NAMES = ["PRENOM", "NOM_USAGE", "CODE_MEF", "MEL", "ELEVE", "SCOLARITE_AN_DERNIER", "X"]
BREAKS = ["", " ", "\n", "\n   ", "\n     ", "\n   \n   ", "&#10;   ", "\r\n   ", "a=b"]
VALUES = ["", "a", " a", "a=b", "é", "&amp;", "&lt;X>", "<!--<X>-->", "<![CDATA[<X>]]>"]
VALUES += ["<?p <X>?>", "a\n   b", "&#10;   ", "ELEVE"]


def element(children):
    """
    An element with a value and children, among breaks of all sorts.
    """
    return st.builds(
        lambda name, attribute, value, inner, breaks, short: (
            f"<{name}{attribute}/>"
            if short and not inner
            else f"<{name}{attribute}>{value}"
            + "".join(f"{gap}{one}" for gap, one in zip(breaks, inner, strict=False))
            + f"{breaks[-1]}</{name}>"
        ),
        st.sampled_from(NAMES),
        st.sampled_from(["", "", "", ' a="1"', " a='='"]),
        st.sampled_from(VALUES),
        st.lists(children, max_size=3),
        st.lists(st.sampled_from(BREAKS), min_size=4, max_size=4),
        st.booleans(),
    )


ELEMENTS = st.recursive(st.just("<PRENOM2>b</PRENOM2>"), element, max_leaves=6)

LINES = st.lists(
    st.tuples(
        st.sampled_from(["\n   ", "\n   ", "\n   ", "\n     ", ""]),
        st.one_of(
            st.sampled_from(NAMES[:4]).map(lambda name: f"<{name}>v</{name}>"),
            st.sampled_from(NAMES).map(lambda name: f"<{name}>"),
            st.sampled_from(NAMES).map(lambda name: f"</{name}>"),
            st.sampled_from(NAMES).map(lambda name: f"<{name}/>"),
            ELEMENTS,
        ),
    ).map("".join),
    max_size=9,
).map("".join)


class Log:
    """
    Writes down all that a reader tells.
    """

    def __init__(self, fields):
        self.told = []
        self._fields = fields

    def begin(self, root_name, attributes, /):
        """
        Let the pupils be read.
        """
        return root(self._fields)

    def take(self, path, line, attributes, values, /):
        """
        Write a record down.
        """
        wanted = {name: one for name, one in values.items() if name != "NOM"}
        self.told.append((path, line, attributes, wanted))

    def note(self, code, line, element):
        """
        Write an oddity down.
        """
        self.told.append((code, line, element))


def told(data, *, quick, fields=frozenset(siecle.FieldGroup)):
    """
    What a reader tells of some bytes, and how it ends.
    """
    log = Log(fields)
    reader = PushReader(log, quick=quick)
    try:
        reader.feed(data)
        reader.close()
    except SiecleSyntaxError as error:
        # Bounds are looked at elsewhere: what is broken is all that matters here.
        return [line for line in log.told if line[0] == ("ELEVES", "ELEVE")], str(error)
    return sorted(log.told, key=repr), ""


def school(inside, between="\n"):
    """
    An export of one pupil with something in it, and of one after it.
    """
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<BEE_ELEVES><DONNEES><ELEVES>\n  '
        f'<ELEVE ELEVE_ID="1" ELENOET="2">{inside}{between}</ELEVE>\n  '
        '<ELEVE ELEVE_ID="2">\n   <PRENOM>a</PRENOM>\n  </ELEVE>\n'
        "</ELEVES></DONNEES></BEE_ELEVES>"
    )
    return text.encode()


class TestQuickWay:
    @given(LINES, st.sampled_from(["\n  ", "", " stray ", "\n   "]))
    @settings(max_examples=1500, deadline=None)
    def test_as_careful(self, inside, between):
        """
        Whatever stands in a record, both ways give the same values, notes and lines.
        """
        data = school(inside, between)

        assert told(data, quick=True) == told(data, quick=False)

    @given(st.lists(st.tuples(st.sampled_from(BREAKS), ELEMENTS), max_size=6))
    @settings(max_examples=1000, deadline=None)
    def test_trees(self, parts):
        """
        So do trees of any shape.
        """
        data = school("".join(gap + one for gap, one in parts))

        assert told(data, quick=True) == told(data, quick=False)

    def test_last_year(self):
        """
        So does last year's block, at the end, in the middle and when not wanted.
        """
        inner = "\n     <CODE_MEF>b</CODE_MEF>\n     <MEL/>\n   "
        block = f"\n   <SCOLARITE_AN_DERNIER>{inner}</SCOLARITE_AN_DERNIER>"
        before, after = "\n   <CODE_MEF>a</CODE_MEF>", "\n   <MEL>c</MEL>"
        for inside in (before + block, before + block + after, block + after, block):
            data = school(inside, "\n  ")
            for fields in (siecle.DEFAULT, frozenset(siecle.FieldGroup)):
                careful, quick = (
                    [
                        one
                        for one in told(data, quick=way, fields=fields)[0]
                        if len(one) == 4
                    ]
                    for way in (False, True)
                )
                for one, other in zip(quick, careful, strict=True):
                    # What is not wanted is empty in one and not looked at in the other.
                    assert {k: v for k, v in one[3].items() if other[3][k]} == {
                        k: v for k, v in other[3].items() if v
                    }

    @pytest.mark.parametrize(
        ("inner", "after"),
        [
            ("\n     <X>b</X>", "\n   "),
            ("\n   <MEL>b</MEL>", "\n   "),
            ("\n     <MEL><SIGLE>b</SIGLE></MEL>", "\n   "),
            ("\n     <MEL>b</MEL>", ""),
            ("<MEL>b</MEL>", "\n   "),
            ("", "\n   "),
        ],
    )
    def test_odd_blocks(self, inner, after):
        """
        A block that is not as usual is read tag by tag.
        """
        block = f"\n   <SCOLARITE_AN_DERNIER>{inner}{after}</SCOLARITE_AN_DERNIER>"
        data = school(f"\n   <PRENOM>a</PRENOM>{block}", "\n  ")

        assert told(data, quick=True) == told(data, quick=False)

    def test_nested_in_disguise(self):
        """
        A child in a child that looks like its neighbour is nobody's.
        """
        inside = "\n   <PRENOM><MEL>x</MEL>\n   </PRENOM>"
        data = school(inside, "\n  ")

        records = [one for one in told(data, quick=True)[0] if len(one) == 4]
        assert all("MEL" not in one[3] for one in records)
