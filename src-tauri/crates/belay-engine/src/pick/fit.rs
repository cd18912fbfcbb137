//! What of a resource stands in the place of an input: its name, its ARN, or the
//! part of either that the word around the input leaves open.

use belay_runbook::awscli::is_open;

use super::Offer;
use crate::ports::Resource;

/// The text of the word before and behind the input, and which form it asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Around {
    pub before: String,
    pub behind: String,
    /// The option or the input's name asks for an ARN.
    pub arn: bool,
}

impl Around {
    /// The value that makes the word name `resource`; `None` if the word cannot
    /// name it, e.g. a revision of another family.
    fn value(&self, resource: &Resource) -> Option<String> {
        let arn = resource.arn.as_ref();
        if self.before.is_empty() && self.behind.is_empty() {
            let full = arn.filter(|_| self.arn).unwrap_or(&resource.id);
            return Some(full.clone());
        }
        let forms = || [&resource.id].into_iter().chain(arn);
        if is_open(&self.before) {
            // `arn:…:<account>:table/orders/backup/<id>`: the rest goes by the
            // sign that stands directly before the input.
            let sign = self.before.chars().next_back()?;
            return forms().find_map(|form| {
                let (_, rest) = form.rsplit_once(sign)?;
                Some(rest.strip_suffix(self.behind.as_str())?.to_owned())
            });
        }
        forms().find_map(|form| {
            let rest = form.strip_prefix(self.before.as_str())?;
            let value = rest.strip_suffix(self.behind.as_str())?;
            (!value.is_empty()).then(|| value.to_owned())
        })
    }

    /// The name of what `value` stands for, as AWS takes it.
    pub fn name(&self, value: &str) -> String {
        if is_open(&self.before) {
            return value.to_owned();
        }
        format!("{}{value}{}", self.before, self.behind)
    }
}

/// The resources that fit, in the order in which they came.
pub(crate) fn offers(around: &Around, resources: Vec<Resource>) -> Vec<Offer> {
    let fitting = resources.into_iter().filter_map(|resource| {
        Some(Offer {
            value: around.value(&resource)?,
            facts: resource.facts,
            at: resource.at,
            more: resource.more,
        })
    });
    fitting.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARN: &str = "arn:aws:ecs:eu-west-1:222222222222:task-definition/shop:7";

    fn value(before: &str, behind: &str, arn: bool) -> Option<String> {
        let resource = Resource {
            id: "shop:7".to_owned(),
            arn: Some(ARN.to_owned()),
            ..Resource::default()
        };
        let around = Around {
            before: before.to_owned(),
            behind: behind.to_owned(),
            arn,
        };
        around.value(&resource)
    }

    #[test]
    fn the_value_is_what_the_word_leaves_open() {
        for (before, behind, arn, expected) in [
            ("", "", false, Some("shop:7")),
            ("", "", true, Some(ARN)),
            ("shop:", "", false, Some("7")),
            ("", ":7", false, Some("shop")),
            (
                "arn:aws:ecs:eu-west-1:222222222222:task-definition/shop:",
                "",
                false,
                Some("7"),
            ),
            (
                "arn:aws:ecs:eu-west-1:<account>:task-definition/",
                "",
                false,
                Some("shop:7"),
            ),
            ("other:", "", false, None),
            ("shop:7", "", false, None),
        ] {
            assert_eq!(
                value(before, behind, arn).as_deref(),
                expected,
                "{before}…{behind}"
            );
        }
    }
}
