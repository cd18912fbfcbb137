//! A plotters backend that writes small, inline, accessible SVG.
//!
//! plotters draws in whole units; a unit here is a hundredth of a CSS pixel, so
//! that coordinates have two decimals. Its own SVG backend writes whole pixels,
//! one element per attribute set, and no dashes.

use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::Write as _;
use std::rc::Rc;

use plotters::prelude::{DrawingBackend, IntoDrawingArea};
use plotters_backend::text_anchor::HPos;
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingErrorKind, FontStyle,
};

use crate::draw::{Painter, Pen};
use crate::error::ChartError;
use crate::layout::Scene;
use crate::panel::{Drawing, Panel, Size};
use crate::text::{FAMILY, em_of};
use crate::theme::Theme;

/// Units per CSS pixel.
const UNITS: i32 = 100;

/// Draws a panel as SVG. The element carries no style sheet and no script;
/// its ids start with the panel's id.
///
/// # Errors
/// [`ChartError::NoTime`] and [`ChartError::Size`].
pub fn svg(panel: &Panel, theme: Theme, size: Size) -> Result<Drawing, ChartError> {
    drawing(Scene::new(panel, size)?, theme)
}

/// Draws the panels of one view as SVG, in their order. Their plots begin and end
/// at the same places: over one stretch of time, one moment is one vertical line
/// through all of them. A panel that cannot be drawn does not take the others
/// with it.
///
/// # Errors
/// Each panel's own, as of [`svg`].
pub fn svg_column<'a>(
    panels: impl IntoIterator<Item = &'a Panel>,
    theme: Theme,
    size: Size,
) -> Vec<Result<Drawing, ChartError>> {
    Scene::column(panels, size)
        .into_iter()
        .map(|scene| drawing(scene?, theme))
        .collect()
}

fn drawing(scene: Scene<'_>, theme: Theme) -> Result<Drawing, ChartError> {
    let sheet = Sheet(Rc::new(RefCell::new(Body {
        out: String::with_capacity(16 * 1024),
        dash: String::new(),
    })));
    sheet.0.borrow_mut().start(&scene, theme);
    let canvas = Canvas {
        sheet: sheet.clone(),
        size: scene.size,
    };
    let area = canvas.into_drawing_area();
    Painter {
        area: &area,
        pen: &sheet,
        scale: f64::from(UNITS),
        palette: theme.palette(),
        scene: &scene,
    }
    .all()?;
    let mut svg = std::mem::take(&mut sheet.0.borrow_mut().out);
    svg.push_str("</svg>");
    Ok(Drawing {
        svg,
        plot: scene.plot,
        from: scene.panel.from,
        to: scene.panel.to,
        y_min: scene.values.min,
        y_max: scene.values.max,
        summary: scene.summary,
    })
}

/// The text of the drawing, shared between plotters' backend and the pen.
struct Body {
    out: String,
    dash: String,
}

impl Body {
    fn start(&mut self, scene: &Scene<'_>, theme: Theme) {
        let Size { width, height } = scene.size;
        let mut id = String::new();
        escape(&scene.panel.id, &mut id);
        let background = colour(theme.palette().panel);
        let _ = write!(
            self.out,
            r#"<svg xmlns="http://www.w3.org/2000/svg" class="belay-chart" role="img" aria-labelledby="{id}-title {id}-desc" width="{width}" height="{height}" viewBox="0 0 {width} {height}" font-family="{FAMILY}, {FAMILY} Variable, system-ui, sans-serif" style="font-variant-numeric:tabular-nums"><title id="{id}-title">"#
        );
        escape(&scene.panel.title, &mut self.out);
        let _ = write!(self.out, r#"</title><desc id="{id}-desc">"#);
        escape(&scene.summary, &mut self.out);
        let _ = write!(
            self.out,
            r#"</desc><rect class="ground" width="{width}" height="{height}" fill="{background}"/>"#
        );
    }

    fn paint(&mut self, name: &str, colour: BackendColor) {
        let (r, g, b) = colour.rgb;
        let _ = write!(self.out, r##" {name}="#{r:02x}{g:02x}{b:02x}""##);
        if colour.alpha < 1.0 {
            let _ = write!(self.out, r#" {name}-opacity="{:.2}""#, colour.alpha);
        }
    }

    fn stroke<S: BackendStyle>(&mut self, style: &S) {
        self.out.push_str(r#" fill="none""#);
        self.paint("stroke", style.color());
        self.out.push_str(r#" stroke-width=""#);
        number(style.stroke_width() as i32, &mut self.out);
        self.out.push('"');
        if !self.dash.is_empty() {
            let _ = write!(self.out, r#" stroke-dasharray="{}""#, self.dash);
        }
    }
}

#[derive(Clone)]
struct Sheet(Rc<RefCell<Body>>);

impl Pen for Sheet {
    fn dash(&self, pattern: &[f64]) -> bool {
        let parts: Vec<String> = pattern.iter().map(f64::to_string).collect();
        self.0.borrow_mut().dash = parts.join(" ");
        true
    }

    fn thick_lines(&self) -> bool {
        true
    }

    fn open(&self, class: &str) {
        let _ = write!(self.0.borrow_mut().out, r#"<g class="{class}">"#);
    }

    fn close(&self) {
        self.0.borrow_mut().out.push_str("</g>");
    }
}

struct Canvas {
    sheet: Sheet,
    size: Size,
}

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let units = UNITS as u32;
        (self.size.width * units, self.size.height * units)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        let end = (point.0 + UNITS, point.1 + UNITS);
        self.draw_rect(point, end, &color, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let mut body = self.sheet.0.borrow_mut();
        body.out.push_str("<rect");
        for (name, value) in [
            ("x", upper_left.0),
            ("y", upper_left.1),
            ("width", bottom_right.0 - upper_left.0),
            ("height", bottom_right.1 - upper_left.1),
        ] {
            let _ = write!(body.out, r#" {name}=""#);
            number(value, &mut body.out);
            body.out.push('"');
        }
        if fill {
            body.paint("fill", style.color());
        } else {
            body.stroke(style);
        }
        body.out.push_str("/>");
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Drawn {
        let mut body = self.sheet.0.borrow_mut();
        body.out.push_str(r#"<path d=""#);
        steps(path, &mut body.out);
        body.out.push_str(r#"" stroke-linejoin="round""#);
        body.stroke(style);
        body.out.push_str("/>");
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        center: BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Drawn {
        let mut body = self.sheet.0.borrow_mut();
        body.out.push_str("<circle");
        for (name, value) in [("cx", center.0), ("cy", center.1), ("r", radius as i32)] {
            let _ = write!(body.out, r#" {name}=""#);
            number(value, &mut body.out);
            body.out.push('"');
        }
        if fill {
            body.paint("fill", style.color());
        } else {
            body.stroke(style);
        }
        body.out.push_str("/>");
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Drawn {
        let mut body = self.sheet.0.borrow_mut();
        body.out.push_str(r#"<path d=""#);
        steps(corners, &mut body.out);
        body.out.push_str(r#"z""#);
        body.paint("fill", style.color());
        body.out.push_str("/>");
        Ok(())
    }

    /// The painter gives the top of a text; its baseline lies half a font size
    /// below, as plotters' rasteriser has it.
    fn draw_text<T: BackendTextStyle>(&mut self, text: &str, style: &T, at: BackendCoord) -> Drawn {
        let mut body = self.sheet.0.borrow_mut();
        let baseline = at.1 + (style.size() / 2.0).round() as i32;
        body.out.push_str(r#"<text x=""#);
        number(at.0, &mut body.out);
        body.out.push_str(r#"" y=""#);
        number(baseline, &mut body.out);
        body.out.push_str(r#"" font-size=""#);
        number(em_of(style.size()).round() as i32, &mut body.out);
        body.out.push('"');
        if matches!(style.style(), FontStyle::Bold) {
            body.out.push_str(r#" font-weight="600""#);
        }
        match style.anchor().h_pos {
            HPos::Left => {}
            HPos::Center => body.out.push_str(r#" text-anchor="middle""#),
            HPos::Right => body.out.push_str(r#" text-anchor="end""#),
        }
        body.paint("fill", style.color());
        body.out.push('>');
        escape(text, &mut body.out);
        body.out.push_str("</text>");
        Ok(())
    }
}

/// Path data: an absolute start, then relative steps. Steps of whole units
/// cannot drift.
fn steps(path: impl IntoIterator<Item = BackendCoord>, out: &mut String) {
    let mut previous: Option<BackendCoord> = None;
    for (x, y) in path {
        let (dx, dy) = match previous {
            None => {
                out.push('M');
                (x, y)
            }
            Some((px, py)) => {
                out.push('l');
                (x - px, y - py)
            }
        };
        number(dx, out);
        // A minus sign separates by itself.
        if dy >= 0 {
            out.push(' ');
        }
        number(dy, out);
        previous = Some((x, y));
    }
}

/// Hundredths as a decimal number without trailing zeros: 1250 → `12.5`.
fn number(hundredths: i32, out: &mut String) {
    if hundredths < 0 {
        out.push('-');
    }
    let absolute = hundredths.unsigned_abs();
    let (whole, rest) = (absolute / 100, absolute % 100);
    if whole > 0 || rest == 0 {
        let _ = write!(out, "{whole}");
    }
    if rest > 0 {
        out.push('.');
        out.push(char::from(b'0' + (rest / 10) as u8));
        if rest % 10 > 0 {
            out.push(char::from(b'0' + (rest % 10) as u8));
        }
    }
}

fn colour(rgb: plotters::style::RGBColor) -> String {
    format!("#{:02x}{:02x}{:02x}", rgb.0, rgb.1, rgb.2)
}

/// Text for SVG: markup is escaped, control characters are dropped (they are
/// not allowed in XML 1.0), and so are direction marks that could make a label
/// read differently than it is.
fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => {}
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hundredths_are_written_short() {
        for (value, expected) in [
            (0, "0"),
            (5, ".05"),
            (-5, "-.05"),
            (50, ".5"),
            (1_250, "12.5"),
            (-1_200, "-12"),
            (71_999, "719.99"),
        ] {
            let mut out = String::new();
            number(value, &mut out);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn relative_steps_add_up() {
        let mut out = String::new();
        steps([(1_000, 2_000), (1_050, 1_900), (1_051, 2_100)], &mut out);
        assert_eq!(out, "M10 20l.5-1l.01 2");
    }

    #[test]
    fn a_label_cannot_leave_its_text() {
        let mut out = String::new();
        escape("</text><script>\u{1b}[2J\u{202e}x", &mut out);
        assert_eq!(out, "&lt;/text&gt;&lt;script&gt;[2Jx");
    }
}
