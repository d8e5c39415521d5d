//! Accounts: signing in, sessions, one-time links, API tokens. Rule: behaviour 7.5-7.7.

use jiff::{SignedDuration, Timestamp};
use winback_domain::{ApiToken, NewApiToken, Person, PersonId, TokenId, TokenScope};
use winback_store::{Credentials, Failures, NewSession, StoreError};

mod password;
mod secret;

pub use secret::Secret;

use self::password::{hashed, is_right};
use crate::{
    Actor, App, AppError, Desk, Mandate, Refusal, ValueProblem, desk::find_person_among, field,
};

/// How long a session lives that is not used.
const IDLE: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How long a session lives at most.
const LONGEST_SESSION: SignedDuration = SignedDuration::from_hours(90 * 24);

/// How long a one-time link is valid.
const LINK: SignedDuration = SignedDuration::from_hours(24);

/// How long failures to sign in are remembered.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);

/// How many failures in a row are free.
const FREE_FAILURES: u64 = 5;

/// The longest time to wait after failures.
const LONGEST_WAIT: SignedDuration = SignedDuration::from_mins(15);

/// How often it is written down that a session or a token is used.
const NOTED: SignedDuration = SignedDuration::from_hours(1);

/// For how many days a token is valid if nothing is said, and at most.
const TOKEN_DAYS: u16 = 90;
const MOST_TOKEN_DAYS: u16 = 366;

/// Somebody who has just signed in.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// What the session is known by from now on.
    pub token: Secret,
    /// Who signed in.
    pub person: Actor,
    /// The instant from which the session is valid no more, unless it is used.
    pub expires_at: Timestamp,
}

/// A link by which a person sets a password, once.
#[derive(Debug, Clone)]
pub struct OneTimeLink {
    /// What the link holds.
    pub secret: Secret,
    /// Whose password it sets.
    pub person: Actor,
    /// The instant from which it is valid no more.
    pub expires_at: Timestamp,
}

/// An API token that a person asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenRequest {
    /// What it is for.
    pub name: String,
    /// What it allows.
    pub scope: TokenScope,
    /// For how many days it is valid, 1 to 366; 90 if nothing is said.
    pub days: Option<u16>,
}

impl App {
    /// Tells whether nobody has a password yet.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn needs_setup(&self) -> Result<bool, AppError> {
        Ok(!self.storage.accounts.has_passwords().await?)
    }

    /// Makes a link by which the first manager sets a password: for whoever runs the program, and for
    /// nobody else to see.
    ///
    /// # Errors
    /// [`AppError::Refused`] if somebody has a password; [`AppError::Store`].
    pub async fn first_link(&self) -> Result<OneTimeLink, AppError> {
        if !self.needs_setup().await? {
            return Err(Refusal::NotFirst.into());
        }
        let desk = self.desk(None).await?;
        let person = desk.people().await?.into_iter().find(|person| person.id == desk.actor().id);
        let person = person.ok_or(Refusal::NoManager)?;
        desk.link_for(&person).await
    }

    /// Signs a person in by login, or by an e-mail address that nobody else has, and a password.
    ///
    /// # Errors
    /// [`AppError::SignIn`], which does not tell what was wrong; [`AppError::SlowDown`] after failures in
    /// a row; [`AppError::Store`].
    pub async fn sign_in(&self, login: &str, password: &Secret) -> Result<SignedIn, AppError> {
        // A longer text is nobody's, and need not be kept.
        let login: String = login.chars().take(200).collect();
        let now = self.now();
        let accounts = &self.storage.accounts;
        if let Some(wait) = accounts.failures(&login).await?.and_then(|it| to_wait(it, now)) {
            return Err(AppError::SlowDown { seconds: wait });
        }
        let found = accounts.credentials(&login).await?;
        let hash = found.as_ref().and_then(|found| found.password.clone());
        let right = is_right(password, hash).await?;
        let person = found.map(|found| found.person).filter(|person| right && person.active);
        let Some(person) = person else {
            let forget = now.saturating_sub(REMEMBERED).unwrap_or(now);
            accounts.count_failure(&login, now, forget).await?;
            return Err(AppError::SignIn);
        };
        let (token, session) = new_session(person.id, now)?;
        accounts.begin_session(&session, &login).await?;
        let expires_at = session.expires_at;
        Ok(SignedIn { token, person: actor(&person), expires_at })
    }

    /// Tells whose password a one-time link sets, without using it; nothing if it is not valid.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn link_person(&self, link: &Secret) -> Result<Option<Actor>, AppError> {
        let person = self.storage.accounts.link(&link.hash(), self.now()).await?;
        Ok(person.filter(|person| person.active).map(|person| actor(&person)))
    }

    /// Sets a password by a one-time link, and signs in.
    ///
    /// # Errors
    /// [`AppError::Refused`] if the link is not valid; [`AppError::Value`] for a password that is too
    /// short or too common; [`AppError::Store`].
    pub async fn use_link(&self, link: &Secret, password: &Secret) -> Result<SignedIn, AppError> {
        let now = self.now();
        let person = self.storage.accounts.link(&link.hash(), now).await?;
        let person = person.filter(|person| person.active).ok_or(Refusal::InvalidLink)?;
        let hash = hashed(password, &person).await?;
        let (token, session) = new_session(person.id, now)?;
        if !self.storage.accounts.use_link(&link.hash(), &hash, &session).await? {
            return Err(Refusal::InvalidLink.into());
        }
        Ok(SignedIn { token, person: actor(&person), expires_at: session.expires_at })
    }

    /// Seats whoever has a session; nothing if it is none or over, or the person works here no more.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn desk_of_session(&self, token: &Secret) -> Result<Option<Desk>, AppError> {
        let now = self.now();
        let session = self.storage.accounts.session(&token.hash()).await?;
        let Some(session) = session.filter(|it| it.person.active && now < it.expires_at) else {
            return Ok(None);
        };
        if now.duration_since(session.seen_at) >= NOTED {
            let last = session.created_at.saturating_add(LONGEST_SESSION).unwrap_or(now);
            let expires_at = now.saturating_add(IDLE).unwrap_or(now).min(last);
            self.storage.accounts.prolong_session(&token.hash(), now, expires_at).await?;
        }
        Ok(Some(self.desk_of(&session.person).await?))
    }

    /// Seats whoever has an API token, with what the token allows; nothing if it is none or over, or the
    /// person works here no more.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn desk_of_token(&self, token: &Secret) -> Result<Option<Desk>, AppError> {
        let now = self.now();
        let found = self.storage.accounts.token(&token.hash()).await?;
        let Some((token, person)) =
            found.filter(|(token, person)| person.active && token.is_valid_at(now))
        else {
            return Ok(None);
        };
        if token.last_used_at.is_none_or(|last| now.duration_since(last) >= NOTED) {
            self.storage.accounts.use_token(token.id, now).await?;
        }
        let mandate = Mandate { scope: token.scope, until: token.expires_at };
        Ok(Some(self.desk_of(&person).await?.with_mandate(mandate)))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn sign_out(&self, token: &Secret) -> Result<(), AppError> {
        Ok(self.storage.accounts.end_session(&token.hash()).await?)
    }
}

impl Desk {
    /// Changes one's own password; all sessions end but `keep`.
    ///
    /// # Errors
    /// [`AppError::SignIn`] if the old one is wrong; [`AppError::SlowDown`] after failures in a row;
    /// [`AppError::Value`] for a new one that is too short or too common; [`AppError::Store`].
    pub async fn change_password(
        &self,
        old: &Secret,
        new: &Secret,
        keep: Option<&Secret>,
    ) -> Result<(), AppError> {
        let accounts = &self.storage.accounts;
        let Credentials { person, password } = accounts.credentials_of(self.actor().id).await?;
        let now = self.now();
        let failures = accounts.failures(&person.login).await?;
        if let Some(seconds) = failures.and_then(|failures| to_wait(failures, now)) {
            return Err(AppError::SlowDown { seconds });
        }
        if !is_right(old, password).await? {
            let forget = now.saturating_sub(REMEMBERED).unwrap_or(now);
            accounts.count_failure(&person.login, now, forget).await?;
            return Err(AppError::SignIn);
        }
        let hash = hashed(new, &person).await?;
        let keep = keep.map(Secret::hash);
        Ok(accounts.set_password(person.id, &hash, now, keep.as_ref()).await?)
    }

    /// Refuses whoever may not set passwords of others.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`].
    pub fn must_set_passwords(&self) -> Result<(), AppError> {
        self.must_configure("set passwords")
    }

    /// Sets the password of a person; all sessions of theirs end. Only managers may.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Unknown`]; [`AppError::Value`] for a password that is too
    /// short or too common; [`AppError::Store`].
    pub async fn set_password(&self, person: &str, new: &Secret) -> Result<Person, AppError> {
        self.must_set_passwords()?;
        let person = self.worker(person).await?;
        let hash = hashed(new, &person).await?;
        self.storage.accounts.set_password(person.id, &hash, self.now(), None).await?;
        Ok(person)
    }

    /// Makes a link by which a person sets a password, once, within a day. Only managers may; a token makes
    /// none for its owner, whose way in it would become. Rule: behaviour 7.6.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Refused`]; [`AppError::Unknown`]; [`AppError::Store`].
    pub async fn password_link(&self, person: &str) -> Result<OneTimeLink, AppError> {
        self.must_configure("make links for passwords")?;
        let person = self.worker(person).await?;
        if self.mandate().is_some() && person.id == self.actor().id {
            return Err(Refusal::LinkForOwner.into());
        }
        self.link_for(&person).await
    }

    async fn link_for(&self, person: &Person) -> Result<OneTimeLink, AppError> {
        let secret = Secret::random("")?;
        let expires_at = self.now().saturating_add(LINK).unwrap_or(self.now());
        self.storage.accounts.add_link(&secret.hash(), person.id, expires_at).await?;
        Ok(OneTimeLink { secret, person: actor(person), expires_at })
    }

    /// Finds somebody who works here.
    async fn worker(&self, person: &str) -> Result<Person, AppError> {
        let people = self.people().await?;
        let active = people.iter().filter(|person| person.active);
        Ok(find_person_among(active, person)?.clone())
    }

    /// Makes a token that acts as oneself; its secret is told this once. One that is asked for by a token may
    /// no more than that, and ends no later. Rule: behaviour 7.6.
    ///
    /// # Errors
    /// [`AppError::Value`] for a name or a time that it cannot have; [`AppError::NotAllowed`] for the scope
    /// `configure` if this is no manager; [`AppError::Mandate`]; [`AppError::Store`].
    pub async fn create_token(
        &self,
        request: &TokenRequest,
    ) -> Result<(ApiToken, Secret), AppError> {
        self.must_cover(request.scope)?;
        if request.scope == TokenScope::Configure {
            self.must_configure("make tokens that configure")?;
        }
        let name = field::required_text("name", &request.name)?;
        let days = request.days.unwrap_or(TOKEN_DAYS);
        if !(1..=MOST_TOKEN_DAYS).contains(&days) {
            let problem = ValueProblem::NoTokenTime { most: MOST_TOKEN_DAYS };
            return Err(AppError::value("days", days.to_string(), problem));
        }
        let now = self.now();
        let life = SignedDuration::from_hours(i64::from(days) * 24);
        let mut expires_at = now.saturating_add(life).unwrap_or(now);
        if let Some(Mandate { until, .. }) = self.mandate()
            && until < expires_at
        {
            if let Some(days) = request.days {
                let problem = ValueProblem::OutlivesToken { until };
                return Err(AppError::value("days", days.to_string(), problem));
            }
            expires_at = until;
        }
        let secret = Secret::random("wb_")?;
        let new = NewApiToken {
            person: self.actor().id,
            name,
            scope: request.scope,
            created_at: now,
            expires_at,
        };
        let token = self.storage.accounts.add_token(&new, &secret.hash()).await?;
        Ok((token, secret))
    }

    /// Lists one's tokens; for managers, everybody's.
    ///
    /// # Errors
    /// [`AppError::Store`].
    pub async fn tokens(&self) -> Result<Vec<ApiToken>, AppError> {
        Ok(self.storage.accounts.tokens(self.own_tokens()).await?)
    }

    /// Revokes a token of one's own; for managers, of anybody.
    ///
    /// # Errors
    /// [`AppError::Absent`] if there is no such token; [`AppError::Store`].
    pub async fn revoke_token(&self, id: TokenId) -> Result<ApiToken, AppError> {
        match self.storage.accounts.revoke_token(id, self.own_tokens(), self.now()).await {
            Err(StoreError::Missing { .. }) => {
                Err(AppError::Absent { what: "token", id: id.get() })
            }
            revoked => Ok(revoked?),
        }
    }

    /// Returns whose tokens one may see, if not everybody's.
    const fn own_tokens(&self) -> Option<PersonId> {
        let actor = self.actor();
        if actor.role.may_configure() { None } else { Some(actor.id) }
    }
}

fn actor(person: &Person) -> Actor {
    Actor::of(person)
}

fn new_session(person: PersonId, now: Timestamp) -> Result<(Secret, NewSession), AppError> {
    let token = Secret::random("")?;
    let expires_at = now.saturating_add(IDLE).unwrap_or(now);
    let session = NewSession { secret: token.hash(), person, at: now, expires_at };
    Ok((token, session))
}

/// Returns how many seconds to wait after failures in a row, if any. Rule: behaviour 7.5.
fn to_wait(failures: Failures, now: Timestamp) -> Option<u64> {
    let beyond = failures.count.checked_sub(FREE_FAILURES)?;
    let seconds = 1_i64 << beyond.min(20);
    let wait = SignedDuration::from_secs(seconds).min(LONGEST_WAIT);
    let since = now.duration_since(failures.last_at);
    let left = wait.saturating_sub(since);
    let whole = left.as_secs().saturating_add(i64::from(left.subsec_nanos() > 0));
    u64::try_from(whole).ok().filter(|seconds| *seconds > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_to_wait_doubles_up_to_a_quarter_of_an_hour() {
        let at = Timestamp::UNIX_EPOCH;
        let wait = |count| to_wait(Failures { count, last_at: at }, at);
        assert_eq!(wait(4), None);
        assert_eq!([wait(5), wait(6), wait(10)], [Some(1), Some(2), Some(32)]);
        assert_eq!([wait(15), wait(100), wait(u64::MAX)], [Some(900); 3]);
        let later = at + SignedDuration::from_millis(1_500);
        assert_eq!(to_wait(Failures { count: 6, last_at: at }, later), Some(1));
        let later = at + SignedDuration::from_secs(2);
        assert_eq!(to_wait(Failures { count: 6, last_at: at }, later), None);
    }
}
