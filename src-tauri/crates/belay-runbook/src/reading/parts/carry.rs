//! What a part leaves behind for the parts after it, and what it takes.

use crate::maps::Set;
use crate::model::{Expansion, ExpansionKind, Part, Shared, SimpleCommand};

/// Names in the order in which they came, each once.
#[derive(Default)]
pub(in crate::reading) struct Names {
    order: Vec<Shared>,
    /// Used once there are many.
    known: Set<Shared>,
}

/// Up to here a list is looked through faster than a set.
const FEW: usize = 16;

impl Names {
    pub(in crate::reading) fn add(&mut self, name: &Shared) {
        if self.has(name) {
            return;
        }
        self.order.push(name.clone());
        if self.order.len() == FEW {
            self.known.extend(self.order.iter().cloned());
        } else if self.order.len() > FEW {
            self.known.insert(name.clone());
        }
    }

    pub(in crate::reading) fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    pub(in crate::reading) fn into_order(self) -> Vec<Shared> {
        self.order
    }

    pub(in crate::reading) fn has(&self, name: &str) -> bool {
        if self.order.len() < FEW {
            return self.order.iter().any(|known| known == name);
        }
        self.known.contains(name)
    }
}

/// Fills in what the part exports, assigns and reads, and whether it leaves the
/// shell in another directory.
pub(super) fn describe(part: &mut Part, functions: &[Shared]) {
    let mut assigned = Names::default();
    part.assigns.iter().for_each(|name| assigned.add(name));
    let (mut exports, mut reads) = (Names::default(), Names::default());
    let own_cd = functions.iter().any(|name| name == "cd");
    for command in &part.commands {
        let variables = expansions(command).filter(|expansion| !expansion.has_default);
        for expansion in variables.filter(|e| e.kind == ExpansionKind::Variable) {
            let name = expansion.name.as_ref().filter(|name| is_name(name));
            if let Some(name) = name.filter(|name| !assigned.has(name)) {
                reads.add(name);
            }
        }
        // In front of another command it holds for that command only.
        let prefix = !command.words.is_empty() && !declares(command);
        for assignment in command.assignments.iter().filter(|_| !prefix) {
            assigned.add(&assignment.name);
            if assignment.exported && !command.in_subshell {
                exports.add(&assignment.name);
            }
        }
        bound(command).for_each(|name| assigned.add(name));
        if command.name() == Some("export") {
            let plain = command.words[1..]
                .iter()
                .filter_map(|word| word.value.as_ref());
            plain
                .filter(|name| is_name(name))
                .for_each(|name| exports.add(name));
        }
        let moves = matches!(command.name(), Some("cd" | "pushd" | "popd"));
        let here = !command.in_subshell && command.function.is_none();
        part.changes_directory |= moves && here && !own_cd;
    }
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

/// Names that `read` and its kin set.
fn bound(command: &SimpleCommand) -> impl Iterator<Item = &Shared> {
    let sets = matches!(
        command.name(),
        Some("read" | "mapfile" | "readarray" | "getopts")
    );
    let words = command.words.iter().skip(1).filter(move |_| sets);
    words
        .filter_map(|word| word.value.as_ref())
        .filter(|word| is_name(word))
}

fn is_name(word: &str) -> bool {
    let first = word.bytes().next();
    first.is_some_and(|b| b == b'_' || b.is_ascii_alphabetic())
        && word.bytes().all(|b| b == b'_' || b.is_ascii_alphanumeric())
}
