//! Names the reader that this crate is built with: what is kept of a file in the
//! index holds only for the reader that made it. The digest of the reader's own
//! sources is that name, so that nobody has to remember to count it up.

use std::hash::{DefaultHasher, Hasher as _};
use std::path::{Path, PathBuf};

fn main() -> std::io::Result<()> {
    println!("cargo:rustc-env=BELAY_READER={}", reader()?);
    Ok(())
}

fn reader() -> std::io::Result<String> {
    let mut files = Vec::new();
    for part in ["src", "data"] {
        let folder = Path::new("../belay-runbook").join(part);
        println!("cargo:rerun-if-changed={}", folder.display());
        below(&folder, &mut files)?;
    }
    files.sort();
    let mut hash = DefaultHasher::new();
    for file in files {
        hash.write(file.as_os_str().as_encoded_bytes());
        hash.write(&std::fs::read(file)?);
    }
    Ok(format!("{:016x}", hash.finish()))
}

fn below(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            below(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
