//! Platform labels: short names of browsers and devices, to show to people.

use super::unseen::is_blank;

/// Longest platform label, in characters.
const MAX_PLATFORM: usize = 100;

/// Label of a client that sends no name.
pub const UNKNOWN: &str = "Unknown client";

/// Separator between the names of a browser and its system.
const ON: &str = " on ";

/// Marks of browsers in a `User-Agent`. The first that is found counts: most browsers also name others.
const BROWSERS: [(&str, &str); 15] = [
    ("Edg/", "Edge"),
    ("EdgA/", "Edge"),
    ("EdgiOS/", "Edge"),
    ("OPR/", "Opera"),
    ("OPT/", "Opera"),
    ("OPX/", "Opera"),
    ("Vivaldi/", "Vivaldi"),
    ("YaBrowser/", "Yandex Browser"),
    ("DuckDuckGo/", "DuckDuckGo"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("FxiOS/", "Firefox"),
    ("Firefox/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

/// Marks of systems in a `User-Agent`. The first that is found counts.
const SYSTEMS: [(&str, System); 8] = [
    ("Android", System::Android),
    ("iPhone", System::IPhone),
    ("iPad", System::IPad),
    ("Windows", System::Windows),
    ("CrOS", System::ChromeOs),
    ("Mac OS X", System::MacOs),
    ("Macintosh", System::MacOs),
    ("Linux", System::Linux),
];

/// Marks of browsers that exist for iOS alone. They tell an iPad from a Mac, as which it asks for desktop pages.
const OF_IOS: [&str; 4] = ["CriOS/", "FxiOS/", "EdgiOS/", "OPT/"];

/// Operating system, or device that people know by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    Android,
    IPhone,
    IPad,
    Windows,
    ChromeOs,
    MacOs,
    Linux,
}

impl System {
    const ALL: [Self; 7] =
        [Self::Android, Self::IPhone, Self::IPad, Self::Windows, Self::ChromeOs, Self::MacOs, Self::Linux];

    pub fn name(self) -> &'static str {
        match self {
            Self::Android => "Android",
            Self::IPhone => "iPhone",
            Self::IPad => "iPad",
            Self::Windows => "Windows",
            Self::ChromeOs => "ChromeOS",
            Self::MacOs => "macOS",
            Self::Linux => "Linux",
        }
    }

    /// True for the name of a device rather than of a system.
    pub fn is_device(self) -> bool {
        matches!(self, Self::IPhone | Self::IPad)
    }

    fn of_user_agent(user_agent: &str) -> Option<Self> {
        let system = first(&SYSTEMS, user_agent)?;
        let is_ios = OF_IOS.iter().any(|mark| user_agent.contains(mark));
        Some(if system == Self::MacOs && is_ios { Self::IPad } else { system })
    }
}

/// Platform label from the name a client gives itself: printable, at most 100 characters. `None` if nothing visible
/// remains.
pub fn platform_label(named: &str) -> Option<String> {
    let label: String = named.chars().filter(|c| !c.is_control()).take(MAX_PLATFORM).collect();
    let label = label.trim();
    (!is_blank(label)).then(|| label.to_owned())
}

/// Platform label such as `Firefox on Linux` from a `User-Agent` header (RFC 9110 section 10.1.5). For an unknown
/// browser, the header's first product.
pub fn platform_of_user_agent(user_agent: &str) -> String {
    match (first(&BROWSERS, user_agent), System::of_user_agent(user_agent)) {
        (Some(browser), Some(system)) => format!("{browser}{ON}{}", system.name()),
        (Some(browser), None) => browser.to_owned(),
        _ => user_agent.split(['/', ' ']).next().and_then(platform_label).unwrap_or_else(|| UNKNOWN.to_owned()),
    }
}

/// Browser and system of a label that [`platform_of_user_agent`] made; `None` for another.
pub fn browser_and_system(label: &str) -> Option<(&str, System)> {
    let (browser, system) = label.split_once(ON)?;
    let system = System::ALL.into_iter().find(|known| known.name() == system)?;
    BROWSERS.iter().any(|(_, name)| *name == browser).then_some((browser, system))
}

fn first<T: Copy>(table: &[(&str, T)], user_agent: &str) -> Option<T> {
    table.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, found)| *found)
}

#[cfg(test)]
mod tests {
    use super::*;

    const APPLE: &str = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
    const BLINK: &str = "AppleWebKit/537.36 (KHTML, like Gecko)";

    #[test]
    fn browsers_of_computers_are_recognized() {
        for (system, rest, label) in [
            ("X11; Linux x86_64; rv:128.0", "Gecko/20100101 Firefox/128.0".to_owned(), "Firefox on Linux"),
            (
                "Windows NT 10.0; Win64; x64",
                format!("{BLINK} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0"),
                "Edge on Windows",
            ),
            (
                "Windows NT 10.0; Win64; x64",
                format!("{BLINK} Chrome/124.0.0.0 Safari/537.36 OPR/110.0.0.0"),
                "Opera on Windows",
            ),
            ("X11; CrOS x86_64 14541.0.0", format!("{BLINK} Chrome/126.0.0.0 Safari/537.36"), "Chrome on ChromeOS"),
            ("Macintosh; Intel Mac OS X 10_15_7", format!("{BLINK} Chrome/126.0.0.0 Safari/537.36"), "Chrome on macOS"),
            ("Macintosh; Intel Mac OS X 10_15_7", format!("{APPLE} Version/17.5 Safari/605.1.15"), "Safari on macOS"),
            ("FreeBSD", "Gecko/20100101 Firefox/128.0".to_owned(), "Firefox"),
        ] {
            assert_eq!(platform_of_user_agent(&format!("Mozilla/5.0 ({system}) {rest}")), label);
        }
    }

    #[test]
    fn browsers_of_phones_and_tablets_are_recognized() {
        let iphone = "iPhone; CPU iPhone OS 17_5 like Mac OS X";
        let (ipad, as_a_mac) = ("iPad; CPU OS 17_5 like Mac OS X", "Macintosh; Intel Mac OS X 10_15_7");
        let android = "Linux; Android 10; K";
        for (system, rest, label) in [
            (iphone, format!("{APPLE} Version/17.5 Mobile/15E148 Safari/604.1"), "Safari on iPhone"),
            (iphone, format!("{APPLE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1"), "Chrome on iPhone"),
            (iphone, format!("{APPLE} FxiOS/127.0 Mobile/15E148 Safari/605.1.15"), "Firefox on iPhone"),
            (iphone, format!("{APPLE} Version/17.0 EdgiOS/125.0.2535.96 Mobile/15E148 Safari/604.1"), "Edge on iPhone"),
            (iphone, format!("{APPLE} Version/17.5 Mobile/15E148 Safari/604.1 OPT/4.7.0"), "Opera on iPhone"),
            (ipad, format!("{APPLE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1"), "Chrome on iPad"),
            (as_a_mac, format!("{APPLE} CriOS/126 Version/11.1.1 Safari/605.1.15"), "Chrome on iPad"),
            (as_a_mac, format!("{APPLE} FxiOS/127 Safari/605.1.15"), "Firefox on iPad"),
            (android, format!("{BLINK} Chrome/126.0.0.0 Mobile Safari/537.36"), "Chrome on Android"),
            (
                android,
                format!("{BLINK} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36"),
                "Samsung Internet on Android",
            ),
            (android, format!("{BLINK} Chrome/125.0.0.0 Mobile Safari/537.36 EdgA/125.0.0.0"), "Edge on Android"),
            ("Android 14; Mobile; rv:127.0", "Gecko/127.0 Firefox/127.0".to_owned(), "Firefox on Android"),
        ] {
            assert_eq!(platform_of_user_agent(&format!("Mozilla/5.0 ({system}) {rest}")), label);
        }
    }

    #[test]
    fn other_clients_are_called_by_their_own_name() {
        for (user_agent, label) in [("curl/7.88.1", "curl"), ("", UNKNOWN), ("\u{1}", UNKNOWN)] {
            assert_eq!(platform_of_user_agent(user_agent), label);
        }
        assert_eq!(platform_label(" a\r\nb ").as_deref(), Some("ab"));
        for blank in ["", "\u{feff}", " \u{200b}\u{3164} ", "\u{2800}", "\u{202e}\u{7}"] {
            assert_eq!(platform_label(blank), None, "{blank:?}");
        }
        assert_eq!(platform_label(&"x".repeat(500)).map(|label| label.len()), Some(100));
    }

    #[test]
    fn only_labels_of_ours_are_taken_apart() {
        assert_eq!(browser_and_system("Chrome on Linux"), Some(("Chrome", System::Linux)));
        assert_eq!(browser_and_system("Samsung Internet on Android"), Some(("Samsung Internet", System::Android)));
        for other in ["Chrome", "curl on Linux", "Chrome on a boat", "Television on the wall", " on "] {
            assert_eq!(browser_and_system(other), None, "{other}");
        }
    }
}
