//! `belay explain`: the rules of `belay check`.

use belay_app::views::RuleText;
use belay_runbook::check;

use crate::args::Format;
use crate::outcome::{CliError, Done};
use crate::print;

/// Prints every rule with what it is about, in the order of their ids.
///
/// # Errors
/// The list cannot be printed in this format.
pub fn list(format: Format) -> Result<Done, CliError> {
    let mut rules: Vec<_> = check::rules().map(RuleText::from).collect();
    rules.sort_by(|one, other| one.rule.cmp(&other.rule));
    print::document(format, "belay/explain-list/1", &rules, || list_text(&rules))?;
    Ok(Done::Well)
}

fn list_text(rules: &[RuleText]) -> String {
    let width = rules.iter().map(|rule| rule.rule.len()).max().unwrap_or(0);
    let line = |rule: &RuleText| format!("{:width$}  {}\n", rule.rule, rule.title);
    let all: String = rules.iter().map(line).collect();
    all + "\n`belay explain RULE` says more."
}

/// Prints the page of a rule.
///
/// # Errors
/// There is no such rule; the nearest one is named.
pub fn page(format: Format, rule: &str) -> Result<Done, CliError> {
    let page = check::explain(rule).ok_or_else(|| {
        let way_on = match check::nearest(rule) {
            Some(near) => format!("Did you mean `{near}`? `belay explain` lists them all."),
            None => "`belay explain` lists them all.".to_owned(),
        };
        CliError::usage(format!("There is no rule `{rule}`."), way_on)
    })?;
    let page = RuleText::from(page);
    print::document(format, "belay/explain/1", &page, || page_text(&page))?;
    Ok(Done::Well)
}

fn page_text(page: &RuleText) -> String {
    let mut out = format!("{}\n\n{}\n{}\n", page.title, page.what, page.why);
    for (word, code) in [("Wrong", &page.bad), ("Right", &page.good)] {
        if !code.is_empty() {
            out += &format!("\n{word}:\n");
            out.extend(code.lines().map(|l| format!("    {l}\n")));
        }
    }
    out + &format!("\nSource: {}\n", page.source)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn each_rule_is_listed_on_a_line_of_its_own() {
        let rules: Vec<_> = check::rules().map(RuleText::from).collect();
        let text = list_text(&rules);
        for rule in &rules {
            let line = text.lines().find(|line| line.starts_with(&rule.rule));
            assert!(line.unwrap().ends_with(&rule.title), "{}", rule.rule);
        }
    }

    #[test]
    fn a_misspelt_rule_names_the_one_that_is_meant() {
        let refused = page(Format::Text, "unfiled-placeholder").unwrap_err();
        assert!(format!("{refused:?}").contains("unfilled-placeholder"));
        let strange = page(Format::Text, "zebra").unwrap_err();
        assert!(!format!("{strange:?}").contains("Did you mean"));
    }
}
