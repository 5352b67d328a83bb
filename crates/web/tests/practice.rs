//! The chats to practise on, played by the engine itself.

use chats::{Conversation, Message};
use engine::{Engine, Request};
use knowledge::{End, Knowledge, Played, Then};
use risk::Level;
use text::Language;

/// What was written so far.
fn so_far(played: &Played<'_>, language: Language) -> Conversation {
    let mut conversation = Conversation::default();
    let me = if language == Language::Vi { "Bạn" } else { "You" };
    for written in &played.written {
        let who = written.from.map_or(me, |from| from.get(language));
        let from = Some(conversation.participant(who));
        let text = written.text.get(language).to_owned();
        conversation.messages.push(Message { from, text, ..Message::default() });
    }
    conversation
}

/// A practice teaches nothing that the program itself would miss: on every way to harm it warns
/// before the answer that leads there.
#[test]
fn on_every_way_to_harm_the_engine_warns_before_it() {
    let engine = Engine::bundled();
    let mut silent = Vec::new();
    let mut warned = 0;
    let practice = Knowledge::bundled().practice();
    for practice in practice.iter().filter(|practice| practice.trick.is_some()) {
        for language in Language::ALL {
            let mut open = vec![Vec::new()];
            while let Some(way) = open.pop() {
                let Some(played) = practice.play(&way) else { panic!("{}: {way:?}", practice.id) };
                let choices = match &played.turn.then {
                    Then::Choose { choices, .. } => choices.len(),
                    Then::End { end: End::Well, .. } => continue,
                    Then::End { end: End::Late, .. } => {
                        silent.push(format!("{} {} {way:?}", practice.id, language.code()));
                        continue;
                    }
                };
                let conversation = so_far(&played, language);
                // What is warned of stays so, whatever is answered.
                let mut listener = engine.listener(Request::default());
                let levels = engine.tell(&conversation).into_iter().map(|told| listener.take(told));
                if levels.max().is_some_and(|level| level >= Level::Concern) {
                    warned += 1;
                } else {
                    open.extend((0..choices).map(|next| [&way[..], &[next]].concat()));
                }
            }
        }
    }
    assert!(warned >= 40, "{warned}");
    assert!(silent.is_empty(), "no warning:\n{}", silent.join("\n"));
}
