"""
The verbs: read a file at once, record by record, or as it arrives.
"""

import gc
from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Final, Literal, TypeAlias

from pixorga.domain.findings import SEVERITIES, Finding, FindingCode, Severity
from pixorga.domain.identifiers import Uai
from pixorga.domain.student import Student
from pixorga.errors import SiecleRefusedError, SiecleSyntaxError
from pixorga.siecle.fields import DEFAULT, FieldGroup
from pixorga.siecle.kinds import ExportKind, kind_of_root
from pixorga.siecle.mapping import Expectations, StudentSink
from pixorga.siecle.reader import GENERIC, Node, PushReader
from pixorga.siecle.records import Encoding, Record, Values
from pixorga.siecle.result import StudentsFile
from pixorga.siecle.source import Progress, Source, pieces

__all__ = ["Policy", "StudentReader", "iter_records", "iter_students", "read"]

Policy: TypeAlias = Literal["lenient", "strict", "pix"] | Collection[FindingCode]
"""
What makes a file refused: nothing, any error, what Pix would refuse, or these codes.
"""

_PIX_PREFIX: Final = "PIX_"


class StudentReader:
    """
    Reads an export of pupils that arrives in pieces of any size.

    Args:
        uai: The school that it shall come from, as `Uai` or as typed; None for any.
        school_year: The year that it shall be of; None for any.
        on: The day of the statuses; None for the export's own day.
        fields: Groups of fields to read; those that are not asked for never leave
            the parser.
        policy: What makes it refused.

    Raises:
        FieldError: `uai` is none.

    Example:
        >>> from pixorga.siecle import sample
        >>> reader = StudentReader()
        >>> for piece in (sample(students=3)[:100], sample(students=3)[100:]):
        ...     reader.feed(piece)
        >>> len(reader.close().students)
        3
    """

    def __init__(
        self,
        *,
        uai: Uai | str | None = None,
        school_year: int | None = None,
        on: date | None = None,
        fields: Collection[FieldGroup] = DEFAULT,
        policy: Policy = "lenient",
    ) -> None:
        if isinstance(uai, str):
            uai = Uai.lenient(uai)
        self._policy: Policy = policy
        self._sink = StudentSink(
            Expectations(
                groups=frozenset(fields),
                uai=None if uai is None else uai.code,
                school_year=school_year,
                on=on,
                pix=policy == "pix",
            )
        )
        self._reader = PushReader(self._sink)
        self._sink.reader = self._reader

    def feed(self, data: bytes) -> None:
        """
        Take the next bytes.

        Raises:
            SiecleFileError: It is another kind of file.
            SiecleSyntaxError: It is no sound XML; `partial` has what came before.
        """
        with self._telling():
            self._reader.feed(data)

    def close(self) -> StudentsFile:
        """
        Take it that there are no more bytes, and give what was read.

        Raises:
            SiecleFileError: It is another kind of file.
            SiecleSyntaxError: It is no sound XML; `partial` has what came before.
            SiecleRefusedError: It holds what the policy refuses; `partial` has all.
        """
        with self._telling():
            self._reader.close()
        result = self._result(complete=True)
        refused = _refused(self._policy, result)
        if refused:
            raise SiecleRefusedError(
                codes=tuple(code.value for code in refused), partial=result
            )
        return result

    def students(self) -> Iterator[Student]:
        """
        Each pupil in turn, after the last byte; what is held of one is let go.

        Raises:
            SiecleFileError: It is another kind of file.
            SiecleSyntaxError: It is no sound XML.
        """
        self._reader.close()
        self._sink.finish()
        yield from self._sink.students()

    @contextmanager
    def _telling(self) -> Generator[None]:
        try:
            yield
        except SiecleSyntaxError as error:
            error.partial = self._result(complete=False)
            raise

    def _result(self, *, complete: bool) -> StudentsFile:
        decoder = self._reader.decoder
        self._sink.finish()
        students = tuple(self._sink.students())
        return StudentsFile(
            header=self._sink.header(
                Encoding(declared=decoder.declared, used=decoder.used)
            ),
            students=students,
            findings=self._sink.ordered(),
            counts=self._sink.findings.counts,
            complete=complete,
        )


def _refused(policy: Policy, result: StudentsFile) -> list[FindingCode]:
    """
    What a policy refuses of what was found, in the order of the codes.
    """
    found = [code for code in FindingCode if result.counts.get(code)]
    errors = [code for code in found if SEVERITIES[code] is Severity.ERROR]
    if policy == "lenient":
        return []
    if policy == "strict":
        return errors
    if policy == "pix":
        return [code for code in errors if code.startswith(_PIX_PREFIX)]
    return [code for code in found if code in policy]


@contextmanager
def _without_collector() -> Generator[None]:
    """
    Let the collector of garbage wait: nothing here is in a circle, and all is kept.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def read(
    source: Source,
    *,
    uai: Uai | str | None = None,
    school_year: int | None = None,
    on: date | None = None,
    fields: Collection[FieldGroup] = DEFAULT,
    policy: Policy = "lenient",
    progress: Progress | None = None,
) -> StudentsFile:
    """
    Read a whole export of pupils.

    Args:
        source: Its bytes, its path, or a file that is open for reading bytes; an XML,
            or a zip that has one, or a family of which one is the pupils'.
        uai: The school that it shall come from; None for any.
        school_year: The year that it shall be of; None for any.
        on: The day of the statuses; None for the export's own day.
        fields: Groups of fields to read; those that are not asked for never leave
            the parser.
        policy: `lenient` refuses nothing, `strict` any error, `pix` what Pix refuses,
            a collection of codes these.
        progress: Is told how many bytes have been read.

    Raises:
        FieldError: `uai` is none.
        SiecleArchiveError: A zip cannot be used.
        SiecleFileError: It is another kind of file; the problem names it.
        SiecleSyntaxError: It is no sound XML; `partial` has what came before.
        SiecleRefusedError: It holds what the policy refuses; `partial` has all.
        OSError: A path cannot be read.

    Example:
        >>> from pixorga.siecle import sample
        >>> file = read(sample(students=20, seed=1), policy="strict")
        >>> file.header.uai, file.header.school_year, len(file.students)
        ('0750680G', 2026, 20)
    """
    reader = StudentReader(
        uai=uai, school_year=school_year, on=on, fields=fields, policy=policy
    )
    students = ExportKind.STUDENTS
    with (
        _without_collector(),
        pieces(source, kind=students, progress=progress) as stream,
    ):
        for piece in stream:
            reader.feed(piece)
        return reader.close()


def iter_students(
    source: Source,
    *,
    on: date | None = None,
    fields: Collection[FieldGroup] = DEFAULT,
    progress: Progress | None = None,
) -> Iterator[Student]:
    """
    The pupils of an export one by one, once its last block has been read.

    Args:
        source: As for `read`.
        on: The day of the statuses; None for the export's own day.
        fields: Groups of fields to read.
        progress: Is told how many bytes have been read.

    Raises:
        SiecleError: As for `read`.
        OSError: A path cannot be read.
    """
    reader = StudentReader(on=on, fields=fields)
    with pieces(source, kind=ExportKind.STUDENTS, progress=progress) as stream:
        for piece in stream:
            reader.feed(piece)
    yield from reader.students()


class _Collector:
    """
    Keeps records until somebody asks for them.
    """

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.findings: list[Finding] = []

    def begin(self, root: str, _attributes: dict[str, str], /) -> Node:
        kind_of_root(root)
        return Node(
            children={"PARAMETRES": GENERIC, "DONNEES": Node(other=Node(other=GENERIC))}
        )

    def take(
        self,
        path: tuple[str, str],
        line: int,
        attributes: dict[str, str],
        values: Values,
    ) -> None:
        block, element = path
        self.records.append(
            Record(
                block=block,
                element=element,
                line=line,
                attributes=attributes,
                values=values,
            )
        )

    def note(self, code: FindingCode, line: int | None, element: str | None) -> None:
        """
        Records are taken as they are.
        """


def iter_records(
    source: Source, *, progress: Progress | None = None
) -> Iterator[Record]:
    """
    The records of any export of the family, as they close and as they stand.

    Args:
        source: As for `read`; a zip must have one export only.
        progress: Is told how many bytes have been read.

    Raises:
        SiecleError: As for `read`; what came before has been yielded.
        OSError: A path cannot be read.

    Example:
        >>> from pixorga.siecle import sample
        >>> [record.element for record in iter_records(sample(students=1))]
        ['PARAMETRES', 'ELEVE', 'OPTION', 'STRUCTURES_ELEVE', 'ADRESSE']
    """
    sink = _Collector()
    reader = PushReader(sink)
    with pieces(source, kind=None, progress=progress) as stream:
        for piece in stream:
            reader.feed(piece)
            yield from sink.records
            sink.records.clear()
    reader.close()
    yield from sink.records
