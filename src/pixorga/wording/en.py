"""
The English of the screens and mails.
"""

from typing import Final

__all__ = ["DECLARATIONS", "MOMENT", "MONTHS", "NEUTRAL_ANSWER", "SENTENCES", "WORDS"]

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
    "COMMUNE_MALFORMED": "A commune code has five characters, for example 75115.",
    "CONFIGURATION_INVALID": "A setting of the service is wrong: tell the help desk.",
    "CONFLICT": "Things have changed meanwhile: reload the page.",
    "COUNTRY_MALFORMED": "A country code has three digits, for example 100.",
    "CREDENTIALS_REFUSED": "The address or the password is wrong.",
    "DEPARTMENT_MALFORMED": "A department code looks like 075 or 02A.",
    "DOCUMENT_INVALID": "This file cannot be read: make it again.",
    "DOCUMENT_KIND": "This file is not of the kind that is expected here.",
    "DOCUMENT_NEWER": "This file was made by a later version of the service: "
    "tell the help desk.",
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
    "MAILBOX_MISSING": "The directory has no mailbox for this school: write to the "
    "help desk.",
    "MAILBOX_UNCONFIRMED": "This school's mailbox has to be confirmed first: write to "
    "the help desk.",
    "MEF_MALFORMED": "A MEF is eleven digits or capital letters.",
    "MEMBERSHIP_ENDED": "Your access to this school was suspended or removed: ask "
    "somebody who administers it.",
    "NOT_FOUND": "There is nothing here.",
    "NOT_PUBLIC": "The service cannot hand this out.",
    "OPERATOR_NEEDED": "Only the help desk can do this: write to it.",
    "OUTCOME_UNKNOWN": "The connection was lost: reload the page to see whether it "
    "happened.",
    "PIXORGA": "The service could not do this.",
    "SCHEMA_MISMATCH": "The database is not up to date: tell the help desk.",
    "SPACE_ARCHIVED": "This school's space is archived: write to the help desk.",
    "STORE_CONFLICT": "Several people changed the same thing: try again.",
    "STORE_FORKED": "The service was started wrongly: tell the help desk.",
    "STORE_LOCKED": "The service is busy: try again in a moment.",
    "STORE_NESTED": "The service could not do this: tell the help desk.",
    "STORE_READ_ONLY": "The service could not write this: tell the help desk.",
    "STORE_UNAVAILABLE": "The service is not available, nothing was written: try "
    "again.",
    "TRANSITION_ILLEGAL": "This is not possible any more: reload the page.",
    "UAI_KEY": "The last letter does not go with the digits: check the whole UAI.",
    "UAI_MALFORMED": "A UAI is seven digits and a letter, for example 0750680G.",
    "UNAVAILABLE": "The service is not available: try again later.",
}

WORDS: Final = {
    "ActivationOutcome.ARCHIVED": "space archived",
    "ActivationOutcome.MAILBOX_TO_CONFIRM": "mailbox to confirm",
    "ActivationOutcome.NO_MAILBOX": "no mailbox known",
    "ActivationOutcome.SENT": "link sent",
    "ActivationOutcome.UNKNOWN": "school unknown",
    "Capacity.DIRECTION": "direction staff",
    "Capacity.REFERENT": "referent, with the head's agreement",
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
    "MailState.QUEUED": "waiting",
    "MailState.SENDING": "being sent",
    "MailState.SENT": "sent",
    "MailState.UNKNOWN": "no answer from the server",
    "MailboxState.MISSING": "missing",
    "MailboxState.TO_CONFIRM": "to be confirmed",
    "MailboxState.USABLE": "usable",
    "MembershipState.ACTIVE": "active",
    "MembershipState.REMOVED": "removed",
    "MembershipState.SUSPENDED": "suspended",
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
    "SpaceState.ACTIVE": "active",
    "SpaceState.ARCHIVED": "archived",
    "SpaceState.NEW": "never activated",
    "SpaceState.ORPHANED": "without administrator",
}
