//! Second pass: what looks like a credential, whoever printed it.
//!
//! - values after a name (`aws_secret_access_key = …`, `"SecretString": "…"`,
//!   `DB_PASSWORD=…`), quoted or bare;
//! - tokens that are known by their beginning (AWS access key ids `AKIA…` and
//!   `ASIA…`, JSON web tokens `eyJ…`, GitHub's `ghp_…`);
//! - what follows `Bearer`;
//! - private keys in PEM.
//!
//! A wrong hit costs a word of the output; a miss costs a secret.

use super::MASK;
use super::triggers::{TOKENS, TRIGGERS, Trigger, trigger};
use crate::flow::{Cut, Flow};

/// A shorter word after `Bearer` is a word.
const SHORTEST_BEARER: usize = 16;

const KEY_END: &[u8] = b"-----END";
/// A key that has not ended after this many bytes is not one.
const LONGEST_KEY: usize = 32 * 1024;
/// Longest stretch of spaces, quotes and `=` between a name and its value.
const LONGEST_SEPARATOR: usize = 24;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Text,
    /// Between a name and its value.
    Separator {
        assigned: bool,
        quote: Option<Quote>,
        escaped: bool,
        length: usize,
    },
    /// Within a value that has been masked.
    Value(Until),
    /// Within a private key; how much of its end line was seen.
    Key {
        matched: usize,
        length: usize,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quote {
    /// Up to the same quote, backslash escapes.
    Plain(u8),
    /// The quote itself was escaped: the value ends at a backslash or a quote.
    Escaped,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Until {
    Quote {
        quote: u8,
        after_backslash: bool,
    },
    BackslashOrQuote,
    /// A bare word's end.
    Word,
    /// The end of a run of token characters.
    Token,
}

pub(super) struct Shapes {
    state: State,
    /// The last byte of text that left: a token starts at a word's beginning.
    before: u8,
    pending: Flow,
}

/// What a step over the pending text decided.
enum Step {
    /// Go on at this position.
    On(usize),
    /// Everything from this position has to wait for more.
    Wait(usize),
}

impl Shapes {
    pub fn new() -> Self {
        Self {
            state: State::Text,
            before: b'\n',
            pending: Flow::default(),
        }
    }

    pub fn push(&mut self, flow: &Flow, out: &mut Flow, end: bool) {
        let mut pending = std::mem::take(&mut self.pending);
        pending.append(flow);
        let text = std::mem::take(&mut pending.text);
        let (mut cuts, mut position) = (Vec::new(), 0);
        let ready = loop {
            if position >= text.len() {
                break text.len();
            }
            let step = match self.state {
                State::Text => self.text(&text, position, end, &mut cuts),
                State::Separator { .. } => self.separator(&text, position, &mut cuts),
                State::Value(until) => Step::On(self.value(&text, position, until, &mut cuts)),
                State::Key { .. } => Step::On(self.key(&text, position, &mut cuts)),
            };
            match step {
                Step::On(next) => position = next,
                Step::Wait(from) => break from,
            }
        };
        if let Some(last) = text[..ready].last() {
            self.before = *last;
        }
        pending.text = text;
        pending.drain(ready, &cuts, out);
        self.pending = pending;
    }

    /// Looks for the next trigger.
    fn text(&mut self, text: &[u8], from: usize, end: bool, cuts: &mut Vec<Cut>) -> Step {
        let held = if end {
            text.len()
        } else {
            Self::held_from(text, from)
        };
        let found = TRIGGERS
            .automaton
            .as_ref()
            .and_then(|a| a.find(&text[from..]));
        let Some(found) = found.filter(|found| from + found.start() < held) else {
            return if held < text.len() {
                Step::Wait(held)
            } else {
                Step::On(text.len())
            };
        };
        let (start, stop) = (from + found.start(), from + found.end());
        match trigger(found.pattern().as_usize()) {
            Trigger::Key => {
                self.state = State::Key {
                    matched: 0,
                    length: 0,
                };
                cuts.push(insert(stop));
                Step::On(stop)
            }
            Trigger::Token(index) => self.token(text, (start, stop), index, end, cuts),
            Trigger::Bearer => self.bearer(text, (start, stop), end, cuts),
            Trigger::Name => match text.get(stop) {
                None if !end => Step::Wait(start),
                Some(next) if next.is_ascii_alphanumeric() || *next == b'_' => Step::On(start + 1),
                _ => {
                    self.state = State::Separator {
                        assigned: false,
                        quote: None,
                        escaped: false,
                        length: 0,
                    };
                    Step::On(stop)
                }
            },
        }
    }

    fn held_from(text: &[u8], from: usize) -> usize {
        // Words are lower case: compare the end of the text in lower case.
        let tail = text.len().saturating_sub(64).max(from);
        let lower = text[tail..].to_ascii_lowercase();
        tail + TRIGGERS.held.from(&lower, 0)
    }

    fn token(
        &mut self,
        text: &[u8],
        (start, stop): (usize, usize),
        index: usize,
        end: bool,
        cuts: &mut Vec<Cut>,
    ) -> Step {
        let (beginning, least) = TOKENS[index];
        let before = if start == 0 {
            self.before
        } else {
            text[start - 1]
        };
        let exact = &text[start..stop] == beginning.as_bytes();
        if !exact || is_word(before) {
            return Step::On(start + 1);
        }
        let upper = least == 16;
        let fits = |b: &u8| {
            if upper {
                b.is_ascii_uppercase() || b.is_ascii_digit()
            } else {
                is_token(*b)
            }
        };
        let length = text[stop..]
            .iter()
            .take(least)
            .take_while(|b| fits(b))
            .count();
        if length == least {
            return self.masked((start, stop + length), Until::Token, cuts);
        }
        if stop + length == text.len() && !end {
            return Step::Wait(start);
        }
        Step::On(start + 1)
    }

    fn bearer(
        &mut self,
        text: &[u8],
        (start, stop): (usize, usize),
        end: bool,
        cuts: &mut Vec<Cut>,
    ) -> Step {
        let spaces = text[stop..].iter().take_while(|b| **b == b' ').count();
        let value = stop + spaces;
        let length = text[value..]
            .iter()
            .take(SHORTEST_BEARER)
            .take_while(|b| is_token(**b))
            .count();
        if spaces > 0 && length == SHORTEST_BEARER {
            return self.masked((value, value + length), Until::Token, cuts);
        }
        let all_spaces_short = spaces <= LONGEST_SEPARATOR;
        if value + length == text.len() && !end && all_spaces_short {
            return Step::Wait(start);
        }
        Step::On(start + 1)
    }

    /// Masks a range and swallows what follows of the same value.
    fn masked(&mut self, (from, to): (usize, usize), until: Until, cuts: &mut Vec<Cut>) -> Step {
        cuts.push(Cut {
            from,
            to,
            with: MASK.as_bytes(),
        });
        self.state = State::Value(until);
        Step::On(to)
    }

    fn separator(&mut self, text: &[u8], from: usize, cuts: &mut Vec<Cut>) -> Step {
        let State::Separator {
            mut assigned,
            mut quote,
            mut escaped,
            mut length,
        } = self.state
        else {
            return Step::On(from);
        };
        for (at, &byte) in text.iter().enumerate().skip(from) {
            length += 1;
            match byte {
                _ if length > LONGEST_SEPARATOR => return self.leave(at),
                // An opening quote that is closed at once: an empty value.
                b'"' | b'\'' if assigned && quote.is_some() => return self.leave(at),
                b'"' | b'\'' if assigned => {
                    quote = Some(if escaped {
                        Quote::Escaped
                    } else {
                        Quote::Plain(byte)
                    });
                    escaped = false;
                }
                b'"' | b'\'' => escaped = false,
                b'\\' if quote.is_none() => escaped = true,
                b' ' | b'\t' if quote.is_none() => escaped = false,
                b'=' | b':' if quote.is_none() => {
                    assigned = true;
                    escaped = false;
                }
                _ if !assigned || ends_word(byte) && quote.is_none() => return self.leave(at),
                b'\n' | b'\r' => return self.leave(at),
                b'\\' if quote == Some(Quote::Escaped) => return self.leave(at),
                _ => {
                    let until = match quote {
                        Some(Quote::Plain(quote)) => Until::Quote {
                            quote,
                            after_backslash: false,
                        },
                        Some(Quote::Escaped) => Until::BackslashOrQuote,
                        None => Until::Word,
                    };
                    cuts.push(insert(at));
                    self.state = State::Value(until);
                    return Step::On(at);
                }
            }
        }
        self.state = State::Separator {
            assigned,
            quote,
            escaped,
            length,
        };
        Step::On(text.len())
    }

    fn leave(&mut self, at: usize) -> Step {
        self.state = State::Text;
        Step::On(at)
    }

    /// Swallows a value up to its end.
    fn value(&mut self, text: &[u8], from: usize, until: Until, cuts: &mut Vec<Cut>) -> usize {
        let mut until = until;
        let mut at = from;
        let mut ended = false;
        while at < text.len() {
            let byte = text[at];
            ended = match &mut until {
                _ if matches!(byte, b'\n' | b'\r') => true,
                Until::Quote {
                    quote,
                    after_backslash,
                } => {
                    let ends = byte == *quote && !*after_backslash;
                    *after_backslash = byte == b'\\' && !*after_backslash;
                    ends
                }
                Until::BackslashOrQuote => matches!(byte, b'\\' | b'"' | b'\''),
                Until::Word => ends_word(byte),
                Until::Token => !is_token(byte),
            };
            if ended {
                break;
            }
            at += 1;
        }
        cut(from, at, cuts);
        self.state = if ended {
            State::Text
        } else {
            State::Value(until)
        };
        at
    }

    /// Swallows a private key up to its end line.
    fn key(&mut self, text: &[u8], from: usize, cuts: &mut Vec<Cut>) -> usize {
        let State::Key {
            mut matched,
            mut length,
        } = self.state
        else {
            return from;
        };
        for (at, &byte) in text.iter().enumerate().skip(from) {
            length += 1;
            matched = if byte == KEY_END[matched] {
                matched + 1
            } else if byte == b'-' {
                // `------END`: the last five dashes count.
                matched.clamp(1, 5)
            } else {
                0
            };
            if matched == KEY_END.len() {
                // The end line is shown; its first bytes may have gone with an
                // earlier piece, so it is written anew.
                cuts.push(Cut {
                    from,
                    to: at + 1,
                    with: KEY_END,
                });
                self.state = State::Text;
                return at + 1;
            }
            if length > LONGEST_KEY {
                cut(from, at, cuts);
                self.state = State::Text;
                return at;
            }
        }
        cut(from, text.len(), cuts);
        self.state = State::Key { matched, length };
        text.len()
    }
}

/// The mask in front of a position.
fn insert(at: usize) -> Cut {
    Cut {
        from: at,
        to: at,
        with: MASK.as_bytes(),
    }
}

fn cut(from: usize, to: usize, cuts: &mut Vec<Cut>) {
    if from < to {
        cuts.push(Cut {
            from,
            to,
            with: b"",
        });
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte)
}

fn ends_word(byte: u8) -> bool {
    byte.is_ascii_whitespace() || b"\"'\\,;&|()[]{}<>".contains(&byte)
}
