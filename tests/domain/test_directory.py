"""
The directory's rows, and what they change.
"""

from itertools import permutations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pixorga.domain.directory import (
    DirectoryChange,
    DirectoryPreview,
    Gathering,
    Listing,
    Rejection,
    Remark,
    RowProblem,
    RowRemark,
    read_row,
)
from pixorga.domain.establishment import EstablishmentKind, MailboxState
from pixorga.domain.identifiers import Uai, uai_key
from pixorga.domain.people import EmailAddress
from pixorga.testing.builders import a_school

UAI = Uai.parse("0750655E")
ACADEMY = EmailAddress("ce.0750655e@ac-paris.fr")
OWN = EmailAddress("direction@sainte-ondine.example")
OTHER = EmailAddress("accueil@sainte-ondine.example")


def read(**cells):
    """
    Read a row that is right but for some cells.
    """
    row = {
        "line": 2,
        "uai": "0750655E",
        "name": "Collège Joséphine Baker",
        "kind": EstablishmentKind.COLLEGE,
        "city": "Paris",
        "mailbox": "ce.0750655E@ac-paris.fr",
        "closed": False,
    }
    return read_row(**row | cells)


def gathered(*schools, present=(), closed=()):
    """
    The preview of a file with some schools, one to a line.
    """
    gathering = Gathering()
    for line, school in enumerate(schools, start=2):
        gathering.add(Listing(line=line, school=school))
    return gathering.preview(present, closed=closed)


def school(number, **fields):
    """
    One of many schools.
    """
    digits = f"075{number:04}"
    return a_school(uai=Uai(f"{digits}{uai_key(digits)}"), **fields)


class TestRow:
    def test_plain(self):
        """
        A row that is right becomes a school.
        """
        assert read() == Listing(line=2, school=a_school())

    @pytest.mark.parametrize("uai", ["0750655e", " 0750655E ", "075 0655 E"])
    def test_uai_as_written(self, uai):
        """
        A UAI may be written in any case, with blanks.
        """
        assert read(uai=uai) == read()

    @pytest.mark.parametrize("uai", ["", " ", "0750655", "075065E5", "\u0660750655E"])
    def test_uai_malformed(self, uai):
        """
        Without a UAI there is no school.
        """
        assert read(uai=uai) == Rejection(line=2, uai=None, problem=RowProblem.UAI)

    @pytest.mark.parametrize("uai", ["0750655F", "0750655f"])
    def test_uai_key(self, uai):
        """
        A historical code with another letter is taken, and remarked on.
        """
        row = read(uai=uai, mailbox="")

        assert str(row.school.uai) == "0750655F"
        assert row.remarks == (RowRemark.UAI_KEY,)

    @pytest.mark.parametrize("name", ["", "  ", "\u00a0", "\u202f "])
    def test_name_blank(self, name):
        """
        A school without a name is left out.
        """
        problem = RowProblem.NAME_BLANK

        assert read(name=name) == Rejection(line=2, uai=UAI, problem=problem)

    @pytest.mark.parametrize("text", ["a\nb", "a\x1bb", "\u202eb", "\ud800", "x" * 201])
    @pytest.mark.parametrize("field", ["name", "city"])
    def test_cannot_be_shown(self, field, text):
        """
        A name or town that mails and pages cannot show leaves its row out.
        """
        problem = RowProblem(field)

        assert read(**{field: text}) == Rejection(line=2, uai=UAI, problem=problem)

    def test_hard_blanks(self):
        """
        The blanks of French typography become plain ones; the ends are dropped.
        """
        row = read(name=" Lycée «\u00a0Œuvre\u202f» \t", city="\u00a0Nîmes ")

        assert row.school.name == "Lycée « Œuvre »"
        assert row.school.city == "Nîmes"

    def test_closed(self):
        """
        A school may be closed, and of any kind.
        """
        row = read(closed=True, kind=EstablishmentKind.OTHER)

        assert row.school == a_school(closed=True, kind=EstablishmentKind.OTHER)


class TestMailbox:
    @pytest.mark.parametrize("text", ["", "  ", "\t"])
    def test_blank(self, text):
        """
        No mailbox is no fault.
        """
        row = read(mailbox=text)

        assert row.school.mailbox is None
        assert row.school.mailbox_state is MailboxState.MISSING
        assert row.remarks == ()

    @pytest.mark.parametrize(
        "text", ["CE.0750655E@AC-PARIS.FR", " ce.0750655e@ac-paris.fr\u00a0"]
    )
    def test_as_written(self, text):
        """
        An address may be written in any case, with blanks around it.
        """
        assert read(mailbox=text) == read()

    def test_to_confirm(self):
        """
        A school's own domain is to be confirmed, which is no remark.
        """
        row = read(mailbox=str(OWN))

        assert row.school.mailbox == OWN
        assert row.school.mailbox_state is MailboxState.TO_CONFIRM
        assert row.remarks == ()

    def test_webmail(self):
        """
        A26: an address at a free webmail is dropped, and remarked on.
        """
        row = read(mailbox="jules.ferry@wanadoo.fr")

        assert row.school == a_school(mailbox=None)
        assert row.remarks == (RowRemark.MAILBOX_WEBMAIL,)

    @pytest.mark.parametrize(
        "text",
        [
            "none",
            "a@ac-paris.fr, b@ac-paris.fr",
            "a@ac-paris.fr\nBcc: b@example.fr",
            # A Kelvin sign, a dotless i, a Cyrillic a, a name in code.
            "\u212aarl@ac-paris.fr",
            "m\u0131ke@ac-paris.fr",
            "ce.0750655e@\u0430c-paris.fr",
            "ce.0750655e@xn--c-paris-4fg.fr",
            "\ud800@ac-paris.fr",
            "x" * 600,
        ],
    )
    def test_unreadable(self, text):
        """
        A26: what is no plain address is dropped, and remarked on.
        """
        row = read(mailbox=text)

        assert row.school == a_school(mailbox=None)
        assert row.remarks == (RowRemark.MAILBOX_UNREADABLE,)

    def test_several_remarks(self):
        """
        All that is to be remarked on is.
        """
        row = read(uai="0750655F", mailbox="none")

        assert row.remarks == (RowRemark.MAILBOX_UNREADABLE, RowRemark.UAI_KEY)

    def test_hidden(self):
        """
        No address is in what is logged of a row or a preview.
        """
        row = read()

        preview = gathered(row.school)
        assert "ac-paris" not in repr([row, preview.added])
        assert "schools=1, rejected=0, remarks=0, added=1," in repr(preview)


class TestSeveralRows:
    def test_one_mailbox(self):
        """
        Rows with one mailbox, or blanks, are one school with the first one's name.
        """
        rows = [
            a_school(name="Site Nord", mailbox=None),
            a_school(name="Site Sud", city="Lille"),
            a_school(name="Site Est"),
        ]

        preview = gathered(*rows)

        assert preview.schools == (attrs.evolve(rows[0], **_mailbox(rows[1])),)
        assert preview.remarks == ()

    def test_different_mailboxes(self):
        """
        Rows with different mailboxes: one is to be confirmed, and it is said once.
        """
        rows = [a_school(mailbox=it) for it in (OWN, ACADEMY, OTHER, ACADEMY)]

        preview = gathered(*rows)

        (only,) = preview.schools
        assert only.mailbox == ACADEMY
        assert only.mailbox_state is MailboxState.TO_CONFIRM
        assert preview.remarks == (
            Remark(line=3, uai=UAI, remark=RowRemark.MAILBOX_SEVERAL),
        )

    @pytest.mark.parametrize("closed", [(True, False), (False, True)])
    def test_open_if_any_is(self, closed):
        """
        A school is closed when all its rows are.
        """
        both = [a_school(closed=one) for one in closed]

        assert not gathered(*both).schools[0].closed
        assert (
            gathered(both[closed.index(True)], a_school(closed=True)).schools[0].closed
        )

    @pytest.mark.parametrize(
        "mailboxes",
        [
            (None, None, ACADEMY),
            (None, OWN, OWN),
            (OWN, OTHER, None),
            (OWN, OTHER, ACADEMY),
            (ACADEMY, ACADEMY, OWN),
        ],
    )
    def test_any_order(self, mailboxes):
        """
        The order of the rows decides the name and nothing else.
        """
        rows = [
            read(
                name=f"Site {number}", mailbox=str(it or ""), closed=bool(number)
            ).school
            for number, it in enumerate(mailboxes)
        ]

        outcomes = {
            attrs.evolve(gathered(*order).schools[0], name="x")
            for order in permutations(rows)
        }
        names = {gathered(*order).schools[0].name for order in permutations(rows)}

        assert len(outcomes) == 1
        assert names == {"Site 0", "Site 1", "Site 2"}


def _mailbox(school):
    return {"mailbox": school.mailbox, "mailbox_state": school.mailbox_state}


class TestPreview:
    def test_added(self):
        """
        A school that we do not have is added.
        """
        preview = gathered(school(1), school(2), present=[school(1)])

        assert preview.added == (school(2),)
        assert (preview.listed, preview.unchanged, preview.open) == (2, 1, 1)

    def test_changed(self):
        """
        A school of which anything is different is changed, and it is told what.
        """
        after = school(1, name="Autre", closed=False)
        before = school(1, closed=True)

        preview = gathered(after, present=[before])

        assert preview.changed == (DirectoryChange(before=before, after=after),)
        assert preview.changed[0].fields == ("name", "closed")
        assert not preview.changed[0].mailbox_changes
        assert (preview.closing, preview.unchanged, preview.open) == ((), 0, 0)

    @pytest.mark.parametrize(
        "fields", [{"mailbox": OWN}, {"mailbox_state": MailboxState.TO_CONFIRM}]
    )
    def test_mailbox_changes(self, fields):
        """
        Another address, or another word on whether it may be used, is told.
        """
        preview = gathered(a_school(**fields), present=[a_school()])

        (change,) = preview.changed
        assert change.mailbox_changes
        assert change.uai == UAI

    def test_absent(self):
        """
        A school that the file does not list is closing, and all else of it stays.
        """
        before = school(1, name="Collège du Bourg")

        preview = gathered(school(2), present=[before])

        closed = attrs.evolve(before, closed=True)
        assert preview.closing == (DirectoryChange(before=before, after=closed),)
        assert preview.closing[0].fields == ("closed",)

    def test_closed_in_the_file(self):
        """
        A school that the file lists as closed is closing, with what the file says.
        """
        after = school(1, name="Ancien collège", closed=True)

        preview = gathered(after, present=[school(1)])

        assert preview.closing[0].after == after
        assert preview.changed == ()

    def test_closed_and_absent(self):
        """
        A school that is closed and stays away is nothing to tell.
        """
        preview = gathered(school(2), present=[school(1, closed=True)])

        assert preview.closing == preview.changed == ()
        assert (preview.unchanged, preview.open) == (0, 0)

    def test_stays_closed(self):
        """
        A school that is closed, and of which something else is different, is changed.
        """
        after = school(1, name="Ancien collège", closed=True)

        preview = gathered(after, present=[school(1, closed=True)])

        assert preview.changed[0].fields == ("name",)
        assert preview.closing == ()

    def test_counts(self):
        """
        Rejections and remarks are handed on, in their order.
        """
        gathering = Gathering()
        rejections = [
            Rejection(line=line, uai=None, problem=RowProblem.CELLS) for line in (2, 4)
        ]
        gathering.add(rejections[0])
        gathering.add(read(line=3, mailbox="x@gmail.com"))
        gathering.add(rejections[1])

        preview = gathering.preview([])

        assert preview.rejected == tuple(rejections)
        assert preview.remarks == (
            Remark(line=3, uai=UAI, remark=RowRemark.MAILBOX_WEBMAIL),
        )

    @pytest.mark.parametrize(
        ("closing", "of", "many"),
        [(0, 0, False), (0, 10, False), (1, 49, True), (1, 50, False), (2, 99, True)],
    )
    def test_closes_many(self, closing, of, many):
        """
        More than two in a hundred of the open schools are many.
        """
        present = [school(number) for number in range(of)]
        present.append(school(9999, closed=True))

        assert gathered(*present[closing:], present=present).closes_many is many

    def test_kept_closed(self):
        """
        What an operator closed is told of where the file lists it as open.
        """
        rows = [school(1), school(2, closed=True), school(4)]
        closed = [school(number).uai for number in (1, 2, 3)]

        preview = gathered(*rows, present=rows, closed=closed)

        assert preview.kept_closed == (school(1).uai,)
        assert (preview.unchanged, preview.changed) == (3, ())
        assert preview.again(rows, closed=closed) == preview
        assert preview.again(rows) != preview

    def test_again(self):
        """
        Compared again with the same directory, a preview is the same; else it is not.
        """
        present = [school(1), school(3)]
        preview = gathered(school(1, name="x"), school(2), present=present)

        assert preview.again(list(present)) == preview
        assert preview.again([*present, school(4)]) != preview
        assert preview.again([school(1, name="y"), school(3)]) != preview


numbers = st.integers(0, 5)
schools = st.builds(
    school,
    numbers,
    name=st.sampled_from("ab"),
    mailbox=st.sampled_from([None, OWN, OTHER]),
    closed=st.booleans(),
)
present = st.lists(schools, unique_by=lambda it: it.uai).map(
    lambda rows: sorted(rows, key=lambda it: it.uai)
)


class TestLaws:
    @given(present, st.lists(schools))
    def test_applied_once(self, present, rows):
        """
        What was applied leaves nothing to do: the same file changes nothing more.
        """
        preview = gathered(*rows, present=present)

        again = preview.again(_applied(preview, present))

        assert again.added == again.changed == again.closing == ()
        assert again.unchanged == preview.listed

    @given(present, st.lists(schools))
    def test_all_accounted_for(self, present, rows):
        """
        Each school of the file is added, changed, closing or unchanged.
        """
        preview = gathered(*rows, present=present)

        told = {it.uai for it in preview.added}
        told |= {change.uai for change in preview.changed + preview.closing}
        assert len(told) == sum(
            map(len, (preview.added, preview.changed, preview.closing))
        )
        listed = {it.uai for it in preview.schools}
        assert len(listed & told) + preview.unchanged == preview.listed

    @given(present, st.lists(schools, unique_by=lambda it: it.uai), st.randoms())
    def test_any_order(self, present, rows, chance):
        """
        The order of a file's rows does not matter to what it leads to.
        """
        preview = gathered(*rows, present=present)
        chance.shuffle(rows)

        shuffled = gathered(*rows, present=present)

        assert _applied(shuffled, present) == _applied(preview, present)

    @given(st.lists(schools))
    def test_repeated(self, rows):
        """
        A file that is there twice over says what it says once.
        """
        assert gathered(*rows, *rows).schools == gathered(*rows).schools


def _applied(preview: DirectoryPreview, present):
    rows = {it.uai: it for it in present}
    rows |= {it.uai: it for it in preview.added}
    rows |= {it.uai: it.after for it in preview.changed + preview.closing}
    return sorted(rows.values(), key=lambda it: it.uai)
