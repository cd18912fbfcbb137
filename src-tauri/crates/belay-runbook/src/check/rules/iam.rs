//! Keys and identities.

use crate::awscli::Place;
use crate::check::{Book, Finding};

pub(super) fn run(book: &mut Book<'_>) {
    for site in 0..book.sites.len() {
        key_deleted_at_once(book, site);
        session_simulated(book, site);
    }
}

/// A key is made and the old one deleted before anything can use the new one.
fn key_deleted_at_once(book: &mut Book<'_>, site: usize) {
    let Some(before) = site.checked_sub(1) else {
        return;
    };
    let together = book.sites[site].part.id == book.sites[before].part.id
        && book.sites[site].is_aws("iam", "delete-access-key")
        && book.sites[before].is_aws("iam", "create-access-key");
    if !together {
        return;
    }
    book.report(
        site,
        Finding::warning(
            "access-key-deleted-at-once",
            "The old key is deleted before anything uses the new one.",
            "Whatever still signs with it fails from this moment on, and a deleted key does not come back.",
        )
        .fix("Give the new key to its users, set the old one `Inactive`, look, and delete it in a later step."),
    );
}

/// The ARN of a session where that of a user or role is wanted.
fn session_simulated(book: &mut Book<'_>, site: usize) {
    let found = book.sites[site]
        .aws
        .as_ref()
        .filter(|_| book.sites[site].is_aws("iam", "simulate-principal-policy"))
        .and_then(|line| line.value("policy-source-arn"))
        .filter(|value| {
            let mut raws = value.expansions.iter();
            raws.any(|raw| raw.contains("get-caller-identity") && raw.contains("Arn"))
        });
    let Some(place) = found.map(|value| value.place.clone()) else {
        return;
    };
    book.report_at(
        site,
        &Place { ..place },
        Finding::warning(
            "session-arn-simulated",
            "Signed in through a role, this is the ARN of a session, which IAM does not simulate.",
            "SimulatePrincipalPolicy takes the ARN of a user, group or role; with `assumed-role/…` it refuses the request.",
        )
        .fix("Pass the role's own ARN, `arn:aws:iam::ACCOUNT:role/NAME`."),
    );
}
