//! JMESPath, as `--query` takes it: parsed, and followed through the shape of
//! the reply to see whether every member that it names exists.
//!
//! Grammar and precedence from the JMESPath specification (jmespath.org).

mod tokens;

use tokens::{Token, tokens};

/// A parsed expression.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// `name`, from the current value.
    Member(String),
    /// `@`
    Current,
    /// A literal or raw string.
    Literal,
    /// `a.b`, `a | b`
    Then(Box<Expression>, Box<Expression>),
    /// `a[0]`
    Index(Box<Expression>),
    /// `a[*].b`, `a[1:2].b`, `a[].b`, `a[?c].b`: left, condition, right.
    Project {
        list: Box<Expression>,
        kind: Projection,
        each: Box<Expression>,
    },
    /// `[a, b]`
    Several(Vec<Expression>),
    /// `{x: a}`
    Hash(Vec<(String, Expression)>),
    /// `a == b`, `a && b`, `!a`: the parts, with no shape of their own.
    Logic(Vec<Expression>),
    /// `a || b`
    Either(Box<Expression>, Box<Expression>),
    /// `length(a)`
    Call(String, Vec<Expression>),
    /// `&a`
    Reference(Box<Expression>),
}

/// How a list becomes many values.
#[derive(Debug, Clone, PartialEq)]
pub enum Projection {
    /// `[*]` or a slice
    List,
    /// `[]`
    Flatten,
    /// `[?…]`
    Filter(Box<Expression>),
    /// `.*`
    Values,
}

/// Functions of the specification.
const FUNCTIONS: &[&str] = &[
    "abs",
    "avg",
    "ceil",
    "contains",
    "ends_with",
    "floor",
    "join",
    "keys",
    "length",
    "map",
    "max",
    "max_by",
    "merge",
    "min",
    "min_by",
    "not_null",
    "reverse",
    "sort",
    "sort_by",
    "starts_with",
    "sum",
    "to_array",
    "to_number",
    "to_string",
    "type",
    "values",
];

/// Nesting beyond which an expression is refused.
const DEEPEST: usize = 96;

/// Parses an expression; the error is half a sentence.
pub fn parse(text: &str) -> Result<Expression, String> {
    let tokens = tokens(text)?;
    let mut parser = Parser {
        tokens,
        at: 0,
        depth: 0,
    };
    let expression = parser.expression(0)?;
    match parser.peek() {
        Token::End => Ok(expression),
        other => Err(format!("{} is not expected here", other.shown())),
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.at).unwrap_or(&Token::End)
    }

    fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn expect(&mut self, wanted: &Token) -> Result<(), String> {
        let token = self.next();
        if token == *wanted {
            Ok(())
        } else {
            Err(format!(
                "{} was expected, not {}",
                wanted.shown(),
                token.shown()
            ))
        }
    }

    fn expression(&mut self, power: u8) -> Result<Expression, String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err("it is nested too deeply".to_owned());
        }
        let mut left = self.prefix()?;
        while power < self.peek().power() {
            left = self.infix(left)?;
        }
        self.depth -= 1;
        Ok(left)
    }

    fn prefix(&mut self) -> Result<Expression, String> {
        match self.next() {
            Token::Name(name) | Token::Quoted(name) => Ok(Expression::Member(name)),
            Token::Literal => Ok(Expression::Literal),
            Token::Current => Ok(Expression::Current),
            Token::Star => self.project(Expression::Current, Projection::Values, 20),
            Token::Flatten => self.project(Expression::Current, Projection::Flatten, 9),
            Token::Filter => self.filter(Expression::Current),
            Token::Not => Ok(Expression::Logic(vec![self.expression(45)?])),
            Token::Ampersand => Ok(Expression::Reference(Box::new(self.expression(0)?))),
            Token::Open('(') => {
                let inner = self.expression(0)?;
                self.expect(&Token::Close(')'))?;
                Ok(inner)
            }
            Token::Open('{') => self.hash(),
            Token::Open('[') => match self.peek() {
                Token::Number | Token::Colon => self.index(Expression::Current),
                Token::Star if self.tokens.get(self.at + 1) == Some(&Token::Close(']')) => {
                    self.at += 2;
                    self.project(Expression::Current, Projection::List, 20)
                }
                _ => self.several(),
            },
            other => Err(format!("{} is not expected here", other.shown())),
        }
    }

    fn infix(&mut self, left: Expression) -> Result<Expression, String> {
        match self.next() {
            Token::Dot => {
                if *self.peek() == Token::Star {
                    self.at += 1;
                    return self.project(left, Projection::Values, 20);
                }
                let right = self.after_dot(40)?;
                Ok(Expression::Then(Box::new(left), Box::new(right)))
            }
            Token::Pipe => {
                let right = self.expression(1)?;
                Ok(Expression::Then(Box::new(left), Box::new(right)))
            }
            Token::Or => {
                let right = self.expression(2)?;
                Ok(Expression::Either(Box::new(left), Box::new(right)))
            }
            Token::And => {
                let right = self.expression(3)?;
                Ok(Expression::Logic(vec![left, right]))
            }
            Token::Compare => {
                let right = self.expression(5)?;
                Ok(Expression::Logic(vec![left, right]))
            }
            Token::Flatten => self.project(left, Projection::Flatten, 9),
            Token::Filter => self.filter(left),
            Token::Open('[') => match self.peek() {
                Token::Number | Token::Colon => self.index(left),
                Token::Star => {
                    self.at += 1;
                    self.expect(&Token::Close(']'))?;
                    self.project(left, Projection::List, 20)
                }
                other => Err(format!("{} is not expected after `[`", other.shown())),
            },
            Token::Open('(') => {
                let Expression::Member(name) = left else {
                    return Err("only a function name can stand before `(`".to_owned());
                };
                self.call(name)
            }
            other => Err(format!("{} is not expected here", other.shown())),
        }
    }

    fn after_dot(&mut self, power: u8) -> Result<Expression, String> {
        match self.peek() {
            Token::Name(_) | Token::Quoted(_) | Token::Star => self.expression(power),
            Token::Open('[') => {
                self.at += 1;
                self.several()
            }
            Token::Open('{') => {
                self.at += 1;
                self.hash()
            }
            other => Err(format!("{} is not expected after `.`", other.shown())),
        }
    }

    fn call(&mut self, name: String) -> Result<Expression, String> {
        let mut arguments = Vec::new();
        while *self.peek() != Token::Close(')') {
            arguments.push(self.expression(0)?);
            // The AWS CLI's own parser does not mind a missing comma.
            if *self.peek() == Token::Comma {
                self.at += 1;
            }
        }
        self.at += 1;
        if !FUNCTIONS.contains(&name.as_str()) {
            return Err(format!("JMESPath has no function `{name}`"));
        }
        Ok(Expression::Call(name, arguments))
    }

    fn several(&mut self) -> Result<Expression, String> {
        let mut parts = Vec::new();
        loop {
            parts.push(self.expression(0)?);
            match self.next() {
                Token::Comma => {}
                Token::Close(']') => return Ok(Expression::Several(parts)),
                other => return Err(format!("`,` or `]` was expected, not {}", other.shown())),
            }
        }
    }

    fn hash(&mut self) -> Result<Expression, String> {
        let mut parts = Vec::new();
        loop {
            let name = match self.next() {
                Token::Name(name) | Token::Quoted(name) => name,
                other => return Err(format!("a name was expected, not {}", other.shown())),
            };
            self.expect(&Token::Colon)?;
            parts.push((name, self.expression(0)?));
            match self.next() {
                Token::Comma => {}
                Token::Close('}') => return Ok(Expression::Hash(parts)),
                other => return Err(format!("`,` or `}}` was expected, not {}", other.shown())),
            }
        }
    }

    /// After `[` before a number or a colon: an index or a slice.
    fn index(&mut self, list: Expression) -> Result<Expression, String> {
        let mut colons = 0;
        loop {
            match self.next() {
                Token::Number => {}
                Token::Colon if colons < 2 => colons += 1,
                Token::Close(']') => break,
                other => return Err(format!("{} is not expected in an index", other.shown())),
            }
        }
        if colons == 0 {
            return Ok(Expression::Index(Box::new(list)));
        }
        self.project(list, Projection::List, 20)
    }

    fn filter(&mut self, list: Expression) -> Result<Expression, String> {
        let condition = self.expression(0)?;
        self.expect(&Token::Close(']'))?;
        self.project(list, Projection::Filter(Box::new(condition)), 21)
    }

    fn project(
        &mut self,
        list: Expression,
        kind: Projection,
        power: u8,
    ) -> Result<Expression, String> {
        let each = match self.peek() {
            token if token.power() < 10 => Expression::Current,
            Token::Dot => {
                self.at += 1;
                if *self.peek() == Token::Star {
                    self.expression(power)?
                } else {
                    self.after_dot(power)?
                }
            }
            Token::Open('[') | Token::Filter => self.expression(power)?,
            other => return Err(format!("{} is not expected here", other.shown())),
        };
        Ok(Expression::Project {
            list: Box::new(list),
            kind,
            each: Box::new(each),
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_people_write_parses() {
        for text in [
            "Account",
            "Versions[-2].Version",
            "Items[0].{a:b,c:d.e}",
            "StackEvents[0:10].{Time:Timestamp,Status:ResourceStatus}",
            "MetricAlarms[?starts_with(AlarmName, `Prod`)].AlarmName",
            "services[*].[serviceName,runningCount,deployments[0].status]",
            "Reservations[].Instances[].[InstanceId,State.Name]",
            "reverse(sort_by(Images, &CreationDate))[0].ImageId",
            "Tags[?Key=='Name'] | [0].Value",
            "length(Items[?a > `5` && b != 'x' || !c])",
            "Functions[*].\"Function-Name\"",
            "*.Name",
            "[]",
            "a[*][0]",
            "a[?b][]",
            "@",
            "Groups[].[GroupId][0][]",
            "max_by(Snapshots, &StartTime).SnapshotId",
            "a[::2]",
            "sort_by(addons &owner)[].owner",
        ] {
            assert!(parse(text).is_ok(), "{text}: {:?}", parse(text));
        }
    }

    #[test]
    fn what_does_not_parse_says_why() {
        assert_eq!(
            parse("a[?b='x']").unwrap_err(),
            "`=` compares nothing; write `==`"
        );
        assert_eq!(
            parse("size(a)").unwrap_err(),
            "JMESPath has no function `size`"
        );
        assert!(parse("a[").is_err());
        assert!(parse("a..b").is_err());
        assert!(parse("").is_err());
        assert!(parse("a b").is_err());
        assert!(parse(&"(".repeat(10_000)).is_err());
        assert!(parse(&"a[?".repeat(10_000)).is_err());
    }
}
