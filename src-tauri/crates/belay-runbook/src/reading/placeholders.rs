//! What shell code leaves open: `<name>`, `ACCOUNT_ID`, a letter that a comment
//! explains.
//!
//! Only words are looked at, never comments, redirections or here-documents.

use crate::model::{Expansion, ExpansionKind, InputStyle, SimpleCommand, Span, Word};

/// Something left open in a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// In bytes of the code.
    pub(crate) span: Span,
    /// As written.
    pub(crate) text: String,
    /// What it is called, as words.
    pub(crate) name: String,
    pub(crate) style: InputStyle,
    pub(crate) quote: Quote,
    /// The option in front of the word, when the word is nothing else.
    pub(crate) option: Option<String>,
    /// What a comment says of it.
    pub(crate) hint: Option<String>,
    pub(crate) line: u32,
    pub(crate) column: u32,
}

/// What quotes something stands in, which decides how a value is written there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quote {
    None,
    Single,
    Double,
    Ansi,
    /// Within backquotes, or in text that another shell reads again: only values
    /// without any special character are safe.
    Twice,
}

/// Everything left open in the words of these commands.
pub(crate) fn find(code: &str, commands: &[SimpleCommand]) -> Vec<Found> {
    let mut found = Vec::new();
    let mut backquotes = None;
    for command in commands {
        let declares = command.name().is_some_and(|name| {
            matches!(
                name,
                "export" | "declare" | "local" | "readonly" | "typeset"
            )
        });
        let prints = matches!(command.name(), Some("echo" | "printf"));
        let assigned = command
            .assignments
            .iter()
            .filter(|_| !declares)
            .map(|a| &a.value);
        let first = found.len();
        for word in assigned {
            in_word(code, word, None, !prints, &mut found);
        }
        for (index, word) in command.words.iter().enumerate() {
            let before = index.checked_sub(1).and_then(|at| command.words.get(at));
            let option = before
                .filter(|word| word.raw.starts_with('-'))
                .map(|word| word.raw.as_str());
            in_word(code, word, option, index > 0 && !prints, &mut found);
        }
        if found.len() == first {
            continue;
        }
        let rereads = rereads(command);
        let backquoted: &Vec<Span> = backquotes.get_or_insert_with(|| backquoted(commands));
        for found in &mut found[first..] {
            let twice = (rereads && found.quote != Quote::None) || rereads_all(command);
            if twice
                || backquoted
                    .iter()
                    .any(|span| span.start <= found.span.start && found.span.end <= span.end)
            {
                found.quote = Quote::Twice;
            }
        }
    }
    found
}

/// Stretches in backquotes, where quoting works differently.
fn backquoted(commands: &[SimpleCommand]) -> Vec<Span> {
    let words = commands.iter().flat_map(|command| {
        command
            .words
            .iter()
            .chain(command.assignments.iter().map(|a| &a.value))
    });
    let expansions = words.flat_map(|word| &word.expansions);
    expansions
        .filter(|e| e.raw.starts_with('`'))
        .map(|e| e.span)
        .collect()
}

/// Commands that hand a quoted argument to a shell again.
fn rereads(command: &SimpleCommand) -> bool {
    let shells = [
        "sh", "bash", "zsh", "dash", "ksh", "ssh", "watch", "su", "parallel", "trap", "xargs",
    ];
    command
        .words
        .iter()
        .filter_map(|word| word.value.as_deref())
        .any(|word| shells.contains(&word.rsplit('/').next().unwrap_or(word)))
}

/// Commands that read all of their arguments again as shell code.
fn rereads_all(command: &SimpleCommand) -> bool {
    matches!(command.name(), Some("eval" | "ssh"))
}

fn in_word(code: &str, word: &Word, option: Option<&str>, upper: bool, found: &mut Vec<Found>) {
    if !word.raw.contains('<') && !upper_possible(&word.raw) && !word.raw.contains("-xxx") {
        return;
    }
    let first = found.len();
    // A format names the parts of a date without leaving them open.
    let upper = upper && !option.is_some_and(|option| option.contains("format"));
    for piece in pieces(word) {
        angles(&piece, &word.raw, found);
        if upper {
            uppers(&piece, &word.raw, found);
            crossed_out(&piece, &word.raw, found);
            letters(code, word, &piece, found);
        }
    }
    for found in &mut found[first..] {
        let whole = found.text.len() == word.raw.trim_matches(['"', '\'']).len();
        found.option = option.filter(|_| whole).map(str::to_owned);
        let offset = found.span.start;
        found.span.start += word.span.start;
        found.span.end += word.span.start;
        found.line = word.line;
        found.column = word.column + offset;
        let above = &word.raw[..offset as usize];
        if let Some(at) = above.rfind('\n') {
            found.line += u32::try_from(above.matches('\n').count()).unwrap_or(0);
            found.column = offset - u32::try_from(at).unwrap_or(0);
        }
    }
}

/// Two capitals in a row, or a lone one at the end: a quick look that saves most
/// words the long one.
fn upper_possible(raw: &str) -> bool {
    let bytes = raw.trim_end_matches(['"', '\'']).as_bytes();
    let lone = match bytes {
        [.., before, last] => last.is_ascii_uppercase() && !before.is_ascii_alphanumeric(),
        [last] => last.is_ascii_uppercase(),
        [] => false,
    };
    lone || bytes
        .windows(2)
        .any(|pair| pair.iter().all(u8::is_ascii_uppercase))
}

/// Text of a word without expansions, with the quotes around it.
struct Piece {
    start: usize,
    end: usize,
    quote: Quote,
    /// An expansion that is itself a placeholder.
    open: bool,
}

/// Cuts a word at its quotes and expansions.
fn pieces(word: &Word) -> Vec<Piece> {
    let raw = word.raw.as_bytes();
    let mut pieces = Vec::new();
    let mut quote = Quote::None;
    let (mut at, mut start) = (0, 0);
    let mut expansions = word.expansions.iter().peekable();
    let mut cut = |start: usize, end: usize, quote, open| {
        if start < end {
            pieces.push(Piece {
                start,
                end,
                quote,
                open,
            });
        }
    };
    while at < raw.len() {
        if let Some(expansion) = next_at(&mut expansions, word, at) {
            let length = (expansion.span.end - expansion.span.start) as usize;
            cut(start, at, quote, false);
            let open = expansion.kind == ExpansionKind::Placeholder;
            cut(at, if open { at + length } else { at }, quote, open);
            at += length.max(1);
            start = at;
            continue;
        }
        let next = match (quote, raw[at]) {
            (Quote::None, b'\'') => Quote::Single,
            (Quote::None, b'"') => Quote::Double,
            (Quote::None, b'$') if raw.get(at + 1) == Some(&b'\'') => {
                cut(start, at, quote, false);
                at += 2;
                (start, quote) = (at, Quote::Ansi);
                continue;
            }
            (Quote::Single | Quote::Ansi, b'\'') | (Quote::Double, b'"') => Quote::None,
            (Quote::None | Quote::Double | Quote::Ansi, b'\\') => {
                at += 2;
                continue;
            }
            _ => {
                at += 1;
                continue;
            }
        };
        cut(start, at, quote, false);
        at += 1;
        (start, quote) = (at, next);
    }
    cut(start, raw.len(), quote, false);
    pieces
}

/// The expansion that begins at this byte of the word. Those within another one
/// are passed over.
fn next_at<'w>(
    expansions: &mut std::iter::Peekable<impl Iterator<Item = &'w Expansion>>,
    word: &Word,
    at: usize,
) -> Option<&'w Expansion> {
    let here = word.span.start as usize + at;
    while expansions
        .next_if(|e| (e.span.start as usize) < here)
        .is_some()
    {}
    expansions.next_if(|e| e.span.start as usize == here)
}

fn push(
    found: &mut Vec<Found>,
    piece: &Piece,
    raw: &str,
    start: usize,
    end: usize,
    name: &str,
    style: InputStyle,
) {
    let small = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    found.push(Found {
        span: Span {
            start: small(start),
            end: small(end),
        },
        text: raw[start..end].to_owned(),
        name: name.to_owned(),
        style,
        quote: piece.quote,
        option: None,
        hint: None,
        line: 0,
        column: 0,
    });
}

/// HTML elements that stand in texts and templates.
const TAGS: [&str; 30] = [
    "a", "b", "i", "p", "br", "hr", "em", "ul", "ol", "li", "td", "tr", "th", "h1", "h2", "h3",
    "h4", "div", "pre", "img", "html", "head", "body", "span", "code", "table", "title", "script",
    "style", "strong",
];

/// `<name>` in a piece.
fn angles(piece: &Piece, raw: &str, found: &mut Vec<Found>) {
    let text = &raw[piece.start..piece.end];
    let mut from = 0;
    while let Some(open) = text[from..].find('<').map(|at| at + from) {
        from = open + 1;
        let window = text.as_bytes()[from..].iter().take(64);
        let Some(length) = window.clone().position(|b| *b == b'>') else {
            continue;
        };
        let name = &text[from..from + length];
        let fits = name.starts_with(|c: char| c.is_ascii_alphabetic())
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_. /:".contains(c));
        // `(?<group>` of a pattern, `List<String>` of a type, `</tag>` of a page.
        let before = text[..open].chars().next_back();
        let generic = before.is_some_and(|c| c.is_ascii_alphabetic())
            && name.starts_with(|c: char| c.is_ascii_uppercase());
        let markup = TAGS.contains(&name.to_ascii_lowercase().as_str())
            || raw.contains(&format!("</{name}>"));
        if fits && (piece.open || !(before == Some('?') || generic || markup)) {
            let end = piece.start + from + length + 1;
            push(
                found,
                piece,
                raw,
                piece.start + open,
                end,
                name,
                InputStyle::Angle,
            );
            from += length + 1;
        }
    }
}

/// Names that look like placeholders and are not.
const NOT_OPEN: [&str; 8] = [
    "AWS_ACCESS_KEY_ID",
    "LAST_MODIFIED_ID",
    "HTTP_VERSION",
    "TLS_VERSION",
    "PG_VERSION",
    "NODE_VERSION",
    "FUNCTION_NAME",
    "TABLE_NAME",
];

/// `ACCOUNT_ID`, `YOUR-BUCKET`, `PREVIOUS-VERSION` in a piece.
fn uppers(piece: &Piece, raw: &str, found: &mut Vec<Found>) {
    if piece.open {
        return;
    }
    let text = &raw[piece.start..piece.end];
    let token = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_' || c == '-';
    let mut from = 0;
    while let Some(begin) = text[from..]
        .find(|c: char| c.is_ascii_uppercase())
        .map(|at| at + from)
    {
        let length = text[begin..]
            .find(|c| !token(c))
            .unwrap_or(text.len() - begin);
        let end = begin + length;
        from = end;
        let name = text[begin..end].trim_end_matches(['-', '_']);
        let end = begin + name.len();
        if let Some(length) = date_pattern(&text[begin..]).filter(|_| !quoted_inside(text, begin)) {
            from = begin + length;
            let (start, end) = (piece.start + begin, piece.start + from);
            push(
                found,
                piece,
                raw,
                start,
                end,
                &text[begin..from],
                InputStyle::UpperCase,
            );
            continue;
        }
        let before = text[..begin].chars().next_back();
        let after = text[end..].chars().next();
        let apart = !before
            .is_some_and(|c| c.is_ascii_lowercase() || c == '$' || c == '{' || c == '_')
            && !after.is_some_and(|c| c.is_ascii_lowercase() || c == '=' || c == '_');
        let key = text[end..]
            .trim_start_matches(['"', '\\', ' '])
            .starts_with(':')
            && after != Some(':');
        let attribute = text[..begin].ends_with("AttributeName=");
        if apart && !key && !attribute && is_open_name(name, text, begin) {
            // `[SNAPSHOT_ID]` stands for the value as a whole.
            let bracketed = begin == 1 && text.starts_with('[') && &text[end..] == "]";
            let (begin, end) = if bracketed {
                (0, end + 1)
            } else {
                (begin, end)
            };
            push(
                found,
                piece,
                raw,
                piece.start + begin,
                piece.start + end,
                name,
                InputStyle::UpperCase,
            );
        }
    }
}

/// How long the pattern of a date is, such as `YYYY-MM-DDTHH:MM:SSZ`, that a person
/// replaces by one.
fn date_pattern(text: &str) -> Option<usize> {
    if !text.starts_with("YYYY") {
        return None;
    }
    let length = text
        .find(|c: char| !"YMDHSTZ-_:.".contains(c))
        .unwrap_or(text.len());
    let pattern = text[..length].trim_end_matches(['-', '_', ':', '.']);
    let rest = &text[pattern.len()..];
    let whole = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_');
    (whole && pattern.contains("MM")).then_some(pattern.len())
}

/// The text is an expression, and what begins here a literal in it.
fn quoted_inside(text: &str, begin: usize) -> bool {
    text[..begin].ends_with(['\'', '"', '%'])
}

/// `sg-xxxxxxxx`: the identifier of an AWS resource that is crossed out.
fn crossed_out(piece: &Piece, raw: &str, found: &mut Vec<Found>) {
    let text = &raw[piece.start..piece.end];
    let mut from = 0;
    while let Some(at) = text[from..].find("-xxx").map(|at| at + from) {
        let begin = text[..at]
            .rfind(|c: char| !c.is_ascii_lowercase())
            .map_or(0, |before| before + 1);
        let crosses = text[at + 1..].bytes().take_while(|b| *b == b'x').count();
        from = at + 1 + crosses;
        let known = [
            "ami", "eni", "i", "igw", "nat", "rtb", "sg", "snap", "subnet", "vol", "vpc",
        ];
        let ends = !text[from..].starts_with(|c: char| c.is_ascii_alphanumeric());
        if known.contains(&&text[begin..at]) && ends {
            let (start, end) = (piece.start + begin, piece.start + from);
            push(
                found,
                piece,
                raw,
                start,
                end,
                &text[begin..from],
                InputStyle::UpperCase,
            );
        }
    }
}

fn is_open_name(name: &str, text: &str, begin: usize) -> bool {
    if NOT_OPEN.contains(&name) {
        return false;
    }
    let words: Vec<&str> = name.split(['_', '-']).collect();
    let first = words.first().copied().unwrap_or("");
    let last = words.last().copied().unwrap_or("");
    if first == "YOUR" && words.len() > 1 {
        return true;
    }
    if name == "ACCOUNT" {
        return text[..begin].contains("arn:aws");
    }
    if name.len() >= 4 && name.bytes().all(|b| b == b'X') {
        return true;
    }
    let asks = ["ID", "ARN", "VERSION", "NAME", "IP", "HASH", "REVISION"];
    let relates = [
        "PREVIOUS",
        "NEW",
        "OLD",
        "TARGET",
        "RELEASE",
        "BACKUP",
        "SNAPSHOT",
        "ACCOUNT",
        "INSTANCE",
        "BUCKET",
        "TASK",
        "CLUSTER",
        "DISTRIBUTION",
        "COMMIT",
        "IMAGE",
        "STACK",
        "VPC",
        "SUBNET",
        "REGISTRY",
        "USER",
        "HOST",
        "DB",
        "API",
        "ZONE",
        "CERTIFICATE",
        "KEY",
    ];
    words.len() > 1
        && asks.contains(&last)
        && words[..words.len() - 1].iter().any(|w| relates.contains(w))
}

/// A lone `N` that a comment on the same line says to replace.
fn letters(code: &str, word: &Word, piece: &Piece, found: &mut Vec<Found>) {
    let text = &word.raw[piece.start..piece.end];
    let Some(letter) = text.chars().next_back().filter(char::is_ascii_uppercase) else {
        return;
    };
    let before = text[..text.len() - 1].chars().next_back();
    if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
        return;
    }
    let rest = &code[(word.span.end as usize).min(code.len())..];
    let line = rest.lines().next().unwrap_or("");
    let Some((_, comment)) = line.split_once('#') else {
        return;
    };
    let lower = comment.to_ascii_lowercase();
    let asked = format!("replace {} with ", letter.to_ascii_lowercase());
    let Some(at) = lower.find(&asked) else { return };
    let meaning = comment[at + asked.len()..]
        .trim()
        .trim_end_matches('.')
        .trim_end_matches(" number");
    let (start, end) = (piece.end - 1, piece.end);
    push(
        found,
        piece,
        &word.raw,
        start,
        end,
        meaning,
        InputStyle::Letter,
    );
    if let Some(last) = found.last_mut() {
        last.hint = Some(comment.trim().to_owned());
    }
}
