//! The language in which the command speaks: `--lang`, else the user's locale, else Vietnamese.

use std::ffi::OsString;
use std::sync::OnceLock;

use text::Language;

static SPOKEN: OnceLock<Language> = OnceLock::new();

/// The language of this run. Known before the command line is parsed, for help and errors speak
/// it too.
pub(crate) fn spoken() -> Language {
    *SPOKEN.get_or_init(|| {
        let asked = asked_for(std::env::args_os().skip(1));
        asked.unwrap_or_else(|| from_locale(|name| std::env::var(name).ok()))
    })
}

/// The one of two texts that is in the spoken language.
pub(crate) fn say(vi: &'static str, en: &'static str) -> &'static str {
    match spoken() {
        Language::Vi => vi,
        Language::En => en,
    }
}

/// What `--lang` asks for. A wrong value is left to the parser to refuse.
fn asked_for(arguments: impl Iterator<Item = OsString>) -> Option<Language> {
    let mut arguments = arguments.map(|argument| argument.to_string_lossy().into_owned());
    while let Some(argument) = arguments.next() {
        if argument == "--" {
            return None;
        }
        if argument == "--lang" {
            return Language::from_code(&arguments.next()?);
        }
        if let Some(code) = argument.strip_prefix("--lang=") {
            return Language::from_code(code);
        }
    }
    None
}

/// What the first locale variable that is set says, as POSIX orders them.
fn from_locale(variable: impl Fn(&str) -> Option<String>) -> Language {
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| variable(name).filter(|value| !value.is_empty()))
        .and_then(|value| Language::from_code(value.get(..2)?))
        .unwrap_or(Language::Vi)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: &str) -> Option<Language> {
        asked_for(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn the_option_is_found_in_both_forms_and_only_before_the_dashes() {
        assert_eq!(asked("check a.txt --lang en"), Some(Language::En));
        assert_eq!(asked("--lang=VI check"), Some(Language::Vi));
        assert_eq!(asked("check --lang"), None);
        assert_eq!(asked("rules explain -- --lang en"), None);
        assert_eq!(asked("check a.txt"), None);
    }

    #[test]
    fn the_first_variable_set_decides_and_vietnamese_is_the_default() {
        let locale = |set: &[(&str, &str)]| {
            from_locale(|name| {
                let found = set.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(locale(&[("LANG", "en_GB.UTF-8")]), Language::En);
        assert_eq!(locale(&[("LC_ALL", "vi_VN"), ("LANG", "en_GB.UTF-8")]), Language::Vi);
        assert_eq!(locale(&[("LC_ALL", ""), ("LANG", "en_GB.UTF-8")]), Language::En);
        assert_eq!(locale(&[("LANG", "C.UTF-8")]), Language::Vi);
        assert_eq!(locale(&[("LANG", "fr_FR.UTF-8")]), Language::Vi);
        assert_eq!(locale(&[]), Language::Vi);
    }
}
