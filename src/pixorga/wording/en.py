"""
The English of the screens and mails.
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
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

UNITS: Final = (
    (3600, "hour", "hours"),
    (60, "minute", "minutes"),
    (1, "second", "seconds"),
)
"""Seconds of each, and its name for one and for several."""

MOMENT: Final = "{day} at {hour}:{minute:02} (Paris time)"

DECLARATIONS: Final = {
    "direction": "I am the head or a deputy head of this school.",
    "referent": "I am a référent (lead teacher) and act with the agreement of the head "
    "of the school.",
}

NEUTRAL_ANSWER: Final = (
    "If this school is in the directory and its institutional mailbox is known, a "
    "message has just been sent there."
)

SENTENCES: Final = {
    "ADDRESS_TAKEN": "There is an account under this address already: log in.",
    "AUTHORITY_MISSING": "This page is for those who administer this school. Change "
    "school, or log in with another account.",
    "BINDING_INVALID": "A setting of the service is wrong: tell the help desk.",
    "CLOSING_UNCONFIRMED": "This file would close {closing} of {listed} schools: "
    "confirm that number if it is right.",
    "COMMUNE_MALFORMED": "A commune code has five characters, for example 75115.",
    "CONFIGURATION_INVALID": "A setting of the service is wrong: tell the help desk.",
    "CONFLICT": "Things have changed meanwhile: reload the page.",
    "COUNTRY_MALFORMED": "A country code has three digits, for example 100.",
    "CREDENTIALS_REFUSED": "The address or the password is wrong.",
    "DEPARTMENT_MALFORMED": "A department code looks like 075 or 02A.",
    "DIRECTORY_CHANGED": "The directory has changed meanwhile: preview the file again.",
    "DIRECTORY_FILE": "This directory file cannot be used: download it again.",
    "DOCUMENT_INVALID": "This file cannot be read: make it again.",
    "DOCUMENT_KIND": "This file is not of the kind that is expected here.",
    "DOCUMENT_NEWER": "This file was made by a later version of the service: tell the "
    "help desk.",
    "EMAIL_MALFORMED": "Give a whole e-mail address, for example name@example.fr.",
    "ESTABLISHMENT_UNKNOWN": "The directory has no school under this UAI: check it.",
    "EXTRA_MISSING": "A part of the service is not installed: tell the help desk.",
    "FIELD_BLANK": "Fill in this field.",
    "FIELD_CHARACTER": "Remove the characters that do not belong here.",
    "FIELD_CHOICE": "Choose one of the answers offered.",
    "FIELD_HOMOGRAPH": "Type this again with the letters of one alphabet only.",
    "FIELD_INVALID": "This value cannot be used.",
    "FIELD_MISMATCH": "This is not what was expected: check it and try again.",
    "FIELD_TOO_LONG": "At most {limit} characters.",
    "FIELD_TOO_SHORT": "At least {limit} characters.",
    "FIELD_URL": "Give a name, not a web address.",
    "FORBIDDEN": "You may not do this.",
    "INE_KEY": "The last letters of the INE do not go with its digits: check it.",
    "INE_MALFORMED": "An INE is eleven digits or letters.",
    "INPUT_INVALID": "Some fields need correcting.",
    "INSTANT_NAIVE": "A date without its time zone cannot be used.",
    "INVALID": "This value cannot be used.",
    "KEY_WEAK": "A key of the service must be changed: tell the help desk.",
    "LAST_ADMINISTRATOR": "You are the last person to administer this space: hand it "
    "over to somebody first.",
    "LIMITER_UNAVAILABLE": "The service is busy: try again in a moment.",
    "LINK": "This link cannot be used.",
    "LINK_EXPIRED": "This link has expired. Ask for a new one: it will be sent to the "
    "same mailbox.",
    "LINK_INVALID": "This link is not recognised. Copy the whole of it from the "
    "message, or ask again.",
    "LINK_MISSING": "Open this page with the link that was mailed.",
    "LINK_REPLAYED": "This link was used already. Log in, or ask again.",
    "LINK_REVOKED": "This link is no longer valid. Use the latest message, or ask "
    "again.",
    "LOGIN_NEEDED": "Sign up or log in first.",
    "LOGIN_THROTTLED": "Too many attempts to log in: try again in {delay}.",
    "MAILBOX_MISSING": "The directory has no mailbox for this school: write to the "
    "help desk.",
    "MAILBOX_REFUSED": "Give an address of the school or of its academy, not of a free "
    "webmail.",
    "MAILBOX_UNCONFIRMED": "This school's mailbox has to be confirmed first: write to "
    "the help desk.",
    "MAIL_TEMPLATE": "A template of the mails is wrong: tell the help desk.",
    "MEF_MALFORMED": "A MEF is eleven digits or capital letters.",
    "MEMBERSHIP_ENDED": "Your access to this school was suspended or removed: ask "
    "somebody who administers it.",
    "NOT_FOUND": "There is nothing here.",
    "NOT_PUBLIC": "The service cannot hand this out.",
    "OPERATOR_NEEDED": "Only the help desk can do this: write to it.",
    "OUTCOME_UNKNOWN": "The connection was lost: reload the page to see whether it "
    "happened.",
    "PASSWORD_BREACHED": "This password is among those that have leaked: choose "
    "another one.",
    "PASSWORD_WRONG": "This is not your current password.",
    "PIXORGA": "The service could not do this.",
    "REASON_NEEDED": "The help desk gives a reason: use the support verbs.",
    "REQUEST_THROTTLED": "Too many requests: try again in {delay}.",
    "SCHEMA_MISMATCH": "The database is not up to date: tell the help desk.",
    "SIECLE": "This export of SIÈCLE cannot be used.",
    "SIECLE_ARCHIVE": "This zip cannot be used: export it from SIÈCLE again.",
    "SIECLE_FILE": "This is not the export that is needed: in SIÈCLE, choose "
    "Exportation, En XML, then Élèves.",
    "SIECLE_REFUSED": "This export has errors to be corrected in SIÈCLE: read the "
    "list, then export it again.",
    "SIECLE_SYNTAX": "This file is damaged from line {line} on: export it again "
    "without opening or changing it.",
    "SPACE_ARCHIVED": "This school's space is archived: write to the help desk.",
    "STORE_CONFLICT": "Several people changed the same thing: try again.",
    "STORE_FORKED": "The service was started wrongly: tell the help desk.",
    "STORE_LOCKED": "The service is busy: try again in a moment.",
    "STORE_NESTED": "The service could not do this: tell the help desk.",
    "STORE_READ_ONLY": "The service could not write this: tell the help desk.",
    "STORE_UNAVAILABLE": "The service is not available, nothing was written: try "
    "again.",
    "SUCCESSOR_ADDRESS": "Give your successor's own address, not the school's mailbox.",
    "TERMS_OUTDATED": "Accept the present terms of use.",
    "TERMS_UPDATE_REQUIRED": "The terms of use have changed: accept them to log in.",
    "THROTTLED": "Too many attempts: try again in {delay}.",
    "TRANSITION_ILLEGAL": "This is not possible any more: reload the page.",
    "UAI_KEY": "The last letter does not go with the digits: check the whole UAI.",
    "UAI_MALFORMED": "A UAI is seven digits and a letter, for example 0750680G.",
    "UNAVAILABLE": "The service is not available: try again later.",
}

LINK_SENTENCES: Final = {
    "confirm.LINK_EXPIRED": (
        "This link has expired. Ask for a new one from your account."
    ),
    "confirm.LINK_INVALID": (
        "This link is not recognised. Copy all of it from the message, or ask "
        "for a new one from your account."
    ),
    "confirm.LINK_REPLAYED": (
        "This link was used before. Your account says which address is confirmed."
    ),
    "confirm.LINK_REVOKED": (
        "This link is no longer valid. Use the latest message that you got, or "
        "ask for a new link from your account."
    ),
    "contest.LINK_EXPIRED": (
        "It is too late to contest with this link. Write to the support team, "
        "which can still suspend an access."
    ),
    "contest.LINK_INVALID": (
        "This link is not recognised. Copy all of it from the notice that you "
        "got, or write to the support team."
    ),
    "contest.LINK_REPLAYED": (
        "This link was used before, and the contested access was restored since. "
        "If that is not right, write to the support team."
    ),
    "contest.LINK_REVOKED": (
        "This link is no longer valid: the school's mailbox has changed. Write "
        "to the support team."
    ),
    "reset.LINK_EXPIRED": "This link has expired. Ask for a new one.",
    "reset.LINK_INVALID": (
        "This link is not recognised. Copy all of it from the message, or ask "
        "for a new one."
    ),
    "reset.LINK_REPLAYED": (
        "This link was used before: log in with the password that you chose, or "
        "ask for a new link."
    ),
    "reset.LINK_REVOKED": (
        "This link is no longer valid. Use the latest message that you got, or "
        "ask for a new link."
    ),
}
"""By purpose and code, where `SENTENCES` speaks of another kind of link."""

ADVICE: Final = {
    "CHECK_CERTIFIABILITY": (
        "Before you enter pupils for certification, make sure that they can be "
        "certified."
    ),
    "GET_FILE": (
        "Export the pupils without addresses from SIÈCLE, and keep the zip file "
        "as it is."
    ),
    "IMPORT_PUPILS": (
        "Drop the file: you see what is going to change before anything is kept."
    ),
    "INVITE": (
        "Have a second administrator: the space then no longer depends on one person."
    ),
    "SHARE_CODE": (
        "Create a campaign and give its code to the pupils, who enter it on Pix."
    ),
}
"""What each of the first steps asks for."""

EXPORT_PATH: Final = (
    "SIÈCLE › Base élèves établissement › Consultation et export › Export › En "
    "XML › Élèves sans adresses"
)
"""Screens of SIÈCLE, one inside the other, as they are called there."""

ASK_HEAD: Final = (
    "Only the direction can export this file from SIÈCLE: send this text to "
    "the head of the school."
)

FILE_REQUEST: Final = (
    "Hello,\n"
    "\n"
    "To import the pupils into the Pix Orga space of {school} (UAI {uai}), I "
    "need their export from SIÈCLE:\n"
    "{path}\n"
    "\n"
    "This file holds personal data of the pupils: please hand it to me through "
    "a shared folder of the school rather than by e-mail.\n"
    "\n"
    "{name}\n"
)

WORDS: Final = {
    "AccessChange.REINSTATED": "given back",
    "AccessChange.REMOVED": "removed",
    "AccessChange.ROLE_CHANGED": "role changed",
    "AccessChange.SUSPENDED": "suspended",
    "ActivationOutcome.ARCHIVED": "space archived",
    "ActivationOutcome.MAILBOX_TO_CONFIRM": "mailbox to confirm",
    "ActivationOutcome.NO_MAILBOX": "no mailbox known",
    "ActivationOutcome.SENT": "link sent",
    "ActivationOutcome.THROTTLED": "too many requests",
    "ActivationOutcome.UNKNOWN": "school unknown",
    "Attention.CONTESTED": "administrator contested",
    "Attention.MAILBOX_MISSING": "no known mailbox",
    "Attention.MAILBOX_TO_CONFIRM": "mailbox to confirm",
    "Attention.MAIL_BOUNCED": "mail came back",
    "Attention.MAIL_GIVEN_UP": "mail given up after days of trying",
    "BounceKind.HARD": "for good",
    "BounceKind.SOFT": "for now",
    "Capacity.DIRECTION": "direction staff",
    "Capacity.REFERENT": "referent, with the head's agreement",
    "CredentialChange.ADDRESS": "address",
    "CredentialChange.PASSWORD": "password",
    "DirectoryFileProblem.COLUMNS": "columns that are needed are missing",
    "DirectoryFileProblem.EMPTY": "it has no schools",
    "DirectoryFileProblem.ENCODING": "it is not UTF-8",
    "DirectoryFileProblem.FORMAT": "it is neither CSV with semicolons nor JSON",
    "DirectoryFileProblem.LINE_TOO_LONG": "a line is longer than any school's",
    "DirectoryFileProblem.ROWS_TOO_MANY": "it has more rows than the country "
    "has schools",
    "DirectoryFileProblem.TRUNCATED": "it ends in the middle",
    "EnrolmentStatus.ENROLLED": "enrolled",
    "EnrolmentStatus.GROUP_ONLY": "in groups only",
    "EnrolmentStatus.INACTIVE": "inactive",
    "EnrolmentStatus.LEAVING": "leaving",
    "EnrolmentStatus.LEFT": "left",
    "EnrolmentStatus.UNPLACED": "in no class",
    "EstablishmentKind.COLLEGE": "Collège",
    "EstablishmentKind.EREA": "EREA",
    "EstablishmentKind.LYCEE": "Lycée",
    "EstablishmentKind.OTHER": "School",
    "FindingCode.ADDRESS_UNKNOWN": "The pupil's address is not in the file.",
    "FindingCode.BIRTH_CITY_MALFORMED": "The code of the town of birth cannot be "
    "right.",
    "FindingCode.BIRTH_CITY_MISSING": "The pupil was born in France, and the town of "
    "birth is missing.",
    "FindingCode.BIRTH_DATE_FORMAT": "The day of birth is not written as "
    "day/month/year.",
    "FindingCode.BIRTH_DATE_IMPLAUSIBLE": "By the day of birth the pupil would be too "
    "young or too old.",
    "FindingCode.BIRTH_DATE_MISSING": "The day of birth is missing.",
    "FindingCode.BOOLEAN_MALFORMED": "A yes or no cannot be read.",
    "FindingCode.CODE_UNKNOWN": "A code is in no nomenclature.",
    "FindingCode.DATE_FORMAT": "A day is not written as day/month/year.",
    "FindingCode.DIVISION_MISSING": "The pupil is in no class.",
    "FindingCode.DIVISION_SEVERAL": "The pupil is in several classes: the first by "
    "its code is taken.",
    "FindingCode.ELEMENT_REPEATED": "Something is said twice: the first is taken.",
    "FindingCode.ELEMENT_UNKNOWN": "The file holds something that this reader does "
    "not know.",
    "FindingCode.ELENOET_MISMATCH": "The school's number for the pupil is written in "
    "two ways.",
    "FindingCode.ELEVE_ID_DUPLICATE": "Two pupils have the same identifier in the "
    "file.",
    "FindingCode.ELEVE_ID_MALFORMED": "The pupil's identifier is no number.",
    "FindingCode.ELEVE_ID_MISSING": "The pupil's identifier is missing.",
    "FindingCode.ENCODING_MISLABELLED": "The file was saved in another encoding than "
    "the one it tells.",
    "FindingCode.ENCODING_MISSING": "The file does not tell its encoding.",
    "FindingCode.ENCODING_MIXED": "The file mixes two encodings.",
    "FindingCode.ENCODING_UNKNOWN": "The encoding that the file tells does not exist.",
    "FindingCode.ENCODING_UNUSUAL": "The file is not in the encoding of SIÈCLE's "
    "exports.",
    "FindingCode.ENCODING_WINDOWS": "The file holds signs of Windows' own.",
    "FindingCode.EXPORT_DATE_FORMAT": "The day of the export is not written as "
    "day/month/year.",
    "FindingCode.EXPORT_DATE_MISSING": "The file does not tell when it was exported.",
    "FindingCode.FIRST_NAME_CHARACTER": "The first name holds a sign that no name "
    "holds.",
    "FindingCode.FIRST_NAME_LOSSY": "The first name holds a question mark: SIÈCLE "
    "could not write a letter.",
    "FindingCode.FIRST_NAME_MISSING": "The first name is missing.",
    "FindingCode.FIRST_NAME_MOJIBAKE": "The accents of the first name are garbled "
    "(“Ã©” for “é”).",
    "FindingCode.FIRST_NAME_REPLACED": "A letter of the first name is lost: some "
    "software has replaced it.",
    "FindingCode.INE_DUPLICATE": "Several pupils have the same INE.",
    "FindingCode.INE_KEY": "The key of the INE does not go with its digits, by a rule "
    "that is derived and not published.",
    "FindingCode.INE_MALFORMED": "The INE is not made of eleven letters and digits.",
    "FindingCode.INE_MISSING": "The INE is missing.",
    "FindingCode.LAST_NAME_CHARACTER": "The last name holds a sign that no name holds.",
    "FindingCode.LAST_NAME_LOSSY": "The last name holds a question mark: SIÈCLE could "
    "not write a letter.",
    "FindingCode.LAST_NAME_MISSING": "The last name is missing.",
    "FindingCode.LAST_NAME_MOJIBAKE": "The accents of the last name are garbled (“Ã©” "
    "for “é”).",
    "FindingCode.LAST_NAME_REPLACED": "A letter of the last name is lost: some "
    "software has replaced it.",
    "FindingCode.MEF_MALFORMED": "The MEF is not made of eleven letters and digits.",
    "FindingCode.MEF_MISSING": "The MEF is missing.",
    "FindingCode.PIX_BIRTH_CITY_REQUIRED": "Pix refuses the file: a pupil born in "
    "France has no town of birth.",
    "FindingCode.PIX_BIRTH_DATE_FORMAT": "Pix refuses the file: a day of birth is not "
    "written as day/month/year.",
    "FindingCode.PIX_BIRTH_DATE_REQUIRED": "Pix refuses the file: a day of birth is "
    "missing.",
    "FindingCode.PIX_EMPTY": "Pix refuses the file: no pupil can be imported.",
    "FindingCode.PIX_ENCODING_REFUSED": "Pix refuses the file: it does not know this "
    "encoding.",
    "FindingCode.PIX_FIRST_NAME_REQUIRED": "Pix refuses the file: a first name is "
    "missing.",
    "FindingCode.PIX_INE_DUPLICATE": "Pix refuses the file: two pupils have the same "
    "INE.",
    "FindingCode.PIX_INE_REQUIRED": "Pix refuses the file: an INE is empty.",
    "FindingCode.PIX_LAST_NAME_REQUIRED": "Pix refuses the file: a last name is "
    "missing.",
    "FindingCode.PIX_NAME_CHARACTER": "Pix refuses the file: a name holds a letter "
    "that Pix does not take (œ, Š, curly apostrophe).",
    "FindingCode.PIX_SEX_REQUIRED": "Pix refuses the file: a pupil's sex is missing.",
    "FindingCode.PIX_SKIPPED_DIVISION": "Pix will leave this pupil out, who has no "
    "class, or the inactive one.",
    "FindingCode.PIX_SKIPPED_EXIT": "Pix will leave this pupil out, who has a day of "
    "exit.",
    "FindingCode.PIX_SKIPPED_INE": "Pix will leave this pupil out, who has no INE.",
    "FindingCode.PIX_UAI_MISMATCH": "Pix refuses the file: it does not come from the "
    "space's school.",
    "FindingCode.SCHOOL_YEAR_MALFORMED": "The school year is not a number of four "
    "digits.",
    "FindingCode.SCHOOL_YEAR_MISSING": "The file does not tell its school year.",
    "FindingCode.SCHOOL_YEAR_UNEXPECTED": "The file is of another school year.",
    "FindingCode.SEX_MISSING": "The sex is missing.",
    "FindingCode.STUDENTS_NONE": "The file holds no pupil.",
    "FindingCode.STUDENT_UNKNOWN": "A class, a subject or a scholarship belongs to a "
    "pupil who is not in the file.",
    "FindingCode.UAI_KEY": "The letter of the UAI does not go with its digits.",
    "FindingCode.UAI_MALFORMED": "The UAI of the file is not seven digits and a "
    "letter.",
    "FindingCode.UAI_MISMATCH": "The file comes from another school.",
    "FindingCode.UAI_MISSING": "The file does not tell which school it comes from.",
    "InvitationReason.ACTIVATION": "activation",
    "InvitationReason.HAND_OVER": "hand-over of the space",
    "InvitationReason.RECOVERY": "recovery of access",
    "LinkState.ACCEPTED": "used",
    "LinkState.EXPIRED": "expired",
    "LinkState.PENDING": "pending",
    "LinkState.REVOKED": "withdrawn",
    "LinkState.SUPERSEDED": "replaced",
    "MailState.DEAD": "given up",
    "MailState.HARD_BOUNCED": "came back, no such mailbox",
    "MailState.QUEUED": "waiting",
    "MailState.SENDING": "being sent",
    "MailState.SENT": "sent",
    "MailState.SOFT_BOUNCED": "came back for now",
    "MailState.UNKNOWN": "no answer from the server",
    "MailboxState.MISSING": "missing",
    "MailboxState.TO_CONFIRM": "to be confirmed",
    "MailboxState.USABLE": "usable",
    "MembershipState.ACTIVE": "active",
    "MembershipState.REMOVED": "removed",
    "MembershipState.SUSPENDED": "suspended",
    "OperatorReason.ABUSE": "abuse",
    "OperatorReason.ACADEMY_ASKED": "the academy asked",
    "OperatorReason.CONTEST_FOUNDED": "the contest is founded",
    "OperatorReason.CONTEST_UNFOUNDED": "the contest is unfounded",
    "OperatorReason.DIRECTORY_WRONG": "the directory is wrong",
    "OperatorReason.MAIL_BOUNCED": "mail came back",
    "OperatorReason.MISTAKE": "a mistake to undo",
    "OperatorReason.SCHOOL_ASKED": "the school asked",
    "OperatorReason.SCHOOL_CLOSED": "the school has closed",
    "OperatorReason.SCHOOL_MERGED": "the school was merged",
    "OperatorReason.STAFF_LEFT": "staff has left",
    "ProblemCode.ACCEPTANCE_MISMATCHED": "an invitation was used by another person "
    "than the one who joined",
    "ProblemCode.ACCEPTANCE_REPEATED": "the chain says more than once that an "
    "invitation was used",
    "ProblemCode.ACCEPTANCE_UNFOUNDED": "the chain says that an invitation was used, "
    "its row does not",
    "ProblemCode.ACCEPTANCE_UNRECORDED": "an invitation was used, the chain does not "
    "say so",
    "ProblemCode.CHAIN_BROKEN": "an event of the chain was altered, added or taken out",
    "ProblemCode.ESTABLISHMENT_MISSING": "there is a space, and the directory has no "
    "such school",
    "ProblemCode.HEAD_MISMATCHED": "the chain does not end where the space says",
    "ProblemCode.MAIL_BODY_KEPT": "a mail is over, and its body was not blanked",
    "ProblemCode.MAIL_LINK_MISSING": "a mail waits with a link that is not there",
    "ProblemCode.MEMBERSHIP_MISSING": "a membership is referred to and is not there",
    "ProblemCode.MEMBERSHIP_UNFOUNDED": "a membership comes of no invitation",
    "ProblemCode.MEMBERSHIP_UNLISTED": "a membership is not found among its person's",
    "ProblemCode.NOTICE_MISSING": "the mailbox was not told of somebody who joined",
    "ProblemCode.PENDING_REPEATED": "two invitations to one mailbox are pending",
    "ProblemCode.REQUEST_MISSING": "the request behind a pending invitation is not "
    "there",
    "ProblemCode.ROW_ORPHANED": "a row belongs to a school without a space",
    "ProblemCode.ROW_UNREADABLE": "a row of the school cannot be read",
    "ProblemCode.SPACE_DESERTED": "the space is active, and nobody administers it",
    "ProblemCode.SPACE_INHABITED": "the space is not active, and somebody administers "
    "it",
    "Role.ADMINISTRATOR": "administrator",
    "Role.MEMBER": "member",
    "RowProblem.CELLS": "its cells do not go with the columns",
    "RowProblem.CITY": "its town is too long, or cannot be shown",
    "RowProblem.NAME": "its name is too long, or cannot be shown",
    "RowProblem.NAME_BLANK": "it has no name",
    "RowProblem.UAI": "its UAI is not seven digits and a letter",
    "RowRemark.MAILBOX_SEVERAL": "its rows have different mailboxes: one is to be "
    "confirmed",
    "RowRemark.MAILBOX_UNREADABLE": "its mailbox is no address, and was left out",
    "RowRemark.MAILBOX_WEBMAIL": "its mailbox is at a free webmail, and was left out",
    "RowRemark.UAI_KEY": "the letter of its UAI does not go with the digits",
    "Severity.ERROR": "error",
    "Severity.INFO": "information",
    "Severity.WARNING": "to be checked",
    "Sex.FEMALE": "female",
    "Sex.MALE": "male",
    "SiecleArchiveProblem.BOMB": "it would unpack to more than any export",
    "SiecleArchiveProblem.CORRUPTED": "it is damaged",
    "SiecleArchiveProblem.ENCRYPTED": "it asks for a password",
    "SiecleArchiveProblem.MEMBERS_TOO_MANY": "it holds too many files",
    "SiecleArchiveProblem.NONE": "it does not hold this export",
    "SiecleArchiveProblem.PATH": "one of its files has a dangerous name",
    "SiecleArchiveProblem.SEVERAL": "it holds this export several times",
    "SiecleFileProblem.CSV": "it is a table in CSV",
    "SiecleFileProblem.EMPTY": "it is empty",
    "SiecleFileProblem.EPHC": "it comes from the private schools' base (EPHC)",
    "SiecleFileProblem.EXCEL": "it is an Excel or LibreOffice file",
    "SiecleFileProblem.HTML": "it is a web page, often the one to log in",
    "SiecleFileProblem.IMPORT": "it is made to be imported into SIÈCLE, it does not "
    "come from it",
    "SiecleFileProblem.LDAP": "it feeds a digital workspace (AAF)",
    "SiecleFileProblem.LSU": "it comes from the livret scolaire",
    "SiecleFileProblem.OTHER_EXPORT": "it is another export of SIÈCLE",
    "SiecleFileProblem.OTHER_XML": "it is some other XML file",
    "SiecleFileProblem.PDF": "it is a PDF file",
    "SiecleFileProblem.STS": "it comes from STS-web",
    "SiecleFileProblem.TOO_LARGE": "it is larger than any school's",
    "SiecleFileProblem.UNKNOWN": "it is not an XML file",
    "SiecleSyntaxProblem.DTD": "it declares a document type, as no export does",
    "SiecleSyntaxProblem.MALFORMED": "a tag is broken, crossed or missing",
    "SiecleSyntaxProblem.NAMES_TOO_MANY": "it has too many different tags",
    "SiecleSyntaxProblem.TOKEN_TOO_LONG": "a tag or a value does not end",
    "SiecleSyntaxProblem.TOO_DEEP": "its tags are nested too deep",
    "SiecleSyntaxProblem.TRUNCATED": "it stops in the middle",
    "SpaceState.ACTIVE": "active",
    "SpaceState.ARCHIVED": "archived",
    "SpaceState.NEW": "never activated",
    "SpaceState.ORPHANED": "without administrator",
    "Step.CHECK_CERTIFIABILITY": "check who can be certified",
    "Step.GET_FILE": "get the pupils' file",
    "Step.IMPORT_PUPILS": "import the pupils",
    "Step.INVITE": "invite a colleague",
    "Step.SHARE_CODE": "share a campaign's code",
    "StepState.DONE": "done",
    "StepState.LATER": "later",
    "StepState.TO_DO": "to do",
}

REMEDIES: Final = {
    "ADDRESS_UNKNOWN": "Pupil's record, Adresse: check the address.",
    "BIRTH_CITY_MALFORMED": "Pupil's record, Identité: choose the town of birth from "
    "the list.",
    "BIRTH_CITY_MISSING": "Pupil's record, Identité: fill in the town of birth.",
    "BIRTH_DATE_FORMAT": "Pupil's record, Identité: check the day of birth.",
    "BIRTH_DATE_IMPLAUSIBLE": "Pupil's record, Identité: check the year of birth.",
    "BIRTH_DATE_MISSING": "Pupil's record, Identité: fill in the day of birth.",
    "BOOLEAN_MALFORMED": "Pupil's record: check the box.",
    "CODE_UNKNOWN": "Pupil's record: choose the value from the list.",
    "DATE_FORMAT": "Pupil's record: check the day.",
    "DIVISION_MISSING": "Structures, Affectation des élèves: put the pupil in a class.",
    "DIVISION_SEVERAL": "Structures, Affectation des élèves: leave one class.",
    "ELEMENT_REPEATED": "Export the file from SIÈCLE again, without opening or saving "
    "it.",
    "ELEMENT_UNKNOWN": "There is nothing to correct.",
    "ELENOET_MISMATCH": "Export the file from SIÈCLE again, without opening or saving "
    "it.",
    "ELEVE_ID_DUPLICATE": "Export the file from SIÈCLE again, without opening or "
    "saving it.",
    "ELEVE_ID_MALFORMED": "Export the file from SIÈCLE again, without opening or "
    "saving it.",
    "ELEVE_ID_MISSING": "Export the file from SIÈCLE again, without opening or saving "
    "it.",
    "ENCODING_MISLABELLED": "Export the file from SIÈCLE again, without opening or "
    "saving it.",
    "ENCODING_MISSING": "There is nothing to correct if the accents are right.",
    "ENCODING_MIXED": "Export the file from SIÈCLE again, without opening or saving "
    "it.",
    "ENCODING_UNKNOWN": "Export the file from SIÈCLE again, without opening or saving "
    "it.",
    "ENCODING_UNUSUAL": "There is nothing to correct if the accents are right.",
    "ENCODING_WINDOWS": "Export the file from SIÈCLE again, without opening or saving "
    "it.",
    "EXPORT_DATE_FORMAT": "Export the file from SIÈCLE again, without opening or "
    "saving it.",
    "EXPORT_DATE_MISSING": "Export the file from SIÈCLE again, without opening or "
    "saving it.",
    "FIRST_NAME_CHARACTER": "Pupil's record, Identité: remove the sign from the first "
    "name.",
    "FIRST_NAME_LOSSY": "Pupil's record, Identité: type the first name in letters "
    "that SIÈCLE knows.",
    "FIRST_NAME_MISSING": "Pupil's record, Identité: fill in the first name.",
    "FIRST_NAME_MOJIBAKE": "Pupil's record, Identité: type the first name again, then "
    "export the file without opening it.",
    "FIRST_NAME_REPLACED": "Export the file from SIÈCLE again, without opening or "
    "saving it.",
    "INE_DUPLICATE": "Pupil's record, Identité, INE: check the numbers of the pupils "
    "concerned.",
    "INE_KEY": "Pupil's record, Identité: check the INE, which may be right.",
    "INE_MALFORMED": "Pupil's record, Identité: check the INE.",
    "INE_MISSING": "Pupil's record, Identité, INE: ask for a number.",
    "LAST_NAME_CHARACTER": "Pupil's record, Identité: remove the sign from the last "
    "name.",
    "LAST_NAME_LOSSY": "Pupil's record, Identité: type the last name in letters that "
    "SIÈCLE knows.",
    "LAST_NAME_MISSING": "Pupil's record, Identité: fill in the last name.",
    "LAST_NAME_MOJIBAKE": "Pupil's record, Identité: type the last name again, then "
    "export the file without opening it.",
    "LAST_NAME_REPLACED": "Export the file from SIÈCLE again, without opening or "
    "saving it.",
    "MEF_MALFORMED": "Pupil's record, Scolarité: choose the MEF from the list.",
    "MEF_MISSING": "Pupil's record, Scolarité: fill in the MEF.",
    "PIX_BIRTH_CITY_REQUIRED": "Pupil's record, Identité: fill in the town of birth.",
    "PIX_BIRTH_DATE_FORMAT": "Pupil's record, Identité: correct the day of birth.",
    "PIX_BIRTH_DATE_REQUIRED": "Pupil's record, Identité: fill in the day of birth.",
    "PIX_EMPTY": "Structures, Affectation des élèves: put the pupils in classes, then "
    "export again.",
    "PIX_ENCODING_REFUSED": "Export the file from SIÈCLE again, without opening or "
    "saving it.",
    "PIX_FIRST_NAME_REQUIRED": "Pupil's record, Identité: fill in the first name.",
    "PIX_INE_DUPLICATE": "Pupil's record, Identité: check the INE of the pupils "
    "concerned.",
    "PIX_INE_REQUIRED": "Pupil's record, Identité: fill in the INE.",
    "PIX_LAST_NAME_REQUIRED": "Pupil's record, Identité: fill in the last name.",
    "PIX_NAME_CHARACTER": "Pupil's record, Identité: write the name otherwise, oe for "
    "instance.",
    "PIX_SEX_REQUIRED": "Pupil's record, Identité: fill in the sex.",
    "PIX_SKIPPED_DIVISION": "Structures, Affectation des élèves: put the pupil in a "
    "class.",
    "PIX_SKIPPED_EXIT": "Pupil's record, Scolarité: remove the day of exit if the "
    "pupil is still there.",
    "PIX_SKIPPED_INE": "Pupil's record, Identité: ask for a number.",
    "PIX_UAI_MISMATCH": "Choose the school in SIÈCLE, then export again.",
    "SCHOOL_YEAR_MALFORMED": "Export the file from SIÈCLE again, without opening or "
    "saving it.",
    "SCHOOL_YEAR_MISSING": "Export the file from SIÈCLE again, without opening or "
    "saving it.",
    "SCHOOL_YEAR_UNEXPECTED": "Choose the base of the present year in SIÈCLE, then "
    "export again.",
    "SEX_MISSING": "Pupil's record, Identité: fill in the sex.",
    "STUDENTS_NONE": "Export the file from SIÈCLE again, without opening or saving it.",
    "STUDENT_UNKNOWN": "Export the file from SIÈCLE again, without opening or saving "
    "it.",
    "UAI_KEY": "Export the file from SIÈCLE again, without opening or saving it.",
    "UAI_MALFORMED": "Export the file from SIÈCLE again, without opening or saving it.",
    "UAI_MISMATCH": "Choose the school in SIÈCLE, then export again.",
    "UAI_MISSING": "Export the file from SIÈCLE again, without opening or saving it.",
}

REPORT: Final = {
    "clean": "Nothing to correct.",
    "division": "Class",
    "exported_at": "Exported on",
    "few": "under {number}",
    "finding": "What it is, and what to do in SIÈCLE",
    "findings": "To be corrected or looked at",
    "hidden": "not given",
    "level": "Level",
    "levels_hidden": "The numbers by level are not given: a smaller one could be "
    "worked out from them.",
    "line": "Line",
    "lines": "Lines",
    "mailable": "This page holds no name, no INE and no pupil's identifier. Numbers "
    "under {number} are not given, nor those from which they could be worked out.",
    "more": "{lines} and {number} more",
    "name": "Name",
    "number": "Number",
    "page": "Check of the pupils' export",
    "pix_accepted": "Pix would accept this file.",
    "pix_refused": "Pix would refuse this file.",
    "school": "School",
    "school_year": "School year",
    "severity": "Severity",
    "status": "Situation",
    "strict_accepted": "The strict check accepts this file.",
    "strict_refused": "The strict check refuses this file.",
    "students": "Pupils",
    "unknown": "unknown",
    "written": "Written to {path}",
}
