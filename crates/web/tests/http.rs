//! The router as programs and browsers meet it, without a socket.

#![allow(clippy::unwrap_used)]

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::http::{Method, Request, Response, StatusCode};
use lachan_web::{App, Hosts, router};
use serde_json::Value;
use tower::ServiceExt;

const LIMIT: usize = 32 * 1024 * 1024;

struct Site {
    router: Router,
}

impl Site {
    fn new(hosts: Hosts) -> Site {
        Site { router: router(App::new(hosts)) }
    }

    async fn send(&self, request: Request<Body>) -> Response<Body> {
        self.router.clone().oneshot(request).await.unwrap()
    }

    async fn get(&self, path: &str) -> Response<Body> {
        self.send(ask(Method::GET, path, &[]).body(Body::empty()).unwrap()).await
    }

    async fn check(&self, content_type: &str, body: impl Into<Body>) -> Response<Body> {
        let request = ask(Method::POST, "/api/v1/check", &[("content-type", content_type)]);
        self.send(request.body(body.into()).unwrap()).await
    }

    async fn submit(&self, path: &str, fields: &[Field<'_>]) -> Response<Body> {
        let mut body = Vec::new();
        for field in fields {
            body.extend_from_slice(b"--edge\r\nContent-Disposition: form-data; name=\"");
            body.extend_from_slice(field.name.as_bytes());
            match field.file {
                Some((name, content_type)) => body.extend_from_slice(
                    format!("\"; filename=\"{name}\"\r\nContent-Type: {content_type}\r\n\r\n")
                        .as_bytes(),
                ),
                None => body.extend_from_slice(b"\"\r\n\r\n"),
            }
            body.extend_from_slice(field.value);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--edge--\r\n");
        let headers = [("content-type", "multipart/form-data; boundary=edge")];
        self.send(ask(Method::POST, path, &headers).body(body.into()).unwrap()).await
    }
}

struct Field<'a> {
    name: &'a str,
    file: Option<(&'a str, &'a str)>,
    value: &'a [u8],
}

fn text<'a>(name: &'a str, value: &'a str) -> Field<'a> {
    Field { name, file: None, value: value.as_bytes() }
}

fn file<'a>(name: &'a str, content_type: &'a str, value: &'a [u8]) -> Field<'a> {
    Field { name: "file", file: Some((name, content_type)), value }
}

fn ask(method: Method, path: &str, headers: &[(&str, &str)]) -> axum::http::request::Builder {
    let builder = Request::builder().method(method).uri(path).header("host", "127.0.0.1:7111");
    headers.iter().fold(builder, |builder, (name, value)| builder.header(*name, *value))
}

fn header<'a>(response: &'a Response<Body>, name: &str) -> &'a str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

async fn body(response: Response<Body>) -> Bytes {
    to_bytes(response.into_body(), usize::MAX).await.unwrap()
}

async fn html(response: Response<Body>) -> String {
    String::from_utf8(body(response).await.to_vec()).unwrap()
}

async fn json(response: Response<Body>) -> Value {
    serde_json::from_slice(&body(response).await).unwrap()
}

/// A problem in the form of RFC 9457, with this code.
async fn assert_problem(response: Response<Body>, status: StatusCode, code: &str) {
    assert_eq!(response.status(), status);
    assert_eq!(header(&response, "content-type"), "application/problem+json");
    let problem = json(response).await;
    assert_eq!(problem["status"], status.as_u16());
    assert_eq!(problem["code"], code);
    assert!(!problem["detail"].as_str().unwrap().is_empty());
    assert_eq!(problem["title"], status.canonical_reason().unwrap());
}

const PASTED: &str = "Minh: đừng kể ba mẹ nghe nha\nBống: sao vậy anh?\n";

#[tokio::test]
async fn every_answer_is_dressed_against_leaks() {
    let site = Site::new(Hosts::Loopback);
    let paths = [
        "/",
        "/vi",
        "/vi/",
        "/en/helplines",
        "/healthz",
        "/api/openapi.json",
        "/assets/app.js",
        "/nowhere",
    ];
    let mut answers = Vec::new();
    for path in paths {
        answers.push((path, site.get(path).await));
    }
    answers.push(("form", site.submit("/vi/check", &[text("text", PASTED)]).await));
    answers.push(("api", site.check("text/plain", PASTED).await));
    for (what, answer) in answers {
        let policy = header(&answer, "content-security-policy");
        assert!(policy.starts_with("default-src 'none';"), "{what}");
        assert!(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"), "{what}");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff", "{what}");
        assert_eq!(header(&answer, "referrer-policy"), "no-referrer", "{what}");
        assert_eq!(header(&answer, "cross-origin-opener-policy"), "same-origin", "{what}");
        assert_eq!(header(&answer, "cross-origin-resource-policy"), "same-origin", "{what}");
        assert!(header(&answer, "permissions-policy").contains("camera=()"), "{what}");
        assert_eq!(header(&answer, "set-cookie"), "", "{what}");
        let kept = header(&answer, "cache-control");
        match what {
            "/assets/app.js" => assert!(kept.contains("immutable")),
            _ => assert_eq!(kept, "no-store", "{what}"),
        }
    }
}

#[tokio::test]
async fn the_root_follows_the_browsers_language() {
    let site = Site::new(Hosts::Loopback);
    for (wish, to) in [("vi-VN,vi;q=0.9", "/vi/"), ("en-US,en;q=0.9", "/en/"), ("fr", "/vi/")] {
        let request = ask(Method::GET, "/", &[("accept-language", wish)]);
        let answer = site.send(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        assert_eq!(header(&answer, "location"), to);
        assert_eq!(header(&answer, "vary"), "accept-language");
    }
}

#[tokio::test]
async fn pages_load_nothing_from_elsewhere_and_hold_no_code_or_style_of_their_own() {
    let site = Site::new(Hosts::Loopback);
    let pages = [
        html(site.get("/vi/").await).await,
        html(site.get("/en/").await).await,
        html(site.get("/en/helplines").await).await,
        html(site.submit("/vi/check", &[text("text", PASTED)]).await).await,
    ];
    for page in pages {
        assert!(page.contains("href=\"tel:111\""));
        assert!(!page.contains(" style=") && !page.contains("<style"), "a style of its own");
        assert!(!page.contains("<script>") && !page.contains(" onclick="), "code of its own");
        for loaded in ["src=\"", "<link rel=\"stylesheet\" href=\"", "<link rel=\"icon\" href=\""] {
            for (at, _) in page.match_indices(loaded) {
                let address = &page[at + loaded.len()..];
                assert!(address.starts_with("/assets/"), "{}", &address[..40]);
            }
        }
    }
}

#[tokio::test]
async fn every_asset_that_a_page_or_the_style_names_is_there() {
    let site = Site::new(Hosts::Loopback);
    let page = html(site.get("/vi/").await).await;
    let style = page.split("rel=\"stylesheet\" href=\"").nth(1).unwrap();
    let style = html(site.get(style.split('"').next().unwrap()).await).await;
    // The style names its letters from where it stands itself.
    let named = [page, style.replace("url(\"", "url(\"/assets/")].concat();
    let mut seen = 0;
    for (at, _) in named.match_indices("/assets/") {
        let address = named[at..].split(['"', ')']).next().unwrap();
        assert_eq!(site.get(address).await.status(), StatusCode::OK, "{address}");
        seen += 1;
    }
    assert!(seen >= 9, "{seen}");
}

#[tokio::test]
async fn a_pasted_chat_becomes_a_page_with_the_report() {
    let site = Site::new(Hosts::Loopback);
    let answer = site.submit("/vi/check", &[text("text", PASTED), text("reader", "parent")]).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let page = html(answer).await;
    assert!(page.contains("<article class=\"report\" lang=\"vi\">"));
    assert!(page.contains("href=\"data:text/html;charset=utf-8;base64,"));
    assert!(!page.contains("an toàn tuyệt đối"));
    // Neither the address nor the title says what was found, or about whom.
    assert!(page.contains("<title>Lá Chắn – Kết quả</title>"));
}

/// Browser history and window lists show addresses and titles: neither may tell on anyone.
#[tokio::test]
async fn n16_no_title_or_address_says_what_was_read_or_found() {
    let site = Site::new(Hosts::Loopback);
    let chat = "Minh: chuyển tiền không thì anh đăng ảnh lên lớp em\nBống: em sợ lắm";
    for path in ["/vi/check", "/en/check"] {
        let response = site.submit(path, &[text("text", chat)]).await;
        assert_eq!(response.status(), StatusCode::OK, "no address of its own");
        let page = html(response).await;
        let title = page.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next());
        let title = title.expect("a title");
        assert!(page.contains("<article class=\"report\""), "there is something to tell on");
        for telling in ["Minh", "Bống", "nguy", "risk", "tống", "extort", "high", "cao"] {
            assert!(!title.to_lowercase().contains(&telling.to_lowercase()), "{title}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_said_kindly_and_the_paste_is_not_lost() {
    let site = Site::new(Hosts::Loopback);
    let nothing = [text("text", " "), file("", "application/octet-stream", b"")];
    let answer = site.submit("/en/check", &nothing).await;
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert!(html(answer).await.contains("There is nothing to read yet."));

    let broken = file("chat.json", "application/json", b"{\"messages\":[{\"sender_na");
    let fields = [text("text", "Bống: <b>chào</b>"), text("child", "Bống"), broken];
    let answer = site.submit("/vi/check", &fields).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let page = html(answer).await;
    assert!(page.contains("role=\"alert\""));
    assert!(page.contains("Bống: &#60;b&#62;chào"), "lost or not escaped");
}

#[tokio::test]
async fn where_both_a_file_and_a_paste_come_the_report_says_which_was_read() {
    let site = Site::new(Hosts::Loopback);
    let both = [file("chat.txt", "text/plain", PASTED.as_bytes()), text("text", "A: hi\nB: hey")];
    assert!(html(site.submit("/en/check", &both).await).await.contains("Only the file was read"));
    let one = [file("chat.txt", "text/plain", PASTED.as_bytes()), text("text", "")];
    assert!(!html(site.submit("/en/check", &one).await).await.contains("Only the file was read"));
}

#[tokio::test]
async fn n1_no_picture_is_taken_in_however_it_comes() {
    let site = Site::new(Hosts::Loopback);
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    let jpeg = b"\xff\xd8\xff\xe0\0\x10JFIF";
    let as_text = format!("Minh: data:image/png;base64,{}", "A".repeat(64));
    for fields in [
        [file("a.png", "image/png", png)],
        [file("chat.txt", "text/plain", png)],
        [file("chat.txt", "text/plain", jpeg)],
        [text("text", &as_text)],
    ] {
        let answer = site.submit("/vi/check", &fields).await;
        assert_eq!(answer.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
        let page = html(answer).await;
        assert!(page.contains("không nhận ảnh của bất kỳ ai"));
        assert!(!page.contains("class=\"report\""));
    }
    for (content_type, body) in [("text/plain", &png[..]), ("text/plain", as_text.as_bytes())] {
        let answer = site.check(content_type, body.to_vec()).await;
        assert_problem(answer, StatusCode::UNSUPPORTED_MEDIA_TYPE, "picture").await;
    }
}

#[tokio::test]
async fn the_api_takes_a_conversation_or_pasted_text_and_answers_a_report() {
    let site = Site::new(Hosts::Loopback);
    let conversation = r#"{
        "child": "B",
        "messages": [
            {"from": "A", "at": "2026-03-02T20:14:00+07:00", "text": "đừng kể ai nghe nha"},
            {"from": "B", "text": "dạ"}
        ]
    }"#;
    let only_messages = r#"{"messages":[{"from":"A","text":"hello there"}]}"#;
    for (content_type, body, messages) in [
        ("application/json", conversation, 2),
        ("application/json; charset=utf-8", only_messages, 1),
        ("text/plain; charset=utf-8", PASTED, 2),
    ] {
        let answer = site.check(content_type, body).await;
        assert_eq!(answer.status(), StatusCode::OK, "{body}");
        assert_eq!(header(&answer, "content-type"), "application/json");
        let report = json(answer).await;
        assert_eq!(report["schema"], "lachan.report/1");
        assert_eq!(report["source"]["messages"], messages);
        assert_eq!(report["conversations"].as_array().unwrap().len(), 1);
        assert!(report["limits"].as_str().is_some_and(|limits| !limits.is_empty()));
    }
    let report = json(site.check("application/json", conversation).await).await;
    assert_eq!(report["conversations"][0]["child"], "B");
}

#[tokio::test]
async fn the_child_is_found_by_its_name_without_diacritics_or_the_report_says_so() {
    let site = Site::new(Hosts::Loopback);
    for (name, found) in [("bong", true), ("B%E1%BB%91ng", true), ("Lan", false)] {
        let path = format!("/api/v1/check?lang=en&child={name}");
        let request = ask(Method::POST, &path, &[("content-type", "text/plain")]);
        let report = json(site.send(request.body(PASTED.into()).unwrap()).await).await;
        let warnings = report["source"]["warnings"].to_string();
        assert_eq!(!warnings.contains("name-unknown"), found, "{name}: {warnings}");
        if found {
            assert_eq!(report["conversations"][0]["child"], "Bống");
        }
    }
}

#[tokio::test]
async fn the_api_says_what_is_wrong_as_a_problem() {
    let site = Site::new(Hosts::Loopback);
    for (content_type, body, status, code) in [
        (
            "application/json",
            "{\"messages\":",
            StatusCode::UNPROCESSABLE_ENTITY,
            "not-a-conversation",
        ),
        (
            "application/json",
            "{\"text\":\"x\"}",
            StatusCode::UNPROCESSABLE_ENTITY,
            "not-a-conversation",
        ),
        ("application/json", "[]", StatusCode::UNPROCESSABLE_ENTITY, "not-a-conversation"),
        ("application/xml", "<a/>", StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported-type"),
        ("text/plain", "", StatusCode::BAD_REQUEST, "nothing-sent"),
    ] {
        assert_problem(site.check(content_type, body).await, status, code).await;
    }
    assert_problem(site.get("/api/v1/check").await, StatusCode::METHOD_NOT_ALLOWED, "wrong-method")
        .await;
    assert_problem(site.get("/api/v2").await, StatusCode::NOT_FOUND, "not-found").await;
    assert_eq!(site.get("/vi/nowhere").await.status(), StatusCode::NOT_FOUND);
    assert!(header(&site.get("/vi/nowhere").await, "content-type").starts_with("text/html"));
}

#[tokio::test]
async fn a_body_over_32_mib_is_refused_unread_and_one_of_unsaid_length_where_it_passes_it() {
    let site = Site::new(Hosts::Loopback);
    let unread = Body::from_stream(unreadable());
    let headers = [("content-type", "text/plain"), ("content-length", "33554433")];
    let request = ask(Method::POST, "/api/v1/check", &headers).body(unread).unwrap();
    assert_problem(site.send(request).await, StatusCode::PAYLOAD_TOO_LARGE, "too-large").await;

    let answer = site.check("text/plain", vec![b'a'; LIMIT + 1]).await;
    assert_problem(answer, StatusCode::PAYLOAD_TOO_LARGE, "too-large").await;

    let huge = vec![b'a'; LIMIT + 1];
    let answer = site.submit("/vi/check", &[file("chat.txt", "text/plain", &huge)]).await;
    assert_eq!(answer.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(html(answer).await.contains("lớn hơn 32 MB"));
}

#[tokio::test]
async fn on_this_machine_only_its_own_names_are_answered() {
    let send = async |hosts, name: &str| {
        let request = Request::builder().uri("/vi/").header("host", name).body(Body::empty());
        Site::new(hosts).send(request.unwrap()).await.status()
    };
    for name in ["localhost", "localhost:7111", "127.0.0.1:7111", "[::1]:7111", "LOCALHOST:80"] {
        assert_eq!(send(Hosts::Loopback, name).await, StatusCode::OK, "{name}");
    }
    for name in
        ["evil.example", "localhost.evil.example:7111", "127.0.0.1.evil.example", "192.0.2.1", ""]
    {
        assert_eq!(send(Hosts::Loopback, name).await, StatusCode::MISDIRECTED_REQUEST, "{name}");
    }
    assert_eq!(send(Hosts::Any, "school.example:7111").await, StatusCode::OK);
}

#[tokio::test]
async fn what_another_site_makes_a_browser_send_is_refused() {
    let site = Site::new(Hosts::Loopback);
    let send = async |headers: &[(&str, &str)]| {
        let mut all = vec![("content-type", "text/plain")];
        all.extend_from_slice(headers);
        let request = ask(Method::POST, "/api/v1/check", &all).body(PASTED.into()).unwrap();
        site.send(request).await.status()
    };
    for own in [
        &[][..],
        &[("sec-fetch-site", "same-origin"), ("origin", "null")],
        &[("sec-fetch-site", "none")],
        &[("origin", "http://127.0.0.1:7111")],
        &[("origin", "null")],
    ] {
        assert_eq!(send(own).await, StatusCode::OK, "{own:?}");
    }
    for foreign in [
        &[("sec-fetch-site", "cross-site")][..],
        &[("sec-fetch-site", "same-site"), ("origin", "http://127.0.0.1:9000")],
        &[("origin", "https://evil.example")],
        &[("origin", "http://127.0.0.1:9000")],
        &[("sec-fetch-site", "cross-site"), ("origin", "null")],
    ] {
        assert_eq!(send(foreign).await, StatusCode::FORBIDDEN, "{foreign:?}");
    }
}

#[tokio::test]
async fn n20_the_number_and_the_first_steps_are_on_every_page_even_the_wrong_ones() {
    let site = Site::new(Hosts::Loopback);
    for path in ["/vi/", "/en/", "/vi/helplines", "/en/nowhere"] {
        let page = html(site.get(path).await).await;
        assert!(page.contains("href=\"tel:111\""), "{path}");
        assert!(page.contains("id=\"leave\""), "{path}");
    }
    assert!(html(site.get("/vi/").await).await.contains("Không phải lỗi của em."));
}

#[tokio::test]
async fn the_script_of_every_page_is_small_and_keeps_nothing() {
    let script = body(Site::new(Hosts::Loopback).get("/assets/app.js").await).await;
    assert!(script.len() < 6 * 1024, "{}", script.len());
    let script = String::from_utf8(script.to_vec()).unwrap();
    for word in [
        "localStorage",
        "sessionStorage",
        "indexedDB",
        "document.cookie",
        "fetch(",
        "XMLHttp",
        "http",
    ] {
        assert!(!script.contains(word), "{word}");
    }
}

/// A body that fails the test when anything reads it.
fn unreadable() -> impl futures_core::Stream<Item = Result<Bytes, std::io::Error>> + Send + 'static
{
    struct Unread;
    impl futures_core::Stream for Unread {
        type Item = Result<Bytes, std::io::Error>;
        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            panic!("the body was read");
        }
    }
    Unread
}

/// Every page that teaches, below a language.
fn that_teach() -> Vec<String> {
    let knowledge = knowledge::Knowledge::bundled();
    let fixed = [
        "learn",
        "guidelines",
        "laws",
        "platforms",
        "lessons",
        "sheets",
        "transfer",
        "help/steps",
        "design",
    ];
    let mut pages = fixed.map(str::to_owned).to_vec();
    pages.extend(knowledge::Ages::ALL.map(|ages| format!("for/{}", ages.name())));
    pages.extend(knowledge.library().iter().map(|entry| format!("tricks/{}", entry.id)));
    pages.extend(knowledge.sheets().iter().map(|sheet| format!("sheets/{}", sheet.id)));
    let tests = knowledge.transfer_tests().iter();
    pages.extend(tests.map(|test| format!("transfer/{}", test.id)));
    for lesson in knowledge.lessons() {
        pages.extend(["", "/class"].map(|more| format!("lessons/{}{more}", lesson.id)));
    }
    pages
}

#[tokio::test]
async fn every_page_that_teaches_is_there_in_both_languages() {
    let site = Site::new(Hosts::Loopback);
    for address in that_teach() {
        for (language, other) in [("vi", "en"), ("en", "vi")] {
            let answer = site.get(&format!("/{language}/{address}")).await;
            assert_eq!(answer.status(), StatusCode::OK, "{language}/{address}");
            let page = html(answer).await;
            assert!(page.len() < 100_000, "{language}/{address}: {} bytes", page.len());
            assert!(page.contains("href=\"tel:111\""));
            assert!(page.contains(&format!("href=\"/{other}/{address}\"")), "{address}");
            assert!(!page.contains("<script>") && !page.contains(" style=\""), "{address}");
            assert_eq!(page.matches("<h1").count(), 1, "{address}");
        }
    }
    for wrong in ["/vi/tricks/no-such", "/xx/learn", "/vi/tricks/", "/vi/tricks/../learn"] {
        assert_eq!(site.get(wrong).await.status(), StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn every_link_between_pages_leads_somewhere() {
    let site = Site::new(Hosts::Loopback);
    let others = ["", "helplines", "help", "practice"].map(str::to_owned);
    let practice = knowledge::Knowledge::bundled().practice().iter();
    let practice = practice.map(|it| format!("practice/{}", it.id));
    let addresses = that_teach().into_iter().chain(others).chain(practice);
    let mut pages = std::collections::BTreeMap::new();
    for address in addresses {
        for language in ["vi", "en"] {
            let path = format!("/{language}/{address}");
            let page = html(site.get(&path).await).await;
            pages.insert(path, page);
        }
    }
    for (path, page) in &pages {
        for link in page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            let (target, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if target.is_empty() { path } else { target };
            if target.starts_with("/assets/") || !target.starts_with('/') {
                continue;
            }
            // Where a practice goes on, and what is not a page, other tests follow.
            let goes_on = target.contains("/practice/") && target.matches('/').count() > 3;
            if goes_on || target.ends_with("/calendar") || target.ends_with(".pdf") {
                continue;
            }
            let there = pages.get(target);
            assert!(there.is_some(), "{path}: {link}");
            let named = format!("id=\"{anchor}\"");
            assert!(anchor.is_empty() || there.unwrap().contains(&named), "{path}: {link}");
        }
    }
}

#[tokio::test]
async fn the_question_of_a_lesson_comes_as_a_calendar() {
    let site = Site::new(Hosts::Loopback);
    let lesson = &knowledge::Knowledge::bundled().lessons()[0];
    for language in ["vi", "en"] {
        let answer = site.get(&format!("/{language}/lessons/{}/calendar", lesson.id)).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "text/calendar; charset=utf-8");
        let calendar = html(answer).await;
        assert_eq!(calendar.matches("BEGIN:VEVENT").count(), 3);
    }
    let none = site.get("/vi/lessons/no-such/calendar").await;
    assert_eq!(none.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn every_sheet_is_printed_on_one_page() {
    let site = Site::new(Hosts::Loopback);
    for sheet in knowledge::Knowledge::bundled().sheets() {
        for language in ["vi", "en"] {
            let answer = site.get(&format!("/{language}/sheets/{}.pdf", sheet.id)).await;
            assert_eq!(answer.status(), StatusCode::OK, "{language} {}", sheet.id);
            assert_eq!(answer.headers()["content-type"], "application/pdf");
            let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
            assert!(bytes.starts_with(b"%PDF-"), "{}", sheet.id);
            let pages = |count: &[u8]| bytes.windows(count.len()).any(|it| it == count);
            assert!(pages(b"/Type/Pages/Count 1/"), "{language} {}: not one page", sheet.id);
        }
    }
}

#[tokio::test]
async fn a_sentence_tried_on_a_trick_is_read() {
    let site = Site::new(Hosts::Loopback);
    let sentence = "không chuyển 5 triệu trong 10 phút là tao gửi ảnh mày cho cả lớp";
    let fields = [text("text", sentence), text("all-received", "yes")];
    let page = html(site.submit("/vi/check", &fields).await).await;
    assert!(page.contains("data-level=\"concern\"") || page.contains("data-level=\"high\""));
}

/// Answers of help, as its forms send them.
async fn answer(site: &Site, language: &str, answers: &str) -> Response<Body> {
    let headers = [("content-type", "application/x-www-form-urlencoded")];
    let request = ask(Method::POST, &format!("/{language}/help"), &headers);
    site.send(request.body(answers.to_owned().into()).unwrap()).await
}

#[tokio::test]
async fn help_begins_with_comfort_and_is_small() {
    let site = Site::new(Hosts::Loopback);
    for (language, comfort) in [("vi", "Không phải lỗi của em."), ("en", "It is not your fault.")]
    {
        let page = html(site.get(&format!("/{language}/help")).await).await;
        assert!(page.len() < 30_000, "{} bytes", page.len());
        let main = page.split("<main").nth(1).unwrap();
        assert!(main.find(comfort).unwrap() < main.find("<form").unwrap());
    }
}

#[tokio::test]
async fn whatever_is_answered_help_ends_with_steps_and_someone_to_tell() {
    let site = Site::new(Hosts::Loopback);
    let tricks = risk::Trick::ALL.map(risk::Trick::name).into_iter().chain(["", "no-such"]);
    for trick in tricks {
        for rest in ["", "&now=no&pays=yes&shares-image=yes&agrees-meet=yes", "&home=no&knows=yes"]
        {
            for language in ["vi", "en"] {
                let answers = format!("asked=5&what={trick}{rest}");
                let page = html(answer(&site, language, &answers).await).await;
                let main = page.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
                assert!(!main.contains("<form"), "{answers}");
                assert!(main.matches("<li>").count() >= 3, "{answers}");
                assert!(main.contains("href=\"tel:111\""), "{answers}");
            }
        }
    }
}

/// A crisis is no time for questions: a person and a number, and nothing else.
#[tokio::test]
async fn n09_danger_now_leads_to_people_at_once() {
    let site = Site::new(Hosts::Loopback);
    for language in ["vi", "en"] {
        let page = html(answer(&site, language, "asked=2&now=yes").await).await;
        let main = page.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
        assert!(!main.contains("<form"));
        let first = main.split("<li>").nth(1).unwrap();
        assert!(first.contains("113"), "{first}");
        assert!(main.contains("tel:113") && main.contains("tel:111"));
    }
}

/// A home that is not to be told is not named as the place to tell.
#[tokio::test]
async fn n06_where_home_is_no_place_to_tell_help_comes_from_elsewhere() {
    let site = Site::new(Hosts::Loopback);
    let steps = async |answers: &str| {
        let page = html(answer(&site, "en", answers).await).await;
        let steps = page.split("<ol class=\"help-steps\">").nth(1).unwrap();
        steps.split("</ol>").next().unwrap().to_owned()
    };
    let usual = steps("asked=5&what=grooming&home=yes").await;
    let other = steps("asked=5&what=grooming&home=no").await;
    assert_ne!(usual, other);
    assert!(!other.contains("parent"), "{other}");
}

#[tokio::test]
async fn answers_are_asked_for_in_order_and_travel_in_the_form() {
    let site = Site::new(Hosts::Loopback);
    let page = html(answer(&site, "en", "asked=1&what=bullying").await).await;
    assert!(page.contains("name=\"asked\" value=\"2\""));
    assert!(page.contains("type=\"hidden\" name=\"what\" value=\"bullying\""));
    let strange = html(answer(&site, "en", "asked=x&what=%22%3E%3Cscript%3E").await).await;
    assert!(!strange.contains("\"><script>"));
    let wrong = ask(Method::POST, "/vi/help", &[("content-type", "text/plain")]);
    let answered = site.send(wrong.body(Body::from("what")).unwrap()).await;
    assert_eq!(answered.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_practice_is_played_by_following_links() {
    let site = Site::new(Hosts::Loopback);
    let practice = &knowledge::Knowledge::bundled().practice()[0];
    let way = practice.ways().into_iter().next().unwrap();
    let mut address = format!("/en/practice/{}", practice.id);
    for (deep, number) in way.iter().enumerate() {
        let page = html(site.get(&address).await).await;
        let joint = if deep == 0 { "/" } else { "-" };
        address = format!("{address}{joint}{number}");
        assert!(page.contains(&format!("href=\"{address}#here\"")), "{address}");
        assert!(page.contains("id=\"here\"") && page.contains("<details"));
    }
    let page = html(site.get(&address).await).await;
    assert!(page.contains("<details class=\"app\" open>"), "an ending says what was at work");
    for wrong in ["no-such", &format!("{}/9", practice.id), &format!("{}/x", practice.id)] {
        let answer = site.get(&format!("/vi/practice/{wrong}")).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{wrong}");
    }
}
