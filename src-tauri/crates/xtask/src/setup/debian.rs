//! Debian packages: what the window is built from and driven with.

use crate::failure::{Failure, Outcome};
use crate::place::Place;
use crate::process::{answers, command, quiet};
use crate::steps::Did;

const PACKAGES: [&str; 16] = [
    // To build the window.
    "build-essential",
    "pkg-config",
    "libwebkit2gtk-4.1-dev",
    "librsvg2-dev",
    "libayatana-appindicator3-dev",
    "libxdo-dev",
    "libssl-dev",
    // To drive it on a display that nobody sees.
    "webkit2gtk-driver",
    "xvfb",
    "xauth",
    "dbus-x11",
    "gnome-keyring",
    "adwaita-icon-theme",
    "fonts-dejavu-core",
    // For the sandbox.
    "python3-venv",
    "ca-certificates",
];

/// Installs what is missing; as root, or through `sudo` where that asks nothing.
pub fn install(place: &Place) -> Outcome<Did> {
    if answers(place, "dpkg-query", &["--version"]).is_none() {
        println!(
            "  this system has no dpkg: install its counterparts of {}",
            PACKAGES.join(" ")
        );
        return Ok(Did::Nothing("left to you"));
    }
    let missing = missing(place)?;
    if missing.is_empty() {
        return Ok(Did::Nothing("up to date"));
    }
    let prefix = privilege(place, &missing)?;
    apt(place, prefix, &["update", "-q"])?;
    let mut words = vec!["install", "-y", "-q", "--no-install-recommends"];
    words.extend(&missing);
    apt(place, prefix, &words)?;
    Ok(Did::This(format!("installed {}", missing.join(" "))))
}

fn missing(place: &Place) -> Outcome<Vec<&'static str>> {
    // Exits with 1 when it does not know one of the names, so its status says nothing.
    let output = command(place, "dpkg-query")
        .args(["-W", "-f", "${Package} ${db:Status-Status}\n"])
        .args(PACKAGES)
        .output()
        .map_err(|error| Failure::new(format!("Cannot ask dpkg what is installed: {error}.")))?;
    let known = String::from_utf8_lossy(&output.stdout).into_owned();
    Ok(missing_in(&known))
}

fn missing_in(known: &str) -> Vec<&'static str> {
    PACKAGES
        .into_iter()
        .filter(|name| {
            !known
                .lines()
                .any(|line| line == format!("{name} installed"))
        })
        .collect()
}

/// The words before `apt-get`.
fn privilege(place: &Place, missing: &[&str]) -> Outcome<&'static [&'static str]> {
    if rustix::process::geteuid().is_root() {
        Ok(&[])
    } else if answers(place, "sudo", &["-n", "true"]).is_some() {
        Ok(&["sudo", "-n"])
    } else {
        Err(Failure::new(format!(
            "{} Debian packages are missing, and only root may install them.",
            missing.len()
        ))
        .hint(format!(
            "run this, then the same command again:\n  sudo apt-get update && sudo apt-get install -y --no-install-recommends {}",
            missing.join(" ")
        )))
    }
}

fn apt(place: &Place, prefix: &[&str], words: &[&str]) -> Outcome<()> {
    let line: Vec<&str> = prefix
        .iter()
        .chain(&["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"])
        .chain(words)
        .copied()
        .collect();
    quiet(
        command(place, line[0]).args(&line[1..]),
        &format!("`apt-get {}`", words[0]),
    )
    .map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_was_removed_but_is_still_known_is_missing() {
        let known: String = PACKAGES
            .iter()
            .filter(|name| **name != "xauth")
            .map(|name| {
                let status = if *name == "xvfb" {
                    "config-files"
                } else {
                    "installed"
                };
                format!("{name} {status}\n")
            })
            .collect();
        assert_eq!(missing_in(&known), ["xvfb", "xauth"]);
    }
}
