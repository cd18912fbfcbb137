//! Lists, pipelines and compound commands.

use super::{Around, Header, MAX_DEPTH, Parser, Statement, cursor::small};

/// Words that end a list when they stand where a command would.
const CLOSING: [&str; 8] = ["}", "then", "elif", "else", "fi", "do", "done", "esac"];

impl<'a> Parser<'a> {
    /// The whole text.
    pub(super) fn script(&mut self) {
        loop {
            self.blank_lines();
            if self.pos >= self.bytes.len() {
                break;
            }
            if self.at_closing() {
                self.broken();
            }
            let start = self.pos;
            let (line, _) = self.locate(start);
            let first_command = small(self.script.commands.len());
            let end = self.and_or_or_step();
            // The texts of here-documents begin on the next line, also behind a comment.
            self.blanks();
            if self.peek() == Some(b'#') {
                self.comment();
            }
            if self.peek() == Some(b'\n') {
                self.newline();
            }
            let end = end.max(if self.heredoc_end > start {
                self.heredoc_end
            } else {
                0
            });
            let (end_line, _) = self.locate(end.saturating_sub(1).max(start));
            let span = self.span(start, end);
            self.script.statements.push(Statement {
                span,
                line,
                end_line,
                first_command,
            });
        }
    }

    /// Commands up to a closing word, `)`, `;;` or the end.
    fn list(&mut self, around: Around) {
        let outer = std::mem::replace(&mut self.around, around);
        self.depth += 1;
        loop {
            self.blank_lines();
            if self.at_closing()
                || matches!(self.peek(), None | Some(b')'))
                || self.looking_at(";;")
            {
                break;
            }
            self.and_or_or_step();
        }
        self.depth -= 1;
        self.around = outer;
    }

    /// One and-or list with its `;` or `&`. Always moves on; gives the end of what
    /// was read.
    fn and_or_or_step(&mut self) -> usize {
        let start = self.pos;
        let first = self.script.commands.len();
        self.and_or();
        let mut end = self.pos;
        self.blanks();
        match self.peek() {
            Some(b'&') if !self.looking_at("&&") => {
                self.pos += 1;
                end = self.pos;
                self.mark_subshell(first);
            }
            Some(b';') if !self.looking_at(";;") => {
                self.pos += 1;
                end = self.pos;
            }
            Some(b'\n') | None => {}
            Some(b')') if self.depth > 0 => {}
            Some(b'#') => {}
            _ if self.pos > start && self.depth > 0 && self.at_closing() => {}
            _ if self.looking_at(";;") && self.depth > 0 => {}
            _ => {
                self.broken();
                if self.pos == start || matches!(self.peek(), Some(b')' | b';')) {
                    self.step_over();
                    end = self.pos;
                }
            }
        }
        end.max(start)
    }

    /// A word stands here that ends a list.
    fn at_closing(&self) -> bool {
        matches!(self.peek(), Some(b'}' | b't' | b'e' | b'f' | b'd'))
            && CLOSING.contains(&self.bare_word())
    }

    fn mark_subshell(&mut self, first: usize) {
        for command in &mut self.script.commands[first..] {
            command.in_subshell = true;
        }
    }

    fn and_or(&mut self) {
        self.pipeline();
        let outer = self.around.conditional;
        loop {
            self.blanks();
            if !(self.take("&&") || self.take("||")) {
                break;
            }
            self.blank_lines();
            self.around.conditional = true;
            let before = self.pos;
            self.pipeline();
            if self.pos == before {
                self.broken();
                break;
            }
        }
        self.around.conditional = outer;
    }

    fn pipeline(&mut self) {
        self.blanks();
        while matches!(self.peek(), Some(b'!' | b't'))
            && (self.take_reserved("!") || self.take_reserved("time"))
        {
            self.blanks();
        }
        let first = self.script.commands.len();
        // Only simple commands have a place of their own in a pipeline.
        let mut simple: Vec<(usize, u32)> = Vec::new();
        let mut only = None;
        let mut length = 0;
        loop {
            let before = self.script.commands.len();
            let start = self.pos;
            if self.command() {
                match only {
                    None if length == 0 => only = Some(before),
                    _ => simple.push((before, length)),
                }
            } else if length > 0 && self.pos == start {
                self.broken();
            }
            length += 1;
            self.blanks();
            if self.looking_at("||") || !self.take("|") {
                break;
            }
            self.take("&");
            self.blank_lines();
        }
        if length == 1 {
            return;
        }
        self.mark_subshell(first);
        for (index, place) in only.map(|index| (index, 0)).into_iter().chain(simple) {
            if let Some(command) = self.script.commands.get_mut(index) {
                command.pipeline_index = place;
                command.pipeline_length = length;
            }
        }
    }

    /// One command; true when it was a simple one.
    fn command(&mut self) -> bool {
        if self.depth >= MAX_DEPTH {
            return self.simple_command();
        }
        match self.peek() {
            Some(b'(') if self.arithmetic_command() => self.compound_redirects(),
            Some(b'(') => {
                self.pos += 1;
                self.list(Around {
                    in_subshell: true,
                    ..self.around.clone()
                });
                self.expect(")");
                self.compound_redirects();
            }
            _ => {
                let word = self.bare_word();
                match word {
                    "{" | "if" | "while" | "until" | "for" | "select" | "case" | "function" => {
                        self.pos += word.len();
                        self.compound(word);
                    }
                    _ if self.function_follows(word) => self.function_definition(word),
                    _ => return self.simple_command(),
                }
            }
        }
        false
    }

    fn compound(&mut self, word: &str) {
        match word {
            "{" => {
                self.list(self.around.clone());
                self.expect_reserved("}");
            }
            "if" => self.if_command(),
            "while" | "until" => {
                let around = Around {
                    in_loop: true,
                    ..self.around.clone()
                };
                self.list(around.clone());
                self.expect_reserved("do");
                self.list(Around {
                    conditional: true,
                    ..around
                });
                self.expect_reserved("done");
            }
            "for" | "select" => self.for_command(),
            "case" => self.case_command(),
            _ => {
                self.blanks();
                self.function_definition(self.bare_word());
                return;
            }
        }
        self.compound_redirects();
    }

    fn if_command(&mut self) {
        let branch = Around {
            conditional: true,
            ..self.around.clone()
        };
        self.list(self.around.clone());
        self.expect_reserved("then");
        self.list(branch.clone());
        loop {
            if self.take_reserved("elif") {
                self.list(branch.clone());
                self.expect_reserved("then");
                self.list(branch.clone());
            } else if self.take_reserved("else") {
                self.list(branch.clone());
            } else {
                break;
            }
        }
        self.expect_reserved("fi");
    }

    fn for_command(&mut self) {
        self.blanks();
        let before_command = small(self.script.commands.len());
        if self.looking_at("((") {
            if !self.arithmetic_command() {
                self.broken();
            }
        } else {
            let variable = self.name();
            let mut words = Vec::new();
            self.blank_lines();
            if self.take_reserved("in") {
                self.words_until_end(&mut words);
            }
            self.script.headers.push(Header {
                variable,
                words,
                before_command,
            });
        }
        self.blanks();
        self.take(";");
        self.blank_lines();
        let around = Around {
            in_loop: true,
            ..self.around.clone()
        };
        if self.take_reserved("{") {
            self.list(around);
            self.expect_reserved("}");
        } else {
            self.expect_reserved("do");
            self.list(around);
            self.expect_reserved("done");
        }
    }

    fn words_until_end(&mut self, words: &mut Vec<crate::model::Word>) {
        loop {
            self.blanks();
            if self.at_command_end() || self.peek() == Some(b'#') {
                return;
            }
            match self.word() {
                Some(word) => words.push(word),
                None => return,
            }
        }
    }

    fn case_command(&mut self) {
        self.blanks();
        let before_command = small(self.script.commands.len());
        let words = self.word().into_iter().collect();
        self.script.headers.push(Header {
            variable: None,
            words,
            before_command,
        });
        self.blank_lines();
        if !self.take_reserved("in") {
            self.broken();
            return;
        }
        let around = Around {
            conditional: true,
            ..self.around.clone()
        };
        loop {
            self.blank_lines();
            if self.take_reserved("esac") {
                return;
            }
            self.take("(");
            let before = self.pos;
            loop {
                self.blanks();
                if self.word().is_none() && !self.take("|") {
                    break;
                }
            }
            if self.pos == before || !self.take(")") {
                self.broken();
                return;
            }
            self.list(around.clone());
            let _ = self.take(";;&") || self.take(";;") || self.take(";&");
        }
    }

    /// `name ()` stands here.
    fn function_follows(&self, name: &str) -> bool {
        if name.is_empty() {
            return false;
        }
        let rest = &self.bytes[self.pos + name.len()..];
        let blanks = rest.iter().take_while(|b| **b == b' ').count();
        rest[blanks..].starts_with(b"()")
    }

    fn function_definition(&mut self, name: &'a str) {
        let name = self.source.share(name);
        self.pos += name.len();
        self.blanks();
        if self.take("(") {
            self.blanks();
            self.take(")");
        }
        self.blank_lines();
        self.script.functions.push(name.clone());
        let inside = Around {
            function: Some(name),
            ..self.around.clone()
        };
        let outer = std::mem::replace(&mut self.around, inside);
        let before = self.pos;
        self.depth += 1;
        self.command();
        self.depth -= 1;
        self.around = outer;
        if self.pos == before {
            self.broken();
        }
    }

    fn compound_redirects(&mut self) {
        loop {
            self.blanks();
            match self.redirect() {
                Some(redirect) => self.script.redirects.push(redirect),
                None => return,
            }
        }
    }

    pub(super) fn substitution_list(&mut self) {
        self.list(Around {
            in_substitution: true,
            in_subshell: true,
            ..self.around.clone()
        });
    }

    fn expect(&mut self, text: &str) {
        if !self.take(text) {
            self.broken();
        }
    }

    fn expect_reserved(&mut self, word: &str) {
        self.blank_lines();
        if !self.take_reserved(word) {
            self.broken();
        }
    }
}
