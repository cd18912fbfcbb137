//! What a person has to fill in, one input per meaning.

use super::draft::{Draft, FactKind};
use super::environment::is_well_known;
use super::lines::small;
use super::outline::short_slug;
use super::parts::{Names, expansions};
use super::placeholders::{self, Found, braces};
use crate::maps::{Map, Set};
use crate::model::{
    ExpansionKind, Input, InputKind, InputOccurrence, InputStyle, Part, Runbook, SectionRole,
    Shared, Span,
};

mod kind;

/// Inputs as they are found; the same slug is the same input.
#[derive(Default)]
struct Inputs {
    list: Vec<Input>,
    by_id: Map<Shared, usize>,
}

/// One place that asks for something.
struct Asked<'a> {
    name: &'a str,
    style: InputStyle,
    option: Option<&'a str>,
    /// The command that it is an argument of.
    command: Option<&'a str>,
    hint: Option<Shared>,
    /// Something cannot start without it.
    needed: bool,
    occurrence: InputOccurrence,
}

/// Finds every input of the runbook and tells steps and parts which they need.
pub(super) fn gather(draft: &Draft<'_>, runbook: &mut Runbook) {
    let mut inputs = Inputs::default();
    let mut defined = Defined::new(runbook);
    for index in 0..runbook.steps.len() {
        let step = &runbook.steps[index];
        defined.enter(top_section(step.section.as_deref()));
        let mut needed: Vec<Vec<Shared>> = Vec::new();
        for part in &step.parts {
            let mut ids = inputs.placeholders_of(part);
            ids.extend(inputs.variables_of(part, &defined));
            ids.dedup();
            needed.push(ids);
            defined
                .names
                .extend(part.assigns.iter().chain(&part.exports).cloned());
        }
        let step = &mut runbook.steps[index];
        let mut of_step = Names::default();
        for (part, ids) in step.parts.iter_mut().zip(needed) {
            ids.iter().for_each(|id| of_step.add(id));
            part.inputs = ids;
        }
        step.inputs = of_step.into_order();
    }
    inputs.fields_of_prose(draft, runbook);
    inputs.braces_of_prose(draft, runbook);
    inputs
        .list
        .iter_mut()
        .for_each(|input| input.occurrences.sort_by_key(|o| (o.line, o.column)));
    runbook.inputs = inputs.list;
}

/// The first part of a section's path: what is set there stays set below it.
fn top_section(section: Option<&str>) -> &str {
    let section = section.unwrap_or("");
    let end = memchr::memchr(b'/', section.as_bytes());
    &section[..end.unwrap_or(section.len())]
}

/// Names that are set where the reading stands.
struct Defined {
    /// By an environment of the file: they hold everywhere.
    always: Set<String>,
    section: String,
    names: Set<Shared>,
}

impl Defined {
    fn new(runbook: &Runbook) -> Self {
        let environments = &runbook.environments;
        let plain = environments.iter().flat_map(|e| e.variables.keys());
        let always = plain.chain(environments.iter().flat_map(|e| e.open.keys()));
        Self {
            always: always.cloned().collect(),
            section: String::new(),
            names: Set::default(),
        }
    }

    fn enter(&mut self, section: &str) {
        if self.section != section {
            section.clone_into(&mut self.section);
            self.names.clear();
        }
    }

    fn has(&self, name: &str) -> bool {
        self.always.contains(name) || self.names.contains(name) || is_well_known(name)
    }
}

impl Inputs {
    fn placeholders_of(&mut self, part: &Part) -> Vec<Shared> {
        let found = placeholders::find(&part.code, &part.commands);
        found
            .iter()
            .map(|found| self.ask(asked(part, found)))
            .collect()
    }

    fn variables_of(&mut self, part: &Part, defined: &Defined) -> Vec<Shared> {
        let mut open = Names::default();
        part.reads
            .iter()
            .filter(|name| !defined.has(name))
            .for_each(|name| open.add(name));
        if open.is_empty() {
            return Vec::new();
        }
        let mut ids = Names::default();
        for command in &part.commands {
            for expansion in expansions(command) {
                let variable = expansion.kind == ExpansionKind::Variable && !expansion.has_default;
                let name = expansion.name.as_ref().filter(|_| variable);
                let Some(name) = name.filter(|name| open.has(name)) else {
                    continue;
                };
                let latest = name == "LATEST";
                let id = self.ask(Asked {
                    name,
                    style: InputStyle::Variable,
                    option: None,
                    command: command.name(),
                    hint: latest.then(|| {
                        "`$LATEST` is a name of Lambda's; without single quotes the shell puts a variable in its place".into()
                    }),
                    needed: true,
                    occurrence: InputOccurrence {
                        holder: Some(part.id.clone()),
                        text: expansion.raw.clone(),
                        line: expansion.line,
                        column: expansion.column,
                        span: expansion.span,
                    },
                });
                ids.add(&id);
            }
        }
        ids.into_order()
    }

    /// `[Security contact]` in prose: nothing waits for it.
    fn fields_of_prose(&mut self, draft: &Draft<'_>, runbook: &Runbook) {
        let text = draft.text.as_bytes();
        let begins = |at: &usize| text.get(at + 1).is_some_and(u8::is_ascii_uppercase);
        let fields = memchr::memchr_iter(b'[', text).filter(begins);
        let lines = draft.lines.of(fields);
        for fact in lines.into_iter().flat_map(|line| draft.facts_on(line)) {
            let role = fact
                .section
                .and_then(|index| runbook.sections.get(index))
                .map(|s| s.role);
            let prose = matches!(
                fact.kind,
                FactKind::Paragraph | FactKind::Bullet | FactKind::Task
            );
            if !prose || role == Some(SectionRole::Contents) {
                continue;
            }
            let Some(field) = bracket_field(&fact.text) else {
                continue;
            };
            let written = format!("[{field}]");
            let line = draft.lines.line(fact.line);
            let Some(at) = line
                .find(&written)
                .filter(|at| !line[at + written.len()..].starts_with('('))
            else {
                continue;
            };
            let start = draft.lines.start(fact.line) + small(at);
            let holder = fact
                .step
                .and_then(|index| runbook.steps.get(index))
                .map(|step| step.id.clone());
            self.ask(Asked {
                name: field,
                style: InputStyle::Bracket,
                option: None,
                command: None,
                hint: None,
                needed: false,
                occurrence: InputOccurrence {
                    holder,
                    line: fact.line,
                    column: small(at) + 1,
                    span: Span {
                        start,
                        end: start + small(written.len()),
                    },
                    text: written.into(),
                },
            });
        }
    }

    /// `{env}` in prose: of a name that a command asks for as well, or in something
    /// to do. Nothing waits for it, and the paths of an interface (`/users/{id}`) are
    /// none.
    fn braces_of_prose(&mut self, draft: &Draft<'_>, runbook: &Runbook) {
        let asked = |list: &[Input], id: &str| {
            let mut list = list.iter();
            list.any(|input| input.id == id && input.style == InputStyle::Brace)
        };
        let lines = draft
            .lines
            .of(memchr::memchr_iter(b'{', draft.text.as_bytes()));
        let mut lines = lines.into_iter().peekable();
        for (index, fact) in draft.facts.iter().enumerate() {
            // The next fact begins where this one ends, at the latest.
            let next = draft.facts.get(index + 1);
            let end = next.map_or(u32::MAX, |next| next.line.max(fact.line + 1));
            while lines.next_if(|line| *line < fact.line).is_some() {}
            let braces = lines.peek().is_some_and(|line| *line < end);
            if !braces || fact.kind == FactKind::Heading || !fact.text.contains('{') {
                continue;
            }
            let holder = fact.step.and_then(|index| runbook.steps.get(index));
            for number in fact.line..end {
                let line = draft.lines.line(number);
                if line.trim().is_empty() {
                    break;
                }
                for (at, name) in braces::names_in(line) {
                    let path = line[..at.start].ends_with('/');
                    let known = asked(&self.list, &id_of(name));
                    if !known && (holder.is_none() || path) {
                        continue;
                    }
                    let start = draft.lines.start(number);
                    self.ask(Asked {
                        name,
                        style: InputStyle::Brace,
                        option: None,
                        command: None,
                        hint: None,
                        needed: false,
                        occurrence: InputOccurrence {
                            holder: holder.map(|step| step.id.clone()),
                            text: line[at.clone()].into(),
                            line: number,
                            column: small(at.start) + 1,
                            span: Span {
                                start: start + small(at.start),
                                end: start + small(at.end),
                            },
                        },
                    });
                }
            }
        }
    }

    /// Notes a place and gives the id of its input.
    fn ask(&mut self, asked: Asked<'_>) -> Shared {
        let id = id_of(asked.name);
        let index = match self.by_id.get(&id) {
            Some(index) => *index,
            None => {
                self.by_id.insert(id.clone(), self.list.len());
                self.list.push(Input {
                    label: label(&id).into(),
                    kind: InputKind::Text,
                    style: asked.style,
                    placeholder: asked.occurrence.text.clone(),
                    required: false,
                    secret: kind::is_secret(&id),
                    occurrences: Vec::new(),
                    hint: None,
                    id: id.clone(),
                });
                self.list.len() - 1
            }
        };
        let input = &mut self.list[index];
        input.required |= asked.needed;
        if input.kind == InputKind::Text {
            input.kind = if input.secret {
                InputKind::Secret
            } else {
                kind::of(&id, asked.option, asked.command)
            };
        }
        input.hint = input.hint.take().or(asked.hint);
        input.occurrences.push(asked.occurrence);
        id
    }
}

/// The id under which a name's value is given: the same for `<previous-version>`
/// and `PREVIOUS_VERSION`.
pub(crate) fn id_of(name: &str) -> Shared {
    let id = short_slug(&name.replace(['_', '.', '/', ':'], "-"));
    match id.as_str() {
        "account" => Shared::from_static("account-id"),
        _ => id
            .strip_prefix("your-")
            .map_or_else(|| id.clone(), |rest| id.share(rest)),
    }
}

fn asked<'a>(part: &'a Part, found: &'a Found) -> Asked<'a> {
    let inside = part.commands.get(found.command);
    Asked {
        name: &found.name,
        style: found.style,
        option: found.option.as_deref(),
        command: inside
            .and_then(|command| command.words.get(1).or(command.words.first()))
            .map(|w| w.raw.as_str()),
        hint: found.hint.clone(),
        needed: true,
        occurrence: InputOccurrence {
            holder: Some(part.id.clone()),
            text: found.text.clone(),
            line: found.line,
            column: found.column,
            span: found.span,
        },
    }
}

/// The bracket field behind a colon, or alone.
fn bracket_field(text: &str) -> Option<&str> {
    let open = text.find('[')?;
    let close = open + text[open..].find(']')?;
    let field = &text[open + 1..close];
    let before = text[..open].trim_end();
    let after = text[close + 1..].trim();
    let placed = before.ends_with(':') || (before.is_empty() && after.is_empty());
    // GitLab puts the table of contents in place of `[TOC]`.
    let named = field.starts_with(|c: char| c.is_ascii_uppercase())
        && field != "TOC"
        && (3..=60).contains(&field.len())
        && field
            .chars()
            .all(|c| c.is_alphanumeric() || " -/'&".contains(c));
    (placed && named && !after.starts_with('(')).then_some(field)
}

fn label(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for word in id.split('-') {
        if !out.is_empty() {
            out.push(' ');
        }
        let short = matches!(
            word,
            "id" | "ip" | "arn" | "url" | "db" | "dns" | "alb" | "jwt" | "api" | "aws"
        );
        let mut letters = word.chars();
        match letters.next().filter(|_| out.is_empty() && !short) {
            Some(first) => {
                out.extend(first.to_uppercase());
                out.push_str(letters.as_str());
            }
            None if short => out.push_str(&word.to_ascii_uppercase()),
            None => out.push_str(word),
        }
    }
    out
}
