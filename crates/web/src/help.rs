//! Help, one question at a time, without a script and without a trace: answers travel in the body
//! of a form and never in an address, and the steps are looked up, not generated.

use askama::Template;
use axum::extract::{Form, Path};
use axum::response::Response;
use knowledge::{AgeBand, HelpPath, Knowledge, LibraryEntry, Reader, Situation, Step};
use risk::{Level, Trick};
use serde::Deserialize;
use signals::Signal;

use crate::pages::{Frame, language, render};
use crate::trouble::Trouble;

/// The address of the page.
pub(crate) const HELP: &str = "help";
/// The address of all steps at once.
pub(crate) const STEPS: &str = "help/steps";

/// What the forms bring back: each field may be missing, and what is no answer counts as skipped.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub(crate) struct Answers {
    /// How many questions have been shown.
    asked: usize,
    /// The name of a trick.
    what: String,
    now: String,
    shares_image: String,
    pays: String,
    discloses_credential: String,
    agrees_meet: String,
    knows: String,
    home: String,
}

const YES: &str = "yes";
const NO: &str = "no";

/// The questions in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Question {
    What,
    Now,
    Got,
    Knows,
    Home,
}

impl Question {
    const ALL: [Question; 5] =
        [Question::What, Question::Now, Question::Got, Question::Knows, Question::Home];
}

impl Answers {
    /// What to ask next; nothing where all was asked, or where someone is in danger now.
    fn next(&self) -> Option<Question> {
        if self.now == YES {
            return None;
        }
        Question::ALL.get(self.asked).copied()
    }

    /// What was answered, to be sent along with the next answer.
    fn given(&self) -> Vec<(&'static str, &str)> {
        let all = [
            ("what", &self.what),
            ("now", &self.now),
            ("shares-image", &self.shares_image),
            ("pays", &self.pays),
            ("discloses-credential", &self.discloses_credential),
            ("agrees-meet", &self.agrees_meet),
            ("knows", &self.knows),
            ("home", &self.home),
        ];
        let answered = all.into_iter().map(|(name, value)| (name, value.as_str()));
        answered.filter(|(_, value)| !value.is_empty()).collect()
    }

    fn signals(&self) -> Vec<Signal> {
        let given = [
            (&self.shares_image, Signal::SharesImage),
            (&self.pays, Signal::Pays),
            (&self.discloses_credential, Signal::DisclosesCredential),
            (&self.agrees_meet, Signal::AgreesMeet),
            (&self.knows, Signal::DisclosesInfo),
        ];
        given.into_iter().filter(|(said, _)| *said == YES).map(|(_, signal)| signal).collect()
    }

    fn steps(&self, frame: &Frame) -> Vec<Step<'static>> {
        let level = if self.now == YES { Level::Emergency } else { Level::High };
        let situation = Situation {
            trick: Trick::from_name(&self.what),
            home_may_be_unsafe: self.home == NO,
            signals: &self.signals(),
            // Who asks for help online is most often of this age; its words suit all from nine on.
            ..Situation::new(level, Reader::Child(AgeBand::From13To15))
        };
        Knowledge::bundled().guidance(&situation, frame.language)
    }
}

#[derive(Template)]
#[template(path = "help_question.html")]
struct QuestionPage {
    frame: Frame,
    path: &'static HelpPath,
    answers: Answers,
    question: Question,
}

impl QuestionPage {
    fn asks(&self) -> &'static str {
        let path = self.path;
        let text = match self.question {
            Question::What => &path.what,
            Question::Now => &path.now,
            Question::Got => &path.got,
            Question::Knows => &path.knows,
            Question::Home => &path.home,
        };
        self.frame.text(text)
    }

    fn is_first(&self) -> bool {
        self.question == Question::What
    }

    fn is_got(&self) -> bool {
        self.question == Question::Got
    }

    /// What can be chosen with one touch: the field's name, its value, the words.
    fn choices(&self) -> Vec<(&'static str, &'static str, &'static str)> {
        let words = &self.frame.words.help;
        let yes_or_no = |name| vec![(name, YES, words.yes), (name, NO, words.no)];
        match self.question {
            Question::What => {
                let all = self.path.happening.iter();
                all.map(|it| ("what", it.trick.name(), self.frame.text(&it.text))).collect()
            }
            Question::Now => yes_or_no("now"),
            Question::Got => Vec::new(),
            Question::Knows => yes_or_no("knows"),
            Question::Home => yes_or_no("home"),
        }
    }
}

#[derive(Template)]
#[template(path = "help_steps.html")]
struct StepsPage {
    frame: Frame,
    path: &'static HelpPath,
    steps: Vec<Step<'static>>,
    /// Whether someone is in danger now: then there is nothing here but what to do now.
    is_urgent: bool,
    /// Where one reads more about what is happening.
    more: Option<&'static LibraryEntry>,
}

pub(crate) async fn begin(Path(code): Path<String>) -> Result<Response, Trouble> {
    answer(&code, Answers::default())
}

pub(crate) async fn go_on(
    Path(code): Path<String>,
    answers: Result<Form<Answers>, axum::extract::rejection::FormRejection>,
) -> Result<Response, Trouble> {
    // Whoever needs help gets some, whatever a form holds.
    let answers = answers.map(|Form(answers)| answers).unwrap_or_default();
    answer(&code, answers)
}

/// The page of these steps, in HTML.
pub(crate) fn steps_page(frame: Frame) -> Result<String, askama::Error> {
    let path = Knowledge::bundled().help_path();
    let steps = Answers::default().steps(&frame);
    StepsPage { frame, path, steps, is_urgent: false, more: None }.render()
}

fn answer(code: &str, answers: Answers) -> Result<Response, Trouble> {
    let frame = Frame::new(language(code)?).at(HELP);
    let path = Knowledge::bundled().help_path();
    let Some(question) = answers.next() else {
        let steps = answers.steps(&frame);
        let trick = Trick::from_name(&answers.what);
        let library = Knowledge::bundled().library();
        let more = library.iter().find(|entry| Some(entry.trick) == trick);
        let is_urgent = answers.now == YES;
        return Ok(render(StepsPage { frame, path, steps, is_urgent, more }.render()));
    };
    Ok(render(QuestionPage { frame, path, answers, question }.render()))
}
