//! The check of the database: whether everything is so that must be so.

use winback_store::Checkup;

use crate::{AppError, Desk};

impl Desk {
    /// Checks every invariant of the store, over all records, and changes nothing. Only managers
    /// may, as findings name records that others cannot see (rule: behaviour 7.3).
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Store`].
    pub async fn check_integrity(&self) -> Result<Vec<Checkup>, AppError> {
        self.must_configure("check the database")?;
        Ok(self.storage.integrity.check().await?)
    }

    /// Makes anew what the store keeps beside its texts to search them by, as a finding of the check may
    /// advise. Only managers may.
    ///
    /// # Errors
    /// [`AppError::NotAllowed`]; [`AppError::Store`].
    pub async fn rebuild_search(&self) -> Result<(), AppError> {
        self.must_configure("rebuild the search")?;
        Ok(self.storage.integrity.rebuild_search().await?)
    }
}
