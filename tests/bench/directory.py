"""
What the import of a directory costs over reading its file and writing bare rows.
"""

import csv
import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

from pixorga import Operator, SqlStore
from pixorga.adapters.annuaire import AnnuaireFile
from pixorga.adapters.system import SystemClock, SystemIds
from pixorga.domain.academies import ACADEMIES
from pixorga.domain.identifiers import uai_key
from pixorga.services.directory import DirectoryService
from pixorga.services.ledger import Ledger
from pixorga.services.parts import StoreParts
from pixorga.tokens import Pseudonyms
from tests.bench.redeem import connected
from tests.bench.registry import Aim, Finding, measure
from tests.bench.timing import Contender, Effort, in_turn, stopwatch

SCHOOLS: Final = 70_000

HEADER: Final = (
    "Identifiant_de_l_etablissement;Nom_etablissement;Type_etablissement;"
    "Statut_public_prive;Adresse_1;Adresse_2;Adresse_3;Code_postal;Code_commune;"
    "Nom_commune;Code_departement;Code_academie;Code_region;Ecole_maternelle;"
    "Ecole_elementaire;Voie_generale;Voie_technologique;Voie_professionnelle;"
    "Telephone;Fax;Web;Mail;Restauration;Hebergement;ULIS;Apprentissage;Segpa;"
    "Section_arts;Section_cinema;Section_theatre;Section_sport;"
    "Section_internationale;Section_europeenne;Lycee_Agricole;Lycee_militaire;"
    "Lycee_des_metiers;Post_BAC;Appartenance_Education_Prioritaire;GRETA;SIREN_SIRET;"
    "Nombre_d_eleves;Fiche_onisep;position;Type_contrat_prive;Libelle_departement;"
    "Libelle_academie;Libelle_region;coordX_origine;coordY_origine;epsg_origine;"
    "nom_circonscription;latitude;longitude;precision_localisation;date_ouverture;"
    "date_maj_ligne;etat;ministere_tutelle;multi_uai;rpi_concentre;rpi_disperse;"
    "code_nature;libelle_nature;Code_type_contrat_prive;PIAL;etablissement_mere;"
    "type_rattachement_etablissement_mere;code_circonscription;"
    "code_zone_animation_pedagogique;libelle_zone_animation_pedagogique;"
    "code_bassin_formation;libelle_bassin_formation"
)
"""The columns of the data set, in its order."""

KINDS: Final = ("Ecole",) * 10 + ("Collège",) * 2 + ("Lycée", "EREA", "Médico-social")
TREES: Final = ("Tilleuls", "Érables", "Chênes-Verts", "Cœurs de Jade", "Marronniers")
TOWNS: Final = ("Saint-Étienne-sur-Loire", "Vézelise", "L'Haÿ", "Le Bourg", "Nîmes")
PLACES: Final = tuple(
    (academy, department)
    for academy in ACADEMIES
    for department in academy.departments
    if department.isdigit()
)
OTHER_MAILBOXES: Final = 0.15
QUOTED: Final = 0.02
DOMAINS: Final = ("ensemble-scolaire.example", "gmail.com", "orange.fr", "")

INSERT: Final = "INSERT INTO directory VALUES (?, ?, ?, ?, ?, 'usable', 0)"


@measure("directory.import_vs_bare", Aim(limit=3))
def first_import(effort: Effort) -> Finding:
    """
    A directory of 70 000 schools into an SQLite file, against `csv` and `executemany`.
    """
    schools = 100 if effort.quick else SCHOOLS
    with tempfile.TemporaryDirectory() as folder:
        file, pattern = Path(folder) / "annuaire.csv", Path(folder) / "pattern.db"
        write_file(file, schools)
        SqlStore(f"sqlite:///{pattern}").close()
        contenders = {
            name: into_copy(pattern, partial(work, file), schools=schools)
            for name, work in {"PixOrga": imported, "csv, sqlite3": bare}.items()
        }
        times = in_turn(contenders, effort)
        size = file.stat().st_size
    ratio = times["PixOrga"].median / times["csv, sqlite3"].median
    return Finding(times=times, ratio=ratio, notes={"megabytes": size / 1e6})


def into_copy(
    pattern: Path, work: Callable[[Path], None], *, schools: int
) -> Contender:
    """
    A contender that fills a new copy of a database at each of its turns.
    """

    def contend() -> float:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(shutil.copy(pattern, folder))
            seconds = stopwatch(lambda: work(path))
            require_all(path, schools)
            return seconds

    return contend


def require_all(path: Path, schools: int) -> None:
    """
    Make sure that the whole work was done.
    """
    with closing(connected(path)) as connection:
        if connection.execute("SELECT count(*) FROM directory").fetchone() != (
            schools,
        ):
            raise RuntimeError("some schools are missing")


def imported(file: Path, path: Path) -> None:
    """
    Preview the file, and apply it.
    """
    operator = Operator(id="bench")
    with closing(SqlStore(f"sqlite:///{path}")) as store:
        directory = DirectoryService(
            StoreParts(
                store=store,
                clock=SystemClock(),
                ids=SystemIds(),
                ledger=Ledger(pseudonyms=Pseudonyms(b"p" * 32), on_event=None),
            )
        )
        directory.apply(directory.preview(AnnuaireFile(file), by=operator), by=operator)


def bare(file: Path, path: Path) -> None:
    """
    Read the file with the standard library, and write the cells as they are.
    """
    with (
        file.open(encoding="utf-8-sig", newline="") as text,
        closing(connected(path)) as connection,
    ):
        rows = csv.reader(text, delimiter=";")
        header = next(rows)
        uai, name, kind, town, mailbox = (
            header.index(column)
            for column in (
                "Identifiant_de_l_etablissement",
                "Nom_etablissement",
                "Type_etablissement",
                "Nom_commune",
                "Mail",
            )
        )
        cells = ((r[uai], r[name], r[kind], r[town], r[mailbox]) for r in rows)
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(INSERT, cells)
        connection.execute("COMMIT")


def write_file(path: Path, schools: int) -> None:
    """
    Make up a directory: the columns and proportions of the real one, nobody's data.
    """
    chance = Random("directory")  # noqa: S311 (the same in every run)
    with path.open("w", encoding="utf-8-sig", newline="") as text:
        writer = csv.DictWriter(text, HEADER.split(";"), restval="", delimiter=";")
        writer.writeheader()
        writer.writerows(made_up(chance, number) for number in range(schools))


def made_up(chance: Random, number: int) -> dict[str, object]:
    """
    One school's row.
    """
    academy, department = PLACES[number % len(PLACES)]
    digits = f"{department}{number // len(PLACES):04}"
    uai = f"{digits}{uai_key(digits)}"
    kind, town = chance.choice(KINDS), chance.choice(TOWNS)
    name = f"{kind} Les {chance.choice(TREES)}"
    mailbox = f"ce.{uai}@{academy.domain}"
    if chance.random() < OTHER_MAILBOXES:
        domain = chance.choice(DOMAINS)
        mailbox = domain and f"direction.{digits}@{domain}"
    quoted = chance.random() < QUOTED
    return {
        "Identifiant_de_l_etablissement": uai,
        "Nom_etablissement": f'{name} "annexe; bâtiment B"' if quoted else name,
        "Type_etablissement": kind,
        "Statut_public_prive": "Public",
        "Adresse_1": f"{chance.randint(1, 200)} rue de l'Église",
        "Adresse_3": f"{digits[:5]} {town.upper()}",
        "Code_postal": digits[:5],
        "Code_commune": digits[:5],
        "Nom_commune": town,
        "Code_departement": department,
        "Code_academie": academy.code,
        "Code_region": "44",
        "Telephone": f"01 {digits[:2]} {digits[2:4]} {digits[4:6]} 00",
        "Web": f"http://{uai.lower()}.example",
        "Mail": mailbox,
        "Restauration": 1,
        "Hebergement": 0,
        "ULIS": 1,
        "SIREN_SIRET": f"{chance.randint(10**13, 10**14)}",
        "Nombre_d_eleves": chance.randint(40, 1500),
        "position": f"{chance.uniform(42, 51)}, {chance.uniform(-4, 8)}",
        "Libelle_departement": town,
        "Libelle_academie": academy.name,
        "coordX_origine": chance.uniform(1e5, 1e6),
        "coordY_origine": chance.uniform(6e6, 7e6),
        "epsg_origine": "EPSG:2154",
        "nom_circonscription": f"Circonscription d'inspection de {town}",
        "latitude": chance.uniform(42, 51),
        "longitude": chance.uniform(-4, 8),
        "precision_localisation": "Numéro de rue",
        "date_ouverture": "1965-05-01",
        "date_maj_ligne": "2026-11-23",
        "etat": "OUVERT",
        "ministere_tutelle": "MINISTERE DE L'EDUCATION NATIONALE",
        "multi_uai": 0,
        "rpi_concentre": 0,
        "code_nature": 151,
        "libelle_nature": "ECOLE DE NIVEAU ELEMENTAIRE",
        "Code_type_contrat_prive": 99,
        "PIAL": uai,
        "code_bassin_formation": digits[:5],
        "libelle_bassin_formation": town.upper(),
    }
