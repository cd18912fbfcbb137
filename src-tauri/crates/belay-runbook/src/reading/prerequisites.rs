//! Tools, access and permissions that a file asks for.

use super::draft::{Draft, FactKind};
use crate::model::{Need, Prerequisite, Runbook, Section, SectionRole};
use crate::{Version, tools};

/// Gathers what stands in sections that say so, and versions behind `--version` lines
/// wherever they are.
pub(super) fn gather(draft: &Draft<'_>, runbook: &mut Runbook) {
    let mut found = Vec::new();
    for step in &runbook.steps {
        for part in &step.parts {
            for line in draft.lines.with(b'#', part.line, part.end_line) {
                let Some(need) = version_line(draft.lines.line(line)) else {
                    continue;
                };
                let text = draft.text.share(draft.lines.line(line).trim());
                let section = step.section.clone();
                found.push(Prerequisite {
                    need,
                    text,
                    line,
                    section,
                    step: Some(step.id.clone()),
                });
            }
        }
    }
    let mut lead: Option<&str> = None;
    // The item above a list within the list: `Tools required:`.
    let mut group: Option<&str> = None;
    for fact in &draft.facts {
        let Some(section) = fact.section.and_then(|index| runbook.sections.get(index)) else {
            continue;
        };
        if section.role != SectionRole::Prerequisites {
            continue;
        }
        if fact.kind == FactKind::Paragraph {
            lead = Some(&fact.text);
            group = None;
        } else if fact.kind == FactKind::Heading {
            (lead, group) = (None, None);
        }
        if !matches!(
            fact.kind,
            FactKind::Bullet | FactKind::Task | FactKind::Numbered
        ) {
            continue;
        }
        let step = fact
            .step
            .and_then(|index| runbook.steps.get(index))
            .map(|step| step.id.clone());
        if fact.text.ends_with(':') {
            group = Some(&fact.text);
            continue;
        }
        let above = group.or(lead).filter(|above| above.len() <= LONGEST_LEAD);
        let need = need(&fact.text, above, section);
        let section = Some(section.id.clone());
        found.push(Prerequisite {
            need,
            text: fact.text.clone(),
            line: fact.line,
            section,
            step,
        });
    }
    found.sort_by_key(|prerequisite| prerequisite.line);
    runbook.prerequisites = found;
}

/// A longer paragraph is not the introduction of a list.
const LONGEST_LEAD: usize = 1_000;

fn need(text: &str, lead: Option<&str>, section: &Section) -> Need {
    let lower = |text: &str| text.to_ascii_lowercase();
    let permissions = lead.is_some_and(|lead| lower(lead).contains("permission"));
    if let Some((service, grant)) = text.split_once(':').filter(|_| permissions) {
        return Need::Permission {
            service: service.trim().to_owned(),
            grant: grant.trim().to_owned(),
        };
    }
    // What introduces the item tells more than the title of the section.
    let about = lead
        .filter(|lead| lead.ends_with(':'))
        .map_or_else(|| lower(&section.title), lower);
    if about.contains("tool") || about.contains("software") {
        return tool(text);
    }
    Need::Access
}

/// `Terraform >= 1.9.0`, `AWS CLI v2`, `kubectl (for ECS Exec)`.
fn tool(text: &str) -> Need {
    let plain = text.split('(').next().unwrap_or(text).trim();
    let version = Version::find(plain).map(|version| version.to_string());
    let cut = plain
        .find(|c: char| c.is_ascii_digit() || "<>=≥".contains(c))
        .filter(|_| version.is_some());
    let name = plain[..cut.unwrap_or(plain.len())]
        .trim()
        .trim_end_matches([' ', 'v', 'V', ':', ',']);
    let name = if name.is_empty() { plain } else { name };
    Need::Tool {
        command: tools::known(name).map(|question| question.line()),
        name: name.trim_end().to_owned(),
        min_version: version,
    }
}

/// `PostgreSQL client 14+`: a lone number is a version where more will do.
fn at_least(text: &str) -> Option<Version> {
    let number = text
        .split_whitespace()
        .find_map(|word| word.strip_suffix('+'))?;
    let plain = number.bytes().all(|b| b.is_ascii_digit()) && !number.is_empty();
    plain.then(|| Version::parse(number)).flatten()
}

/// `node --version  # v18.0.0 or higher`: the command, and what its comment asks for.
fn version_line(line: &str) -> Option<Need> {
    let (command, comment) = line.split_at_checked(memchr::memchr(b'#', line.as_bytes())?)?;
    let (command, comment) = (command.trim(), &comment[1..]);
    if command.is_empty() {
        return None;
    }
    let words: Vec<&str> = command.split_whitespace().collect();
    let asks = words
        .iter()
        .any(|word| matches!(*word, "--version" | "version" | "-v" | "-V"));
    if !asks || words.len() > 5 {
        return None;
    }
    let version = Version::find(comment).or_else(|| at_least(comment))?;
    let runner = matches!(words[0], "npx" | "sudo" | "yarn" | "pnpm");
    let name = words.get(usize::from(runner && words.len() > 2)).copied()?;
    Some(Need::Tool {
        name: name.to_owned(),
        min_version: Some(version.to_string()),
        command: Some(command.to_owned()),
    })
}
