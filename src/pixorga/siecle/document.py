"""
An export as JSON, for programs in any language, and the schema that says its form.
"""

import json
from importlib.resources import files
from typing import Any, Final, cast

from pixorga.domain.student import EnrolmentStatus
from pixorga.siecle.result import StudentsFile

__all__ = ["json_schema", "to_document"]

_FORMAT: Final = 1


def to_document(file: StudentsFile, *, students: bool = False) -> dict[str, object]:
    """
    What was read, as what `json.dumps` takes: days in ISO's form, the absent as None.

    A finding's record is an ELEVE_ID, a pseudonym: even without pupils, the document
    is personal data. `json_schema` says its form.

    Args:
        file: The export.
        students: Whether its pupils are in it too.

    Example:
        >>> import pixorga.siecle as siecle
        >>> document = siecle.to_document(siecle.read(siecle.sample(students=2)))
        >>> document["uai"], document["counts"]["by_division"]
        ('0750680G', {'6 A': 2})
    """
    header, statuses = file.header, file.by_status
    exported_at = header.exported_at
    document: dict[str, object] = {
        "kind": header.kind.value,
        "format": _FORMAT,
        "source_version": header.source_version,
        "uai": header.uai,
        "school_year": header.school_year,
        "exported_at": None if exported_at is None else exported_at.isoformat(),
        "encoding": {
            "declared": header.encoding.declared,
            "used": header.encoding.used,
        },
        "counts": {
            "students": len(file.students),
            "by_status": {one.value: statuses.get(one, 0) for one in EnrolmentStatus},
            "by_division": dict(file.by_division),
            "findings": {code.value: file.counts[code] for code in sorted(file.counts)},
        },
        "findings": [
            {
                "code": finding.code.value,
                "severity": finding.severity.value,
                "line": finding.line,
                "element": finding.element,
                "record": finding.record,
            }
            for finding in file.findings
        ],
    }
    if students:
        document["students"] = file.to_rows()
    return document


def json_schema() -> dict[str, object]:
    """
    The JSON Schema of `to_document`, which the package carries as a file.

    Example:
        >>> json_schema()["$id"]
        'urn:pixorga:siecle-eleves:1'
    """
    text = files("pixorga.siecle").joinpath("eleves-1.schema.json")
    return cast("dict[str, Any]", json.loads(text.read_text(encoding="utf-8")))
