//! Passwords: which are taken, and how they are kept. Rule: behaviour 7.5.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use winback_domain::Person;
use winback_filter::fold;
use zxcvbn::{Score, zxcvbn};

use super::Secret;
use crate::{AppError, Refusal, ValueProblem};

/// The shortest password, in characters.
const SHORTEST: usize = 10;

/// The longest, in bytes: more would only make the server work.
const LONGEST: usize = 1_000;

/// How much of a password is looked at for how common it is: more takes long, and is not common.
const LOOKED_AT: usize = 100;

/// A hash takes 19 MiB and some hundredths of a second: so many at once are enough.
static AT_ONCE: Semaphore = Semaphore::const_new(4);

/// What the password of nobody is compared with, so that it takes as long as that of somebody.
static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hash("nobody's password").ok());

/// Hashes a password that a person may have.
///
/// # Errors
/// [`AppError::Value`], without the password, if it is too short, too long or easily guessed.
pub(super) async fn hashed(password: &Secret, person: &Person) -> Result<String, AppError> {
    check(password.expose(), person)?;
    let password = password.clone();
    let _turn = AT_ONCE.acquire().await.map_err(|_| failed())?;
    spawn_blocking(move || hash(password.expose())).await.map_err(|_| failed())?
}

/// Tells whether a password is the one of a hash; never for nobody's, which takes as long.
pub(super) async fn is_right(password: &Secret, hash: Option<String>) -> Result<bool, AppError> {
    let password = password.clone();
    let _turn = AT_ONCE.acquire().await.map_err(|_| failed())?;
    let compare = move || {
        let somebody = hash.is_some();
        let hash = hash.or_else(|| NOBODY.clone()).unwrap_or_default();
        let given = password.expose().as_bytes();
        let given = given.get(..LONGEST).unwrap_or(given);
        let Ok(hash) = PasswordHash::new(&hash) else { return false };
        Argon2::default().verify_password(given, &hash).is_ok() && somebody
    };
    spawn_blocking(compare).await.map_err(|_| failed())
}

fn hash(password: &str) -> Result<String, AppError> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|_| failed())
}

fn failed() -> AppError {
    Refusal::System("the password could not be worked on: try again".into()).into()
}

fn check(password: &str, person: &Person) -> Result<(), AppError> {
    let refuse = |problem| Err(AppError::value("password", "…", problem));
    if password.chars().count() < SHORTEST {
        return refuse(ValueProblem::ShortPassword);
    }
    if password.len() > LONGEST {
        return refuse(ValueProblem::LongPassword);
    }
    let own = [person.login.as_str(), &person.name, person.email.as_deref().unwrap_or_default()];
    let letters =
        |text: &str| fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    if own.iter().any(|own| letters(own) == letters(password)) {
        return refuse(ValueProblem::OwnName);
    }
    let looked_at: String = password.chars().take(LOOKED_AT).collect();
    if zxcvbn(&looked_at, &own).score() < Score::Two {
        return refuse(ValueProblem::EasilyGuessed);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use winback_domain::{PersonId, Role};

    use super::*;

    fn anna() -> Person {
        Person {
            id: PersonId::new(1),
            name: "Anna Peeters".into(),
            login: "anna".into(),
            email: Some("anna.peeters@example.com".into()),
            role: Role::Salesperson,
            active: true,
            preferences: winback_domain::Preferences::default(),
        }
    }

    #[test]
    fn what_is_short_or_common_or_ones_own_name_is_refused() {
        for password in [
            "",
            "tulip",
            "密码密码密码密码",
            "1234567890",
            "password123",
            "qwertyuiop",
            "aaaaaaaaaaaa",
            "annapeeters",
            "anna.peeters@example.com",
        ] {
            let Err(refused) = check(password, &anna()) else { panic!("`{password}` is taken") };
            assert!(
                matches!(&refused, AppError::Value { value, .. } if value == "…"),
                "{password}"
            );
            assert!(password.len() < 5 || !refused.to_string().contains(password));
        }
        check(&"x".repeat(1_001), &anna()).unwrap_err();
        for password in
            ["correct horse battery", "vier lila Pumpen 7", "一二三四五六七八九十百千万亿"]
        {
            check(password, &anna()).unwrap();
        }
    }

    #[tokio::test]
    async fn a_password_is_known_again_and_no_other() {
        let right = Secret::new("correct horse battery");
        let hash = hashed(&right, &anna()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(is_right(&right, Some(hash.clone())).await.unwrap());
        assert!(!is_right(&Secret::new("correct horse batterz"), Some(hash)).await.unwrap());
        assert!(!is_right(&Secret::new("nobody's password"), None).await.unwrap());
    }
}
