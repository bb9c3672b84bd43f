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
    "direction": "I belong to the direction of this school.",
    "referent": "I am a referent and act with the agreement of the head of the school.",
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
    "FIELD_MISMATCH": "This is not what was expected: copy it exactly.",
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
    "PIXORGA": "The service could not do this.",
    "REASON_NEEDED": "The help desk gives a reason: use the support verbs.",
    "REQUEST_THROTTLED": "Too many requests: try again in {delay}.",
    "SCHEMA_MISMATCH": "The database is not up to date: tell the help desk.",
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
    "EstablishmentKind.COLLEGE": "Collège",
    "EstablishmentKind.EREA": "EREA",
    "EstablishmentKind.LYCEE": "Lycée",
    "EstablishmentKind.OTHER": "School",
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
