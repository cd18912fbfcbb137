//! Thick and dashed lines as shapes, for backends that have neither.

/// The four corners of a thick line.
pub(crate) fn thick(from: (i32, i32), to: (i32, i32), half: f64) -> Vec<(i32, i32)> {
    let (dx, dy) = (f64::from(to.0 - from.0), f64::from(to.1 - from.1));
    let length = dx.hypot(dy).max(1e-9);
    let (nx, ny) = (-dy / length * half, dx / length * half);
    let corner = |p: (i32, i32), sign: f64| {
        (
            (f64::from(p.0) + nx * sign).round() as i32,
            (f64::from(p.1) + ny * sign).round() as i32,
        )
    };
    vec![
        corner(from, 1.0),
        corner(to, 1.0),
        corner(to, -1.0),
        corner(from, -1.0),
    ]
}

/// Cuts a line into the pieces of its dash pattern.
pub(crate) fn dashed(points: &[(i32, i32)], pattern: &[f64]) -> Vec<Vec<(i32, i32)>> {
    if pattern.is_empty() {
        return vec![points.to_vec()];
    }
    let mut pieces = Vec::new();
    let (mut part, mut left) = (0, pattern[0]);
    let mut piece: Vec<(i32, i32)> = points.first().copied().into_iter().collect();
    for ends in points.windows(2) {
        let (dx, dy) = (
            f64::from(ends[1].0 - ends[0].0),
            f64::from(ends[1].1 - ends[0].1),
        );
        let length = dx.hypot(dy);
        let mut done = 0.0;
        while length - done > left {
            done += left;
            let cut = (
                (f64::from(ends[0].0) + dx * done / length).round() as i32,
                (f64::from(ends[0].1) + dy * done / length).round() as i32,
            );
            if part % 2 == 0 {
                piece.push(cut);
                pieces.push(std::mem::take(&mut piece));
            } else {
                piece = vec![cut];
            }
            part = (part + 1) % pattern.len();
            left = pattern[part];
        }
        left -= length - done;
        if part % 2 == 0 {
            piece.push(ends[1]);
        }
    }
    if piece.len() > 1 {
        pieces.push(piece);
    }
    pieces
}
