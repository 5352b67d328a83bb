//! The chats to practise on, played by the engine itself.

use chats::{Conversation, Message, Participant, ParticipantId};
use engine::{Engine, Request};
use knowledge::{End, Knowledge, Played, Practice, Then, Turn};
use risk::Level;
use text::Language;

/// What was written up to a turn that is to be answered.
fn so_far(practice: &Practice, played: &Played<'_>, language: Language) -> Conversation {
    let mut conversation = Conversation::default();
    let mut write = |who: &str, text: &str| {
        let known = conversation.participant_named(who);
        let from = known.unwrap_or_else(|| {
            conversation.participants.push(Participant { name: who.to_owned() });
            ParticipantId(conversation.participants.len() as u16 - 1)
        });
        let text = text.to_owned();
        conversation.messages.push(Message { from: Some(from), text, ..Message::default() });
    };
    let mut says = |turn: &Turn, answer: Option<&str>| {
        for line in &turn.says {
            let who = line.from.as_ref().unwrap_or(&practice.them).get(language);
            write(who, line.text.get(language));
        }
        if let Some(answer) = answer {
            write(if language == Language::Vi { "Bạn" } else { "You" }, answer);
        }
    };
    for (turn, choice) in &played.answered {
        says(turn, Some(choice.say.get(language)));
    }
    says(played.turn, None);
    conversation
}

/// A practice teaches nothing that the program itself would miss: on every way to harm it warns
/// before the answer that leads there.
#[test]
fn on_every_way_to_harm_the_engine_warns_before_it() {
    let engine = Engine::bundled();
    let mut silent = Vec::new();
    let mut warned = 0;
    for practice in Knowledge::bundled().practice() {
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
                let conversation = so_far(practice, &played, language);
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
