//! What a part leaves behind for the parts after it, and what it takes.

use crate::maps::Set;
use crate::model::{Expansion, ExpansionKind, Part, Shared, SimpleCommand};
use crate::shell::Script;

/// Names in the order in which they came, each once.
#[derive(Default)]
pub(in crate::reading) struct Names {
    order: Vec<Shared>,
    /// The same, once there are many.
    known: Option<Set<Shared>>,
}

/// Up to here a list is looked through faster than a set.
const FEW: usize = 16;

impl Names {
    pub(in crate::reading) fn add(&mut self, name: &Shared) {
        if self.has(name) {
            return;
        }
        self.order.push(name.clone());
        match &mut self.known {
            Some(known) => drop(known.insert(name.clone())),
            None if self.order.len() < FEW => {}
            None => self.known = Some(self.order.iter().cloned().collect()),
        }
    }

    pub(in crate::reading) fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    pub(in crate::reading) fn into_order(self) -> Vec<Shared> {
        self.order
    }

    pub(in crate::reading) fn has(&self, name: &str) -> bool {
        match &self.known {
            Some(known) => known.contains(name),
            None => self.order.iter().any(|known| known == name),
        }
    }
}

/// Whether `cd` in a block is the shell's own, which parts say until they are described.
pub(super) fn may_change_directory(script: &Script) -> bool {
    script.functions.iter().all(|name| name != "cd")
}

/// Fills in what the part exports, assigns and reads, and whether it leaves the
/// shell in another directory.
pub(super) fn describe(part: &mut Part) {
    let mut assigned = Names::default();
    part.assigns.iter().for_each(|name| assigned.add(name));
    let (mut exports, mut reads) = (Names::default(), Names::default());
    let mut moves = false;
    let has_variables = memchr::memchr(b'$', part.code.as_bytes()).is_some();
    for command in &part.commands {
        if has_variables {
            variables(command)
                .filter(|name| !assigned.has(name))
                .for_each(|name| reads.add(name));
        }
        // In front of another command it holds for that command only.
        let own = command.assignments.iter();
        for assignment in own.filter(|_| command.words.is_empty() || declares(command)) {
            assigned.add(&assignment.name);
            if assignment.exported && !command.in_subshell {
                exports.add(&assignment.name);
            }
        }
        match command.name() {
            Some("read" | "mapfile" | "readarray" | "getopts") => {
                named(command).for_each(|name| assigned.add(name));
            }
            Some("export") => named(command).for_each(|name| exports.add(name)),
            Some("cd" | "pushd" | "popd") => {
                moves |= !command.in_subshell && command.function.is_none();
            }
            _ => {}
        }
    }
    part.changes_directory &= moves;
    part.assigns = assigned.order;
    part.exports = exports.order;
    part.reads = reads.order;
}

fn declares(command: &SimpleCommand) -> bool {
    matches!(
        command.name(),
        Some("export" | "declare" | "local" | "readonly" | "typeset")
    )
}

/// Everything that is replaced in a command, here-documents included.
pub(crate) fn expansions(command: &SimpleCommand) -> impl Iterator<Item = &Expansion> {
    let words = command.words.iter().flat_map(|word| &word.expansions);
    // `export A=$B` has its value both as a word and as an assignment.
    let own = command.assignments.iter().filter(|_| !declares(command));
    let assigned = own.flat_map(|assignment| &assignment.value.expansions);
    let redirected = command.redirects.iter().flat_map(|redirect| {
        let target = redirect.target.iter().flat_map(|target| &target.expansions);
        target.chain(redirect.body.iter().flat_map(|body| &body.expansions))
    });
    assigned.chain(words).chain(redirected)
}

/// Variables whose values a command needs.
fn variables(command: &SimpleCommand) -> impl Iterator<Item = &Shared> {
    expansions(command)
        .filter(|expansion| expansion.kind == ExpansionKind::Variable && !expansion.has_default)
        .filter_map(|expansion| expansion.name.as_ref())
        .filter(|name| is_name(name))
}

/// Arguments that are the names of variables.
fn named(command: &SimpleCommand) -> impl Iterator<Item = &Shared> {
    let words = command.words.iter().skip(1);
    words
        .filter_map(|word| word.value.as_ref())
        .filter(|word| is_name(word))
}

fn is_name(word: &str) -> bool {
    let first = word.bytes().next();
    first.is_some_and(|b| b == b'_' || b.is_ascii_alphabetic())
        && word.bytes().all(|b| b == b'_' || b.is_ascii_alphanumeric())
}
