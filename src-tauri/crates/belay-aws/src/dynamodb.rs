//! DynamoDB: tables with all their settings, restores, whole scans.

mod describe;
mod items;
mod restore;
mod scan;

use belay_engine::environment::Environment;
use belay_engine::ports::PortError;
use belay_restore::facts::TableFacts;
use belay_restore::item::Item;
use belay_restore::plan::RestoreRequest;
use belay_restore::ports::{Accepted, Later, NotAccepted};
use belay_restore::{Sighting, Tables, Trouble, Window};

use crate::Sessions;
use crate::failure::{Failure, no_session};

pub use describe::TableSummary;
pub(crate) use describe::summary;

/// The tables of one environment: the port of restores.
#[derive(Clone)]
pub struct EnvironmentTables {
    sessions: Sessions,
    environment: Environment,
}

impl EnvironmentTables {
    /// The tables of `environment`.
    #[must_use]
    pub fn new(sessions: Sessions, environment: Environment) -> Self {
        Self {
            sessions,
            environment,
        }
    }

    /// Names of all tables, sorted.
    ///
    /// # Errors
    /// What AWS says.
    pub async fn names(&self) -> Result<Vec<String>, PortError> {
        self.sessions
            .with(&self.environment, |session| async move {
                describe::names(session.dynamodb()).await
            })
            .await?
            .map_err(|failure| failure.port("The tables could not be listed"))
    }

    /// State and size of a table, and whether it can be restored.
    ///
    /// # Errors
    /// What AWS says.
    pub async fn summary(&self, table: &str) -> Result<TableSummary, PortError> {
        self.sessions
            .with(&self.environment, |session| async move {
                describe::summary(session.dynamodb(), table).await
            })
            .await?
            .map_err(|failure| failure.port(&unread(table)))
    }

    /// Does something with the session, and puts a failure in words.
    async fn act<T, F, Fut>(&self, doing: &str, act: F) -> Result<T, Trouble>
    where
        F: Fn(std::sync::Arc<crate::session::Session>) -> Fut,
        Fut: Future<Output = Result<T, Failure>>,
    {
        self.sessions
            .with(&self.environment, act)
            .await
            .map_err(no_session)?
            .map_err(|failure| failure.trouble(doing))
    }
}

impl Tables for EnvironmentTables {
    fn describe<'a>(&'a self, table: &'a str) -> Later<'a, Result<TableFacts, Trouble>> {
        Box::pin(async move {
            self.act(&unread(table), |session| async move {
                describe::facts(&session, table, self.sessions.now()).await
            })
            .await
        })
    }

    fn window<'a>(&'a self, table: &'a str) -> Later<'a, Result<Option<Window>, Trouble>> {
        Box::pin(async move {
            let doing = format!("The restorable window of `{table}` could not be read");
            self.act(&doing, |session| async move {
                describe::window(session.dynamodb(), table, self.sessions.now()).await
            })
            .await
        })
    }

    fn look<'a>(&'a self, table: &'a str) -> Later<'a, Result<Option<Sighting>, Trouble>> {
        Box::pin(async move {
            self.act(&unread(table), |session| async move {
                describe::look(session.dynamodb(), table).await
            })
            .await
        })
    }

    fn submit<'a>(
        &'a self,
        request: &'a RestoreRequest,
    ) -> Later<'a, Result<Accepted, NotAccepted>> {
        Box::pin(async move {
            let session = self
                .sessions
                .session(&self.environment)
                .await
                .map_err(|error| NotAccepted::Nothing(no_session(error)))?;
            let answer = restore::submit(session.dynamodb(), request).await;
            if let Err(NotAccepted::Nothing(trouble)) = &answer
                && trouble.kind == belay_restore::TroubleKind::SignIn
            {
                self.sessions.forget(&self.environment).await;
            }
            answer
        })
    }

    fn scan<'a>(
        &'a self,
        table: &'a str,
        sink: &'a mut (dyn FnMut(Vec<Item>) + Send),
    ) -> Later<'a, Result<(), Trouble>> {
        Box::pin(async move {
            let session = self
                .sessions
                .session(&self.environment)
                .await
                .map_err(no_session)?;
            scan::scan(session.dynamodb(), table, sink)
                .await
                .map_err(|failure| {
                    failure.trouble(&format!("The items of `{table}` could not be read"))
                })
        })
    }
}

fn unread(table: &str) -> String {
    format!("Table `{table}` could not be read")
}
