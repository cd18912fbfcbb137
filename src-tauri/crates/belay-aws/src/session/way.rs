//! The way that a profile describes: where credentials begin, and which roles of
//! the profiles they go through.

use aws_config::profile::ProfileSet;
use aws_credential_types::Credentials;
use belay_engine::ports::PortError;

use super::misconfigured;
use crate::profile::{Hop, ProfileFacts};

/// From where, and through which roles of the profiles themselves.
pub(super) struct Way {
    pub(super) origin: Origin,
    pub(super) hops: Vec<Hop>,
}

pub(super) enum Origin {
    /// What the SDK makes of this profile.
    Profile { name: String, sso: bool },
    /// Keys that stand in the profile.
    Keys(Credentials),
}

/// Follows `source_profile` to its end. The SDK could do this too, but it asks
/// nobody for a code and names its sessions after nobody.
pub(super) fn way(profiles: &ProfileSet, name: &str) -> Result<Way, PortError> {
    let mut hops = Vec::new();
    let mut seen = vec![name.to_owned()];
    let mut name = name.to_owned();
    loop {
        let facts = profiles
            .get_profile(&name)
            .map(ProfileFacts::of)
            .ok_or_else(|| missing_source(&seen))?;
        let (Some(role), Some(source)) = (facts.role.clone(), facts.source_profile.clone()) else {
            let origin = Origin::Profile {
                name,
                sso: facts.sso,
            };
            return Ok(Way { origin, hops });
        };
        hops.insert(0, role);
        if source == name {
            let origin = Origin::Keys(own_keys(&facts, &name)?);
            return Ok(Way { origin, hops });
        }
        if seen.contains(&source) {
            return Err(misconfigured(
                format!("The profiles {} start from each other.", quoted(&seen)),
                "Correct `source_profile` in one of them.",
            ));
        }
        seen.push(source.clone());
        name = source;
    }
}

/// The last of `seen` does not exist.
fn missing_source(seen: &[String]) -> PortError {
    let (source, before) = match seen {
        [.., before, source] => (source.as_str(), before.as_str()),
        _ => ("", ""),
    };
    misconfigured(
        format!("Profile `{before}` starts from profile `{source}`, which does not exist."),
        "Add it to the AWS configuration, or correct `source_profile`.",
    )
}

fn quoted(names: &[String]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn own_keys(facts: &ProfileFacts, profile: &str) -> Result<Credentials, PortError> {
    let (id, secret, token) = facts.keys.clone().ok_or_else(|| {
        misconfigured(
            format!("Profile `{profile}` names itself as its source, but holds no keys."),
            "Add the keys, or correct `source_profile`.",
        )
    })?;
    Ok(Credentials::new(id, secret, token, None, "profile"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use belay_engine::ports::PortErrorKind;

    use super::*;

    fn profiles(config: &str) -> ProfileSet {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, content: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, content).unwrap();
            Some(path)
        };
        let places = crate::Places {
            config: file("config", config),
            credentials: file("credentials", ""),
        };
        tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap()
            .block_on(places.profiles())
            .unwrap()
    }

    #[test]
    fn roles_are_assumed_from_the_source_on() {
        let way = way(
            &profiles(
                "[profile deep]\nrole_arn = arn:2\nsource_profile = middle\n\
                 [profile middle]\nrole_arn = arn:1\nsource_profile = base\nmfa_serial = m\n\
                 [profile base]\nsso_session = s\n",
            ),
            "deep",
        )
        .unwrap();
        let roles: Vec<_> = way.hops.iter().map(|hop| hop.role_arn.as_str()).collect();
        assert_eq!(roles, ["arn:1", "arn:2"]);
        assert_eq!(way.hops[0].mfa_serial.as_deref(), Some("m"));
        assert!(matches!(way.origin, Origin::Profile { name, sso: true } if name == "base"));
    }

    #[test]
    fn a_profile_may_hold_the_keys_of_its_own_role() {
        let text = "[profile a]\nrole_arn = arn:1\nsource_profile = a\n\
                    aws_access_key_id = AKIA\naws_secret_access_key = s\n";
        let way = way(&profiles(text), "a").unwrap();
        assert!(matches!(way.origin, Origin::Keys(keys) if keys.access_key_id() == "AKIA"));
    }

    #[test]
    fn a_circle_and_a_missing_source_are_named() {
        let circle = "[profile a]\nrole_arn = arn:1\nsource_profile = b\n\
                      [profile b]\nrole_arn = arn:2\nsource_profile = a\n";
        let error = way(&profiles(circle), "a").err().unwrap();
        insta::assert_snapshot!(error, @"The profiles `a`, `b` start from each other.");
        let missing = "[profile a]\nrole_arn = arn:1\nsource_profile = gone\n";
        let error = way(&profiles(missing), "a").err().unwrap();
        insta::assert_snapshot!(error, @"Profile `a` starts from profile `gone`, which does not exist.");
        assert_eq!(error.kind, PortErrorKind::Configuration);
    }
}
