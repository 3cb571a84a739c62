//! What a browser says it is (`User-Agent`), in the words that its owner knows it by.

use crate::text::Settings;

/// The first mark that is found says what it is: many browsers name their ancestors too, so the order counts.
const BROWSERS: [(&str, &str); 10] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Line/", "LINE"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("GSA/", "Google"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 8] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
    ("X11", "Linux"),
];

/// The device in plain words: `iPhoneのSafari`, `Chrome on Windows`.
pub(crate) fn in_words(user_agent: &str, texts: &Settings) -> String {
    let known = |marks: &[(&str, &'static str)]| marks.iter().find(|(mark, _)| user_agent.contains(mark)).map(|(_, name)| *name);
    match (known(&BROWSERS), known(&SYSTEMS)) {
        (Some(browser), Some(system)) => (texts.browser_on)(browser, system),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => texts.unknown_device.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{en, ja};

    #[test]
    fn a_browser_is_told_from_the_ancestors_that_it_names() {
        let words = |user_agent| in_words(user_agent, &ja::TEXTS.settings);
        let edge =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36 Edg/143.0";
        assert_eq!(words(edge), "WindowsのEdge");
        let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1";
        assert_eq!(words(iphone), "iPhoneのSafari");
        let android = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Mobile Safari/537.36";
        assert_eq!(in_words(android, &en::TEXTS.settings), "Chrome on Android");
    }

    #[test]
    fn what_is_unknown_is_called_unknown() {
        assert_eq!(in_words("", &en::TEXTS.settings), "Unknown device");
        assert_eq!(in_words("curl/8.0", &en::TEXTS.settings), "Unknown device");
    }
}
