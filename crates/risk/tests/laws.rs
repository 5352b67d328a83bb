//! The laws that a summary and a verdict keep, whatever they hear.

use chats::ParticipantId;
use proptest::prelude::*;
use risk::{
    Context, Level, Mitigation, Reached, ReadingWeights, Summary, Told, Trick, Verdict, WINDOW,
};
use signals::{DRIFT_HEADS, Signal, Tones};
use text::Language;

fn tones() -> impl Strategy<Value = Tones> {
    (
        proptest::collection::vec(-6.0f32..4.0, Signal::COUNT),
        -6.0f32..4.0,
        proptest::collection::vec(-2.0f32..2.0, DRIFT_HEADS),
        0u16..60,
    )
        .prop_map(|(signals, harm, drift, words)| Tones {
            signals: signals.try_into().expect("as many as there are signals"),
            harm,
            drift: drift.try_into().expect("as many as there are drift heads"),
            words,
        })
}

prop_compose! {
    fn told()(
        tones in tones(),
        speaker in 0u16..4,
        vietnamese in any::<bool>(),
        rule in proptest::option::of((0usize..Signal::COUNT, 0.5f32..1.0)),
        mitigation in proptest::option::weighted(0.1, 0usize..Mitigation::COUNT),
        read in proptest::option::of(read_as()),
    ) -> Told {
        let language = if vietnamese { Language::Vi } else { Language::En };
        let mut told = Told::new(0, ParticipantId(speaker), Some(language), &tones);
        if let Some((signal, confidence)) = rule {
            told.rule(Signal::ALL[signal], confidence);
        }
        if let Some(mitigation) = mitigation {
            told.mitigate(Mitigation::ALL[mitigation]);
        }
        match read {
            Some((harm, danger, signals)) => made_of(told, harm, danger, &signals),
            None => told,
        }
    }
}

/// Logits of harm, of danger and of the signals.
fn read_as() -> impl Strategy<Value = (f32, f32, [f32; Signal::COUNT])> {
    let signals = proptest::collection::vec(-8.0f32..4.0, Signal::COUNT);
    let signals = signals.prop_map(|it| it.try_into().expect("as many as there are signals"));
    (-8.0f32..8.0, -8.0f32..8.0, signals)
}

/// The message, of which the reader made this.
fn made_of(told: Told, harm: f32, danger: f32, signals: &[f32; Signal::COUNT]) -> Told {
    let reading = weights().keep(harm, danger, signals, &[0.0; Trick::COUNT]);
    Told { reading: Some(reading), ..told }
}

fn weights() -> &'static ReadingWeights {
    Verdict::bundled().reading_weights().expect("the program has a reader")
}

/// A conversation of up to twice as many messages as the window keeps.
fn conversation() -> impl Strategy<Value = Vec<Told>> {
    proptest::collection::vec(told(), 0..2 * WINDOW).prop_map(|mut messages| {
        for (place, told) in messages.iter_mut().enumerate() {
            told.place = place as u64;
        }
        messages
    })
}

fn summed(messages: &[Told]) -> Summary {
    let mut summary = Summary::default();
    for told in messages {
        summary.hear(told.clone());
    }
    summary
}

fn merged(left: &Summary, right: &Summary) -> Summary {
    let mut merged = left.clone();
    merged.merge(right);
    merged
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn merging_is_associative_and_commutative_with_the_empty_summary_as_identity(
        messages in conversation(),
        cuts in (0.0f64..1.0, 0.0f64..1.0),
    ) {
        let mut cuts = [cuts.0, cuts.1].map(|cut| (cut * messages.len() as f64) as usize);
        cuts.sort();
        let a = summed(&messages[..cuts[0]]);
        let mut b = summed(&messages[cuts[0]..cuts[1]]);
        let c = summed(&messages[cuts[1]..]);
        if let Some(told) = messages[cuts[0]..cuts[1]].last() {
            b.reach(Level::Concern, told.place);
        }
        prop_assert_eq!(merged(&merged(&a, &b), &c), merged(&a, &merged(&b, &c)));
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
        prop_assert_eq!(merged(&a, &Summary::default()), a.clone());
        prop_assert_eq!(merged(&Summary::default(), &a), a);
    }

    #[test]
    fn any_order_of_messages_gives_the_same_summary(
        messages in conversation(),
        seed in any::<u64>(),
    ) {
        let mut shuffled = messages.clone();
        let mut state = seed | 1;
        for last in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(last, (state >> 33) as usize % (last + 1));
        }
        prop_assert_eq!(summed(&shuffled), summed(&messages));
    }

    #[test]
    fn a_summary_stays_small(messages in conversation()) {
        prop_assert!(summed(&messages).window.len() <= WINDOW);
    }

    #[test]
    fn a_level_once_reached_is_never_lowered(messages in conversation()) {
        let verdict = Verdict::bundled();
        let mut summary = Summary::default();
        let mut before = Level::None;
        for told in messages {
            let place = told.place;
            summary.hear(told);
            let level = verdict.weigh(&summary, Context::default()).level;
            summary.reach(level, place);
            prop_assert!(level >= before);
            before = level;
        }
    }

    #[test]
    fn more_harm_or_danger_never_lowers_a_level(
        messages in conversation(),
        (harm, danger, signals) in read_as(),
        (more_harm, more_danger) in (0.0f32..6.0, 0.0f32..6.0),
    ) {
        let level = |harm, danger| {
            let mut messages = messages.clone();
            let last = silent(messages.len() as u64, ParticipantId(1));
            messages.push(made_of(last, harm, danger, &signals));
            Verdict::bundled().weigh(&summed(&messages), Context::default()).level
        };
        prop_assert!(level(harm + more_harm, danger + more_danger) >= level(harm, danger));
    }

    #[test]
    fn more_of_a_sharp_sign_never_lowers_what_rules_have_reached(
        messages in conversation(),
        more in told(),
    ) {
        // A mute verdict trusts rules alone, so what it says is what rules have reached.
        let verdict = Verdict::mute();
        let before = verdict.weigh(&summed(&messages), Context::default()).level;
        let mut more = more;
        more.place = messages.len() as u64;
        let mut longer = messages;
        longer.push(more);
        prop_assert!(verdict.weigh(&summed(&longer), Context::default()).level >= before);
    }

    #[test]
    fn a_likelier_sign_never_lowers_the_score(
        messages in conversation(),
        at in any::<prop::sample::Index>(),
        signal in 0usize..Signal::COUNT,
    ) {
        prop_assume!(!messages.is_empty());
        // Refusal is the one signal that may speak for harmlessness too.
        prop_assume!(Signal::ALL[signal] != Signal::Refusal);
        let verdict = Verdict::bundled();
        let score = |messages: &[Told]| verdict.weigh(&summed(messages), Context::default()).score;
        let before = score(&messages);
        let mut louder = messages.clone();
        let index = at.index(louder.len());
        louder[index].signals[signal] = 255;
        prop_assert!(score(&louder) >= before - 1e-3);
    }
}

#[test]
fn the_highest_level_and_the_first_alert_survive_a_merge() {
    let mut early = Summary::default();
    early.reach(Level::Watch, 1);
    early.reach(Level::Concern, 4);
    let mut late = Summary::default();
    late.reach(Level::High, 9);
    let both = merged(&late, &early);
    assert_eq!(
        both.reached,
        Some(Reached { level: Level::High, place: 9, alert: Some((4, Level::Concern)) })
    );
}

#[test]
fn a_threat_with_a_demand_is_high_whatever_the_ear_hears() {
    let mut summary = Summary::default();
    let quiet = Tones::default();
    let mut threat = Told::new(0, ParticipantId(1), None, &quiet);
    threat.rule(Signal::ExposureThreat, 0.95);
    let mut demand = Told::new(1, ParticipantId(1), None, &quiet);
    demand.rule(Signal::MoneyAsk, 0.9);
    summary.hear(threat.clone());
    assert_eq!(Verdict::mute().weigh(&summary, Context::default()).level, Level::Concern);
    summary.hear(demand);
    assert_eq!(Verdict::mute().weigh(&summary, Context::default()).level, Level::High);
    // Said by the child named as such, it is not a trick played on it.
    let named = Context { child: Some(ParticipantId(1)), ..Context::default() };
    assert_eq!(Verdict::mute().weigh(&summary, named).level, Level::None);
}

#[test]
fn talk_of_suicide_is_an_emergency_whoever_says_it() {
    let mut told = Told::new(0, ParticipantId(0), None, &Tones::default());
    told.rule(Signal::Crisis, 0.9);
    let summary = Summary::of(told);
    let named = Context { child: Some(ParticipantId(0)), ..Context::default() };
    for context in [Context::default(), named] {
        assert_eq!(Verdict::mute().weigh(&summary, context).level, Level::Emergency);
    }
}

/// A message that the reader made this of: harm as a logit, and one signal that is there.
fn read(place: u64, speaker: ParticipantId, harm: f32, signal: Signal) -> Told {
    let mut signals = [-9.0; Signal::COUNT];
    signals[signal.index()] = 9.0;
    made_of(silent(place, speaker), harm, -9.0, &signals)
}

fn silent(place: u64, speaker: ParticipantId) -> Told {
    let tones = Tones { signals: [-9.0; Signal::COUNT], ..Tones::default() };
    Told::new(place, speaker, Some(Language::Vi), &tones)
}

/// Danger makes an emergency of what is worth a look, and of nothing else.
#[test]
fn danger_makes_an_emergency_at_its_threshold() {
    for language in Language::ALL {
        let thresholds = weights().thresholds[&language];
        let at = thresholds.emergency.expect("the reader's weights have one");
        let level = |harm: f32, danger: f32| {
            let told = Told { language: Some(language), ..silent(0, ParticipantId(1)) };
            let mut summary = Summary::default();
            summary.hear(made_of(told, harm, danger, &[-9.0; Signal::COUNT]));
            Verdict::bundled().weigh(&summary, Context::default()).level
        };
        let (seen, unseen) = (thresholds.watch + 0.1, thresholds.watch - 0.1);
        assert_eq!(level(seen, at + 0.1), Level::Emergency);
        assert!([Level::Watch, Level::Concern].contains(&level(seen, at - 0.1)));
        assert_eq!(level(unseen, at + 0.1), Level::None);
    }
}

/// One line and no other among many such must be clearer to be of concern; what comes after may
/// make it so, and one that somebody picked out need not be.
#[test]
fn one_message_alone_among_many_must_be_clearer() {
    let thresholds = weights().thresholds[&Language::Vi];
    let between = (thresholds.concern + thresholds.high) / 2.0;
    let mut summary = Summary::default();
    summary.hear(read(0, ParticipantId(1), between, Signal::Secrecy));
    let among_many = Context { among_many: true, ..Context::default() };
    let weigh = |summary: &Summary, context| Verdict::bundled().weigh(summary, context).level;
    assert_eq!(weigh(&summary, Context::default()), Level::Concern);
    assert_eq!(weigh(&summary, among_many), Level::Watch);
    summary.hear(silent(1, ParticipantId(0)));
    assert_eq!(weigh(&summary, among_many), Level::Concern);
    let mut clear = Summary::default();
    clear.hear(read(0, ParticipantId(1), thresholds.high + 0.1, Signal::Secrecy));
    assert_eq!(weigh(&clear, among_many), Level::Concern);
}

/// How many other conversations there are says nothing of who is who in this one.
#[test]
fn who_alone_speaks_among_many_is_no_more_the_child_than_else() {
    let child_among = |among_many| {
        let mut summary = Summary::default();
        let harm = weights().thresholds[&Language::Vi].high + 0.1;
        summary.hear(read(0, ParticipantId(1), harm, Signal::Demand));
        Verdict::bundled().weigh(&summary, Context { among_many, ..Context::default() }).child
    };
    assert_eq!(child_among(false), None);
    assert_eq!(child_among(true), None);
}

/// What the reader took back does not come back once it is out of sight.
#[test]
fn a_doubtful_threat_stays_doubtful() {
    let verdict = Verdict::bundled();
    let mut summary = Summary::default();
    let mut quoted = read(0, ParticipantId(1), -6.0, Signal::Threat);
    quoted.rule(Signal::Threat, 1.0);
    summary.hear(quoted);
    let at_once = verdict.weigh(&summary, Context::default()).level;
    assert!(at_once <= Level::Watch, "{at_once:?}");
    for place in 1..2 * WINDOW as u64 {
        summary.hear(silent(place, ParticipantId(0)));
        let later = verdict.weigh(&summary, Context::default()).level;
        assert!(later <= Level::Watch, "{later:?} at {place}");
    }
}

/// In a long talk about anything a threat and a demand both come up some day.
#[test]
fn a_threat_and_a_demand_far_apart_are_no_blackmail() {
    let level = |apart: u64| {
        let mut summary = Summary::default();
        let mut level = Level::None;
        for place in 0..=apart {
            let mut told = read(place, ParticipantId(1), -6.0, Signal::Offer);
            match place {
                0 => told.rule(Signal::Threat, 1.0),
                _ if place == apart => told.rule(Signal::Demand, 1.0),
                _ => {}
            }
            summary.hear(told);
            level = level.max(Verdict::bundled().weigh(&summary, Context::default()).level);
        }
        level
    };
    assert_eq!(level(10), Level::High);
    assert!(level(300) <= Level::Watch);
}

/// Notices of the app are nobody's, least of all a child's.
#[test]
fn nobody_is_never_the_child() {
    let verdict = Verdict::bundled();
    let (mut summary, child) = (Summary::default(), ParticipantId(1));
    summary.hear(silent(0, Told::NOBODY));
    summary.hear(read(1, child, 9.0, Signal::Love));
    for (place, speaker) in [(2, Told::NOBODY), (3, ParticipantId(2)), (4, Told::NOBODY)] {
        summary.hear(silent(place, speaker));
    }
    let weighed = verdict.weigh(&summary, Context::default());
    assert!(weighed.level >= Level::Concern);
    assert_eq!(weighed.child, Some(ParticipantId(2)));
}
