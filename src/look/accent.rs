//! Accent colour in both themes: as chosen if it is readable there, otherwise the closest readable one.

use crate::config::Color;

/// Minimum contrast of text (WCAG 2.2 success criterion 1.4.3).
const READABLE: f64 = 4.5;
/// Darkest background of the accent in the light theme: `--ground` of the style sheet.
const LIGHT_GROUND: Color = Color([0xf4, 0xf3, 0xef]);
/// Lightest background of the accent in the dark theme: `--raised` of the style sheet.
const DARK_GROUND: Color = Color([0x25, 0x29, 0x2d]);
const WHITE: Color = Color([255; 3]);
const BLACK: Color = Color([0; 3]);

/// Accent colour, with the colour of text on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accent {
    pub color: Color,
    /// Black or white, whichever has more contrast.
    pub text: Color,
}

impl Accent {
    /// For the light theme: darkened until it is readable.
    pub fn on_light(chosen: Color) -> Self {
        Self::readable(chosen, LIGHT_GROUND, BLACK)
    }

    /// For the dark theme: lightened until it is readable.
    pub fn on_dark(chosen: Color) -> Self {
        Self::readable(chosen, DARK_GROUND, WHITE)
    }

    fn readable(chosen: Color, ground: Color, towards: Color) -> Self {
        let fits = |color: &Color| contrast(*color, ground) >= READABLE;
        let color = (0..=100).map(|percent| mix(chosen, towards, percent)).find(fits).unwrap_or(towards);
        let text = if contrast(color, WHITE) >= contrast(color, BLACK) { WHITE } else { BLACK };
        Self { color, text }
    }
}

/// CSS notation.
pub fn hex(Color([red, green, blue]): Color) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn mix(Color(from): Color, Color(to): Color, percent: u16) -> Color {
    let part = |a: u8, b: u8| ((u16::from(a) * (100 - percent) + u16::from(b) * percent) / 100).to_le_bytes()[0];
    let ([r, g, b], [to_r, to_g, to_b]) = (from, to);
    Color([part(r, to_r), part(g, to_g), part(b, to_b)])
}

/// Contrast ratio of two colours, 1 to 21 (WCAG 2.2).
pub fn contrast(one: Color, other: Color) -> f64 {
    let (a, b) = (luminance(one), luminance(other));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Relative luminance (WCAG 2.2).
fn luminance(Color(channels): Color) -> f64 {
    let [red, green, blue] = channels.map(|channel| {
        let value = f64::from(channel) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * red + 0.7152 * green + 0.0722 * blue
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of the style sheet: the light theme's, then the dark theme's.
    fn values(name: &str) -> Vec<Color> {
        let (style, start) = (include_str!("../../templates/style.css"), format!("  {name}: #"));
        let number = |rest: &str| u32::from_str_radix(&rest[..6], 16).expect("six digits").to_be_bytes();
        style.split(&start).skip(1).map(number).map(|[_, red, green, blue]| Color([red, green, blue])).collect()
    }

    #[test]
    fn every_accent_is_readable_in_both_themes() {
        let steps = [0, 51, 102, 153, 204, 255];
        for red in steps {
            for chosen in steps.into_iter().flat_map(|green| steps.map(|blue| Color([red, green, blue]))) {
                for (accent, grounds) in [
                    (Accent::on_light(chosen), [LIGHT_GROUND, WHITE]),
                    (Accent::on_dark(chosen), [DARK_GROUND, Color([0x12, 0x14, 0x16])]),
                ] {
                    for ground in grounds {
                        assert!(contrast(accent.color, ground) >= READABLE, "{chosen:?} {accent:?}");
                    }
                    assert!(contrast(accent.color, accent.text) >= READABLE, "{chosen:?} {accent:?}");
                }
            }
        }
    }

    #[test]
    fn a_colour_that_reads_stays_as_it_is() {
        let teal = Color([0x0b, 0x5d, 0x4f]);
        assert_eq!(Accent::on_light(teal), Accent { color: teal, text: WHITE });
        let mint = Color([0x6f, 0xd6, 0xbf]);
        assert_eq!(Accent::on_dark(mint), Accent { color: mint, text: BLACK });
        assert_ne!(Accent::on_light(mint).color, mint);
        assert_eq!(hex(teal), "#0b5d4f");
    }

    #[test]
    fn contrast_is_the_published_one() {
        assert!((contrast(WHITE, BLACK) - 21.0).abs() < 1e-9);
        // Lightest grey that passes on white, and the next one (webaim.org's own example).
        assert!(contrast(Color([0x76; 3]), WHITE) >= READABLE && contrast(Color([0x77; 3]), WHITE) < READABLE);
    }

    #[test]
    fn the_style_sheet_reads_in_both_themes() {
        assert_eq!(values("--ground")[0], LIGHT_GROUND);
        assert_eq!(values("--raised")[1], DARK_GROUND);
        for theme in [0, 1] {
            let grounds = ["--ground", "--surface", "--raised"].map(|name| values(name)[theme]);
            for (name, least) in [("--text", 7.0), ("--muted", READABLE), ("--danger", READABLE), ("--edge", 3.0)] {
                let color = values(name)[theme];
                for ground in grounds {
                    assert!(contrast(color, ground) >= least, "{name} {}: {}", hex(ground), contrast(color, ground));
                }
            }
            for (text, ground) in [("--on-warning", "--warning"), ("--on-success", "--success")] {
                assert!(contrast(values(text)[theme], values(ground)[theme]) >= READABLE, "{text} {theme}");
            }
        }
    }
}
