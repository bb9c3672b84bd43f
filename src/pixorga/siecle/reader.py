"""
The push reader: bytes in, records out, no I/O.

It is the expat parser that defusedxml prepares, with its refusals installed (document
types, entities, anything external), and with handlers of our own hung on it directly:
between them and the bytes there is nothing of Python's. What a record is made of is
told by a tree of nodes; what to do with it, by a sink.

Blocks of one size are handed to expat whatever the size of what is fed, so that any
chunking gives the same records, findings and errors.
"""

from collections.abc import Mapping
from typing import Any, Final, Protocol, TypeAlias
from xml.parsers import expat
from xml.sax.handler import feature_string_interning

import attrs
from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from pixorga.domain.findings import FindingCode
from pixorga.errors import SiecleSyntaxError, SiecleSyntaxProblem
from pixorga.siecle.encoding import Decoder
from pixorga.siecle.kinds import require_xml
from pixorga.siecle.records import Values

__all__ = ["GENERIC", "Node", "PushReader", "Sink"]

_BLOCK: Final = 1 << 16
"""
Bytes that expat is given at once.
"""

_LONGEST_TOKEN: Final = 1 << 18
"""
Bytes of a tag or of what else expat cannot tell apart: more have no place in exports,
and looking for their end again and again takes a time that grows with the square.
"""

_MOST_PIECES: Final = 16
"""
Pieces of a value, of 8 to 64 KiB, that may wait for its end.
"""

_LONGEST_RECORD: Final = 1 << 22
"""
Bytes of a record.
"""

_DEEPEST: Final = 32
"""
Elements within elements; an export has six.
"""

_MOST_NAMES: Final = 4096
"""
Different names of elements and attributes; the whole family has some 400.
"""

_CUT_SHORT: Final = frozenset(
    expat.errors.codes[message]
    for message in (
        expat.errors.XML_ERROR_NO_ELEMENTS,
        expat.errors.XML_ERROR_PARTIAL_CHAR,
        expat.errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
        expat.errors.XML_ERROR_UNCLOSED_TOKEN,
    )
)
"""
What expat says of a file that ends too early.
"""


@attrs.frozen(eq=False)
class Node:
    """
    What may stand in an element, as far as a sink wants it.

    Attributes:
        leaves: Children with a text.
        dropped: Children with a text that is not wanted: they become empty ones.
        ignored: Children with children that are not wanted.
        children: Children with children.
        is_record: Whether the element is handed to the sink when it closes; one that
            is not becomes a value of the element that it stands in.
        is_generic: Whether any child is taken, whatever its name.
        other: What may stand in children that are named nowhere; None for unknown.
    """

    leaves: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()
    ignored: frozenset[str] = frozenset()
    children: Mapping[str, "Node"] = attrs.field(factory=dict[str, "Node"])
    is_record: bool = False
    is_generic: bool = False
    other: "Node | None" = None


_OUTSIDE: Final = Node()
_ANYTHING: Final = Node(is_generic=True)
GENERIC: Final = Node(is_record=True, is_generic=True)
"""
A record of which nothing is known: a text beside children is its #text.
"""


class Sink(Protocol):
    """
    Who takes what a reader reads.
    """

    def begin(self, root: str, attributes: dict[str, str], /) -> Node:
        """
        Say what the root may hold.
        """
        ...

    def take(
        self,
        path: tuple[str, str],
        line: int,
        attributes: dict[str, str],
        values: Values,
        /,
    ) -> None:
        """
        Take a record that is complete; its path is its block and its own name.
        """
        ...

    def note(self, code: FindingCode, line: int | None, element: str | None) -> None:
        """
        Take an oddity of the file's form.
        """
        ...


_Frame: TypeAlias = tuple[str, Node, Values, dict[str, str], int, int]
"""
An open element: its name, node, values and attributes; of a record also the line and
the byte where it begins.
"""


class PushReader:
    r"""
    Reads an export that arrives in pieces.

    Args:
        sink: Who takes what is read.

    Example:
        >>> class Names:
        ...     def begin(self, root, attributes):
        ...         pupil = Node(frozenset({"PRENOM"}), is_record=True)
        ...         return Node(children={"ELEVE": pupil})
        ...     def take(self, path, line, attributes, values):
        ...         print(path, line, values)
        ...     def note(self, code, line, element):
        ...         print(code.value)
        >>> reader = PushReader(Names())
        >>> reader.feed(b'<?xml version="1.0" encoding="ISO-8859-15"?><R><ELEVE><PRE')
        >>> reader.feed(b"NOM>Elo\xefse</PRENOM></ELEVE></R>")
        >>> reader.close()
        ('R', 'ELEVE') 1 {'PRENOM': 'Eloïse'}
    """

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._decoder = Decoder(lambda code: sink.note(code, None, None))
        self._waiting = bytearray()
        self._begun = False
        self._given = 0
        # From the beginning of the open record, and where in the file that is.
        self._text = b""
        self._text_at = 0
        self._texts: list[str] = []
        self._stack: list[_Frame] = []
        self._parser = _prepared()
        self._install()

    @property
    def decoder(self) -> Decoder:
        """
        What is known of the file's encoding.
        """
        return self._decoder

    @property
    def line(self) -> int:
        """
        The line that has been reached, from 1.
        """
        line: int = self._parser.CurrentLineNumber
        return line

    def attribute(self, name: str) -> str | None:
        """
        An attribute of the record that is open, None where there is none.
        """
        found = (frame[3].get(name) for frame in self._stack if frame[1].is_record)
        return next(found, None)

    def feed(self, data: bytes) -> None:
        """
        Take the next bytes, in pieces of any size.

        Raises:
            SiecleFileError: It is another kind of file.
            SiecleSyntaxError: It is no sound XML.
        """
        if not self._waiting and len(data) == _BLOCK:
            self._take(data)
            return
        self._waiting += data
        whole = len(self._waiting) // _BLOCK * _BLOCK
        for start in range(0, whole, _BLOCK):
            self._take(bytes(self._waiting[start : start + _BLOCK]))
        del self._waiting[:whole]

    def close(self) -> None:
        """
        Take it that there are no more bytes.

        Raises:
            SiecleFileError: It is another kind of file.
            SiecleSyntaxError: It is no sound XML, or ends in the middle.
        """
        self._take(bytes(self._waiting), final=True)
        self._waiting.clear()

    def place(self, element: str) -> int | None:
        """
        The line of a child of the record that is being closed; None if not at hand.

        Args:
            element: The child's name.
        """
        inside = _line_in(self._raw(), element)
        return None if inside is None else self._stack[-1][4] + inside - 1

    def _raw(self) -> bytes:
        """
        The bytes of the record that is being closed, without its closing tag.
        """
        start, end = self._stack[-1][5], self._parser.CurrentByteIndex
        return self._text[start - self._text_at : end - self._text_at]

    def _take(self, data: bytes, *, final: bool = False) -> None:
        if not self._begun:
            require_xml(data)
            self._begun = True
        data = self._decoder.decode(data, final=final)
        self._text_at = self._given - len(self._text)
        self._text += data
        self._given += len(data)
        try:
            self._parser.Parse(data, False)  # noqa: FBT003 (its second one)
            self._require_bounds()
            if final:
                self._parser.Parse(b"", True)  # noqa: FBT003 (its second one)
        except expat.ExpatError as error:
            cut = final and error.code in _CUT_SHORT
            problem = (
                SiecleSyntaxProblem.TRUNCATED if cut else SiecleSyntaxProblem.MALFORMED
            )
            raise SiecleSyntaxError(problem=problem, line=error.lineno) from None
        except DefusedXmlException:
            raise self._broken(SiecleSyntaxProblem.DTD) from None
        self._forget()

    def _forget(self) -> None:
        """
        Keep the bytes of an open record only.
        """
        starts = [frame[5] for frame in self._stack if frame[1].is_record]
        self._text = self._text[starts[0] - self._text_at :] if starts else b""
        if len(self._text) > _LONGEST_RECORD:
            raise self._broken(SiecleSyntaxProblem.TOKEN_TOO_LONG)

    def _require_bounds(self) -> None:
        unread = self._given - self._parser.CurrentByteIndex
        if unread > _LONGEST_TOKEN or len(self._texts) > _MOST_PIECES:
            raise self._broken(SiecleSyntaxProblem.TOKEN_TOO_LONG)
        if len(self._parser.intern) > _MOST_NAMES:
            raise self._broken(SiecleSyntaxProblem.NAMES_TOO_MANY)

    def _broken(self, problem: SiecleSyntaxProblem) -> SiecleSyntaxError:
        return SiecleSyntaxError(problem=problem, line=self.line)

    def _install(self) -> None:  # noqa: C901, PLR0915 (closures are half as slow)
        """
        Hang the handlers on the parser.

        They are closures over a few variables, because attribute look-ups would take
        as long as all the rest of them; and short, because they run for each of the
        ninety elements of a pupil.
        """
        parser, sink = self._parser, self._sink
        stack, texts = self._stack, self._texts
        keep, forget, join = texts.append, texts.clear, "".join
        pop, push = texts.pop, stack.append
        node = _OUTSIDE
        leaves, dropped, children = node.leaves, node.dropped, node.children
        values: Values = {}
        leaf: str | None = None
        depth = 0

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal leaf, node, leaves, dropped, children, values
            if leaf is None:
                if name in leaves and not attributes:
                    leaf = name
                    parser.CharacterDataHandler = keep
                    return
                if name in children:
                    node = children[name]
                    leaves, dropped, children = node.leaves, node.dropped, node.children
                    values = {}
                    if not node.is_record:
                        push((name, node, values, attributes, 0, 0))
                        return
                    line, at = parser.CurrentLineNumber, parser.CurrentByteIndex
                    push((name, node, values, attributes, line, at))
                    return
                if name in dropped:
                    leaf = name
                    return
            open_other(name, attributes)

        def end(name: str) -> None:
            nonlocal leaf, node, leaves, dropped, children, values
            if leaf is not None:
                leaf = None
                parser.CharacterDataHandler = None
                text = pop() if texts else ""
                if texts:
                    text = rejoined(text)
                if name in values:
                    repeated(name, text)
                else:
                    values[name] = text
                return
            _, closed, own, attributes, line, _ = stack[-1]
            if closed.is_generic:
                finish_generic(own, attributes)
            if closed.is_record:
                take((stack[-2][0], name), line, attributes, own)
            stack.pop()
            _, node, values, _, _, _ = stack[-1]
            leaves, dropped, children = node.leaves, node.dropped, node.children
            if own and not closed.is_record:
                if name in values:
                    join_others(name, own)
                else:
                    values[name] = [own]

        def rejoined(last: str) -> str:
            text = join(texts) + last
            forget()
            return text

        def repeated(name: str, text: str) -> None:
            first = values[name]
            if not node.is_generic:
                sink.note(FindingCode.ELEMENT_REPEATED, self.line, name)
            elif isinstance(first, str):
                values[name] = [{"#text": first}, {"#text": text}]
            else:
                first.append({"#text": text})

        def enter(name: str, child: Node, attributes: dict[str, str]) -> None:
            nonlocal node, leaves, dropped, children, values
            if len(stack) >= _DEEPEST:
                raise self._broken(SiecleSyntaxProblem.TOO_DEEP)
            values = {}
            node = child
            leaves, dropped, children = node.leaves, node.dropped, node.children
            line, at = parser.CurrentLineNumber, parser.CurrentByteIndex
            push((name, node, values, attributes, line, at))
            parser.CharacterDataHandler = keep if node.is_generic else None

        def open_other(name: str, attributes: dict[str, str]) -> None:
            if node is _OUTSIDE:
                enter(name, sink.begin(name, attributes), attributes)
            elif node.is_generic:
                open_generic(name, attributes)
            elif leaf is None and node.other is not None:
                enter(name, node.other, attributes)
            elif leaf is None and name in leaves:
                open_leaf(name, attributes)
            else:
                if leaf is not None or name not in node.ignored:
                    sink.note(FindingCode.ELEMENT_UNKNOWN, self.line, name)
                skip()

        def open_leaf(name: str, attributes: dict[str, str]) -> None:
            nonlocal leaf
            for attribute in attributes:
                element = f"{name}/@{attribute}"
                sink.note(FindingCode.ELEMENT_UNKNOWN, self.line, element)
            leaf = name
            parser.CharacterDataHandler = keep

        def open_generic(name: str, attributes: dict[str, str]) -> None:
            nonlocal leaf
            if leaf is not None:
                # It looked like a leaf, and has children.
                parent, leaf = leaf, None
                forget()
                enter(parent, _ANYTHING, {})
            if attributes:
                enter(name, _ANYTHING, attributes)
            else:
                leaf = name
                parser.CharacterDataHandler = keep

        def skip() -> None:
            nonlocal depth
            depth = 1
            parser.CharacterDataHandler = None
            parser.StartElementHandler, parser.EndElementHandler = deeper, higher

        def deeper(_name: str, _attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > _DEEPEST:
                raise self._broken(SiecleSyntaxProblem.TOO_DEEP)

        def higher(_name: str) -> None:
            nonlocal depth
            depth -= 1
            if not depth:
                parser.StartElementHandler, parser.EndElementHandler = start, end
                if leaf is not None:
                    parser.CharacterDataHandler = keep

        def finish_generic(own: Values, attributes: dict[str, str]) -> None:
            text = join(texts)
            forget()
            parser.CharacterDataHandler = None
            if text and not text.isspace():
                own["#text"] = text
            if node is _ANYTHING:
                own |= {f"@{key}": value for key, value in attributes.items()}

        def join_others(name: str, own: Values) -> None:
            group = values[name]
            if isinstance(group, str):
                values[name] = [{"#text": group}, own]
            else:
                group.append(own)

        take = sink.take
        # The document itself, which never closes.
        push(("", _OUTSIDE, values, {}, 0, 0))
        parser.StartElementHandler = start
        parser.EndElementHandler = end


def _line_in(text: bytes, element: str) -> int | None:
    """
    The line, counted from 1, of a direct child in the text of a record.
    """
    parser = expat.ParserCreate("utf-8")
    lines: list[int] = []
    path: list[str] = []

    def start(name: str, _attributes: dict[str, str]) -> None:
        if len(path) == 1 and name == element:
            lines.append(parser.CurrentLineNumber)
        path.append(name)

    def end(_name: str) -> None:
        path.pop()

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    # Sound as far as it goes, because it has been read once.
    parser.Parse(text, False)  # noqa: FBT003 (its second one)
    return lines[0] if lines else None


def _prepared() -> Any:  # noqa: ANN401 (typeshed keeps expat's parser private)
    """
    The expat parser as defusedxml prepares it, with none of SAX's handlers.
    """
    sax: Any = create_parser(forbid_dtd=True)
    # Its bytes are UTF-8 by then, whatever they say.
    sax._source.setEncoding("utf-8")  # noqa: SLF001 (there is no public way)
    sax.setFeature(feature_string_interning, True)  # noqa: FBT003 (SAX's own)
    sax.reset()
    parser = sax._parser  # noqa: SLF001 (there is no public way)
    parser.buffer_text = True
    parser.CharacterDataHandler = None
    parser.ProcessingInstructionHandler = None
    return parser
