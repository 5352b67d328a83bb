//! QUALITY.md: what was measured, on what, and how well; made anew by one command.

use std::collections::BTreeMap;
use std::fmt::Write;

use engine::{Engine, Request};
use risk::{Level, Trick};
use text::disguise::Disguise;

use crate::evaluation::{Course, SetFigures, courses, figures};
use crate::material::{Labelled, Set};

/// What QUALITY.md is made from.
#[derive(Debug)]
pub struct Measured {
    /// Labelled conversations that nothing was learned from: a title, and the set.
    pub held_out: Vec<(String, Set)>,
    /// Everyday talk: the corpus, and its conversations.
    pub everyday: Vec<(String, Set)>,
}

/// The held-out sets: a title, and where each lies, in `packs/` or in the shared corpora.
pub const HELD_OUT: [(&str, &str); 6] = [
    ("dev en", "eval/dev/en.jsonl"),
    ("dev vi", "eval/dev/vi.jsonl"),
    ("blind en", "packs/evaluation/en.jsonl"),
    ("blind vi", "packs/evaluation/vi.jsonl"),
    ("short en", "packs/evaluation/short-en.jsonl"),
    ("short vi", "packs/evaluation/short-vi.jsonl"),
];

/// The corpora of everyday talk.
pub const EVERYDAY: [&str; 7] =
    ["chat-vi", "sentences-vi", "sms", "topical-chat", "service-dialogues", "irc", "persuasion"];

/// A held-out set and how its conversations went.
struct Followed<'a> {
    title: &'a str,
    set: &'a Set,
    courses: Vec<Course>,
    figures: SetFigures,
}

impl Followed<'_> {
    fn pairs(&self) -> impl Iterator<Item = (&Labelled, &Course)> {
        self.set.conversations.iter().zip(&self.courses)
    }
}

/// The part of QUALITY.md that is measured.
pub fn quality(engine: &Engine, measured: &Measured) -> String {
    let followed: Vec<Followed<'_>> = measured
        .held_out
        .iter()
        .map(|(title, set)| {
            let courses = courses(engine, &set.conversations);
            let figures = figures(set, &courses);
            Followed { title, set, courses, figures }
        })
        .collect();
    let mut page = String::new();
    let _ = writeln!(page, "Packs `{}`.\n", engine.packs_digest());
    page.push_str(&held_out_table(&followed));
    page.push_str(&curve(&followed));
    page.push_str(&by_trick(&followed));
    page.push_str(&by_length(&followed));
    page.push_str(&by_spelling(engine, &followed));
    page.push_str(&by_signal(&followed));
    page.push_str(&by_level(&followed));
    page.push_str(&reliability(engine, &followed));
    page.push_str(&gate(engine, &followed));
    page.push_str(&everyday(engine, measured));
    page.push_str(&failures(&followed));
    page
}

/// The rows of the first table: what a test can measure anew in a minute.
pub fn held_out_rows(engine: &Engine, held_out: &[(String, Set)]) -> Vec<String> {
    held_out
        .iter()
        .map(|(title, set)| row(title, &figures(set, &courses(engine, &set.conversations))))
        .collect()
}

fn row(title: &str, it: &SetFigures) -> String {
    let timely = (it.in_time.unwrap_or_default() * it.risk as f64).round() as usize;
    let warned = it.risk - it.missed.len();
    let named = (it.trick_named.unwrap_or_default() * warned as f64).round() as usize;
    let f1 = it.signals.as_ref().map_or_else(|| "–".to_owned(), |it| format!("{:.3}", it.f1));
    format!(
        "| {title} | {} | {} | {} | {} | {} | {} |",
        share(timely, it.risk),
        it.late.len(),
        it.missed.len(),
        share(it.false_alarms.len(), it.benign),
        share(named, warned),
        f1,
    )
}

fn held_out_table(followed: &[Followed<'_>]) -> String {
    let mut page = "## Conversations that it never saw\n\n\
        | set | warned of in time | late | missed | harmless alarmed | trick named, of those warned | signals, F1 |\n\
        |---|---|---|---|---|---|---|\n"
        .to_owned();
    for it in followed {
        let _ = writeln!(page, "{}", row(it.title, &it.figures));
    }
    page.push('\n');
    page
}

/// A share with its 95 % interval (Wilson 1927).
fn share(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let (low, high) = wilson(part, whole);
    let percent = 100.0 * part as f64 / whole as f64;
    format!("{percent:.1} % ({part}/{whole}; {:.0}–{:.0})", 100.0 * low, 100.0 * high)
}

fn wilson(part: usize, whole: usize) -> (f64, f64) {
    const Z: f64 = 1.96;
    let (n, p) = (whole as f64, part as f64 / whole as f64);
    let middle = p + Z * Z / (2.0 * n);
    let spread = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    (((middle - spread) / scale).max(0.0), ((middle + spread) / scale).min(1.0))
}

/// Share in time at the threshold that so many of the set's own harmless conversations reach.
fn curve(followed: &[Followed<'_>]) -> String {
    const SHARES: [f64; 6] = [0.0, 0.01, 0.03, 0.05, 0.1, 0.2];
    let mut page = "## In time against false alarms\n\n\
        Share in time at the threshold of the score at which this share of the set's own harmless \
        conversations alarms. It says how well harm and harmlessness are told apart, not what a user \
        gets: the product's thresholds were chosen without these sets.\n\n| set |"
        .to_owned();
    for at in SHARES {
        let _ = write!(page, " {:.0} % |", at * 100.0);
    }
    page.push_str("\n|---|");
    page.push_str(&"---|".repeat(SHARES.len()));
    page.push('\n');
    for it in followed {
        let mut harmless: Vec<f32> = it
            .pairs()
            .filter(|(labelled, _)| !labelled.is_risk())
            .map(|(_, course)| course.highest(None))
            .collect();
        harmless.sort_by(|a, b| b.total_cmp(a));
        let timely: Vec<f32> = it
            .pairs()
            .filter(|(labelled, _)| labelled.is_risk())
            .map(|(labelled, course)| course.highest(labelled.alert_by))
            .collect();
        let _ = write!(page, "| {} |", it.title);
        for at in SHARES {
            let bound = harmless.get((harmless.len() as f64 * at) as usize);
            let over =
                timely.iter().filter(|score| bound.is_none_or(|bound| *score > bound)).count();
            let _ = write!(page, " {:.1} % |", 100.0 * over as f64 / timely.len().max(1) as f64);
        }
        page.push('\n');
    }
    page.push('\n');
    page
}

fn by_trick(followed: &[Followed<'_>]) -> String {
    let mut page = "## By trick\n\nIn time, of the risks of each.\n\n| trick |".to_owned();
    heading(&mut page, followed);
    for trick in Trick::ALL {
        let _ = write!(page, "| {} |", trick.name());
        for it in followed {
            let own = it.pairs().filter(|(labelled, _)| labelled.trick() == Some(trick));
            let _ = write!(page, " {} |", timely_of(own));
        }
        page.push('\n');
    }
    page.push('\n');
    page
}

fn by_length(followed: &[Followed<'_>]) -> String {
    let mut page = "## By length\n\nIn time; harmless alarmed.\n\n| messages |".to_owned();
    heading(&mut page, followed);
    for (name, range) in [("up to 9", 0..10), ("10–15", 10..16), ("16 and more", 16..usize::MAX)]
    {
        let _ = write!(page, "| {name} |");
        for it in followed {
            let own =
                || it.pairs().filter(|(labelled, _)| range.contains(&labelled.messages.len()));
            let harmless = || own().filter(|(labelled, _)| !labelled.is_risk());
            let alarmed = harmless().filter(|(_, course)| course.alert().is_some()).count();
            let risks = own().filter(|(labelled, _)| labelled.is_risk());
            let _ = write!(page, " {}; {alarmed}/{} |", timely_of(risks), harmless().count());
        }
        page.push('\n');
    }
    page.push('\n');
    page
}

fn heading(page: &mut String, followed: &[Followed<'_>]) {
    for it in followed {
        let _ = write!(page, " {} |", it.title);
    }
    page.push_str("\n|---|");
    page.push_str(&"---|".repeat(followed.len()));
    page.push('\n');
}

fn is_timely(labelled: &Labelled, course: &Course) -> bool {
    let due = labelled.alert_by.unwrap_or(labelled.messages.len());
    course.alert().is_some_and(|alert| alert <= due)
}

fn timely_of<'a>(risks: impl Iterator<Item = (&'a Labelled, &'a Course)>) -> String {
    let (mut timely, mut all) = (0, 0);
    for (labelled, course) in risks {
        all += 1;
        timely += usize::from(is_timely(labelled, course));
    }
    if all == 0 { "–".to_owned() } else { format!("{timely}/{all}") }
}

fn by_spelling(engine: &Engine, followed: &[Followed<'_>]) -> String {
    let mut page = "## By spelling\n\nPoints in time lost when every message of the risks is \
        disguised so; below 0: gained.\n\n| disguise |"
        .to_owned();
    heading(&mut page, followed);
    let risks: Vec<Vec<Labelled>> = followed
        .iter()
        .map(|it| it.set.conversations.iter().filter(|it| it.is_risk()).cloned().collect())
        .collect();
    for disguise in Disguise::ALL {
        let _ = write!(page, "| {} |", disguise.name());
        for (it, risks) in followed.iter().zip(&risks) {
            let disguised: Vec<Labelled> =
                risks.iter().enumerate().map(|(seed, one)| one.disguised(disguise, seed)).collect();
            let courses = courses(engine, &disguised);
            let timely = disguised
                .iter()
                .zip(&courses)
                .filter(|(one, course)| is_timely(one, course))
                .count();
            let lost = it.figures.in_time.unwrap_or_default() - timely as f64 / risks.len() as f64;
            let _ = write!(page, " {:.1} |", 100.0 * lost);
        }
        page.push('\n');
    }
    page.push('\n');
    page
}

fn by_signal(followed: &[Followed<'_>]) -> String {
    let mut all: BTreeMap<&str, (f64, f64, f64)> = BTreeMap::new();
    for signals in followed.iter().filter_map(|it| it.figures.signals.as_ref()) {
        for (signal, it) in &signals.by_signal {
            let right = it.recall * it.support as f64;
            let heard = if it.precision > 0.0 { right / it.precision } else { 0.0 };
            let sum = all.entry(signal).or_default();
            *sum = (sum.0 + right, sum.1 + heard, sum.2 + it.support as f64);
        }
    }
    let mut page = "## By signal\n\nAll sets together, message by message.\n\n\
        | signal | labelled | precision | recall | F1 |\n|---|---|---|---|---|\n"
        .to_owned();
    for (signal, (right, heard, labelled)) in all {
        let _ = writeln!(
            page,
            "| {signal} | {labelled:.0} | {:.2} | {:.2} | {:.2} |",
            right / heard.max(1.0),
            right / labelled.max(1.0),
            2.0 * right / (heard + labelled).max(1.0)
        );
    }
    page.push('\n');
    page
}

fn by_level(followed: &[Followed<'_>]) -> String {
    let mut page =
        "## By level\n\nOf the risks labelled with a level, those that end on it or above; \
        of the others, those that reach `high` or `emergency`.\n\n| level |"
            .to_owned();
    heading(&mut page, followed);
    for level in [Level::Concern, Level::High, Level::Emergency] {
        let _ = write!(page, "| {} |", level.name());
        for it in followed {
            let own: Vec<bool> = it
                .pairs()
                .filter(|(labelled, _)| labelled.is_risk() && labelled.level == level)
                .map(|(_, course)| course.levels.last().is_some_and(|last| *last >= level))
                .collect();
            let reached = own.iter().filter(|reached| **reached).count();
            let _ = write!(page, " {reached}/{} |", own.len());
        }
        page.push('\n');
    }
    type Among = fn(&Labelled) -> bool;
    let harmless: Among = |labelled| !labelled.is_risk();
    let not_today: Among = |it| it.is_risk() && it.level < Level::Emergency;
    let others = [
        ("harmless", harmless, Level::High),
        ("harmless", harmless, Level::Emergency),
        ("other risks", not_today, Level::Emergency),
    ];
    for (who, is_among, level) in others {
        let _ = write!(page, "| {who}, `{}` |", level.name());
        for it in followed {
            let among = || it.pairs().filter(|(labelled, _)| is_among(labelled));
            let reached = |course: &Course| course.levels.last().is_some_and(|last| *last >= level);
            let count = among().filter(|(_, course)| reached(course)).count();
            let _ = write!(page, " {count}/{} |", among().count());
        }
        page.push('\n');
    }
    page.push('\n');
    page
}

fn reliability(engine: &Engine, followed: &[Followed<'_>]) -> String {
    let Some(weights) = engine.verdict().reading_weights() else { return String::new() };
    const BINS: usize = 5;
    let mut bins = [(0usize, 0usize, 0.0f64); BINS];
    for (labelled, course) in followed.iter().flat_map(Followed::pairs) {
        let highest = course.highest(None);
        if !highest.is_finite() {
            continue;
        }
        let said = f64::from(weights.harm.probability(highest));
        let bin = &mut bins[((said * BINS as f64) as usize).min(BINS - 1)];
        *bin = (bin.0 + 1, bin.1 + usize::from(labelled.is_risk()), bin.2 + said);
    }
    let mut page = "## Reliability\n\nWhat the reader's highest word on a conversation says how likely \
        harm is, against how often there is (half of these sets is harmful; in a family's chats far \
        less is).\n\n| said | conversations | said on average | harmful |\n|---|---|---|---|\n"
        .to_owned();
    for (bin, (all, harmful, said)) in bins.into_iter().enumerate() {
        let width = 100 / BINS;
        let _ = writeln!(
            page,
            "| {}–{} % | {all} | {:.0} % | {} |",
            bin * width,
            (bin + 1) * width,
            100.0 * said / all.max(1) as f64,
            share(harmful, all)
        );
    }
    page.push('\n');
    page
}

/// What reading only where the ear pricks up costs.
fn gate(engine: &Engine, followed: &[Followed<'_>]) -> String {
    let mut page =
        "## The gate\n\nA conversation of more than 2,000 messages, or a stream, is read only \
        where the ear or a rule hears something. In time when these sets are read so:\n\n\
        | set | read whole | through the gate |\n|---|---|---|\n"
            .to_owned();
    for it in followed {
        let risks = || it.pairs().filter(|(labelled, _)| labelled.is_risk());
        let whole = risks().filter(|(labelled, course)| is_timely(labelled, course)).count();
        let gated = risks().filter(|(labelled, _)| {
            let mut listener = engine.listener_in_stream(Request::default());
            let due = labelled.alert_by.unwrap_or(labelled.messages.len());
            let messages = labelled.conversation().messages;
            messages.iter().take(due + 1).any(|message| listener.hear(message) >= Level::Concern)
        });
        let (gated, all) = (gated.count(), risks().count());
        let _ = writeln!(page, "| {} | {whole}/{all} | {gated}/{all} |", it.title);
    }
    page.push('\n');
    page
}

fn everyday(engine: &Engine, measured: &Measured) -> String {
    let mut page = "## Everyday talk\n\nNothing is to be found in it: every alarm is false. Of the \
        four large corpora every eighth conversation. Each is read as one inbox: in it a \
        conversation of a single message must be clearer than one that somebody picked out. The gate's \
        share is for how much of a conversation of more than 2,000 messages the ear or a rule calls \
        the reader; where that stirs it, it reads on.\n\n\
        | corpus | messages | alarms | per 10,000 (95 %) | the gate opens for | read in the end |\n\
        |---|---|---|---|---|---|\n"
        .to_owned();
    for (corpus, set) in &measured.everyday {
        let (opened, read) = shares_read(engine, set);
        let it = figures(set, &courses(engine, &set.conversations));
        let alarms = it.false_alarms.len();
        let (low, high) = wilson(alarms, it.messages.max(1));
        let per = |share: f64| share * 10_000.0;
        let _ = writeln!(
            page,
            "| {corpus} | {} | {alarms} | {:.1} ({:.1}–{:.1}) | {:.1} % | {:.1} % |",
            it.messages,
            per(alarms as f64 / it.messages.max(1) as f64),
            per(low),
            per(high),
            100.0 * opened,
            100.0 * read
        );
    }
    page.push('\n');
    page
}

/// The shares of a corpus for which the gate opens, and that are read, if each of its conversations
/// is part of one without end.
fn shares_read(engine: &Engine, set: &Set) -> (f64, f64) {
    let conversations: Vec<_> = set.conversations.iter().map(Labelled::conversation).collect();
    let messages: usize = conversations.iter().map(|one| one.messages.len()).sum();
    let opened: usize = conversations.iter().map(|one| engine.opens_for(one)).sum();
    let read = conversations.iter().flat_map(|one| engine.tell_in_stream(one));
    let read = read.filter(|told| told.reading.is_some()).count();
    let share = |part: usize| part as f64 / messages.max(1) as f64;
    (share(opened), share(read))
}

fn failures(followed: &[Followed<'_>]) -> String {
    let mut page = "## Where it fails\n\nEvery risk that was missed or warned of late, and every \
        harmless conversation alarmed; `lachan eval FILE --explain ID` shows one message by \
        message.\n\n"
        .to_owned();
    for it in followed {
        let trick = |id: &String| {
            let found = it.set.conversations.iter().find(|one| one.id == *id);
            format!("{id} ({})", found.map_or("", |one| &one.trick))
        };
        let list = |ids: &[String]| match ids {
            [] => "none".to_owned(),
            ids => ids.iter().map(trick).collect::<Vec<_>>().join(", "),
        };
        let _ = writeln!(page, "- **{}**", it.title);
        let _ = writeln!(page, "  - missed: {}", list(&it.figures.missed));
        let _ = writeln!(page, "  - late: {}", list(&it.figures.late));
        let _ = writeln!(page, "  - false alarms: {}", it.figures.false_alarms.join(", "));
    }
    page.push('\n');
    page
}
