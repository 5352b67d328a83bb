use text::Language;

/// What a country is called, by its code of ISO 3166-1 alpha-2; the code itself where we know no
/// name. Names are those of Unicode CLDR.
pub(crate) fn name(code: &str, language: Language) -> &str {
    match NAMES.binary_search_by_key(&code, |(code, _, _)| code) {
        Ok(index) => match language {
            Language::Vi => NAMES[index].1,
            Language::En => NAMES[index].2,
        },
        Err(_) => code,
    }
}

/// Code, Vietnamese, English; ordered by code.
#[rustfmt::skip]
const NAMES: [(&str, &str, &str); 126] = [
    ("AE", "Các Tiểu Vương quốc Ả Rập Thống nhất", "United Arab Emirates"),
    ("AF", "Afghanistan", "Afghanistan"),
    ("AL", "Albania", "Albania"),
    ("AR", "Argentina", "Argentina"),
    ("AT", "Áo", "Austria"),
    ("AU", "Úc", "Australia"),
    ("AZ", "Azerbaijan", "Azerbaijan"),
    ("BA", "Bosnia và Herzegovina", "Bosnia & Herzegovina"),
    ("BD", "Bangladesh", "Bangladesh"),
    ("BE", "Bỉ", "Belgium"),
    ("BG", "Bulgaria", "Bulgaria"),
    ("BH", "Bahrain", "Bahrain"),
    ("BI", "Burundi", "Burundi"),
    ("BN", "Brunei", "Brunei"),
    ("BO", "Bolivia", "Bolivia"),
    ("BR", "Brazil", "Brazil"),
    ("BT", "Bhutan", "Bhutan"),
    ("BW", "Botswana", "Botswana"),
    ("CA", "Canada", "Canada"),
    ("CH", "Thụy Sĩ", "Switzerland"),
    ("CL", "Chile", "Chile"),
    ("CN", "Trung Quốc", "China"),
    ("CO", "Colombia", "Colombia"),
    ("CR", "Costa Rica", "Costa Rica"),
    ("CY", "Síp", "Cyprus"),
    ("CZ", "Séc", "Czechia"),
    ("DE", "Đức", "Germany"),
    ("DK", "Đan Mạch", "Denmark"),
    ("DO", "Cộng hòa Dominica", "Dominican Republic"),
    ("DZ", "Algeria", "Algeria"),
    ("EC", "Ecuador", "Ecuador"),
    ("EE", "Estonia", "Estonia"),
    ("EG", "Ai Cập", "Egypt"),
    ("ES", "Tây Ban Nha", "Spain"),
    ("ET", "Ethiopia", "Ethiopia"),
    ("FI", "Phần Lan", "Finland"),
    ("FJ", "Fiji", "Fiji"),
    ("FR", "Pháp", "France"),
    ("GB", "Vương quốc Anh", "United Kingdom"),
    ("GE", "Georgia", "Georgia"),
    ("GH", "Ghana", "Ghana"),
    ("GR", "Hy Lạp", "Greece"),
    ("GT", "Guatemala", "Guatemala"),
    ("GY", "Guyana", "Guyana"),
    ("HK", "Hồng Kông (Trung Quốc)", "Hong Kong SAR, China"),
    ("HR", "Croatia", "Croatia"),
    ("HU", "Hungary", "Hungary"),
    ("ID", "Indonesia", "Indonesia"),
    ("IE", "Ireland", "Ireland"),
    ("IL", "Israel", "Israel"),
    ("IN", "Ấn Độ", "India"),
    ("IQ", "Iraq", "Iraq"),
    ("IR", "Iran", "Iran"),
    ("IS", "Iceland", "Iceland"),
    ("IT", "Italy", "Italy"),
    ("JM", "Jamaica", "Jamaica"),
    ("JO", "Jordan", "Jordan"),
    ("JP", "Nhật Bản", "Japan"),
    ("KE", "Kenya", "Kenya"),
    ("KH", "Campuchia", "Cambodia"),
    ("KI", "Kiribati", "Kiribati"),
    ("KR", "Hàn Quốc", "South Korea"),
    ("KW", "Kuwait", "Kuwait"),
    ("KZ", "Kazakhstan", "Kazakhstan"),
    ("LA", "Lào", "Laos"),
    ("LB", "Li-băng", "Lebanon"),
    ("LI", "Liechtenstein", "Liechtenstein"),
    ("LK", "Sri Lanka", "Sri Lanka"),
    ("LR", "Liberia", "Liberia"),
    ("LS", "Lesotho", "Lesotho"),
    ("LT", "Litva", "Lithuania"),
    ("LU", "Luxembourg", "Luxembourg"),
    ("LV", "Latvia", "Latvia"),
    ("MD", "Moldova", "Moldova"),
    ("MM", "Myanmar", "Myanmar"),
    ("MN", "Mông Cổ", "Mongolia"),
    ("MT", "Malta", "Malta"),
    ("MW", "Malawi", "Malawi"),
    ("MX", "Mexico", "Mexico"),
    ("MY", "Malaysia", "Malaysia"),
    ("MZ", "Mozambique", "Mozambique"),
    ("NA", "Namibia", "Namibia"),
    ("NG", "Nigeria", "Nigeria"),
    ("NL", "Hà Lan", "Netherlands"),
    ("NO", "Na Uy", "Norway"),
    ("NP", "Nepal", "Nepal"),
    ("NZ", "New Zealand", "New Zealand"),
    ("OM", "Oman", "Oman"),
    ("PA", "Panama", "Panama"),
    ("PE", "Peru", "Peru"),
    ("PG", "Papua New Guinea", "Papua New Guinea"),
    ("PH", "Philippines", "Philippines"),
    ("PK", "Pakistan", "Pakistan"),
    ("PL", "Ba Lan", "Poland"),
    ("PS", "Lãnh thổ Palestine", "Palestinian Territories"),
    ("PT", "Bồ Đào Nha", "Portugal"),
    ("PY", "Paraguay", "Paraguay"),
    ("QA", "Qatar", "Qatar"),
    ("RO", "Romania", "Romania"),
    ("RS", "Serbia", "Serbia"),
    ("RU", "Nga", "Russia"),
    ("RW", "Rwanda", "Rwanda"),
    ("SA", "Ả Rập Xê-út", "Saudi Arabia"),
    ("SD", "Sudan", "Sudan"),
    ("SE", "Thụy Điển", "Sweden"),
    ("SG", "Singapore", "Singapore"),
    ("SI", "Slovenia", "Slovenia"),
    ("SK", "Slovakia", "Slovakia"),
    ("SY", "Syria", "Syria"),
    ("TG", "Togo", "Togo"),
    ("TH", "Thái Lan", "Thailand"),
    ("TN", "Tunisia", "Tunisia"),
    ("TO", "Tonga", "Tonga"),
    ("TR", "Thổ Nhĩ Kỳ", "Türkiye"),
    ("TT", "Trinidad và Tobago", "Trinidad & Tobago"),
    ("TW", "Đài Loan", "Taiwan"),
    ("TZ", "Tanzania", "Tanzania"),
    ("UA", "Ukraina", "Ukraine"),
    ("UG", "Uganda", "Uganda"),
    ("US", "Hoa Kỳ", "United States"),
    ("UY", "Uruguay", "Uruguay"),
    ("VE", "Venezuela", "Venezuela"),
    ("VN", "Việt Nam", "Viet Nam"),
    ("ZA", "Nam Phi", "South Africa"),
    ("ZM", "Zambia", "Zambia"),
    ("ZW", "Zimbabwe", "Zimbabwe"),
];

#[cfg(test)]
mod tests {
    use knowledge::Knowledge;

    use super::*;

    #[test]
    fn every_country_with_a_helpline_has_a_name() {
        assert!(NAMES.is_sorted_by_key(|(code, _, _)| code));
        for code in Knowledge::bundled().countries() {
            for language in Language::ALL {
                assert_ne!(name(code, language), code);
            }
        }
        assert_eq!(name("DE", Language::Vi), "Đức");
        assert_eq!(name("??", Language::En), "??");
    }
}
