//! A report as Markdown. Nothing in the record can become markup.

use super::document::{Line, Node, Piece};
use crate::hidden::marked;

pub(super) fn render(nodes: &[Node]) -> String {
    let mut out = String::new();
    for node in nodes {
        if !out.is_empty() {
            out.push('\n');
        }
        write(node, &mut out);
    }
    out
}

fn write(node: &Node, out: &mut String) {
    match node {
        Node::Heading(level, text) => {
            out.push_str(&"#".repeat(usize::from(*level)));
            out.push(' ');
            out.push_str(&line(text));
            out.push('\n');
        }
        Node::Paragraph(text, _) => {
            out.push_str(&line(text));
            out.push('\n');
        }
        Node::Facts(facts) => {
            table(
                out,
                &["", ""].map(str::to_owned),
                facts
                    .iter()
                    .map(|(name, value)| vec![Line::plain(name.clone()), value.clone()]),
            );
        }
        Node::List(items) => {
            for item in items {
                out.push_str("- ");
                out.push_str(&line(item));
                out.push('\n');
            }
        }
        Node::Table(head, rows) => {
            table(out, head, rows.iter().map(|(cells, _)| cells.clone()));
        }
        Node::Code(text) => code(out, text),
        Node::Picture { title, summary, .. } => {
            out.push_str(&format!("**{}**: {}\n", escape(title), escape(summary)));
        }
    }
}

fn table(out: &mut String, head: &[String], rows: impl Iterator<Item = Vec<Line>>) {
    let head: Vec<String> = head.iter().map(|cell| escape(cell)).collect();
    out.push_str(&format!("| {} |\n", head.join(" | ")));
    out.push_str(&format!("|{}\n", " --- |".repeat(head.len())));
    for row in rows {
        let cells: Vec<String> = row.iter().map(line).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
}

fn line(text: &Line) -> String {
    text.0
        .iter()
        .map(|piece| match piece {
            Piece::Plain(text) => escape(text),
            Piece::Code(text) => inline_code(text),
        })
        .collect()
}

/// Between more backticks than the text has in a row. A bar would end a table
/// cell even there.
fn inline_code(text: &str) -> String {
    let text = one_line(&marked(text)).replace('|', "\\|");
    let ticks = "`".repeat(longest_run(&text) + 1);
    let space = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{ticks}{space}{text}{space}{ticks}")
}

fn code(out: &mut String, text: &str) {
    let text = marked(text);
    let fence = "`".repeat(longest_run(&text).max(2) + 1);
    out.push_str(&format!(
        "{fence}text\n{}\n{fence}\n",
        text.trim_end_matches('\n')
    ));
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

fn one_line(text: &str) -> String {
    text.replace('\n', " ⏎ ").replace('\t', " ")
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(&marked(text)).chars() {
        if "\\`*_[]<>|~#&".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
