//! Maps from names of a file. The names come from strangers, so the hash has a seed
//! that they cannot know; it is faster than that of the standard library.

use foldhash::fast::RandomState;
use std::collections::{HashMap, HashSet};

pub(crate) type Map<K, V> = HashMap<K, V, RandomState>;
pub(crate) type Set<K> = HashSet<K, RandomState>;
