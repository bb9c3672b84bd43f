"""
Le français des écrans et des courriels.
"""

from typing import Final

__all__ = [
    "ADVICE",
    "ASK_HEAD",
    "DECLARATIONS",
    "EXPORT_PATH",
    "FILE_REQUEST",
    "LINK_SENTENCES",
    "MOMENT",
    "MONTHS",
    "NEUTRAL_ANSWER",
    "REMEDIES",
    "REPORT",
    "SENTENCES",
    "UNITS",
    "WORDS",
]

MONTHS: Final = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)

UNITS: Final = (
    (3600, "heure", "heures"),
    (60, "minute", "minutes"),
    (1, "seconde", "secondes"),
)
"""Seconds of each, and its name for one and for several."""

MOMENT: Final = "{day} à {hour} h {minute:02} (heure de Paris)"

DECLARATIONS: Final = {
    "direction": "Je fais partie de la direction de cet établissement.",
    "referent": "Je suis référent et j'agis avec l'accord du chef d'établissement.",
}

NEUTRAL_ANSWER: Final = (
    "Si cet établissement figure dans l'annuaire et que sa boîte institutionnelle est "
    "connue, un message vient d'y être envoyé."
)

SENTENCES: Final = {
    "ADDRESS_TAKEN": "Un compte existe déjà avec cette adresse : connectez-vous.",
    "AUTHORITY_MISSING": "Cette page est réservée aux personnes qui administrent cet "
    "établissement. Changez d'établissement ou connectez-vous avec un autre compte.",
    "BINDING_INVALID": "Un réglage du service est à corriger : prévenez l'assistance.",
    "CLOSING_UNCONFIRMED": "Ce fichier fermerait {closing} établissements sur {listed} "
    ": confirmez ce nombre s'il est juste.",
    "COMMUNE_MALFORMED": "Un code commune compte cinq caractères, par exemple 75115.",
    "CONFIGURATION_INVALID": "Un réglage du service est à corriger : prévenez "
    "l'assistance.",
    "CONFLICT": "La situation a changé entre-temps : rechargez la page.",
    "COUNTRY_MALFORMED": "Un code pays compte trois chiffres, par exemple 100.",
    "CREDENTIALS_REFUSED": "L'adresse ou le mot de passe est incorrect.",
    "DEPARTMENT_MALFORMED": "Un code de département s'écrit par exemple 075 ou 02A.",
    "DIRECTORY_CHANGED": "L'annuaire a changé entre-temps : refaites l'aperçu du "
    "fichier.",
    "DIRECTORY_FILE": "Ce fichier d'annuaire ne peut pas être utilisé : téléchargez-le "
    "à nouveau.",
    "DOCUMENT_INVALID": "Ce fichier ne peut pas être lu : produisez-le à nouveau.",
    "DOCUMENT_KIND": "Ce fichier n'est pas de la sorte attendue ici.",
    "DOCUMENT_NEWER": "Ce fichier vient d'une version plus récente du service : "
    "prévenez l'assistance.",
    "EMAIL_MALFORMED": "Saisissez une adresse e-mail complète, par exemple "
    "nom@exemple.fr.",
    "ESTABLISHMENT_UNKNOWN": "Aucun établissement ne porte cet UAI dans l'annuaire : "
    "vérifiez-le.",
    "EXTRA_MISSING": "Une partie du service n'est pas installée : prévenez "
    "l'assistance.",
    "FIELD_BLANK": "Ce champ est obligatoire.",
    "FIELD_CHARACTER": "Retirez les caractères qui n'ont pas leur place ici.",
    "FIELD_CHOICE": "Choisissez une des réponses proposées.",
    "FIELD_HOMOGRAPH": "Ressaisissez ce champ avec les lettres d'un seul alphabet.",
    "FIELD_INVALID": "Cette valeur ne convient pas.",
    "FIELD_MISMATCH": "Ce n'est pas ce qui était attendu : vérifiez et recommencez.",
    "FIELD_TOO_LONG": "Au plus {limit} caractères.",
    "FIELD_TOO_SHORT": "Au moins {limit} caractères.",
    "FIELD_URL": "Saisissez un nom, pas une adresse web.",
    "FORBIDDEN": "Vous ne pouvez pas faire cela.",
    "INE_KEY": "Les dernières lettres de l'INE ne vont pas avec ses chiffres : "
    "vérifiez-le.",
    "INE_MALFORMED": "Un INE compte onze chiffres ou lettres.",
    "INPUT_INVALID": "Certains champs sont à corriger.",
    "INSTANT_NAIVE": "Une date sans fuseau horaire ne peut pas être utilisée.",
    "INVALID": "Cette valeur ne convient pas.",
    "KEY_WEAK": "Une clé du service est à changer : prévenez l'assistance.",
    "LAST_ADMINISTRATOR": "Vous êtes la dernière personne à administrer cet espace : "
    "transmettez-le d'abord à quelqu'un d'autre.",
    "LIMITER_UNAVAILABLE": "Le service est occupé : réessayez dans un instant.",
    "LINK": "Ce lien ne peut pas être utilisé.",
    "LINK_EXPIRED": "Ce lien a expiré. Demandez-en un nouveau : il sera envoyé à la "
    "même boîte.",
    "LINK_INVALID": "Ce lien n'est pas reconnu. Copiez-le en entier depuis le message, "
    "ou refaites une demande.",
    "LINK_MISSING": "Ouvrez cette page avec le lien reçu par courriel.",
    "LINK_REPLAYED": "Ce lien a déjà servi. Connectez-vous, ou refaites une demande.",
    "LINK_REVOKED": "Ce lien n'est plus valable. Utilisez le dernier message reçu, ou "
    "refaites une demande.",
    "LOGIN_NEEDED": "Inscrivez-vous ou connectez-vous d'abord.",
    "LOGIN_THROTTLED": "Trop d'essais de connexion : réessayez dans {delay}.",
    "MAILBOX_MISSING": "L'annuaire ne connaît pas la boîte de cet établissement : "
    "écrivez à l'assistance.",
    "MAILBOX_REFUSED": "Donnez une adresse de l'établissement ou de son académie, pas "
    "d'une messagerie gratuite.",
    "MAILBOX_UNCONFIRMED": "La boîte de cet établissement doit d'abord être confirmée "
    ": écrivez à l'assistance.",
    "MAIL_TEMPLATE": "Un modèle de courriel est à corriger : prévenez l'assistance.",
    "MEF_MALFORMED": "Un code MEF compte onze chiffres ou lettres majuscules.",
    "MEMBERSHIP_ENDED": "Votre accès à cet établissement a été suspendu ou retiré : "
    "adressez-vous à une personne qui l'administre.",
    "NOT_FOUND": "Il n'y a rien à cette adresse.",
    "NOT_PUBLIC": "Le service ne peut pas communiquer cela.",
    "OPERATOR_NEEDED": "Seule l'assistance peut faire cela : écrivez-lui.",
    "OUTCOME_UNKNOWN": "La connexion a été perdue : rechargez la page pour voir si "
    "l'action a eu lieu.",
    "PASSWORD_BREACHED": "Ce mot de passe figure parmi ceux qui ont fuité : "
    "choisissez-en un autre.",
    "PASSWORD_WRONG": "Ce n'est pas votre mot de passe actuel.",
    "PIXORGA": "Le service n'a pas pu faire cela.",
    "REASON_NEEDED": "L'assistance donne un motif : passez par ses commandes.",
    "REQUEST_THROTTLED": "Trop de demandes : réessayez dans {delay}.",
    "SCHEMA_MISMATCH": "La base de données n'est pas à jour : prévenez l'assistance.",
    "SIECLE": "Cet export de SIÈCLE ne peut pas être utilisé.",
    "SIECLE_ARCHIVE": "Ce fichier zip ne peut pas être utilisé : exportez-le à "
    "nouveau depuis SIÈCLE.",
    "SIECLE_FILE": "Ce fichier n'est pas l'export attendu : dans SIÈCLE, choisissez "
    "Exportation, En XML, puis Élèves.",
    "SIECLE_REFUSED": "Cet export contient des erreurs à corriger dans SIÈCLE : "
    "consultez leur liste, puis exportez-le à nouveau.",
    "SIECLE_SYNTAX": "Ce fichier est abîmé à partir de la ligne {line} : exportez-le "
    "à nouveau sans l'ouvrir ni le modifier.",
    "SPACE_ARCHIVED": "L'espace de cet établissement est archivé : écrivez à "
    "l'assistance.",
    "STORE_CONFLICT": "Plusieurs personnes ont modifié la même chose : réessayez.",
    "STORE_FORKED": "Le service est mal démarré : prévenez l'assistance.",
    "STORE_LOCKED": "Le service est occupé : réessayez dans un instant.",
    "STORE_NESTED": "Le service n'a pas pu faire cela : prévenez l'assistance.",
    "STORE_READ_ONLY": "Le service n'a pas pu enregistrer : prévenez l'assistance.",
    "STORE_UNAVAILABLE": "Le service est indisponible, rien n'a été enregistré : "
    "réessayez.",
    "SUCCESSOR_ADDRESS": "Donnez l'adresse de votre successeur lui-même, pas celle de "
    "l'établissement.",
    "TERMS_OUTDATED": "Acceptez les conditions d'utilisation en vigueur.",
    "TERMS_UPDATE_REQUIRED": "Les conditions d'utilisation ont changé : acceptez-les "
    "pour vous connecter.",
    "THROTTLED": "Trop d'essais : réessayez dans {delay}.",
    "TRANSITION_ILLEGAL": "Ce n'est plus possible dans l'état actuel : rechargez la "
    "page.",
    "UAI_KEY": "La lettre finale ne va pas avec les chiffres : vérifiez l'UAI en "
    "entier.",
    "UAI_MALFORMED": "Un UAI compte sept chiffres et une lettre, par exemple 0750680G.",
    "UNAVAILABLE": "Le service est indisponible : réessayez plus tard.",
}

LINK_SENTENCES: Final = {
    "confirm.LINK_EXPIRED": (
        "Ce lien a expiré. Demandez-en un nouveau depuis votre compte."
    ),
    "confirm.LINK_INVALID": (
        "Ce lien n'est pas reconnu. Copiez-le en entier depuis le message, ou "
        "demandez-en un nouveau depuis votre compte."
    ),
    "confirm.LINK_REPLAYED": (
        "Ce lien a déjà servi. Votre compte dit quelle adresse est confirmée."
    ),
    "confirm.LINK_REVOKED": (
        "Ce lien n'est plus valable. Utilisez le dernier message reçu, ou "
        "demandez un nouveau lien depuis votre compte."
    ),
    "contest.LINK_EXPIRED": (
        "Il n'est plus temps de contester par ce lien. Écrivez à l'assistance, "
        "qui peut encore suspendre un accès."
    ),
    "contest.LINK_INVALID": (
        "Ce lien n'est pas reconnu. Copiez-le en entier depuis l'avis reçu, ou "
        "écrivez à l'assistance."
    ),
    "contest.LINK_REPLAYED": (
        "Ce lien a déjà servi, et l'accès contesté a été rétabli depuis. Si ce "
        "n'est pas normal, écrivez à l'assistance."
    ),
    "contest.LINK_REVOKED": (
        "Ce lien n'est plus valable : la boîte de l'établissement a changé. "
        "Écrivez à l'assistance."
    ),
    "reset.LINK_EXPIRED": "Ce lien a expiré. Demandez-en un nouveau.",
    "reset.LINK_INVALID": (
        "Ce lien n'est pas reconnu. Copiez-le en entier depuis le message, ou "
        "demandez-en un nouveau."
    ),
    "reset.LINK_REPLAYED": (
        "Ce lien a déjà servi : connectez-vous avec le mot de passe que vous "
        "avez choisi, ou demandez un nouveau lien."
    ),
    "reset.LINK_REVOKED": (
        "Ce lien n'est plus valable. Utilisez le dernier message reçu, ou "
        "demandez un nouveau lien."
    ),
}
"""By purpose and code, where `SENTENCES` speaks of another kind of link."""

ADVICE: Final = {
    "CHECK_CERTIFIABILITY": (
        "Avant d'inscrire des élèves à la certification, assurez-vous qu'ils "
        "sont certifiables."
    ),
    "GET_FILE": (
        "Exportez les élèves sans adresses de SIÈCLE, et gardez le fichier zip "
        "tel quel."
    ),
    "IMPORT_PUPILS": (
        "Déposez le fichier : vous voyez ce qui va changer avant que rien soit "
        "enregistré."
    ),
    "INVITE": (
        "Prévoyez un second administrateur : l'espace ne dépend alors plus d'une "
        "seule personne."
    ),
    "SHARE_CODE": (
        "Créez une campagne et donnez son code aux élèves, qui le saisissent sur Pix."
    ),
}
"""What each of the first steps asks for."""

EXPORT_PATH: Final = (
    "SIÈCLE › Base élèves établissement › Consultation et export › Export › En "
    "XML › Élèves sans adresses"
)
"""Screens of SIÈCLE, one inside the other."""

ASK_HEAD: Final = (
    "Seule la direction peut exporter ce fichier de SIÈCLE : envoyez ce texte "
    "au chef d'établissement."
)

FILE_REQUEST: Final = (
    "Bonjour,\n"
    "\n"
    "Pour importer les élèves dans l'espace Pix Orga de l'établissement "
    "{school} (UAI {uai}), j'ai besoin de leur export de SIÈCLE :\n"
    "{path}\n"
    "\n"
    "Ce fichier contient des données personnelles des élèves : merci de me le "
    "remettre par un espace de partage de l'établissement plutôt que par "
    "courriel.\n"
    "\n"
    "{name}\n"
)

WORDS: Final = {
    "AccessChange.REINSTATED": "rétabli",
    "AccessChange.REMOVED": "retiré",
    "AccessChange.ROLE_CHANGED": "rôle modifié",
    "AccessChange.SUSPENDED": "suspendu",
    "ActivationOutcome.ARCHIVED": "espace archivé",
    "ActivationOutcome.MAILBOX_TO_CONFIRM": "boîte à confirmer",
    "ActivationOutcome.NO_MAILBOX": "pas de boîte connue",
    "ActivationOutcome.SENT": "lien envoyé",
    "ActivationOutcome.THROTTLED": "trop de demandes",
    "ActivationOutcome.UNKNOWN": "établissement inconnu",
    "Attention.CONTESTED": "administrateur contesté",
    "Attention.MAILBOX_MISSING": "pas de boîte connue",
    "Attention.MAILBOX_TO_CONFIRM": "boîte à confirmer",
    "Attention.MAIL_BOUNCED": "courriel revenu",
    "Attention.MAIL_GIVEN_UP": "courriel abandonné après des jours d'essais",
    "BounceKind.HARD": "définitif",
    "BounceKind.SOFT": "provisoire",
    "Capacity.DIRECTION": "personnel de direction",
    "Capacity.REFERENT": "référent, avec l'accord du chef d'établissement",
    "CredentialChange.ADDRESS": "adresse",
    "CredentialChange.PASSWORD": "mot de passe",
    "DirectoryFileProblem.COLUMNS": "des colonnes nécessaires manquent",
    "DirectoryFileProblem.EMPTY": "il ne contient aucun établissement",
    "DirectoryFileProblem.ENCODING": "il n'est pas en UTF-8",
    "DirectoryFileProblem.FORMAT": "ce n'est ni du CSV à points-virgules, ni du JSON",
    "DirectoryFileProblem.LINE_TOO_LONG": "une ligne est plus longue que celle d'aucun "
    "établissement",
    "DirectoryFileProblem.ROWS_TOO_MANY": "il a plus de lignes que le pays n'a "
    "d'établissements",
    "DirectoryFileProblem.TRUNCATED": "il s'arrête au milieu",
    "EnrolmentStatus.ENROLLED": "scolarisé",
    "EnrolmentStatus.GROUP_ONLY": "en groupe sans division",
    "EnrolmentStatus.INACTIVE": "inactif",
    "EnrolmentStatus.LEAVING": "sortie à venir",
    "EnrolmentStatus.LEFT": "sorti",
    "EnrolmentStatus.UNPLACED": "sans division",
    "EstablishmentKind.COLLEGE": "Collège",
    "EstablishmentKind.EREA": "EREA",
    "EstablishmentKind.LYCEE": "Lycée",
    "EstablishmentKind.OTHER": "Établissement",
    "FindingCode.ADDRESS_UNKNOWN": "L'adresse de l'élève n'est pas dans le fichier.",
    "FindingCode.BIRTH_CITY_MALFORMED": "Le code de la commune de naissance n'existe "
    "pas.",
    "FindingCode.BIRTH_CITY_MISSING": "L'élève est né en France et sa commune de "
    "naissance manque.",
    "FindingCode.BIRTH_DATE_FORMAT": "La date de naissance n'est pas écrite "
    "jour/mois/année.",
    "FindingCode.BIRTH_DATE_IMPLAUSIBLE": "La date de naissance ferait l'élève trop "
    "jeune ou trop âgé.",
    "FindingCode.BIRTH_DATE_MISSING": "La date de naissance manque.",
    "FindingCode.BOOLEAN_MALFORMED": "Une réponse par oui ou non est illisible.",
    "FindingCode.CODE_UNKNOWN": "Un code n'est pas dans les nomenclatures.",
    "FindingCode.DATE_FORMAT": "Une date n'est pas écrite jour/mois/année.",
    "FindingCode.DIVISION_MISSING": "L'élève n'est dans aucune division.",
    "FindingCode.DIVISION_SEVERAL": "L'élève est dans plusieurs divisions : la "
    "première par son code est retenue.",
    "FindingCode.ELEMENT_REPEATED": "Une information figure deux fois : la première "
    "est retenue.",
    "FindingCode.ELEMENT_UNKNOWN": "Le fichier contient une information que ce "
    "lecteur ne connaît pas.",
    "FindingCode.ELENOET_MISMATCH": "Le numéro interne de l'élève est écrit de deux "
    "façons.",
    "FindingCode.ELEVE_ID_DUPLICATE": "Deux élèves ont le même identifiant dans le "
    "fichier.",
    "FindingCode.ELEVE_ID_MALFORMED": "L'identifiant de l'élève n'est pas un nombre.",
    "FindingCode.ELEVE_ID_MISSING": "L'identifiant de l'élève manque.",
    "FindingCode.ENCODING_MISLABELLED": "Le fichier a été enregistré dans un autre "
    "codage que celui qu'il annonce.",
    "FindingCode.ENCODING_MISSING": "Le fichier ne dit pas son codage.",
    "FindingCode.ENCODING_MIXED": "Le fichier mélange deux codages.",
    "FindingCode.ENCODING_UNKNOWN": "Le codage que le fichier annonce n'existe pas.",
    "FindingCode.ENCODING_UNUSUAL": "Le fichier n'est pas dans le codage des exports "
    "de SIÈCLE.",
    "FindingCode.ENCODING_WINDOWS": "Le fichier contient des signes propres à Windows.",
    "FindingCode.EXPORT_DATE_FORMAT": "La date de l'export n'est pas écrite "
    "jour/mois/année.",
    "FindingCode.EXPORT_DATE_MISSING": "Le fichier ne dit pas quand il a été exporté.",
    "FindingCode.FIRST_NAME_CHARACTER": "Le prénom contient un signe qu'aucun nom ne "
    "contient.",
    "FindingCode.FIRST_NAME_LOSSY": "Le prénom contient un point d'interrogation : "
    "SIÈCLE n'a pas su écrire une lettre.",
    "FindingCode.FIRST_NAME_MISSING": "Le prénom manque.",
    "FindingCode.FIRST_NAME_MOJIBAKE": "Les accents du prénom sont abîmés (« Ã© » à "
    "la place de « é »).",
    "FindingCode.FIRST_NAME_REPLACED": "Une lettre du prénom est perdue : un logiciel "
    "l'a remplacée.",
    "FindingCode.INE_DUPLICATE": "Plusieurs élèves ont le même INE.",
    "FindingCode.INE_KEY": "La clé de l'INE ne va pas avec ses chiffres, d'après une "
    "règle déduite et non publiée.",
    "FindingCode.INE_MALFORMED": "L'INE ne compte pas onze lettres et chiffres.",
    "FindingCode.INE_MISSING": "L'INE manque.",
    "FindingCode.LAST_NAME_CHARACTER": "Le nom contient un signe qu'aucun nom ne "
    "contient.",
    "FindingCode.LAST_NAME_LOSSY": "Le nom contient un point d'interrogation : SIÈCLE "
    "n'a pas su écrire une lettre.",
    "FindingCode.LAST_NAME_MISSING": "Le nom manque.",
    "FindingCode.LAST_NAME_MOJIBAKE": "Les accents du nom sont abîmés (« Ã© » à la "
    "place de « é »).",
    "FindingCode.LAST_NAME_REPLACED": "Une lettre du nom est perdue : un logiciel l'a "
    "remplacée.",
    "FindingCode.MEF_MALFORMED": "Le code MEF ne compte pas onze lettres et chiffres.",
    "FindingCode.MEF_MISSING": "Le MEF manque.",
    "FindingCode.PIX_BIRTH_CITY_REQUIRED": "Pix refuse le fichier : un élève né en "
    "France n'a pas de commune de naissance.",
    "FindingCode.PIX_BIRTH_DATE_FORMAT": "Pix refuse le fichier : une date de "
    "naissance n'est pas écrite jour/mois/année.",
    "FindingCode.PIX_BIRTH_DATE_REQUIRED": "Pix refuse le fichier : une date de "
    "naissance manque.",
    "FindingCode.PIX_EMPTY": "Pix refuse le fichier : aucun élève ne peut être "
    "importé.",
    "FindingCode.PIX_ENCODING_REFUSED": "Pix refuse le fichier : il ne connaît pas ce "
    "codage.",
    "FindingCode.PIX_FIRST_NAME_REQUIRED": "Pix refuse le fichier : un prénom manque.",
    "FindingCode.PIX_INE_DUPLICATE": "Pix refuse le fichier : deux élèves ont le même "
    "INE.",
    "FindingCode.PIX_INE_REQUIRED": "Pix refuse le fichier : un INE est vide.",
    "FindingCode.PIX_LAST_NAME_REQUIRED": "Pix refuse le fichier : un nom de famille "
    "manque.",
    "FindingCode.PIX_NAME_CHARACTER": "Pix refuse le fichier : un nom contient une "
    "lettre que Pix n'accepte pas (œ, Š, apostrophe courbe).",
    "FindingCode.PIX_SEX_REQUIRED": "Pix refuse le fichier : le sexe d'un élève "
    "manque.",
    "FindingCode.PIX_SKIPPED_DIVISION": "Pix laissera cet élève de côté : il n'a pas "
    "de division, ou celle des inactifs.",
    "FindingCode.PIX_SKIPPED_EXIT": "Pix laissera cet élève de côté : il a une date "
    "de sortie.",
    "FindingCode.PIX_SKIPPED_INE": "Pix laissera cet élève de côté : il n'a pas d'INE.",
    "FindingCode.PIX_UAI_MISMATCH": "Pix refuse le fichier : il ne vient pas de "
    "l'établissement de l'espace.",
    "FindingCode.SCHOOL_YEAR_MALFORMED": "L'année scolaire n'est pas un nombre de "
    "quatre chiffres.",
    "FindingCode.SCHOOL_YEAR_MISSING": "Le fichier ne dit pas son année scolaire.",
    "FindingCode.SCHOOL_YEAR_UNEXPECTED": "Le fichier est d'une autre année scolaire.",
    "FindingCode.SEX_MISSING": "Le sexe manque.",
    "FindingCode.STUDENTS_NONE": "Le fichier ne contient aucun élève.",
    "FindingCode.STUDENT_UNKNOWN": "Une division, une option ou une bourse est celle "
    "d'un élève absent du fichier.",
    "FindingCode.UAI_KEY": "La lettre de l'UAI ne va pas avec ses chiffres.",
    "FindingCode.UAI_MALFORMED": "L'UAI du fichier ne se compose pas de sept chiffres "
    "et d'une lettre.",
    "FindingCode.UAI_MISMATCH": "Le fichier vient d'un autre établissement.",
    "FindingCode.UAI_MISSING": "Le fichier ne dit pas de quel établissement il vient.",
    "InvitationReason.ACTIVATION": "activation",
    "InvitationReason.HAND_OVER": "transmission de l'espace",
    "InvitationReason.RECOVERY": "récupération d'accès",
    "LinkState.ACCEPTED": "utilisé",
    "LinkState.EXPIRED": "expiré",
    "LinkState.PENDING": "en attente",
    "LinkState.REVOKED": "annulé",
    "LinkState.SUPERSEDED": "remplacé",
    "MailState.DEAD": "abandonné",
    "MailState.HARD_BOUNCED": "revenu, boîte inexistante",
    "MailState.QUEUED": "en attente",
    "MailState.SENDING": "en cours d'envoi",
    "MailState.SENT": "envoyé",
    "MailState.SOFT_BOUNCED": "revenu pour l'instant",
    "MailState.UNKNOWN": "sans réponse du serveur",
    "MailboxState.MISSING": "absente",
    "MailboxState.TO_CONFIRM": "à confirmer",
    "MailboxState.USABLE": "utilisable",
    "MembershipState.ACTIVE": "actif",
    "MembershipState.REMOVED": "retiré",
    "MembershipState.SUSPENDED": "suspendu",
    "OperatorReason.ABUSE": "abus",
    "OperatorReason.ACADEMY_ASKED": "à la demande de l'académie",
    "OperatorReason.CONTEST_FOUNDED": "contestation fondée",
    "OperatorReason.CONTEST_UNFOUNDED": "contestation infondée",
    "OperatorReason.DIRECTORY_WRONG": "annuaire inexact",
    "OperatorReason.MAIL_BOUNCED": "courriel revenu",
    "OperatorReason.MISTAKE": "erreur à réparer",
    "OperatorReason.SCHOOL_ASKED": "à la demande de l'établissement",
    "OperatorReason.SCHOOL_CLOSED": "établissement fermé",
    "OperatorReason.SCHOOL_MERGED": "établissement fusionné",
    "OperatorReason.STAFF_LEFT": "personnel parti",
    "ProblemCode.ACCEPTANCE_MISMATCHED": "une invitation a été utilisée par une autre "
    "personne que celle qui a rejoint l'espace",
    "ProblemCode.ACCEPTANCE_REPEATED": "la chaîne dit plus d'une fois qu'une "
    "invitation a été utilisée",
    "ProblemCode.ACCEPTANCE_UNFOUNDED": "la chaîne dit qu'une invitation a été "
    "utilisée, pas sa ligne",
    "ProblemCode.ACCEPTANCE_UNRECORDED": "une invitation a été utilisée, la chaîne ne "
    "le dit pas",
    "ProblemCode.CHAIN_BROKEN": "un événement de la chaîne a été modifié, ajouté ou "
    "retiré",
    "ProblemCode.ESTABLISHMENT_MISSING": "il y a un espace, mais l'annuaire n'a pas "
    "cet établissement",
    "ProblemCode.HEAD_MISMATCHED": "la chaîne ne finit pas où l'espace le dit",
    "ProblemCode.MAIL_BODY_KEPT": "un courriel est terminé et son contenu n'a pas été "
    "effacé",
    "ProblemCode.MAIL_LINK_MISSING": "un courriel attend avec un lien qui n'existe pas",
    "ProblemCode.MEMBERSHIP_MISSING": "il est question d'une appartenance qui n'existe "
    "pas",
    "ProblemCode.MEMBERSHIP_UNFOUNDED": "une appartenance ne vient d'aucune invitation",
    "ProblemCode.MEMBERSHIP_UNLISTED": "une appartenance n'est pas parmi celles de sa "
    "personne",
    "ProblemCode.NOTICE_MISSING": "la boîte n'a pas été prévenue de l'arrivée de "
    "quelqu'un",
    "ProblemCode.PENDING_REPEATED": "deux invitations à une même boîte sont en attente",
    "ProblemCode.REQUEST_MISSING": "la demande à l'origine d'une invitation en attente "
    "n'existe pas",
    "ProblemCode.ROW_ORPHANED": "une ligne appartient à un établissement sans espace",
    "ProblemCode.ROW_UNREADABLE": "une ligne de l'établissement ne peut pas être lue",
    "ProblemCode.SPACE_DESERTED": "l'espace est actif et personne ne l'administre",
    "ProblemCode.SPACE_INHABITED": "l'espace n'est pas actif et quelqu'un l'administre",
    "Role.ADMINISTRATOR": "administrateur",
    "Role.MEMBER": "membre",
    "RowProblem.CELLS": "ses cellules ne correspondent pas aux colonnes",
    "RowProblem.CITY": "sa commune est trop longue ou ne peut pas être affichée",
    "RowProblem.NAME": "son nom est trop long ou ne peut pas être affiché",
    "RowProblem.NAME_BLANK": "le nom manque",
    "RowProblem.UAI": "l'UAI ne se compose pas de sept chiffres et d'une lettre",
    "RowRemark.MAILBOX_SEVERAL": "ses lignes ont des boîtes différentes : l'une "
    "est à confirmer",
    "RowRemark.MAILBOX_UNREADABLE": "sa boîte n'est pas une adresse et a été écartée",
    "RowRemark.MAILBOX_WEBMAIL": "sa boîte est chez une messagerie gratuite et a "
    "été écartée",
    "RowRemark.UAI_KEY": "la lettre de l'UAI ne va pas avec les chiffres",
    "Severity.ERROR": "erreur",
    "Severity.INFO": "information",
    "Severity.WARNING": "à vérifier",
    "Sex.FEMALE": "féminin",
    "Sex.MALE": "masculin",
    "SiecleArchiveProblem.BOMB": "une fois ouvert, il serait plus gros que tout export",
    "SiecleArchiveProblem.CORRUPTED": "il est abîmé",
    "SiecleArchiveProblem.ENCRYPTED": "il demande un mot de passe",
    "SiecleArchiveProblem.MEMBERS_TOO_MANY": "il contient trop de fichiers",
    "SiecleArchiveProblem.NONE": "il ne contient pas cet export",
    "SiecleArchiveProblem.PATH": "un de ses fichiers porte un nom dangereux",
    "SiecleArchiveProblem.SEVERAL": "il contient plusieurs fois cet export",
    "SiecleFileProblem.CSV": "c'est un tableau au format CSV",
    "SiecleFileProblem.EMPTY": "il est vide",
    "SiecleFileProblem.EPHC": "il vient de la base des établissements privés (EPHC)",
    "SiecleFileProblem.EXCEL": "c'est un fichier Excel ou LibreOffice",
    "SiecleFileProblem.HTML": "c'est une page web, souvent celle de connexion",
    "SiecleFileProblem.IMPORT": "il est fait pour être importé dans SIÈCLE, il n'en "
    "sort pas",
    "SiecleFileProblem.LDAP": "il alimente un espace numérique de travail (AAF)",
    "SiecleFileProblem.LSU": "il vient du livret scolaire",
    "SiecleFileProblem.OTHER_EXPORT": "c'est un autre export de SIÈCLE",
    "SiecleFileProblem.OTHER_XML": "c'est un autre fichier XML",
    "SiecleFileProblem.PDF": "c'est un PDF",
    "SiecleFileProblem.STS": "il vient de STS-web",
    "SiecleFileProblem.TOO_LARGE": "il est plus gros que celui de tout établissement",
    "SiecleFileProblem.UNKNOWN": "ce n'est pas un fichier XML",
    "SiecleSyntaxProblem.DTD": "il déclare un type de document, ce qu'aucun export ne "
    "fait",
    "SiecleSyntaxProblem.MALFORMED": "une balise est abîmée, croisée ou absente",
    "SiecleSyntaxProblem.NAMES_TOO_MANY": "il contient trop de balises différentes",
    "SiecleSyntaxProblem.TOKEN_TOO_LONG": "une balise ou une valeur ne finit pas",
    "SiecleSyntaxProblem.TOO_DEEP": "ses balises sont trop imbriquées",
    "SiecleSyntaxProblem.TRUNCATED": "il s'arrête au milieu",
    "SpaceState.ACTIVE": "actif",
    "SpaceState.ARCHIVED": "archivé",
    "SpaceState.NEW": "jamais activé",
    "SpaceState.ORPHANED": "sans administrateur",
    "Step.CHECK_CERTIFIABILITY": "vérifier qui est certifiable",
    "Step.GET_FILE": "obtenir le fichier des élèves",
    "Step.IMPORT_PUPILS": "importer les élèves",
    "Step.INVITE": "inviter un collègue",
    "Step.SHARE_CODE": "partager un code de campagne",
    "StepState.DONE": "fait",
    "StepState.LATER": "plus tard",
    "StepState.TO_DO": "à faire",
}

REMEDIES: Final = {
    "ADDRESS_UNKNOWN": "Fiche de l'élève, Adresse : vérifiez l'adresse.",
    "BIRTH_CITY_MALFORMED": "Fiche de l'élève, Identité : choisissez la commune de "
    "naissance dans la liste.",
    "BIRTH_CITY_MISSING": "Fiche de l'élève, Identité : saisissez la commune de "
    "naissance.",
    "BIRTH_DATE_FORMAT": "Fiche de l'élève, Identité : vérifiez la date de naissance.",
    "BIRTH_DATE_IMPLAUSIBLE": "Fiche de l'élève, Identité : vérifiez l'année de "
    "naissance.",
    "BIRTH_DATE_MISSING": "Fiche de l'élève, Identité : saisissez la date de "
    "naissance.",
    "BOOLEAN_MALFORMED": "Fiche de l'élève : vérifiez la case.",
    "CODE_UNKNOWN": "Fiche de l'élève : choisissez la valeur dans la liste.",
    "DATE_FORMAT": "Fiche de l'élève : vérifiez la date.",
    "DIVISION_MISSING": "Structures, Affectation des élèves : affectez l'élève à une "
    "division.",
    "DIVISION_SEVERAL": "Structures, Affectation des élèves : gardez une seule "
    "division.",
    "ELEMENT_REPEATED": "Exportez le fichier à nouveau depuis SIÈCLE, sans l'ouvrir "
    "ni l'enregistrer.",
    "ELEMENT_UNKNOWN": "Rien à corriger.",
    "ELENOET_MISMATCH": "Exportez le fichier à nouveau depuis SIÈCLE, sans l'ouvrir "
    "ni l'enregistrer.",
    "ELEVE_ID_DUPLICATE": "Exportez le fichier à nouveau depuis SIÈCLE, sans l'ouvrir "
    "ni l'enregistrer.",
    "ELEVE_ID_MALFORMED": "Exportez le fichier à nouveau depuis SIÈCLE, sans l'ouvrir "
    "ni l'enregistrer.",
    "ELEVE_ID_MISSING": "Exportez le fichier à nouveau depuis SIÈCLE, sans l'ouvrir "
    "ni l'enregistrer.",
    "ENCODING_MISLABELLED": "Exportez le fichier à nouveau depuis SIÈCLE, sans "
    "l'ouvrir ni l'enregistrer.",
    "ENCODING_MISSING": "Rien à corriger si les accents sont justes.",
    "ENCODING_MIXED": "Exportez le fichier à nouveau depuis SIÈCLE, sans l'ouvrir ni "
    "l'enregistrer.",
    "ENCODING_UNKNOWN": "Exportez le fichier à nouveau depuis SIÈCLE, sans l'ouvrir "
    "ni l'enregistrer.",
    "ENCODING_UNUSUAL": "Rien à corriger si les accents sont justes.",
    "ENCODING_WINDOWS": "Exportez le fichier à nouveau depuis SIÈCLE, sans l'ouvrir "
    "ni l'enregistrer.",
    "EXPORT_DATE_FORMAT": "Exportez le fichier à nouveau depuis SIÈCLE, sans l'ouvrir "
    "ni l'enregistrer.",
    "EXPORT_DATE_MISSING": "Exportez le fichier à nouveau depuis SIÈCLE, sans "
    "l'ouvrir ni l'enregistrer.",
    "FIRST_NAME_CHARACTER": "Fiche de l'élève, Identité : retirez ce signe du prénom.",
    "FIRST_NAME_LOSSY": "Fiche de l'élève, Identité : saisissez le prénom avec des "
    "lettres que SIÈCLE connaît.",
    "FIRST_NAME_MISSING": "Fiche de l'élève, Identité : saisissez le prénom.",
    "FIRST_NAME_MOJIBAKE": "Fiche de l'élève, Identité : saisissez le prénom à "
    "nouveau, puis exportez le fichier sans l'ouvrir.",
    "FIRST_NAME_REPLACED": "Exportez le fichier à nouveau depuis SIÈCLE, sans "
    "l'ouvrir ni l'enregistrer.",
    "INE_DUPLICATE": "Fiche de l'élève, Identité, INE : vérifiez l'immatriculation "
    "des élèves concernés.",
    "INE_KEY": "Fiche de l'élève, Identité : vérifiez l'INE, il peut être juste.",
    "INE_MALFORMED": "Fiche de l'élève, Identité : vérifiez l'INE.",
    "INE_MISSING": "Fiche de l'élève, Identité, INE : demandez l'immatriculation.",
    "LAST_NAME_CHARACTER": "Fiche de l'élève, Identité : retirez ce signe du nom.",
    "LAST_NAME_LOSSY": "Fiche de l'élève, Identité : saisissez le nom avec des "
    "lettres que SIÈCLE connaît.",
    "LAST_NAME_MISSING": "Fiche de l'élève, Identité : saisissez le nom.",
    "LAST_NAME_MOJIBAKE": "Fiche de l'élève, Identité : saisissez le nom à nouveau, "
    "puis exportez le fichier sans l'ouvrir.",
    "LAST_NAME_REPLACED": "Exportez le fichier à nouveau depuis SIÈCLE, sans l'ouvrir "
    "ni l'enregistrer.",
    "MEF_MALFORMED": "Fiche de l'élève, Scolarité : choisissez le MEF dans la liste.",
    "MEF_MISSING": "Fiche de l'élève, Scolarité : saisissez le MEF.",
    "PIX_BIRTH_CITY_REQUIRED": "Fiche de l'élève, Identité : saisissez la commune de "
    "naissance.",
    "PIX_BIRTH_DATE_FORMAT": "Fiche de l'élève, Identité : corrigez la date de "
    "naissance.",
    "PIX_BIRTH_DATE_REQUIRED": "Fiche de l'élève, Identité : saisissez la date de "
    "naissance.",
    "PIX_EMPTY": "Structures, Affectation des élèves : affectez les élèves, puis "
    "exportez à nouveau.",
    "PIX_ENCODING_REFUSED": "Exportez le fichier à nouveau depuis SIÈCLE, sans "
    "l'ouvrir ni l'enregistrer.",
    "PIX_FIRST_NAME_REQUIRED": "Fiche de l'élève, Identité : saisissez le prénom.",
    "PIX_INE_DUPLICATE": "Fiche de l'élève, Identité : vérifiez l'INE des élèves "
    "concernés.",
    "PIX_INE_REQUIRED": "Fiche de l'élève, Identité : saisissez l'INE.",
    "PIX_LAST_NAME_REQUIRED": "Fiche de l'élève, Identité : saisissez le nom de "
    "famille.",
    "PIX_NAME_CHARACTER": "Fiche de l'élève, Identité : écrivez le nom autrement, par "
    "exemple oe.",
    "PIX_SEX_REQUIRED": "Fiche de l'élève, Identité : saisissez le sexe.",
    "PIX_SKIPPED_DIVISION": "Structures, Affectation des élèves : affectez l'élève à "
    "une division.",
    "PIX_SKIPPED_EXIT": "Fiche de l'élève, Scolarité : retirez la date de sortie si "
    "l'élève est encore là.",
    "PIX_SKIPPED_INE": "Fiche de l'élève, Identité : demandez l'immatriculation.",
    "PIX_UAI_MISMATCH": "Choisissez l'établissement dans SIÈCLE, puis exportez à "
    "nouveau.",
    "SCHOOL_YEAR_MALFORMED": "Exportez le fichier à nouveau depuis SIÈCLE, sans "
    "l'ouvrir ni l'enregistrer.",
    "SCHOOL_YEAR_MISSING": "Exportez le fichier à nouveau depuis SIÈCLE, sans "
    "l'ouvrir ni l'enregistrer.",
    "SCHOOL_YEAR_UNEXPECTED": "Choisissez la base de l'année en cours dans SIÈCLE, "
    "puis exportez à nouveau.",
    "SEX_MISSING": "Fiche de l'élève, Identité : saisissez le sexe.",
    "STUDENTS_NONE": "Exportez le fichier à nouveau depuis SIÈCLE, sans l'ouvrir ni "
    "l'enregistrer.",
    "STUDENT_UNKNOWN": "Exportez le fichier à nouveau depuis SIÈCLE, sans l'ouvrir ni "
    "l'enregistrer.",
    "UAI_KEY": "Exportez le fichier à nouveau depuis SIÈCLE, sans l'ouvrir ni "
    "l'enregistrer.",
    "UAI_MALFORMED": "Exportez le fichier à nouveau depuis SIÈCLE, sans l'ouvrir ni "
    "l'enregistrer.",
    "UAI_MISMATCH": "Choisissez l'établissement dans SIÈCLE, puis exportez à nouveau.",
    "UAI_MISSING": "Exportez le fichier à nouveau depuis SIÈCLE, sans l'ouvrir ni "
    "l'enregistrer.",
}

REPORT: Final = {
    "clean": "Rien à corriger.",
    "division": "Division",
    "exported_at": "Exporté le",
    "few": "moins de {number}",
    "finding": "Constat, et quoi faire dans SIÈCLE",
    "findings": "À corriger ou à vérifier",
    "hidden": "non communiqué",
    "level": "Niveau",
    "levels_hidden": "Les effectifs par niveau ne sont pas communiqués : ils "
    "permettraient d'en retrouver un plus petit.",
    "line": "Ligne",
    "lines": "Lignes",
    "mailable": "Cette page ne contient ni nom, ni INE, ni identifiant d'élève. Les "
    "effectifs de moins de {number} n'y figurent pas, ni ceux qui permettraient de "
    "les retrouver.",
    "more": "{lines} et {number} de plus",
    "name": "Nom",
    "number": "Nombre",
    "page": "Contrôle de l'export des élèves",
    "pix_accepted": "Pix accepterait ce fichier.",
    "pix_refused": "Pix refuserait ce fichier.",
    "school": "Établissement",
    "school_year": "Année scolaire",
    "severity": "Gravité",
    "status": "Situation",
    "strict_accepted": "Le contrôle strict accepte ce fichier.",
    "strict_refused": "Le contrôle strict refuse ce fichier.",
    "students": "Élèves",
    "unknown": "inconnu",
    "written": "Écrit dans {path}",
}
