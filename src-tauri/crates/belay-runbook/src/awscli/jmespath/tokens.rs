//! The words and marks of a JMESPath expression.

/// A word or mark of an expression.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Name(String),
    Quoted(String),
    Literal,
    Number,
    Star,
    Flatten,
    Filter,
    Open(char),
    Close(char),
    Comma,
    Colon,
    Dot,
    Pipe,
    Or,
    And,
    Not,
    Compare,
    Current,
    Ampersand,
    End,
}

impl Token {
    pub(super) fn shown(&self) -> String {
        match self {
            Token::Name(name) | Token::Quoted(name) => format!("`{name}`"),
            Token::Open(c) | Token::Close(c) => format!("`{c}`"),
            Token::End => "the end".to_owned(),
            Token::Star => "`*`".to_owned(),
            Token::Comma => "`,`".to_owned(),
            Token::Colon => "`:`".to_owned(),
            Token::Dot => "`.`".to_owned(),
            Token::Pipe => "`|`".to_owned(),
            Token::Or => "`||`".to_owned(),
            Token::And => "`&&`".to_owned(),
            Token::Not => "`!`".to_owned(),
            Token::Compare => "a comparison".to_owned(),
            Token::Current => "`@`".to_owned(),
            Token::Ampersand => "`&`".to_owned(),
            Token::Flatten => "`[]`".to_owned(),
            Token::Filter => "`[?`".to_owned(),
            Token::Literal => "a literal".to_owned(),
            Token::Number => "a number".to_owned(),
        }
    }

    /// How strongly the token binds what stands on its left.
    pub(super) fn power(&self) -> u8 {
        match self {
            Token::Pipe => 1,
            Token::Or => 2,
            Token::And => 3,
            Token::Compare => 5,
            Token::Flatten => 9,
            Token::Star => 20,
            Token::Filter => 21,
            Token::Dot => 40,
            Token::Open('[') => 55,
            Token::Open('(') => 60,
            _ => 0,
        }
    }
}

/// Takes an expression apart; the error is half a sentence.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        let next = after.chars().next();
        let (token, length) = match c {
            c if c.is_whitespace() => {
                rest = after;
                continue;
            }
            c if c.is_ascii_alphabetic() || c == '_' => {
                let length = rest
                    .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
                    .unwrap_or(rest.len());
                (Token::Name(rest[..length].to_owned()), length)
            }
            c if c.is_ascii_digit() || (c == '-' && next.is_some_and(|n| n.is_ascii_digit())) => {
                let digits = after
                    .find(|c: char| !c.is_ascii_digit())
                    .unwrap_or(after.len());
                (Token::Number, 1 + digits)
            }
            '"' => {
                let length = closing(after, '"').ok_or("a double quote is not closed")?;
                let name = serde_json::from_str(&rest[..length + 2])
                    .unwrap_or_else(|_| after[..length].to_owned());
                (Token::Quoted(name), length + 2)
            }
            '\'' | '`' => {
                let length = closing(after, c).ok_or_else(|| format!("`{c}` is not closed"))?;
                (Token::Literal, length + 2)
            }
            '[' if next == Some(']') => (Token::Flatten, 2),
            '[' if next == Some('?') => (Token::Filter, 2),
            '[' | '{' | '(' => (Token::Open(c), 1),
            ']' | '}' | ')' => (Token::Close(c), 1),
            '|' if next == Some('|') => (Token::Or, 2),
            '&' if next == Some('&') => (Token::And, 2),
            '=' if next == Some('=') => (Token::Compare, 2),
            '!' if next == Some('=') => (Token::Compare, 2),
            '<' | '>' => (Token::Compare, if next == Some('=') { 2 } else { 1 }),
            '|' => (Token::Pipe, 1),
            '&' => (Token::Ampersand, 1),
            '!' => (Token::Not, 1),
            '*' => (Token::Star, 1),
            ',' => (Token::Comma, 1),
            ':' => (Token::Colon, 1),
            '.' => (Token::Dot, 1),
            '@' => (Token::Current, 1),
            '=' => return Err("`=` compares nothing; write `==`".to_owned()),
            other => return Err(format!("`{other}` is not part of JMESPath")),
        };
        out.push(token);
        rest = &rest[length..];
    }
    out.push(Token::End);
    Ok(out)
}

/// Length of a quoted text up to its closing quote.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return Some(at),
            _ => {}
        }
    }
    None
}
