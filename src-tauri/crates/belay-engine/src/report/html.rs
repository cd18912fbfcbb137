//! A report as one HTML file: styles and pictures in it, no script, nothing
//! fetched. Its own policy forbids both.

use super::document::{Line, Node, Piece};
use crate::hidden::marked;
use crate::timeline::Tone;

const HEAD: &str = r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
"#;

const STYLE: &str = "<style>
:root { color-scheme: light dark; --ink: #1a1d21; --soft: #5b6470; --line: #d8dde3; --back: #fff; --sunk: #f4f6f8; --ok: #1a7f4b; --warn: #8a5a00; --bad: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #9aa4b0; --line: #333a42; --back: #15181c; --sunk: #1e2328; --ok: #5cc98d; --warn: #e0b04c; --bad: #ff8a80; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--back); max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.2rem; margin-top: 2.5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; } h3 { font-size: 1.05rem; margin-top: 1.75rem; } h4 { font-size: 1rem; margin: 1.25rem 0 .25rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .87em; } code { background: var(--sunk); padding: .05em .3em; border-radius: 3px; overflow-wrap: anywhere; }
pre { background: var(--sunk); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; } th { font-weight: 600; color: var(--soft); white-space: nowrap; }
.ok { color: var(--ok); } .warn { color: var(--warn); } .bad { color: var(--bad); }
figure { margin: 1rem 0; } img { max-width: 100%; height: auto; background: #fff; border: 1px solid var(--line); border-radius: 6px; } figcaption { color: var(--soft); }
@media print { body { margin: 0; max-width: none; } h2, h3, h4 { break-after: avoid; } pre, figure, tr { break-inside: avoid; } }
</style>
";

pub(super) fn render(nodes: &[Node]) -> String {
    let title = nodes.iter().find_map(|node| match node {
        Node::Heading(1, text) => Some(bare(text)),
        _ => None,
    });
    let mut out = String::from(HEAD);
    out.push_str(&format!(
        "<title>{}</title>\n",
        escape(&title.unwrap_or_default())
    ));
    out.push_str(STYLE);
    out.push_str("</head>\n<body>\n<main>\n");
    for node in nodes {
        write(node, &mut out);
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

fn write(node: &Node, out: &mut String) {
    match node {
        Node::Heading(level, text) => {
            out.push_str(&format!("<h{level}>{}</h{level}>\n", line(text)));
        }
        Node::Paragraph(text, tone) => {
            out.push_str(&format!("<p{}>{}</p>\n", class(*tone), line(text)));
        }
        Node::Facts(facts) => {
            out.push_str("<table>\n");
            for (name, value) in facts {
                out.push_str(&format!(
                    "<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n",
                    escape(name),
                    line(value)
                ));
            }
            out.push_str("</table>\n");
        }
        Node::List(items) => {
            out.push_str("<ul>\n");
            items
                .iter()
                .for_each(|item| out.push_str(&format!("<li>{}</li>\n", line(item))));
            out.push_str("</ul>\n");
        }
        Node::Table(head, rows) => table(out, head, rows),
        Node::Code(text) => {
            let text = escape(text.trim_end_matches('\n'));
            out.push_str(&format!("<pre>{text}</pre>\n"));
        }
        Node::Picture {
            title,
            summary,
            svg,
        } => {
            out.push_str(&format!(
                "<figure><img alt=\"{}\" src=\"data:image/svg+xml;base64,{}\">\
                 <figcaption><b>{}</b>: {}</figcaption></figure>\n",
                escape(summary),
                base64(svg.as_bytes()),
                escape(title),
                escape(summary)
            ));
        }
    }
}

fn table(out: &mut String, head: &[String], rows: &[(Vec<Line>, Tone)]) {
    out.push_str("<table>\n<thead><tr>");
    head.iter()
        .for_each(|cell| out.push_str(&format!("<th scope=\"col\">{}</th>", escape(cell))));
    out.push_str("</tr></thead>\n<tbody>\n");
    for (cells, tone) in rows {
        out.push_str(&format!("<tr{}>", class(*tone)));
        cells
            .iter()
            .for_each(|cell| out.push_str(&format!("<td>{}</td>", line(cell))));
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Plain => "",
        Tone::Ok => " class=\"ok\"",
        Tone::Warn => " class=\"warn\"",
        Tone::Bad => " class=\"bad\"",
    }
}

fn line(text: &Line) -> String {
    text.0
        .iter()
        .map(|piece| match piece {
            Piece::Plain(text) => escape(text),
            Piece::Code(text) => format!("<code>{}</code>", escape(text)),
        })
        .collect()
}

fn bare(text: &Line) -> String {
    let text = text.0.iter().map(|piece| match piece {
        Piece::Plain(text) | Piece::Code(text) => text.as_str(),
    });
    text.collect()
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in marked(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = (bits >> (18 - 6 * place) & 63) as usize;
            out.push(if place > chunk.len() {
                '='
            } else {
                char::from(DIGITS[digit])
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_follows_the_test_vectors_of_its_standard() {
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
    }
}
