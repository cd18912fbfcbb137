//! Items that stand one after the other in a longer list.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::{Deref, Range};
use std::slice::Iter;
use std::sync::Arc;

/// A stretch of a list that others hold stretches of too, so that many short lists
/// take the memory of one. Read as a slice; in JSON it is a list.
#[derive(Clone)]
pub struct Series<T> {
    /// Nothing for an empty stretch.
    whole: Option<Arc<Vec<T>>>,
    start: u32,
    end: u32,
}

impl<T> Series<T> {
    /// These items of a list.
    pub(crate) fn of(whole: &Arc<Vec<T>>, range: Range<u32>) -> Self {
        let within = range.start < range.end && range.end as usize <= whole.len();
        if !within {
            return Self::default();
        }
        Self {
            whole: Some(Arc::clone(whole)),
            start: range.start,
            end: range.end,
        }
    }

    /// These items of a list that is still being made; none until it is known.
    pub(crate) fn to_come(range: Range<u32>) -> Self {
        Self {
            whole: None,
            start: range.start,
            end: range.end,
        }
    }

    /// Where it stands in the list, known or to come.
    pub(crate) fn range(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Says which list [`Series::to_come`] was told of.
    pub(crate) fn is_of(&mut self, whole: &Arc<Vec<T>>) {
        *self = Self::of(whole, self.start..self.end);
    }

    /// All of it.
    pub fn as_slice(&self) -> &[T] {
        match &self.whole {
            Some(whole) => &whole[self.start as usize..self.end as usize],
            None => &[],
        }
    }
}

impl<T> Default for Series<T> {
    fn default() -> Self {
        Self {
            whole: None,
            start: 0,
            end: 0,
        }
    }
}

impl<T> From<Vec<T>> for Series<T> {
    fn from(list: Vec<T>) -> Self {
        let end = u32::try_from(list.len()).unwrap_or(u32::MAX);
        Self::of(&Arc::new(list), 0..end)
    }
}

impl<T> Deref for Series<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.as_slice()
    }
}

impl<'s, T> IntoIterator for &'s Series<T> {
    type Item = &'s T;
    type IntoIter = Iter<'s, T>;

    fn into_iter(self) -> Iter<'s, T> {
        self.as_slice().iter()
    }
}

impl<T: Eq> Eq for Series<T> {}

impl<T: PartialEq> PartialEq for Series<T> {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl<T: fmt::Debug> fmt::Debug for Series<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_slice().fmt(f)
    }
}

impl<T: Serialize> Serialize for Series<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_slice().serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Series<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::from)
    }
}

impl<T: specta::Type> specta::Type for Series<T> {
    fn definition(types: &mut specta::Types) -> specta::datatype::DataType {
        Vec::<T>::definition(types)
    }
}
