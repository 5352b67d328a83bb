//! The beginning of a message: a date and a time in any order and locale, and who wrote it.

use super::dates::Stamp;

/// A line that begins a message.
pub(in crate::formats) struct Header<'a> {
    pub(in crate::formats) stamp: Stamp,
    pub(super) style: Style,
    /// Written as only America does: `6/3/24, 3:05 PM`.
    pub(in crate::formats) american: bool,
    /// What follows the time: `Name: words`, or what the app itself says.
    pub(super) rest: &'a str,
}

/// What headers of one export have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Style {
    bracket: bool,
    time_first: bool,
    separator: char,
}

impl<'a> Header<'a> {
    /// Who wrote it and what; `None` where the app itself speaks.
    pub(super) fn split_sender(&self) -> Option<(&'a str, &'a str)> {
        let (sender, words) = match self.rest.split_once(": ") {
            Some(split) => split,
            None => (self.rest.strip_suffix(':')?, ""),
        };
        let sender = sender.trim_matches(|letter| is_mark(letter) || letter.is_whitespace());
        let plausible = !sender.is_empty() && sender.len() <= 200;
        plausible.then_some((sender, words))
    }
}

/// Marks of writing direction and joining, that show nothing.
pub(super) fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Reads the header of a line; `None` where the line goes on with the message before.
pub(in crate::formats) fn parse(line: &str) -> Option<Header<'_>> {
    let mut cursor = Cursor { rest: line };
    cursor.skip_marks();
    let bracket = cursor.eat('[');
    cursor.skip_blanks();
    // Nearly every line that is no header ends here.
    let first = cursor.peek()?;
    let may_begin = first.is_ascii_digit()
        || !first.is_ascii() && (digit(first).is_some() || half_day(cursor.rest).is_some())
        || era(cursor.rest).is_some();
    if !may_begin {
        return None;
    }
    let (stamp, separator, time_first) = date_then_time(&mut cursor.clone())
        .map(|found| (found, false))
        .or_else(|| time_then_date(&mut cursor.clone()).map(|found| (found, true)))
        .map(|((stamp, separator, end), time_first)| {
            cursor.rest = end;
            (stamp, separator, time_first)
        })?;
    if bracket {
        cursor.skip_blanks();
        if !cursor.eat(']') {
            return None;
        }
    } else {
        let before = cursor.rest;
        cursor.skip_blanks();
        let spaced = before.len() > cursor.rest.len();
        if !spaced || !(cursor.eat('-') || cursor.eat('–') || cursor.eat('—')) {
            return None;
        }
        if !cursor.peek().is_none_or(is_blank) {
            return None;
        }
    }
    cursor.skip_blanks();
    let style = Style { bracket, time_first, separator };
    Some(Header { stamp, style, american: is_american(line, stamp, style), rest: cursor.rest })
}

/// Whether a line that is no header has a whole date, a clock, a word or two and a name, as one in a
/// language of which the words are not known would.
pub(super) fn is_nearly(line: &str) -> bool {
    const LONGEST_WORDS: usize = 40;

    let mut cursor = Cursor { rest: line };
    cursor.skip_marks();
    let bracket = cursor.eat('[');
    if cursor.peek().and_then(digit).is_none() {
        return false;
    }
    let end = date_then_time(&mut cursor.clone())
        .or_else(|| time_then_date(&mut cursor.clone()))
        .map(|(_, _, end)| end);
    let around =
        end.and_then(|end| if bracket { end.split_once("] ") } else { end.split_once(" - ") });
    around.is_some_and(|(words, rest)| words.len() <= LONGEST_WORDS && rest.contains(": "))
}

/// Two-digit years, no leading zeros, and `AM` or `PM` in capitals.
fn is_american(line: &str, stamp: Stamp, style: Style) -> bool {
    let half = |at: usize| matches!(line.get(at..at + 3), Some("AM " | "PM " | "AM]" | "PM]"));
    style.separator == '/'
        && stamp.third < 100
        && !line.trim_start_matches(['[', '\u{200e}']).starts_with('0')
        && (10..28).any(half)
}

type Found<'a> = (Stamp, char, &'a str);

fn date_then_time<'a>(cursor: &mut Cursor<'a>) -> Option<Found<'a>> {
    let (date, separator) = cursor.date()?;
    cursor.skip_blanks();
    let _ = cursor.eat(',') || cursor.eat('،') || cursor.eat('、');
    cursor.skip_blanks();
    cursor.skip_at();
    let time = cursor.time()?;
    Some((stamp(date, time), separator, cursor.rest))
}

fn time_then_date<'a>(cursor: &mut Cursor<'a>) -> Option<Found<'a>> {
    let time = cursor.time()?;
    cursor.skip_blanks();
    let _ = cursor.eat(',') || cursor.eat('،') || cursor.eat('、');
    cursor.skip_blanks();
    let (date, separator) = cursor.date()?;
    Some((stamp(date, time), separator, cursor.rest))
}

fn stamp(date: [u16; 3], time: [u8; 3]) -> Stamp {
    let ([first, second, third], [hour, minute, seconds]) = (date, time);
    Stamp { first, second, third, hour, minute, seconds }
}

#[derive(Clone)]
struct Cursor<'a> {
    rest: &'a str,
}

impl Cursor<'_> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn eat(&mut self, letter: char) -> bool {
        self.rest.strip_prefix(letter).inspect(|rest| self.rest = rest).is_some()
    }

    fn skip_marks(&mut self) {
        self.rest = self.rest.trim_start_matches(is_mark);
    }

    fn skip_blanks(&mut self) {
        self.rest = self.rest.trim_start_matches(is_blank);
    }

    /// Words between date and time, such as Finnish `klo` and Vietnamese `lúc`.
    fn skip_at(&mut self) {
        const AT: &[&str] = &[
            "klo", "kl.", "um", "at", "lúc", "à", "a las", "às", "om", "alle", "ob", "pukul",
            "saat",
        ];
        if self.peek().is_some_and(char::is_alphabetic)
            && let Some(rest) = AT.iter().find_map(|word| self.rest.strip_prefix(word))
            && rest.starts_with(is_blank)
        {
            self.rest = rest;
            self.skip_blanks();
        }
    }

    /// A word that a year or a time ends in, such as Bulgarian `г.` and `ч.`.
    fn skip_word(&mut self, words: &[&str]) {
        let mut after = self.clone();
        after.skip_blanks();
        if !after.peek().is_some_and(char::is_alphabetic) {
            return;
        }
        if let Some(rest) = words.iter().find_map(|word| after.rest.strip_prefix(word))
            && !rest.starts_with(char::is_alphanumeric)
        {
            self.rest = rest;
        }
    }

    /// What stands between hours and minutes: `:`, `.`, and in French Canada ` h `.
    fn time_separator(&mut self) -> bool {
        if self.eat(':') || self.eat('.') || self.eat('h') || self.eat('٫') {
            return true;
        }
        let mut after = self.clone();
        after.skip_blanks();
        let spaced = after.eat('h') && after.peek().is_some_and(is_blank);
        if spaced {
            after.skip_blanks();
            self.rest = after.rest;
        }
        spaced
    }

    /// A number of at most four digits of any script, and how many digits it has.
    fn number(&mut self) -> Option<(u16, usize)> {
        self.skip_marks();
        let (mut number, mut digits) = (0, 0);
        while let Some(digit) = self.peek().and_then(digit) {
            if digits == 4 {
                return None;
            }
            number = number * 10 + digit;
            digits += 1;
            let mut letters = self.rest.chars();
            letters.next();
            self.rest = letters.as_str();
        }
        (digits > 0).then_some((number, digits))
    }

    /// A number, or a year of Japan's calendar, `R6`, as that of ours.
    fn number_or_year(&mut self) -> Option<(u16, usize)> {
        self.skip_marks();
        let Some((before, rest)) = era(self.rest) else {
            return self.number();
        };
        self.rest = rest;
        let (year, digits) = self.number()?;
        (digits <= 2).then_some((before + year, 4))
    }

    /// Three numbers between separators, and the separator.
    fn date(&mut self) -> Option<([u16; 3], char)> {
        let (first, first_digits) = self.number_or_year()?;
        let separator = self.separator()?;
        let (second, second_digits) = self.number()?;
        let same = self.separator()?;
        let (third, third_digits) = self.number_or_year()?;
        let _ = self.eat('日');
        self.skip_marks();
        // `13. 6. 2018.` and `2024. 6. 3.` end in a dot too.
        let _ = separator == '.' && self.eat('.');
        self.skip_word(&["BE", "พ.ศ.", "г.", "г", "m."]);
        let cjk = separator == '年' && same == '月';
        let lengths = match (first_digits, third_digits) {
            (4, 1 | 2) | (1 | 2, 2 | 4 | 1) => second_digits <= 2,
            _ => false,
        };
        (lengths && (cjk || separator == same)).then_some(([first, second, third], separator))
    }

    fn separator(&mut self) -> Option<char> {
        self.skip_blanks();
        let separator = self.peek().filter(|letter| "/-.‐年月".contains(*letter))?;
        self.eat(separator);
        self.skip_blanks();
        Some(separator)
    }

    /// Hour, minute and second on a clock of 24 hours.
    fn time(&mut self) -> Option<[u8; 3]> {
        let before = half_day(self.rest).inspect(|(_, rest)| self.rest = rest);
        if before.is_some() {
            self.skip_blanks();
        }
        let (hour, hour_digits) = self.number()?;
        if !self.time_separator() {
            return None;
        }
        let (minute, minute_digits) = self.number()?;
        let mut seconds = 0;
        let mut after = self.clone();
        if (after.eat(':') || after.eat('.'))
            && let Some((number, 2)) = after.number()
        {
            seconds = number;
            self.rest = after.rest;
        }
        let mut after = self.clone();
        after.skip_blanks();
        let half = before.map(|(half, _)| half).or_else(|| {
            let (half, rest) = half_day(after.rest)?;
            self.rest = rest;
            Some(half)
        });
        self.skip_word(&["ч.", "ч", "Uhr"]);
        let real =
            hour_digits <= 2 && minute_digits == 2 && hour <= 24 && minute < 60 && seconds < 61;
        let hour = match half {
            Some(half) => half.hour(hour) % 24,
            None => hour % 24,
        };
        let small = |number: u16| u8::try_from(number).ok();
        real.then_some([small(hour)?, small(minute)?, small(seconds)?])
    }
}

fn is_blank(letter: char) -> bool {
    letter == ' ' || !letter.is_ascii() && (letter.is_whitespace() || is_mark(letter))
}

/// The value of a decimal digit of any script that phones write.
fn digit(letter: char) -> Option<u16> {
    if letter.is_ascii() {
        return letter.to_digit(10).and_then(|digit| u16::try_from(digit).ok());
    }
    const ZEROS: &[u32] = &[
        0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0,
        0x1040, 0x17e0, 0xff10,
    ];
    let code = u32::from(letter);
    ZEROS
        .iter()
        .find_map(|zero| code.checked_sub(*zero).filter(|digit| *digit < 10))
        .and_then(|digit| u16::try_from(digit).ok())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Half {
    First,
    Second,
    /// Around twelve: eleven is before, one after it.
    Noon,
    /// From dusk: twelve is midnight.
    Evening,
    /// Around midnight: ten is before, one after it.
    Night,
}

impl Half {
    /// The hour on a clock of 24 hours; some phones write that beside the word, too.
    fn hour(self, hour: u16) -> u16 {
        match (self, hour) {
            (Half::First | Half::Evening | Half::Night, 12) => 0,
            (Half::Second | Half::Evening, ..=11) => hour + 12,
            (Half::Noon, ..=5) | (Half::Night, 6..=11) => hour + 12,
            _ => hour,
        }
    }
}

/// Words for the halves of the day. Blanks and dots within are passed over: `p. m.` is `pm`.
/// A language that divides the day in more than two is here with all its parts; what another word
/// begins with comes after it.
const HALVES: &[(&str, Half)] = &[
    ("in the morning", Half::First),
    ("in the afternoon", Half::Second),
    ("in the evening", Half::Evening),
    ("at night", Half::Night),
    ("noon", Half::Noon),
    ("midnight", Half::Night),
    ("sáng", Half::First),
    ("trưa", Half::Noon),
    ("chiều", Half::Second),
    ("tối", Half::Evening),
    ("nửa đêm", Half::Night),
    ("đêm", Half::Night),
    ("de la madrugada", Half::First),
    ("de la mañana", Half::First),
    ("del mediodía", Half::Noon),
    ("de la tarde", Half::Second),
    ("de la noche", Half::Evening),
    ("del mediodia", Half::Noon),
    ("da madrugada", Half::First),
    ("da manhã", Half::First),
    ("do meio-dia", Half::Noon),
    ("meio-dia", Half::Noon),
    ("da tarde", Half::Second),
    ("da noite", Half::Evening),
    ("meia-noite", Half::Night),
    ("de nuit", Half::Night),
    ("du matin", Half::First),
    ("de l’après-midi", Half::Second),
    ("de l'après-midi", Half::Second),
    ("du soir", Half::Evening),
    ("minuit", Half::Night),
    ("midi", Half::Noon),
    ("morgens", Half::First),
    ("vormittags", Half::First),
    ("mittags", Half::Noon),
    ("nachmittags", Half::Second),
    ("abends", Half::Evening),
    ("nachts", Half::Night),
    ("mitternacht", Half::Night),
    ("di mattina", Half::First),
    ("del mattino", Half::First),
    ("del pomeriggio", Half::Second),
    ("di sera", Half::Evening),
    ("di notte", Half::Night),
    ("mezzogiorno", Half::Noon),
    ("mezzanotte", Half::Night),
    ("’s ochtends", Half::First),
    ("'s ochtends", Half::First),
    ("’s middags", Half::Second),
    ("'s middags", Half::Second),
    ("’s avonds", Half::Evening),
    ("'s avonds", Half::Evening),
    ("’s nachts", Half::Night),
    ("'s nachts", Half::Night),
    ("tengah malam", Half::Night),
    ("tengah hari", Half::Noon),
    ("pagi", Half::First),
    ("siang", Half::Noon),
    ("sore", Half::Second),
    ("petang", Half::Second),
    ("malam", Half::Evening),
    ("gece yarısı", Half::Night),
    ("gece", Half::Night),
    ("sabah", Half::First),
    ("öğleden önce", Half::First),
    ("öğleden sonra", Half::Second),
    ("öğle", Half::Noon),
    ("akşamüstü", Half::Second),
    ("akşam", Half::Evening),
    ("ночи", Half::Night),
    ("утра", Half::First),
    ("дня", Half::Second),
    ("вечера", Half::Evening),
    ("полд", Half::Noon),
    ("полн", Half::Night),
    ("ночі", Half::Night),
    ("ранку", Half::First),
    ("вечора", Half::Evening),
    ("пополудні", Half::Second),
    ("опівдні", Half::Noon),
    ("опівночі", Half::Night),
    ("凌晨", Half::First),
    ("清晨", Half::First),
    ("早上", Half::First),
    ("中午", Half::Noon),
    ("傍晚", Half::Second),
    ("晚上", Half::Evening),
    ("半夜", Half::Night),
    ("午夜", Half::Night),
    ("正午", Half::Noon),
    ("真夜中", Half::Night),
    ("夜中", Half::Night),
    ("朝", Half::First),
    ("昼", Half::Second),
    ("夕方", Half::Second),
    ("夜", Half::Evening),
    ("새벽", Half::First),
    ("저녁", Half::Evening),
    ("밤", Half::Night),
    ("정오", Half::Noon),
    ("자정", Half::Night),
    ("am", Half::First),
    ("pm", Half::Second),
    ("sa", Half::First),
    ("ch", Half::Second),
    ("午前", Half::First),
    ("午後", Half::Second),
    ("上午", Half::First),
    ("下午", Half::Second),
    ("오전", Half::First),
    ("오후", Half::Second),
    ("ص", Half::First),
    ("م", Half::Second),
    ("قظ", Half::First),
    ("بظ", Half::Second),
    ("قبل دوپہر", Half::First),
    ("بعد دوپہر", Half::Second),
    ("πμ", Half::First),
    ("μμ", Half::Second),
    ("öö", Half::First),
    ("ös", Half::Second),
    ("ptg", Half::Second),
    ("pg", Half::First),
    ("vorm", Half::First),
    ("nachm", Half::Second),
    ("vm", Half::First),
    ("nm", Half::Second),
    ("fm", Half::First),
    ("em", Half::Second),
    ("ap", Half::First),
    ("ip", Half::Second),
    ("rn", Half::First),
    ("in", Half::Second),
    ("de", Half::First),
    ("du", Half::Second),
    ("dop", Half::First),
    ("odp", Half::Second),
    ("dopol", Half::First),
    ("popol", Half::Second),
    ("pop", Half::Second),
    ("дп", Half::First),
    ("пп", Half::Second),
    ("пр. об", Half::First),
    ("сл. об", Half::Second),
    ("пре подне", Half::First),
    ("по подне", Half::Second),
    ("претпл", Half::First),
    ("попл", Half::Second),
    ("priekšp", Half::First),
    ("pēcp", Half::Second),
    ("priešpiet", Half::First),
    ("popiet", Half::Second),
    ("e paradites", Half::First),
    ("e pasdites", Half::Second),
    ("pd", Half::First),
    ("md", Half::Second),
    ("to", Half::First),
    ("tk", Half::Second),
    ("पूर्वाह्न", Half::First),
    ("अपराह्न", Half::Second),
    ("मपू", Half::First),
    ("मउ", Half::Second),
    ("পূর্বাহ্ণ", Half::First),
    ("অপরাহ্ণ", Half::Second),
    ("ਪੂਦੁ", Half::First),
    ("ਬਾਦੁ", Half::Second),
    ("முற்பகல்", Half::First),
    ("பிற்பகல்", Half::Second),
    ("ಪೂರ್ವಾಹ್ನ", Half::First),
    ("ಅಪರಾಹ್ನ", Half::Second),
    ("ก่อนเที่ยง", Half::First),
    ("หลังเที่ยง", Half::Second),
    ("לפנהצ", Half::First),
    ("אחהצ", Half::Second),
];

/// The years before the first of an era of Japan's calendar that a text begins with, and what
/// follows; a digit.
fn era(text: &str) -> Option<(u16, &str)> {
    const ERAS: &[(&str, u16)] = &[("R", 2018), ("令和", 2018), ("H", 1988), ("平成", 1988)];
    if !text.starts_with(['R', 'H', '令', '平']) {
        return None;
    }
    let (rest, before) =
        ERAS.iter().find_map(|(era, before)| Some((text.strip_prefix(era)?, *before)))?;
    rest.chars().next().and_then(digit).map(|_| (before, rest))
}

/// The half of the day that a text begins with, and what follows.
fn half_day(text: &str) -> Option<(Half, &str)> {
    let first = text.chars().next()?;
    if matches!(first, '-' | '–' | ']' | ',' | '0'..='9') {
        return None;
    }
    HALVES.iter().find_map(|(word, half)| {
        let mut wanted = word.chars().filter(|letter| *letter != ' ' && *letter != '.');
        let mut expected = wanted.next();
        let mut rest = text;
        while let Some(letter) = expected {
            let next = rest.chars().next()?;
            rest = rest.get(next.len_utf8()..)?;
            if next == letter || next.to_lowercase().eq([letter]) {
                expected = wanted.next();
            } else if !matches!(next, '.' | '״' | '"') && !is_blank(next) {
                return None;
            }
        }
        let rest = rest.strip_prefix('.').unwrap_or(rest);
        (!rest.starts_with(char::is_alphabetic)).then_some((*half, rest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(line: &str) -> Option<([u16; 3], [u8; 3])> {
        let stamp = parse(line)?.stamp;
        Some(([stamp.first, stamp.second, stamp.third], [stamp.hour, stamp.minute, stamp.seconds]))
    }

    #[test]
    fn reads_the_headers_of_every_locale() {
        for (line, date, time) in [
            ("6/3/24, 3:05 PM - Ann: hi", [6, 3, 24], [15, 5, 0]),
            ("6/3/24, 3:05\u{202f}PM - Ann: hi", [6, 3, 24], [15, 5, 0]),
            ("3/6/2024 3:05 p.\u{a0}m. - Ana: hola", [3, 6, 2024], [15, 5, 0]),
            ("[3/6/24 3:06:07 p. m.] Luis: x", [3, 6, 24], [15, 6, 7]),
            ("03/06/2024, 00:08 a. m. - A: x", [3, 6, 2024], [0, 8, 0]),
            ("03/06/2024, 12:08 am - A: x", [3, 6, 2024], [0, 8, 0]),
            ("03/06/2024, 12:08 pm - A: x", [3, 6, 2024], [12, 8, 0]),
            ("15:05, 03/06/2024 - Mẹ: x", [3, 6, 2024], [15, 5, 0]),
            ("[15:05, 3/6/2024] Mẹ: x", [3, 6, 2024], [15, 5, 0]),
            ("[03/06/2024, 15:04:05] Mẹ: x", [3, 6, 2024], [15, 4, 5]),
            ("\u{200e}[03/06/2024, 15:04:05] Mẹ: x", [3, 6, 2024], [15, 4, 5]),
            ("[2024-06-03, 15:04:05] Eva: x", [2024, 6, 3], [15, 4, 5]),
            ("2024/06/03, 15:04 - 健: x", [2024, 6, 3], [15, 4, 0]),
            ("2024年6月3日 下午3:04 - 李: x", [2024, 6, 3], [15, 4, 0]),
            ("[2024/6/3 上午11:04:05] 李: x", [2024, 6, 3], [11, 4, 5]),
            ("2024. 6. 3. 오후 3:02 - 민호: x", [2024, 6, 3], [15, 2, 0]),
            ("[2024. 6. 3. 오후 3:02:10] 민호: x", [2024, 6, 3], [15, 2, 10]),
            ("13. 6. 2018. 15:04 - Ivan: x", [13, 6, 2018], [15, 4, 0]),
            ("03.06.24, 15:04 - Jan: x", [3, 6, 24], [15, 4, 0]),
            ("[03.06.24, 15:04:05] Jan: x", [3, 6, 24], [15, 4, 5]),
            ("3.6.2024 klo 15.04 - Aino: x", [3, 6, 2024], [15, 4, 0]),
            ("03/06/24 15.04 - Budi: x", [3, 6, 24], [15, 4, 0]),
            ("03-06-2024 15:04 - Piet: x", [3, 6, 2024], [15, 4, 0]),
            ("03/06/2024 à 15:04 - Luc: x", [3, 6, 2024], [15, 4, 0]),
            ("٣/٦/٢٠٢٤، ٣:٠٥ م - سارة: x", [3, 6, 2024], [15, 5, 0]),
            ("\u{200f}٣\u{200f}/٦\u{200f}/٢٠٢٤، ٣:٠٥ ص - سارة: x", [3, 6, 2024], [3, 5, 0]),
            ("3/6/2567 15:05 - นิด: x", [3, 6, 2567], [15, 5, 0]),
            ("3/6/24, 3:05 CH - Lan: x", [3, 6, 24], [15, 5, 0]),
            ("3/6/24, 9:05 SA - Lan: x", [3, 6, 24], [9, 5, 0]),
            ("3/6/24, 3:05 μ.μ. - Νίκος: x", [3, 6, 24], [15, 5, 0]),
            ("3.06.2024 ÖS 3:05 - Can: x", [3, 6, 2024], [15, 5, 0]),
            ("[15:05:10, 3/6/24] Lan: x", [3, 6, 24], [15, 5, 10]),
            ("[3:05:10 CH, 3/6/24] Lan: x", [3, 6, 24], [15, 5, 10]),
            ("3/6/24, 12:05 SA - Lan: x", [3, 6, 24], [0, 5, 0]),
            (
                "\u{200f}[\u{200f}3\u{200f}/6\u{200f}/2024، 15:05:10] سارة: x",
                [3, 6, 2024],
                [15, 5, 10],
            ),
            ("[٣\u{200f}/٦\u{200f}/٢٠٢٤، ٣:٠٥:١٠\u{a0}م] سارة: x", [3, 6, 2024], [15, 5, 10]),
            ("३/६/२०२४, ३:०५ अपराह्न - माया: x", [3, 6, 2024], [15, 5, 0]),
            ("[6/3/2567 BE, 15:05:10] Nid: x", [6, 3, 2567], [15, 5, 10]),
            ("[6/3/R6, 15:05:10] Ken: x", [6, 3, 2024], [15, 5, 10]),
            ("R6/06/03 15:05 - 健: x", [2024, 6, 3], [15, 5, 0]),
            ("令和6年6月3日 午後3:05 - 健: x", [2024, 6, 3], [15, 5, 0]),
            ("3.06.24 г., 15:05 ч. - Иво: x", [3, 6, 24], [15, 5, 0]),
            ("2024-06-03 15 h 05 - Luc: x", [2024, 6, 3], [15, 5, 0]),
            ("3/6/2024, 3:05 de la tarde - Ana: x", [3, 6, 2024], [15, 5, 0]),
            ("2024. 06. 03. du. 3:05 - Éva: x", [2024, 6, 3], [15, 5, 0]),
            ("3. 6. 2024 3:05 odp. - Jana: x", [3, 6, 2024], [15, 5, 0]),
            ("3.6.2024, 3:05 אחה״צ - נועה: x", [3, 6, 2024], [15, 5, 0]),
            ("3/6/2024, 3:05 PTG - Siti: x", [3, 6, 2024], [15, 5, 0]),
            ("3/6/2024, 1:05 de la madrugada - Ana: x", [3, 6, 2024], [1, 5, 0]),
            ("3/6/2024, 12:05 del mediodía - Ana: x", [3, 6, 2024], [12, 5, 0]),
            ("3/6/2024, 10:05 de la noche - Ana: x", [3, 6, 2024], [22, 5, 0]),
            ("3/6/24, 9:05 sáng - Lan: x", [3, 6, 24], [9, 5, 0]),
            ("3/6/24, 11:55 trưa - Lan: x", [3, 6, 24], [11, 55, 0]),
            ("3/6/24, 12:05 trưa - Lan: x", [3, 6, 24], [12, 5, 0]),
            ("3/6/24, 1:05 trưa - Lan: x", [3, 6, 24], [13, 5, 0]),
            ("3/6/24, 3:05 chiều - Lan: x", [3, 6, 24], [15, 5, 0]),
            ("3/6/24, 8:05 tối - Lan: x", [3, 6, 24], [20, 5, 0]),
            ("3/6/24, 11:05 đêm - Lan: x", [3, 6, 24], [23, 5, 0]),
            ("3/6/24, 12:05 đêm - Lan: x", [3, 6, 24], [0, 5, 0]),
            ("[2:05:10 đêm, 3/6/24] Lan: x", [3, 6, 24], [2, 5, 10]),
            ("3/6/24, 23:05 đêm - Lan: x", [3, 6, 24], [23, 5, 0]),
            ("3/6/2024, 1:05 at night - Ann: x", [3, 6, 2024], [1, 5, 0]),
            ("3/6/2024, 11:05 at night - Ann: x", [3, 6, 2024], [23, 5, 0]),
            ("3/6/2024, 12:00 noon - Ann: x", [3, 6, 2024], [12, 0, 0]),
            ("3/6/2024, 12:00 midnight - Ann: x", [3, 6, 2024], [0, 0, 0]),
            ("03/06/2024, 2:05 de nuit - Luc: x", [3, 6, 2024], [2, 5, 0]),
            ("03/06/2024, 3:05 de l'après-midi - Luc: x", [3, 6, 2024], [15, 5, 0]),
            ("03.06.2024, 11:05 nachts - Jan: x", [3, 6, 2024], [23, 5, 0]),
            ("03.06.2024, 3:05 ночи - Иво: x", [3, 6, 2024], [3, 5, 0]),
            ("2024/6/3 晚上12:05 - 李: x", [2024, 6, 3], [0, 5, 0]),
            ("2024/6/3 中午12:05 - 李: x", [2024, 6, 3], [12, 5, 0]),
            ("3/6/24, 3:05 ก่อนเที่ยง - นิด: x", [3, 6, 24], [3, 5, 0]),
        ] {
            assert_eq!(numbers(line), Some((date, time)), "{line}");
        }
    }

    #[test]
    fn lines_that_only_begin_like_dates_go_on() {
        for line in [
            "2024-06-03 16:00:00 ở cổng B",
            "16:00 mẹ đón con nhé",
            "3/6 đi học - nhớ mang sách: Toán",
            "12/06/2024 - sinh nhật: mẹ",
            "[note] 3/6/24: x",
            "1. 2. 3. bắt đầu",
            "192.168.1.1 10:20 - router: x",
            "03/06/2024, 25:00 - A: x",
            "03/06/2024, 15:04-A: x",
            "12345/1/1, 15:04 - A: x",
            "R2D2 15:04 - A: x",
            "Hẹn 15:04 - A: x",
            "",
            "[",
            "[3/6/24, 3:05",
        ] {
            assert_eq!(numbers(line), None, "{line}");
        }
    }

    #[test]
    fn senders_may_hold_colons_without_a_blank() {
        let sender = |line| parse(line).and_then(|header| header.split_sender());
        assert_eq!(sender("3/6/24, 15:05 - Cô Lan:6B: bài: 5"), Some(("Cô Lan:6B", "bài: 5")));
        assert_eq!(sender("3/6/24, 15:05 - Ann added Ben"), None);
        assert_eq!(sender("3/6/24, 15:05 - John Doe:."), None);
        assert_eq!(sender("3/6/24, 15:05 - John:"), Some(("John", "")));
    }
}
