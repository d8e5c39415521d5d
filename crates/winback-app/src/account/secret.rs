//! Secrets: never shown by accident.

use std::fmt;

use sha2::{Digest, Sha256};
use winback_store::SecretHash;
use zeroize::Zeroizing;

use crate::{AppError, Refusal};

/// A text that nobody else may see: it has no `Display`, is dots in `Debug`, and is wiped when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Returns the text.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Makes one of 256 random bits, in hexadecimal digits behind `prefix`.
    ///
    /// # Errors
    /// [`AppError::Refused`] if the system has no randomness to give.
    pub fn random(prefix: &str) -> Result<Self, AppError> {
        let mut bits = [0_u8; 32];
        getrandom::fill(&mut bits).map_err(|error| {
            AppError::from(Refusal::System(format!("the system gives no random numbers: {error}")))
        })?;
        Ok(Self::new(format!("{prefix}{}", hex(&bits))))
    }

    /// Returns what a store finds it by.
    pub(super) fn hash(&self) -> SecretHash {
        SecretHash::new(hex(&Sha256::digest(self.0.as_bytes())))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown_and_not_twice_the_same() {
        let secret = Secret::random("wb_").unwrap();
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert_eq!(secret.expose().len(), 67);
        assert_ne!(secret.expose(), Secret::random("wb_").unwrap().expose());
    }

    #[test]
    fn the_hash_is_sha_256() {
        let hash = Secret::new("abc").hash();
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hash.as_str(), expected);
    }
}
