"""
What a reader takes out of a file before anybody makes sense of it: a header, records.
"""

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

import attrs

from pixorga.siecle.kinds import ExportKind

__all__ = ["Encoding", "Header", "Record", "Values"]

Values: TypeAlias = dict[str, "str | list[Values]"]
"""
What stands in an element, by the names of its children: a text, untrimmed, or, for
children that have children, all of that name in their order.
"""


@attrs.frozen(kw_only=True)
class Record:
    """
    One item of an export, as it stands in the file.

    Attributes:
        block: The block it stands in: ELEVES, STRUCTURES, PARAMETRES.
        element: Its own name: ELEVE, STRUCTURES_ELEVE.
        line: Where it begins, from 1.
        attributes: By name: ELEVE_ID.
        values: Its children; an empty one is an empty text.
    """

    block: str
    element: str
    line: int
    attributes: Mapping[str, str] = attrs.field(repr=False)
    values: Values = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class Encoding:
    """
    How the file's bytes were read, by the registered names of encodings.

    Attributes:
        declared: What the file tells, None when it tells nothing.
        used: What it was read in.
    """

    declared: str | None
    used: str


@attrs.frozen(kw_only=True)
class Header:
    """
    What an export says of itself.

    Attributes:
        kind: Which export it is.
        source_version: The root's VERSION, which decides nothing.
        uai: The school, in capitals; as it stands when it is malformed.
        school_year: The year in which the school year began; 2026 for 2026-2027.
        exported_at: Day of the export.
        encoding: How its bytes were read.
    """

    kind: ExportKind
    source_version: str | None
    uai: str | None
    school_year: int | None
    exported_at: date | None
    encoding: Encoding
