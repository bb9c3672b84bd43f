"""
Exports written by hand, as small as a test needs them.
"""

HEADER = (
    "<PARAMETRES><UAJ>0750680G</UAJ><ANNEE_SCOLAIRE>2026</ANNEE_SCOLAIRE>"
    "<DATE_EXPORT>05/10/2026</DATE_EXPORT></PARAMETRES>"
)

VALUES = {
    "ID_NATIONAL": "990000001EB",
    "NOM_DE_FAMILLE": "LEFÈVRE",
    "PRENOM": "Élise",
    "CODE_SEXE": "2",
    "DATE_NAISS": "06/12/2014",
    "CODE_PAYS": "100",
    "CODE_COMMUNE_INSEE_NAISS": "75115",
    "CODE_MEF": "10010012110",
}


def leaves(values):
    """
    The elements of some values, without those that are None.
    """
    return "".join(f"<{k}>{v}</{k}>" for k, v in values.items() if v is not None)


def pupil(eleve_id="1", extra="", **values):
    """
    A pupil's element.
    """
    return f'<ELEVE ELEVE_ID="{eleve_id}">{leaves(VALUES | values)}{extra}</ELEVE>'


def placed(eleve_id="1", *structures):
    """
    A pupil's structures, each a code with its type before it: D3A.
    """
    inner = "".join(
        f"<STRUCTURE><CODE_STRUCTURE>{one[1:]}</CODE_STRUCTURE>"
        f"<TYPE_STRUCTURE>{one[0]}</TYPE_STRUCTURE></STRUCTURE>"
        for one in structures
    )
    return f'<STRUCTURES_ELEVE ELEVE_ID="{eleve_id}">{inner}</STRUCTURES_ELEVE>'


def export(*pupils, structures="", header=HEADER, blocks="", label="ISO-8859-15"):
    """
    An export as text.
    """
    told = f' encoding="{label}"' if label else ""
    return (
        f'<?xml version="1.0"{told}?>\n<BEE_ELEVES VERSION="3.0">{header}<DONNEES>'
        f"<ELEVES>{''.join(pupils)}</ELEVES>"
        f"<STRUCTURES>{structures}</STRUCTURES>{blocks}</DONNEES></BEE_ELEVES>"
    )


def written(*pupils, **parts):
    """
    An export as bytes.
    """
    return export(*pupils, **parts).encode("iso8859-15")
