//! RDS: database instances, and what their automated backups can bring back.

mod describe;

use belay_engine::environment::Environment;
use belay_engine::ports::PortError;
use belay_restore::databases::DatabaseFacts;

use crate::Sessions;

/// The databases of one environment. Reads only.
#[derive(Clone)]
pub struct Databases {
    sessions: Sessions,
    environment: Environment,
}

impl Databases {
    /// The databases of `environment`.
    #[must_use]
    pub fn new(sessions: Sessions, environment: Environment) -> Self {
        Self {
            sessions,
            environment,
        }
    }

    /// All instances, and the kept backups of those that are gone; sorted by
    /// name, what is there before what was deleted.
    ///
    /// # Errors
    /// What AWS says. Half an answer is none: without the backups, a database
    /// would look as if it could not be restored.
    pub async fn databases(&self) -> Result<Vec<DatabaseFacts>, PortError> {
        self.sessions
            .with(&self.environment, |session| async move {
                describe::databases(session.rds(), session.region(), self.sessions.now()).await
            })
            .await?
            .map_err(|failure| failure.port("The databases could not be listed"))
    }
}
