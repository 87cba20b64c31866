//! HTTP: refuses what was not meant for this server, hands the rest to the engine, and keeps a line
//! open to every browser on which it says that something is new.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, mpsc};
use std::thread;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream::{Stream, unfold};
use percent_encoding::percent_decode_str;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};

use super::address::{is_own_host, is_own_origin};
use super::answer::{self, Answer, Trust, Wanted};
use super::engine::{Engine, Message, News};
use super::watch::watch;
use super::{Notice, Options, ServeError};
use crate::source::Watched;

/// How many ports are tried behind one that is taken.
const MOST_PORTS: u16 = 20;

/// What pages of the site may do: what they may in a built site, and nobody may frame them.
const OF_SITE: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What files of the workbook may do: nothing but being looked at.
const OF_FILES: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; sandbox";

/// The script that follows changes, and its style.
const OWN: [(&str, &str, &str); 2] = [
    ("/_loopbook/live.js", "live.js", include_str!("live.js")),
    ("/_loopbook/live.css", "live.css", include_str!("live.css")),
];

/// What answering needs.
struct Desk {
    port: u16,
    engine: mpsc::Sender<Message>,
    news: watch::Receiver<News>,
}

/// Serves until the process is asked to stop.
pub(super) fn run(
    options: Options,
    say: Arc<dyn Fn(Notice) + Send + Sync>,
) -> Result<(), ServeError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (sender, messages) = mpsc::channel();
    let (news, heard) = watch::channel(News::default());
    let _watcher = watch(options.disk.root(), sender.clone())?;
    runtime.block_on(async move {
        let listener = listen(options.address, options.may_move).await?;
        let address = listener.local_addr()?;
        say(Notice::Listens(address));
        let engine = Engine {
            messages,
            sender: sender.clone(),
            news,
            say,
            today: options.today,
        };
        let world = Watched::new(options.disk);
        thread::Builder::new()
            .name("engine".to_owned())
            .spawn(move || engine.run(world))?;
        let desk = Desk {
            port: address.port(),
            engine: sender,
            news: heard,
        };
        let site = Router::new().fallback(handle).with_state(Arc::new(desk));
        let serving = tokio::spawn(axum::serve(listener, site).into_future());
        tokio::signal::ctrl_c().await?;
        // Browsers keep their line open for as long as they can.
        serving.abort();
        Ok(())
    })
}

/// Listens at `address`, or at the next port that is free where it may move.
async fn listen(address: SocketAddr, may_move: bool) -> Result<TcpListener, ServeError> {
    let mut tried = address;
    loop {
        match TcpListener::bind(tried).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse && may_move => {
                let next = tried.port().checked_add(1);
                let next = next.filter(|next| next - address.port() < MOST_PORTS);
                let Some(next) = next else {
                    return Err(ServeError::Listen { address, error });
                };
                tried.set_port(next);
            }
            Err(error) => return Err(ServeError::Listen { address, error }),
        }
    }
}

/// Answers a request.
async fn handle(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if let Some(refusal) = refusal(&parts, desk.port) {
        return refusal;
    }
    let path = parts.uri.path();
    if let Some((_, name, text)) = OWN.iter().find(|(own, ..)| *own == path) {
        let bytes = text.as_bytes().to_vec();
        return response(Answer::new(answer::media_type(name), bytes, Trust::Site));
    }
    let wanted = match path {
        "/" | "/private" => return moved("/private/index.html"),
        "/public" => return moved("/public/index.html"),
        "/_loopbook/events" => return desk.events().into_response(),
        "/_loopbook/findings" => Wanted::Findings(page(&parts)),
        _ => match answer::file(path) {
            Some((side, path)) => Wanted::File(side, path),
            None => return plain(StatusCode::NOT_FOUND, "there is nothing at this address\n"),
        },
    };
    match desk.ask(wanted).await {
        Some(answer) => response(answer),
        None => plain(StatusCode::SERVICE_UNAVAILABLE, "the server is ending\n"),
    }
}

/// Why a request is not answered, if it is not.
fn refusal(parts: &Parts, port: u16) -> Option<Response> {
    if parts.method != Method::GET && parts.method != Method::HEAD {
        let mut refusal = plain(StatusCode::METHOD_NOT_ALLOWED, "this is for reading only\n");
        let headers = refusal.headers_mut();
        headers.insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Some(refusal);
    }
    let text = |name: HeaderName| {
        parts
            .headers
            .get_all(name)
            .iter()
            .map(|value| value.to_str())
    };
    let hosts: Result<Vec<&str>, _> = text(header::HOST).collect();
    let host = match hosts.as_deref() {
        Ok([host]) if is_own_host(host, port) => host,
        _ => {
            let why = "this server answers to `localhost` and to addresses in digits only\n";
            return Some(plain(StatusCode::MISDIRECTED_REQUEST, why));
        }
    };
    let mut origins = text(header::ORIGIN);
    let is_foreign =
        |origin: Result<&str, _>| !origin.is_ok_and(|origin| is_own_origin(origin, host));
    origins.any(is_foreign).then(|| {
        plain(
            StatusCode::FORBIDDEN,
            "pages of other servers get no answer here\n",
        )
    })
}

/// The page that a question for findings is asked from.
fn page(parts: &Parts) -> Option<String> {
    let asked = parts.uri.query()?.strip_prefix("page=")?;
    let asked = percent_decode_str(asked).decode_utf8().ok()?;
    Some(asked.into_owned())
}

impl Desk {
    /// Asks the engine; none where it has ended.
    async fn ask(&self, wanted: Wanted) -> Option<Answer> {
        let (to, answer) = oneshot::channel();
        self.engine.send(Message::Ask((wanted, to))).ok()?;
        answer.await.ok()
    }

    /// What is new, now and whenever there is something.
    fn events(&self) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
        let mut news = self.news.clone();
        news.mark_changed();
        let next = |mut news: watch::Receiver<News>| async {
            news.changed().await.ok()?;
            let News { round, is_judged } = *news.borrow_and_update();
            let data = format!("{{\"round\":{round},\"judged\":{is_judged}}}");
            Some((Ok(Event::default().event("news").data(data)), news))
        };
        Sse::new(unfold(news, next)).keep_alive(KeepAlive::default())
    }
}

fn response(answer: Answer) -> Response {
    let policy = match answer.trust {
        Trust::Site => OF_SITE,
        Trust::Foreign => OF_FILES,
    };
    let status = if answer.found {
        StatusCode::OK
    } else {
        StatusCode::NOT_FOUND
    };
    let mut response = Response::new(Body::from(answer.bytes));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    let fixed = HeaderValue::from_static;
    headers.insert(header::CONTENT_TYPE, fixed(answer.media_type));
    headers.insert(header::CONTENT_SECURITY_POLICY, fixed(policy));
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", answer.tag)) {
        headers.insert(header::ETAG, tag);
    }
    keep_to_ourselves(headers);
    response
}

fn plain(status: StatusCode, text: &'static str) -> Response {
    let mut response = (status, text).into_response();
    keep_to_ourselves(response.headers_mut());
    response
}

fn moved(to: &'static str) -> Response {
    let mut response = plain(StatusCode::TEMPORARY_REDIRECT, "");
    let headers = response.headers_mut();
    headers.insert(header::LOCATION, HeaderValue::from_static(to));
    response
}

/// No other page may load it, nobody keeps it, and it is only what it says it is.
fn keep_to_ourselves(headers: &mut HeaderMap) {
    let fixed = HeaderValue::from_static;
    let same_origin = fixed("same-origin");
    headers.insert(header::CACHE_CONTROL, fixed("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, fixed("nosniff"));
    headers.insert(header::REFERRER_POLICY, fixed("no-referrer"));
    let name = HeaderName::from_static;
    headers.insert(name("cross-origin-resource-policy"), same_origin.clone());
    headers.insert(name("cross-origin-opener-policy"), same_origin);
}
