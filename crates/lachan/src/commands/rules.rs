//! `lachan rules`: the rules, what proves them, and what a sentence means to them.

use std::fmt::Write;
use std::path::PathBuf;

use signals::{Asserts, By, Lexicon, Mention, Rule, Rules, Sign, TestReport, advice};
use text::{Language, Normalised, Span};

use crate::exit::{Exit, Failure, Outcome};
use crate::language::{say, spoken};
use crate::options::{Packs, arguments};
use crate::{output, packs};

/// What is less likely than this is not shown by `explain`.
const LEAST_SHOWN: f32 = 0.2;

#[derive(Debug, clap::Args)]
#[command(
    subcommand_help_heading = say("Các lệnh", "Commands"),
    subcommand_value_name = say("LỆNH", "COMMAND"),
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    #[command(about = say(
        "Chạy mọi ví dụ và mọi câu dễ nhầm của từng quy tắc",
        "Run every example and near-miss of every rule",
    ))]
    Test(Packs),

    #[command(about = say("Kể ra mọi quy tắc", "List the rules"))]
    List(Packs),

    #[command(about = say(
        "In một quy tắc cùng các ví dụ của nó",
        "Print one rule with its examples",
    ))]
    Show(Show),

    #[command(about = say(
        "Cho biết Lá Chắn hiểu một câu thế nào, và vì sao",
        "Show what a sentence means to the engine, and why",
    ))]
    Explain(Explain),

    #[command(about = say(
        "Kiểm tra bộ quy tắc riêng trước khi dùng với --packs",
        "Check a folder of packs before it is used with --packs",
    ))]
    Check(Check),
}

#[derive(Debug, clap::Args)]
struct Show {
    #[arg(
        value_name = "RULE", help_heading = arguments(),
        help = say(
            "Tên quy tắc như trong «rules list», hoặc tên tín hiệu, như secrecy",
            "A rule's name as in `rules list`, or a signal's, such as secrecy",
        ),
    )]
    rule: String,

    #[command(flatten)]
    packs: Packs,
}

#[derive(Debug, clap::Args)]
struct Explain {
    #[arg(
        value_name = "TEXT", required = true, help_heading = arguments(),
        help = say("Câu cần xem", "The sentence"),
    )]
    text: Vec<String>,

    #[command(flatten)]
    packs: Packs,
}

#[derive(Debug, clap::Args)]
struct Check {
    #[arg(
        value_name = "FOLDER", help_heading = arguments(),
        help = say(
            "Thư mục có signals/, mitigations/ hoặc lexicon/",
            "The folder that holds signals/, mitigations/ or lexicon/",
        ),
    )]
    folder: PathBuf,
}

pub(crate) fn run(arguments: Arguments) -> Outcome {
    match arguments.action {
        Action::Test(packs) => test(packs.engine()?.rules()),
        Action::List(packs) => list(packs.engine()?.rules()),
        Action::Show(show) => show_one(show.packs.engine()?.rules(), &show.rule),
        Action::Explain(explain) => {
            let engine = explain.packs.engine()?;
            let page = explanation(&engine, &explain.text.join(" "), spoken());
            output::print(page.as_bytes())?;
            Ok(Exit::Done)
        }
        Action::Check(check) => {
            let rules = packs::rules_with(&check.folder)?;
            test(&rules)
        }
    }
}

fn test(rules: &Rules) -> Outcome {
    let report = rules.test();
    let count = rules.iter().count();
    if !report.failed.is_empty() {
        return Err(Failure::unreadable(failures(rules, &report)));
    }
    let run = report.run;
    output::print(
        match spoken() {
            Language::Vi => format!("{count} quy tắc, {run} câu mẫu: tất cả đều đúng\n"),
            Language::En => format!("{count} rules, {run} sample messages: all as they must be\n"),
        }
        .as_bytes(),
    )?;
    Ok(Exit::Done)
}

/// The samples that did not go as they must, one a line.
pub(crate) fn failures(rules: &Rules, report: &TestReport) -> String {
    let mut lines = match spoken() {
        Language::Vi => format!("{} trong {} câu mẫu chưa đúng:", report.failed.len(), report.run),
        Language::En => {
            format!("{} of {} sample messages are wrong:", report.failed.len(), report.run)
        }
    };
    for case in &report.failed {
        let wrong = match case.must_fire {
            true => say("phải báo mà không báo", "must fire, does not"),
            false => say("không được báo mà lại báo", "must not fire, does"),
        };
        let name = rules.rule(case.rule).name();
        let _ = write!(lines, "\n  {name} ({}) {wrong}: «{}»", case.language.code(), case.text);
    }
    lines
}

fn list(rules: &Rules) -> Outcome {
    let language = spoken();
    let width = rules.iter().map(|(_, rule)| rule.name().len()).max().unwrap_or_default();
    let mut page = String::new();
    for (_, rule) in rules.iter() {
        let _ = writeln!(page, "{:width$}  {}", rule.name(), means(rules, rule, language));
    }
    output::print(page.as_bytes())?;
    Ok(Exit::Done)
}

fn show_one(rules: &Rules, typed: &str) -> Outcome {
    let in_folder = format!("{typed}/");
    let found: Vec<&Rule> = rules
        .iter()
        .map(|(_, rule)| rule)
        .filter(|rule| rule.name() == typed || rule.name().starts_with(&in_folder))
        .collect();
    if found.is_empty() {
        let happened = match spoken() {
            Language::Vi => format!("không có quy tắc nào tên «{typed}»"),
            Language::En => format!("there is no rule {typed}"),
        };
        return Err(Failure::usage(happened).advise(say(
            "Xem tên các quy tắc: lachan rules list",
            "To see their names: lachan rules list",
        )));
    }
    let pages: Vec<String> = found.iter().map(|rule| page(rules, rule, spoken())).collect();
    output::print(pages.join("\n").as_bytes())?;
    Ok(Exit::Done)
}

/// Everything a person can know about a rule.
fn page(rules: &Rules, rule: &Rule, language: Language) -> String {
    let mut page = format!(
        "{}\n  {}\n  {} {:.2}\n",
        rule.name(),
        means(rules, rule, language),
        say("mức chắc chắn", "confidence"),
        rule.confidence().get()
    );
    let why = match rule.explanation() {
        Some(own) => own.get(language),
        None => why(rules, rule, language),
    };
    let _ = writeln!(page, "  {why}");
    let _ = writeln!(page, "\n{}", say("Mẫu câu", "Patterns"));
    for pattern in rule.patterns() {
        let _ = writeln!(page, "  {pattern}");
    }
    let samples = [
        (say("Phải báo", "Must fire"), rule.examples()),
        (say("Không được báo", "Must not fire"), rule.near_misses()),
    ];
    for (heading, samples) in samples {
        let _ = writeln!(page, "\n{heading}");
        for language in Language::ALL {
            for sample in samples.get(language) {
                let _ = writeln!(page, "  {}  {sample}", language.code());
            }
        }
    }
    page
}

/// What a message does in which the rule is found.
fn means<'r>(rules: &'r Rules, rule: &Rule, language: Language) -> &'r str {
    match rule.asserts() {
        Asserts::Signal(signal) => rules.page(signal).what.get(language),
        Asserts::Mitigation(id) => {
            rules.mitigation(id).map_or("", |mitigation| mitigation.what.get(language))
        }
    }
}

fn why<'r>(rules: &'r Rules, rule: &Rule, language: Language) -> &'r str {
    match rule.asserts() {
        Asserts::Signal(signal) => rules.page(signal).why.get(language),
        Asserts::Mitigation(id) => {
            rules.mitigation(id).map_or("", |mitigation| mitigation.why.get(language))
        }
    }
}

/// What a sentence means to the engine: its words as concepts, what was found, what was heard.
fn explanation(engine: &engine::Engine, text: &str, language: Language) -> String {
    let mut scanner = engine.hearing().scanner();
    scanner.hear(text);
    let mut page = format!("«{text}»\n");

    let _ = writeln!(page, "\n{}", say("Từ ngữ được hiểu là", "Words are understood as"));
    for line in concepts(text, engine.lexicon(), scanner.normalised(), scanner.mentions()) {
        let _ = writeln!(page, "  {line}");
    }

    let signs = scanner.signs(LEAST_SHOWN);
    let _ = writeln!(page, "\n{}", say("Câu này có thể là", "This message may be"));
    for sign in &signs {
        page.push_str(&signal(text, engine.rules(), sign, language));
    }
    if signs.is_empty() {
        let nothing = say("(không nghe thấy tín hiệu nào)", "(no signal was heard)");
        let _ = writeln!(page, "  {nothing}");
    }

    let heard = scanner.heard();
    if !heard.findings.is_empty() {
        let _ = writeln!(page, "\n{}", say("Trong câu có", "It holds"));
        for finding in &heard.findings {
            let what = advice(finding.kind).what.get(language);
            let _ = writeln!(page, "  «{}» {what}", finding.span.of(text));
        }
    }

    let mut against = heard.hits.iter().filter_map(|hit| {
        let rule = engine.rules().rule(hit.rule);
        match rule.asserts() {
            Asserts::Mitigation(_) => Some((rule, &hit.spans)),
            Asserts::Signal(_) => None,
        }
    });
    if let Some(first) = against.next() {
        let _ = writeln!(page, "\n{}", say("Điều nói ngược lại", "What speaks against an alarm"));
        for (rule, spans) in std::iter::once(first).chain(against) {
            let what = means(engine.rules(), rule, language);
            let _ = writeln!(page, "  {}: {} {what}", rule.name(), quoted(text, spans));
        }
    }
    page
}

/// Each concept with the words that bear it.
fn concepts(
    text: &str,
    lexicon: &Lexicon,
    normalised: &Normalised,
    mentions: &[Mention],
) -> Vec<String> {
    let mut lines: Vec<(Span, Vec<&str>)> = Vec::new();
    for mention in mentions {
        let words = usize::from(mention.first)..usize::from(mention.end());
        let words = normalised.words.get(words).unwrap_or_default();
        let Some(span) = words.iter().map(|word| word.span).reduce(Span::join) else { continue };
        let concept = lexicon.name(mention.concept);
        match lines.iter_mut().find(|(known, _)| *known == span) {
            Some((_, concepts)) => concepts.push(concept),
            None => lines.push((span, vec![concept])),
        }
    }
    lines.sort_by_key(|(span, _)| *span);
    lines
        .into_iter()
        .map(|(span, concepts)| format!("«{}» → {}", span.of(text), concepts.join(", ")))
        .collect()
}

fn signal(text: &str, rules: &Rules, sign: &Sign, language: Language) -> String {
    let by = match sign.by {
        By::Rule(id) => format!("{} {}", say("quy tắc", "rule"), rules.rule(id).name()),
        By::Detector(_) => say("bộ dò", "detector").to_owned(),
        By::Ear => say("tai nghe", "ear").to_owned(),
        By::Reader => say("người đọc", "reader").to_owned(),
    };
    let page = rules.page(sign.signal);
    format!(
        "  {} ({}) {:.2}, {by}: {}\n    {}\n",
        page.name.get(language),
        sign.signal.name(),
        sign.confidence.get(),
        quoted(text, &sign.spans),
        page.why.get(language)
    )
}

fn quoted(text: &str, spans: &[Span]) -> String {
    spans.iter().map(|span| format!("«{}»", span.of(text))).collect::<Vec<_>>().join(" ")
}
