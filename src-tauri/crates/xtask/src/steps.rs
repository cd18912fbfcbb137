//! Saying what is done, one line each, with how long it took; and leaving out
//! what is up to date.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};
use crate::place::Place;

/// How a step went, for its line.
pub enum Did {
    /// Nothing was to be done, because of this.
    Nothing(&'static str),
    /// It was done.
    This(String),
}

/// Runs `work` and prints its line: name, what was done, seconds.
pub fn step(name: &str, work: impl FnOnce() -> Outcome<Did>) -> Outcome<()> {
    let began = Instant::now();
    match work()? {
        Did::Nothing(why) => println!("  {name:<28} {why}"),
        Did::This(what) => println!("  {name:<28} {what} ({})", seconds(began.elapsed())),
    }
    Ok(())
}

/// A duration as people read it: `0.4 s`, `3 min 12 s`.
pub fn seconds(duration: Duration) -> String {
    let whole = duration.as_secs();
    if whole < 60 {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{} min {} s", whole / 60, whole % 60)
    }
}

/// Remembers the content that something was made from.
pub struct Stamp {
    file: PathBuf,
    wanted: String,
}

impl Stamp {
    /// A stamp called `name` over the content of `inputs`.
    pub fn over(place: &Place, name: &str, inputs: &[PathBuf]) -> Outcome<Self> {
        let mut hasher = DefaultHasher::new();
        for input in inputs {
            let content = fs::read(input).map_err(|error| Failure::file("read", input, &error))?;
            hasher.write_usize(content.len());
            hasher.write(&content);
        }
        Ok(Self {
            file: place.target.join("xtask").join(name),
            wanted: format!("{:016x}", hasher.finish()),
        })
    }

    /// Whether the last [`Stamp::set`] was over the same content.
    pub fn is_current(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.wanted)
    }

    /// Remembers that the work was done.
    pub fn set(&self) -> Outcome<()> {
        write(&self.file, &self.wanted)
    }
}

/// Writes a file and the folders above it.
pub fn write(path: &Path, content: &str) -> Outcome<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| Failure::file("create", folder, &error))?;
    }
    fs::write(path, content).map_err(|error| Failure::file("write", path, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_say_them() {
        assert_eq!(seconds(Duration::from_millis(420)), "0.4 s");
        assert_eq!(seconds(Duration::from_secs(192)), "3 min 12 s");
    }

    #[test]
    fn a_stamp_is_current_until_its_input_changes() {
        let folder = std::env::temp_dir().join(format!("xtask-stamp-{}", std::process::id()));
        let place = Place {
            root: folder.clone(),
            target: folder.join("target"),
        };
        let input = folder.join("input");
        write(&input, "one").unwrap();
        let stamp = Stamp::over(&place, "stamp", std::slice::from_ref(&input)).unwrap();
        assert!(!stamp.is_current());
        stamp.set().unwrap();
        assert!(
            Stamp::over(&place, "stamp", std::slice::from_ref(&input))
                .unwrap()
                .is_current()
        );
        write(&input, "two").unwrap();
        assert!(!Stamp::over(&place, "stamp", &[input]).unwrap().is_current());
        fs::remove_dir_all(folder).unwrap();
    }
}
