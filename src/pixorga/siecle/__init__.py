"""
The reader of SIÈCLE's XML exports: pupils first, the rest of the family as records.

    >>> from pixorga import siecle
    >>> file = siecle.read(siecle.sample(students=3))
    >>> file.header.uai, [student.division for student in file.students]
    ('0750680G', ['6 A', '6 A', '6 A'])

It reads what schools really have: other encodings than the label says, blocks in any
order, faults in any field. A pupil is never dropped: each has a status, and what is
odd is a finding with its line. What is not XML at all, or another file, is an error of
`pixorga.errors` that names it.
"""

from pixorga.domain.findings import Finding, FindingCode, Severity
from pixorga.domain.student import EnrolmentStatus, Sex, Student, SubjectOption
from pixorga.siecle.api import (
    Policy,
    StudentReader,
    iter_records,
    iter_students,
    read,
)
from pixorga.siecle.document import json_schema, to_document
from pixorga.siecle.fields import DEFAULT, FIELDS, Field, FieldGroup
from pixorga.siecle.kinds import ExportKind
from pixorga.siecle.records import Encoding, Header, Record
from pixorga.siecle.result import StudentsFile, to_rows
from pixorga.siecle.sample import sample
from pixorga.siecle.source import Progress, Source

__all__ = [
    "DEFAULT",
    "FIELDS",
    "Encoding",
    "EnrolmentStatus",
    "ExportKind",
    "Field",
    "FieldGroup",
    "Finding",
    "FindingCode",
    "Header",
    "Policy",
    "Progress",
    "Record",
    "Severity",
    "Sex",
    "Source",
    "Student",
    "StudentReader",
    "StudentsFile",
    "SubjectOption",
    "iter_records",
    "iter_students",
    "json_schema",
    "read",
    "sample",
    "to_document",
    "to_rows",
]
