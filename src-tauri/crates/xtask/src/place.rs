//! Where things stand in the tree.

use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};

/// The paths that commands share.
pub struct Place {
    /// The folder with the workspace's `Cargo.toml`.
    pub root: PathBuf,
    /// Cargo's target folder; everything that commands make stands below it.
    pub target: PathBuf,
}

impl Place {
    /// Finds the tree that this program was built from.
    pub fn find() -> Outcome<Self> {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = manifest
            .ancestors()
            .find(|folder| folder.join("tauri.conf.json").is_file())
            .ok_or_else(|| {
                Failure::new(format!(
                    "The project's folder is not above {} any more.",
                    manifest.display()
                ))
                .hint("Run `cargo xtask` inside the checkout, so that it is built again.")
            })?
            .to_path_buf();
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |folder| root.join(folder));
        Ok(Self { root, target })
    }

    /// Cargo tools that `setup` installs.
    pub fn tools(&self) -> PathBuf {
        self.target.join("tools")
    }

    /// The sandbox's Python environments.
    pub fn venvs(&self) -> PathBuf {
        self.target.join("sandbox/venvs")
    }

    /// The front end's sources.
    pub fn ui(&self) -> PathBuf {
        self.root.join("ui")
    }

    /// A file of the sandbox's sources.
    pub fn sandbox_source(&self, name: &str) -> PathBuf {
        self.root.join("tests/sandbox").join(name)
    }

    /// A program of the sandbox's Python environments.
    pub fn venv_program(&self, venv: &str, program: &str) -> PathBuf {
        self.venvs().join(venv).join("bin").join(program)
    }

    /// The `PATH` with the installed cargo tools first.
    pub fn search_path(&self) -> std::ffi::OsString {
        let mut path = self.tools().join("bin").into_os_string();
        if let Some(rest) = std::env::var_os("PATH") {
            path.push(":");
            path.push(rest);
        }
        path
    }

    /// A path as a person reads it: relative to the tree where possible.
    pub fn show(&self, path: &Path) -> String {
        path.strip_prefix(&self.root)
            .unwrap_or(path)
            .display()
            .to_string()
    }
}
