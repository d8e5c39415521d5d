//! What one request, one caller, and all at once may take.

use std::{num::NonZeroU32, time::Duration};

/// What one request, one caller, and all at once may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest body of JSON, in bytes.
    pub body: usize,
    /// The longest file to be imported, in bytes.
    pub import: usize,
    /// How long a request may take.
    pub time: Duration,
    /// How many requests are worked on at once; more are told to try again.
    pub at_once: usize,
    /// How often one caller may ask; as often as they like, if it is nothing.
    pub rate: Option<Rate>,
    /// Whether the last address of `X-Forwarded-For` is that of the caller: behind a server that
    /// writes it.
    pub forwarded: bool,
    /// Whether cookies are sent over encrypted connections alone.
    pub secure_cookie: bool,
}

/// How often one caller may ask: a person who is signed in, a token, or else an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many requests a minute, in the long run.
    pub per_minute: NonZeroU32,
    /// How many requests without a pause before them.
    pub burst: NonZeroU32,
}

impl Default for Rate {
    fn default() -> Self {
        const PER_MINUTE: NonZeroU32 = NonZeroU32::new(3_000).unwrap();
        const BURST: NonZeroU32 = NonZeroU32::new(600).unwrap();
        Self { per_minute: PER_MINUTE, burst: BURST }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 1 << 20,
            import: 256 << 20,
            time: Duration::from_secs(60),
            at_once: 256,
            rate: Some(Rate::default()),
            forwarded: false,
            secure_cookie: false,
        }
    }
}
