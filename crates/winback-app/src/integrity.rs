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
}
