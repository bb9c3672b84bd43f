"""
Persons' own accounts: sign up, log in, and what one logs in with.
"""

from typing import TypeVar

import attrs

from pixorga.domain.account import Account, AccountLinkView, AccountView, Session
from pixorga.domain.calendar import instant
from pixorga.domain.events import (
    AccountOpened,
    AddressChanged,
    AddressConfirmed,
    PasswordChanged,
    PasswordForgotten,
    TermsAccepted,
)
from pixorga.domain.link import (
    CONFIRM_LIFETIME,
    RESET_LIFETIME,
    AccountLink,
    LinkEvent,
    LinkPurpose,
    LinkState,
)
from pixorga.domain.messages import (
    AccountCreated,
    AddressToConfirm,
    CredentialChange,
    CredentialsChanged,
    PasswordReset,
)
from pixorga.domain.people import EmailAddress, Locale, PersonName, Principal
from pixorga.errors import (
    ConfigurationError,
    CredentialsError,
    FieldBlankError,
    FieldMismatchError,
    InputError,
    LinkError,
    LinkInvalidError,
    LinkInvalidReason,
    LoginNeededError,
    NotFoundError,
    PasswordWrongError,
    StoreConflictError,
    TermsOutdatedError,
    TermsUpdateRequiredError,
)
from pixorga.ports.passwords import PasswordHasher
from pixorga.ports.store import UnitOfWork
from pixorga.services.account_links import AccountDraft, AccountLinks, state_of
from pixorga.services.forms import Form, parse_filled
from pixorga.services.gate import Kind
from pixorga.services.ledger import ANONYMOUS
from pixorga.services.logins import Attempt, Logins
from pixorga.services.parts import Parts
from pixorga.services.post import to_account
from pixorga.services.team import update_copies

__all__ = ["AccountService", "Opening", "SignUp", "save_account"]

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class SignUp:
    """
    The sign-up form as it was filled in; nothing of it has been checked.

    Attributes:
        uai: The school's, typed by hand: a mail scanner that fills in whatever form it
            finds knows what an address and a password look like, but not this.
        first_name: As typed.
        last_name: As typed.
        email: As typed; the address to log in with.
        password: As typed.
        terms: Version of the terms that the person accepted, None for none.
        locale: The person's language, "fr" or "en".
    """

    uai: str | None
    first_name: str | None = attrs.field(repr=False)
    last_name: str | None = attrs.field(repr=False)
    email: str | None = attrs.field(repr=False)
    password: str | None = attrs.field(repr=False)
    terms: str | None
    locale: str = "fr"


@attrs.frozen(kw_only=True)
class Opening:
    """
    An account that is ready to be kept, with what its first mail draws.
    """

    account: Account
    draft: AccountDraft


class AccountService:
    """
    Signs persons up, logs them in, and changes what they log in with.

    An application that has its own users needs none of this: it builds a
    `Principal` of its user, and makes `PixOrga` with ``accounts=False``. Then every
    verb here raises `ConfigurationError`.
    """

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._links = AccountLinks(parts)
        self._logins = Logins(parts.pseudonyms)

    def prepare(self, sign_up: SignUp, *, form: Form | None = None) -> Opening:
        """
        Make an account of a form, without keeping it; `invitations.join` does.

        Args:
            sign_up: The form as it was filled in.
            form: The faults that were found before, to be told together.

        Raises:
            InputError: Some fields cannot be used.
        """
        hasher = self._hasher
        form = form or Form()
        name = form.take(
            lambda: PersonName.parse(first=sign_up.first_name, last=sign_up.last_name)
        )
        email = form.take(lambda: EmailAddress.parse(sign_up.email))
        password = form.take(lambda: self._parts.passwords.parse(sign_up.password))
        locale = form.take(lambda: Locale.parse(sign_up.locale))
        terms = form.take(lambda: self._terms(sign_up.terms))
        # A form with any fault costs no hash, which is slow on purpose.
        if (
            form.is_faulty
            or name is None
            or email is None
            or password is None
            or terms is None
            or locale is None
        ):
            raise form.error()
        draft = AccountDraft.draw(self._parts)
        account = Account(
            id=self._parts.ids.new(),
            name=name,
            email=email,
            locale=locale,
            password_hash=hasher.hash(password),
            password_set_at=draft.at,
            terms=terms,
            terms_at=draft.at,
            created_at=draft.at,
        )
        return Opening(account=account, draft=draft)

    def open(self, unit: UnitOfWork, opening: Opening) -> None:
        """
        Keep a new account, with a link to confirm its address.

        Raises:
            AddressTakenError: There is one under its address.
        """
        account, draft = opening.account, opening.draft
        unit.accounts.add(account)
        link = self._confirmation(account, account.email, draft)
        message = AccountCreated(name=account.name, expires_at=link.expires_at)
        self._links.issue(unit, account, link, message, draft=draft)
        event = AccountOpened(
            at=draft.at, actor=self._actor(account), account=account.id
        )
        self._parts.ledger.note(unit, event, note_id=draft.note_id)

    def log_in(
        self,
        email: str | None,
        *,
        password: str | None,
        client: str | None = None,
        terms: str | None = None,
    ) -> Principal:
        """
        Who an address and a password belong to.

        An unknown address takes as long as a wrong password, gets the same answer
        and is slowed down alike: after a few failures, by delays that grow up to 15
        minutes and never lock anybody out for good. So is a client that fails at many
        addresses.

        Args:
            email: As typed.
            password: As typed.
            client: Where the person is, such as an IP address; counted under a
                pseudonym.
            terms: Version of the terms that the person accepts now, if they were
                asked to.

        Raises:
            InputError: A field is blank, or not the present terms were accepted.
            LoginThrottledError: Too many failures; it says how long to wait.
            CredentialsError: They do not go together, or there is no such account.
            TermsUpdateRequiredError: They do; the terms of use are to be accepted.
        """
        return self.begin_session(
            email, password=password, client=client, terms=terms
        ).person

    def begin_session(
        self,
        email: str | None,
        *,
        password: str | None,
        client: str | None = None,
        terms: str | None = None,
    ) -> Session:
        """
        Log in, as by `log_in`, for an application that keeps its sessions by `resume`.

        Person and number are read together with the password: one that is replaced
        right after the log-in ends the session too.

        Args:
            email: As for `log_in`.
            password: As for `log_in`.
            client: As for `log_in`.
            terms: As for `log_in`.

        Raises:
            InputError: As for `log_in`, and so are all others.
            LoginThrottledError: Too many failures.
            CredentialsError: Address and password do not go together.
            TermsUpdateRequiredError: The terms of use are to be accepted.
        """
        hasher = self._hasher
        form = Form()
        typed = form.take(lambda: parse_filled(email, field="email"))
        secret = form.take(lambda: _filled(password, field="password"))
        accepted = form.take(lambda: self._terms(terms)) if terms is not None else None
        if form.is_faulty or typed is None or secret is None:
            raise form.error()
        attempt = self._logins.attempt(typed, client=client)
        account = self._admitted(attempt)
        known = account.password_hash if account else None
        genuine = hasher.verify(self._looked_at(secret), password_hash=known)
        if account is None or not genuine:
            raise CredentialsError
        return self._let_in(account, attempt, secret=secret, accepted=accepted)

    def view(self, *, by: Principal) -> AccountView:
        """
        A person's own account.

        Args:
            by: Whose.

        Raises:
            LoginNeededError: Nobody has logged in.
            NotFoundError: There is none: it was erased, or is the application's own.
        """
        self._require_accounts()
        _require_person(by)
        found = self._parts.store.transact(
            lambda unit: unit.accounts.get(by.id), read_only=True
        )
        if found is None:
            raise NotFoundError
        return AccountView.of(found)

    def resume(self, account_id: str, *, session: int) -> Principal:
        """
        Who goes on with a session that began with a log-in.

        For each request of a session: it ends once another password was chosen, and
        names that have changed since are told as they are now.

        Args:
            account_id: The `id` of the `Principal` that logged in, which the
                application kept where nobody can change it, as in a signed cookie.
            session: The number that `begin_session` gave, kept likewise; whoever has
                just changed their own password goes on with their view's.

        Raises:
            LoginNeededError: The session is over: another password was chosen, or the
                account is gone.
        """
        self._require_accounts()
        found = self._parts.store.transact(
            lambda unit: unit.accounts.get(account_id), read_only=True
        )
        if found is None or found.session != session:
            raise LoginNeededError
        return found.principal

    def peek(self, token: str | None, *, purpose: LinkPurpose) -> AccountLinkView:
        """
        Look at a link of an account; nothing changes, however often.

        Args:
            token: The string in the link.
            purpose: What the page is for.

        Raises:
            LinkMissingError: There is no token.
            LinkInvalidError: It is none of ours.
        """
        self._require_accounts()
        now = instant(self._parts.clock.now())
        claim = self._links.claim(token, purpose=purpose)
        link, account = self._parts.store.transact(
            lambda unit: self._links.read(unit, claim), read_only=True
        )
        return AccountLinkView(purpose=purpose, state=state_of(link, account, now=now))

    def request_confirmation(self, *, by: Principal, client: str | None = None) -> None:
        """
        Have the link to confirm one's address sent again.

        Args:
            by: Whose address.
            client: As for `log_in`.

        Raises:
            LoginNeededError: Nobody has logged in.
            NotFoundError: The person has no account here.
            RequestThrottledError: Too many; nothing was sent.
        """
        # The address that the mail goes to, whatever the caller's copy says.
        person = self.view(by=by).person
        self._parts.gate.admit(Kind.ACCOUNT, client=client, addressee=str(person.email))
        draft = AccountDraft.draw(self._parts)

        def work(unit: UnitOfWork) -> None:
            account = _own(unit, by)
            self._ask_to_confirm(unit, account, account.email, draft)

        self._parts.store.transact(work)

    def confirm(self, token: str | None, *, by: Principal) -> AccountView:
        """
        Confirm an address by the link that went to it; a new one becomes the account's.

        The person has logged in, with the password: an address that somebody mistyped
        at sign-up shall not give its owner a way into the account.

        Args:
            token: The string in the link.
            by: Whose account.

        Raises:
            LoginNeededError: Nobody has logged in.
            LinkError: The link cannot be used; for somebody else's it is unknown.
            AddressTakenError: It has become another account's address meanwhile.
        """
        self._require_accounts()
        _require_person(by)
        claim = self._links.claim(token, purpose=LinkPurpose.CONFIRM)
        draft = AccountDraft.draw(self._parts)

        def work(unit: UnitOfWork) -> AccountView | LinkError:
            link, account = self._links.read(unit, claim)
            if account.id != by.id:
                raise LinkInvalidError(reason=LinkInvalidReason.UNKNOWN)
            if link.state is LinkState.ACCEPTED and link.sent_to == account.email:
                return AccountView.of(account)
            refusal = self._use(unit, link, account, draft)
            if refusal is not None:
                return refusal
            return AccountView.of(self._confirmed(unit, account, link, draft))

        return _answer(self._parts.store.transact(work))

    def request_reset(self, email: str | None, *, client: str | None = None) -> None:
        """
        Have a link sent by which to choose another password.

        It goes to the account's confirmed address, if there is such an account; to
        anybody else the same is said, and as much is done.

        Args:
            email: As typed.
            client: As for `log_in`.

        Raises:
            InputError: The address cannot be one.
            RequestThrottledError: Too many; nothing was sent.
        """
        self._require_accounts()
        form = Form()
        address = form.take(lambda: EmailAddress.parse(email))
        if address is None:
            raise form.error()
        self._parts.gate.admit(Kind.ACCOUNT, client=client, addressee=str(address))
        draft = AccountDraft.draw(self._parts)

        def work(unit: UnitOfWork) -> None:
            account = unit.accounts.by_email(address)
            # Written for anybody, so that every request ends with a commit.
            event = PasswordForgotten(at=draft.at, actor=ANONYMOUS)
            self._parts.ledger.note(unit, event, note_id=draft.note_id)
            if account is None or account.confirmed_at is None:
                return
            link = self._links.make(
                account,
                purpose=LinkPurpose.RESET,
                sent_to=account.email,
                lifetime=RESET_LIFETIME,
                draft=draft,
            )
            message = PasswordReset(name=account.name, expires_at=link.expires_at)
            self._links.issue(unit, account, link, message, draft=draft)

        self._parts.store.transact(work)

    def reset(
        self,
        token: str | None,
        *,
        email: str | None,
        password: str | None,
        client: str | None = None,
    ) -> None:
        """
        Choose another password by a mailed link; it logs nobody in.

        The address's failed log-ins are forgotten: the person has proved to read it.

        Args:
            token: The string in the link.
            email: The account's address, typed by hand: a mail scanner that fills in
                forms would set a password otherwise. Browsers' password managers need
                it too, to know whose password they are to keep.
            password: The new password, as typed.
            client: As for `log_in`; earlier failures are forgotten there too.

        Raises:
            InputError: The address is another, or the password cannot be used; the
                link still works.
            LinkError: The link cannot be used.
        """
        hasher = self._hasher
        claim = self._links.claim(token, purpose=LinkPurpose.RESET)
        now = instant(self._parts.clock.now())

        def check(unit: UnitOfWork) -> EmailAddress | LinkError:
            link, account = self._links.read(unit, claim)
            refusal = self._links.refusal(unit, link, account, at=now)
            return refusal or link.sent_to

        # First: a dead link shall not cost a password hash.
        sent_to = _answer(self._parts.store.transact(check))
        form = Form()
        form.take(lambda: _typed_again(email, sent_to))
        accepted = form.take(lambda: self._parts.passwords.parse(password))
        if form.is_faulty or accepted is None:
            raise form.error()
        password_hash = hasher.hash(accepted)
        draft = AccountDraft.draw(self._parts)
        attempt = self._logins.attempt(str(sent_to), client=client)

        def work(unit: UnitOfWork) -> LinkError | None:
            link, account = self._links.read(unit, claim)
            refusal = self._use(unit, link, account, draft)
            if refusal is None:
                self._logins.succeed(unit, attempt)
                self._set_password(unit, account, password_hash, draft, actor=ANONYMOUS)
            return refusal

        _answer(self._parts.store.transact(work))

    def change_password(
        self,
        *,
        old: str | None,
        new: str | None,
        by: Principal,
        client: str | None = None,
    ) -> AccountView:
        """
        Choose another password, knowing the present one; links to choose one end.

        Args:
            old: The present password, as typed.
            new: The new one, as typed.
            by: Whose.
            client: As for `log_in`; failures count as failed log-ins do.

        Returns:
            The account; whoever changes it goes on with its `session`, and all other
            sessions are over.

        Raises:
            LoginNeededError: Nobody has logged in.
            InputError: A field cannot be used, or the present password is another.
            LoginThrottledError: Too many failures.
            CredentialsError: There is no such account, or its password has just been
                changed.
        """
        hasher = self._hasher
        _require_person(by)
        form = Form()
        secret = form.take(lambda: _filled(old, field="old"))
        accepted = form.take(lambda: self._parts.passwords.parse(new, field="new"))
        if secret is None or accepted is None:
            raise form.error()
        verified = self._verified(by, secret, client, field="old")
        password_hash = hasher.hash(accepted)
        draft = AccountDraft.draw(self._parts)

        def work(unit: UnitOfWork) -> AccountView:
            account = _unchanged(unit, verified)
            actor = self._actor(account)
            changed = self._set_password(
                unit, account, password_hash, draft, actor=actor
            )
            return AccountView.of(changed)

        return self._parts.store.transact(work)

    def change_address(
        self,
        email: str | None,
        *,
        password: str | None,
        by: Principal,
        client: str | None = None,
    ) -> None:
        """
        Ask for another address: a link to confirm it goes there.

        Nothing changes until it is used.

        Args:
            email: The new address, as typed.
            password: The password, as typed.
            by: Whose account.
            client: As for `log_in`.

        Raises:
            LoginNeededError: Nobody has logged in.
            InputError: A field cannot be used, or the password is another.
            LoginThrottledError: Too many failures.
            CredentialsError: There is no such account.
            RequestThrottledError: Too many mails; nothing was sent.
        """
        self._require_accounts()
        _require_person(by)
        form = Form()
        address = form.take(lambda: EmailAddress.parse(email))
        secret = form.take(lambda: _filled(password, field="password"))
        if address is None or secret is None:
            raise form.error()
        verified = self._verified(by, secret, client, field="password")
        self._parts.gate.admit(Kind.ACCOUNT, client=client, addressee=str(address))
        draft = AccountDraft.draw(self._parts)

        def work(unit: UnitOfWork) -> None:
            account = _unchanged(unit, verified)
            self._ask_to_confirm(unit, account, address, draft)

        self._parts.store.transact(work)

    @property
    def _hasher(self) -> PasswordHasher:
        if self._parts.hasher is None:
            raise ConfigurationError(
                setting="accounts", problem="this PixOrga was made without them."
            )
        return self._parts.hasher

    def _require_accounts(self) -> None:
        _ = self._hasher

    def _actor(self, account: Account) -> str:
        return self._parts.ledger.actor(account.principal)

    def _terms(self, version: str | None) -> str:
        present = self._parts.site.terms_version
        if version != present:
            raise TermsOutdatedError(field="terms", version=present)
        return present

    def _looked_at(self, password: str) -> str:
        # Over-long passwords are no account's, but cost what others cost.
        return password[: self._parts.passwords.most + 1]

    def _admitted(self, attempt: Attempt) -> Account | None:
        """
        Count an attempt, and find the account that it is for.
        """
        now = instant(self._parts.clock.now())

        def work(unit: UnitOfWork) -> Account | None:
            self._logins.admit(unit, attempt, now=now)
            return unit.accounts.by_email(attempt.email) if attempt.email else None

        return self._parts.store.transact(work)

    def _let_in(
        self, account: Account, attempt: Attempt, *, secret: str, accepted: str | None
    ) -> Session:
        """
        Note a success: failures are forgotten, terms accepted, an old hash renewed.
        """
        draft = AccountDraft.draw(self._parts)
        stale = self._hasher.needs_rehash(account.password_hash)
        renewed = self._hasher.hash(secret) if stale else account.password_hash

        def work(unit: UnitOfWork) -> Account:
            present = later = _unchanged(unit, account)
            self._logins.succeed(unit, attempt)
            if present.password_hash == account.password_hash:
                later = attrs.evolve(later, password_hash=renewed)
            if accepted is not None and accepted != present.terms:
                later = attrs.evolve(later, terms=accepted, terms_at=draft.at)
                event = TermsAccepted(
                    at=draft.at,
                    actor=self._actor(present),
                    account=present.id,
                    version=accepted,
                )
                self._parts.ledger.note(unit, event, note_id=draft.note_id)
            if later != present:
                save_account(unit, later, was=present)
            return later

        present = self._parts.store.transact(work)
        version = self._parts.site.terms_version
        if present.terms != version:
            raise TermsUpdateRequiredError(version=version)
        return Session(person=present.principal, number=present.session)

    def _verified(
        self, by: Principal, secret: str, client: str | None, *, field: str
    ) -> Account:
        """
        The person's account, whose password it is.
        """
        found = self._parts.store.transact(
            lambda unit: unit.accounts.get(by.id), read_only=True
        )
        if found is None:
            raise CredentialsError
        attempt = self._logins.attempt(str(found.email), client=client)
        self._admitted(attempt)
        looked_at = self._looked_at(secret)
        if not self._hasher.verify(looked_at, password_hash=found.password_hash):
            raise InputError(errors=(PasswordWrongError(field=field),))
        self._parts.store.transact(lambda unit: self._logins.succeed(unit, attempt))
        return found

    def _confirmation(
        self, account: Account, sent_to: EmailAddress, draft: AccountDraft
    ) -> AccountLink:
        return self._links.make(
            account,
            purpose=LinkPurpose.CONFIRM,
            sent_to=sent_to,
            lifetime=CONFIRM_LIFETIME,
            draft=draft,
        )

    def _ask_to_confirm(
        self,
        unit: UnitOfWork,
        account: Account,
        address: EmailAddress,
        draft: AccountDraft,
    ) -> None:
        link = self._confirmation(account, address, draft)
        message = AddressToConfirm(name=account.name, expires_at=link.expires_at)
        self._links.issue(unit, account, link, message, draft=draft)

    def _use(
        self,
        unit: UnitOfWork,
        link: AccountLink,
        account: Account,
        draft: AccountDraft,
    ) -> LinkError | None:
        """
        Use up a link; a refusal is for the caller to raise, once its trace is kept.
        """
        refusal = self._links.refusal(unit, link, account, at=draft.at)
        if refusal is None:
            used = link.step(LinkEvent.ACCEPT, at=draft.at, by=account.id)
            _check(saved=unit.accounts.save_link(used))
        return refusal

    def _confirmed(
        self,
        unit: UnitOfWork,
        account: Account,
        link: AccountLink,
        draft: AccountDraft,
    ) -> Account:
        """
        Write a confirmed address down; if it is a new one, all that hangs on the old.
        """
        actor = self._actor(account)
        later = attrs.evolve(account, email=link.sent_to, confirmed_at=draft.at)
        save_account(unit, later, was=account)
        moved = later.email != account.email
        if moved:
            self._links.revoke(unit, later, at=draft.at)
            notice = CredentialsChanged(
                name=account.name, change=CredentialChange.ADDRESS, changed_at=draft.at
            )
            # To the former address: whoever reads it should know.
            mail = to_account(account, notice, mail_id=draft.mail_id, at=draft.at)
            unit.outbox.add([mail])
            update_copies(self._parts, unit, later.principal, at=draft.at, actor=actor)
        event_class = AddressChanged if moved else AddressConfirmed
        event = event_class(at=draft.at, actor=actor, account=account.id)
        self._parts.ledger.note(unit, event, note_id=draft.note_id)
        return later

    def _set_password(
        self,
        unit: UnitOfWork,
        account: Account,
        password_hash: str,
        draft: AccountDraft,
        *,
        actor: str,
    ) -> Account:
        later = attrs.evolve(
            account,
            password_hash=password_hash,
            password_set_at=draft.at,
            session=account.session + 1,
        )
        save_account(unit, later, was=account)
        # Whoever knew the former password may have asked for another address.
        self._links.revoke(unit, later, at=draft.at)
        notice = CredentialsChanged(
            name=account.name, change=CredentialChange.PASSWORD, changed_at=draft.at
        )
        mail = to_account(account, notice, mail_id=draft.mail_id, at=draft.at)
        unit.outbox.add([mail])
        event = PasswordChanged(at=draft.at, actor=actor, account=account.id)
        self._parts.ledger.note(unit, event, note_id=draft.note_id)
        return later


def _require_person(by: Principal) -> None:
    if not isinstance(by, Principal):
        # A scanner that submits the form has nobody to act for.
        raise LoginNeededError


def _filled(password: str | None, *, field: str) -> str:
    # Blanks are characters like any other, in a password.
    if not password:
        raise FieldBlankError(field=field)
    return password


def _typed_again(typed: str | None, address: EmailAddress) -> EmailAddress:
    """
    An address that its owner was asked to type.
    """
    parsed = EmailAddress.parse(typed)
    if parsed != address:
        raise FieldMismatchError(field="email")
    return parsed


def _own(unit: UnitOfWork, by: Principal) -> Account:
    account = unit.accounts.get(by.id)
    if account is None:
        raise NotFoundError
    return account


def _unchanged(unit: UnitOfWork, verified: Account) -> Account:
    """
    An account as it is now, provided that no other password was chosen meanwhile.
    """
    present = unit.accounts.get(verified.id)
    if present is None or present.session != verified.session:
        raise CredentialsError
    return present


def save_account(unit: UnitOfWork, account: Account, *, was: Account) -> None:
    """
    Write an account's new state over the row that this transaction has read.

    Raises:
        StoreConflictError: The row is another one by now.
    """
    _check(saved=unit.accounts.save(account, was=was))


def _check(*, saved: bool) -> None:
    # Read in this very transaction: only a store without isolation says no.
    if not saved:
        raise StoreConflictError


def _answer(answer: T | LinkError) -> T:
    if isinstance(answer, LinkError):
        raise answer
    return answer
