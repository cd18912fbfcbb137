//! The items of a list as the parser gives them.

use comrak::nodes::{AstNode, NodeValue};

/// The first line of each item. Nothing for a list with a block of code or a box to
/// tick in it: that is to be done.
pub(in crate::reading) fn items<'a>(list: &'a AstNode<'a>) -> Option<Vec<String>> {
    list.children().map(first_line).collect()
}

fn first_line<'a>(item: &'a AstNode<'a>) -> Option<String> {
    let is_code = |child: &AstNode<'_>| matches!(child.data().value, NodeValue::CodeBlock(_));
    if matches!(item.data().value, NodeValue::TaskItem(_)) || item.children().any(is_code) {
        return None;
    }
    let mut out = String::new();
    for node in item.first_child()?.descendants() {
        match &node.data().value {
            NodeValue::Text(text) => out.push_str(text),
            NodeValue::Code(code) => {
                out.push('`');
                out.push_str(&code.literal);
            }
            NodeValue::SoftBreak | NodeValue::LineBreak => out.push(' '),
            _ => {}
        }
    }
    Some(out)
}
