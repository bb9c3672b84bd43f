"""
Reading an export of pupils: what becomes of each element, and what is said of it.
"""

import gc
import pickle
from datetime import date

import pytest

from pixorga import siecle
from pixorga.domain.identifiers import Uai
from pixorga.errors import (
    PixorgaError,
    SiecleFileError,
    SiecleFileProblem,
    SiecleRefusedError,
    SiecleSyntaxError,
    SiecleSyntaxProblem,
)
from pixorga.siecle import (
    EnrolmentStatus,
    FieldGroup,
    FindingCode,
    mapping,
    values,
)
from pixorga.siecle.sample import FAULTS
from tests.siecle.schools import HEADER, export, placed, pupil, written

ALL = frozenset(FieldGroup)


def read(*pupils, **parts):
    """
    Read an export of some pupils, all fields of it.
    """
    return siecle.read(written(*pupils, **parts), fields=ALL)


def one(extra="", structures="", **values):
    """
    The one pupil of an export.
    """
    return read(pupil(extra=extra, **values), structures=structures).students[0]


def codes(file):
    """
    What was found.
    """
    return set(file.counts)


class TestFaults:
    @pytest.mark.parametrize("code", sorted(FAULTS))
    def test_found(self, code):
        """
        Every fault that a sample can have is found in it.
        """
        data = siecle.sample(students=60, faults=[code])
        policy = "pix" if code.startswith("PIX_") else "lenient"

        try:
            file = siecle.read(
                data, uai="0750680G", school_year=2026, fields=ALL, policy=policy
            )
        except SiecleRefusedError as error:
            assert policy == "pix"
            file = error.partial

        assert file.counts[code] >= 1
        assert any(finding.code is code for finding in file.findings)

    def test_all_at_once(self):
        """
        Faults of pupils do not hide one another, and nobody is dropped.
        """
        faults = {
            code
            for code in FAULTS
            if not code.startswith(("PIX_", "ENCODING_", "STUDENTS_"))
        }
        faults -= {FindingCode.UAI_MISSING, FindingCode.UAI_MALFORMED}
        faults -= {FindingCode.SCHOOL_YEAR_MISSING, FindingCode.SCHOOL_YEAR_MALFORMED}
        faults -= {FindingCode.UAI_MISMATCH, FindingCode.EXPORT_DATE_MISSING}

        file = siecle.read(
            siecle.sample(students=80, faults=faults),
            uai="0750680G",
            school_year=2026,
            fields=ALL,
        )

        assert faults <= codes(file)
        assert len(file.students) == 80

    def test_sound(self):
        """
        A sound school has no findings, whatever is read of it.
        """
        file = siecle.read(siecle.sample(students=300), fields=ALL, policy="strict")

        assert file.counts == {}
        assert file.by_status == {EnrolmentStatus.ENROLLED: 300}

    def test_line_of_the_element(self):
        """
        A finding stands on the line of the element that is at fault.
        """
        data = siecle.sample(students=9, faults=[FindingCode.INE_KEY])
        file = siecle.read(data)

        line = data.splitlines()[file.findings[0].line - 1]
        assert b"<ID_NATIONAL>" in line
        assert b"KK<" in line
        assert file.findings[0].record == "1000002"


class TestStudent:
    def test_values(self):
        """
        Each element becomes its field.
        """
        student = one(
            structures=placed("1", "GLV2", "D6 A"),
            NOM_USAGE=" DUPONT ",
            PRENOM2="",
            DATE_ENTREE="01/09/2026",
            DOUBLEMENT="1",
            CODE_REGIME="2",
            ELENOET="00123",
        )

        assert student.last_name == "LEFÈVRE"
        assert student.usage_name == "DUPONT"
        assert student.middle_name is None
        assert student.sex == "F"
        assert student.birth_date == date(2014, 12, 6)
        assert student.entry_date == date(2026, 9, 1)
        assert student.repeats is True
        assert student.level == "6e"
        assert student.division == "6 A"
        assert student.groups == ("LV2",)
        assert student.elenoet == "00123"
        assert student.name_key == ("lefevre", "elise")
        assert repr(student) == "Student(…)"

    def test_only_direct_children(self):
        """
        Last year's class and course are not this year's.
        """
        last = (
            "<SCOLARITE_AN_DERNIER><CODE_MEF>10310019110</CODE_MEF>"
            "<CODE_STRUCTURE>3 Z</CODE_STRUCTURE></SCOLARITE_AN_DERNIER>"
        )
        student = one(extra=last, CODE_MEF=None)

        assert student.mef is None
        assert student.division is None
        assert student.details["SCOLARITE_AN_DERNIER"] == (
            {"CODE_MEF": "10310019110", "CODE_STRUCTURE": "3 Z"},
        )

    def test_not_in_a_leaf(self):
        """
        What stands in an element with a text is nobody's child.
        """
        file = read(pupil(NOM_USAGE="<CODE_MEF>1</CODE_MEF>DUPONT", CODE_MEF=None))

        assert file.students[0].mef is None
        assert file.students[0].usage_name == "DUPONT"
        assert FindingCode.ELEMENT_UNKNOWN in codes(file)

    @pytest.mark.parametrize(
        "name",
        ["BŒUF", "O’NEILL", "Šárka", "D'ARTAGNAN", "N’Diaye", "ŸVES", "Élise, Marie"],
    )
    def test_names_pass(self, name):
        """
        Names of the schools pass, in the letters that SIÈCLE has.
        """
        data = export(pupil(PRENOM=name, NOM_DE_FAMILLE=name), label="UTF-8").encode()

        assert not {code for code in codes(siecle.read(data)) if "NAME" in code.value}

    @pytest.mark.parametrize(
        "name", ["Şahin", "Łukasz", "Nguyễn", "Ze\u0301lie", "\u0391\u03bd\u03bd\u03b1"]
    )
    def test_names_of_other_scripts(self, name):
        """
        So do names in letters that SIÈCLE does not have.
        """
        data = export(pupil(PRENOM=name), label="UTF-8").encode()
        file = siecle.read(data)

        assert file.students[0].first_name == name
        assert not {code for code in file.counts if "NAME" in code.value}

    def test_name_before_2016(self):
        """
        Files before 2016 have one name, which is the last name.
        """
        file = read(pupil(NOM_DE_FAMILLE=None, NOM="DURAND"))

        assert file.students[0].last_name == "DURAND"
        assert FindingCode.LAST_NAME_MISSING not in file.counts
        assert read(pupil(NOM="DURAND")).students[0].last_name == "LEFÈVRE"

    @pytest.mark.parametrize(
        ("text", "day"),
        [
            ("2014-12-06", date(2014, 12, 6)),
            ("2014-12-06T00:00:00", date(2014, 12, 6)),
            ("2014-13-06", None),
            ("31/02/2014", None),
            ("6/12/2014", None),
            ("٠٦/١٢/٢٠١٤", None),
        ],
    )
    def test_days(self, text, day):
        """
        An ISO day is recovered; what is no day is none; both are found.
        """
        data = export(pupil(DATE_NAISS=text), label="UTF-8").encode()
        file = siecle.read(data)

        assert file.students[0].birth_date == day
        assert FindingCode.BIRTH_DATE_FORMAT in file.counts

    def test_ine(self):
        """
        A national number is read in capitals; kinds without a known key pass.
        """
        assert one(ID_NATIONAL="990000001eb").ine == "990000001EB"
        assert codes(read(pupil(ID_NATIONAL="9900000001S"))) == codes(read(pupil()))
        for ine in ("9900000001T", "990000001EA"):
            assert FindingCode.INE_KEY in read(pupil(ID_NATIONAL=ine)).counts
        for ine in ("00000000123", "99000000½EB"):
            data = export(pupil(ID_NATIONAL=ine), label="UTF-8").encode()
            assert FindingCode.INE_MALFORMED in siecle.read(data).counts

    def test_sex(self):
        """
        Nothing is guessed of a sex that is none.
        """
        file = read(pupil(CODE_SEXE="3"))

        assert file.students[0].sex is None
        assert FindingCode.CODE_UNKNOWN in file.counts

    def test_level_of_an_odd_course(self):
        """
        A course of another shape has no level, and is kept.
        """
        student = one(CODE_MEF="6EME")

        assert student.mef == "6EME"
        assert student.level is None


class TestBlocks:
    def test_any_order(self):
        """
        The order of the blocks makes no difference.
        """
        text = export(pupil(), structures=placed("1", "GA", "D6B", "D6A"))
        start, end = text.index("<ELEVES>"), text.index("</ELEVES>") + 9
        moved = text[:start] + text[end:]
        cut = moved.index("</DONNEES>")
        moved = moved[:cut] + text[start:end] + moved[cut:]

        one, other = (siecle.read(t.encode("iso8859-15")) for t in (text, moved))
        assert one.students == other.students
        assert one.counts == other.counts
        assert one.students[0].division == "6A"

    def test_twice_in_structures(self):
        """
        A pupil's structures may stand in two places.
        """
        structures = placed("1", "D6B", "GX") + placed("1", "D6A", "GY")
        file = read(pupil(), structures=structures)

        assert file.students[0].divisions == ("6A", "6B")
        assert file.students[0].groups == ("X", "Y")
        assert file.counts[FindingCode.DIVISION_SEVERAL] == 1

    def test_strange_structures(self):
        """
        A structure of an unknown type is told, and one without a code is none.
        """
        file = read(pupil(), structures=placed("1", "D", "X6A"))

        assert file.students[0].status is EnrolmentStatus.UNPLACED
        assert FindingCode.CODE_UNKNOWN in file.counts

    def test_options_before_and_twice(self):
        """
        Subjects find their pupil wherever they stand.
        """
        option = (
            '<OPTION ELEVE_ID="1"><OPTIONS_ELEVE><NUM_OPTION>1</NUM_OPTION>'
            "<CODE_MATIERE>030201</CODE_MATIERE></OPTIONS_ELEVE></OPTION>"
        )
        file = read(pupil(), blocks=f"<OPTIONS>{option}{option}</OPTIONS>")

        assert [o.subject for o in file.students[0].options] == ["030201"] * 2

    def test_scholarships(self):
        """
        Scholarships are taken as they come, by pupil.
        """
        block = (
            '<BOURSES><BOURSES_ELEVE ELEVE_ID="1"><BOURSE><CODE_BOURSE>8</CODE_BOURSE>'
            "</BOURSE></BOURSES_ELEVE></BOURSES>"
        )
        student = read(pupil(), blocks=block).students[0]

        assert student.details["BOURSES"] == ({"BOURSE": [{"CODE_BOURSE": "8"}]},)

    def test_address(self):
        """
        An address is put to whoever lives there.
        """
        block = (
            '<ADRESSES><ADRESSE ADRESSE_ID="7"><CODE_POSTAL>01000</CODE_POSTAL>'
            "</ADRESSE></ADRESSES>"
        )
        others = pupil("2"), pupil("3", MEL="x@y.fr")
        file = read(pupil(ADRESSE_ID="7"), *others, blocks=block)

        assert file.students[0].details["ADRESSE"] == {"CODE_POSTAL": "01000"}
        assert FindingCode.ADDRESS_UNKNOWN not in file.counts

    def test_fields_not_asked_for(self):
        """
        What was not asked for is neither kept nor missed.
        """
        data = siecle.sample(students=5, faults=[FindingCode.INE_MISSING])
        file = siecle.read(data, fields={FieldGroup.SCHOOLING})

        assert file.counts == {}
        assert {student.last_name for student in file.students} == {None}
        assert {student.details for student in file.students} == {None}
        assert {student.division for student in file.students} == {"6 A"}

    def test_repeated(self):
        """
        Of two elements the first is taken, and the second told.
        """
        file = read(pupil(extra="<PRENOM>Marie</PRENOM>"))

        assert file.students[0].first_name == "Élise"
        assert file.counts[FindingCode.ELEMENT_REPEATED] == 1

    def test_numbers_are_compared_as_numbers(self):
        """
        Zeros before the school's number make no difference.
        """
        text = export(pupil(ELENOET="00123"))
        for told, found in (("123", False), ("00123", False), ("124", True)):
            data = text.replace('ELEVE_ID="1"', f'ELEVE_ID="1" ELENOET="{told}"')
            file = siecle.read(data.encode("iso8859-15"))
            assert (FindingCode.ELENOET_MISMATCH in file.counts) is found

    def test_without_room(self, monkeypatch):
        """
        What is remembered to be quick changes nothing.
        """
        data = siecle.sample(students=60)
        file = siecle.read(data, fields=ALL)
        monkeypatch.setattr(mapping, "ROOM", 0)
        monkeypatch.setattr(values, "ROOM", 0)

        assert siecle.read(data, fields=ALL) == file

    def test_attribute_of_a_leaf(self):
        """
        An attribute that no export has is told.
        """
        file = read(pupil(extra='<PRENOM2 lang="fr">Marie</PRENOM2>'))

        assert file.students[0].middle_name == "Marie"
        elements = {finding.element for finding in file.findings}
        assert "PRENOM2/@lang" in elements


class TestHeader:
    def test_values(self):
        """
        The header tells school, year and day; the root its version.
        """
        header = read(pupil()).header

        assert header.uai == "0750680G"
        assert header.school_year == 2026
        assert header.exported_at == date(2026, 10, 5)
        assert header.source_version == "3.0"
        assert header.kind == "eleves"

    def test_none(self):
        """
        Without a header the pupils are read all the same.
        """
        file = read(pupil(), header="")

        assert len(file.students) == 1
        assert FindingCode.UAI_MISSING in file.counts
        assert FindingCode.SCHOOL_YEAR_MISSING in file.counts

    @pytest.mark.parametrize("uai", ["0750680g", Uai("0750680G")])
    def test_expected(self, uai):
        """
        The school that was expected is compared as a UAI.
        """
        file = siecle.read(written(pupil()), uai=uai, school_year=2026)

        assert FindingCode.UAI_MISMATCH not in file.counts

    def test_day_of_status(self):
        """
        Statuses are of the day that the caller gives, else of the export's.
        """
        data = written(pupil(DATE_SORTIE="06/10/2026"), structures=placed("1", "D6A"))

        later = siecle.read(data, on=date(2026, 10, 6))
        assert siecle.read(data).students[0].status is EnrolmentStatus.LEAVING
        assert later.students[0].status is EnrolmentStatus.LEFT

    def test_time_of_export(self):
        """
        The time of the export counts where the day is missing or malformed.
        """
        header = HEADER.replace(
            "<DATE_EXPORT>05/10/2026</DATE_EXPORT>",
            "<DATE_EXPORT>x</DATE_EXPORT><HORODATAGE>04/10/2026 08:00:00</HORODATAGE>",
        )

        assert read(pupil(), header=header).header.exported_at == date(2026, 10, 4)


class TestResult:
    def test_rows(self):
        """
        Rows are of plain values, in the order of the fields.
        """
        row = read(pupil(extra="<MEL>x@y.fr</MEL>"), structures=placed("1", "D6A"))
        row = row.to_rows()[0]

        assert row["birth_date"] == "2014-12-06"
        assert row["status"] == "enrolled"
        assert row["divisions"] == ["6A"]
        assert row["details"] == {"MEL": "x@y.fr"}

    def test_counts(self):
        """
        Classes count who is there.
        """
        file = siecle.read(siecle.sample(students=30))

        assert file.by_division == {"5 A": 5, "6 A": 25}
        assert "students=30" in repr(file)

    def test_collector_is_restored(self):
        """
        The collector of garbage is as it was, also after an error.
        """
        siecle.read(written(pupil()))
        with pytest.raises(SiecleFileError):
            siecle.read(b"")
        assert gc.isenabled()

        gc.disable()
        try:
            siecle.read(written(pupil()))
            assert not gc.isenabled()
        finally:
            gc.enable()

    def test_progress(self):
        """
        The caller is told how far it has come.
        """
        seen = []
        data = siecle.sample(students=100)

        siecle.read(data, progress=seen.append)

        assert seen == sorted(seen)
        assert seen[-1] == len(data)


class TestPolicies:
    def test_strict(self):
        """
        Strict refuses any error, and gives all that was read with it.
        """
        data = siecle.sample(faults=[FindingCode.LAST_NAME_MISSING])

        with pytest.raises(SiecleRefusedError) as caught:
            siecle.read(data, policy="strict")

        assert caught.value.codes == ("LAST_NAME_MISSING",)
        assert len(caught.value.partial.students) == 30
        assert pickle.loads(pickle.dumps(caught.value)).partial is None  # noqa: S301

    def test_codes(self):
        """
        A set of codes refuses these, whatever their severity.
        """
        data = siecle.sample(faults=[FindingCode.INE_MISSING])

        assert siecle.read(data, policy="strict").complete
        with pytest.raises(SiecleRefusedError):
            siecle.read(data, policy={FindingCode.INE_MISSING})

    def test_pix_passes(self):
        """
        What Pix takes is taken, and whom it would leave out is told.
        """
        data = written(
            pupil(),
            pupil("2", ID_NATIONAL=None),
            pupil("3", ID_NATIONAL="990000002EA", DATE_SORTIE=""),
            pupil("4", ID_NATIONAL="990000003DK"),
            structures=placed("1", "D6A") + placed("9", "D6A"),
        )
        file = siecle.read(data, policy="pix")

        skipped = {code.value: n for code, n in file.counts.items() if "PIX" in code}
        assert skipped == {
            "PIX_SKIPPED_INE": 1,
            "PIX_SKIPPED_EXIT": 1,
            "PIX_SKIPPED_DIVISION": 1,
        }

    def test_pix_without_header(self):
        """
        Pix refuses a file that does not tell its school, and impossible days.
        """
        data = written(pupil(DATE_NAISS="31/02/2014"), header="")

        with pytest.raises(SiecleRefusedError) as caught:
            siecle.read(data, policy="pix")

        assert {"PIX_UAI_MISMATCH", "PIX_EMPTY", "PIX_BIRTH_DATE_FORMAT"} == set(
            caught.value.codes
        )


class TestIterators:
    def test_students(self):
        """
        The pupils come one by one, the same ones.
        """
        data = siecle.sample(students=30)

        assert list(siecle.iter_students(data)) == list(siecle.read(data).students)

    def test_records(self):
        """
        Records come as they stand, with line, block and attributes.
        """
        records = list(siecle.iter_records(siecle.sample(students=2)))

        first = next(record for record in records if record.element == "ELEVE")
        assert first.block == "ELEVES"
        assert first.line == 11
        assert first.attributes["ELEVE_ID"] == "1000001"
        assert first.values["CODE_SEXE"] in {"1", "2"}
        assert first.values["SCOLARITE_AN_DERNIER"][0]["SIGLE"] == "CLG"
        assert "1000001" not in repr(first)

    def test_records_of_the_family(self):
        """
        Records of any export are read, and nothing in them is lost.
        """
        data = (
            b"<BEE_STRUCTURES><DONNEES><GROUPES>"
            b'<GROUPE CODE_STRUCTURE="LV2"><LIBELLE_LONG>x</LIBELLE_LONG><N>1</N>'
            b"<N>2</N><N>3</N><MEFS><MEF><CODE_MEF>1</CODE_MEF></MEF><MEF a='b'>t</MEF>"
            b"</MEFS><P>old</P><P><Q>new</Q></P></GROUPE></GROUPES></DONNEES>"
            b"</BEE_STRUCTURES>"
        )
        (record,) = siecle.iter_records(data)

        assert record.attributes == {"CODE_STRUCTURE": "LV2"}
        assert record.values == {
            "LIBELLE_LONG": "x",
            "N": [{"#text": "1"}, {"#text": "2"}, {"#text": "3"}],
            "MEFS": [{"MEF": [{"CODE_MEF": "1"}, {"#text": "t", "@a": "b"}]}],
            "P": [{"#text": "old"}, {"Q": "new"}],
        }


class TestWrongFiles:
    @pytest.mark.parametrize(
        ("data", "problem"),
        [
            (b"", "EMPTY"),
            (b" \n", "EMPTY"),
            (b"%PDF-1.4", "PDF"),
            (b"\xd0\xcf\x11\xe0\xa1", "EXCEL"),
            (b"<!DOCTYPE html><html>", "HTML"),
            (b"<html><body>", "HTML"),
            (b"<HTML/>", "HTML"),
            (b"NOM;PRENOM\nA;B", "CSV"),
            (b"\xff\x00abc", "UNKNOWN"),
            (b"<STS_EDT/>", "STS"),
            (b"<IMPORT_ELEVES/>", "IMPORT"),
            (b"<BEE_EPHC_ELEVES/>", "EPHC"),
            (b"<ficAlimMENESR/>", "LDAP"),
            (b"<lsun-bilans/>", "LSU"),
            (b"<BEE_STRUCTURES/>", "OTHER_EXPORT"),
            (b"<whatever/>", "OTHER_XML"),
        ],
    )
    def test_named(self, data, problem):
        """
        Another file is named.
        """
        with pytest.raises(SiecleFileError) as caught:
            siecle.read(data)

        assert caught.value.problem is SiecleFileProblem[problem]

    def test_partial(self):
        """
        A broken file gives what came before, marked as incomplete, and the line.
        """
        data = siecle.sample(students=5)
        lines = data.splitlines(keepends=True)
        broken = b"".join([*lines[:50], b"</PRENOM>\n", *lines[50:]])

        with pytest.raises(SiecleSyntaxError) as caught:
            siecle.read(broken)

        assert caught.value.line == 51
        assert caught.value.problem is SiecleSyntaxProblem.MALFORMED
        assert len(caught.value.partial.students) == 1
        assert not caught.value.partial.complete

    def test_truncated(self):
        """
        A file that ends in the middle says so, wherever it ends.
        """
        data = written(pupil(), structures=placed("1", "D6A"))
        for end in range(len(data)):
            with pytest.raises(PixorgaError) as caught:
                siecle.read(data[:end])
            told = caught.value
            assert isinstance(told, SiecleFileError | SiecleSyntaxError), end
            if isinstance(told, SiecleSyntaxError):
                assert told.problem is SiecleSyntaxProblem.TRUNCATED
