//! Environment locks, in the same file as the records.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::{SqliteStore, conversion};
use crate::event::RunId;
use crate::store::{EnvironmentLock, LockReply, Locks, StoreError};

impl Locks for SqliteStore {
    fn acquire(
        &self,
        lock: EnvironmentLock,
        take_over: Option<&RunId>,
    ) -> Result<LockReply, StoreError> {
        let mut connection = self.connection();
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(|e| self.error(e))?;
        let held = read(&transaction, &lock.environment).map_err(|e| self.error(e))?;
        if let Some(held) = held {
            let ours = held.run == lock.run;
            let over = held.until <= lock.since;
            if !ours && !over && take_over != Some(&held.run) {
                return Ok(LockReply::HeldBy(held));
            }
        }
        write(&transaction, &lock).map_err(|e| self.error(e))?;
        transaction.commit().map_err(|e| self.error(e))?;
        Ok(LockReply::Held)
    }

    fn holder(&self, environment: &str) -> Result<Option<EnvironmentLock>, StoreError> {
        read(&self.connection(), environment).map_err(|e| self.error(e))
    }

    fn release(&self, environment: &str, run: &RunId) -> Result<(), StoreError> {
        self.connection()
            .execute(
                "DELETE FROM locks WHERE environment = ?1 AND run = ?2",
                params![environment, run.as_str()],
            )
            .map(|_| ())
            .map_err(|e| self.error(e))
    }
}

fn read(connection: &Connection, environment: &str) -> rusqlite::Result<Option<EnvironmentLock>> {
    connection
        .query_row(
            "SELECT run, owner, since, until FROM locks WHERE environment = ?1",
            [environment],
            |row| {
                Ok(EnvironmentLock {
                    environment: environment.to_owned(),
                    run: row
                        .get::<_, String>(0)?
                        .parse()
                        .map_err(|e| conversion(0, e))?,
                    owner: row.get(1)?,
                    since: instant(row, 2)?,
                    until: instant(row, 3)?,
                })
            },
        )
        .optional()
}

fn instant(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<Timestamp> {
    row.get::<_, String>(column)?
        .parse()
        .map_err(|e| conversion(column, e))
}

fn write(connection: &Connection, lock: &EnvironmentLock) -> rusqlite::Result<()> {
    connection
        .execute(
            "INSERT OR REPLACE INTO locks (environment, run, owner, since, until) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                lock.environment,
                lock.run.as_str(),
                lock.owner,
                lock.since.to_string(),
                lock.until.to_string()
            ],
        )
        .map(|_| ())
}
