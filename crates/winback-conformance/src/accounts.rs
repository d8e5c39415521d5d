//! Accounts: passwords, sessions, tokens, links, failures to sign in.

use jiff::{SignedDuration, Timestamp};
use winback_store::domain::{NewApiToken, PersonId, TokenId, TokenScope};
use winback_store::{Failures, NewSession, PersonEdit, SecretHash, Storage};
use winback_testkit::fixed_now;

use crate::scene::{kind_of, person};

fn secret(text: &str) -> SecretHash {
    SecretHash::new(text.to_owned())
}

fn session(name: &str, person: PersonId) -> NewSession {
    let at = fixed_now();
    NewSession { secret: secret(name), person, at, expires_at: later(60) }
}

fn later(seconds: i64) -> Timestamp {
    fixed_now() + SignedDuration::from_secs(seconds)
}

fn token(person: PersonId, name: &str) -> NewApiToken {
    NewApiToken {
        person,
        name: name.to_owned(),
        scope: TokenScope::Write,
        created_at: fixed_now(),
        expires_at: later(60),
    }
}

/// By login, ignoring case and space, or by an address that nobody else has.
pub async fn credentials_are_found_by_login_or_by_ones_own_address(storage: &Storage) {
    let accounts = &storage.accounts;
    assert!(!accounts.has_passwords().await.unwrap());
    let eva = person(storage, "Éva", "éva").await;
    let bob = person(storage, "Bob", "bob@example.com").await;
    let email = |text: &str| PersonEdit::Email(Some(text.to_owned()));
    storage.people.edit(eva, &[email("Eva@Example.com")]).await.unwrap();
    let found = accounts.credentials(" ÉVA ").await.unwrap().unwrap();
    assert_eq!((found.person.id, found.password), (eva, None));
    accounts.set_password(eva, "hash", fixed_now(), None).await.unwrap();
    assert!(accounts.has_passwords().await.unwrap());
    let found = accounts.credentials("eva@example.COM").await.unwrap().unwrap();
    assert_eq!((found.person.id, found.password.as_deref()), (eva, Some("hash")));
    assert!(accounts.credentials_of(eva).await.unwrap() == found);
    // A login counts before an address, and an address of two people is neither's.
    storage.people.edit(eva, &[email("bob@example.com")]).await.unwrap();
    let found = accounts.credentials("bob@example.com").await.unwrap().unwrap();
    assert_eq!((found.person.id, found.password), (bob, None));
    for id in [eva, bob] {
        storage.people.edit(id, &[email("sales@example.com")]).await.unwrap();
    }
    assert!(accounts.credentials("sales@example.com").await.unwrap().is_none());
    assert!(accounts.credentials("nobody").await.unwrap().is_none());
    let missing = accounts.credentials_of(PersonId::new(99)).await.err();
    assert_eq!(kind_of(&missing.map_or(Ok(()), Err)), "missing: person 99");
    let missing = accounts.set_password(PersonId::new(99), "hash", fixed_now(), None).await;
    assert_eq!(kind_of(&missing), "missing: person 99");
}

/// Found by its secret until it is ended or over.
pub async fn a_session_lasts_until_it_is_ended(storage: &Storage) {
    let accounts = &storage.accounts;
    let ann = person(storage, "Ann", "ann").await;
    accounts.begin_session(&session("one", ann), "ann").await.unwrap();
    accounts.begin_session(&session("two", ann), "ann").await.unwrap();
    let found = accounts.session(&secret("one")).await.unwrap().unwrap();
    assert_eq!((found.person.id, found.person.name.as_str()), (ann, "Ann"));
    assert_eq!((found.created_at, found.seen_at), (fixed_now(), fixed_now()));
    assert_eq!(found.expires_at, later(60));
    accounts.prolong_session(&secret("one"), later(30), later(90)).await.unwrap();
    let found = accounts.session(&secret("one")).await.unwrap().unwrap();
    assert_eq!(found.created_at, fixed_now());
    assert_eq!((found.seen_at, found.expires_at), (later(30), later(90)));
    accounts.end_session(&secret("one")).await.unwrap();
    accounts.prolong_session(&secret("one"), later(30), later(90)).await.unwrap();
    assert_eq!(accounts.session(&secret("one")).await.unwrap(), None);
    assert!(accounts.session(&secret("two")).await.unwrap().is_some());
    // Whoever signs in later cleans up what is over by that very instant.
    let third = NewSession { at: later(60), expires_at: later(120), ..session("three", ann) };
    accounts.begin_session(&third, "ann").await.unwrap();
    assert_eq!(accounts.session(&secret("two")).await.unwrap(), None);
    let missing = accounts.begin_session(&session("four", PersonId::new(99)), "x").await;
    assert_eq!(kind_of(&missing), "missing: person 99");
}

/// All but the one that is kept; links and failures, too, and nobody else's.
pub async fn another_password_ends_the_sessions_of_its_person(storage: &Storage) {
    let accounts = &storage.accounts;
    let (ann, bob) = (person(storage, "Ann", "ann").await, person(storage, "Bob", "bob").await);
    let email = PersonEdit::Email(Some("ann@example.com".into()));
    storage.people.edit(ann, &[email]).await.unwrap();
    for (name, of) in [("ann 1", ann), ("ann 2", ann), ("bob", bob)] {
        accounts.begin_session(&session(name, of), name).await.unwrap();
    }
    accounts.add_link(&secret("link"), ann, later(60)).await.unwrap();
    for login in ["Ann", "ANN@example.com", "bob"] {
        accounts.count_failure(login, fixed_now(), fixed_now()).await.unwrap();
    }
    accounts.set_password(ann, "new", fixed_now(), Some(&secret("ann 2"))).await.unwrap();
    assert_eq!(accounts.session(&secret("ann 1")).await.unwrap(), None);
    for name in ["ann 2", "bob"] {
        assert!(accounts.session(&secret(name)).await.unwrap().is_some(), "{name}");
    }
    assert_eq!(accounts.link(&secret("link"), fixed_now()).await.unwrap(), None);
    assert_eq!(accounts.failures("ann").await.unwrap(), None);
    assert_eq!(accounts.failures("ann@example.com").await.unwrap(), None);
    assert!(accounts.failures("bob").await.unwrap().is_some());
    accounts.set_password(ann, "newer", fixed_now(), None).await.unwrap();
    assert_eq!(accounts.session(&secret("ann 2")).await.unwrap(), None);
    let password = accounts.credentials_of(ann).await.unwrap().password;
    assert_eq!(password.as_deref(), Some("newer"));
}

/// In a row: until a success, or until they are forgotten.
pub async fn failures_are_counted_in_a_row(storage: &Storage) {
    let accounts = &storage.accounts;
    let ann = person(storage, "Ann", "ann").await;
    assert_eq!(accounts.failures("ann").await.unwrap(), None);
    for (second, login) in (1..).zip(["ann", " ANN ", "ann", "nobody"]) {
        accounts.count_failure(login, later(second), fixed_now()).await.unwrap();
    }
    let counted = Some(Failures { count: 3, last_at: later(3) });
    assert_eq!(accounts.failures("Ann").await.unwrap(), counted);
    // What was before the instant is forgotten, and what was then is not.
    accounts.count_failure("other", later(10), later(3)).await.unwrap();
    assert_eq!(accounts.failures("ann").await.unwrap(), counted);
    accounts.begin_session(&session("one", ann), "ANN").await.unwrap();
    assert_eq!(accounts.failures("ann").await.unwrap(), None);
    assert!(accounts.failures("nobody").await.unwrap().is_some());
    accounts.count_failure("other", later(10), later(5)).await.unwrap();
    assert_eq!(accounts.failures("nobody").await.unwrap(), None);
}

/// With its person, its times, and who may revoke it.
pub async fn a_token_is_found_by_its_secret_and_can_be_revoked(storage: &Storage) {
    let accounts = &storage.accounts;
    let (ann, bob) = (person(storage, "Ann", "ann").await, person(storage, "Bob", "bob").await);
    let first = accounts.add_token(&token(ann, "report"), &secret("one")).await.unwrap();
    let other = accounts.add_token(&token(bob, "sync"), &secret("two")).await.unwrap();
    assert_eq!((first.person, first.name.as_str()), (ann, "report"));
    assert_eq!((first.scope, first.created_at), (TokenScope::Write, fixed_now()));
    assert!(first.is_valid_at(later(59)) && !first.is_valid_at(later(60)));
    let (found, of) = accounts.token(&secret("one")).await.unwrap().unwrap();
    assert_eq!((&found, of.id), (&first, ann));
    assert_eq!(accounts.token(&secret("none")).await.unwrap(), None);
    accounts.use_token(first.id, later(5)).await.unwrap();
    assert_eq!(accounts.tokens(Some(ann)).await.unwrap()[0].last_used_at, Some(later(5)));
    let ids = |tokens: Vec<winback_store::domain::ApiToken>| -> Vec<TokenId> {
        tokens.into_iter().map(|token| token.id).collect()
    };
    assert_eq!(ids(accounts.tokens(None).await.unwrap()), [first.id, other.id]);
    assert_eq!(ids(accounts.tokens(Some(bob)).await.unwrap()), [other.id]);
    let foreign = accounts.revoke_token(first.id, Some(bob), later(6)).await;
    assert_eq!(kind_of(&foreign), format!("missing: token {}", first.id));
    assert_eq!(accounts.tokens(Some(ann)).await.unwrap()[0].revoked_at, None);
    let revoked = accounts.revoke_token(first.id, Some(ann), later(6)).await.unwrap();
    assert_eq!(revoked.revoked_at, Some(later(6)));
    assert!(!revoked.is_valid_at(later(7)));
    let again = accounts.revoke_token(first.id, None, later(9)).await.unwrap();
    assert_eq!(again, revoked, "a revoked one stays as it is");
    let missing = accounts.add_token(&token(PersonId::new(99), "x"), &secret("x")).await;
    assert_eq!(kind_of(&missing), "missing: person 99");
}

/// Until it is over, and once, also where two come at the same time.
pub async fn a_link_sets_a_password_once(storage: &Storage) {
    let accounts = &storage.accounts;
    let ann = person(storage, "Ann", "ann").await;
    accounts.begin_session(&session("old", ann), "ann").await.unwrap();
    accounts.add_link(&secret("link"), ann, later(60)).await.unwrap();
    accounts.add_link(&secret("other"), ann, later(60)).await.unwrap();
    let holder = accounts.link(&secret("link"), later(59)).await.unwrap();
    assert_eq!(holder.map(|person| person.id), Some(ann));
    assert_eq!(accounts.link(&secret("link"), later(60)).await.unwrap(), None);
    let late = NewSession { at: later(60), ..session("late", ann) };
    assert!(!accounts.use_link(&secret("link"), "hash", &late).await.unwrap());
    let (one, two) = (session("one", ann), session("two", ann));
    let link = secret("link");
    let (first, second) = tokio::join!(
        accounts.use_link(&link, "hash of one", &one),
        accounts.use_link(&link, "hash of two", &two),
    );
    let (first, second) = (first.unwrap(), second.unwrap());
    assert!(first != second, "one of two uses it");
    let (winner, hash) = if first { ("one", "hash of one") } else { ("two", "hash of two") };
    let password = accounts.credentials_of(ann).await.unwrap().password;
    assert_eq!(password.as_deref(), Some(hash));
    let mut alive = Vec::new();
    for name in ["old", "late", "one", "two"] {
        if accounts.session(&secret(name)).await.unwrap().is_some() {
            alive.push(name);
        }
    }
    assert_eq!(alive, [winner], "the sessions of before are over");
    assert_eq!(accounts.link(&secret("other"), fixed_now()).await.unwrap(), None);
    let missing = accounts.add_link(&secret("x"), PersonId::new(99), later(60)).await;
    assert_eq!(kind_of(&missing), "missing: person 99");
}

/// Everything by which one person is known, and nobody else.
pub async fn who_is_locked_out_has_nothing_left_to_come_in_by(storage: &Storage) {
    let accounts = &storage.accounts;
    let (ann, bob) = (person(storage, "Ann", "ann").await, person(storage, "Bob", "bob").await);
    for (name, of) in [("ann", ann), ("bob", bob)] {
        accounts.begin_session(&session(name, of), name).await.unwrap();
        accounts.add_token(&token(of, name), &secret(name)).await.unwrap();
        accounts.add_link(&secret(name), of, later(60)).await.unwrap();
    }
    accounts.lock_out(ann, later(5)).await.unwrap();
    assert_eq!(accounts.session(&secret("ann")).await.unwrap(), None);
    assert_eq!(accounts.link(&secret("ann"), later(6)).await.unwrap(), None);
    let (token, _) = accounts.token(&secret("ann")).await.unwrap().unwrap();
    assert_eq!(token.revoked_at, Some(later(5)));
    assert!(accounts.session(&secret("bob")).await.unwrap().is_some());
    assert!(accounts.link(&secret("bob"), later(6)).await.unwrap().is_some());
    assert_eq!(accounts.token(&secret("bob")).await.unwrap().unwrap().0.revoked_at, None);
}
