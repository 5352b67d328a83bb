//! The pages for people.

use std::time::Duration;

use askama::Template;
use axum::body::Bytes;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use knowledge::{Certainty, HelpNow, Helpline, Knowledge};
use report::Report;
use text::{Language, Localised};
use tokio::time::timeout;

use crate::app::App;
use crate::assets::address_of;
use crate::country;
use crate::help::{HELP, STEPS};
use crate::language::{preferred, regions};
use crate::offline::OFFLINE;
use crate::reading::{self, Sent};
use crate::trouble::Trouble;
use crate::words::{Words, words};

/// Where "leave quickly" leads: a page that anybody may have open.
const AWAY: &str = "https://www.google.com/";

/// How long a form may take to arrive.
const LONGEST_UPLOAD: Duration = Duration::from_secs(120);
/// The longest report, in bytes, that is offered as an address: browsers stop at two million.
const LONGEST_SAVED: usize = 1_400_000;

/// What every page needs.
#[derive(Clone)]
pub(crate) struct Frame {
    pub(crate) language: Language,
    pub(crate) words: &'static Words,
    pub(crate) away: &'static str,
    /// The page's own address below `/{language}/`.
    address: String,
    place: Place,
}

/// Where the pages stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Served by the program, which can read a chat.
    Served,
    /// In plain files, wherever somebody put them.
    InFiles,
}

impl Frame {
    /// What the first page needs, served.
    pub(crate) fn new(language: Language) -> Frame {
        Frame {
            language,
            words: words(language),
            away: AWAY,
            address: String::new(),
            place: Place::Served,
        }
    }

    /// The same for the page at this address.
    pub(crate) fn at(self, address: &str) -> Frame {
        Frame { address: address.to_owned(), ..self }
    }

    /// The same for a page in plain files.
    pub(crate) fn in_files(self) -> Frame {
        Frame { place: Place::InFiles, ..self }
    }

    /// Whether a chat can be read from here.
    pub(crate) fn reads(&self) -> bool {
        self.place == Place::Served
    }

    /// Where another page of this language is.
    pub(crate) fn to(&self, address: impl AsRef<str>) -> String {
        self.to_in(self.language, address.as_ref())
    }

    /// Where this page is in another language.
    pub(crate) fn here_in(&self, language: &Language) -> String {
        self.to_in(*language, &self.address)
    }

    /// Where help begins: by questions where somebody answers, by all steps at once in files.
    pub(crate) fn to_help(&self) -> String {
        match self.place {
            Place::Served => self.to(HELP),
            Place::InFiles => self.to(STEPS),
        }
    }

    /// Where the script is that keeps the pages that teach for when there is no network.
    pub(crate) fn worker(&self) -> String {
        let code = self.language.code();
        match self.place {
            Place::Served => format!("/{code}/{OFFLINE}"),
            Place::InFiles => format!("{}{code}/{OFFLINE}", self.up()),
        }
    }

    /// Where a file that goes with a page of this language is, such as the page to be printed.
    pub(crate) fn to_file(&self, address: impl AsRef<str>, kind: &str) -> String {
        let (code, address) = (self.language.code(), address.as_ref());
        let up = match self.place {
            Place::Served => "/".to_owned(),
            Place::InFiles => self.up(),
        };
        format!("{up}{code}/{address}.{kind}")
    }

    fn to_in(&self, language: Language, address: &str) -> String {
        let code = language.code();
        match self.place {
            Place::Served => format!("/{code}/{address}"),
            Place::InFiles => format!("{}{code}/{}", self.up(), file(address)),
        }
    }

    /// Where what every page loads is: style, script, pictures, letters.
    pub(crate) fn asset(&self, name: &str) -> String {
        match self.place {
            Place::Served => address_of(name),
            Place::InFiles => format!("{}assets/{name}", self.up()),
        }
    }

    /// From a file to the folder that holds all languages.
    fn up(&self) -> String {
        "../".repeat(1 + self.address.matches('/').count())
    }

    /// To be shown with every card of law.
    pub(crate) fn not_legal_advice(&self) -> &'static str {
        Knowledge::bundled().not_legal_advice().get(self.language)
    }

    /// Whether only one decent source says so.
    pub(crate) fn is_medium(&self, certainty: &Certainty) -> bool {
        *certainty == Certainty::Medium
    }

    pub(crate) fn text<'a>(&self, text: &'a Localised) -> &'a str {
        text.get(self.language)
    }

    /// The first steps for someone in fear.
    pub(crate) fn help(&self) -> HelpNow<'static> {
        Knowledge::bundled().help_now(self.language)
    }

    /// Every language: its code and what it calls itself.
    pub(crate) fn languages(&self) -> [(Language, &'static str); 2] {
        Language::ALL.map(|language| match language {
            Language::Vi => (language, "Tiếng Việt"),
            Language::En => (language, "English"),
        })
    }

    /// Who may be reading: what the form sends, and what the page says.
    fn readers(&self) -> [(&'static str, &'static str); 3] {
        [
            ("child", self.words.reader_child),
            ("parent", self.words.reader_parent),
            ("teacher", self.words.reader_teacher),
        ]
    }
}

#[derive(Template)]
#[template(path = "home.html")]
struct Home {
    frame: Frame,
    form: Form,
    trouble: Option<String>,
}

#[derive(Template)]
#[template(path = "trouble.html")]
struct TroublePage {
    frame: Frame,
    trouble: String,
}

#[derive(Template)]
#[template(path = "result.html")]
struct Outcome {
    frame: Frame,
    /// The report, as the page shows it.
    fragment: String,
    /// The whole report as an address that holds its own content, to be saved without a script
    /// and without the server keeping anything.
    saved: Option<String>,
}

impl Outcome {
    fn new(language: Language, report: &Report) -> Outcome {
        let document = report::html::document(report);
        let saved = (document.len() <= LONGEST_SAVED)
            .then(|| format!("data:text/html;charset=utf-8;base64,{}", STANDARD.encode(&document)));
        Outcome { frame: Frame::new(language), fragment: report::html::fragment(report), saved }
    }
}

#[derive(Template)]
#[template(path = "helplines.html")]
struct Helplines {
    frame: Frame,
    near: Option<Country>,
    countries: Vec<Country>,
    worldwide: Vec<&'static Helpline>,
}

/// A country and its own lines.
struct Country {
    name: &'static str,
    lines: Vec<&'static Helpline>,
}

/// What the form holds, besides a file.
#[derive(Debug, Default)]
struct Form {
    text: String,
    child: String,
    reader: String,
    home_may_be_unsafe: bool,
    all_received: bool,
}

pub(crate) async fn by_language(headers: HeaderMap) -> Response {
    let to = format!("/{}/", preferred(&headers).code());
    ([(header::VARY, HeaderValue::from_static("accept-language"))], Redirect::to(&to))
        .into_response()
}

pub(crate) async fn with_slash(Path(code): Path<String>) -> Result<Redirect, Trouble> {
    Ok(Redirect::permanent(&format!("/{}/", language(&code)?.code())))
}

pub(crate) async fn home(Path(code): Path<String>) -> Result<Response, Trouble> {
    let language = language(&code)?;
    let home = Home { frame: Frame::new(language), form: Form::default(), trouble: None };
    Ok(render(home.render()))
}

pub(crate) async fn helplines(
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let language = language(&code)?;
    // Many a browser in Viet Nam says en-US; who reads Vietnamese is more likely at home.
    let near = match language {
        Language::Vi => vec!["VN".to_owned()],
        Language::En => regions(&headers),
    };
    Ok(render(helplines_page(Frame::new(language).at(HELPLINES), &near)))
}

/// The address of the page of helplines.
pub(crate) const HELPLINES: &str = "helplines";

/// The page of helplines for someone who is likely in one of these countries.
pub(crate) fn helplines_page(frame: Frame, near: &[String]) -> Result<String, askama::Error> {
    let knowledge = Knowledge::bundled();
    let language = frame.language;
    let country = |code: &'static str| Country {
        name: country::name(code, language),
        lines: own_lines(knowledge, code).collect(),
    };
    let known = knowledge.countries();
    let near = near
        .iter()
        .find_map(|region| known.iter().copied().find(|code| code == region).map(country));
    let mut countries: Vec<Country> = known.iter().copied().map(country).collect();
    countries.sort_by_key(|country| sorted_as(country.name));
    let worldwide =
        knowledge.helplines("").into_iter().filter(|line| line.country == "ZZ").collect();
    Helplines { frame, near, countries, worldwide }.render()
}

fn own_lines(
    knowledge: &'static Knowledge,
    code: &'static str,
) -> impl Iterator<Item = &'static Helpline> {
    knowledge.helplines(code).into_iter().filter(move |line| line.country == code)
}

/// What a telephone dials for a number as it is written.
pub(crate) fn dialled(number: &str) -> String {
    number.chars().filter(|sign| sign.is_ascii_digit() || *sign == '+').collect()
}

/// A site as people say it.
pub(crate) fn site(url: &str) -> &str {
    url.split_once("://").map_or(url, |(_, rest)| rest).trim_end_matches('/')
}

/// Letters without their marks, so that Đức comes among the D and Áo among the A.
fn sorted_as(name: &str) -> String {
    name.chars()
        .map(|letter| match letter {
            'Á' | 'Ả' | 'Ấ' => 'A',
            'Đ' => 'D',
            'Ú' => 'U',
            other => other,
        })
        .collect()
}

/// Reads what the form holds and answers with the report, or with the form and what is wrong.
pub(crate) async fn check(
    State(app): State<App>,
    Path(code): Path<String>,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Trouble> {
    let language = language(&code)?;
    let mut form = Form::default();
    let _upload = app.upload().await?;
    let read = match timeout(LONGEST_UPLOAD, receive(multipart, &mut form)).await {
        Ok(Ok(file)) => read(&app, language, &form, file).await,
        Ok(Err(trouble)) => Err(trouble),
        Err(_) => Err(Trouble::TooSlow),
    };
    match read {
        Ok(report) => Ok(render(Outcome::new(language, &report).render())),
        Err(trouble) => {
            let status = trouble.status();
            let trouble = Some(trouble.text(language));
            let home = Home { frame: Frame::new(language), form, trouble };
            let mut page = render(home.render());
            *page.status_mut() = status;
            Ok(page)
        }
    }
}

async fn read(
    app: &App,
    language: Language,
    form: &Form,
    file: Option<Bytes>,
) -> Result<Report, Trouble> {
    let pasted = !form.text.trim().is_empty();
    let sent = Sent {
        paste_unread: pasted && file.is_some(),
        bytes: match file {
            Some(file) => file,
            None if pasted => Bytes::from(form.text.clone()),
            None => return Err(Trouble::NothingSent),
        },
        child: Some(form.child.clone()).filter(|name| !name.trim().is_empty()),
        all_received: form.all_received,
        reader: reading::reader(Some(&form.reader)),
        home_may_be_unsafe: form.home_may_be_unsafe,
        ..Sent::new(language)
    };
    let reads = app.reads();
    app.read(move || reading::read(&reads, &sent)).await?
}

/// Takes the form in, and the file where there is one.
async fn receive(
    multipart: Result<Multipart, MultipartRejection>,
    form: &mut Form,
) -> Result<Option<Bytes>, Trouble> {
    let mut multipart = multipart.map_err(|_| Trouble::Broken)?;
    let mut file = None;
    while let Some(field) = multipart.next_field().await.map_err(broken)? {
        match field.name().unwrap_or_default() {
            "file" => {
                // The browser says so itself: such a body is not even taken in.
                if field.content_type().is_some_and(is_media) {
                    return Err(Trouble::Picture);
                }
                // A form without a file sends an empty one.
                file = Some(field.bytes().await.map_err(broken)?).filter(|file| !file.is_empty());
            }
            "text" => form.text = field.text().await.map_err(broken)?,
            "child" => form.child = field.text().await.map_err(broken)?,
            "reader" => form.reader = field.text().await.map_err(broken)?,
            "home-unsafe" => {
                form.home_may_be_unsafe = field.text().await.map_err(broken)? == "yes";
            }
            "all-received" => form.all_received = field.text().await.map_err(broken)? == "yes",
            _ => {}
        }
    }
    Ok(file)
}

fn is_media(content_type: &str) -> bool {
    ["image/", "video/", "audio/"].iter().any(|kind| content_type.starts_with(kind))
}

fn broken(error: MultipartError) -> Trouble {
    match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Trouble::TooLarge,
        _ => Trouble::Broken,
    }
}

/// The address of a result, asked for by itself: there is nothing kept to show.
pub(crate) async fn again(Path(code): Path<String>) -> Result<Redirect, Trouble> {
    Ok(Redirect::to(&format!("/{}/", language(&code)?.code())))
}

/// The file that holds the page at an address: the pages that teach are the first ones there.
pub(crate) fn file(address: &str) -> String {
    match address {
        "" | "learn" => "index.html".to_owned(),
        address => format!("{address}.html"),
    }
}

/// The page that says why there is no other.
pub(crate) fn trouble(language: Language, trouble: &Trouble) -> Response {
    render(TroublePage { frame: Frame::new(language), trouble: trouble.text(language) }.render())
}

pub(crate) fn language(code: &str) -> Result<Language, Trouble> {
    Language::ALL.into_iter().find(|language| language.code() == code).ok_or(Trouble::NotFound)
}

/// A page as it is sent.
pub(crate) fn render(page: Result<String, askama::Error>) -> Response {
    match page {
        Ok(html) => Html(html).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}
