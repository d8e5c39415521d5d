//! The store of accounts: by what people, and programs of theirs, are known.

use async_trait::async_trait;
use jiff::Timestamp;
use winback_domain::{ApiToken, NewApiToken, Person, PersonId, TokenId};

use crate::StoreResult;

/// What a store keeps of a random secret: its SHA-256, by which it is found and from which it cannot be
/// told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretHash(String);

impl SecretHash {
    /// Wraps the hash, as hexadecimal text.
    pub const fn new(hex: String) -> Self {
        Self(hex)
    }

    /// Returns the hash, as hexadecimal text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Who signs in, and by what.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// The person.
    pub person: Person,
    /// The hash of the password in the PHC string format; nothing if none was set.
    pub password: Option<String>,
}

/// A session to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    /// What its secret is found by.
    pub secret: SecretHash,
    /// Whose it is.
    pub person: PersonId,
    /// When it begins.
    pub at: Timestamp,
    /// The instant from which it is valid no more.
    pub expires_at: Timestamp,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Whose it is.
    pub person: Person,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used, to the hour.
    pub seen_at: Timestamp,
    /// The instant from which it is valid no more.
    pub expires_at: Timestamp,
}

/// Failures to sign in, in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: u64,
    /// When the last was.
    pub last_at: Timestamp,
}

/// Stores accounts. It decides nothing: whether a session or a token is valid is told by its times and
/// its person. Logins are compared ignoring case and surrounding space.
#[async_trait]
pub trait AccountStore: Send + Sync {
    /// Tells whether anybody has a password.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn has_passwords(&self) -> StoreResult<bool>;

    /// Finds a person by the login or, if nobody has that, by an e-mail address that nobody else has.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn credentials(&self, login: &str) -> StoreResult<Option<Credentials>>;

    /// Returns a person's credentials.
    ///
    /// # Errors
    /// `Missing` if there is no such person.
    async fn credentials_of(&self, person: PersonId) -> StoreResult<Credentials>;

    /// Sets a person's password. All sessions of the person end but `keep`, links are void, and failures
    /// by the person's login and e-mail address are forgotten.
    ///
    /// # Errors
    /// `Missing` if there is no such person.
    async fn set_password(
        &self,
        person: PersonId,
        hash: &str,
        at: Timestamp,
        keep: Option<&SecretHash>,
    ) -> StoreResult<()>;

    /// Returns the failures by what was typed as a login.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn failures(&self, login: &str) -> StoreResult<Option<Failures>>;

    /// Counts a failure, and forgets all whose last was before `forget`.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn count_failure(&self, login: &str, at: Timestamp, forget: Timestamp)
    -> StoreResult<()>;

    /// Begins a session after `login` was typed rightly: its failures are forgotten, and sessions and
    /// links that are over are deleted.
    ///
    /// # Errors
    /// `Missing` if there is no such person.
    async fn begin_session(&self, new: &NewSession, login: &str) -> StoreResult<()>;

    /// Finds a session by its secret.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn session(&self, secret: &SecretHash) -> StoreResult<Option<Session>>;

    /// Says that a session was used, and until when it is valid now.
    ///
    /// # Errors
    /// `Backend` alone; a session that is gone stays gone.
    async fn prolong_session(
        &self,
        secret: &SecretHash,
        seen_at: Timestamp,
        expires_at: Timestamp,
    ) -> StoreResult<()>;

    /// Ends a session.
    ///
    /// # Errors
    /// `Backend` alone; one that is gone stays gone.
    async fn end_session(&self, secret: &SecretHash) -> StoreResult<()>;

    /// Ends all sessions of a person, voids the links, and revokes the tokens.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn lock_out(&self, person: PersonId, at: Timestamp) -> StoreResult<()>;

    /// Adds a token.
    ///
    /// # Errors
    /// `Missing` if there is no such person.
    async fn add_token(&self, new: &NewApiToken, secret: &SecretHash) -> StoreResult<ApiToken>;

    /// Finds a token by its secret, with the person as whom it acts.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn token(&self, secret: &SecretHash) -> StoreResult<Option<(ApiToken, Person)>>;

    /// Returns the tokens of a person, or everybody's, by id.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn tokens(&self, person: Option<PersonId>) -> StoreResult<Vec<ApiToken>>;

    /// Says that a token was used.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn use_token(&self, id: TokenId, at: Timestamp) -> StoreResult<()>;

    /// Revokes a token, of a person or whosever it is; one that was revoked stays as it is.
    ///
    /// # Errors
    /// `Missing` if there is no such token of the person.
    async fn revoke_token(
        &self,
        id: TokenId,
        person: Option<PersonId>,
        at: Timestamp,
    ) -> StoreResult<ApiToken>;

    /// Adds a link by which a person can set a password once, until an instant.
    ///
    /// # Errors
    /// `Missing` if there is no such person.
    async fn add_link(
        &self,
        secret: &SecretHash,
        person: PersonId,
        expires_at: Timestamp,
    ) -> StoreResult<()>;

    /// Returns whose a link is, if it is valid at an instant.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn link(&self, secret: &SecretHash, at: Timestamp) -> StoreResult<Option<Person>>;

    /// Uses a link up: sets the password of its person as [`set_password`](Self::set_password) does,
    /// and begins a session of theirs. Returns false, and does nothing, if it is not valid; of several
    /// who use it at once, one succeeds.
    ///
    /// # Errors
    /// `Backend` alone.
    async fn use_link(
        &self,
        secret: &SecretHash,
        hash: &str,
        session: &NewSession,
    ) -> StoreResult<bool>;
}
