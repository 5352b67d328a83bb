use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::get;

use crate::app::App;
use crate::guard::{MOST_BYTES, guard};
use crate::trouble::Trouble;
use crate::{assets, pages};

/// Every address, by who asks for it.
pub fn router(app: App) -> Router {
    let people = Router::new()
        .route("/", get(pages::by_language))
        .route("/{language}", get(pages::with_slash))
        .route("/{language}/", get(pages::home))
        .route("/{language}/check", get(pages::again));
    let browsers = Router::new().route("/assets/{*name}", get(assets::serve));

    Router::new()
        .merge(people)
        .merge(browsers)
        .fallback(async || Trouble::NotFound)
        .method_not_allowed_fallback(async || Trouble::WrongMethod)
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(from_fn_with_state(app.clone(), guard))
        .with_state(app)
}
