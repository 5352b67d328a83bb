//! JSON as it streams by: bounded in depth and in the length of any value, lenient about types,
//! and keeping what was complete when the rest is broken.

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, BufRead, Read};
use std::marker::PhantomData;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::{ReadError, Warning, WarningCode, decode::Decoded, lines::LONGEST_LINE, read::Found};

/// No export nests deeper than a dozen.
pub(crate) const DEEPEST: u32 = 64;

/// A JSON text that is watched while it is read.
pub(crate) struct JsonText<'d, 'a> {
    decoded: &'d mut Decoded<'a>,
    line: u64,
    depth: u32,
    in_string: bool,
    escaped: bool,
    /// Whether a line end ends a value, as in JSON Lines, so that a broken one spoils no other.
    by_line: bool,
    /// Bytes of the string or number being read.
    value_length: usize,
    refused: Option<Refusal>,
    /// What was looked at ahead of its turn.
    ahead: VecDeque<u8>,
    /// What stands in the place of what was mended, to be given out as it is.
    mended: VecDeque<u8>,
    first_mended_line: Option<u64>,
}

#[derive(Clone, Copy)]
enum Refusal {
    TooDeep,
    TooLong,
}

impl<'d, 'a> JsonText<'d, 'a> {
    pub(crate) fn new(decoded: &'d mut Decoded<'a>) -> JsonText<'d, 'a> {
        JsonText {
            decoded,
            line: 1,
            depth: 0,
            in_string: false,
            escaped: false,
            by_line: false,
            value_length: 0,
            refused: None,
            ahead: VecDeque::new(),
            mended: VecDeque::new(),
            first_mended_line: None,
        }
    }

    /// The same for JSON Lines: no value reaches beyond its line.
    pub(crate) fn by_line(decoded: &'d mut Decoded<'a>) -> JsonText<'d, 'a> {
        JsonText { by_line: true, ..JsonText::new(decoded) }
    }

    /// The line, from 1, up to which the text has been read.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// Reads one value by a seed; whether it was whole. Damage becomes a warning, and what the
    /// seed had kept stays kept.
    ///
    /// # Errors
    ///
    /// Where the text is refused or its reader fails.
    pub(crate) fn read_value<S>(&mut self, seed: S, found: &mut Found) -> Result<bool, ReadError>
    where
        S: for<'de> DeserializeSeed<'de, Value = ()>,
    {
        let mut deserializer = serde_json::Deserializer::from_reader(&mut *self);
        let result = seed.deserialize(&mut deserializer);
        if let Some(line) = self.first_mended_line.take() {
            found.warn(Warning::new(WarningCode::Encoding).at_line(line));
        }
        let Err(error) = result else {
            return Ok(true);
        };
        self.refusal()?;
        if error.is_io() {
            return Err(ReadError::Io(error.into()));
        }
        let cut = error.is_eof() && self.peek(0)?.is_none();
        let code = if cut { WarningCode::Truncated } else { WarningCode::Damaged };
        found.warn(Warning::new(code).at_line(self.line));
        Ok(false)
    }

    /// Passes over blanks; whether anything is left.
    ///
    /// # Errors
    ///
    /// What the reader gives.
    pub(crate) fn has_more(&mut self) -> Result<bool, ReadError> {
        while let Some(byte) = self.ahead.front() {
            if !byte.is_ascii_whitespace() {
                return Ok(true);
            }
            self.line += u64::from(*byte == b'\n');
            self.ahead.pop_front();
        }
        loop {
            let available = self.decoded.fill_buf()?;
            if available.is_empty() {
                return Ok(false);
            }
            let blank = available.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let more = blank < available.len();
            self.line += memchr::memchr_iter(b'\n', available.get(..blank).unwrap_or_default())
                .count() as u64;
            self.decoded.consume(blank);
            if more {
                return Ok(true);
            }
        }
    }

    /// Passes over the rest of a broken line.
    ///
    /// # Errors
    ///
    /// What the reader gives.
    pub(crate) fn skip_line(&mut self) -> Result<(), ReadError> {
        (self.depth, self.in_string, self.escaped, self.value_length) = (0, false, false, 0);
        self.mended.clear();
        while let Some(byte) = self.ahead.pop_front() {
            if byte == b'\n' {
                self.line += 1;
                return Ok(());
            }
        }
        loop {
            let available = self.decoded.fill_buf()?;
            let end = memchr::memchr(b'\n', available);
            let length = end.map_or(available.len(), |at| at + 1);
            let ended = end.is_some() || available.is_empty();
            self.decoded.consume(length);
            if ended {
                self.line += 1;
                return Ok(());
            }
        }
    }

    fn refusal(&self) -> Result<(), ReadError> {
        let line = self.line;
        match self.refused {
            None => Ok(()),
            Some(Refusal::TooDeep) => Err(ReadError::TooDeep { line }),
            Some(Refusal::TooLong) => Err(ReadError::LineTooLong { line, limit: LONGEST_LINE }),
        }
    }

    /// The byte at a short distance ahead.
    fn peek(&mut self, distance: usize) -> io::Result<Option<u8>> {
        if distance == 0 && self.ahead.is_empty() {
            return Ok(self.decoded.fill_buf()?.first().copied());
        }
        while self.ahead.len() <= distance {
            let Some(byte) = self.decoded.fill_buf()?.first().copied() else {
                return Ok(None);
            };
            self.decoded.consume(1);
            self.ahead.push_back(byte);
        }
        Ok(self.ahead.get(distance).copied())
    }

    /// Takes the byte that was looked at.
    fn advance(&mut self) {
        if self.ahead.pop_front().is_none() {
            self.decoded.consume(1);
        }
    }

    /// The next byte where there can be nothing to mend, as nearly always.
    #[inline]
    fn plain_byte(&mut self) -> io::Result<Option<u8>> {
        if !self.mended.is_empty() || !self.ahead.is_empty() {
            return Ok(None);
        }
        let Some(byte) = self.decoded.fill_buf()?.first().copied() else {
            return Ok(None);
        };
        let may_be_broken = byte < b' ' || byte == b'u' && self.escaped;
        if may_be_broken && (self.in_string || self.by_line) {
            return Ok(None);
        }
        self.decoded.consume(1);
        Ok(Some(byte))
    }

    /// The next byte, with the mistakes mended that programs make within strings: control
    /// characters as they are, and one half of a letter beyond the first plane without the other.
    fn next_byte(&mut self) -> io::Result<Option<u8>> {
        if let Some(byte) = self.mended.pop_front() {
            return Ok(Some(byte));
        }
        let Some(byte) = self.peek(0)? else {
            return Ok(None);
        };
        if self.by_line && byte == b'\n' {
            return Ok(None);
        }
        self.advance();
        if self.in_string && self.escaped && byte == b'u' {
            self.mend_half()?;
        } else if self.in_string && !self.escaped && byte < b' ' {
            self.first_mended_line.get_or_insert(self.line);
            self.line += u64::from(byte == b'\n');
            self.mended.push_back(if byte == b'\n' { b'n' } else { b't' });
            return Ok(Some(b'\\'));
        }
        Ok(Some(byte))
    }

    /// After `\u`: looks whether half a letter stands alone, and gives out what it is no letter.
    fn mend_half(&mut self) -> io::Result<()> {
        const HIGH: std::ops::Range<u32> = 0xd800..0xdc00;
        const LOW: std::ops::Range<u32> = 0xdc00..0xe000;
        let Some(code) = self.hex(0)? else {
            return Ok(());
        };
        if !HIGH.contains(&code) && !LOW.contains(&code) {
            return Ok(());
        }
        let paired = HIGH.contains(&code)
            && self.peek(4)? == Some(b'\\')
            && self.peek(5)? == Some(b'u')
            && self.hex(6)?.is_some_and(|low| LOW.contains(&low));
        if paired {
            self.mended.extend(self.ahead.drain(..10));
        } else {
            self.first_mended_line.get_or_insert(self.line);
            self.ahead.drain(..4);
            self.mended.extend(b"fffd");
        }
        Ok(())
    }

    /// The number of four hexadecimal digits at a short distance ahead.
    fn hex(&mut self, distance: usize) -> io::Result<Option<u32>> {
        let mut number = 0;
        for at in distance..distance + 4 {
            let Some(digit) = self.peek(at)?.and_then(|byte| char::from(byte).to_digit(16)) else {
                return Ok(None);
            };
            number = number * 16 + digit;
        }
        Ok(Some(number))
    }

    fn watch(&mut self, byte: u8) -> io::Result<()> {
        self.value_length += 1;
        if self.value_length > LONGEST_LINE {
            self.refused = Some(Refusal::TooLong);
            return Err(io::ErrorKind::InvalidData.into());
        }
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                b'\n' => self.line += 1,
                _ => {}
            }
            return Ok(());
        }
        match byte {
            b'"' => {
                self.in_string = true;
                self.value_length = 0;
            }
            b'{' | b'[' => {
                self.depth += 1;
                self.value_length = 0;
                if self.depth > DEEPEST {
                    self.refused = Some(Refusal::TooDeep);
                    return Err(io::ErrorKind::InvalidData.into());
                }
            }
            b'}' | b']' => {
                self.depth = self.depth.saturating_sub(1);
                self.value_length = 0;
            }
            b',' | b':' | b' ' | b'\t' | b'\r' => self.value_length = 0,
            b'\n' => {
                self.line += 1;
                self.value_length = 0;
            }
            _ => {}
        }
        Ok(())
    }
}

impl Read for JsonText<'_, '_> {
    #[inline]
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        // serde_json asks for one byte at a time, so that nothing is read beyond a value.
        let Some(slot) = buffer.first_mut() else {
            return Ok(0);
        };
        let Some(byte) =
            self.plain_byte()?.map_or_else(|| self.next_byte(), |byte| Ok(Some(byte)))?
        else {
            return Ok(0);
        };
        *slot = byte;
        self.watch(byte)?;
        Ok(1)
    }
}

/// A value of whatever type an export may have put there. Lists and objects are passed over.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Loose {
    #[default]
    Absent,
    Flag(bool),
    Number(i64),
    Text(String),
    /// A list or an object: its content was passed over.
    Other,
}

impl Loose {
    /// The words, where there are any.
    pub(crate) fn text(self) -> Option<String> {
        match self {
            Loose::Text(text) => Some(text),
            Loose::Number(number) => Some(number.to_string()),
            _ => None,
        }
    }

    /// The words, borrowed.
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Loose::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number, also where it is written as text.
    pub(crate) fn number(&self) -> Option<i64> {
        match self {
            Loose::Number(number) => Some(*number),
            Loose::Text(text) => text.trim().parse().ok(),
            _ => None,
        }
    }

    /// Whether the flag is set.
    pub(crate) fn is_true(&self) -> bool {
        *self == Loose::Flag(true)
    }

    /// Whether there is anything.
    pub(crate) fn is_there(&self) -> bool {
        *self != Loose::Absent
    }
}

impl<'de> Deserialize<'de> for Loose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Loose, D::Error> {
        struct LooseVisitor;

        impl<'de> Visitor<'de> for LooseVisitor {
            type Value = Loose;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any value")
            }
            fn visit_bool<E>(self, flag: bool) -> Result<Loose, E> {
                Ok(Loose::Flag(flag))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Loose, E> {
                Ok(Loose::Number(number))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Loose, E> {
                Ok(i64::try_from(number).map_or(Loose::Other, Loose::Number))
            }
            #[expect(clippy::cast_possible_truncation, reason = "a float saturates")]
            fn visit_f64<E>(self, number: f64) -> Result<Loose, E> {
                Ok(Loose::Number(number as i64))
            }
            fn visit_str<E>(self, text: &str) -> Result<Loose, E> {
                Ok(Loose::Text(text.to_owned()))
            }
            fn visit_string<E>(self, text: String) -> Result<Loose, E> {
                Ok(Loose::Text(text))
            }
            fn visit_unit<E>(self) -> Result<Loose, E> {
                Ok(Loose::Absent)
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Loose, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Loose::Other)
            }
            fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Loose, A::Error> {
                while object.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Loose::Other)
            }
        }

        deserializer.deserialize_any(LooseVisitor)
    }
}

/// Passes over numbers, flags and nulls: whatever a visitor does not take becomes its default.
macro_rules! pass_over_numbers {
    () => {
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("any value")
        }
        fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
        fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
        fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
        fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
    };
}
macro_rules! pass_over_scalars {
    () => {
        $crate::json::pass_over_numbers!();
        fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> {
            Ok(Default::default())
        }
    };
}
macro_rules! pass_over_lists {
    () => {
        fn visit_seq<A: serde::de::SeqAccess<'de>>(
            self,
            mut list: A,
        ) -> Result<Self::Value, A::Error> {
            while list.next_element::<serde::de::IgnoredAny>()?.is_some() {}
            Ok(Default::default())
        }
    };
}
/// Takes an object in as it streams by: calls the type's `field` with each key and the object, whose
/// value it takes or [passes over](pass_over), and before the first its `begin` where one is named.
/// A value of any other kind is passed over.
macro_rules! take_fields {
    ($taker:ty $(, $begin:ident)?) => {
        impl<'de> serde::de::DeserializeSeed<'de> for $taker {
            type Value = ();

            fn deserialize<D: serde::de::Deserializer<'de>>(
                self,
                deserializer: D,
            ) -> Result<(), D::Error> {
                deserializer.deserialize_any(self)
            }
        }

        impl<'de> serde::de::Visitor<'de> for $taker {
            type Value = ();

            $crate::json::pass_over_scalars!();
            $crate::json::pass_over_lists!();

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut object: A,
            ) -> Result<(), A::Error> {
                $(self.$begin();)?
                while let Some(key) = object.next_key::<String>()? {
                    self.field(&key, &mut object)?;
                }
                Ok(())
            }
        }
    };
}
macro_rules! pass_over_objects {
    () => {
        fn visit_map<A: serde::de::MapAccess<'de>>(
            self,
            mut object: A,
        ) -> Result<Self::Value, A::Error> {
            while object.next_entry::<serde::de::IgnoredAny, serde::de::IgnoredAny>()?.is_some() {}
            Ok(Default::default())
        }
    };
}
pub(crate) use {pass_over_lists, pass_over_numbers, pass_over_scalars, take_fields};

/// Passes over the value of a field.
pub(crate) fn pass_over<'de, A: MapAccess<'de>>(object: &mut A) -> Result<(), A::Error> {
    object.next_value::<IgnoredAny>().map(|_| ())
}

/// Calls a function for each object of a list, as it streams by; anything else is passed over.
pub(crate) struct Each<T, F>(F, PhantomData<fn(T)>);

impl<T, F: FnMut(T)> Each<T, F> {
    pub(crate) fn new(call: F) -> Each<T, F> {
        Each(call, PhantomData)
    }
}

impl<'de, T: Deserialize<'de> + Default, F: FnMut(T)> DeserializeSeed<'de> for Each<T, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Deserialize<'de> + Default, F: FnMut(T)> Visitor<'de> for Each<T, F> {
    type Value = ();

    pass_over_scalars!();
    pass_over_objects!();

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        while let Some(Object(element)) = list.next_element()? {
            if let Some(element) = element {
                (self.0)(element);
            }
        }
        Ok(())
    }
}

/// Gives each element of a list to the same seed, as it streams by; anything else is passed over.
pub(crate) struct EachInto<'s, S>(pub(crate) &'s mut S);

impl<'de, S> DeserializeSeed<'de> for EachInto<'_, S>
where
    for<'s> &'s mut S: DeserializeSeed<'de, Value = ()>,
{
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, S> Visitor<'de> for EachInto<'_, S>
where
    for<'s> &'s mut S: DeserializeSeed<'de, Value = ()>,
{
    type Value = ();

    pass_over_scalars!();
    pass_over_objects!();

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(&mut *self.0)?.is_some() {}
        Ok(())
    }
}

/// An object of a known form; `None` where something else stands in its place.
#[derive(Debug)]
pub(crate) struct Object<T>(pub(crate) Option<T>);

impl<T> Default for Object<T> {
    fn default() -> Object<T> {
        Object(None)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Object<T>, D::Error> {
        struct ObjectVisitor<T>(PhantomData<fn() -> T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
            type Value = Object<T>;

            pass_over_scalars!();
            pass_over_lists!();

            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Object<T>, A::Error> {
                T::deserialize(serde::de::value::MapAccessDeserializer::new(object))
                    .map(|value| Object(Some(value)))
            }
        }

        deserializer.deserialize_any(ObjectVisitor(PhantomData))
    }
}

/// A list of objects of a known form; anything else is passed over.
#[derive(Debug)]
pub(crate) struct Objects<T>(pub(crate) Vec<T>);

impl<T> Default for Objects<T> {
    fn default() -> Objects<T> {
        Objects(Vec::new())
    }
}

impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for Objects<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Objects<T>, D::Error> {
        let mut list = Vec::new();
        Each::new(|element| list.push(element)).deserialize(deserializer)?;
        Ok(Objects(list))
    }
}

/// A string, or a list of strings and of objects with a `name` or a `text`; anything else is
/// passed over.
#[derive(Debug, Default)]
pub(crate) struct Strings(pub(crate) Vec<String>);

impl<'de> Deserialize<'de> for Strings {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Strings, D::Error> {
        struct StringsVisitor;

        impl<'de> Visitor<'de> for StringsVisitor {
            type Value = Strings;

            fn visit_string<E>(self, text: String) -> Result<Strings, E> {
                Ok(Strings(vec![text]))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Strings, A::Error> {
                let mut strings = Vec::new();
                while let Some(part) = list.next_element::<Part>()? {
                    strings.extend(part.0);
                }
                Ok(Strings(strings))
            }

            fn visit_str<E>(self, text: &str) -> Result<Strings, E> {
                Ok(Strings(vec![text.to_owned()]))
            }

            pass_over_numbers!();
            pass_over_objects!();
        }

        deserializer.deserialize_any(StringsVisitor)
    }
}

#[derive(Default)]
struct Part(Option<String>);

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Part, D::Error> {
        #[derive(serde::Deserialize, Default)]
        #[serde(default)]
        struct Worded {
            name: Loose,
            text: Loose,
        }

        struct PartVisitor;

        impl<'de> Visitor<'de> for PartVisitor {
            type Value = Part;

            fn visit_str<E>(self, text: &str) -> Result<Part, E> {
                Ok(Part(Some(text.to_owned())))
            }

            fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Part, A::Error> {
                let object = serde::de::value::MapAccessDeserializer::new(object);
                let worded = Worded::deserialize(object)?;
                Ok(Part(worded.name.text().or_else(|| worded.text.text())))
            }

            pass_over_numbers!();
            pass_over_lists!();
        }

        deserializer.deserialize_any(PartVisitor)
    }
}
