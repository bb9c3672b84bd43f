"""
`pixorga siecle`, on files of invented schools.
"""

import json
import stat

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from pixorga import siecle
from pixorga.cli import app
from pixorga.cli import siecle as commands
from pixorga.cli.siecle_text import LINES
from pixorga.domain.findings import FindingCode
from pixorga.domain.people import Locale
from pixorga.reports.siecle_page import siecle_page
from tests.siecle.schools import HEADER, export, placed, pupil

FAULTY = siecle.sample(students=9, faults=[FindingCode.BIRTH_DATE_MISSING])
DOUBTFUL = siecle.sample(students=9, faults=[FindingCode.SEX_MISSING])
SOUND = siecle.sample(students=9)


def call(*arguments, **env):
    """
    Call the command, in a terminal that is wide enough for its tables.
    """
    arguments = ["siecle", *map(str, arguments)]
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "160"} | env)


def cells(text):
    """
    The rows of the tables, as lists of cells; other lines as they are.
    """
    found = []
    for line in text.splitlines():
        row = [
            cell.strip()
            for cell in line.replace("\xa0", " ").replace("┃", "│").split("│")
        ]
        found.append(row[1:-1] if len(row) > 2 else line.strip())
    return found


@pytest.fixture
def saved(tmp_path):
    """
    Saves an export, and gives its path.
    """

    def save(data, name="eleves.xml"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return save


class TestStatus:
    @pytest.mark.parametrize(
        ("data", "status"), [(SOUND, 0), (DOUBTFUL, 0), (FAULTY, 1), (b"%PDF", 2)]
    )
    def test_one(self, saved, data, status):
        """
        It tells an error from a doubt, and either from a file that cannot be used.
        """
        assert call("check", saved(data)).exit_code == status

    def test_several(self, saved):
        """
        Of several files the worst status counts, and each one is told of.
        """
        paths = [
            saved(data, name)
            for data, name in ((b"", "a.xml"), (FAULTY, "b.xml"), (SOUND, "c.xml"))
        ]

        result = call("check", *paths)

        assert result.exit_code == 2
        assert [one for one in cells(result.stdout) if str(one).endswith(".xml")] == [
            "b.xml",
            "c.xml",
        ]
        assert result.stderr.replace("\xa0", " ") == (
            f"{paths[0]}: Ce fichier n'est pas l'export attendu : dans SIÈCLE, "
            "choisissez Exportation, En XML, puis Élèves. (il est vide)\n"
        )

    def test_absent(self, tmp_path):
        """
        A file that is not there cannot be used.
        """
        result = call("check", tmp_path / "absent.xml", "--format", "json")

        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.endswith("absent.xml: No such file or directory\n")

    def test_damaged(self, saved):
        """
        What stands before a damage is not told as if it were the school.
        """
        result = call("check", saved(SOUND[:-40]), "--locale", "en")

        assert (result.exit_code, result.stdout) == (2, "")
        assert "damaged from line" in result.stderr

    @pytest.mark.parametrize(
        "arguments",
        [
            [],
            ["absent"],
            ["--absent"],
            ["check"],
            ["check", "a.xml", "--profile", "absent"],
            ["check", "a.xml", "--uai", "75"],
            ["check", "a.xml", "--on", "tomorrow"],
            ["check", "a.xml", "--students"],
            ["check", "a.xml", "--names", "--format", "json"],
            ["check", "a.xml", "--minimum", "3"],
            ["check", "a.xml", "--minimum", "0", "--format", "html"],
            ["check", "a.xml", "b.xml", "--format", "html"],
            ["sample", "--faults", "ABSENT"],
            ["sample", "--pupils", "-1"],
        ],
    )
    def test_wrong_usage(self, arguments):
        """
        A wrong call has a status that no file has.
        """
        result = call(*arguments)

        assert (result.exit_code, result.stdout) == (64, "")
        assert result.stderr.startswith("Usage: ")


class TestText:
    def test_office(self, saved):
        """
        In French: whose file it is, who is where, what to correct on which screen.
        """
        result = call("check", saved(FAULTY))

        assert cells(result.stdout) == [
            "eleves.xml",
            "Établissement   0750680G",
            "Année scolaire  2026-2027",
            "Exporté le      5 octobre 2026",
            *table(["Situation", "Élèves"], ["scolarisé", "9"]),
            *table(["Division", "Élèves"], ["6 A", "9"]),
            *table(
                ["Gravité", "Nombre", "Constat, et quoi faire dans SIÈCLE", "Lignes"],
                ["erreur", "1", "La date de naissance manque.", "44"],
                [
                    "",
                    "",
                    "→ Fiche de l'élève, Identité : saisissez la date de naissance.",
                    "",
                ],
                ["", "", "(BIRTH_DATE_MISSING)", ""],
            ),
            "",
        ]
        assert result.stderr == ""

    def test_sound(self, saved):
        """
        A file without findings has nothing to correct; English is there too.
        """
        result = call("check", saved(SOUND), "--locale", "en")

        assert cells(result.stdout)[-2:] == ["Nothing to correct.", ""]
        assert ["Situation", "Pupils"] in cells(result.stdout)

    def test_bare(self, saved):
        """
        What the file does not say of itself is unknown, and no class is no table.
        """
        found = cells(call("check", saved(b"<BEE_ELEVES/>")).stdout)

        assert found[1:4] == [
            "Établissement   inconnu",
            "Année scolaire  inconnu",
            "Exporté le      inconnu",
        ]
        assert ["Division", "Élèves"] not in found

    def test_lines(self, saved):
        """
        Of many findings the first lines are told, and how many are left.
        """
        many = "\n".join(pupil(str(one), CODE_SEXE=None) for one in range(1, 1203))
        path = saved(export(many).encode())

        found = cells(call("check", path, COLUMNS="300").stdout)

        (row,) = [row for row in found if "Le sexe manque." in row]
        assert row[1] == "1202"
        text = " ".join(
            one[3] for one in found[found.index(row) :][:3] if len(one) == 4
        )
        assert text.startswith("2, 3, 4, 5, 6, 7, 8, 9, 10, 11 et")
        assert text.strip().endswith(f"{1202 - LINES} de plus")

    def test_names(self, saved):
        """
        With names, each finding has its line, its pupil and the class; without, none.
        """
        data = export(
            pupil("1", CODE_SEXE=None),
            pupil("2", PRENOM=None, ID_NATIONAL="990000002EC"),
            structures=placed("1", "D3 A") + placed("7", "D3 A"),
        ).encode()

        with_names = call("check", saved(data), "--names").stdout
        without = call("check", saved(data)).stdout

        found = cells(with_names)
        title = ["Ligne", "Nom", "Division"]
        assert found[found.index("Le sexe manque.") + 2] == title
        assert ["2", "LEFÈVRE Élise", "3 A"] in found
        assert ["2", "LEFÈVRE", ""] in found
        assert ["2", "", ""] in found
        assert "LEFÈVRE" not in without

    def test_nowhere(self, saved):
        """
        A finding about the whole file is on no line.
        """
        found = cells(call("check", saved(export().encode()), "--names").stdout)

        assert ["", "", ""] in found
        row = next(
            one for one in found if one[2:3] == ["Le fichier ne contient aucun élève."]
        )
        assert row[3] == ""

    def test_steered(self, saved):
        """
        What would steer a terminal, or pass for markup, comes out as plain signs.
        """
        header = HEADER.replace("0750680G", "\x9b[red]\u202e")
        data = export(
            pupil(NOM_DE_FAMILLE="\x9b[bold]"),
            structures=placed("1", "D\u202e[red]"),
            header=header,
            label="UTF-8",
        ).encode()

        result = call("check", saved(data, "[red]\u202e.xml"), "--names")

        assert {"\x9b", "\u202e"} & set(result.stdout) == set()
        found = cells(result.stdout)
        assert found[:2] == ["[red]\ufffd.xml", "Établissement   \ufffd[red]\ufffd"]
        assert ["\ufffd[red]", "1"] in found
        assert ["2", "\ufffd[bold] Élise", "\ufffd[red]"] in found

    @pytest.mark.parametrize(
        ("data", "profile", "verdict", "status"),
        [
            (FAULTY, "strict", "Le contrôle strict refuse ce fichier.", 1),
            (SOUND, "strict", "Le contrôle strict accepte ce fichier.", 0),
            (FAULTY, "pix", "Pix refuserait ce fichier.", 1),
        ],
    )
    def test_profile(self, saved, data, profile, verdict, status):
        """
        A profile says whether it would take the file.
        """
        result = call("check", saved(data), "--profile", profile)

        assert (result.exit_code, cells(result.stdout)[-2]) == (status, verdict)

    def test_pix(self, saved):
        """
        What Pix accepts it is said to accept.
        """
        data = export(pupil(), structures=placed("1", "D3A")).encode("iso8859-15")

        result = call("check", saved(data), "--profile", "pix")

        assert cells(result.stdout)[-2] == "Pix accepterait ce fichier."

    @pytest.mark.parametrize("day", ["2026-12-24", "24/12/2026"])
    def test_day(self, saved, day):
        """
        Statuses are those of the day that is asked for, in either way of writing it.
        """
        left = pupil(DATE_SORTIE="20/12/2026")
        data = saved(export(left, structures=placed("1", "D3A")).encode())

        assert ["sortie à venir", "1"] in cells(call("check", data).stdout)
        assert ["sorti", "1"] in cells(call("check", data, "--on", day).stdout)

    def test_school(self, saved):
        """
        A file of another school is an error.
        """
        assert call("check", saved(SOUND), "--uai", "0750680g").exit_code == 0
        result = call("check", saved(SOUND), "--uai", "0752387M")

        assert result.exit_code == 1
        assert "(UAI_MISMATCH)" in result.stdout


def table(head, *rows):
    """
    A table as `cells` sees it, its frame included.
    """
    return [FRAME, head, FRAME, *rows, FRAME]


class _Frame:
    """
    Equals any line of a table's frame.
    """

    def __eq__(self, other):
        return isinstance(other, str) and set(other) <= set("┏━┳┓┡╇┩└─┴┘")

    __hash__ = None


FRAME = _Frame()


class TestJson:
    def test_schema(self, saved):
        """
        It is one line for each file, as the library gives it, and keeps its schema.
        """
        result = call("check", saved(FAULTY), saved(SOUND, "b"), "--format", "json")

        found = [json.loads(line) for line in result.stdout.splitlines()]
        assert found == [
            siecle.to_document(siecle.read(data)) for data in (FAULTY, SOUND)
        ]
        for document in found:
            Draft202012Validator(siecle.json_schema()).validate(document)

    def test_students(self, saved):
        """
        Pupils are in it when they are asked for.
        """
        result = call("check", saved(SOUND), "--format", "json", "--students")

        assert len(json.loads(result.stdout)["students"]) == 9


class TestHtml:
    @pytest.mark.parametrize(
        ("options", "minimum", "verdict"),
        [
            ((), 5, None),
            (("--minimum", "3"), 3, None),
            (("--profile", "strict"), 5, "strict_refused"),
        ],
    )
    def test_page(self, saved, options, minimum, verdict):
        """
        It is the report's page, in UTF-8.
        """
        result = call("check", saved(FAULTY), "--format", "html", *options)

        page = siecle_page(
            siecle.read(FAULTY), locale=Locale.FR, minimum=minimum, verdict=verdict
        )
        assert result.exit_code == 1
        assert result.stdout_bytes == page.encode()


class TestOutput:
    def test_text(self, saved, tmp_path):
        """
        The tables go to a file that only its owner reads, without colours.
        """
        path = tmp_path / "bilan.txt"

        result = call("check", saved(FAULTY), "-o", path, FORCE_COLOR="1", TERM="xterm")

        assert (result.exit_code, result.stdout) == (1, f"Écrit dans {path}\n")
        written = path.read_text(encoding="utf-8")
        assert "La date de naissance manque." in written
        assert "\x1b" not in written
        assert max(map(len, written.splitlines())) <= commands.WIDTH
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_nothing(self, saved, tmp_path):
        """
        Where no file can be used, nothing is written.
        """
        path = tmp_path / "bilan.txt"
        path.write_text("before")

        assert call("check", saved(b""), "-o", path).exit_code == 2
        assert path.read_text() == "before"

    def test_export(self, saved):
        """
        It does not replace the export that it is about.
        """
        path = saved(FAULTY)

        assert call("check", path, "-o", path).exit_code == 64
        assert path.read_bytes() == FAULTY

    def test_unwritable(self, saved, tmp_path):
        """
        A place that cannot be written to is told in a line.
        """
        result = call("check", saved(SOUND), "-o", tmp_path / "absent" / "a")

        assert result.exit_code == 2
        assert result.stderr == (
            "Error: It cannot be written: No such file or directory\n"
        )


class TestProgress:
    @pytest.mark.parametrize(("long", "shown"), [(1, True), (1 << 30, False)])
    def test_terminal(self, saved, monkeypatch, long, shown):
        """
        In a terminal a long file shows how far it has come, on the standard error.
        """
        monkeypatch.setattr(commands, "LONG", long)

        result = call("check", saved(SOUND), FORCE_COLOR="1", TERM="xterm")

        assert ("eleves.xml" in result.stderr) is shown
        assert ("kB" in result.stderr) is shown

    def test_pipe(self, saved, monkeypatch):
        """
        Elsewhere nothing is.
        """
        monkeypatch.setattr(commands, "LONG", 1)

        assert call("check", saved(SOUND)).stderr == ""


class TestSample:
    def test_standard_output(self):
        """
        It is what the library makes of the same wishes.
        """
        result = call(
            *("sample", "--pupils", "9", "--seed", "3"),
            *("--faults", "sex_missing, INE_MISSING"),
        )

        faults = [FindingCode.SEX_MISSING, FindingCode.INE_MISSING]
        assert result.exit_code == 0
        assert result.stdout_bytes == siecle.sample(students=9, seed=3, faults=faults)

    def test_file(self, tmp_path):
        """
        It goes into a file, which `check` can read.
        """
        path = tmp_path / "sample.xml"

        assert call("sample", "-o", path).exit_code == 0
        assert call("check", path).exit_code == 0
        assert path.read_bytes() == siecle.sample()

    def test_impossible(self, tmp_path):
        """
        What cannot be made leaves a file as it was.
        """
        path = tmp_path / "sample.xml"
        path.write_text("before")

        result = call("sample", "--pupils", "1", "--faults", "SEX_MISSING", "-o", path)

        assert result.exit_code == 64
        assert "give at least 2 pupils" in result.stderr
        assert path.read_text() == "before"

    def test_unwritable(self, tmp_path):
        """
        A place that cannot be written to is told in a line.
        """
        result = call("sample", "-o", tmp_path / "absent" / "a")

        assert result.exit_code == 2
        assert "cannot be written" in result.stderr
