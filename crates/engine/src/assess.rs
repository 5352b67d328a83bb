//! From a whole conversation to an assessment with its reasons.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::ControlFlow;

use chats::{Conversation, Message, ParticipantId};
use risk::{
    Assessment, FirstAlert, Level, Mitigated, Mitigation, Reading, Reason, Summary, Told, Trick,
    TrickGuess,
};
use signals::{By, Confidence, Family, Scanner, Sign, Signal, Speaker};

use crate::careful::Pace;
use crate::course::Course;
use crate::listener::spoken;
use crate::{Engine, Progress, Request};

/// How many messages a report shows as reasons.
const MOST_REASONS: usize = 12;
/// A message that adds less than this to the score (a logit) is not a reason.
const LEAST_SHARE: f32 = 0.05;
/// A signal less likely than this is not given as a reason.
const LEAST_SIGN: f32 = 0.35;
/// The same for the reader, whose half is where it is right most often.
const LEAST_READ: f32 = 0.5;

/// The window in which the conversation sounded worst.
struct Worst {
    level: Level,
    score: f32,
    window: VecDeque<Told>,
    child: Option<ParticipantId>,
    tricks: Vec<TrickGuess>,
}

pub(crate) fn assess(
    engine: &Engine,
    conversation: &Conversation,
    request: Request,
    watch: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Assessment {
    let mut listener = engine.listener(request);
    let mut worst: Option<Worst> = None;
    let mut come = Progress { messages: 0, level: Level::None };
    let mut course =
        Course::new(engine, conversation, Pace::for_length(conversation.messages.len()));
    while let ControlFlow::Continue(part) = course.next_part(&mut || watch(come)) {
        come.messages = part.range().end;
        for told in part.into_told() {
            let now = listener.take(told);
            let weighed = listener.weigh();
            come.level = now;
            let tells_more = |worst: &Worst| {
                weighed.here.cmp(&worst.level).then(weighed.score.total_cmp(&worst.score)).is_gt()
            };
            if now > Level::None && worst.as_ref().is_none_or(tells_more) {
                worst = Some(Worst {
                    level: weighed.here,
                    score: weighed.score,
                    window: listener.summary().window.clone(),
                    child: weighed.child,
                    tricks: weighed.tricks.clone(),
                });
            }
        }
        if watch(come).is_break() {
            break;
        }
    }
    let level = come.level;
    let summary = listener.summary();
    let mut assessment = Assessment {
        level,
        child: request.child,
        contact: request.contact,
        ..Assessment::default()
    };
    let Some(worst) = worst.filter(|_| level > Level::None) else { return assessment };
    if level >= Level::Concern {
        assessment.tricks = likely_tricks(&worst.tricks);
    }
    assessment.first_alert =
        summary.reached.and_then(|reached| reached.alert).and_then(|(place, level)| {
            let message = place as usize;
            let at = conversation.messages.get(message)?.at;
            Some(FirstAlert { message, at, level })
        });
    let child = request.child.or(worst.child);
    assessment.child = child;
    let shares = engine.verdict().shares(&worst.window, child.unwrap_or(Told::NOBODY));
    assessment.contact = request.contact.or_else(|| contact(&assessment, &worst, &shares));
    let chosen = telling_places(summary, &worst, child, &shares);
    let told: BTreeMap<u64, &Told> = worst.window.iter().map(|told| (told.place, told)).collect();
    let mut scanner = engine.hearing.scanner();
    let reasons: Vec<Reason> = chosen
        .into_iter()
        .filter_map(|place| {
            let message = conversation.messages.get(place as usize)?;
            let side = if message.from == child { Speaker::Child } else { Speaker::Contact };
            let reading = told.get(&place).and_then(|told| told.reading.as_ref());
            let mut signs = heard_signs(&mut scanner, message, reading.is_some());
            if let Some(reading) = reading {
                add_read_signs(&mut signs, &mut course, (place as usize, message), reading, side);
            }
            signs.retain(|sign| may_say(side, sign.signal));
            signs.sort_by(|a, b| b.confidence.get().total_cmp(&a.confidence.get()));
            signs.iter_mut().for_each(|sign| point_at_words(sign, message));
            (!signs.is_empty()).then_some(Reason { message: place as usize, signs })
        })
        .collect();
    assessment.reasons = match reasons.is_empty() && level >= Level::Concern {
        true => likeliest(conversation, &worst, child, &mut course).into_iter().collect(),
        false => reasons,
    };
    assessment.mitigations = mitigations(&worst);
    assessment
}

/// Where no message bears a sign that is likelier than not, the one that comes nearest: a level that
/// calls for an act is never without a message to look at.
fn likeliest(
    conversation: &Conversation,
    worst: &Worst,
    child: Option<ParticipantId>,
    course: &mut Course<'_, '_>,
) -> Option<Reason> {
    let borne = worst.window.iter().filter(|told| told.reading.is_some()).flat_map(|told| {
        let side = if Some(told.speaker) == child { Speaker::Child } else { Speaker::Contact };
        let may = Signal::ALL.into_iter().filter(move |signal| may_say(side, *signal));
        may.map(move |signal| (told, signal))
    });
    let (told, signal) = borne.max_by(|(one, a), (other, b)| {
        one.likely(*a).total_cmp(&other.likely(*b)).then(other.place.cmp(&one.place))
    })?;
    let place = told.place as usize;
    let message = conversation.messages.get(place)?;
    let spans = course.words(place, message, &[signal]).into_iter().next()?;
    let confidence = Confidence::new(told.likely(signal));
    let mut sign = Sign { signal, confidence, by: By::Reader, spans };
    point_at_words(&mut sign, message);
    Some(Reason { message: place, signs: vec![sign] })
}

/// A picture without words is heard as one, but no words of it can be marked.
fn point_at_words(sign: &mut Sign, message: &Message) {
    if spoken(message) != message.text {
        sign.spans.clear();
    }
}

/// The likeliest trick, and the few others that it might be.
fn likely_tricks(tricks: &[TrickGuess]) -> Vec<TrickGuess> {
    const MOST: usize = 3;
    const LEAST: f32 = 0.1;
    let first = tricks.iter().take(1);
    let others = tricks.iter().skip(1).filter(|guess| guess.confidence.get() >= LEAST);
    first.chain(others).take(MOST).copied().collect()
}

/// Whoever said most of what counted; nobody where nobody plays a trick.
fn contact(assessment: &Assessment, worst: &Worst, shares: &[f32]) -> Option<ParticipantId> {
    let trick = assessment.tricks.first().map(|guess| guess.trick);
    if trick == Some(Trick::Oversharing) {
        return None;
    }
    let mut said: BTreeMap<ParticipantId, f32> = BTreeMap::new();
    for (told, share) in worst.window.iter().zip(shares) {
        if Some(told.speaker) != assessment.child && told.speaker != Told::NOBODY {
            *said.entry(told.speaker).or_default() += share.max(0.0);
        }
    }
    said.into_iter()
        .max_by(|(_, left), (_, right)| left.total_cmp(right))
        .map(|(speaker, _)| speaker)
}

/// The messages that a report shows as reasons.
fn telling_places(
    summary: &Summary,
    worst: &Worst,
    child: Option<ParticipantId>,
    shares: &[f32],
) -> BTreeSet<u64> {
    let mut ranked: Vec<(f32, u64)> = worst
        .window
        .iter()
        .zip(shares)
        .filter(|&(_, &share)| share >= LEAST_SHARE)
        .map(|(told, &share)| (share, told.place))
        .collect();
    ranked.sort_by(|left, right| right.0.total_cmp(&left.0).then(left.1.cmp(&right.1)));
    let side =
        |one: ParticipantId| if Some(one) == child { Speaker::Child } else { Speaker::Contact };
    // What rules heard of those who may say it, the surest first.
    let may = |(speaker, signal): &(ParticipantId, Signal)| may_say(side(*speaker), *signal);
    let mut tallies: Vec<_> = summary.tallies.iter().filter(|(key, _)| may(key)).collect();
    tallies.sort_by_key(|(_, tally)| (std::cmp::Reverse(tally.strongest), tally.first));
    let mut places = BTreeSet::new();
    for place in tallies.into_iter().flat_map(|(_, tally)| [tally.first, tally.strongest_at]) {
        if places.len() < MOST_REASONS {
            places.insert(place);
        }
    }
    for (_, place) in ranked {
        if places.len() < MOST_REASONS {
            places.insert(place);
        }
    }
    places
}

/// What rules, detectors and, where the message was not read, the ear heard in it.
fn heard_signs(scanner: &mut Scanner<'_>, message: &Message, was_read: bool) -> Vec<Sign> {
    scanner.hear(&spoken(message));
    let mut signs = scanner.signs(LEAST_SIGN);
    if was_read {
        signs.retain(|sign| sign.by != By::Ear);
    }
    signs
}

/// Whether a signal is one that this side may bear.
fn may_say(side: Speaker, signal: Signal) -> bool {
    (signal.family() == Family::Child) == (side == Speaker::Child)
}

/// Adds what the reader made of a message, with the words that it rests on, where nothing surer
/// was heard of the same signal.
fn add_read_signs(
    signs: &mut Vec<Sign>,
    course: &mut Course<'_, '_>,
    (place, message): (usize, &Message),
    reading: &Reading,
    side: Speaker,
) {
    let is_new = |signal: &Signal| {
        if !may_say(side, *signal) {
            return false;
        }
        let likely = reading.likely(*signal);
        let known = signs.iter().find(|sign| sign.signal == *signal);
        likely >= LEAST_READ && known.is_none_or(|sign| sign.confidence.get() < likely)
    };
    let new: Vec<Signal> = Signal::ALL.into_iter().filter(is_new).collect();
    if new.is_empty() {
        return;
    }
    let words = course.words(place, message, &new);
    for (signal, spans) in new.into_iter().zip(words) {
        let confidence = Confidence::new(reading.likely(signal));
        match signs.iter_mut().find(|sign| sign.signal == signal) {
            // A rule says why in words of its own; it stays, as sure as the reader.
            Some(sign) => sign.confidence = confidence,
            None => signs.push(Sign { signal, confidence, by: By::Reader, spans }),
        }
    }
}

fn mitigations(worst: &Worst) -> Vec<Mitigated> {
    let mut found = Vec::new();
    for mitigation in Mitigation::ALL {
        let bearing: Vec<&Told> = worst
            .window
            .iter()
            .filter(|told| told.mitigations & (1 << mitigation as u8) != 0)
            .collect();
        let speakers: BTreeSet<ParticipantId> = bearing.iter().map(|told| told.speaker).collect();
        if let Some(told) = bearing.first()
            && (speakers.len() > 1 || !mitigation.takes_both())
        {
            let mitigation = mitigation.name().to_owned();
            found.push(Mitigated { mitigation, message: told.place as usize });
        }
    }
    found.sort_by_key(|mitigated| mitigated.message);
    found
}
