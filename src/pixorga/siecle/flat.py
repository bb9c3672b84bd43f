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

from collections.abc import Collection
from typing import Final, TypeAlias

from pixorga.siecle.records import Values

__all__ = ["Block", "flat_values"]

Block: TypeAlias = tuple[str, frozenset[str], bool]
"""
The block that a record may hold: its name, its children, and whether it is wanted.
"""

_NEVER: Final = "\0"
"""
What stands in no XML.
"""


def flat_values(
    events: list[str],
    raw: bytes,
    *,
    known: frozenset[str],
    block: Block | None,
    attributes: Collection[str],
) -> Values | None:
    """
    The values of a record, or None when only reading it tag by tag can tell.

    Args:
        events: A text, the name of an element that closes, a text, and so on; at the
            end the text before the record closes.
        raw: Its bytes in UTF-8, from its opening tag to before its closing one.
        known: Its children.
        block: The child with children that it may have.
        attributes: Its own attributes.
    """
    names, texts = events[1::2], events[0::2]
    if len(names) + 1 != len(texts) or b"<!" in raw or b"<?" in raw:
        return None
    # An attribute of a child, or something to be looked at more closely.
    signs = sum(text.count("=") for text in texts) if b"=" in raw[64:] else 0
    if raw.count(b"=") != len(attributes) + signs or not texts.pop().isspace():
        return None
    if not texts:
        return {}
    indent = _indent(texts[0])
    if block is None or block[0] not in names:
        return _children(names, texts, raw, indent=indent, known=known, others=0)
    return _with_block(names, texts, raw, indent=indent, known=known, block=block)


def _indent(text: str) -> str:
    return text[: len(text) - len(text.lstrip())]


def _starts(raw: bytes, indent: str, end: int | None = None) -> int:
    """
    How many opening tags begin a line with an indentation.
    """
    line = indent.encode()
    return raw.count(line + b"<", 0, end) - raw.count(line + b"</", 0, end)


def _children(
    names: list[str],
    texts: list[str],
    raw: bytes,
    *,
    indent: str,
    known: frozenset[str],
    others: int,
) -> Values | None:
    """
    The children of one depth, all opening tags of which begin their line.
    """
    joined = _NEVER.join(texts)
    found = joined.split(_NEVER + indent)
    size = len(names)
    sound = (
        indent.startswith("\n")
        and joined.startswith(indent)
        and len(found) == size == joined.count("\n")
        and _starts(raw, indent) == size + others
        and known.issuperset(names)
    )
    if not sound:
        return None
    found[0] = found[0][len(indent) :]
    values: Values = dict(zip(names, found, strict=True))
    return values if len(values) == size else None


def _with_block(
    names: list[str],
    texts: list[str],
    raw: bytes,
    *,
    indent: str,
    known: frozenset[str],
    block: Block,
) -> Values | None:
    name, children, is_wanted = block
    last = names.index(name)
    opening = raw.find(f"{indent}<{name}>".encode())
    first = _starts(raw, indent, opening) if opening >= 0 else last
    if not first < last or texts[last] != indent:
        return None
    inner = texts[first:last]
    # Two tags have opened before the block's first child closes.
    inner[0] = inner[0].removeprefix(indent)
    deeper = _indent(inner[0])
    if not deeper.startswith(indent) or deeper == indent:
        return None
    within = _children(
        names[first:last], inner, raw, indent=deeper, known=children, others=0
    )
    values = _children(
        names[:first] + names[last + 1 :],
        texts[:first] + texts[last + 1 :],
        raw,
        indent=indent,
        known=known,
        others=1,
    )
    if within is None or values is None:
        return None
    return values | {name: [within]} if is_wanted else values
