//! What the pages are made of, shown by the pages' own rules: colours, letters, pictures, parts.

use askama::Template;

use crate::pages::Frame;

/// Its address.
pub(crate) const DESIGN: &str = "design";

/// Each colour's class on the page and its custom property in `style.css`.
pub(crate) const COLOURS: [(&str, &str); 20] = [
    ("paper", "--paper"),
    ("card-colour", "--card"),
    ("soft", "--soft"),
    ("line-colour", "--line"),
    ("edge", "--edge"),
    ("ink", "--ink"),
    ("quiet-colour", "--quiet"),
    ("accent", "--accent"),
    ("accent-strong", "--accent-strong"),
    ("accent-soft", "--accent-soft"),
    ("on-accent", "--on-accent"),
    ("warm", "--warm"),
    ("warm-soft", "--warm-soft"),
    ("warm-line", "--warm-line"),
    ("mark-colour", "--mark"),
    ("level-none", "--level-none"),
    ("level-watch", "--level-watch"),
    ("level-concern", "--level-concern"),
    ("level-high", "--level-high"),
    ("level-emergency", "--level-emergency"),
];

#[derive(Template)]
#[template(path = "design.html")]
struct Design {
    frame: Frame,
}

/// The page, in HTML.
pub(crate) fn page(frame: Frame) -> Result<String, askama::Error> {
    Design { frame }.render()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A colour that is added to the pages is added here.
    #[test]
    fn every_colour_is_shown() {
        let style = include_str!("../assets/style.css");
        let root = style.split(":root {").nth(1).and_then(|rest| rest.split('}').next()).unwrap();
        let shown = include_str!("../assets/design.css");
        let colours = root.lines().filter_map(|line| {
            let (name, value) = line.trim().split_once(": ")?;
            value.starts_with('#').then_some(name)
        });
        let colours: Vec<&str> = colours.collect();
        assert_eq!(colours.len(), COLOURS.len());
        for (class, name) in COLOURS {
            assert!(colours.contains(&name), "{name}");
            assert!(shown.contains(&format!(".{class} {{ --shown: var({name}); }}")), "{name}");
        }
    }
}
