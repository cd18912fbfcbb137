//! Diagonal lines within a rectangle.

/// Lines at 45° every `distance` pixels, cut at the rectangle's edges:
/// `(x, y, width, height)` → pairs of end points.
pub(crate) fn lines(rect: (f64, f64, f64, f64), distance: f64) -> Vec<[(f64, f64); 2]> {
    let (x, y, width, height) = rect;
    let mut out = Vec::new();
    let mut offset = distance;
    while offset < width + height {
        // The line on which (x - left) + (y - top) = offset.
        let low = (offset - height).max(0.0);
        let high = offset.min(width);
        out.push([(x + low, y + offset - low), (x + high, y + offset - high)]);
        offset += distance;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_leaves_the_rectangle() {
        let all = lines((10.0, 20.0, 100.0, 30.0), 9.0);
        assert_eq!(all.len(), 14);
        for (x, y) in all.into_iter().flatten() {
            assert!(
                (10.0..=110.0).contains(&x) && (20.0..=50.0).contains(&y),
                "{x},{y}"
            );
        }
    }
}
