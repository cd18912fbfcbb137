//! Whether a place lies in one of many stretches.

/// Stretches of a text or of its lines, in order, so that one of them is found
/// without a look at all of them.
#[derive(Debug, Default)]
pub(crate) struct Stretches {
    /// First and last place of each, by the first.
    sorted: Vec<(u32, u32)>,
    /// The farthest last place of a stretch and of all before it.
    reach: Vec<u32>,
}

impl Stretches {
    /// Takes first and last place of each stretch.
    pub(crate) fn of(stretches: impl IntoIterator<Item = (u32, u32)>) -> Self {
        let mut sorted: Vec<(u32, u32)> = stretches.into_iter().collect();
        sorted.sort_unstable();
        let mut far = 0;
        let reach = sorted
            .iter()
            .map(|(_, last)| {
                far = far.max(*last);
                far
            })
            .collect();
        Self { sorted, reach }
    }

    /// One stretch begins at or before `first` and ends at or behind `last`.
    pub(crate) fn cover(&self, first: u32, last: u32) -> bool {
        let begun = self.sorted.partition_point(|(start, _)| *start <= first);
        begun > 0 && self.reach[begun - 1] >= last
    }
}

#[cfg(test)]
mod tests {
    use super::Stretches;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_place_is_covered_when_one_stretch_covers_all_of_it(
            stretches in prop::collection::vec((0_u32..40, 0_u32..40), 0..12),
            first in 0_u32..40,
            last in 0_u32..40,
        ) {
            let one = stretches.iter().any(|(start, end)| *start <= first && *end >= last);
            prop_assert_eq!(Stretches::of(stretches).cover(first, last), one);
        }
    }
}
