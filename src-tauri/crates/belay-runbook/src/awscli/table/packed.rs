//! The packed form of the table; it is described in `data/README.md`.

use super::{Argument, Command, Member, Scalar, Shape, ShapeId, Words};
use std::sync::Arc;

/// Packed bytes, read from the front. Everything gives nothing when they end too early
/// or mean nothing.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Reader { bytes, at: 0 }
    }

    /// How many bytes have been read.
    pub(super) fn position(&self) -> usize {
        self.at
    }

    pub(super) fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(length)?;
        let slice = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(slice)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|slice| slice[0])
    }

    pub(super) fn number(&mut self) -> Option<usize> {
        let mut value = 0usize;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            value |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    pub(super) fn text(&mut self) -> Option<String> {
        let length = self.number()?;
        String::from_utf8(self.take(length)?.to_vec()).ok()
    }

    fn string(&mut self, strings: &[Arc<str>]) -> Option<Arc<str>> {
        strings.get(self.number()?).cloned()
    }

    fn shape_id(&mut self) -> Option<ShapeId> {
        u32::try_from(self.number()?).ok().map(ShapeId)
    }

    fn optional_shape(&mut self) -> Option<Option<ShapeId>> {
        let value = u32::try_from(self.number()?).ok()?;
        Some(value.checked_sub(1).map(ShapeId))
    }

    pub(super) fn shape(&mut self, strings: &[Arc<str>]) -> Option<Shape> {
        let kind = match self.byte()? {
            0 => {
                let members = (0..self.number()?)
                    .map(|_| {
                        let name = self.string(strings)?;
                        let packed = u32::try_from(self.number()?).ok()?;
                        Some(Member {
                            name,
                            shape: ShapeId(packed / 2),
                            required: packed % 2 == 1,
                        })
                    })
                    .collect::<Option<Vec<_>>>()?;
                return Some(Shape::Structure(members));
            }
            1 => return Some(Shape::List(self.shape_id()?)),
            2 => return Some(Shape::Map(self.shape_id()?, self.shape_id()?)),
            3 => Scalar::String,
            4 => Scalar::Integer,
            5 => Scalar::Boolean,
            6 => Scalar::Timestamp,
            7 => Scalar::Blob,
            8 => Scalar::Number,
            9 => Scalar::Document,
            _ => return None,
        };
        let streaming = self.number()? & 8 != 0;
        let values = (0..self.number()?)
            .map(|_| self.string(strings))
            .collect::<Option<Vec<_>>>()?;
        Some(Shape::Scalar {
            kind,
            values,
            streaming,
        })
    }

    pub(super) fn command(&mut self, strings: &[Arc<str>]) -> Option<Command> {
        let name = self.string(strings)?;
        let arguments = (0..self.number()?)
            .map(|_| self.argument(strings))
            .collect::<Option<Vec<_>>>()?;
        let output = self.optional_shape()?;
        let children = (0..self.number()?)
            .map(|_| self.command(strings))
            .collect::<Option<Vec<_>>>()?;
        Some(Command {
            name,
            arguments,
            output,
            children,
        })
    }

    fn argument(&mut self, strings: &[Arc<str>]) -> Option<Argument> {
        let name = self.string(strings)?;
        let flags = self.number()?;
        let words = match flags >> 4 {
            0 => Words::One,
            1 => Words::Optional,
            2 => Words::Any,
            3 => Words::Some,
            _ => return None,
        };
        let shape = self.optional_shape()?;
        let choices = (0..self.number()?)
            .map(|_| self.string(strings))
            .collect::<Option<Vec<_>>>()?;
        Some(Argument {
            name,
            required: flags & 1 != 0,
            positional: flags & 2 != 0,
            switch: flags & 4 != 0,
            words,
            shape,
            choices,
        })
    }
}
