use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};

use crate::app::App;
use crate::guard::{MOST_BYTES, guard};
use crate::trouble::Trouble;
use crate::{api, assets, help, learn, lessons, offline, pages, practice, sheets};

/// Every address, by who asks for it. Each is described in `assets/openapi.json`.
fn routes() -> Vec<(&'static str, MethodRouter<App>)> {
    let people = [
        ("/", get(pages::by_language)),
        ("/{language}", get(pages::with_slash)),
        ("/{language}/", get(pages::home)),
        ("/{language}/check", get(pages::again).post(pages::check)),
        ("/{language}/helplines", get(pages::helplines)),
        ("/{language}/offline.js", get(offline::serve)),
        ("/{language}/help/steps", get(learn::serve)),
        ("/{language}/help", get(help::begin).post(help::go_on)),
        ("/{language}/learn", get(learn::serve)),
        ("/{language}/tricks/{name}", get(learn::serve)),
        ("/{language}/practice", get(practice::all)),
        ("/{language}/practice/{name}", get(practice::begin)),
        ("/{language}/practice/{name}/{way}", get(practice::go_on)),
        ("/{language}/lessons", get(learn::serve)),
        ("/{language}/lessons/{name}", get(learn::serve)),
        ("/{language}/lessons/{name}/class", get(learn::serve)),
        ("/{language}/lessons/{name}/calendar", get(lessons::calendar)),
        ("/{language}/for/{name}", get(learn::serve)),
        ("/{language}/sheets", get(learn::serve)),
        ("/{language}/sheets/{name}", get(sheets::serve)),
        ("/{language}/design", get(learn::serve)),
        ("/{language}/transfer", get(learn::serve)),
        ("/{language}/transfer/{name}", get(learn::serve)),
        ("/{language}/guidelines", get(learn::serve)),
        ("/{language}/laws", get(learn::serve)),
        ("/{language}/platforms", get(learn::serve)),
    ];
    let browsers = [("/assets/{*name}", get(assets::serve))];
    let programs = [
        ("/api/v1/check", post(api::check)),
        ("/api/openapi.json", get(api::openapi)),
        ("/healthz", get(api::health)),
    ];
    people.into_iter().chain(browsers).chain(programs).collect()
}

/// The pages and the API, without a socket.
pub fn router(app: App) -> Router {
    routes()
        .into_iter()
        .fold(Router::new(), |router, (path, handlers)| router.route(path, handlers))
        .fallback(async || Trouble::NotFound)
        .method_not_allowed_fallback(async || Trouble::WrongMethod)
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(from_fn_with_state(app.clone(), guard))
        .with_state(app)
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::http::{Method, Request, StatusCode};
    use tower::ServiceExt;

    use super::*;
    use crate::app::Hosts;

    #[tokio::test]
    async fn the_openapi_document_holds_every_route_with_its_methods() {
        let document: serde_json::Value = serde_json::from_str(api::OPENAPI).unwrap();
        let described = document["paths"].as_object().unwrap();
        let real: Vec<&str> = routes().into_iter().map(|(path, _)| path).collect();
        for path in &real {
            let path = path.replace("{*", "{");
            assert!(described.contains_key(&path), "{path} is not described");
        }
        for path in described.keys() {
            assert!(
                real.iter().any(|real| real.replace("{*", "{") == *path),
                "{path} is described but does not exist"
            );
        }

        let router = router(App::new(Hosts::Any));
        for (path, operations) in described {
            let address = path.replace("{language}", "vi").replace("{name}", "app.js");
            for method in [Method::GET, Method::POST, Method::PUT, Method::DELETE] {
                let request = Request::builder()
                    .method(&method)
                    .uri(&address)
                    .header("host", "localhost")
                    .body(Body::empty())
                    .unwrap();
                let status = router.clone().oneshot(request).await.unwrap().status();
                let allowed = status != StatusCode::METHOD_NOT_ALLOWED;
                let says = operations.get(method.as_str().to_lowercase()).is_some();
                assert_eq!(allowed, says, "{method} {path}");
            }
        }
    }
}
