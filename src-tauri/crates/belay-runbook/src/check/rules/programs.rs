//! What single programs do with the words that they are given.

use crate::awscli::Place;
use crate::check::{Book, Finding, Platform, Severity, Site};
use crate::model::Word;

pub(super) fn run(book: &mut Book<'_>) {
    for site in 0..book.sites.len() {
        option_of_k6(book, site);
        url_for_the_shell(book, site);
        headers_not_shown(book, site);
        one_count_for_all(book, site);
    }
    session_plugin(book);
}

/// Thresholds of k6 stand in the script alone.
fn option_of_k6(book: &mut Book<'_>, site: usize) {
    let texts = &book.sites[site].texts;
    let runs = matches!(texts.as_slice(), [k6, run, ..] if k6 == "k6" && run == "run");
    let given = texts.iter().position(|text| {
        let option = text
            .split_once('=')
            .map_or(text.as_str(), |(option, _)| option);
        matches!(option, "--threshold" | "--thresholds")
    });
    let Some(word) = given.filter(|_| runs) else {
        return;
    };
    let message = format!(
        "`k6 run` has no option `{}`.",
        texts[word].split('=').next().unwrap_or_default()
    );
    book.report_at(
        site,
        &Place::word(word),
        Finding::error(
            "k6-threshold-option",
            message,
            "k6 stops with `unknown flag` before it sends a request.",
        )
        .fix("Write the thresholds into `options` of the script, or into a file given with `--config`."),
    );
}

/// `?` and `&` of an address outside quotes belong to the shell.
fn url_for_the_shell(book: &mut Book<'_>, site: usize) {
    let here = &book.sites[site];
    let code = &here.part.code;
    let mut findings = Vec::new();
    for (at, word) in here.command.words.iter().enumerate() {
        if !word.raw.contains("://") {
            continue;
        }
        let bare = bare_sign(word);
        let behind = code
            .as_bytes()
            .get(word.span.end as usize..)
            .unwrap_or_default();
        // `…?a=1&b=2`: the shell ends the command at `&`.
        let parts = matches!(behind, [b'&', next, ..] if next.is_ascii_alphanumeric());
        if parts && bare == Some("?") {
            findings.push((Place::word(at), cut_off()));
        } else if let Some(sign) = bare {
            let finding = pattern(sign, book.options.platform);
            findings.push((Place::word(at).piece(sign), finding));
        }
    }
    for (place, finding) in findings {
        book.report_at(site, &place, finding);
    }
}

fn cut_off() -> Finding {
    Finding::error(
        "url-unquoted",
        "The shell ends the command at the `&` of this address, and runs it in the background.",
        "The server gets the address without what stands behind the sign, and the next words are another command.",
    )
    .fix("Put the address into quotes.")
}

fn pattern(sign: &str, platform: Platform) -> Finding {
    let severity = match platform {
        Platform::MacOs => Severity::Warning,
        _ => Severity::Note,
    };
    Finding::new(
        "url-unquoted",
        severity,
        format!("Outside quotes the `{sign}` of this address is a pattern of file names to the shell."),
        "zsh, the shell of macOS, finds no such file and does not run the command: `no matches found`.",
    )
    .fix("Put the address into quotes.")
}

/// The first `?` of a word that stands outside quotes and expansions, else the
/// first `*`.
fn bare_sign(word: &Word) -> Option<&'static str> {
    let raw = word.raw.as_bytes();
    let start = word.span.start as usize;
    let (mut at, mut quote, mut star) = (0, None, None);
    let mut expansions = word.expansions.iter().peekable();
    while let Some(byte) = raw.get(at) {
        // Those within another one are passed over.
        while expansions
            .next_if(|e| (e.span.start as usize) < start + at)
            .is_some()
        {}
        if let Some(inner) = expansions.next_if(|e| e.span.start as usize == start + at) {
            at += ((inner.span.end - inner.span.start) as usize).max(1);
            continue;
        }
        match (quote, byte) {
            (None, b'\'' | b'"') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            (None, b'\\') => at += 1,
            (None, b'?') => return Some("?"),
            (None, b'*') => star = Some("*"),
            _ => {}
        }
        at += 1;
    }
    star
}

/// A look at CORS that shows the body alone.
fn headers_not_shown(book: &mut Book<'_>, site: usize) {
    let texts = &book.sites[site].texts;
    if texts.first().is_none_or(|program| program != "curl") {
        return;
    }
    let method = texts
        .iter()
        .position(|text| text == "-XOPTIONS")
        .or_else(|| {
            let named = |pair: &[String]| {
                matches!(pair[0].as_str(), "-X" | "--request") && pair[1] == "OPTIONS"
            };
            texts.windows(2).position(named).map(|at| at + 1)
        });
    let origin = texts
        .iter()
        .any(|text| text.to_ascii_lowercase().starts_with("origin:"));
    let shows = texts.iter().any(|text| {
        let long = [
            "--include",
            "--head",
            "--verbose",
            "--dump-header",
            "--write-out",
            "--trace",
            "--show-headers",
        ];
        let short = text.starts_with('-')
            && !text.starts_with("--")
            && !text.starts_with("-X")
            && text.contains(['i', 'I', 'v', 'D', 'w']);
        short || long.iter().any(|option| text.starts_with(option))
    });
    let Some(word) = method.filter(|_| origin && !shows) else {
        return;
    };
    book.report_at(
        site,
        &Place::word(word),
        Finding::warning(
            "cors-headers-hidden",
            "`curl` prints the body alone; what CORS allows stands in the headers.",
            "Whether it works or not, the same is seen, and the command ends with 0 either way.",
        )
        .fix("Add `-i`, and `-H 'Access-Control-Request-Method: …'`, without which it is no preflight."),
    );
}

/// `kubectl scale deployment --all --replicas=5`
fn one_count_for_all(book: &mut Book<'_>, site: usize) {
    let texts = &book.sites[site].texts;
    let scales =
        matches!(texts.as_slice(), [kubectl, verb, ..] if kubectl == "kubectl" && verb == "scale");
    let all = texts.iter().position(|text| text == "--all");
    let count = texts.iter().enumerate().find_map(|(at, text)| {
        let rest = text.strip_prefix("--replicas")?;
        match rest.strip_prefix('=') {
            Some(count) => Some(count),
            None => texts.get(at + 1).map(String::as_str),
        }
    });
    let count = count.and_then(|count| count.parse::<u32>().ok());
    let (true, Some(word), Some(count @ 1..)) = (scales, all, count) else {
        return;
    };
    book.report_at(
        site,
        &Place::word(word),
        Finding::warning(
            "scale-all-alike",
            format!("Every one of them gets {count} replicas, however many it had."),
            "What ran once runs several times, what needed more has too little.",
        )
        .fix("Keep the numbers before they are changed, `kubectl get deployments -o yaml`, and put each back."),
    );
}

/// `aws ecs execute-command` needs a program of its own.
fn session_plugin(book: &mut Book<'_>) {
    let needs = |site: &Site<'_>| {
        site.is_aws("ecs", "execute-command") || site.is_aws("ssm", "start-session")
    };
    let Some(site) = book.sites.iter().position(needs) else {
        return;
    };
    let named = book.lines.iter().any(|line| {
        let lower = line.to_ascii_lowercase();
        lower.contains("session-manager-plugin") || lower.contains("session manager plugin")
    });
    if named {
        return;
    }
    book.report(
        site,
        Finding::note(
            "session-plugin",
            "This needs the Session Manager plugin, and the file does not name it.",
            "Where it is not installed the command ends with `SessionManagerPlugin is not found`, in the middle of the incident.",
        )
        .fix("List it with the tools: `session-manager-plugin --version`."),
    );
}
