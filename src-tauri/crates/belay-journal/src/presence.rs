//! Which program instances on this data are alive.
//!
//! After a crash, commands that had been started must be told from those that
//! another window is still running. Each instance holds an exclusive lock on a
//! file of its own; the system gives the lock back when the process ends, in
//! whatever way. A lock that can be taken belongs to nobody alive. Unlike a
//! process number, it cannot be mistaken for that of another program.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// This process's sign of life. Dropping it means death.
pub struct Presence {
    directory: PathBuf,
    instance: String,
    // Holds the lock for as long as it is open.
    _file: File,
}

impl Presence {
    /// Enters `directory` as `instance`, which must be new: random letters and
    /// digits, as the caller's randomness gives them.
    ///
    /// # Errors
    /// When the directory cannot be made or the file not be locked.
    pub fn enter(directory: &Path, instance: &str) -> io::Result<Self> {
        std::fs::create_dir_all(directory)?;
        let path = directory.join(instance);
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)?;
        file.try_lock().map_err(|error| match error {
            TryLockError::Error(error) => error,
            TryLockError::WouldBlock => io::Error::new(
                io::ErrorKind::AlreadyExists,
                format!("another process calls itself {instance}"),
            ),
        })?;
        Ok(Self {
            directory: directory.to_owned(),
            instance: instance.to_owned(),
            _file: file,
        })
    }

    /// This instance's name.
    #[must_use]
    pub fn instance(&self) -> &str {
        &self.instance
    }

    /// Whether `instance` is alive on this machine. When it cannot be told
    /// (the file cannot be opened), it is taken to be alive: that errs towards
    /// not calling a running command interrupted.
    #[must_use]
    pub fn alive(&self, instance: &str) -> bool {
        if instance == self.instance {
            return true;
        }
        match File::open(self.directory.join(instance)) {
            Ok(file) => file.try_lock_shared().is_err(),
            Err(error) => error.kind() != io::ErrorKind::NotFound,
        }
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        // A file that stays behind is harmless: nobody holds its lock.
        std::fs::remove_file(self.directory.join(&self.instance)).ok();
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::Presence;

    #[test]
    fn an_instance_is_alive_until_it_is_gone() {
        let directory = tempfile::tempdir().unwrap();
        let first = Presence::enter(directory.path(), "first").unwrap();
        let second = Presence::enter(directory.path(), "second").unwrap();
        assert!(first.alive("second") && second.alive("first") && first.alive("first"));
        drop(second);
        assert!(!first.alive("second"));
        assert!(!first.alive("never-there"));
        assert!(Presence::enter(directory.path(), "first").is_err());
    }

    #[test]
    fn a_file_without_a_lock_is_nobody() {
        let directory = tempfile::tempdir().unwrap();
        std::fs::write(directory.path().join("killed"), "").unwrap();
        let here = Presence::enter(directory.path(), "here").unwrap();
        assert!(!here.alive("killed"));
    }
}
