"""
The quick way through a record: its values without an event for each opening tag.

A call of Python's for each tag is most of what reading costs. Exports are written one
element a line, so in a record the reader asks expat for texts and closing tags only,
and the text before a closing tag is the line break before its element, then its value.
That alone would not tell a child from a grandchild; the record's bytes do, by numbers:

- as many opening tags begin a line as there are closing tags: so all of them do;
- each text has one line break: so one opening tag between two closing ones.

A tag in another is then impossible, because two would have opened before the first
closes. The one block that may stand in a record is told by its deeper indentation. A
record of which this cannot be proved is read again, tag by tag.
"""

from typing import Final, Self, TypeAlias

import attrs

from pixorga.siecle.records import Values

__all__ = ["Block", "Shapes", "flat_values"]

Block: TypeAlias = tuple[str, frozenset[str], bool]
"""
The block that a record may hold: its name, its children, and whether it is wanted.
"""

_NEVER: Final = "\0"
"""
What stands in no XML.
"""

_MOST_SHAPES: Final = 4096
"""
Orders of elements that are remembered.
"""


@attrs.define
class Shapes:
    """
    The orders of elements that a kind of record was met in.

    Attributes:
        known: Its children with a text.
        block: The name of the child with children that it may have, empty for none.
        within: The same of that child.
        wanted: Whether that child is wanted.
        met: Orders of children, each known and none twice.
    """

    known: frozenset[str]
    block: str = ""
    within: "Shapes | None" = None
    wanted: bool = False
    met: set[tuple[str, ...]] = attrs.field(factory=set[tuple[str, ...]])

    @classmethod
    def of(cls, known: frozenset[str], *, block: Block | None) -> Self:
        """
        What a record may hold, of which none has been met yet.
        """
        name, children, is_wanted = block or ("", frozenset[str](), False)
        return cls(known, name, Shapes(children), is_wanted)

    def admit(self, names: tuple[str, ...]) -> bool:
        """
        Whether children are known, and none of them twice.
        """
        if names in self.met:
            return True
        is_sound = len(set(names)) == len(names) and self.known.issuperset(names)
        if is_sound and len(self.met) < _MOST_SHAPES:
            self.met.add(names)
        return is_sound


def flat_values(
    events: list[str], raw: bytes, *, shapes: Shapes, attributes: int
) -> Values | None:
    """
    The values of a record, or None when only reading it tag by tag can tell.

    Args:
        events: A text, the name of an element that closes, a text, and so on; at the
            end the text before the record closes.
        raw: Its bytes in UTF-8, from its opening tag to before its closing one,
            without comments and the like.
        shapes: What it may hold.
        attributes: How many attributes it has.
    """
    names, texts = tuple(events[1::2]), events[0::2]
    if len(names) + 1 != len(texts) or not texts.pop().isspace():
        return None
    signs = raw.count(b"=") - attributes
    # Those of the values; or an attribute of a child, to be looked at more closely.
    if not names or (signs and signs != sum(text.count("=") for text in texts)):
        return None
    indent = _indent(texts[0])
    if shapes.within is not None and shapes.block in names:
        return _with_block(
            names, texts, raw, indent=indent, shapes=shapes, within=shapes.within
        )
    if not shapes.admit(names):
        return None
    return _children(names, texts, raw, indent=indent, others=0)


def _indent(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _starts(raw: bytes, indent: str, end: int | None = None) -> int:
    """
    How many opening tags begin a line with an indentation.
    """
    line = indent.encode()
    return raw.count(line + b"<", 0, end) - raw.count(line + b"</", 0, end)


def _children(
    names: tuple[str, ...], texts: list[str], raw: bytes, *, indent: str, others: int
) -> Values | None:
    """
    The children of one depth, all opening tags of which begin their line.
    """
    joined = _NEVER.join(texts)
    found = joined.split(_NEVER + indent)
    size = len(names)
    is_sound = (
        indent.startswith("\n")
        and joined.startswith(indent)
        and len(found) == size == joined.count("\n")
        and _starts(raw, indent) == size + others
    )
    if not is_sound:
        return None
    found[0] = found[0][len(indent) :]
    return dict(zip(names, found, strict=True))


def _with_block(
    names: tuple[str, ...],
    texts: list[str],
    raw: bytes,
    *,
    indent: str,
    shapes: Shapes,
    within: Shapes,
) -> Values | None:
    name = shapes.block
    last = names.index(name)
    opening = raw.find(f"{indent}<{name}>".encode())
    first = _starts(raw, indent, opening) if opening >= 0 else last
    if not first < last or texts[last] != indent:
        return None
    inner, outer = names[first:last], names[:first] + names[last + 1 :]
    if not (within.admit(inner) and shapes.admit(outer)):
        return None
    own = texts[first:last]
    # Two tags have opened before the block's first child closes.
    own[0] = own[0].removeprefix(indent)
    deeper = _indent(own[0])
    if not deeper.startswith(indent) or deeper == indent:
        return None
    children = _children(inner, own, raw, indent=deeper, others=0)
    others = texts[:first] + texts[last + 1 :]
    values = _children(outer, others, raw, indent=indent, others=1)
    if children is None or values is None:
        return None
    if shapes.wanted:
        values[name] = [children]
    return values
