//! What the file leaves open: placeholders and variables that nothing defines.

use crate::awscli::Place;
use crate::check::{Book, Finding, Severity, Spot};
use crate::model::{Input, InputStyle};

pub(super) fn run(book: &mut Book<'_>) {
    let runbook = book.runbook;
    for input in &runbook.inputs {
        match input.style {
            InputStyle::Variable => undefined(book, input),
            InputStyle::Letter => letter(book, input),
            // Written for Belay, which asks for it: nothing to say.
            InputStyle::Angle | InputStyle::Brace if book.is_written_for_belay() => {}
            // Where it stands in prose only, it is not in a command.
            InputStyle::Angle
            | InputStyle::Brace
            | InputStyle::Bracket
            | InputStyle::Sign
            | InputStyle::UpperCase => placeholder(book, input),
        }
    }
    named_like_its_option(book);
}

/// `--rest-api-id api-id`: the name of what belongs there.
fn named_like_its_option(book: &mut Book<'_>) {
    let mut found: Vec<(usize, Place, String)> = Vec::new();
    for (at, site) in book.sites.iter().enumerate() {
        let Some(line) = &site.aws else { continue };
        for param in &line.params {
            let [value] = param.values.as_slice() else {
                continue;
            };
            let named =
                param.name == value.text || param.name.ends_with(&format!("-{}", value.text));
            // A name may be anything; an id or an ARN is never called so.
            let never = ["-id", "-ids", "-arn"]
                .iter()
                .any(|kind| value.text.ends_with(kind));
            let again = found.iter().any(|(.., name)| *name == value.text);
            if named && never && !again && !book.is_input(at, value.place.word) {
                found.push((at, value.place.clone(), value.text.clone()));
            }
        }
    }
    for (at, place, name) in found.into_iter().take(MOST_NAMES) {
        let bare = |c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_');
        let mut words = book
            .sites
            .iter()
            .flat_map(|site| &site.texts)
            .flat_map(|text| text.split(bare));
        let count = words.by_ref().filter(|word| *word == name).count();
        book.report_at(
            at,
            &place,
            Finding::warning(
                "unfilled-placeholder",
                format!("`{name}` is the name of what belongs here, and was left as it is.{}", again(count)),
                "Nothing tells it from a value, so that nobody is asked; the command is sent with it.",
            )
            .fix(format!("Write `<{name}>`, for which Belay asks.")),
        );
    }
}

/// Names that are counted in the whole file.
const MOST_NAMES: usize = 20;

/// Where the first occurrence in code stands, with its step.
fn first_place(book: &Book<'_>, input: &Input) -> Option<(Spot, Option<String>, usize)> {
    let in_code: Vec<_> = input
        .occurrences
        .iter()
        .filter(|occurrence| {
            occurrence
                .holder
                .as_deref()
                .is_some_and(|id| book.runbook.part(id).is_some())
        })
        .collect();
    let first = in_code.first()?;
    let spot = Spot {
        line: first.line,
        column: first.column,
        end_line: first.line,
        end_column: first.column + first.text.len() as u32,
    };
    let step = first
        .holder
        .as_deref()
        .map(|id| id.split('.').next().unwrap_or(id).to_owned());
    Some((spot, step, in_code.len()))
}

fn again(count: usize) -> String {
    match count {
        0 | 1 => String::new(),
        2 => " It stands in one more place.".to_owned(),
        more => format!(" It stands in {} more places.", more - 1),
    }
}

fn undefined(book: &mut Book<'_>, input: &Input) {
    let name = input.placeholder.trim_start_matches(['$', '{']);
    // `${LAG%.*}` is a variable of the name `LAG`.
    let end = name.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    let name = &name[..end.unwrap_or(name.len())];
    // Its own rule says what `$LATEST` means to Lambda.
    if name == "LATEST" {
        return;
    }
    let Some((spot, step, count)) = first_place(book, input) else {
        return;
    };
    // Variables carry on within a section; a part far away does not define this one.
    let elsewhere = book.assigned_on(name);
    // Pasted from the top of the file, the line works; entered in the middle, not.
    let severity = match elsewhere {
        Some(line) if line < spot.line => Severity::Note,
        _ => Severity::Warning,
    };
    let message = match elsewhere {
        Some(line) => format!(
            "`${name}` is set in another section only, on line {line}.{}",
            again(count)
        ),
        None => format!("Nothing in this file defines `${name}`.{}", again(count)),
    };
    let finding = Finding::new(
        "undefined-variable",
        severity,
        message,
        "Where it is not set, the shell puts an empty text, and the command runs with it.",
    );
    let finding = if input.secret {
        finding.fix("Say where the value comes from, such as a secret store, and read it there.")
    } else {
        finding.fix(format!("Set it in the step, `export {name}=…`, or write `${{{name}:?}}` so that the shell stops."))
    };
    book.report_spot(spot, step.as_deref(), finding);
}

fn letter(book: &mut Book<'_>, input: &Input) {
    let Some((spot, step, count)) = first_place(book, input) else {
        return;
    };
    book.report_spot(
        spot,
        step.as_deref(),
        Finding::warning(
            "unfilled-placeholder",
            format!("`{}` is to be replaced by hand, and runs as it stands.{}", input.placeholder, again(count)),
            "Nothing but a comment tells it from a value; the command is sent with the letter in it.",
        )
        .fix("Write `<…>`, or a variable that the shell refuses when it is empty: `${REVISION:?}`."),
    );
}

fn placeholder(book: &mut Book<'_>, input: &Input) {
    let Some((spot, step, count)) = first_place(book, input) else {
        return;
    };
    let why = match input.style {
        InputStyle::Angle => {
            "Belay asks for it; in a plain shell, outside quotes, `<` and `>` read and write files."
        }
        InputStyle::Brace => {
            "Belay asks for it; in a plain shell the command is sent with the braces in it."
        }
        InputStyle::Bracket => {
            "Belay asks for it; in a plain shell the command is sent with the brackets in it, or with the name of a file that matches them."
        }
        InputStyle::Sign => {
            "Belay asks for it; in a plain shell the command is sent with the signs in it."
        }
        _ => "Belay asks for it; in a plain shell the command is sent with these letters in it.",
    };
    book.report_spot(
        spot,
        step.as_deref(),
        Finding::note(
            "unfilled-placeholder",
            format!(
                "`{}` has to be filled in.{}",
                input.placeholder,
                again(count)
            ),
            why,
        ),
    );
}
