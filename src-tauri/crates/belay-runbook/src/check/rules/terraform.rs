//! Terraform: what takes a state back, and what only looks like it.

use crate::awscli::Place;
use crate::check::{Book, Finding, Site};

/// How many commands of a block are looked at.
const CLOSE: usize = 40;

/// How many lines above and below.
const AROUND: u32 = 60;

pub(super) fn run(book: &mut Book<'_>) {
    for site in 0..book.sites.len() {
        let Some(words) = of_terraform(&book.sites[site]) else {
            continue;
        };
        match words.as_slice() {
            ["state", "push", ..] => pushed_state(book, site),
            ["apply", ..] => applied_after_push(book, site),
            ["import", ..] => import_that_reverts(book, site),
            _ => {}
        }
    }
}

/// The words behind `terraform` and the options in front of its command.
fn of_terraform<'s>(site: &'s Site<'_>) -> Option<Vec<&'s str>> {
    let (program, words) = site.texts.split_first()?;
    let words = words.iter().map(String::as_str);
    matches!(program.as_str(), "terraform" | "tofu").then(|| {
        words
            .skip_while(|word| word.starts_with("-chdir"))
            .collect()
    })
}

/// A state that is not newer than the one it is to replace.
fn pushed_state(book: &mut Book<'_>, site: usize) {
    let here = &book.sites[site];
    let operand = here.texts.iter().enumerate().skip(3);
    let Some((word, file)) = operand.clone().find(|(_, text)| !text.starts_with('-')) else {
        return;
    };
    let forced = here
        .texts
        .iter()
        .any(|text| text.trim_start_matches('-') == "force");
    if forced || file == "-" || raises_serial(book, here) {
        return;
    }
    let pulled = book.sites[..site]
        .iter()
        .rev()
        .take(CLOSE)
        .take_while(|other| other.step.id == here.step.id)
        .any(|other| {
            let pulls =
                of_terraform(other).is_some_and(|words| words.starts_with(&["state", "pull"]));
            let mut written = other.command.redirects.iter();
            let target = |redirect: &crate::model::Redirect| {
                redirect
                    .target
                    .as_ref()
                    .is_some_and(|target| *target.raw == **file)
            };
            pulls && written.any(target)
        });
    let lower = file.to_ascii_lowercase();
    let earlier = [
        "previous",
        "prev-",
        "backup",
        "old",
        "earlier",
        "last-good",
        "known-good",
    ]
    .iter()
    .any(|word| lower.contains(word));
    let message = if pulled {
        "The file still has the serial of the state that it was pulled from."
    } else if earlier {
        "An earlier state has a lower serial than the one that it is to replace."
    } else {
        return;
    };
    book.report_at(
        site,
        &Place::word(word),
        Finding::warning(
            "state-push-refused",
            message,
            "Terraform takes another state only with a higher serial, and refuses this one: `cannot overwrite existing state` or `cannot import state with serial`.",
        )
        .fix("Raise `serial` in the file above that of the present state, or restore the earlier version of the state's object in its bucket."),
    );
}

/// The block or its comments speak of the serial.
fn raises_serial(book: &Book<'_>, site: &Site<'_>) -> bool {
    let first = site.command.line.saturating_sub(AROUND).max(site.step.line);
    let last = (site.command.line + AROUND).min(site.step.end_line);
    (first..=last).any(|line| book.line(line).to_ascii_lowercase().contains("serial"))
}

/// A pushed state is no earlier code.
fn applied_after_push(book: &mut Book<'_>, site: usize) {
    let here = &book.sites[site];
    // A saved plan was made from what stands there.
    let before = book.sites[..site].iter().rev().take(CLOSE);
    let mut before = before.take_while(|other| other.step.id == here.step.id);
    let found = before.find_map(|other| {
        let returns = matches!(
            other.texts.as_slice(),
            [git, verb, ..] if git == "git"
                && matches!(verb.as_str(), "checkout" | "revert" | "restore" | "switch" | "reset")
        );
        if returns {
            return Some(None);
        }
        let pushes = of_terraform(other)?.starts_with(&["state", "push"]);
        pushes.then_some(Some(other.command.line))
    });
    let Some(Some(line)) = found else { return };
    book.report(
        site,
        Finding::warning(
            "terraform-no-rollback",
            format!("This makes what the code says, and line {line} has put back the state alone."),
            "The code is that of the change which is to be undone, so it is made once more, on top of a state that does not know of it.",
        )
        .fix("Check out the earlier code, look at `terraform plan`, and apply that."),
    );
}

/// `# Revert the bucket` above `terraform import`.
fn import_that_reverts(book: &mut Book<'_>, site: usize) {
    let line = book.sites[site].command.line;
    let above = book
        .line(line.saturating_sub(1))
        .trim()
        .to_ascii_lowercase();
    let reverts = above.starts_with('#')
        && ["revert", "roll back", "rollback", "undo"]
            .iter()
            .any(|word| above.contains(word));
    if !reverts {
        return;
    }
    book.report(
        site,
        Finding::warning(
            "terraform-no-rollback",
            "An import changes no resource; it writes one that exists into the state.",
            "The resource stays as it is; and one that the state has already is refused.",
        )
        .fix("Check out the earlier code and apply it, with `-target` for this resource alone."),
    );
}
