//! Captcha of a form.

use crate::config::{CaptchaConfig, CaptchaProvider};

/// Widget of a provider.
#[derive(Clone, Debug)]
pub struct Captcha {
    pub provider: CaptchaProvider,
    pub site_key: String,
    /// Action that it is solved for.
    pub action: &'static str,
    /// Shown without script.
    pub needs_script: &'static str,
}

impl Captcha {
    pub fn new(config: &CaptchaConfig, action: &'static str, needs_script: &'static str) -> Self {
        Self { provider: config.provider, site_key: config.site_key.clone(), action, needs_script }
    }
}
