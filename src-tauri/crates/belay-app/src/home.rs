//! Where Belay keeps its state.

use std::path::{Path, PathBuf};

/// The directories of one user. `BELAY_HOME` moves all of them.
#[derive(Debug, Clone)]
pub struct Home {
    data: PathBuf,
    config: PathBuf,
}

/// No home directory could be found.
#[derive(Debug, thiserror::Error)]
#[error("This system names no home directory. Set `BELAY_HOME` to a directory that Belay may use.")]
pub struct NoHome;

impl Home {
    /// `belay_home` is the value of `BELAY_HOME`; without it the system's data
    /// and config directories are used.
    pub fn find(belay_home: Option<PathBuf>) -> Result<Self, NoHome> {
        if let Some(home) = belay_home {
            return Ok(Self {
                data: home.clone(),
                config: home,
            });
        }
        let dirs = directories::ProjectDirs::from("", "", "belay").ok_or(NoHome)?;
        Ok(Self {
            data: dirs.data_dir().to_owned(),
            config: dirs.config_dir().to_owned(),
        })
    }

    /// The data directory.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The journal of all runs.
    pub fn journal(&self) -> PathBuf {
        self.data.join("journal.sqlite")
    }

    /// Outputs of commands, one file an attempt.
    pub fn outputs(&self) -> PathBuf {
        self.data.join("outputs")
    }

    /// What can be made again from elsewhere, such as the index of the library.
    pub fn cache(&self) -> PathBuf {
        self.data.join("cache")
    }

    /// Exported records.
    pub fn exports(&self) -> PathBuf {
        self.data.join("exports")
    }

    /// The user's own environments.
    pub fn environments(&self) -> PathBuf {
        self.config.join("environments.toml")
    }

    /// What the user chose.
    pub fn settings(&self) -> PathBuf {
        self.config.join("settings.json")
    }

    /// Where the samples are written, so that a run can name a file.
    pub fn samples(&self) -> PathBuf {
        self.data.join("samples")
    }
}
