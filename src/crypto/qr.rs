//! QR codes (ISO/IEC 18004) as pictures that a phone can scan from a screen.

use base64::{Engine, engine::general_purpose::STANDARD};
use qrcodegen::{QrCode, QrCodeEcc};

use crate::domain::AuthError;
use crate::picture;

/// Light modules on each side of the code, as the standard requires.
const QUIET: i32 = 4;
/// Pixels per module.
const SCALE: i32 = 6;

/// `data:image/png;base64,…` (RFC 2397) of the QR code of a text, black on white.
///
/// # Errors
/// [`AuthError::Internal`] if the text has more than the 2,331 bytes a code holds.
pub fn png_data_url(text: &str) -> Result<String, AuthError> {
    let code = QrCode::encode_text(text, QrCodeEcc::Medium).map_err(|error| AuthError::Internal(error.to_string()))?;
    Ok(format!("data:image/png;base64,{}", STANDARD.encode(png(&code))))
}

fn png(code: &QrCode) -> Vec<u8> {
    picture::bilevel(pixels_a_side(code) as u32, &scan_lines(code))
}

fn pixels_a_side(code: &QrCode) -> i32 {
    (code.size() + 2 * QUIET) * SCALE
}

/// Rows from the top, each padded to whole bytes and preceded by its filter type, none (PNG sections 7.2 and 9.2). A
/// set bit is light.
fn scan_lines(code: &QrCode) -> Vec<u8> {
    let side = pixels_a_side(code);
    let light = |x: i32, y: i32| !code.get_module(x / SCALE - QUIET, y / SCALE - QUIET);
    let eight = |x: i32, y: i32| (x..x + 8).fold(0, |byte, x| byte << 1 | u8::from(light(x, y)));
    let row = |y: i32| std::iter::once(0).chain((0..side).step_by(8).map(move |x| eight(x, y)));
    (0..side).flat_map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text that an independent reader decodes, and the picture's side in pixels.
    fn scan(url: &str) -> (String, usize) {
        let png = STANDARD.decode(url.strip_prefix("data:image/png;base64,").expect("a PNG")).expect("base64");
        let mut decoder = png::Decoder::new(std::io::Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().expect("a PNG");
        let mut picture = vec![0; reader.output_buffer_size().expect("a size")];
        let frame = reader.next_frame(&mut picture).expect("a picture");
        let (width, height) = (frame.width as usize, frame.height as usize);
        assert_eq!((width, frame.color_type), (height, png::ColorType::Grayscale));
        let mut seen =
            rqrr::PreparedImage::prepare_from_greyscale(width, height, |x, y| picture[y * frame.line_size + x]);
        let grids = seen.detect_grids();
        assert_eq!(grids.len(), 1, "one code in the picture");
        let (_, text) = grids[0].decode().expect("a code");
        let quiet = 24; // four modules of six pixels
        let margin = |x: usize, y: usize| x.min(y).min(width - 1 - x).min(width - 1 - y) < quiet;
        assert!((0..width * width).all(|at| !margin(at % width, at / width) || picture[at] == 255), "a quiet zone");
        assert_eq!(picture[quiet * frame.line_size + quiet], 0, "and the code at once after it");
        (text, width)
    }

    #[test]
    fn a_reader_reads_what_was_written() {
        let url = "otpauth://totp/Acme%20Co:ann%40acme.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Acme%20Co";
        let (text, side) = scan(&png_data_url(url).expect("a picture"));
        assert_eq!(text, url);
        assert!(side >= 200, "{side} pixels are too few to scan");
        for length in [1, 7, 33, 60, 100, 150, 250, 400] {
            let text = "https://acme.com/?q=Söhne-".chars().cycle().take(length).collect::<String>();
            assert_eq!(scan(&png_data_url(&text).expect("a picture")).0, text);
        }
    }

    #[test]
    fn the_picture_is_small() {
        let url = png_data_url(&"a".repeat(160)).expect("a picture");
        assert!(url.len() < 8_000, "{} bytes", url.len());
    }

    #[test]
    fn a_text_too_long_for_a_qr_code_is_an_error() {
        assert!(png_data_url(&"a".repeat(2_331)).is_ok());
        assert!(png_data_url(&"a".repeat(2_332)).is_err());
        assert!(png_data_url("").is_ok());
    }
}
