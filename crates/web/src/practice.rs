//! Chats to practise on: somebody tries a trick, the reader answers, and the engine says what it
//! would have seen. An address holds the answers given so far, so that no page needs a script and
//! nothing is kept: it is play, and says nothing of anybody.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chats::{Conversation, Message};
use engine::Request;
use knowledge::{End, Knowledge, Played, Practice, Then, Written};
use risk::Level;
use text::Language;

use crate::app::{App, Reads};
use crate::lessons;
use crate::pages::{Frame, language, render};
use crate::trouble::Trouble;

/// The address of the page on which all are found.
pub(crate) const PRACTICE: &str = "practice";

/// From how likely on a signal is named.
const LIKELY: f32 = 0.5;

#[derive(Template)]
#[template(path = "practice.html")]
struct All {
    frame: Frame,
    /// The chats and the talks for each age, the youngest first.
    groups: Vec<&'static [Practice]>,
}

#[derive(Template)]
#[template(path = "play.html")]
struct Play {
    frame: Frame,
    practice: &'static Practice,
    bubbles: Vec<Bubble>,
    /// What is at work, where it is the reader's turn.
    note: Option<&'static str>,
    answers: Vec<Answer>,
    ending: Option<Ending>,
    /// Nothing where nobody plays a trick.
    seen: Option<Seen>,
    /// How many answers were given.
    deep: usize,
}

struct Bubble {
    who: &'static str,
    text: &'static str,
    is_me: bool,
}

struct Answer {
    address: String,
    say: &'static str,
}

struct Ending {
    is_well: bool,
    text: &'static str,
}

/// Whether a child tells an adult of it, and nobody plays a trick.
fn is_talk(practice: &Practice) -> bool {
    practice.trick.is_none()
}

/// What the engine makes of the chat so far.
#[derive(Debug, Default)]
struct Seen {
    level: Level,
    trick: Option<&'static str>,
    signals: Vec<&'static str>,
}

pub(crate) async fn all(Path(code): Path<String>) -> Result<Response, Trouble> {
    let frame = Frame::new(language(&code)?).at(PRACTICE);
    let practice = Knowledge::bundled().practice();
    let alike = |a: &Practice, b: &Practice| a.ages == b.ages && is_talk(a) == is_talk(b);
    let groups = practice.chunk_by(alike).collect();
    Ok(render(All { frame, groups }.render()))
}

pub(crate) async fn begin(
    State(app): State<App>,
    Path((code, name)): Path<(String, String)>,
) -> Result<Response, Trouble> {
    play(app, &code, &name, "").await
}

pub(crate) async fn go_on(
    State(app): State<App>,
    Path((code, name, way)): Path<(String, String, String)>,
) -> Result<Response, Trouble> {
    play(app, &code, &name, &way).await
}

async fn play(app: App, code: &str, name: &str, way: &str) -> Result<Response, Trouble> {
    let language = language(code)?;
    let practice = Knowledge::bundled().practice().iter().find(|it| it.id == name);
    let practice = practice.ok_or(Trouble::NotFound)?;
    let answers = numbers(way).ok_or(Trouble::NotFound)?;
    let played = practice.play(&answers).ok_or(Trouble::NotFound)?;

    let address = address(practice, &answers);
    let frame = Frame::new(language).at(&address);
    let bubbles = bubbles(&played, &frame);
    let seen = if is_talk(practice) {
        None
    } else {
        let conversation = conversation(&bubbles);
        let reads = app.reads();
        Some(app.read(move || seen(&reads, &conversation, language)).await?)
    };
    let (note, choices, ending) = match &played.turn.then {
        Then::Choose { note, choices } => (Some(frame.text(note)), choices.as_slice(), None),
        Then::End { end, ending } => {
            let is_well = *end == End::Well;
            (None, &[][..], Some(Ending { is_well, text: frame.text(ending) }))
        }
    };
    let next = choices.iter().enumerate().map(|(number, choice)| Answer {
        address: self::address(practice, &[&answers[..], &[number]].concat()),
        say: frame.text(&choice.say),
    });
    let answers_ahead = next.collect();
    let page = Play {
        practice,
        bubbles,
        note,
        answers: answers_ahead,
        ending,
        seen,
        deep: answers.len(),
        frame,
    };
    Ok(render(page.render()))
}

/// The answers that an address holds, such as `0-2-1`; nothing where it holds something else.
fn numbers(way: &str) -> Option<Vec<usize>> {
    if way.is_empty() {
        return Some(Vec::new());
    }
    way.split('-').map(|number| number.parse().ok().filter(|_| number.len() == 1)).collect()
}

/// The address at which a practice begins.
pub(crate) fn of_practice(practice: &Practice) -> String {
    address(practice, &[])
}

fn address(practice: &Practice, answers: &[usize]) -> String {
    let numbers: Vec<String> = answers.iter().map(usize::to_string).collect();
    match numbers.as_slice() {
        [] => format!("{PRACTICE}/{}", practice.id),
        _ => format!("{PRACTICE}/{}/{}", practice.id, numbers.join("-")),
    }
}

/// All that was written so far.
fn bubbles(played: &Played<'static>, frame: &Frame) -> Vec<Bubble> {
    let me = frame.words.practice.me;
    let bubble = |it: &Written<'static>| Bubble {
        who: it.from.map_or(me, |from| frame.text(from)),
        text: frame.text(it.text),
        is_me: it.from.is_none(),
    };
    played.written.iter().map(bubble).collect()
}

/// The same as the engine takes it.
fn conversation(bubbles: &[Bubble]) -> Conversation {
    let mut conversation = Conversation::default();
    for bubble in bubbles {
        let from = Some(conversation.participant(bubble.who));
        let text = bubble.text.to_owned();
        conversation.messages.push(Message { from, text, ..Message::default() });
    }
    conversation
}

fn seen(with: &Reads, conversation: &Conversation, language: Language) -> Seen {
    let mut listener = with.engine.listener(Request::default());
    let mut signals = Vec::new();
    for told in with.engine.tell(conversation) {
        let likely = signals::Signal::ALL.into_iter().filter(|it| told.likely(*it) >= LIKELY);
        signals.extend(likely.filter(|it| it.speaker() == signals::Speaker::Contact));
        listener.take(told);
    }
    signals.sort_unstable();
    signals.dedup();
    let level = listener.summary().level();
    let guess = listener.weigh().tricks.first().filter(|_| level >= Level::Concern);
    let trick = guess.map(|guess| Knowledge::bundled().trick(guess.trick).name.get(language));
    // The bundled rules live as long as the program; these are the texts of their signals.
    let page = |signal| signals::Rules::bundled().page(signal).name.get(language);
    Seen { level, trick, signals: signals.into_iter().map(page).collect() }
}

impl All {
    fn for_ages(&self, practices: &[Practice]) -> &'static str {
        let words = self.frame.words;
        match practices {
            [first, ..] if is_talk(first) => words.practice.talks,
            [first, ..] => lessons::called(&first.ages, &self.frame),
            [] => "",
        }
    }
}

impl Play {
    /// What the program would call it, where it would say something.
    fn warned(&self, seen: &Seen) -> Option<&'static str> {
        let name = || self.frame.text(&Knowledge::bundled().level(seen.level).name);
        (seen.level >= Level::Watch).then(name)
    }
}
