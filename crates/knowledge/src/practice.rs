use std::collections::HashMap;

use include_dir::Dir;
use risk::Trick;
use serde::Deserialize;
use text::Localised;

use crate::ages::Ages;
use crate::pack::{self, PackError};

/// A chat or a talk to practise on: somebody tries a trick, or a child tells an adult of one, and
/// the reader chooses what to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Practice {
    /// Its stable name, and its address: that of its file.
    pub id: String,
    /// What is tried; nothing where a child tells.
    pub trick: Option<Trick>,
    /// Whom it is written for.
    pub ages: Ages,
    /// What the other side calls itself.
    pub them: Localised,
    /// A few words that give nothing away.
    pub title: Localised,
    /// Where it happens, and who writes.
    pub setting: Localised,
    /// The first is where it begins; every other can be reached from it, and none leads back.
    turns: Vec<Turn>,
}

/// What the other side writes, and what comes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// What it writes; may be nothing at an ending.
    pub says: Vec<Line>,
    /// What comes of it.
    pub then: Then,
}

/// A message of the other side.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Line {
    /// Who in a group; else the other side.
    pub from: Option<Localised>,
    /// What is written.
    #[serde(flatten)]
    pub text: Localised,
}

/// What comes of a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// It is the reader's turn.
    Choose {
        /// What is at work in what was written.
        note: Localised,
        /// What can be answered.
        choices: Vec<Choice>,
    },
    /// It ends here.
    End {
        /// Which ending.
        end: End,
        /// What this did, and whom to tell.
        ending: Localised,
    },
}

/// What can be answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The answer.
    pub say: Localised,
    /// The turn it leads to.
    to: usize,
}

/// How a practice ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// By a good way out.
    Well,
    /// When harm is done; never too late to tell.
    Late,
}

/// A practice as far as it was played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Played<'p> {
    /// All that was written so far, in order.
    pub written: Vec<Written<'p>>,
    /// The turn that it has come to.
    pub turn: &'p Turn,
}

/// A message of a practice as it was played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Written<'p> {
    /// Who wrote it; nobody named is the reader.
    pub from: Option<&'p Localised>,
    /// What was written.
    pub text: &'p Localised,
}

impl Practice {
    /// Plays by the numbers of the answers, from 0; nothing where one is not there.
    pub fn play(&self, answers: &[usize]) -> Option<Played<'_>> {
        let mut turn = self.turns.first()?;
        let mut written: Vec<Written<'_>> = self.said(turn).collect();
        for answer in answers {
            let Then::Choose { choices, .. } = &turn.then else { return None };
            let choice = choices.get(*answer)?;
            turn = self.turns.get(choice.to)?;
            written.push(Written { from: None, text: &choice.say });
            written.extend(self.said(turn));
        }
        Some(Played { written, turn })
    }

    /// What the other side writes at a turn.
    fn said<'p>(&'p self, turn: &'p Turn) -> impl Iterator<Item = Written<'p>> {
        let from = |line: &'p Line| line.from.as_ref().unwrap_or(&self.them);
        turn.says.iter().map(move |line| Written { from: Some(from(line)), text: &line.text })
    }

    /// Every way from the beginning to an ending, by the numbers of the answers.
    pub fn ways(&self) -> Vec<Vec<usize>> {
        let mut ways = Vec::new();
        let mut open = vec![Vec::new()];
        while let Some(way) = open.pop() {
            match self.play(&way).map(|played| &played.turn.then) {
                Some(Then::Choose { choices, .. }) => {
                    open.extend((0..choices.len()).map(|next| [&way[..], &[next]].concat()));
                }
                Some(Then::End { .. }) => ways.push(way),
                None => {}
            }
        }
        ways.sort();
        ways
    }
}

/// A practice as its file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    trick: Option<Trick>,
    ages: Ages,
    them: Localised,
    title: Localised,
    setting: Localised,
    turn: Vec<FileTurn>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileTurn {
    id: String,
    says: Vec<Line>,
    note: Option<Localised>,
    #[serde(default)]
    choice: Vec<FileChoice>,
    end: Option<End>,
    ending: Option<Localised>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileChoice {
    say: Localised,
    to: String,
}

/// All practices, the youngest readers' first, chats before talks, then by name.
pub(crate) fn load(folder: &Dir<'_>) -> Result<Vec<Practice>, PackError> {
    let mut all = pack::load_folder(folder, "practice", practice)?;
    all.sort_by_key(|practice| (practice.ages, practice.trick.is_none()));
    Ok(all)
}

fn practice(id: &str, file: File) -> Result<Practice, String> {
    let File { trick, ages, them, title, setting, turn } = file;
    let places: HashMap<String, usize> =
        turn.iter().enumerate().map(|(at, turn)| (turn.id.clone(), at)).collect();
    if places.len() < turn.len() {
        return Err("two turns have the same id".to_owned());
    }
    let turns = turn.into_iter().map(|turn| made(turn, &places));
    let turns = turns.collect::<Result<Vec<Turn>, String>>()?;
    let practice = Practice { id: id.to_owned(), trick, ages, them, title, setting, turns };
    check(&practice)?;
    Ok(practice)
}

fn made(turn: FileTurn, places: &HashMap<String, usize>) -> Result<Turn, String> {
    let FileTurn { id, says, note, choice, end, ending } = turn;
    let then = match (note, end, ending) {
        (Some(note), None, None) => {
            if !(2..=3).contains(&choice.len()) || says.is_empty() {
                return Err(format!("`{id}` wants something said and two or three answers"));
            }
            let choices = choice.into_iter().map(|FileChoice { say, to }| {
                let to = places.get(&to).ok_or_else(|| format!("`{id}`: there is no `{to}`"))?;
                Ok(Choice { say, to: *to })
            });
            Then::Choose { note, choices: choices.collect::<Result<_, String>>()? }
        }
        (None, Some(end), Some(ending)) if choice.is_empty() => Then::End { end, ending },
        _ => return Err(format!("`{id}` has a note and answers, or an end and its ending")),
    };
    Ok(Turn { says, then })
}

/// There is no way back, everything is reached, and there are several good ways out.
fn check(practice: &Practice) -> Result<(), String> {
    const DEEPEST: usize = 6;
    // The longest way to each turn: a loop would go on deeper than that.
    let mut depth: HashMap<usize, usize> = HashMap::from([(0, 0)]);
    let mut open = vec![0];
    while let Some(at) = open.pop() {
        let here = depth.get(&at).copied().unwrap_or_default();
        if here > DEEPEST {
            return Err(format!("more than {DEEPEST} answers deep, or a way back"));
        }
        if let Some(Turn { then: Then::Choose { choices, .. }, .. }) = practice.turns.get(at) {
            for choice in choices {
                if depth.get(&choice.to).is_none_or(|known| *known <= here) {
                    depth.insert(choice.to, here + 1);
                    open.push(choice.to);
                }
            }
        }
    }
    if depth.len() < practice.turns.len() {
        return Err("a turn is never reached".to_owned());
    }
    let endings = |wanted: End| {
        let is = |turn: &Turn| matches!(turn.then, Then::End { end, .. } if end == wanted);
        practice.turns.iter().filter(|turn| is(turn)).count()
    };
    if endings(End::Well) < 2 || !(1..=2).contains(&endings(End::Late)) {
        return Err("two good endings at least and one or two late ones are wanted".to_owned());
    }
    Ok(())
}
