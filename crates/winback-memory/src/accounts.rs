//! The store of accounts.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use winback_store::domain::{ApiToken, NewApiToken, Person, PersonId, TokenId};
use winback_store::filter::fold;
use winback_store::{
    AccountStore, Credentials, Failures, NewSession, SecretHash, Session, StoreError, StoreResult,
};

use crate::backend::Memory;
use crate::world::{World, name_key};

/// By what people are known.
#[derive(Debug, Clone, Default)]
pub(crate) struct Accounts {
    passwords: BTreeMap<PersonId, String>,
    sessions: BTreeMap<SecretHash, KeptSession>,
    tokens: BTreeMap<TokenId, (ApiToken, SecretHash)>,
    links: BTreeMap<SecretHash, (PersonId, Timestamp)>,
    failures: BTreeMap<String, Failures>,
}

#[derive(Debug, Clone, Copy)]
struct KeptSession {
    person: PersonId,
    created_at: Timestamp,
    seen_at: Timestamp,
    expires_at: Timestamp,
}

impl World {
    fn account_holder(&self, id: PersonId) -> StoreResult<&Person> {
        self.people.get(&id).ok_or(StoreError::Missing { what: "person", id: id.get() })
    }

    fn credentials_for(&self, person: &Person) -> Credentials {
        let password = self.accounts.passwords.get(&person.id).cloned();
        Credentials { person: person.clone(), password }
    }

    fn put_password(
        &mut self,
        id: PersonId,
        hash: &str,
        keep: Option<&SecretHash>,
    ) -> StoreResult<()> {
        let person = self.account_holder(id)?.clone();
        let accounts = &mut self.accounts;
        accounts.passwords.insert(id, hash.to_owned());
        accounts.sessions.retain(|secret, it| it.person != id || Some(secret) == keep);
        accounts.links.retain(|_, (of, _)| *of != id);
        accounts.failures.remove(&name_key(&person.login));
        if let Some(email) = &person.email {
            accounts.failures.remove(&name_key(email));
        }
        Ok(())
    }

    fn put_session(&mut self, new: &NewSession) -> StoreResult<()> {
        self.account_holder(new.person)?;
        let session = KeptSession {
            person: new.person,
            created_at: new.at,
            seen_at: new.at,
            expires_at: new.expires_at,
        };
        self.accounts.sessions.insert(new.secret.clone(), session);
        Ok(())
    }

    fn link_holder(&self, secret: &SecretHash, at: Timestamp) -> Option<&Person> {
        let (person, expires_at) = self.accounts.links.get(secret)?;
        let person = self.people.get(person)?;
        (at < *expires_at).then_some(person)
    }
}

#[async_trait]
impl AccountStore for Memory {
    async fn has_passwords(&self) -> StoreResult<bool> {
        Ok(self.read(|world| !world.accounts.passwords.is_empty()))
    }

    async fn credentials(&self, login: &str) -> StoreResult<Option<Credentials>> {
        Ok(self.read(|world| {
            let key = name_key(login);
            let by_login = world.people.values().find(|it| name_key(&it.login) == key);
            let has_email = |it: &&Person| it.email.as_deref().is_some_and(|it| fold(it) == key);
            let mut by_email = world.people.values().filter(has_email);
            let person = by_login.or_else(|| by_email.next().filter(|_| by_email.next().is_none()));
            person.map(|person| world.credentials_for(person))
        }))
    }

    async fn credentials_of(&self, person: PersonId) -> StoreResult<Credentials> {
        self.read(|world| Ok(world.credentials_for(world.account_holder(person)?)))
    }

    async fn set_password(
        &self,
        person: PersonId,
        hash: &str,
        _at: Timestamp,
        keep: Option<&SecretHash>,
    ) -> StoreResult<()> {
        self.write(|world| world.put_password(person, hash, keep))
    }

    async fn failures(&self, login: &str) -> StoreResult<Option<Failures>> {
        Ok(self.read(|world| world.accounts.failures.get(&name_key(login)).copied()))
    }

    async fn count_failure(
        &self,
        login: &str,
        at: Timestamp,
        forget: Timestamp,
    ) -> StoreResult<()> {
        self.write(|world| {
            let failures = &mut world.accounts.failures;
            failures.retain(|_, known| known.last_at >= forget);
            let known = failures.entry(name_key(login));
            let known = known.or_insert(Failures { count: 0, last_at: at });
            *known = Failures { count: known.count + 1, last_at: at };
            Ok(())
        })
    }

    async fn begin_session(&self, new: &NewSession, login: &str) -> StoreResult<()> {
        self.write(|world| {
            world.put_session(new)?;
            let accounts = &mut world.accounts;
            accounts.failures.remove(&name_key(login));
            accounts.sessions.retain(|_, it| new.at < it.expires_at);
            accounts.links.retain(|_, (_, expires_at)| new.at < *expires_at);
            Ok(())
        })
    }

    async fn session(&self, secret: &SecretHash) -> StoreResult<Option<Session>> {
        Ok(self.read(|world| {
            let kept = world.accounts.sessions.get(secret)?;
            let KeptSession { person, created_at, seen_at, expires_at } = *kept;
            let person = world.people.get(&person)?.clone();
            Some(Session { person, created_at, seen_at, expires_at })
        }))
    }

    async fn prolong_session(
        &self,
        secret: &SecretHash,
        seen_at: Timestamp,
        expires_at: Timestamp,
    ) -> StoreResult<()> {
        self.write(|world| {
            if let Some(kept) = world.accounts.sessions.get_mut(secret) {
                *kept = KeptSession { seen_at, expires_at, ..*kept };
            }
            Ok(())
        })
    }

    async fn end_session(&self, secret: &SecretHash) -> StoreResult<()> {
        self.write(|world| {
            world.accounts.sessions.remove(secret);
            Ok(())
        })
    }

    async fn lock_out(&self, person: PersonId, at: Timestamp) -> StoreResult<()> {
        self.write(|world| {
            let accounts = &mut world.accounts;
            accounts.sessions.retain(|_, it| it.person != person);
            accounts.links.retain(|_, (of, _)| *of != person);
            for (token, _) in accounts.tokens.values_mut().filter(|(it, _)| it.person == person) {
                token.revoked_at.get_or_insert(at);
            }
            Ok(())
        })
    }

    async fn add_token(&self, new: &NewApiToken, secret: &SecretHash) -> StoreResult<ApiToken> {
        self.write(|world| {
            world.account_holder(new.person)?;
            let tokens = &mut world.accounts.tokens;
            let last = tokens.last_key_value().map_or(0, |(id, _)| id.get());
            let id = TokenId::new(last + 1);
            let NewApiToken { person, name, scope, created_at, expires_at } = new.clone();
            let (last_used_at, revoked_at) = (None, None);
            let token = ApiToken {
                id,
                person,
                name,
                scope,
                created_at,
                expires_at,
                last_used_at,
                revoked_at,
            };
            tokens.insert(id, (token.clone(), secret.clone()));
            Ok(token)
        })
    }

    async fn token(&self, secret: &SecretHash) -> StoreResult<Option<(ApiToken, Person)>> {
        Ok(self.read(|world| {
            let mut tokens = world.accounts.tokens.values();
            let (token, _) = tokens.find(|(_, hash)| hash == secret)?;
            Some((token.clone(), world.people.get(&token.person)?.clone()))
        }))
    }

    async fn tokens(&self, person: Option<PersonId>) -> StoreResult<Vec<ApiToken>> {
        Ok(self.read(|world| {
            let tokens = world.accounts.tokens.values().map(|(token, _)| token);
            let own = |token: &&ApiToken| person.is_none_or(|person| token.person == person);
            tokens.filter(own).cloned().collect()
        }))
    }

    async fn use_token(&self, id: TokenId, at: Timestamp) -> StoreResult<()> {
        self.write(|world| {
            if let Some((token, _)) = world.accounts.tokens.get_mut(&id) {
                token.last_used_at = Some(at);
            }
            Ok(())
        })
    }

    async fn revoke_token(
        &self,
        id: TokenId,
        person: Option<PersonId>,
        at: Timestamp,
    ) -> StoreResult<ApiToken> {
        self.write(|world| {
            let found = world.accounts.tokens.get_mut(&id).map(|(token, _)| token);
            let own = found.filter(|token| person.is_none_or(|person| token.person == person));
            let token = own.ok_or(StoreError::Missing { what: "token", id: id.get() })?;
            token.revoked_at.get_or_insert(at);
            Ok(token.clone())
        })
    }

    async fn add_link(
        &self,
        secret: &SecretHash,
        person: PersonId,
        expires_at: Timestamp,
    ) -> StoreResult<()> {
        self.write(|world| {
            world.account_holder(person)?;
            world.accounts.links.insert(secret.clone(), (person, expires_at));
            Ok(())
        })
    }

    async fn link(&self, secret: &SecretHash, at: Timestamp) -> StoreResult<Option<Person>> {
        Ok(self.read(|world| world.link_holder(secret, at).cloned()))
    }

    async fn use_link(
        &self,
        secret: &SecretHash,
        hash: &str,
        session: &NewSession,
    ) -> StoreResult<bool> {
        self.write(|world| {
            let Some(person) = world.link_holder(secret, session.at).map(|it| it.id) else {
                return Ok(false);
            };
            world.put_password(person, hash, None)?;
            world.put_session(&NewSession { person, ..session.clone() })?;
            Ok(true)
        })
    }
}
