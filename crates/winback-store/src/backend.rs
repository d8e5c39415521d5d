//! Backends: chosen by URL, handed out as trait objects.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use thiserror::Error;

use crate::{
    AccountStore, ChapterStore, CommitGate, CustomerStore, ExportStore, IntegrityStore, LabelStore,
    LostReasonStore, MergeStore, OperationStore, OpportunityStore, OutboxStore, PersonStore,
    PipelineStore, SavedSearchStore, ScoringStore, SettingsStore, StageStore, StoreError,
};

/// What a backend hands out: one trait object for each aggregate.
#[derive(Clone)]
pub struct Storage {
    /// The backend's name, such as `sqlite`.
    pub backend: &'static str,
    /// Opportunities, their losses and their activity log.
    pub opportunities: Arc<dyn OpportunityStore>,
    /// Operations, and undoing them.
    pub operations: Arc<dyn OperationStore>,
    /// What subscribers are yet to be told of.
    pub outbox: Arc<dyn OutboxStore>,
    /// Merges, and undoing them.
    pub merges: Arc<dyn MergeStore>,
    /// Lost reasons.
    pub reasons: Arc<dyn LostReasonStore>,
    /// People.
    pub people: Arc<dyn PersonStore>,
    /// Stages, and what managers do to them.
    pub stages: Arc<dyn StageStore>,
    /// Lists of names, and what managers do to them.
    pub labels: Arc<dyn LabelStore>,
    /// Stages and lists of names.
    pub pipeline: Arc<dyn PipelineStore>,
    /// Customers.
    pub customers: Arc<dyn CustomerStore>,
    /// Opportunities with their losses, for exports.
    pub exports: Arc<dyn ExportStore>,
    /// Records that come with their past.
    pub chapters: Arc<dyn ChapterStore>,
    /// Saved searches.
    pub searches: Arc<dyn SavedSearchStore>,
    /// What probabilities are estimated from.
    pub scoring: Arc<dyn ScoringStore>,
    /// Accounts: passwords, sessions, tokens.
    pub accounts: Arc<dyn AccountStore>,
    /// Settings.
    pub settings: Arc<dyn SettingsStore>,
    /// The check of what must be so.
    pub integrity: Arc<dyn IntegrityStore>,
    /// What every commit passes that outlives the program.
    pub gate: Arc<CommitGate>,
    /// What whoever runs the program should know of the database, each a sentence with what to do.
    pub notices: Vec<String>,
}

impl fmt::Debug for Storage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Storage").field("backend", &self.backend).finish_non_exhaustive()
    }
}

/// The migrations that a call applied, by name; none if the database was up to date.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Migrated {
    /// Their names, in order.
    pub applied: Vec<String>,
}

/// Why a database cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// No backend has this scheme.
    #[error("no backend for `{url}`: give a URL that begins with {}", .known.join(" or "))]
    UnknownScheme {
        /// What was given.
        url: String,
        /// The schemes there are, with their colon.
        known: Vec<String>,
    },
    /// The URL or the file is not what the backend can open.
    #[error("{url}: {problem}")]
    Unusable {
        /// What was given.
        url: String,
        /// What is wrong, and what to do.
        problem: String,
        /// What the system or the driver said.
        #[source]
        source: Option<Box<dyn std::error::Error + Send + Sync>>,
    },
    /// The database lacks migrations.
    #[error("{url} is of an older version and lacks {} migration(s), the first is `{first}`: run `winback migrate`", .pending)]
    Pending {
        /// What was given.
        url: String,
        /// How many are pending.
        pending: usize,
        /// The first of them.
        first: String,
    },
    /// The database has migrations that this version does not know.
    #[error(
        "{url} was made by a newer version (it has the migration `{unknown}`): install that version of winback"
    )]
    Newer {
        /// What was given.
        url: String,
        /// The first migration that is not known.
        unknown: String,
    },
    /// The database opened, and then failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Opens the databases of one URL scheme.
#[async_trait]
pub trait BackendFactory: Send + Sync {
    /// Returns the scheme without its colon, such as `sqlite`.
    fn scheme(&self) -> &'static str;

    /// Tells whether the backend opens the URLs of a scheme: of some there are two spellings.
    fn opens(&self, scheme: &str) -> bool {
        scheme == self.scheme()
    }

    /// Opens a database that has all migrations; a new one is migrated by itself.
    ///
    /// # Errors
    /// [`OpenError`], with what to do.
    async fn open(&self, url: &str) -> Result<Storage, OpenError>;

    /// Applies the migrations that a database lacks; makes it if it does not exist.
    ///
    /// # Errors
    /// [`OpenError`], with what to do; migrations already applied stay.
    async fn migrate(&self, url: &str) -> Result<Migrated, OpenError>;
}

/// The backends that a program knows.
#[derive(Clone, Default)]
pub struct Backends {
    factories: Vec<Arc<dyn BackendFactory>>,
}

impl Backends {
    /// Adds a backend; a later one with the same scheme counts instead.
    #[must_use]
    pub fn with(mut self, factory: Arc<dyn BackendFactory>) -> Self {
        self.factories.retain(|known| known.scheme() != factory.scheme());
        self.factories.push(factory);
        self
    }

    /// Finds the backend for a URL.
    ///
    /// # Errors
    /// [`OpenError::UnknownScheme`], with the schemes there are.
    pub fn for_url(&self, url: &str) -> Result<&dyn BackendFactory, OpenError> {
        let scheme = url.split_once(':').map_or("", |(scheme, _)| scheme);
        self.factories.iter().find(|factory| factory.opens(scheme)).map(AsRef::as_ref).ok_or_else(
            || OpenError::UnknownScheme {
                url: without_password(url),
                known: self.factories.iter().map(|f| format!("`{}:`", f.scheme())).collect(),
            },
        )
    }
}

/// Returns a URL as it may be shown: with dots where a password stands.
///
/// ```
/// let shown = winback_store::without_password("postgres://ann:secret@server/deals?sslmode=require");
/// assert_eq!(shown, "postgres://ann:…@server/deals?sslmode=require");
/// ```
#[must_use]
pub fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    // A password that should have been written in percent signs may hold any of `@/:?`.
    let (login, place) = rest.rsplit_once('@').map_or(("", rest), |(login, place)| (login, place));
    let user = match login.split_once(':') {
        Some((user, _)) => format!("{user}:…@"),
        None if login.is_empty() => String::new(),
        None => format!("{login}@"),
    };
    let (place, options) = place.split_once('?').map_or((place, ""), |(place, it)| (place, it));
    let shown = options.split('&').map(|option| match option.split_once('=') {
        Some((name, _)) if name.to_lowercase().contains("password") => format!("{name}=…"),
        Some(_) | None => option.to_owned(),
    });
    let mark = if options.is_empty() { "" } else { "?" };
    format!("{scheme}://{user}{place}{mark}{}", shown.collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        for (url, shown) in [
            ("postgres://ann:s3cret@server/deals", "postgres://ann:…@server/deals"),
            ("postgres://ann:s3/c@r?et@server/deals", "postgres://ann:…@server/deals"),
            (
                "postgres://server/deals?user=ann&password=s3cret",
                "postgres://server/deals?user=ann&password=…",
            ),
            (
                "postgres:///deals?host=/run&sslpassword=s3cret",
                "postgres:///deals?host=/run&sslpassword=…",
            ),
            ("postgres://ann@server/deals", "postgres://ann@server/deals"),
            ("sqlite:deals.db", "sqlite:deals.db"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }
}
