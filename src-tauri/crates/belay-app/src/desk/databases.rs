//! Databases: what there is, and what can be restored. Reads only.

use belay_aws::Databases;
use belay_restore::DatabaseFacts;

use super::Desk;
use crate::error::AppError;

impl Desk {
    /// RDS databases of an environment, by name, and the kept backups of those
    /// that are gone.
    ///
    /// # Errors
    /// There is no such environment, or AWS said no.
    pub async fn databases(&self, environment: &str) -> Result<Vec<DatabaseFacts>, AppError> {
        let environment = self.environment(environment)?;
        let databases = Databases::new(self.inner.sessions.clone(), environment);
        Ok(databases.databases().await?)
    }
}
