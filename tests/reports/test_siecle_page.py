"""
The page about an export that can be mailed.
"""

import re
from html.parser import HTMLParser

from pixorga import siecle
from pixorga.domain.findings import FindingCode
from pixorga.domain.people import Locale
from pixorga.reports.siecle_page import siecle_page
from pixorga.siecle.sample import FAULTS
from tests.siecle.schools import HEADER, export, placed, pupil

SOUND = siecle.sample(students=60)


def school(**classes):
    """
    An export by its classes: how many pupils each has; x_ ones left, y_ ones leave.
    """
    pupils, structures, number = [], [], 0
    for name, size in classes.items():
        days = {"x": "01/10/2026", "y": "20/12/2026"}
        day = days[name[0]] if name[1] == "_" else None
        mef = {"3": "10310019110"}.get(name[-1], "10010012110")
        for _ in range(size):
            number += 1
            pupils.append(pupil(str(number), DATE_SORTIE=day, CODE_MEF=mef))
            structures.append(placed(str(number), f"D{name}"))
    return export(*pupils, structures="".join(structures)).encode()


def page(data, *, locale=Locale.FR, **options):
    """
    The page about an export.
    """
    return siecle_page(siecle.read(data), locale=locale, **options)


def rows(text):
    """
    The rows of its tables: what heads them, and the next cell.
    """
    pattern = r'<tr><th scope="row">(.*?)</th><td[^>]*>(.*?)</td>'
    return dict(re.findall(pattern, text))


class _Tags(HTMLParser):
    """
    Looks whether elements nest, and keeps their names and attributes.
    """

    def __init__(self):
        super().__init__()
        self.open, self.names, self.attributes = [], set(), set()

    def handle_starttag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


class TestPage:
    def test_contained(self):
        """
        It needs nothing from elsewhere, runs nothing, and its elements nest.
        """
        tags = _Tags()
        text = page(siecle.sample(students=90, faults=[FindingCode.SEX_MISSING]))

        tags.feed(text)

        assert tags.open == []
        assert tags.names & {"script", "link", "img", "iframe", "a", "form"} == set()
        assert tags.attributes & {"src", "href", "style", "onload"} == set()
        assert "default-src 'none'" in text
        assert "url(" not in text
        assert "http:" not in text.replace("http-equiv", "")

    def test_numbers(self):
        """
        It tells pupils by status, class and level, with bars in proportion.
        """
        text = page(SOUND, locale=Locale.EN)

        found = rows(text)
        assert found["School"] == "0750680G"
        assert found["Pupils"] == "60"
        assert [found[one] for one in ("enrolled", "6 A", "5 A", "4 A")] == [
            "60",
            "25",
            "25",
            "10",
        ]
        assert (found["6e"], found["4e"]) == ("25", "10")
        assert text.count('<rect width="40.0%"') == 2
        assert '<html lang="en">' in text
        assert "Nothing to correct." in text

    def test_findings(self):
        """
        Findings are grouped, with what to do; few pupils are not counted.
        """
        pupils = [pupil(str(one), CODE_SEXE=None) for one in range(1, 8)]
        pupils[0] = pupil("1", DATE_NAISS=None, CODE_SEXE=None)

        text = page(export(*pupils).encode(), verdict="pix_refused")

        numbers = re.findall(
            r'class="number">([^<]*)</td><td>[^<]*<br>.*?<code>(\w+)</code>', text
        )
        told = {code: number for number, code in numbers}
        assert told["SEX_MISSING"] == "7"
        assert told["BIRTH_DATE_MISSING"] == "moins de 5"
        assert "saisissez la date de naissance." in text
        assert "<strong>Pix refuserait ce fichier.</strong>" in text

    def test_nobody(self):
        """
        A file without anybody or anything has a page too.
        """
        text = page(b"<BEE_ELEVES/>")

        assert rows(text)["Établissement"] == "inconnu"
        assert rows(text)["Exporté le"] == "inconnu"
        assert "<svg" not in text

    def test_level(self):
        """
        Pupils whose level nobody knows are told as such.
        """
        pupils = [pupil(str(one), CODE_MEF=None) for one in range(1, 8)]
        structures = "".join(placed(str(one), "D6A") for one in range(1, 8))

        text = page(export(*pupils, structures=structures).encode())

        assert rows(text)["inconnu"] == "7"


class TestMailable:
    def test_identifiers(self):
        """
        Whatever is found, no name, no INE and no ELEVE_ID is in it.
        """
        file = siecle.read(siecle.sample(students=90, faults=FAULTS - {"PIX_EMPTY"}))
        assert file.counts

        text = siecle_page(file, locale=Locale.FR, minimum=1)

        for student in file.students:
            told = (student.eleve_id, student.ine, student.last_name)
            # A shorter one may be part of a word.
            assert not [one for one in told if one and len(one) > 4 and one in text]

    def test_lines(self):
        """
        Where a finding is, only whoever has the file is told.
        """
        far = "\n" * 98_765

        text = page(export(pupil(CODE_SEXE=None), header=far + HEADER).encode())

        assert "SEX_MISSING" in text
        assert "9876" not in text

    def test_school(self):
        """
        What stands where a UAI should, and is none, may be anything: it is not shown.
        """
        header = HEADER.replace("0750680G", "JEAN DURAND")

        text = page(export(pupil(), header=header).encode())

        assert "JEAN DURAND" not in text
        assert rows(text)["Établissement"] == "inconnu"

    def test_markup(self):
        """
        A class's name is no markup.
        """
        structures = placed("1", "D&lt;b&gt;A&amp;B")

        text = page(export(pupil(), structures=structures).encode())

        assert "&lt;b&gt;A&amp;B" in text
        assert "<b>" not in text

    def test_class(self):
        """
        A small class is withheld, with another one; and the levels with them.
        """
        text = page(school(A6=3, B6=20, C6=25, D3=12))

        found = rows(text)
        hidden = "non communiqué"
        assert [found[one] for one in ("A6", "B6", "C6", "D3")] == [
            hidden,
            "20",
            "25",
            hidden,
        ]
        assert "Niveau" not in text
        assert "Les effectifs par niveau ne sont pas communiqués" in text

    def test_small_level(self):
        """
        So are the levels where one of them is small, in classes that are not.
        """
        structures = "".join(placed(str(one), "D6A") for one in range(1, 12))
        pupils = [pupil(str(one)) for one in range(1, 11)]
        pupils.append(pupil("11", CODE_MEF="10310019110"))

        text = page(export(*pupils, structures=structures).encode())

        assert rows(text)["6A"] == "11"
        assert "Niveau" not in text

    def test_status(self):
        """
        A small status is withheld, and so is the sum that would tell it.
        """
        found = rows(page(school(A6=20, x_6=3)))

        hidden = "non communiqué"
        assert (found["Élèves"], found["sorti"]) == (hidden, hidden)
        assert (found["scolarisé"], found["A6"]) == ("20", "20")

    def test_leaving(self):
        """
        Who is about to leave is in a class, so that the enrolled are withheld too.
        """
        pupils = [pupil(str(one)) for one in range(1, 21)]
        pupils[0] = pupil("1", DATE_SORTIE="20/12/2026")
        structures = "".join(placed(str(one), "D6A") for one in range(1, 21))

        found = rows(page(export(*pupils, structures=structures).encode()))

        hidden = "non communiqué"
        assert (found["scolarisé"], found["sortie à venir"]) == (hidden, hidden)
        assert (found["Élèves"], found["6A"]) == (hidden, "20")

    def test_status_by_findings(self):
        """
        A finding that counts the pupils of a small status is not counted either.
        """
        pupils = [pupil(str(one)) for one in range(1, 21)]
        structures = "".join(placed(str(one), "D6A") for one in range(1, 15))
        structures += "".join(placed(str(one), "G6G") for one in range(15, 17))

        text = page(export(*pupils, structures=structures).encode())

        assert '<td class="number">non communiqué</td><td>L\'élève' in text.replace(
            "&#x27;", "'"
        )

    def test_asked(self):
        """
        All is told to whoever asks for it, and the page does not promise otherwise.
        """
        text = page(school(A6=3, B6=20, x_6=1), minimum=1)

        found = rows(text)
        assert [found[one] for one in ("Élèves", "sorti", "A6", "6e")] == [
            "24",
            "1",
            "3",
            "23",
        ]
        assert "Les effectifs de moins de" not in text
        assert "moins de 5" in page(school(A6=3))
