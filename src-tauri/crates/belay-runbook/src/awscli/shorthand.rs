//! The AWS CLI's shorthand syntax: `Name=FunctionName,Value=x`, `{A=1,B=2}`.
//!
//! Syntax only, as in the AWS CLI's own parser: what a value means is decided
//! against the model afterwards.

use serde_json::{Map, Value};

/// Why a value is not shorthand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShorthandError {
    /// Byte at which reading stopped.
    pub at: usize,
    /// What is wrong, as half a sentence.
    pub message: String,
}

/// Nesting beyond which nobody writes shorthand.
const DEEPEST: usize = 64;

/// Reads one shorthand value. Scalars stay text.
pub fn parse(text: &str) -> Result<Value, ShorthandError> {
    let mut parser = Parser { text, at: 0 };
    parser.parameter().map(Value::Object)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn parameter(&mut self) -> Result<Map<String, Value>, ShorthandError> {
        let mut members = Map::new();
        loop {
            let start = self.at;
            let (key, value) = self.pair()?;
            if members.contains_key(&key) {
                return Err(ShorthandError {
                    at: start,
                    message: format!(
                        "`{key}` is given twice; a space, not a comma, separates two values"
                    ),
                });
            }
            members.insert(key, value);
            if self.at >= self.text.len() {
                return Ok(members);
            }
            self.expect(',')?;
        }
    }

    fn pair(&mut self) -> Result<(String, Value), ShorthandError> {
        let key = self.key();
        self.equals()?;
        let value = match self.current() {
            None => Value::String(String::new()),
            Some('[') => self.list(0)?,
            Some('{') => self.hash(0)?,
            Some(_) => self.csv()?,
        };
        Ok((key, value))
    }

    fn equals(&mut self) -> Result<(), ShorthandError> {
        self.spaces();
        if self.current() == Some('@') {
            self.at += 1;
        }
        self.expect('=')
    }

    fn key(&mut self) -> String {
        let start = self.at;
        while let Some(c) = self.current() {
            // An expansion may be part of a key.
            if !(c.is_ascii_alphanumeric() || "-_.#/:".contains(c) || c == super::OPAQUE) {
                break;
            }
            self.at += c.len_utf8();
        }
        self.text[start..self.at].to_owned()
    }

    /// `a` or `a,b,c`; a comma before `key=` ends the list.
    fn csv(&mut self) -> Result<Value, ShorthandError> {
        let first = self.first_value()?;
        self.spaces();
        if self.current() != Some(',') {
            return Ok(Value::String(first));
        }
        let mut values = vec![Value::String(first.clone())];
        let mut comma = self.at;
        self.expect(',')?;
        loop {
            match self.next_of_csv() {
                Ok((value, done)) => {
                    values.push(Value::String(value));
                    if done {
                        break;
                    }
                    comma = self.at;
                    self.expect(',')?;
                }
                Err(error) if self.at >= self.text.len() => return Err(error),
                Err(_) => {
                    self.at = comma;
                    break;
                }
            }
        }
        if values.len() == 1 {
            return Ok(Value::String(first));
        }
        Ok(Value::Array(values))
    }

    fn next_of_csv(&mut self) -> Result<(String, bool), ShorthandError> {
        let value = match self.current() {
            Some('\'' | '"') => self.quoted()?,
            _ => self.word(|c| !matches!(c, '"' | '\'' | ',' | '='))?,
        };
        self.spaces();
        match self.current() {
            None => Ok((value, true)),
            Some(',') => Ok((value, false)),
            Some(c) => Err(self.error(format!("a comma was expected, not `{c}`"))),
        }
    }

    fn first_value(&mut self) -> Result<String, ShorthandError> {
        match self.current() {
            Some('\'' | '"') => self.quoted(),
            _ => Ok(self
                .word(|c| !matches!(c, '"' | '\'' | ',' | ']' | '}'))
                .unwrap_or_default()),
        }
    }

    /// A bare word; `\,` stands for a comma.
    fn word(&mut self, follows: impl Fn(char) -> bool) -> Result<String, ShorthandError> {
        let starts =
            |c: char| !c.is_whitespace() && !matches!(c, '"' | '\'' | ',' | '=' | '[' | '{');
        let mut out = String::new();
        let mut first = true;
        while let Some(c) = self.current() {
            if self.text[self.at..].starts_with("\\,") {
                out.push(',');
                self.at += 2;
            } else if (first && starts(c)) || (!first && follows(c)) {
                out.push(c);
                self.at += c.len_utf8();
            } else {
                break;
            }
            first = false;
        }
        if first {
            return Err(self.error("a value was expected".to_owned()));
        }
        out.truncate(out.trim_end().len());
        Ok(out)
    }

    fn quoted(&mut self) -> Result<String, ShorthandError> {
        let Some(quote) = self.current() else {
            return Err(self.error("a quote was expected".to_owned()));
        };
        let start = self.at;
        self.at += 1;
        let mut out = String::new();
        while let Some(c) = self.current() {
            self.at += c.len_utf8();
            match c {
                '\\' => match self.current() {
                    Some(next) if next == quote || next == '\\' => {
                        out.push(next);
                        self.at += 1;
                    }
                    _ => out.push('\\'),
                },
                c if c == quote => return Ok(out),
                c => out.push(c),
            }
        }
        self.at = start;
        Err(self.error("a quote is not closed".to_owned()))
    }

    fn list(&mut self, depth: usize) -> Result<Value, ShorthandError> {
        self.expect('[')?;
        let mut values = Vec::new();
        while self.current() != Some(']') {
            values.push(self.nested(depth)?);
            self.spaces();
            if self.current() != Some(']') {
                self.expect(',')?;
            }
        }
        self.at += 1;
        Ok(Value::Array(values))
    }

    fn hash(&mut self, depth: usize) -> Result<Value, ShorthandError> {
        self.expect('{')?;
        let mut members = Map::new();
        while self.current() != Some('}') {
            let key = self.key();
            self.equals()?;
            let value = self.nested(depth)?;
            members.insert(key, value);
            self.spaces();
            if self.current() != Some('}') {
                self.expect(',')?;
            }
        }
        self.at += 1;
        Ok(Value::Object(members))
    }

    fn nested(&mut self, depth: usize) -> Result<Value, ShorthandError> {
        if depth >= DEEPEST {
            return Err(self.error("too deeply nested".to_owned()));
        }
        match self.current() {
            Some('[') => self.list(depth + 1),
            Some('{') => self.hash(depth + 1),
            None => Err(self.error("the value ends too early".to_owned())),
            Some(_) => {
                let start = self.at;
                let value = self.first_value()?;
                if self.at == start && !matches!(self.current(), Some(',' | ']' | '}')) {
                    return Err(self.error("a value was expected".to_owned()));
                }
                Ok(Value::String(value))
            }
        }
    }

    fn expect(&mut self, wanted: char) -> Result<(), ShorthandError> {
        self.spaces();
        match self.current() {
            Some(c) if c == wanted => {
                self.at += 1;
                self.spaces();
                Ok(())
            }
            Some(c) => Err(self.error(format!("`{wanted}` was expected, not `{c}`"))),
            None => Err(self.error(format!("`{wanted}` was expected, but the value ends"))),
        }
    }

    fn spaces(&mut self) {
        while let Some(c) = self.current().filter(char::is_ascii_whitespace) {
            self.at += c.len_utf8();
        }
    }

    fn current(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    fn error(&self, message: String) -> ShorthandError {
        ShorthandError {
            at: self.at,
            message,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[track_caller]
    fn check(text: &str, expected: Value) {
        assert_eq!(parse(text).unwrap(), expected, "{text}");
    }

    #[test]
    fn pairs_lists_and_hashes_read_as_in_the_aws_cli() {
        check(
            "Name=TableName,Value=items",
            json!({"Name": "TableName", "Value": "items"}),
        );
        check(
            "Variables={A=1,B=two}",
            json!({"Variables": {"A": "1", "B": "two"}}),
        );
        check(
            "Name=tag:Owner,Values=a,b",
            json!({"Name": "tag:Owner", "Values": ["a", "b"]}),
        );
        check("a=b,c,d=e", json!({"a": ["b", "c"], "d": "e"}));
        check(
            "a=[x, y],b={c=[1]}",
            json!({"a": ["x", "y"], "b": {"c": ["1"]}}),
        );
        check("a='x,y',b=\"q\\\"z\"", json!({"a": "x,y", "b": "q\"z"}));
        check("a=x\\,y", json!({"a": "x,y"}));
        check("a=", json!({"a": ""}));
        check("a=b=c", json!({"a": "b=c"}));
        check("Path@=file://x.json", json!({"Path": "file://x.json"}));
    }

    #[test]
    fn what_is_not_shorthand_is_refused_where_it_breaks() {
        assert_eq!(parse("just-a-word").unwrap_err().at, 11);
        assert!(parse("a=b,a=c").unwrap_err().message.contains("twice"));
        assert!(parse("a={b=c").is_err());
        assert!(parse("a=[b").is_err());
        assert!(parse("a='b").is_err());
        assert!(parse(&format!("a={}", "[".repeat(10_000))).is_err());
    }
}
