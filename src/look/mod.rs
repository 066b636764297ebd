//! Theme of pages and mails: one design, with the operator's name, logo and colour.

pub mod accent;
#[cfg(test)]
mod style;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use self::accent::{Accent, hex};
use crate::config::{Color, Config, Logo};
use crate::facts::one_line;

/// Default accent in the light and the dark theme.
const OWN_ACCENT: [Color; 2] = [Color([0x0b, 0x5d, 0x4f]), Color([0x6f, 0xd6, 0xbf])];
/// Style sheet of `templates/`, as `build.rs` leaves it.
const STYLE: &str = include_str!(concat!(env!("OUT_DIR"), "/style.css"));

/// Computed once from the settings.
pub struct Look {
    /// Name of the service, on one line.
    pub name: String,
    pub logo: Option<Logo>,
    /// Accent of the light theme.
    pub light: Accent,
    /// Accent of the dark theme.
    pub dark: Accent,
    /// Style sheet, inline in every page.
    pub style: String,
    /// Source expression of the style sheet in a Content-Security-Policy.
    pub style_hash: String,
}

impl Look {
    pub fn new(config: &Config) -> Self {
        let [light, dark] = config.brand.accent.map_or(OWN_ACCENT, |chosen| [chosen; 2]);
        let (light, dark) = (Accent::on_light(light), Accent::on_dark(dark));
        let properties =
            |accent: Accent| format!(":root{{--accent:{};--on-accent:{}}}", hex(accent.color), hex(accent.text));
        let (on_light, on_dark) = (properties(light), properties(dark));
        let style = format!("{STYLE}{on_light}\n@media (prefers-color-scheme: dark) {{{on_dark}}}\n");
        Self {
            name: one_line(&config.app_name),
            logo: config.brand.logo.clone(),
            light,
            dark,
            style_hash: source_hash(&style),
            style,
        }
    }

    /// First letter of the name, shown without a logo.
    pub fn initial(&self) -> String {
        self.name.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect()).unwrap_or_default()
    }
}

/// Source expression of an inline style or script (CSP Level 3 section 2.3.1).
pub fn source_hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::Look;
    use crate::config::Config;

    /// Theme under these settings, with the name Acme.
    pub fn look(changes: &[(&str, &str)]) -> Look {
        let good = [
            ("PUBLIC_URL", "https://auth.acme.com"),
            ("AUTH_SECRET", "q8Jx2mZr5Tn7Wb4Kd9Lf3Hs6Vc1Yp0Ga"),
            ("DATA_SECRET", "e5Rt8Yu2Io6Pa4Sd7Fg1Hj3Kl9Zx0CvQ"),
            ("APP_NAME", "Acme"),
        ];
        let find = |name: &str| changes.iter().chain(&good).find(|(known, _)| *known == name);
        Look::new(&Config::read(|name| find(name).map(|(_, value)| (*value).to_owned())).expect("good settings"))
    }
}
