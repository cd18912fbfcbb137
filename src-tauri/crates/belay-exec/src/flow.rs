//! Output on its way from the terminal to the disk: what is seen, and the
//! escape sequences between.
//!
//! Masking has to look at what a person sees. A tool that colours its matches
//! puts escape sequences into the middle of a secret; text and escapes are
//! therefore kept apart until the very end.

/// A piece of output.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Flow {
    /// What is seen: printable bytes, newlines, carriage returns, tabs,
    /// backspaces.
    pub text: Vec<u8>,
    /// Escape sequences, each in front of the byte of `text` at its position.
    escapes: Vec<Escape>,
    /// Their bytes.
    pool: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Escape {
    at: usize,
    from: usize,
    to: usize,
}

impl Flow {
    /// A piece without escape sequences.
    pub fn plain(text: &str) -> Self {
        Self {
            text: text.as_bytes().to_vec(),
            ..Self::default()
        }
    }

    /// Puts an escape sequence behind the text so far.
    pub fn push_escape(&mut self, bytes: &[u8]) {
        let from = self.pool.len();
        self.pool.extend_from_slice(bytes);
        self.escapes.push(Escape {
            at: self.text.len(),
            from,
            to: self.pool.len(),
        });
    }

    /// Puts another piece behind this one.
    pub fn append(&mut self, other: &Flow) {
        let (text, pool) = (self.text.len(), self.pool.len());
        self.text.extend_from_slice(&other.text);
        self.pool.extend_from_slice(&other.pool);
        self.escapes
            .extend(other.escapes.iter().map(|escape| Escape {
                at: escape.at + text,
                from: escape.from + pool,
                to: escape.to + pool,
            }));
    }

    /// Takes the first `ready` bytes of text (with the escapes before and
    /// between them) out of this piece, applies the cuts to them and puts the
    /// result behind `out`. Escapes within a cut stay, behind what replaces it.
    pub fn drain(&mut self, ready: usize, cuts: &[Cut], out: &mut Flow) {
        let (mut position, mut next) = (0, 0);
        for cut in cuts {
            next = self.copy(position, cut.from, next, out);
            next = self.copy_escapes(cut.from + 1, next, out);
            out.text.extend_from_slice(cut.with);
            next = self.copy_escapes(cut.to, next, out);
            position = cut.to;
        }
        next = self.copy(position, ready, next, out);
        if ready == self.text.len() {
            // Nothing is held back: escapes at the very end go, too.
            next = self.copy_escapes(usize::MAX, next, out);
        }
        self.forget(ready, next);
    }

    /// Copies text from `from` to `to` with the escapes before its bytes; gives
    /// the index of the first escape that was not copied.
    fn copy(&self, from: usize, to: usize, mut next: usize, out: &mut Flow) -> usize {
        let mut position = from;
        while let Some(escape) = self.escapes.get(next).filter(|escape| escape.at < to) {
            let at = escape.at.max(position);
            out.text.extend_from_slice(&self.text[position..at]);
            position = at;
            out.push_escape(&self.pool[escape.from..escape.to]);
            next += 1;
        }
        out.text.extend_from_slice(&self.text[position..to]);
        next
    }

    fn copy_escapes(&self, before: usize, mut next: usize, out: &mut Flow) -> usize {
        while let Some(escape) = self.escapes.get(next).filter(|escape| escape.at < before) {
            out.push_escape(&self.pool[escape.from..escape.to]);
            next += 1;
        }
        next
    }

    fn forget(&mut self, text: usize, escapes: usize) {
        self.text.drain(..text);
        self.escapes.drain(..escapes);
        let unused = self.escapes.first().map_or(self.pool.len(), |e| e.from);
        self.pool.drain(..unused);
        for escape in &mut self.escapes {
            escape.at -= text;
            escape.from -= unused;
            escape.to -= unused;
        }
    }

    /// Text and escapes in one, as a terminal takes them.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.text.len() + self.pool.len());
        let mut position = 0;
        for escape in &self.escapes {
            out.extend_from_slice(&self.text[position..escape.at]);
            out.extend_from_slice(&self.pool[escape.from..escape.to]);
            position = escape.at;
        }
        out.extend_from_slice(&self.text[position..]);
        out
    }
}

/// Text from `from` to `to` is replaced.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cut {
    pub from: usize,
    pub to: usize,
    pub with: &'static [u8],
}
