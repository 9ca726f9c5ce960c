//! The server: a listener on a thread of its own, what it will say, and what it has heard.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use serde::Serialize;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::chat::is_chat;
use crate::inbox::Inbox;
use crate::play::{Played, play};
use crate::reply::Reply;
use crate::request::Request;
use crate::{control, routes};

/// How long a test waits for something before it is told that it will not come.
const PATIENCE: Duration = Duration::from_secs(30);

/// A client that closed its connection before it had the whole reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HangUp {
    /// The path it had asked for.
    pub path: String,
    /// How many bytes of the body had been written by then.
    pub sent: usize,
}

/// A model server on a loopback port chosen by the system. It stops, and its connections close, when it
/// is dropped.
///
/// It runs on a thread of its own, so a test that pauses its clock or blocks its runtime changes nothing
/// about the wire.
pub struct ModelServer {
    address: SocketAddr,
    state: Arc<State>,
    runtime: Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What the server will say and what it has heard.
pub(crate) struct State {
    answers: Mutex<Answers>,
    pub(crate) requests: Inbox<Request>,
    pub(crate) hang_ups: Inbox<HangUp>,
    keeps_connections: AtomicBool,
    connections: AtomicUsize,
}

/// What the server will say.
#[derive(Default)]
pub(crate) struct Answers {
    /// For the chat requests to come, each used once.
    pub(crate) queue: VecDeque<Reply>,
    /// For a path, used each time.
    pub(crate) fixed: HashMap<String, Reply>,
    /// The API key that is asked for, if any.
    pub(crate) key: Option<String>,
}

impl State {
    pub(crate) fn answers(&self) -> MutexGuard<'_, Answers> {
        self.answers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ModelServer {
    /// Starts a server; it accepts connections when this returns.
    pub async fn start() -> Self {
        let state = Arc::new(State {
            answers: Mutex::default(),
            requests: Inbox::new(),
            hang_ups: Inbox::new(),
            keeps_connections: AtomicBool::new(false),
            connections: AtomicUsize::new(0),
        });
        let (started, listening) = oneshot::channel();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn({
            let state = Arc::clone(&state);
            move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(async {
                    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
                    started.send((listener.local_addr().unwrap(), Handle::current())).unwrap();
                    tokio::select! {
                        () = listen(&listener, &state) => {}
                        _ = stopped => {}
                    }
                });
            }
        });
        let (address, runtime) = listening.await.expect("a loopback port can be listened on");
        Self { address, state, runtime, stop: Some(stop), thread: Some(thread) }
    }

    /// `http://127.0.0.1:PORT`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Queues a reply: the next chat request without one gets it. When none is queued, a chat request
    /// gets a short friendly answer.
    pub fn reply(&self, reply: Reply) {
        self.state.answers().queue.push_back(reply);
    }

    /// Answers every request for `path` with `reply`; a query does not count as part of the path.
    pub fn on(&self, path: &str, reply: Reply) {
        self.state.answers().fixed.insert(path.to_owned(), reply);
    }

    /// From now on chats and model listings without `Authorization: Bearer key` are refused with 401.
    pub fn require_key(&self, key: &str) {
        self.state.answers().key = Some(key.to_owned());
    }

    /// From now on a connection is kept after a reply that came to its end, for the next request. Else it
    /// is closed after each.
    pub fn keep_connections(&self) {
        self.state.keeps_connections.store(true, Ordering::Relaxed);
    }

    /// How many connections there were so far.
    pub fn connections(&self) -> usize {
        self.state.connections.load(Ordering::Relaxed)
    }

    /// Every request received so far.
    pub fn requests(&self) -> Vec<Request> {
        self.state.requests.all()
    }

    /// The next request, whatever its path, that was not yet returned; waits for it if need be.
    /// Panics after half a minute.
    pub async fn next_request(&self) -> Request {
        self.patiently("request", self.state.requests.take(|_| true)).await
    }

    /// The next chat request that was not yet returned; waits for it if need be. Panics after half a
    /// minute.
    pub async fn next_chat(&self) -> Request {
        self.patiently("chat request", self.state.requests.take(is_chat)).await
    }

    /// The next client, not yet returned, that closed its connection before it had the whole reply; waits
    /// for it if need be. Panics after half a minute.
    pub async fn hung_up(&self) -> HangUp {
        self.patiently("hang-up", self.state.hang_ups.take(|_| true)).await
    }

    async fn patiently<T>(&self, what: &str, awaited: impl Future<Output = T>) -> T {
        let limit = {
            // Timed by the server's clock: the test's own may be paused.
            let _server = self.runtime.enter();
            tokio::time::sleep(PATIENCE)
        };
        tokio::select! {
            biased;
            item = awaited => item,
            () = limit => panic!("no {what} within {PATIENCE:?}; requests so far: {:?}", self.requests()),
        }
    }
}

impl Drop for ModelServer {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // Waited for, so that the port is closed afterwards; a panic there has been printed already.
            let _ = thread.join();
        }
    }
}

async fn listen(listener: &TcpListener, state: &Arc<State>) {
    loop {
        let (socket, _) = listener.accept().await.unwrap();
        tokio::spawn(serve(socket, Arc::clone(state)));
    }
}

/// One connection: one request, one reply, and more of them if connections are kept.
async fn serve(mut socket: TcpStream, state: Arc<State>) {
    state.connections.fetch_add(1, Ordering::Relaxed);
    socket.set_nodelay(true).unwrap();
    while serve_one(&mut socket, &state).await {}
}

/// One request and its reply; whether another one may follow.
async fn serve_one(socket: &mut TcpStream, state: &State) -> bool {
    let request = match Request::read(socket).await {
        Ok(Some(request)) => request,
        Ok(None) => return false,
        Err(error) => {
            eprintln!("testkit: a request could not be read: {error}");
            return false;
        }
    };
    if let Some(reply) = control::answer(state, &request) {
        play(socket, &request, &reply, false).await;
        return false;
    }
    // Chosen before the request is shown: whoever saw it can queue a reply for the one after it.
    let reply = routes::answer(&mut state.answers(), &request);
    state.requests.push(request.clone());
    let keep = state.keeps_connections.load(Ordering::Relaxed) && reply.interruption.is_none();
    match play(socket, &request, &reply, keep).await {
        Played::AsMeant => keep,
        Played::HungUp { sent } => {
            state.hang_ups.push(HangUp { path: request.path, sent });
            false
        }
    }
}
