use axum::http::{HeaderMap, header};
use text::Language;

/// The language that the browser likes best of ours; Vietnamese where it says nothing.
pub(crate) fn preferred(headers: &HeaderMap) -> Language {
    let wishes = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let mut best = (Language::Vi, 0.0);
    for wish in wishes.unwrap_or_default().split(',') {
        let (tag, quality) = wish.split_once(";q=").unwrap_or((wish, "1"));
        let primary = tag.trim().split('-').next().unwrap_or_default();
        let quality = quality.trim().parse::<f32>().unwrap_or(0.0);
        if let Some(language) = Language::from_code(primary)
            && quality > best.1
        {
            best = (language, quality);
        }
    }
    best.0
}

/// The countries that the browser's languages name, `en-AU` say, in its order.
pub(crate) fn regions(headers: &HeaderMap) -> Vec<String> {
    let wishes = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    wishes
        .unwrap_or_default()
        .split(',')
        .filter_map(|wish| wish.split(';').next()?.trim().split('-').next_back())
        .filter(|region| region.len() == 2 && region.chars().all(|c| c.is_ascii_uppercase()))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn the_browser_chooses_and_vietnamese_is_the_fallback() {
        for (wish, language) in [
            ("vi-VN,vi;q=0.9,en;q=0.8", Language::Vi),
            ("en-GB,en;q=0.9,vi;q=0.8", Language::En),
            ("vi;q=0.2, en;q=0.7", Language::En),
            ("fr-FR,fr;q=0.9,en;q=0.5", Language::En),
            ("ja", Language::Vi),
            ("en;q=nonsense", Language::Vi),
            ("", Language::Vi),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(wish));
            assert_eq!(preferred(&headers), language, "{wish}");
        }
        assert_eq!(preferred(&HeaderMap::new()), Language::Vi);
    }
}
