//! Items, from AWS's form into the one that is compared.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use belay_restore::item::{Item, Value};

/// An item. An attribute of a type that this version does not know becomes
/// text that names it, so that it still counts in a comparison.
pub(super) fn item(attributes: HashMap<String, AttributeValue>) -> Item {
    attributes
        .into_iter()
        .map(|(name, attribute)| (name, value(attribute)))
        .collect()
}

fn value(attribute: AttributeValue) -> Value {
    match attribute {
        AttributeValue::S(text) => Value::S(text),
        AttributeValue::N(number) => Value::N(number),
        AttributeValue::B(bytes) => Value::B(bytes.into_inner()),
        AttributeValue::Bool(truth) => Value::Bool(truth),
        AttributeValue::Null(_) => Value::Null,
        AttributeValue::Ss(set) => Value::Ss(set),
        AttributeValue::Ns(set) => Value::Ns(set),
        AttributeValue::Bs(set) => {
            Value::Bs(set.into_iter().map(|bytes| bytes.into_inner()).collect())
        }
        AttributeValue::L(list) => Value::L(list.into_iter().map(value).collect()),
        AttributeValue::M(map) => Value::M(item(map)),
        other => Value::S(format!("{other:?}")),
    }
}
