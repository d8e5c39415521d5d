//! The one instant at which all tests happen.

use jiff::Timestamp;

/// Returns the instant at which tests happen: 2026-03-02T10:00:00Z, a Monday.
///
/// ```
/// assert_eq!(winback_testkit::fixed_now().to_string(), "2026-03-02T10:00:00Z");
/// ```
#[expect(clippy::expect_used, reason = "the text is a constant, checked by the example")]
pub fn fixed_now() -> Timestamp {
    "2026-03-02T10:00:00Z".parse().expect("the text is an instant")
}
