//! Icons: a keyhole on the accent colour, drawn on request so that they follow the setting and add nothing to the
//! worker.

use ::http::StatusCode;
use ::http::header::{CONTENT_TYPE, HeaderValue};

use crate::config::Color;

use crate::http::{Exchange, Failure, Response, reply};
use crate::look::accent::{Accent, hex};
use crate::picture;

/// Side of `favicon.ico`, in pixels.
const SMALL: u8 = 32;
/// Side of the touch icon, in pixels.
const LARGE: u8 = 180;
/// Samples per side of each pixel, for smooth edges.
const SAMPLES: u16 = 3;

/// Shape of the tile behind the keyhole.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Tile {
    /// Rounded, with transparent corners.
    Rounded,
    /// Filled to the edges: iOS rounds it itself.
    Square,
}

/// `GET /favicon.svg`.
pub(super) async fn svg(exchange: &Exchange) -> Result<Response, Failure> {
    let Accent { color, text } = exchange.app.look().light;
    let body = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 32 32\"><rect width=\"32\" height=\"32\" rx=\"7\" \
         fill=\"{}\"/><path fill=\"{}\" d=\"M20 12.5a4 4 0 1 0-5.6 3.7L13 24h6l-1.4-7.8a4 4 0 0 0 2.4-3.7\"/></svg>",
        hex(color),
        hex(text)
    );
    Ok(icon("image/svg+xml", body.into_bytes()))
}

/// `GET /favicon.ico`: an ICO file of one PNG.
pub(super) async fn ico(exchange: &Exchange) -> Result<Response, Failure> {
    let png = draw(SMALL, Tile::Rounded, exchange.app.look().light);
    let length = u32::try_from(png.len()).unwrap_or_default().to_le_bytes();
    let header = [0, 0, 1, 0, 1, 0, SMALL, SMALL, 0, 0, 1, 0, 32, 0];
    let offset = 22_u32.to_le_bytes();
    Ok(icon("image/x-icon", [header.as_slice(), &length, &offset, &png].concat()))
}

/// `GET /apple-touch-icon.png`.
pub(super) async fn touch(exchange: &Exchange) -> Result<Response, Failure> {
    Ok(icon("image/png", draw(LARGE, Tile::Square, exchange.app.look().light)))
}

fn icon(kind: &'static str, body: Vec<u8>) -> Response {
    let mut response = reply::empty(StatusCode::OK);
    *response.body_mut() = body;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// PNG of the icon. Each pixel is the mean of its samples.
fn draw(side: u8, tile: Tile, accent: Accent) -> Vec<u8> {
    let samples = u16::from(side) * SAMPLES;
    let pixels = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    let rgba = pixels.flat_map(|(x, y)| {
        let [mut red, mut green, mut blue, mut seen] = [0_u32; 4];
        for at in 0..SAMPLES * SAMPLES {
            let (dx, dy) = (at % SAMPLES, at / SAMPLES);
            let [x, y] = [(x, dx), (y, dy)].map(|(whole, part)| middle(u16::from(whole) * SAMPLES + part, samples));
            if let Some(Color([r, g, b])) = sample(x, y, tile, accent) {
                (red, green, blue, seen) = (red + u32::from(r), green + u32::from(g), blue + u32::from(b), seen + 1);
            }
        }
        let mean = |sum: u32, count: u32| u8::try_from(sum / count.max(1)).unwrap_or(u8::MAX);
        [mean(red, seen), mean(green, seen), mean(blue, seen), mean(seen * 255, u32::from(SAMPLES * SAMPLES))]
    });
    picture::rgba(u32::from(side), &rgba.collect::<Vec<u8>>())
}

/// Middle of a sample on a square with sides of 32 units.
fn middle(at: u16, samples: u16) -> f32 {
    (f32::from(at) + 0.5) * 32.0 / f32::from(samples)
}

/// Colour at a point of the square; `None` outside the tile. The shapes equal those of the SVG.
fn sample(x: f32, y: f32, tile: Tile, accent: Accent) -> Option<Color> {
    const CORNER: f32 = 7.0;
    let inset = |at: f32| (CORNER - at).max(at - (32.0 - CORNER)).max(0.0);
    if tile == Tile::Rounded && inset(x).hypot(inset(y)) > CORNER {
        return None;
    }
    let in_bow = (x - 16.0).hypot(y - 12.5) <= 4.0;
    let in_shaft = (16.2..=24.0).contains(&y) && (x - 16.0).abs() <= 1.6 + (y - 16.2) * 1.4 / 7.8;
    Some(if in_bow || in_shaft { accent.text } else { accent.color })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::tests::look;

    fn decoded(png: Vec<u8>) -> (u32, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
        let frame = reader.next_frame(&mut pixels).expect("a picture");
        assert_eq!((frame.width, frame.color_type), (frame.height, png::ColorType::Rgba));
        (frame.width, pixels)
    }

    #[test]
    fn an_icon_is_a_keyhole_on_the_accent() {
        let accent = look(&[("ACCENT_COLOR", "#7a1fa2")]).light;
        for (side, tile, corner) in [(SMALL, Tile::Rounded, 0), (LARGE, Tile::Square, 255)] {
            let (width, pixels) = decoded(draw(side, tile, accent));
            assert_eq!(width, u32::from(side));
            let at = |x: usize, y: usize| -> Vec<u8> {
                let begin = (y * usize::from(side) / 32 * usize::from(side) + x * usize::from(side) / 32) * 4;
                pixels[begin..begin + 4].to_vec()
            };
            assert_eq!(at(0, 0)[3], corner, "the corner");
            assert_eq!(at(4, 16), [0x7a, 0x1f, 0xa2, 255], "beside the keyhole");
            assert_eq!(at(16, 12), [255; 4], "in the bow");
            assert_eq!(at(16, 22), [255; 4], "in the shaft");
        }
    }
}
