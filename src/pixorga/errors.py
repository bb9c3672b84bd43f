"""
Every error that pixorga raises, in one tree.

::

    PixorgaError
    ├── InvalidError (ValueError)          what was given cannot be used
    │   ├── InputError                     a form: all its faulty fields at once
    │   ├── FieldError                     one faulty field
    │   │   ├── FieldBlankError
    │   │   ├── FieldTooLongError
    │   │   ├── FieldTooShortError
    │   │   ├── FieldCharacterError
    │   │   ├── FieldUrlError
    │   │   ├── FieldHomographError
    │   │   ├── FieldChoiceError
    │   │   ├── FieldMismatchError
    │   │   ├── MailboxRefusedError
    │   │   ├── SuccessorAddressError
    │   │   ├── PasswordBreachedError
    │   │   ├── PasswordWrongError
    │   │   ├── TermsOutdatedError
    │   │   ├── EmailMalformedError
    │   │   ├── UaiMalformedError, UaiKeyError
    │   │   ├── IneMalformedError, IneKeyError
    │   │   ├── MefMalformedError
    │   │   └── CommuneMalformedError, DepartmentMalformedError,
    │   │       CountryMalformedError
    │   ├── InstantNaiveError              a date-time without its zone
    │   ├── DocumentError                  JSON that is none of our documents
    │   │   ├── DocumentKindError
    │   │   └── DocumentNewerError
    │   ├── NotPublicError                 a value that never becomes JSON
    │   ├── BindingError                   a connection that cannot be worked in
    │   ├── DirectoryFileError             a file that is no usable directory
    │   ├── SiecleError                    an export of SIÈCLE that cannot be used
    │   │   ├── SiecleFileError
    │   │   ├── SiecleArchiveError
    │   │   ├── SiecleSyntaxError
    │   │   └── SiecleRefusedError
    │   └── ConfigurationError             a setting that cannot work
    │       ├── KeyWeakError
    │       └── MailTemplateError
    ├── LinkError                          the five answers to a link's holder
    │   ├── LinkMissingError
    │   ├── LinkInvalidError
    │   ├── LinkExpiredError
    │   ├── LinkRevokedError
    │   └── LinkReplayedError
    ├── ForbiddenError                     you may not
    │   ├── AuthorityError
    │   ├── OperatorNeededError
    │   ├── ReasonNeededError
    │   ├── CredentialsError
    │   ├── LoginNeededError
    │   ├── MembershipEndedError
    │   └── TermsUpdateRequiredError
    ├── NotFoundError
    │   └── EstablishmentUnknownError
    ├── ConflictError                      not in the present state
    │   ├── TransitionError
    │   ├── AddressTakenError
    │   ├── ClosingUnconfirmedError
    │   ├── DirectoryChangedError
    │   ├── LastAdministratorError
    │   ├── MailboxMissingError
    │   ├── MailboxUnconfirmedError
    │   └── SpaceArchivedError
    ├── ThrottledError                     too often: wait
    │   ├── LoginThrottledError
    │   └── RequestThrottledError
    └── UnavailableError                   a part beneath us failed
        ├── ExtraMissingError (ImportError)
        ├── LimiterError
        ├── StoreError
        │   ├── StoreConflictError
        │   ├── StoreForkedError
        │   ├── StoreLockedError
        │   ├── StoreNestedError (RuntimeError)
        │   ├── StoreReadOnlyError
        │   └── OutcomeUnknownError
        └── SchemaError

`str(error)` is for developers: English, and never a name, an address, a token or a
pupil's identifier. What a school reads is in `pixorga.wording`, by `code`. What a
program needs is in attributes. Errors can be pickled and compare by identity.
"""

from enum import StrEnum
from typing import Any, ClassVar, Self

import attrs

__all__ = [
    "AddressTakenError",
    "AuthorityError",
    "BindingError",
    "ClosingUnconfirmedError",
    "CommuneMalformedError",
    "ConfigurationError",
    "ConflictError",
    "CountryMalformedError",
    "CredentialsError",
    "DepartmentMalformedError",
    "DirectoryChangedError",
    "DirectoryFileError",
    "DirectoryFileProblem",
    "DocumentError",
    "DocumentKindError",
    "DocumentNewerError",
    "DocumentProblem",
    "EmailMalformedError",
    "ErrorKind",
    "EstablishmentUnknownError",
    "ExtraMissingError",
    "FieldBlankError",
    "FieldCharacterError",
    "FieldChoiceError",
    "FieldError",
    "FieldHomographError",
    "FieldMismatchError",
    "FieldTooLongError",
    "FieldTooShortError",
    "FieldUrlError",
    "ForbiddenError",
    "IneKeyError",
    "IneMalformedError",
    "InputError",
    "InstantNaiveError",
    "InvalidError",
    "KeyWeakError",
    "LastAdministratorError",
    "LimiterError",
    "LinkError",
    "LinkExpiredError",
    "LinkInvalidError",
    "LinkInvalidReason",
    "LinkMissingError",
    "LinkReplayedError",
    "LinkRevokedError",
    "LinkRevokedReason",
    "LoginNeededError",
    "LoginThrottledError",
    "MailTemplateError",
    "MailboxMissingError",
    "MailboxRefusedError",
    "MailboxUnconfirmedError",
    "MefMalformedError",
    "MembershipEndedError",
    "NotFoundError",
    "NotPublicError",
    "OperatorNeededError",
    "OutcomeUnknownError",
    "PasswordBreachedError",
    "PasswordWrongError",
    "PixorgaError",
    "ReasonNeededError",
    "RequestThrottledError",
    "SchemaError",
    "SiecleArchiveError",
    "SiecleArchiveProblem",
    "SiecleError",
    "SiecleFileError",
    "SiecleFileProblem",
    "SiecleRefusedError",
    "SiecleSyntaxError",
    "SiecleSyntaxProblem",
    "SpaceArchivedError",
    "StoreConflictError",
    "StoreError",
    "StoreForkedError",
    "StoreLockedError",
    "StoreNestedError",
    "StoreReadOnlyError",
    "SuccessorAddressError",
    "TermsOutdatedError",
    "TermsUpdateRequiredError",
    "ThrottledError",
    "TransitionError",
    "UaiKeyError",
    "UaiMalformedError",
    "UnavailableError",
]


class ErrorKind(StrEnum):
    """
    What family of answer an error calls for; a web application maps it to a status.
    """

    INVALID = "invalid"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not found"
    CONFLICT = "conflict"
    GONE = "gone"
    THROTTLED = "throttled"
    UNAVAILABLE = "unavailable"


@attrs.define(kw_only=True, eq=False)
class PixorgaError(Exception):
    """
    The root: `except PixorgaError` catches all that pixorga raises on purpose.

    A class below it is made by attrs where it has attributes of its own; the others
    inherit everything, which keeps their import cheap.

    Attributes:
        code: Stable identifier, the same in every release.
        kind: What family of answer it calls for.
        retryable: Whether the same call may succeed later, unchanged.
    """

    code: ClassVar[str] = "PIXORGA"
    kind: ClassVar[ErrorKind] = ErrorKind.UNAVAILABLE
    retryable: ClassVar[bool] = False
    template: ClassVar[str] = "pixorga could not do this."

    def __str__(self) -> str:
        return self.template.format_map(self.details)

    @property
    def details(self) -> dict[str, object]:
        """
        The error's attributes by name, none of them personal.
        """
        return attrs.asdict(self, recurse=False)

    def __reduce__(self) -> tuple[object, ...]:
        # BaseException pickles by position; our attributes are keyword-only.
        return _rebuild, (type(self), self.details)

    @classmethod
    def rebuild(cls, details: dict[str, object]) -> Self:
        """
        Make the error again from its `details`.
        """
        return cls(**details)


def _rebuild(
    error_class: type[PixorgaError], details: dict[str, object]
) -> PixorgaError:
    return error_class.rebuild(details)


class InvalidError(PixorgaError, ValueError):
    """
    What was given cannot be used; giving it again will not help.
    """

    code = "INVALID"
    kind = ErrorKind.INVALID
    template = "What was given cannot be used."


@attrs.define(kw_only=True, eq=False)
class FieldError(InvalidError):
    """
    One field of a form is at fault.

    Attributes:
        field: The field's name, as in the verb that was called.
    """

    code = "FIELD_INVALID"
    template = "{field}: this value cannot be used."
    field: str


@attrs.define(kw_only=True, eq=False)
class InputError(InvalidError):
    """
    A form has faulty fields; all of them are told at once.

    Attributes:
        errors: One error per faulty field, in the form's order.
    """

    code = "INPUT_INVALID"
    template = "Correct the fields that are named."
    errors: tuple[FieldError, ...]

    def __str__(self) -> str:
        return " ".join(str(error) for error in self.errors)


class FieldBlankError(FieldError):
    """
    A required field is missing, empty or only white space.
    """

    code = "FIELD_BLANK"
    template = "{field}: fill in this field."


@attrs.define(kw_only=True, eq=False)
class FieldTooLongError(FieldError):
    """
    A field is longer than is accepted.

    Attributes:
        limit: The most characters that are accepted.
    """

    code = "FIELD_TOO_LONG"
    template = "{field}: give at most {limit} characters."
    limit: int


@attrs.define(kw_only=True, eq=False)
class FieldTooShortError(FieldError):
    """
    A field is shorter than is accepted.

    Attributes:
        limit: The fewest characters that are accepted.
    """

    code = "FIELD_TOO_SHORT"
    template = "{field}: give at least {limit} characters."
    limit: int


class FieldCharacterError(FieldError):
    """
    A field holds a character that has no place in it.

    A control or bidirectional character, a line break, or a sign that no name or
    address uses. The character is not repeated: it may be what harms.
    """

    code = "FIELD_CHARACTER"
    template = "{field}: remove the characters that do not belong in it."


class FieldUrlError(FieldError):
    """
    A name looks like a web address, which mail programs would make into a link.
    """

    code = "FIELD_URL"
    template = "{field}: give a name, not a web address."


class FieldHomographError(FieldError):
    """
    A field mixes alphabets, as look-alike names and addresses do.
    """

    code = "FIELD_HOMOGRAPH"
    template = "{field}: type it again with the letters of one alphabet only."


@attrs.define(kw_only=True, eq=False)
class FieldChoiceError(FieldError):
    """
    A field holds none of the values that it can take.

    Attributes:
        choices: The values that it can take.
    """

    code = "FIELD_CHOICE"
    template = "{field}: choose one of {choices}."
    choices: tuple[str, ...]


class FieldMismatchError(FieldError):
    """
    What was typed is not what had to be typed again.
    """

    code = "FIELD_MISMATCH"
    template = "{field}: this is not what was expected; type it as it is shown."


class MailboxRefusedError(FieldError):
    """
    A school's mailbox is at a free webmail, where anybody can have any address.
    """

    code = "MAILBOX_REFUSED"
    template = "{field}: give an address of the school or of its academy."


class SuccessorAddressError(FieldError):
    """
    A space is handed over to a person, not to the school's mailbox.
    """

    code = "SUCCESSOR_ADDRESS"
    template = "{field}: give the successor's own address, not the school's mailbox."


class PasswordWrongError(FieldError):
    """
    It is not the present password of whoever has logged in.
    """

    code = "PASSWORD_WRONG"
    template = "{field}: this is not the present password."


class PasswordBreachedError(FieldError):
    """
    A password is on a list of those that are known from leaks.
    """

    code = "PASSWORD_BREACHED"
    template = "{field}: choose another one, this one is known from leaks."


@attrs.define(kw_only=True, eq=False)
class TermsOutdatedError(FieldError):
    """
    Not the present version of the terms of use was accepted, or none.

    Attributes:
        version: The present one.
    """

    code = "TERMS_OUTDATED"
    template = "{field}: accept the present version, {version}."
    version: str


class EmailMalformedError(FieldError):
    """
    Not an e-mail address of the plain form that pixorga accepts.
    """

    code = "EMAIL_MALFORMED"
    template = "{field}: give an e-mail address such as name@example.fr."


class UaiMalformedError(FieldError):
    """
    Not seven digits and a letter.
    """

    code = "UAI_MALFORMED"
    template = "{field}: a UAI is seven digits and a letter, such as 0750680G."


@attrs.define(kw_only=True, eq=False)
class UaiKeyError(FieldError):
    """
    The UAI's letter does not go with its digits.

    Attributes:
        expected: The letter that goes with the seven digits given.
    """

    code = "UAI_KEY"
    template = (
        "{field}: the letter does not go with the digits (expected {expected}); "
        "check both."
    )
    expected: str


class IneMalformedError(FieldError):
    """
    Not eleven letters and digits.
    """

    code = "INE_MALFORMED"
    template = "{field}: an INE is eleven letters and digits."


class IneKeyError(FieldError):
    """
    The INE's last characters do not go with its digits.

    The expected key is left out: with the digits it would be somebody's INE.
    """

    code = "INE_KEY"
    template = "{field}: the INE's last letters do not go with its digits; check both."


class MefMalformedError(FieldError):
    """
    Not eleven letters and digits.
    """

    code = "MEF_MALFORMED"
    template = "{field}: a MEF is eleven digits or capital letters."


class CommuneMalformedError(FieldError):
    """
    Not an INSEE commune code.
    """

    code = "COMMUNE_MALFORMED"
    template = "{field}: an INSEE commune code has five characters, such as 75115."


class DepartmentMalformedError(FieldError):
    """
    Not a department code.
    """

    code = "DEPARTMENT_MALFORMED"
    template = "{field}: a department is a code such as 075, 02A or 971."


class CountryMalformedError(FieldError):
    """
    Not an INSEE country code.
    """

    code = "COUNTRY_MALFORMED"
    template = "{field}: a country is three digits, such as 100 for France."


@attrs.define(kw_only=True, eq=False)
class InstantNaiveError(InvalidError):
    """
    A date-time was given without its time zone.
    """

    code = "INSTANT_NAIVE"
    template = "Give a date-time with its time zone, for example in UTC."


@attrs.frozen(kw_only=True)
class DocumentProblem:
    """
    One fault of a JSON document, told without anything that the document holds.

    Attributes:
        path: Where it is, such as `$.requester.first`.
        problem: What is expected there.
    """

    path: str
    problem: str

    def __str__(self) -> str:
        return f"{self.path}: {self.problem}"


@attrs.define(kw_only=True, eq=False)
class DocumentError(InvalidError):
    """
    JSON that is none of pixorga's documents, or has faulty fields.

    Attributes:
        problems: Its faults, in the order of the fields.
    """

    code = "DOCUMENT_INVALID"
    template = "This document cannot be read."
    problems: tuple[DocumentProblem, ...]

    def __str__(self) -> str:
        problems = "; ".join(str(problem) for problem in self.problems)
        return f"This document cannot be read: {problems}."


class DocumentKindError(DocumentError):
    """
    A document of no known kind, or of another than was asked for.
    """

    code = "DOCUMENT_KIND"


@attrs.define(kw_only=True, eq=False)
class DocumentNewerError(DocumentError):
    """
    A document that a later release has written.

    Attributes:
        document: Its kind.
        newest: The newest format of this kind that this release reads.
    """

    code = "DOCUMENT_NEWER"
    document: str
    newest: int


@attrs.define(kw_only=True, eq=False)
class NotPublicError(InvalidError):
    """
    A value that has no JSON form: it may hold a secret, or is nobody else's matter.

    Attributes:
        type_name: Its class.
    """

    code = "NOT_PUBLIC"
    template = "{type_name} has no JSON form: only public values have one."
    type_name: str


class DirectoryFileProblem(StrEnum):
    """
    Why a whole file is no usable directory.
    """

    COLUMNS = "columns that are needed are missing"
    EMPTY = "it has no schools"
    ENCODING = "it is not UTF-8"
    FORMAT = "it is neither CSV with semicolons nor JSON"
    LINE_TOO_LONG = "a line is longer than any school's"
    ROWS_TOO_MANY = "it has more rows than the country has schools"
    TRUNCATED = "it ends in the middle"


@attrs.define(kw_only=True, eq=False)
class DirectoryFileError(InvalidError):
    """
    A file that is no usable directory of schools; nothing of it was taken.

    Attributes:
        problem: Why.
        line: On which line, None for the file as a whole.
    """

    code = "DIRECTORY_FILE"
    template = "The directory's file cannot be used, {problem}: download it again."
    problem: DirectoryFileProblem
    line: int | None = None


class SiecleError(InvalidError):
    """
    A file that was given as an export of SIÈCLE cannot be used.
    """

    code = "SIECLE"
    template = "The export cannot be used."


class SiecleFileProblem(StrEnum):
    """
    Why a file is not the export that was asked for.
    """

    CSV = "it is a table, CSV or the like"
    EMPTY = "it is empty"
    EPHC = "it comes from the private schools' base (EPHC)"
    EXCEL = "it is an Excel or LibreOffice file"
    HTML = "it is a web page, often the log-in page of SIÈCLE"
    IMPORT = "it is a file to be imported into SIÈCLE, not an export of it"
    LDAP = "it is a feed for digital workspaces (AAF)"
    LSU = "it belongs to the livret scolaire"
    OTHER_EXPORT = "it is another export of SIÈCLE"
    OTHER_XML = "it is another XML file"
    PDF = "it is a PDF"
    STS = "it comes from STS-web"
    TOO_LARGE = "it is larger than any school's"
    UNKNOWN = "it is no XML"


@attrs.define(kw_only=True, eq=False)
class SiecleFileError(SiecleError):
    """
    A file is not the export that was asked for.

    Attributes:
        problem: What it is instead.
    """

    code = "SIECLE_FILE"
    template = "This is not the export that is needed, {problem}."
    problem: SiecleFileProblem


class SiecleArchiveProblem(StrEnum):
    """
    Why a zip cannot be used.
    """

    BOMB = "it would unpack to more than any export"
    CORRUPTED = "it is damaged"
    ENCRYPTED = "it asks for a password"
    MEMBERS_TOO_MANY = "it has too many members"
    NONE = "it has no such export in it"
    PATH = "a member would be written outside its folder"
    SEVERAL = "it has several such exports"


@attrs.define(kw_only=True, eq=False)
class SiecleArchiveError(SiecleError):
    """
    A zip cannot be used; nothing of it was unpacked to a disk.

    Attributes:
        problem: Why.
    """

    code = "SIECLE_ARCHIVE"
    template = "The zip cannot be used, {problem}."
    problem: SiecleArchiveProblem


class SiecleSyntaxProblem(StrEnum):
    """
    Why a file is no sound XML.
    """

    DTD = "it declares a document type or entities, as no export does"
    MALFORMED = "a tag is broken, crossed or missing"
    NAMES_TOO_MANY = "it has too many kinds of elements"
    TOKEN_TOO_LONG = "a tag or a value has no end"  # noqa: S105 (of XML)
    TOO_DEEP = "its elements are nested too deep"
    TRUNCATED = "it ends in the middle"


@attrs.define(kw_only=True, eq=False)
class SiecleSyntaxError(SiecleError):
    """
    A file is no sound XML from a line on.

    Attributes:
        problem: What is wrong.
        line: On which line, from 1.
        partial: What was read before it, marked as incomplete; None when nothing
            was. It stays behind when the error is pickled.
    """

    code = "SIECLE_SYNTAX"
    template = "The export cannot be read from line {line} on, {problem}."
    problem: SiecleSyntaxProblem
    line: int
    partial: Any = attrs.field(default=None, repr=False)

    @property
    def details(self) -> dict[str, object]:
        """
        The attributes but for `partial`, which is made of persons.
        """
        return {"problem": self.problem, "line": self.line}


@attrs.define(kw_only=True, eq=False)
class SiecleRefusedError(SiecleError):
    """
    A file was read, and holds what the caller does not accept.

    Attributes:
        codes: What was found, by the codes of findings, in their order.
        partial: All that was read, findings included. It stays behind when the error
            is pickled.
    """

    code = "SIECLE_REFUSED"
    template = "The export is not accepted as it is: {codes}."
    codes: tuple[str, ...]
    partial: Any = attrs.field(default=None, repr=False)

    @property
    def details(self) -> dict[str, object]:
        """
        The attributes but for `partial`, which is made of persons.
        """
        return {"codes": self.codes}


@attrs.define(kw_only=True, eq=False)
class BindingError(InvalidError):
    """
    A connection was given that a store cannot work in.

    Attributes:
        problem: What is wrong with it.
    """

    code = "BINDING_INVALID"
    template = "This connection cannot be worked in: {problem}"
    problem: str


@attrs.define(kw_only=True, eq=False)
class ConfigurationError(InvalidError):
    """
    A setting is missing or cannot work.

    Attributes:
        setting: The setting's name.
        problem: What is wrong with it, without its value.
    """

    code = "CONFIGURATION_INVALID"
    template = "{setting}: {problem}"
    setting: str
    problem: str


class KeyWeakError(ConfigurationError):
    """
    A secret key is missing, not bytes, or shorter than 32 bytes.
    """

    code = "KEY_WEAK"


class MailTemplateError(ConfigurationError):
    """
    A template of an application's mails cannot be used; `setting` is its path.
    """

    code = "MAIL_TEMPLATE"


class LinkError(PixorgaError):
    """
    A link cannot be followed; the five children say why.

    None of them carries the token, whose holder may not be who it was sent to.
    """

    code = "LINK"
    kind = ErrorKind.GONE
    template = "This link cannot be used."


class LinkMissingError(LinkError):
    """
    No token was given: None, empty or blank.
    """

    code = "LINK_MISSING"
    kind = ErrorKind.INVALID
    template = "No link was given: pass the token of the link that was mailed."


class LinkInvalidReason(StrEnum):
    """
    Why a token is no token of ours.
    """

    MALFORMED = "malformed"
    FORGED = "forged"
    UNKNOWN = "unknown"


@attrs.define(kw_only=True, eq=False)
class LinkInvalidError(LinkError):
    """
    The token is none of ours: cut short, altered, of another purpose, or unknown.

    Attributes:
        reason: Which of these; for logs, the public is told the same for all.
    """

    code = "LINK_INVALID"
    kind = ErrorKind.INVALID
    template = "This link is not valid ({reason}): use the whole link, or ask again."
    reason: LinkInvalidReason


class LinkExpiredError(LinkError):
    """
    The link's last day is past; a new one can be sent to the same mailbox.
    """

    code = "LINK_EXPIRED"
    template = "This link has expired: have a new one sent."


class LinkRevokedReason(StrEnum):
    """
    What ended a link before it was used.
    """

    REVOKED = "revoked"
    SUPERSEDED = "superseded"


@attrs.define(kw_only=True, eq=False)
class LinkRevokedError(LinkError):
    """
    The link was ended before use: withdrawn, or replaced by a newer one.

    Attributes:
        reason: Which of the two.
    """

    code = "LINK_REVOKED"
    template = "This link was ended ({reason}): use the latest one, or ask again."
    reason: LinkRevokedReason


class LinkReplayedError(LinkError):
    """
    The link has been used, by somebody else.
    """

    code = "LINK_REPLAYED"
    kind = ErrorKind.CONFLICT
    template = "This link was used already: log in, or ask for a new one."


class ForbiddenError(PixorgaError):
    """
    Whoever asks may not do this.
    """

    code = "FORBIDDEN"
    kind = ErrorKind.FORBIDDEN
    template = "You may not do this."


class AuthorityError(ForbiddenError):
    """
    The person is not, or no longer, what the verb asks for in this school.
    """

    code = "AUTHORITY_MISSING"
    template = "This needs an active administrator of this school."


class OperatorNeededError(ForbiddenError):
    """
    This is for the support team, not for the school.
    """

    code = "OPERATOR_NEEDED"
    template = "This is for an operator: ask the support team."


class ReasonNeededError(ForbiddenError):
    """
    An operator acts with a reason, by the verbs of `support`; this one takes none.
    """

    code = "REASON_NEEDED"
    template = "An operator gives a reason: use the verbs of `support`."


class CredentialsError(ForbiddenError):
    """
    Address and password do not go together, or there is no such account.
    """

    code = "CREDENTIALS_REFUSED"
    template = "The address or the password is wrong."


class LoginNeededError(ForbiddenError):
    """
    Nobody has logged in; a link alone is never a login.
    """

    code = "LOGIN_NEEDED"
    template = "Sign up or log in first: a link alone lets nobody in."


class MembershipEndedError(ForbiddenError):
    """
    The person's membership of the school was suspended or removed.
    """

    code = "MEMBERSHIP_ENDED"
    template = "This membership was suspended or removed: ask an administrator."


@attrs.define(kw_only=True, eq=False)
class TermsUpdateRequiredError(ForbiddenError):
    """
    The person has accepted an older version of the terms of use.

    Attributes:
        version: The present one, to be accepted with the next log-in.
    """

    code = "TERMS_UPDATE_REQUIRED"
    template = "Accept version {version} of the terms of use, then log in again."
    version: str


class NotFoundError(PixorgaError):
    """
    There is nothing under this identifier.
    """

    code = "NOT_FOUND"
    kind = ErrorKind.NOT_FOUND
    template = "There is nothing under this identifier."


class EstablishmentUnknownError(NotFoundError):
    """
    The directory has no school under this UAI.
    """

    code = "ESTABLISHMENT_UNKNOWN"
    template = "The directory has no school under this UAI: check it."


class ConflictError(PixorgaError):
    """
    Not possible in the present state of things.
    """

    code = "CONFLICT"
    kind = ErrorKind.CONFLICT
    template = "This is not possible in the present state: read it again."


@attrs.define(kw_only=True, eq=False)
class TransitionError(ConflictError):
    """
    No such step leads out of the present state.

    Attributes:
        subject: What should have changed, such as "link".
        state: The state that it is in.
        event: The step that was asked for.
    """

    code = "TRANSITION_ILLEGAL"
    template = "A {subject} that is {state} cannot {event}."
    subject: str
    state: str
    event: str


class AddressTakenError(ConflictError):
    """
    There is an account under this e-mail address.
    """

    code = "ADDRESS_TAKEN"
    template = "There is an account under this address: log in with it."


@attrs.define(kw_only=True, eq=False)
class ClosingUnconfirmedError(ConflictError):
    """
    A directory would close more schools than is usual: it may be a part of one.

    Attributes:
        closing: How many it would close; to be confirmed by this very number.
        listed: How many are open now.
    """

    code = "CLOSING_UNCONFIRMED"
    template = "This closes {closing} of {listed} schools: confirm that number."
    closing: int
    listed: int


class DirectoryChangedError(ConflictError):
    """
    The directory is no longer what it was when the import was previewed.
    """

    code = "DIRECTORY_CHANGED"
    template = "The directory has changed since: preview the file again."


class LastAdministratorError(ConflictError):
    """
    The school would be left without an active administrator.
    """

    code = "LAST_ADMINISTRATOR"
    template = "This is the last administrator: hand the space over first."


class MailboxMissingError(ConflictError):
    """
    The directory has no mailbox for this school.
    """

    code = "MAILBOX_MISSING"
    template = "This school has no mailbox in the directory: an operator adds it."


class MailboxUnconfirmedError(ConflictError):
    """
    The school's mailbox is not one of its academy's, and nobody has confirmed it.
    """

    code = "MAILBOX_UNCONFIRMED"
    template = "This school's mailbox is to be confirmed by an operator."


class SpaceArchivedError(ConflictError):
    """
    The school's space is archived, or the school is closed.
    """

    code = "SPACE_ARCHIVED"
    template = "This school's space is archived: an operator opens it again."


@attrs.define(kw_only=True, eq=False)
class ThrottledError(PixorgaError):
    """
    This was done too often; nothing else was done.

    Attributes:
        retry_after: Seconds to wait before it is worth while again.
    """

    code = "THROTTLED"
    kind = ErrorKind.THROTTLED
    retryable = True
    template = "Too often: wait {retry_after} seconds."
    retry_after: int


class LoginThrottledError(ThrottledError):
    """
    Too many failed log-ins, for this address or from this client.
    """

    code = "LOGIN_THROTTLED"
    template = "Too many failed log-ins: wait {retry_after} seconds."


class RequestThrottledError(ThrottledError):
    """
    Too many mails were asked for, for this school, from this client or in all.
    """

    code = "REQUEST_THROTTLED"
    template = "Too many requests: wait {retry_after} seconds."


class UnavailableError(PixorgaError):
    """
    A part beneath pixorga is missing or failed.
    """

    code = "UNAVAILABLE"
    template = "A part that this needs is not available."


@attrs.define(kw_only=True, eq=False)
class ExtraMissingError(UnavailableError, ImportError):
    """
    A part needs an optional library that is not installed.

    Attributes:
        extra: The extra that brings it.
    """

    code = "EXTRA_MISSING"
    template = 'Install it with: pip install "pixorga[{extra}]"'
    extra: str


class LimiterError(UnavailableError):
    """
    The rate limiter cannot be reached, and what it guards is refused meanwhile.
    """

    code = "LIMITER_UNAVAILABLE"
    retryable = True
    template = "The rate limiter cannot be reached: try again."


class StoreError(UnavailableError):
    """
    The store failed; nothing of the transaction was kept.
    """

    code = "STORE_UNAVAILABLE"
    retryable = True
    template = "The store cannot be reached: nothing was written, try again."


class StoreConflictError(StoreError):
    """
    Others kept changing the same rows until the retries ran out.
    """

    code = "STORE_CONFLICT"
    template = "Others changed the same data at the same time: try again."


class StoreLockedError(StoreError):
    """
    Another writer held the store longer than the time-out.
    """

    code = "STORE_LOCKED"
    template = "The store is busy with another writer: try again."


class StoreNestedError(StoreError, RuntimeError):
    """
    A transaction was begun inside another one of the same thread.

    It would wait for itself: use the unit of work that is there.
    """

    code = "STORE_NESTED"
    retryable = False
    template = "This thread is in a transaction already: use its unit of work."


class StoreForkedError(StoreError):
    """
    The database is in the memory of the process that this one was forked from.
    """

    code = "STORE_FORKED"
    retryable = False
    template = "This database is in the parent's memory: open another one, or a file."


class StoreReadOnlyError(StoreError):
    """
    Something was written in a transaction that was opened for reading.
    """

    code = "STORE_READ_ONLY"
    retryable = False
    template = "This transaction was opened for reading: open it for writing."


class OutcomeUnknownError(StoreError):
    """
    The connection was lost during COMMIT: it happened wholly, or not at all.
    """

    code = "OUTCOME_UNKNOWN"
    retryable = False
    template = "The connection was lost at the end: read the state before retrying."


@attrs.define(kw_only=True, eq=False)
class SchemaError(UnavailableError):
    """
    The database's schema is not the one that this release works with.

    Attributes:
        found: The revision found, None for a database without a schema.
        expected: This release's revision.
        remedy: What to do.
    """

    code = "SCHEMA_MISMATCH"
    template = "The schema is {found}, this release needs {expected}: {remedy}."
    found: str | None
    expected: str
    remedy: str

    def __str__(self) -> str:
        found = self.found or "missing"
        return self.template.format_map(self.details | {"found": found})
