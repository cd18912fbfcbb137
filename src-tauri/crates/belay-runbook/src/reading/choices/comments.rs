//! Ways that are told apart by the comments of one block: `# Option 1: …`, `# Or …`,
//! `# For macOS`.
//!
//! A way reaches from its comment to the next one's. The last of them reaches no
//! further than the longest before it: what comes after belongs to all.

use super::{KINDS, Told, choice, named, tell};
use crate::ascii::after;
use crate::model::{Choice, ChoiceOption, Part, Runbook, Section, Shared, Step};
use crate::reading::draft::Draft;
use crate::words::FirstWords;
use std::ops::Range;

/// The choices within the blocks of the runbook.
pub(super) fn gather(draft: &Draft<'_>, runbook: &Runbook) -> Vec<Choice> {
    let steps = runbook.steps.iter().zip(&draft.step_sections);
    let blocks = steps.filter(|(step, _)| step.parts.len() >= 2);
    blocks
        .flat_map(|(step, section)| {
            let section = section.and_then(|index| runbook.sections.get(index));
            of_block(step, section)
        })
        .collect()
}

/// What comments that say anything begin with.
static BEGINNINGS: FirstWords = {
    let mut words = FirstWords::of(&KINDS).and(&OR).and(&LEADS);
    let mut at = 0;
    while at < SYSTEMS.len() {
        words = words.and(&[SYSTEMS[at].0]);
        at += 1;
    }
    words
};

/// What a comment says of the part below it.
#[derive(Debug, PartialEq, Eq)]
enum Says {
    /// `Option 1: …`: the word before the mark.
    Option(String),
    /// `For macOS`
    System(&'static str),
    /// `Or …`: another way than the part above.
    Or,
    Nothing,
}

fn of_block(step: &Step, section: Option<&Section>) -> Vec<Choice> {
    let mut titles = step.parts.iter().map(|part| &part.title);
    if !titles.any(|title| BEGINNINGS.may_begin(title)) {
        return Vec::new();
    }
    let said: Vec<Says> = step.parts.iter().map(says).collect();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    if let Some(kind) = said.iter().find(|says| matches!(says, Says::Option(_))) {
        groups.push(places(&said, |says| says == kind));
    }
    let systems = places(&said, |says| matches!(says, Says::System(_)));
    let different = systems
        .windows(2)
        .all(|pair| said[pair[0]] != said[pair[1]]);
    groups.push(if different { systems } else { Vec::new() });
    let mut at = 1;
    while at < said.len() {
        let more = said[at..]
            .iter()
            .take_while(|says| **says == Says::Or)
            .count();
        if more > 0 && said[at - 1] == Says::Nothing {
            groups.push((at - 1..at + more).collect());
        }
        at += more.max(1);
    }
    groups.retain(|group| group.len() >= 2);
    groups
        .into_iter()
        .filter_map(|group| {
            let ways = ways(&group, step.parts.len());
            let ways = ways.into_iter().map(|range| way(&step.parts[range]));
            choice(section, ways.collect())
        })
        .collect()
}

fn places(said: &[Says], is: impl Fn(&Says) -> bool) -> Vec<usize> {
    (0..said.len()).filter(|at| is(&said[*at])).collect()
}

/// The parts of each way, by where the ways begin.
fn ways(begins: &[usize], count: usize) -> Vec<Range<usize>> {
    let mut longest = 1;
    let mut out = Vec::with_capacity(begins.len());
    for (index, begin) in begins.iter().copied().enumerate() {
        let end = match begins.get(index + 1) {
            Some(next) => *next,
            None => (begin + longest).min(count),
        };
        longest = longest.max(end - begin);
        out.push(begin..end);
    }
    out
}

fn way(parts: &[Part]) -> (Told, ChoiceOption) {
    let first = &parts[0];
    let text = title(first);
    let told = tell(&text).unwrap_or_else(|| Told {
        title: text.share(text.trim_end_matches(':')),
        named: true,
        recommended: false,
        alternative: false,
    });
    let told = Told {
        named: true,
        ..told
    };
    let option = ChoiceOption {
        title: told.title.clone(),
        section: None,
        when: None,
        line: first.line,
        end_line: parts[parts.len() - 1].end_line,
        steps: Vec::new(),
        parts: parts.iter().map(|part| part.id.clone()).collect(),
    };
    (told, option)
}

/// The comment that tells the way, without `Or`; the command where nothing else is left.
fn title(part: &Part) -> Shared {
    if let Some(option) = option_text(part) {
        return option.into();
    }
    let Some(rest) = or(&part.title) else {
        return part.title.clone();
    };
    let mut chars = rest.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => command(part).into(),
    }
}

/// The first line of a part that is run, or the whole where there is none.
fn command(part: &Part) -> &str {
    let mut lines = part.code.lines().map(str::trim);
    let line = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    line.map_or(part.title.as_str(), |line| {
        line.trim_end_matches('\\').trim_end()
    })
}

fn says(part: &Part) -> Says {
    if BEGINNINGS.may_begin(&part.title) {
        read_comment(part)
    } else {
        Says::Nothing
    }
}

fn read_comment(part: &Part) -> Says {
    if let Some(text) = option_text(part) {
        let word = text.split(' ').next().unwrap_or("");
        return Says::Option(word.to_ascii_lowercase());
    }
    if or(&part.title).is_some() {
        return Says::Or;
    }
    system(&part.title).map_or(Says::Nothing, Says::System)
}

/// `Option 1: …`, also below a line that says only `Or`.
fn option_text(part: &Part) -> Option<&str> {
    if named(&part.title).is_some() {
        return Some(&part.title);
    }
    let below = part.note.as_deref()?.lines().next();
    below.filter(|text| or(&part.title) == Some("") && named(text).is_some())
}

/// Words for another way than the one above.
const OR: [&str; 3] = ["or", "alternatively", "alternative"];

/// What follows `Or`, `Alternatively,` or `Alternative:`.
fn or(title: &str) -> Option<&str> {
    let mut rests = OR.iter().filter_map(|word| after(title, word));
    let apart = |rest: &&str| rest.is_empty() || rest.starts_with([' ', ':', ',', '.', '-', '(']);
    let rest = rests.find(apart)?;
    Some(rest.trim_start_matches([' ', ':', ',', '.', '-', '–', '—']))
}

/// What may stand before the name of a system.
const LEADS: [&str; 5] = ["for ", "on ", "if on ", "if you are on ", "using "];

/// Names of systems, longer ones first where one begins with another.
const SYSTEMS: [(&str, &str); 19] = [
    ("macos", "macos"),
    ("mac os x", "macos"),
    ("mac os", "macos"),
    ("mac", "macos"),
    ("os x", "macos"),
    ("ubuntu", "ubuntu"),
    ("debian", "debian"),
    ("amazon linux 2023", "amazon 2023"),
    ("amazon linux 2", "amazon 2"),
    ("amazon linux", "amazon"),
    ("red hat", "rhel"),
    ("rhel", "rhel"),
    ("centos", "centos"),
    ("fedora", "fedora"),
    ("alpine", "alpine"),
    ("arch", "arch"),
    ("linux", "linux"),
    ("windows", "windows"),
    ("wsl", "wsl"),
];

/// The operating system that a comment is about, and nothing else: `On Ubuntu/Debian:`,
/// `macOS (Homebrew)`.
fn system(title: &str) -> Option<&'static str> {
    let mut text = title;
    for lead in LEADS {
        text = after(text, lead).unwrap_or(text);
    }
    let mut found = SYSTEMS.iter();
    let (rest, system) = found.find_map(|(name, system)| {
        let rest = after(text, name)?;
        let whole = !rest.starts_with(|c: char| c.is_ascii_alphabetic());
        whole.then_some((rest, *system))
    })?;
    let only = rest.is_empty() || rest.starts_with([':', '/', '(', ',']) || {
        let rest = rest.trim_start();
        let mut joints = ["with ", "using ", "and ", "or "].iter();
        rest.starts_with(['(', '/', '-', '–', '—'])
            || joints.any(|joint| after(rest, joint).is_some())
            || rest.eq_ignore_ascii_case("users")
    };
    only.then_some(system)
}

#[cfg(test)]
mod tests {
    use super::{KINDS, LEADS, OR, SYSTEMS, read_comment, says};
    use crate::read;
    use crate::words::tests::{lines_of_samples, prose};
    use proptest::prelude::*;

    /// Comments that are passed over say nothing.
    fn is_read_alike(comment: &str) {
        let mut part = read("# A\n```sh\nls\n```\n").unwrap().steps[0].parts[0].clone();
        part.title = comment.into();
        assert_eq!(says(&part), read_comment(&part), "{comment}");
    }

    proptest! {
        #[test]
        fn every_comment_is_read(comment in {
            let systems = SYSTEMS.iter().map(|(name, _)| name);
            let words = KINDS.iter().chain(&OR).chain(&LEADS).chain(systems);
            prose(&words.copied().collect::<Vec<_>>())
        }) {
            is_read_alike(&comment);
        }
    }

    #[test]
    fn every_comment_of_a_sample_is_read() {
        lines_of_samples()
            .iter()
            .for_each(|line| is_read_alike(line));
    }

    /// `title: way | way`, each way as the title and the parts it has.
    fn choices(code: &str) -> Vec<String> {
        let book = read(&format!("# A\n## B\n```sh\n{code}\n```\n")).unwrap();
        let way = |option: &crate::ChoiceOption| {
            let parts: Vec<_> = option
                .parts
                .iter()
                .map(|id| id.trim_start_matches("L3."))
                .collect();
            format!("{} = {}", option.title, parts.join(" "))
        };
        let choice = |choice: &crate::Choice| {
            let ways: Vec<_> = choice.options.iter().map(way).collect();
            let best = choice
                .recommended
                .map_or(String::new(), |at| format!("; best {at}"));
            format!("{}: {}{best}", choice.title, ways.join(" | "))
        };
        book.choices.iter().map(choice).collect()
    }

    #[test]
    fn options_in_comments_are_ways() {
        let code = "# Option 1: With helm (recommended)\nhelm rollback api\n# Wait\nsleep 5\n\
                    # Option 2: By hand\nkubectl rollout undo deploy/api\nkubectl get pods\n\
                    # Wait\nsleep 9\n# Then look\nkubectl get events";
        assert_eq!(
            choices(code),
            ["B: With helm = 1 2 | By hand = 3 4; best 0"]
        );
        let scenarios = "# Scenario A - Tables\nls a\n\n# OR\n# Scenario B - Buckets\nls b";
        assert_eq!(choices(scenarios), ["B: Tables = 1 | Buckets = 2"]);
    }

    #[test]
    fn or_offers_another_way_than_the_part_above() {
        let found = choices(
            "# See\nls\n\n# Deploy\nmake up\n\n# OR\nnpm run up -- \\\n --all\n\n# Alternatively, by hand\n./up.sh\n\n# See\nls",
        );
        assert_eq!(found, ["B: Deploy = 2 | npm run up -- = 3 | By hand = 4"]);
    }

    #[test]
    fn systems_are_ways() {
        let code = "# macOS (Homebrew)\nbrew install jq\n\n# For Ubuntu/Debian:\nsudo apt-get install jq\n\n# Check\njq --version";
        assert_eq!(
            choices(code),
            ["B: macOS (Homebrew) = 1 | For Ubuntu/Debian = 2"]
        );
    }

    #[test]
    fn a_comment_about_options_is_no_branch() {
        for code in [
            "# Option: --force skips the check\nrm x\n# Option: --all takes everything\nrm y",
            "# Order the pods\nls\n# Organise\nls",
            "# Linux kernel version\nuname -r\n# Windows of maintenance\nls",
            "# Options 1 and 2 are gone\nls\n# Option 3\nls",
            "# For macOS\nls\n# For macOS\nls -l",
            "# Or else it fails\nls",
        ] {
            assert_eq!(choices(code), [""; 0], "{code}");
        }
    }
}
