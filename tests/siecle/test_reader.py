"""
The push reader: its values are those that a tree of the whole file would give.
"""

from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from pixorga.errors import SiecleSyntaxError
from pixorga.siecle import FieldGroup
from pixorga.siecle.fields import _LAST_YEAR, elements_of, root
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


LEAVES = elements_of(frozenset(FieldGroup))
BLOCK = "SCOLARITE_AN_DERNIER"


class Values:
    """
    Keeps the values of the first pupil.
    """

    def __init__(self):
        self.first = None

    def begin(self, _root, _attributes, /):
        """
        Let the pupils be read, all fields of them.
        """
        return root(frozenset(FieldGroup))

    def take(self, _path, _line, _attributes, values, /):
        """
        Keep the first one.
        """
        self.first = values if self.first is None else self.first

    def note(self, code, line, element):
        """
        Oddities are looked at elsewhere.
        """


def school(inside):
    """
    An export of one pupil with something in it, and of one after it.
    """
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<BEE_ELEVES><DONNEES><ELEVES>\n  '
        f'<ELEVE ELEVE_ID="1" ELENOET="2">{inside}</ELEVE>\n  '
        '<ELEVE ELEVE_ID="2">\n   <PRENOM>a</PRENOM>\n  </ELEVE>\n'
        "</ELEVES></DONNEES></BEE_ELEVES>"
    )
    return text.encode()


def read(data):
    """
    The values of the first pupil, None for a file that is no sound XML.
    """
    sink = Values()
    reader = PushReader(sink)
    try:
        reader.feed(data)
        reader.close()
    except SiecleSyntaxError:
        return None
    return sink.first


def own_text(element):
    """
    The text that stands in an element itself.
    """
    return (element.text or "") + "".join(child.tail or "" for child in element)


def texts_of(element, leaves):
    """
    The first direct child of each name that has a text.
    """
    found = {}
    for child in element:
        if child.tag in leaves:
            found.setdefault(child.tag, own_text(child))
    return found


def expected(data):
    """
    What a tree of the whole file says of the first pupil.
    """
    try:
        pupil = ElementTree.fromstring(data, forbid_dtd=True).find(".//ELEVES/ELEVE")
    except ElementTree.ParseError:
        return None
    found = texts_of(pupil, LEAVES)
    blocks = [texts_of(block, _LAST_YEAR) for block in pupil.findall(BLOCK)]
    blocks = [block for block in blocks if block]
    return found | ({BLOCK: blocks} if blocks else {})


class TestAgainstTree:
    @given(LINES)
    @settings(max_examples=600, deadline=None)
    def test_lines(self, inside):
        """
        Whatever stands in a record, its values are those of a tree of the file.
        """
        data = school(inside)

        assert read(data) == expected(data)

    @given(st.lists(st.tuples(st.sampled_from(BREAKS), ELEMENTS), max_size=6))
    @settings(max_examples=600, deadline=None)
    def test_trees(self, parts):
        """
        So they are for elements in elements of any shape.
        """
        data = school("".join(gap + one for gap, one in parts))

        assert read(data) == expected(data)
