//! Operator's brand: logo and accent colour.

use url::Url;

use super::{ConfigError, Ignored, refuse};
use crate::domain::trusted_origins::is_secure;

/// Longest `LOGO_URL`, in bytes. A `data:` URL is repeated in every page.
const MAX_LOGO: usize = 32 * 1024;
/// Media types of a `data:` logo. SVG is safe: browsers run no script of an SVG in an `img`.
const PICTURES: [&str; 4] = ["image/svg+xml", "image/png", "image/webp", "image/jpeg"];

/// sRGB colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color(pub [u8; 3]);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Logo {
    pub url: String,
    /// Source expression for a Content-Security-Policy.
    pub source: String,
}

#[derive(Clone, Debug, Default)]
pub struct Brand {
    /// Shown in place of the name's first letter.
    pub logo: Option<Logo>,
    /// Colour of buttons and links; `None` for the default.
    pub accent: Option<Color>,
}

impl Brand {
    pub(super) fn read(get: impl Fn(&str) -> Option<String>, ignored: &mut Ignored) -> Self {
        Self {
            logo: ignored.or_default(get("LOGO_URL").map(logo).transpose(), || None),
            accent: ignored.or_default(get("ACCENT_COLOR").map(color).transpose(), || None),
        }
    }
}

fn logo(text: String) -> Result<Logo, ConfigError> {
    const SETTING: &str = "LOGO_URL";
    if text.len() > MAX_LOGO || !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'"' && byte != b'\\') {
        return refuse(SETTING, "is longer than 32 KiB, or has characters that no URL has");
    }
    let source = match Url::parse(&text) {
        Ok(url) if url.scheme() == "data" => {
            let (kind, _) = url.path().split_once(";base64,").unwrap_or_default();
            PICTURES.contains(&kind).then(|| "data:".to_owned())
        }
        Ok(url) if is_secure(&url) && url.username().is_empty() && url.password().is_none() => {
            Some(url.origin().ascii_serialization())
        }
        _ => None,
    };
    match source {
        Some(source) => Ok(Logo { url: text, source }),
        None => refuse(SETTING, "is neither an https URL nor data:image/…;base64 of SVG, PNG, WebP or JPEG"),
    }
}

fn color(text: String) -> Result<Color, ConfigError> {
    let digits =
        text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit()));
    match digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) {
        Some(number) => {
            let [_, red, green, blue] = number.to_be_bytes();
            Ok(Color([red, green, blue]))
        }
        None => refuse("ACCENT_COLOR", "is not a colour of the form #rrggbb"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::tests::{ignored, with};

    #[test]
    fn a_colour_is_six_digits() {
        assert_eq!(
            with(&[("ACCENT_COLOR", "#0B5d4f")]).map(|config| config.brand.accent),
            Ok(Some(Color([11, 93, 79])))
        );
        assert_eq!(with(&[]).map(|config| config.brand.accent), Ok(None));
        for bad in ["0b5d4f", "#0b5d4", "#0b5d4ff", "#+b5d4f", "teal", "#é5d4f", "#0b5d4f;}", " #0b5d4f"] {
            assert_eq!(ignored(&[("ACCENT_COLOR", bad)]), ["ACCENT_COLOR"], "{bad}");
        }
    }

    #[test]
    fn a_logo_is_a_picture_on_the_web_or_in_the_setting() {
        let source = |url| with(&[("LOGO_URL", url)]).map(|config| config.brand.logo.map(|logo| logo.source));
        assert_eq!(source("https://cdn.acme.com/logo.svg?v=2"), Ok(Some("https://cdn.acme.com".into())));
        assert_eq!(source("http://localhost:3000/logo.png"), Ok(Some("http://localhost:3000".into())));
        for picture in ["data:image/png;base64,AAAA", "data:image/svg+xml;base64,PHN2Zz4="] {
            assert_eq!(source(picture), Ok(Some("data:".into())), "{picture}");
        }
        let long = format!("data:image/png;base64,{}", "A".repeat(33_000));
        for bad in [
            "http://cdn.acme.com/logo.svg",
            "/logo.svg",
            "javascript:alert(1)",
            "data:text/html;base64,AAAA",
            "data:image/svg+xml,<svg>",
            "data:image/gif;base64,AAAA",
            "https://u:p@cdn.acme.com/",
            "https://cdn.acme.com/a b",
            "https://cdn.acme.com/\"",
            &long,
        ] {
            assert_eq!(ignored(&[("LOGO_URL", bad)]), ["LOGO_URL"], "{bad:.60}");
        }
    }
}
