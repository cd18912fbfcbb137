//! The design tokens that a chart uses, in both themes.

use plotters::style::RGBColor;
use serde::{Deserialize, Serialize};

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, specta::Type)]
#[serde(rename_all = "camelCase")]
pub enum Theme {
    /// Dark ink on a light panel.
    Light,
    /// Light ink on a dark panel.
    Dark,
}

/// Colours by meaning; the names are those of the window's token file.
pub(crate) struct Palette {
    pub panel: RGBColor,
    pub line: RGBColor,
    pub ink: RGBColor,
    pub ink2: RGBColor,
    pub ink3: RGBColor,
    pub accent: RGBColor,
    pub warn: RGBColor,
    pub warn_soft: RGBColor,
    pub bad: RGBColor,
    pub bad_soft: RGBColor,
    pub sunken: RGBColor,
    pub series: [RGBColor; 4],
}

const fn rgb(hex: u32) -> RGBColor {
    RGBColor((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

static LIGHT: Palette = Palette {
    panel: rgb(0xffffff),
    line: rgb(0xdde1e7),
    ink: rgb(0x1b2330),
    ink2: rgb(0x4a5567),
    ink3: rgb(0x66707f),
    accent: rgb(0x1f5fbf),
    warn: rgb(0x8f5a00),
    warn_soft: rgb(0xfdf1d8),
    bad: rgb(0xb3261e),
    bad_soft: rgb(0xfdeae8),
    sunken: rgb(0xeef0f3),
    series: [rgb(0x1f6fd0), rgb(0xc2571a), rgb(0x2b8a57), rgb(0x8a4fb5)],
};

static DARK: Palette = Palette {
    panel: rgb(0x191f27),
    line: rgb(0x2b333f),
    ink: rgb(0xe6eaf0),
    ink2: rgb(0xb3bdca),
    ink3: rgb(0x8e99a8),
    accent: rgb(0x6aa5f5),
    warn: rgb(0xe6b34d),
    warn_soft: rgb(0x2d2412),
    bad: rgb(0xff8a80),
    bad_soft: rgb(0x35191a),
    sunken: rgb(0x10141a),
    series: [rgb(0x6aa5f5), rgb(0xf09a5e), rgb(0x66c795), rgb(0xc39be6)],
};

impl Theme {
    pub(crate) fn palette(self) -> &'static Palette {
        match self {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }
}

/// Dash patterns, CSS pixels on and off. The first four series are solid and
/// differ in colour; from the fifth on the colours come again with a dash.
const DASHES: [&[f64]; 4] = [&[], &[6.0, 3.0], &[2.0, 3.0], &[8.0, 3.0, 2.0, 3.0]];

impl Palette {
    /// Colour and dash pattern of a series by its position.
    pub(crate) fn series(&self, index: usize) -> (RGBColor, &'static [f64]) {
        let colours = self.series.len();
        (
            self.series[index % colours],
            DASHES[(index / colours) % DASHES.len()],
        )
    }
}
