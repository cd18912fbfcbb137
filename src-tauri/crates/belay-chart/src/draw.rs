//! Draws a laid-out panel with plotters, on any backend.

use plotters::coord::Shift;
use plotters::coord::types::{RangedCoordf64, RangedCoordi64};
use plotters::prelude::{
    Cartesian2d, Circle, DrawingArea, DrawingBackend, PathElement, Polygon, Rectangle,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, RGBAColor, RGBColor, ShapeStyle};

use crate::error::ChartError;
use crate::hatch;
use crate::heading::{BODY, LANE, SAMPLE, SMALL, TITLE, weight};
use crate::layout::{NOTICE, Scene};
use crate::panel::{BandKind, MarkerKind};
use crate::state_text::{StateText, Tone};
use crate::strokes::{dashed, thick};
use crate::text::{Weight, font, width, wrap};
use crate::theme::Palette;

/// What a backend can do that plotters has no words for.
pub(crate) trait Pen {
    /// Dash pattern (CSS pixels on and off) of the lines that follow; empty for
    /// solid. `false`: the backend cannot, the caller has to cut the line up.
    fn dash(&self, pattern: &[f64]) -> bool;
    /// `false`: the backend's thick lines are not good enough, the caller has to
    /// draw them as areas.
    fn thick_lines(&self) -> bool;
    /// Starts a group of elements named by a class.
    fn open(&self, class: &str);
    /// Ends it.
    fn close(&self);
}

/// A line: colour, width in CSS pixels, dash pattern.
#[derive(Clone, Copy)]
struct Stroke<'a> {
    colour: RGBAColor,
    width: f64,
    dash: &'a [f64],
}

/// A text's look: size in CSS pixels, weight, colour, anchor.
#[derive(Clone, Copy)]
struct Look {
    em: f64,
    weight: Weight,
    colour: RGBColor,
    anchor: HPos,
}

impl Look {
    fn new(em: f64, colour: RGBColor) -> Self {
        Self {
            em,
            weight: Weight::Regular,
            colour,
            anchor: HPos::Left,
        }
    }

    fn bold(self, weight: Weight) -> Self {
        Self { weight, ..self }
    }

    fn anchored(self, anchor: HPos) -> Self {
        Self { anchor, ..self }
    }
}

/// Draws on `area`, whose units are `1 / scale` CSS pixels.
pub(crate) struct Painter<'a, DB: DrawingBackend, P: Pen> {
    pub area: &'a DrawingArea<DB, Shift>,
    pub pen: &'a P,
    pub scale: f64,
    pub palette: &'a Palette,
    pub scene: &'a Scene<'a>,
}

type Drawn = Result<(), ChartError>;

fn failed(error: impl std::fmt::Display) -> ChartError {
    ChartError::Draw(error.to_string())
}

impl<DB: DrawingBackend, P: Pen> Painter<'_, DB, P> {
    /// Draws everything, from back to front.
    pub fn all(&self) -> Drawn {
        self.group("heading", || self.heading())?;
        match &self.scene.message {
            Some(message) => self.group("state", || self.message(message))?,
            None => self.group("grid", || self.value_axis())?,
        }
        self.group("bands", || self.bands())?;
        self.group("time", || self.time_axis())?;
        if self.scene.message.is_none() {
            self.group("series", || self.series())?;
        }
        self.group("markers", || self.markers())?;
        self.area.present().map_err(failed)
    }

    fn group(&self, class: &str, draw: impl FnOnce() -> Drawn) -> Drawn {
        self.pen.open(class);
        let drawn = draw();
        self.pen.close();
        drawn
    }

    fn heading(&self) -> Drawn {
        let colours = self.palette;
        let (title, subtitle) = &self.scene.title;
        let look = Look::new(TITLE, colours.ink).bold(Weight::SemiBold);
        self.text(&title.text, (title.x, title.baseline), look)?;
        let look = Look::new(BODY, colours.ink3);
        self.text(&subtitle.text, (subtitle.x, subtitle.baseline), look)?;
        for entry in &self.scene.legend {
            let (colour, dash) = colours.series(entry.index);
            let (x, y) = (entry.label.x, entry.label.baseline - 4.0);
            self.line(&[(x, y), (x + SAMPLE, y)], stroke(colour, 2.0, dash))?;
            let at = (x + SAMPLE + 5.0, entry.label.baseline);
            self.text(&entry.label.text, at, Look::new(SMALL, colours.ink2))?;
        }
        if let Some((text, top)) = &self.scene.notice {
            let plot = self.scene.plot;
            let wide = plot.x + plot.width - 8.0;
            self.rect((8.0, *top, wide, NOTICE), colours.warn_soft.to_rgba())?;
            self.rect((8.0, *top, 3.0, NOTICE), colours.warn.to_rgba())?;
            self.text(text, (17.0, top + 13.5), Look::new(BODY, colours.warn))?;
        }
        Ok(())
    }

    /// Words instead of a plot; each state on its own ground.
    fn message(&self, message: &StateText) -> Drawn {
        let colours = self.palette;
        let plot = self.scene.plot;
        let rect = (plot.x, plot.y, plot.width, plot.height);
        let (ground, ink, border): (_, _, &[f64]) = match message.tone {
            Tone::Quiet => (colours.sunken, colours.ink2, &[]),
            Tone::Warn => (colours.warn_soft, colours.warn, &[5.0, 4.0]),
            Tone::Bad => (colours.bad_soft, colours.bad, &[]),
        };
        self.rect(rect, ground.to_rgba())?;
        if message.tone == Tone::Bad {
            for ends in hatch::lines(rect, 12.0) {
                self.line(&ends, stroke(ink.mix(0.16), 1.0, &[]))?;
            }
        }
        if message.tone != Tone::Quiet {
            let (l, t) = (plot.x, plot.y);
            let (r, b) = (l + plot.width, t + plot.height);
            let frame = [(l, t), (r, t), (r, b), (l, b), (l, t)];
            self.line(&frame, stroke(ink, 1.0, border))?;
        }
        let room = plot.width - 24.0;
        let lines = wrap(&message.detail, BODY, Weight::Regular, room);
        let height = 18.0 + lines.len() as f64 * 16.0;
        let (middle, mut y) = (
            plot.x + plot.width / 2.0,
            plot.y + (plot.height - height) / 2.0 + 12.0,
        );
        if message.tone == Tone::Bad {
            // The words stand on a plain ground, not on the hatching.
            let wide = lines
                .iter()
                .map(|line| width(line, BODY, Weight::Regular))
                .fold(width(&message.headline, TITLE, Weight::SemiBold), f64::max);
            let half = wide / 2.0 + 8.0;
            let ground_rect = (middle - half, y - 16.0, 2.0 * half, height + 6.0);
            self.rect(ground_rect, ground.to_rgba())?;
        }
        let look = Look::new(TITLE, ink).anchored(HPos::Center);
        self.text(&message.headline, (middle, y), look.bold(Weight::SemiBold))?;
        y += 18.0;
        for line in lines {
            let look = Look::new(BODY, colours.ink2).anchored(HPos::Center);
            self.text(&line, (middle, y), look)?;
            y += 16.0;
        }
        Ok(())
    }

    fn value_axis(&self) -> Drawn {
        let (plot, values) = (self.scene.plot, &self.scene.values);
        let look = Look::new(SMALL, self.palette.ink3).anchored(HPos::Right);
        for (value, label) in &values.ticks {
            let share = (value - values.min) / (values.max - values.min);
            let y = plot.y + plot.height * (1.0 - share);
            let ends = [(plot.x, y), (plot.x + plot.width, y)];
            self.line(&ends, stroke(self.palette.line, 1.0, &[]))?;
            self.text(label, (plot.x - 6.0, y + 4.0), look)?;
        }
        Ok(())
    }

    fn time_axis(&self) -> Drawn {
        let plot = self.scene.plot;
        let bottom = plot.y + plot.height;
        for at in &self.scene.times {
            let x = self.scene.x(*at);
            let ends = [(x, bottom), (x, bottom + 3.0)];
            self.line(&ends, stroke(self.palette.ink3.mix(0.6), 1.0, &[]))?;
        }
        let look = Look::new(SMALL, self.palette.ink3).anchored(HPos::Center);
        for label in &self.scene.time_labels {
            self.text(&label.text, (label.x, bottom + 15.0), look)?;
        }
        Ok(())
    }

    fn bands(&self) -> Drawn {
        let (scene, colours) = (self.scene, self.palette);
        let plot = scene.plot;
        for band in &scene.panel.bands {
            let from = band.from.as_millisecond().max(scene.from);
            let to = band.to.as_millisecond().min(scene.to);
            if from >= to {
                continue;
            }
            let (left, right) = (scene.x(from), scene.x(to));
            let fill = match band.kind {
                BandKind::Incident => colours.bad.mix(0.10),
                BandKind::NotRestorable => colours.ink3.mix(0.14),
                BandKind::Alarm => colours.warn.mix(0.12),
            };
            self.rect((left, plot.y, right - left, plot.height), fill)?;
            if band.kind == BandKind::Alarm {
                let strip = (left, plot.y, right - left, 3.0);
                self.rect(strip, colours.warn.to_rgba())?;
            }
            if scene.message.is_none() {
                self.band_label(&band.label, band.kind, left, right)?;
            }
        }
        Ok(())
    }

    /// A label stands inside its band, or not at all.
    fn band_label(&self, label: &str, kind: BandKind, left: f64, right: f64) -> Drawn {
        let plot = self.scene.plot;
        let lines = wrap(label, SMALL, Weight::Regular, right - left - 8.0);
        let high = lines.len() as f64 * 13.0;
        let complete = lines
            .iter()
            .all(|line| !line.ends_with('…') && !line.is_empty());
        if label.is_empty() || !complete || high > plot.height - 8.0 {
            return Ok(());
        }
        let (ink, mut y) = match kind {
            BandKind::NotRestorable => (
                self.palette.ink3,
                plot.y + (plot.height - high) / 2.0 + 10.0,
            ),
            BandKind::Incident => (self.palette.bad, plot.y + 13.0),
            BandKind::Alarm => (self.palette.warn, plot.y + 15.0),
        };
        for line in lines {
            let look = Look::new(SMALL, ink).anchored(HPos::Center);
            self.text(&line, ((left + right) / 2.0, y), look)?;
            y += 13.0;
        }
        Ok(())
    }

    fn series(&self) -> Drawn {
        let scene = self.scene;
        let plot = scene.plot;
        let (left, top) = self.point((plot.x, plot.y));
        let (right, bottom) = self.point((plot.x + plot.width, plot.y + plot.height));
        let coordinates = Cartesian2d::<RangedCoordi64, RangedCoordf64>::new(
            scene.from..scene.to,
            scene.values.min..scene.values.max,
            (left..right, bottom..top),
        );
        let data = self.area.apply_coord_spec(coordinates);
        for (index, line) in scene.lines.iter().enumerate() {
            let (colour, dash) = self.palette.series(index);
            self.pen.open("line");
            for segment in &line.segments {
                let points: Vec<(i32, i32)> = segment
                    .iter()
                    .map(|point| data.map_coordinate(point))
                    .collect();
                if let [alone] = points[..] {
                    // A point without neighbours would be invisible as a line.
                    let dot = Circle::new(alone, self.length(1.8), colour.filled());
                    self.area.draw(&dot).map_err(failed)?;
                } else {
                    self.path(points, stroke(colour, 1.6, dash))?;
                }
            }
            self.pen.close();
        }
        Ok(())
    }

    fn markers(&self) -> Drawn {
        let scene = self.scene;
        let plot = scene.plot;
        for (index, marker) in scene.panel.markers.iter().enumerate() {
            let at = marker.at.as_millisecond();
            if !(scene.from..=scene.to).contains(&at) {
                continue;
            }
            let x = scene.x(at);
            let label = scene.marker_labels.iter().find(|l| l.index == index);
            let lanes = label.map_or(0.0, |label| label.lane as f64 + 0.85);
            let (colour, wide, dash) = self.marker_look(marker.kind);
            let ends = [(x, plot.y - lanes * LANE), (x, plot.y + plot.height)];
            self.line(&ends, stroke(colour, wide, dash))?;
            if let Some(label) = label {
                let baseline = plot.y - label.lane as f64 * LANE - 4.0;
                let look = Look::new(SMALL, colour).bold(weight(marker.kind));
                self.text(&label.text, (label.x, baseline), look)?;
            }
        }
        Ok(())
    }

    fn marker_look(&self, kind: MarkerKind) -> (RGBColor, f64, &'static [f64]) {
        let colours = self.palette;
        match kind {
            MarkerKind::RestorePoint => (colours.accent, 1.6, &[]),
            MarkerKind::Deploy => (colours.series[3], 1.3, &[4.0, 3.0]),
            MarkerKind::Step => (colours.ink3, 1.0, &[3.0, 3.0]),
            MarkerKind::Alarm => (colours.bad, 1.3, &[1.5, 2.5]),
        }
    }

    fn rect(&self, (x, y, width, height): (f64, f64, f64, f64), fill: RGBAColor) -> Drawn {
        let corners = [self.point((x, y)), self.point((x + width, y + height))];
        let rect = Rectangle::new(corners, fill.filled());
        self.area.draw(&rect).map_err(failed)
    }

    fn text(&self, text: &str, (x, baseline): (f64, f64), look: Look) -> Drawn {
        if text.is_empty() {
            return Ok(());
        }
        let font = font(look.em * self.scale, look.weight);
        // plotters puts the baseline half a font size below the top.
        let top = baseline * self.scale - font.get_size() / 2.0;
        let style = font
            .color(&look.colour)
            .pos(Pos::new(look.anchor, VPos::Top));
        let at = ((x * self.scale).round() as i32, top.round() as i32);
        self.area.draw_text(text, &style, at).map_err(failed)
    }

    fn line(&self, points: &[(f64, f64)], stroke: Stroke<'_>) -> Drawn {
        self.path(points.iter().map(|p| self.point(*p)).collect(), stroke)
    }

    fn path(&self, points: Vec<(i32, i32)>, stroke: Stroke<'_>) -> Drawn {
        let style = ShapeStyle {
            color: stroke.colour,
            filled: false,
            stroke_width: self.length(stroke.width).max(1),
        };
        let scaled: Vec<f64> = stroke.dash.iter().map(|part| part * self.scale).collect();
        let pieces = if self.pen.dash(stroke.dash) {
            vec![points]
        } else {
            dashed(&points, &scaled)
        };
        for piece in pieces {
            if self.pen.thick_lines() {
                self.area
                    .draw(&PathElement::new(piece, style))
                    .map_err(failed)?;
            } else {
                self.areas(&piece, stroke)?;
            }
        }
        self.pen.dash(&[]);
        Ok(())
    }

    /// A thick line as one rectangle per stretch and a dot per joint.
    fn areas(&self, points: &[(i32, i32)], stroke: Stroke<'_>) -> Drawn {
        let half = stroke.width * self.scale / 2.0;
        for ends in points.windows(2) {
            let corners = thick(ends[0], ends[1], half);
            let area = Polygon::new(corners, stroke.colour);
            self.area.draw(&area).map_err(failed)?;
        }
        for joint in points.iter().skip(1).take(points.len().saturating_sub(2)) {
            let dot = Circle::new(*joint, half as i32, stroke.colour.filled());
            self.area.draw(&dot).map_err(failed)?;
        }
        Ok(())
    }

    fn point(&self, (x, y): (f64, f64)) -> (i32, i32) {
        (
            (x * self.scale).round() as i32,
            (y * self.scale).round() as i32,
        )
    }

    fn length(&self, pixels: f64) -> u32 {
        (pixels * self.scale).round() as u32
    }
}

fn stroke(colour: impl Color, width: f64, dash: &[f64]) -> Stroke<'_> {
    Stroke {
        colour: colour.to_rgba(),
        width,
        dash,
    }
}
