//! Lessons, and all that is written for one age. Like all pages that teach they hold nothing of
//! anybody; a class votes in the browser, and its hands are counted nowhere else.

use askama::Template;
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use ics::parameters::Value;
use ics::properties::{DtStart, Summary, Transp};
use ics::{Event, ICalendar};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use knowledge::{Ages, Guideline, Knowledge, Lesson, LibraryEntry, Practice, Try};
use text::Language;

use crate::learn;
use crate::pages::{Frame, language};
use crate::trouble::Trouble;

/// The address of the page on which all are found.
pub(crate) const LESSONS: &str = "lessons";

/// After how many days what was learned is asked again.
const AGAIN_AFTER_DAYS: [i64; 3] = [7, 30, 90];

#[derive(Template)]
#[template(path = "lessons.html")]
struct All {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "lesson.html")]
struct LessonPage {
    frame: Frame,
    lesson: &'static Lesson,
}

#[derive(Template)]
#[template(path = "class.html")]
struct ClassPage {
    frame: Frame,
    lesson: &'static Lesson,
}

#[derive(Template)]
#[template(path = "for.html")]
struct ForAges {
    frame: Frame,
    ages: Ages,
}

/// The address of a lesson's page.
fn of_lesson(lesson: &Lesson) -> String {
    format!("{LESSONS}/{}", lesson.id)
}

/// The address of a lesson for a class to vote on.
fn of_class(lesson: &Lesson) -> String {
    format!("{LESSONS}/{}/class", lesson.id)
}

/// The address of all that is written for an age.
pub(crate) fn of_ages(ages: &Ages) -> String {
    format!("for/{}", ages.name())
}

/// Every page of these below `/{language}/`, by its address: see [`page`].
pub(crate) fn addresses() -> impl Iterator<Item = String> {
    let lessons = Knowledge::bundled().lessons().iter();
    let pages = lessons.flat_map(|lesson| [of_lesson(lesson), of_class(lesson)]);
    [LESSONS.to_owned()].into_iter().chain(Ages::ALL.iter().map(of_ages)).chain(pages)
}

/// The page at an address, in HTML; nothing where there is none.
pub(crate) fn page(address: &str, frame: Frame) -> Option<Result<String, askama::Error>> {
    if address == LESSONS {
        return Some(All { frame }.render());
    }
    if let Some(name) = address.strip_prefix("for/") {
        let ages = Ages::ALL.into_iter().find(|ages| ages.name() == name)?;
        return Some(ForAges { frame, ages }.render());
    }
    let name = address.strip_prefix("lessons/")?;
    Some(match name.strip_suffix("/class") {
        Some(name) => ClassPage { frame, lesson: lesson(name)? }.render(),
        None => LessonPage { frame, lesson: lesson(name)? }.render(),
    })
}

fn lesson(name: &str) -> Option<&'static Lesson> {
    Knowledge::bundled().lessons().iter().find(|lesson| lesson.id == name)
}

fn lessons_for(ages: &Ages) -> impl Iterator<Item = &'static Lesson> {
    let ages = *ages;
    Knowledge::bundled().lessons().iter().filter(move |lesson| lesson.ages == ages)
}

fn practice_for(ages: &Ages) -> impl Iterator<Item = &'static Practice> {
    let ages = *ages;
    Knowledge::bundled().practice().iter().filter(move |practice| practice.ages == ages)
}

/// The days on which a lesson's question comes back, for any calendar program.
pub(crate) async fn calendar(
    Path((code, name)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    let language = language(&code)?;
    let lesson = lesson(&name).ok_or(Trouble::NotFound)?;
    let calendar = reminders(lesson, language, Timestamp::now(), &TimeZone::system()).to_string();
    let kept_as = format!("attachment; filename=\"{name}.ics\"");
    Ok((
        [
            (header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8")),
            (
                header::CONTENT_DISPOSITION,
                HeaderValue::try_from(kept_as).map_err(|_| Trouble::NotFound)?,
            ),
        ],
        calendar,
    )
        .into_response())
}

/// A day after a week, a month and three months (RFC 5545): whole days that block no time.
fn reminders(
    lesson: &Lesson,
    language: Language,
    now: Timestamp,
    zone: &TimeZone,
) -> ICalendar<'static> {
    let mut calendar = ICalendar::new("2.0", "-//La Chan//lachan//EN");
    let stamp = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    for days in AGAIN_AFTER_DAYS {
        let day: Date = zone.to_datetime(now).date().saturating_add(Span::new().days(days));
        let name = format!("{}-{days}-{stamp}@lachan", lesson.id);
        let mut event = Event::new(name, stamp.clone());
        let mut start = DtStart::new(day.strftime("%Y%m%d").to_string());
        start.add(Value::DATE);
        event.push(start);
        event.push(Summary::new(ics::escape_text(lesson.leave.get(language).to_owned())));
        event.push(Transp::transparent());
        calendar.add_event(event);
    }
    calendar
}

/// What the pages call those whom something is written for.
pub(crate) fn called(ages: &Ages, frame: &Frame) -> &'static str {
    match ages {
        Ages::Child(band) => learn::band(*band, frame.words),
        Ages::Adults => frame.words.learn.adults,
    }
}

impl LessonPage {
    fn tricks(&self) -> impl Iterator<Item = &'static LibraryEntry> {
        let library = Knowledge::bundled().library();
        library.iter().filter(|entry| self.lesson.tricks.contains(&entry.id))
    }

    fn guidelines(&self) -> impl Iterator<Item = &'static Guideline> {
        let all = Knowledge::bundled().guidelines();
        all.iter().filter(|guideline| self.lesson.guidelines.contains(&guideline.id))
    }

    /// The chats for the same ages in which one of its tricks is tried.
    fn practice(&self) -> Vec<&'static Practice> {
        let tried =
            |practice: &&Practice| self.tricks().any(|entry| Some(entry.trick) == practice.trick);
        practice_for(&self.lesson.ages).filter(tried).collect()
    }

    fn following(&self) -> Option<&'static Lesson> {
        lessons_for(&self.lesson.ages).find(|lesson| lesson.number == self.lesson.number + 1)
    }
}

/// What a choice is called on paper: a, b, c.
fn letter(place: &usize) -> char {
    ['a', 'b', 'c'].get(*place).copied().unwrap_or('–')
}

/// The good choices of a question, by letter.
fn good(one: &Try) -> String {
    let good = one.choices.iter().enumerate().filter(|(_, choice)| choice.good);
    good.map(|(place, _)| letter(&place).to_string()).collect::<Vec<_>>().join(", ")
}

impl ForAges {
    /// Every guideline in the words for these ages: for adults, their own part in it.
    fn rules(&self) -> Vec<(&'static Guideline, &'static str)> {
        let say = |guideline: &'static Guideline| match self.ages {
            Ages::Child(band) => guideline.child.get(band).get(self.frame.language),
            Ages::Adults => guideline.parent.get(self.frame.language),
        };
        let all = Knowledge::bundled().guidelines().iter();
        all.map(|guideline| (guideline, say(guideline))).collect()
    }

    fn is_adult(&self) -> bool {
        self.ages == Ages::Adults
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_comes_back_after_a_week_a_month_and_three() {
        let now: Timestamp = "2026-11-26T20:00:00+07:00".parse().unwrap();
        let lesson = &Knowledge::bundled().lessons()[0];
        let calendar = reminders(lesson, Language::Vi, now, &TimeZone::UTC).to_string();
        for day in ["20261203", "20261226", "20270224"] {
            assert!(calendar.contains(&format!("DTSTART;VALUE=DATE:{day}\r\n")), "{calendar}");
        }
        assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 3);
        // RFC 5545, 3.1: no line is longer than 75 bytes.
        assert!(calendar.split("\r\n").all(|line| line.len() <= 75), "{calendar}");
        let unfolded = calendar.replace("\r\n ", "").replace("\\,", ",").replace("\\;", ";");
        assert!(unfolded.contains(&lesson.leave.vi), "{unfolded}");
    }
}
