//! A panel as a PNG picture, two device pixels per CSS pixel.

use plotters::prelude::{BitMapBackend, IntoDrawingArea};

use crate::draw::{Painter, Pen};
use crate::error::ChartError;
use crate::layout::Scene;
use crate::panel::{Panel, Size};
use crate::theme::Theme;

/// Device pixels per CSS pixel of the picture.
const DENSITY: u32 = 2;
/// The picture is drawn this much larger and then averaged: plotters does not
/// smooth the edges of areas.
const OVERSAMPLE: u32 = 2;

/// Draws a panel as PNG (RGB, 8 bit), twice as many pixels as `size` says.
///
/// # Errors
/// [`ChartError::NoTime`], [`ChartError::Size`], [`ChartError::Draw`],
/// [`ChartError::Encode`].
pub fn png(panel: &Panel, theme: Theme, size: Size) -> Result<Vec<u8>, ChartError> {
    let scene = Scene::new(panel, size)?;
    let factor = DENSITY * OVERSAMPLE;
    let (width, height) = (size.width * factor, size.height * factor);
    let mut pixels = vec![0; width as usize * height as usize * 3];
    {
        let area = BitMapBackend::with_buffer(&mut pixels, (width, height)).into_drawing_area();
        area.fill(&theme.palette().panel)
            .map_err(|error| ChartError::Draw(error.to_string()))?;
        Painter {
            area: &area,
            pen: &Raster,
            scale: f64::from(factor),
            palette: theme.palette(),
            scene: &scene,
        }
        .all()?;
    }
    let small = average(&pixels, width as usize, height as usize);
    encode(&small, size.width * DENSITY, size.height * DENSITY)
}

/// Pixels know no dashes, and plotters' thick lines have spikes at sharp turns.
struct Raster;

impl Pen for Raster {
    fn dash(&self, pattern: &[f64]) -> bool {
        pattern.is_empty()
    }

    fn thick_lines(&self) -> bool {
        false
    }

    fn open(&self, _class: &str) {}

    fn close(&self) {}
}

/// Averages squares of `OVERSAMPLE` × `OVERSAMPLE` pixels.
fn average(pixels: &[u8], width: usize, height: usize) -> Vec<u8> {
    let side = OVERSAMPLE as usize;
    let count = (side * side) as u32;
    let mut out = Vec::with_capacity(pixels.len() / (side * side));
    for y in 0..height / side {
        for x in 0..width / side {
            for channel in 0..3 {
                let mut sum = 0u32;
                for row in 0..side {
                    let start = ((y * side + row) * width + x * side) * 3 + channel;
                    sum += pixels[start..]
                        .iter()
                        .step_by(3)
                        .take(side)
                        .map(|value| u32::from(*value))
                        .sum::<u32>();
                }
                out.push(((sum + count / 2) / count) as u8);
            }
        }
    }
    out
}

fn encode(pixels: &[u8], width: u32, height: u32) -> Result<Vec<u8>, ChartError> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(pixels))?;
    Ok(out)
}
