//! The bundled font, and how wide a text is in it.

use std::sync::Once;

use plotters::style::{FontDesc, FontFamily, FontStyle, register_font};

/// Name of the font in drawings.
pub(crate) const FAMILY: &str = "Inter";

/// Line height that ab_glyph gives a font size over its em: Inter's ascent and
/// descent (1984 + 494 of 2048 units). plotters takes sizes as line heights.
const LINE_PER_EM: f64 = 2478.0 / 2048.0;

static REGULAR: &[u8] = include_bytes!("../fonts/Inter-Regular.ttf");
static SEMI_BOLD: &[u8] = include_bytes!("../fonts/Inter-SemiBold.ttf");

/// Weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    Regular,
    SemiBold,
}

impl Weight {
    fn style(self) -> FontStyle {
        match self {
            Weight::Regular => FontStyle::Normal,
            Weight::SemiBold => FontStyle::Bold,
        }
    }
}

/// The font at a size in (scaled) pixels per em.
pub(crate) fn font(em: f64, weight: Weight) -> FontDesc<'static> {
    static REGISTERED: Once = Once::new();
    REGISTERED.call_once(|| {
        // Both files are part of this crate; a test proves that they parse.
        let _ = register_font(FAMILY, FontStyle::Normal, REGULAR);
        let _ = register_font(FAMILY, FontStyle::Bold, SEMI_BOLD);
    });
    FontDesc::new(FontFamily::Name(FAMILY), em * LINE_PER_EM, weight.style())
}

/// Pixels per em of a plotters font size.
pub(crate) fn em_of(size: f64) -> f64 {
    size / LINE_PER_EM
}

/// Width of a text in CSS pixels at a size in CSS pixels.
pub(crate) fn width(text: &str, em: f64, weight: Weight) -> f64 {
    // plotters measures in whole pixels: measure large, then scale down.
    const FINE: f64 = 16.0;
    font(em * FINE, weight)
        .box_size(text)
        .map_or(0.0, |(width, _)| f64::from(width) / FINE)
}

/// The text, shortened with an ellipsis if it is wider than `room` pixels.
pub(crate) fn fit(text: &str, em: f64, weight: Weight, room: f64) -> String {
    if width(text, em, weight) <= room {
        return text.to_owned();
    }
    let mut short: Vec<char> = text.chars().collect();
    while short.pop().is_some() {
        let candidate = short.iter().collect::<String>();
        let candidate = format!("{}…", candidate.trim_end());
        if width(&candidate, em, weight) <= room {
            return candidate;
        }
    }
    String::new()
}

/// Breaks a text into lines of at most `room` pixels, at spaces.
pub(crate) fn wrap(text: &str, em: f64, weight: Weight, room: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match longer {
            Some(line) if width(&line, em, weight) <= room => {
                lines.pop();
                lines.push(line);
            }
            _ => lines.push(fit(word, em, weight, room)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_fonts_are_registered_and_digits_are_tabular() {
        for weight in [Weight::Regular, Weight::SemiBold] {
            let one = width("1111111111", 11.0, weight);
            let eight = width("8888888888", 11.0, weight);
            assert!(one > 50.0, "{weight:?}: {one}");
            assert!((one - eight).abs() < 0.2, "{weight:?}: {one} {eight}");
        }
        assert!(width("Writes", 13.0, Weight::SemiBold) > width("Writes", 13.0, Weight::Regular));
    }

    #[test]
    fn a_text_that_does_not_fit_ends_in_an_ellipsis() {
        let text = "apexshare-uploads-prod, units per second";
        let short = fit(text, 12.0, Weight::Regular, 100.0);
        assert!(short.ends_with('…'), "{short}");
        assert!(width(&short, 12.0, Weight::Regular) <= 100.0);
        assert_eq!(fit(text, 12.0, Weight::Regular, 1000.0), text);
    }

    #[test]
    fn a_text_is_broken_at_spaces() {
        let lines = wrap("not yet restorable", 11.0, Weight::Regular, 60.0);
        assert_eq!(lines, ["not yet", "restorable"]);
    }
}
