//! Every protocol, held to every scenario, over a real connection on this computer.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on should say so at once")]

use std::{
    collections::HashSet,
    sync::Arc,
    time::{Duration, Instant},
};

use futures::StreamExt;
use runnel_conversation::{FinishReason, Parameters, Problem, ProblemCode, TurnEvent};
use runnel_providers::{
    ApiKey, Auth, ChatMessage, ChatRequest, Endpoint, Http, Limits, Protocol, RetryPolicy, Role, Vendor,
    chat, vendor, vendor_from_toml, vendors,
};
use runnel_testkit::{ModelServer, Reply, Split, faults};

const KEY: &str = "sk-canary-0123456789abcdef";

/// A protocol under test: how its replies are written, in the fewest words.
struct Dialect {
    /// The id of a built-in vendor, or the file of one of a person's own.
    vendor: &'static str,
    protocol: Protocol,
    content_type: &'static str,
    /// A frame that says this text.
    delta: fn(&str) -> String,
    /// The frames that end an answer.
    end: &'static str,
    /// A frame that says nothing and keeps the connection alive.
    alive: &'static str,
    /// A frame that makes no sense.
    garbage: &'static str,
    /// A frame with an error in mid-stream.
    error: &'static str,
}

/// A protocol is tested by being in this list.
const DIALECTS: [Dialect; 6] = [
    Dialect {
        vendor: "custom-openai",
        protocol: Protocol::OpenaiChat,
        content_type: "text/event-stream",
        delta: |text| {
            format!("data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{text:?}}}}}]}}\n\n")
        },
        end: "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
        alive: ": keep-alive\n\n",
        garbage: "data: {\"choices\":[{\"delta\":{\"cont\n\n",
        error: "data: {\"error\":{\"message\":\"The engine crashed.\",\"code\":500}}\n\n",
    },
    Dialect {
        vendor: "like = \"custom-openai\"\nid = \"own-responses\"\nprotocol = \"openai-responses\"\n",
        protocol: Protocol::OpenaiResponses,
        content_type: "text/event-stream",
        delta: |text| {
            let data = format!("{{\"type\":\"response.output_text.delta\",\"delta\":{text:?}}}");
            format!("event: response.output_text.delta\ndata: {data}\n\n")
        },
        end: "event: response.completed\n\
              data: {\"type\":\"response.completed\",\"response\":{\"status\":\"completed\",\"output\":[]}}\n\n",
        alive: ": keepalive\n\n",
        garbage: "event: response.output_text.delta\ndata: {\"type\":\"response.outp\n\n",
        error: "event: error\n\
                data: {\"type\":\"error\",\"code\":\"server_error\",\"message\":\"The engine crashed.\"}\n\n",
    },
    Dialect {
        vendor: "custom-anthropic",
        protocol: Protocol::Anthropic,
        content_type: "text/event-stream",
        delta: |text| {
            let delta = format!("{{\"type\":\"text_delta\",\"text\":{text:?}}}");
            let data = format!("{{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{delta}}}");
            format!("event: content_block_delta\ndata: {data}\n\n")
        },
        end: "event: message_delta\n\
              data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"}}\n\n\
              event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
        alive: "event: ping\ndata: {\"type\":\"ping\"}\n\n",
        garbage: "event: content_block_delta\ndata: {\"type\":\"content_bl\n\n",
        error: "event: error\n\
                data: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"The engine crashed.\"}}\n\n",
    },
    Dialect {
        vendor: "custom-gemini",
        protocol: Protocol::Gemini,
        content_type: "text/event-stream",
        delta: |text| {
            let content = format!("{{\"parts\":[{{\"text\":{text:?}}}],\"role\":\"model\"}}");
            format!("data: {{\"candidates\":[{{\"content\":{content},\"index\":0}}]}}\r\n\r\n")
        },
        end: "data: {\"candidates\":[{\"finishReason\":\"STOP\",\"index\":0}]}\r\n\r\n",
        alive: ": keep-alive\r\n\r\n",
        garbage: "data: {\"candidates\":[{\"cont\r\n\r\n",
        error: "data: {\"error\":{\"code\":500,\"message\":\"The engine crashed.\",\"status\":\"INTERNAL\"}}\r\n\r\n",
    },
    Dialect {
        vendor: "like = \"custom-openai\"\nid = \"own-dashscope\"\nprotocol = \"dashscope-native\"\n",
        protocol: Protocol::DashscopeNative,
        content_type: "text/event-stream",
        delta: |text| {
            let choice = format!("{{\"message\":{{\"content\":{text:?}}},\"finish_reason\":\"null\"}}");
            format!("event:result\n:HTTP_STATUS/200\ndata:{{\"output\":{{\"choices\":[{choice}]}}}}\n\n")
        },
        end: "event:result\ndata:{\"output\":{\"choices\":[{\"message\":{\"content\":\"\"},\"finish_reason\":\"stop\"}]}}\n\n",
        alive: ":HTTP_STATUS/200\n\n",
        garbage: "event:result\ndata:{\"output\":{\"choi\n\n",
        error: "event:error\ndata:{\"code\":\"InternalError\",\"message\":\"The engine crashed.\"}\n\n",
    },
    Dialect {
        vendor: "ollama",
        protocol: Protocol::Ollama,
        content_type: "application/x-ndjson",
        delta: |text| {
            format!("{{\"message\":{{\"role\":\"assistant\",\"content\":{text:?}}},\"done\":false}}\n")
        },
        end: "{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\"}\n",
        alive: "\n",
        garbage: "{\"message\":{\"cont\n",
        error: "{\"error\":\"The engine crashed.\"}\n",
    },
];

#[test]
fn every_protocol_is_held_to_the_scenarios() {
    let mut spoken: HashSet<_> = vendors().iter().map(|vendor| vendor.protocol).collect();
    // No built-in vendor speaks these, but the file of a person's own may say that one does.
    spoken.extend([Protocol::OpenaiResponses, Protocol::DashscopeNative]);
    // The demonstration opens no connection; its own tests are beside it.
    let mut tested = HashSet::from([Protocol::Scripted]);
    for dialect in &DIALECTS {
        assert_eq!(dialect.vendor().protocol, dialect.protocol);
        tested.insert(dialect.protocol);
    }
    assert_eq!(spoken, tested);
}

impl Dialect {
    fn endpoint(&self, url: &str) -> Endpoint {
        Endpoint::new(self.vendor(), Some(url), Some(ApiKey::new(KEY.into()))).unwrap()
    }

    fn vendor(&self) -> Arc<Vendor> {
        vendor(self.vendor).unwrap_or_else(|| Arc::new(vendor_from_toml(self.vendor).unwrap()))
    }

    fn body(&self, frames: &[&str]) -> Reply {
        Reply::bytes(self.content_type, frames.concat())
    }
}

fn request() -> ChatRequest {
    ChatRequest {
        model: "m".into(),
        system: None,
        messages: vec![ChatMessage::new(Role::User, "hi")],
        parameters: Parameters::default(),
        stream: true,
    }
}

/// What a turn came to.
#[derive(Debug, Default)]
struct Turn {
    reasoning: String,
    content: String,
    usage: bool,
    ending: Option<Result<FinishReason, Problem>>,
}

impl Turn {
    fn reason(&self) -> &FinishReason {
        self.ending.as_ref().unwrap().as_ref().unwrap()
    }

    fn problem(&self) -> &Problem {
        self.ending.as_ref().unwrap().as_ref().unwrap_err()
    }
}

async fn turn(http: &Http, endpoint: Endpoint, request: ChatRequest) -> Turn {
    let mut events = Box::pin(chat(http, endpoint.clone(), request));
    let first = events.next().await.unwrap();
    assert_eq!(first, TurnEvent::Started { provider: endpoint.vendor.id.clone(), model: "m".into() });
    let mut turn = Turn::default();
    while let Some(event) = events.next().await {
        assert!(turn.ending.is_none(), "{event:?} follows the ending");
        match event {
            TurnEvent::Reasoning { text } => turn.reasoning.push_str(&text),
            TurnEvent::Content { text } => turn.content.push_str(&text),
            TurnEvent::Usage(_) => turn.usage = true,
            TurnEvent::Finished { reason } => turn.ending = Some(Ok(reason)),
            TurnEvent::Failed { problem } => turn.ending = Some(Err(problem)),
            event => panic!("{event:?}"),
        }
    }
    assert!(turn.ending.is_some(), "the turn has no ending");
    turn
}

/// The turn in which each dialect gets this reply.
async fn each(reply: impl Fn(&Dialect) -> Reply, check: impl Fn(&Dialect, Turn)) {
    each_within(once(), reply, check).await;
}

async fn each_within(limits: Limits, reply: impl Fn(&Dialect) -> Reply, check: impl Fn(&Dialect, Turn)) {
    let http = Http::with_limits(limits).unwrap();
    for dialect in &DIALECTS {
        let server = ModelServer::start().await;
        server.reply(reply(dialect));
        check(dialect, turn(&http, dialect.endpoint(&server.url()), request()).await);
    }
}

/// The usual limits, but no second attempt.
fn once() -> Limits {
    Limits { retry: RetryPolicy::NEVER, ..Limits::default() }
}

/// Limits that a test can wait for.
fn impatient() -> Limits {
    Limits { silence: Duration::from_secs(1), ..once() }
}

#[tokio::test]
async fn an_answer_arrives_whole_however_it_is_cut() {
    for split in [Split::Events, Split::Whole, Split::Every(1), Split::Every(7)] {
        let reply = |_: &Dialect| {
            Reply::chat(&["想一想。", "I know."], &["你好, ", "世界 🌍", "!"]).split(split.clone())
        };
        each(reply, |dialect, turn| {
            assert_eq!(turn.reasoning, "想一想。I know.", "{}", dialect.vendor);
            assert_eq!(turn.content, "你好, 世界 🌍!");
            assert_eq!(turn.reason(), &FinishReason::Stop);
            assert!(turn.usage);
        })
        .await;
    }
}

#[tokio::test]
async fn an_answer_that_was_not_streamed_is_the_same() {
    let http = Http::new().unwrap();
    for dialect in &DIALECTS {
        let server = ModelServer::start().await;
        server.reply(Reply::chat(&["Why."], &["So."]));
        let request = ChatRequest { stream: false, ..request() };
        let turn = turn(&http, dialect.endpoint(&server.url()), request).await;
        assert_eq!((turn.reasoning.as_str(), turn.content.as_str()), ("Why.", "So."));
        assert_eq!(turn.reason(), &FinishReason::Stop);
        let asked = server.next_chat().await;
        // Two protocols ask for a stream by the path and by a header.
        let elsewhere = matches!(dialect.protocol, Protocol::Gemini | Protocol::DashscopeNative);
        assert_eq!(asked.json()["stream"] == false, !elsewhere);
    }
}

#[tokio::test]
async fn a_status_is_told_as_what_can_be_done_about_it() {
    let faults = [
        (faults::unauthorized(), ProblemCode::BadKey, 401),
        (faults::no_money(), ProblemCode::NoMoney, 402),
        (faults::model_missing(), ProblemCode::ModelMissing, 404),
        (faults::context_too_long(), ProblemCode::ContextTooLong, 400),
        (faults::rate_limited(2), ProblemCode::RateLimited, 429),
        (faults::server_error(), ProblemCode::Overloaded, 500),
        (faults::unavailable(), ProblemCode::Overloaded, 503),
    ];
    for (fault, code, status) in faults {
        each(
            |_| fault.clone(),
            |_, turn| {
                let problem = turn.problem();
                assert_eq!((problem.code, problem.status), (code, Some(status)));
                assert_eq!(problem.retry_after_ms, (status == 429).then_some(2_000));
                assert!(problem.raw.as_ref().unwrap().contains("error"));
            },
        )
        .await;
    }
}

#[tokio::test]
async fn a_web_page_is_not_shown_as_an_answer() {
    each(
        |_| faults::html_with_200(),
        |_, turn| {
            assert_eq!(turn.content, "");
            let problem = turn.problem();
            assert_eq!(problem.code, ProblemCode::Protocol);
            assert!(problem.message.contains("web page") && !problem.message.contains('<'));
            assert!(problem.raw.as_ref().unwrap().contains("<title>"));
        },
    )
    .await;
}

#[tokio::test]
async fn an_error_under_a_good_status_is_an_error() {
    each(
        |_| faults::json_error_with_200(),
        |_, turn| {
            assert_eq!(turn.problem().message, "The model is not available in your region.");
            assert_eq!(turn.problem().code, ProblemCode::Unsupported);
        },
    )
    .await;
}

#[tokio::test]
async fn a_plain_text_under_a_good_status_is_not_the_protocol() {
    each(
        |_| Reply::bytes("text/plain", "Ollama is running"),
        |_, turn| {
            assert_eq!(turn.problem().code, ProblemCode::Protocol);
            assert_eq!(turn.problem().raw.as_deref(), Some("Ollama is running"));
        },
    )
    .await;
}

#[tokio::test]
async fn garbage_costs_itself_and_nothing_else() {
    let reply = |dialect: &Dialect| {
        let frames = [dialect.garbage, &(dialect.delta)("good "), dialect.garbage, &(dialect.delta)("still")];
        dialect.body(&[&frames.concat(), dialect.end])
    };
    each(reply, |_, turn| {
        assert_eq!(turn.content, "good still");
        assert_eq!(turn.reason(), &FinishReason::Stop);
    })
    .await;
}

#[tokio::test]
async fn nothing_but_garbage_is_not_the_protocol() {
    each(
        |dialect| dialect.body(&[dialect.garbage; 3]),
        |_, turn| {
            assert_eq!(turn.problem().code, ProblemCode::Protocol);
        },
    )
    .await;
}

#[tokio::test]
async fn a_stream_that_is_cut_off_keeps_what_had_come() {
    let cut = |dialect: &Dialect| {
        let delta = (dialect.delta)("kept");
        dialect.body(&[&delta, &(dialect.delta)("lost"), dialect.end]).cut_after(delta.len() + 5)
    };
    let closed = |dialect: &Dialect| dialect.body(&[&(dialect.delta)("kept")]);
    let replies: [&dyn Fn(&Dialect) -> Reply; 2] = [&cut, &closed];
    for reply in replies {
        each(reply, |_, turn| {
            assert_eq!(turn.content, "kept");
            assert_eq!(turn.problem().code, ProblemCode::Truncated);
        })
        .await;
    }
}

#[tokio::test]
async fn an_error_in_the_middle_ends_the_turn_and_keeps_what_had_come() {
    let reply = |dialect: &Dialect| dialect.body(&[&(dialect.delta)("kept"), dialect.error, dialect.end]);
    each(reply, |_, turn| {
        assert_eq!(turn.content, "kept");
        assert_eq!(turn.problem().code, ProblemCode::Overloaded);
        assert_eq!(turn.problem().message, "The engine crashed.");
    })
    .await;
}

#[tokio::test]
async fn an_error_before_the_first_word_is_asked_again_and_one_after_it_is_not() {
    let retry = RetryPolicy { first_wait: Duration::from_millis(1), ..RetryPolicy::default() };
    let http = Http::with_limits(Limits { retry, ..Limits::default() }).unwrap();
    for dialect in &DIALECTS {
        let server = ModelServer::start().await;
        server.reply(dialect.body(&[dialect.alive, dialect.error]));
        server.reply(dialect.body(&[&(dialect.delta)("heard"), dialect.error]));
        let events: Vec<_> = chat(&http, dialect.endpoint(&server.url()), request()).collect().await;
        let [TurnEvent::Started { .. }, TurnEvent::Retrying { problem, .. }, rest @ ..] = events.as_slice()
        else {
            panic!("{}: {events:?}", dialect.vendor)
        };
        assert_eq!(problem.message, "The engine crashed.");
        assert!(rest.contains(&TurnEvent::Content { text: "heard".into() }));
        assert!(matches!(rest.last(), Some(TurnEvent::Failed { .. })));
        assert_eq!(server.requests().len(), 2);
    }
}

#[tokio::test]
async fn silence_ends_the_turn_and_keeps_what_had_come() {
    each_within(
        impatient(),
        |_| faults::silence(),
        |_, turn| {
            assert_eq!(turn.problem().code, ProblemCode::Timeout);
        },
    )
    .await;
    let stalled = |dialect: &Dialect| {
        let delta = (dialect.delta)("kept");
        dialect.body(&[&delta, dialect.end]).stall_after(delta.len())
    };
    each_within(impatient(), stalled, |_, turn| {
        assert_eq!(turn.content, "kept");
        assert_eq!(turn.problem().code, ProblemCode::Timeout);
    })
    .await;
}

#[tokio::test]
async fn signs_of_life_are_no_silence() {
    // One second and a half of them, with a limit of one.
    let reply = |dialect: &Dialect| {
        let signs = dialect.alive.repeat(15);
        let delta = (dialect.delta)("at last");
        let ends = (1..=15).map(|sign| sign * dialect.alive.len()).collect();
        dialect.body(&[&signs, &delta, dialect.end]).split(Split::At(ends)).pace(Duration::from_millis(100))
    };
    each_within(impatient(), reply, |_, turn| {
        assert_eq!(turn.content, "at last");
        assert_eq!(turn.reason(), &FinishReason::Stop);
    })
    .await;
}

#[tokio::test]
async fn a_server_that_forgets_to_hang_up_after_the_finish_fails_nothing() {
    let reply = |dialect: &Dialect| {
        let end = dialect.end.replace("data: [DONE]\n\n", "");
        let body = [(dialect.delta)("all"), end].concat();
        Reply::bytes(dialect.content_type, body.clone()).stall_after(body.len())
    };
    // Long before the limit on silence, which a person would have to sit through.
    let start = Instant::now();
    each(reply, |_, turn| {
        assert_eq!(turn.content, "all");
        assert_eq!(turn.reason(), &FinishReason::Stop);
    })
    .await;
    assert!(start.elapsed() < Duration::from_mins(1));
}

#[tokio::test]
async fn an_event_that_never_ends_does_not_fill_the_memory() {
    each(
        |dialect| faults::endless_line(64 * 1024 * 1024).content_type(dialect.content_type),
        |_, turn| {
            assert_eq!(turn.problem().code, ProblemCode::Protocol);
            assert!(turn.problem().raw.as_ref().unwrap().len() <= 4096);
        },
    )
    .await;
}

#[tokio::test]
async fn a_key_does_not_follow_a_redirect() {
    let http = Http::new().unwrap();
    for dialect in &DIALECTS {
        let (server, elsewhere) = (ModelServer::start().await, ModelServer::start().await);
        server.reply(Reply::redirect(&format!("{}/v1/chat/completions", elsewhere.url())));
        let turn = turn(&http, dialect.endpoint(&server.url()), request()).await;
        assert_eq!(turn.problem().code, ProblemCode::Protocol);
        assert!(turn.problem().message.contains(&elsewhere.url()), "{}", turn.problem().message);
        assert!(elsewhere.requests().is_empty());
    }
}

#[tokio::test]
async fn a_key_that_is_echoed_is_not_seen() {
    let echo = format!("{{\"error\":{{\"message\":\"Wrong key {KEY}.\"}}}}");
    let page = format!("<html>{KEY}</html>");
    let replies = [
        Reply::bytes("application/json", echo.clone()).status(401),
        Reply::bytes("application/json", echo.clone()),
        Reply::bytes("text/html", page.clone()).status(502),
        Reply::bytes("text/html", page),
        Reply::bytes("text/plain", format!("Who is {KEY}?")),
        Reply::raw(format!("event: error\ndata: {echo}\n\n")),
        Reply::raw(format!("data: {KEY}\n\n")),
    ];
    for reply in replies {
        each(
            |_| reply.clone(),
            |_, turn| {
                let problem = turn.problem();
                assert!(!format!("{problem:?}").contains(KEY), "{problem:?}");
                assert!(format!("{problem:?}").contains('…'), "{problem:?}");
            },
        )
        .await;
    }
}

#[tokio::test]
async fn dropping_the_stream_closes_the_connection() {
    let http = Http::new().unwrap();
    for dialect in &DIALECTS {
        let server = ModelServer::start().await;
        server.reply(Reply::flood(1024 * 1024, 1000));
        let mut events = Box::pin(chat(&http, dialect.endpoint(&server.url()), request()));
        while !matches!(events.next().await.unwrap(), TurnEvent::Content { .. }) {}
        drop(events);
        let hang_up = server.hung_up().await;
        assert!(hang_up.sent < 1024 * 1024, "{hang_up:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let http = Http::new().unwrap();
    for dialect in &DIALECTS {
        let server = ModelServer::start().await;
        let url = server.url();
        drop(server);
        let turn = turn(&http, dialect.endpoint(&url), request()).await;
        assert_eq!((turn.problem().code, turn.problem().status), (ProblemCode::Network, None));
        assert!(
            turn.problem().message.contains(url.trim_start_matches("http://")),
            "{}",
            turn.problem().message
        );
    }
}

#[tokio::test]
async fn a_key_is_sent_when_there_is_one_and_only_then() {
    let http = Http::new().unwrap();
    for dialect in &DIALECTS {
        let server = ModelServer::start().await;
        let endpoint = dialect.endpoint(&server.url());
        let (header, shown) = match &endpoint.vendor.auth {
            Auth::Bearer => ("authorization", format!("Bearer {KEY}")),
            Auth::Header(name) => (name.as_str(), KEY.to_owned()),
        };
        turn(&http, endpoint.clone(), request()).await;
        assert_eq!(server.next_chat().await.header(header), Some(shown.as_str()));

        let without = Endpoint { key: None, ..endpoint.clone() };
        turn(&http, without, request()).await;
        assert_eq!(server.next_chat().await.header(header), None);
    }
}

#[tokio::test]
async fn a_key_that_cannot_be_one_is_refused_before_anything_is_sent() {
    let http = Http::new().unwrap();
    let server = ModelServer::start().await;
    let key = Some(ApiKey::new("钥匙\nsk".into()));
    let endpoint = Endpoint { key, ..DIALECTS[0].endpoint(&server.url()) };
    assert_eq!(turn(&http, endpoint, request()).await.problem().code, ProblemCode::BadKey);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn started_comes_before_any_connection() {
    let http = Http::new().unwrap();
    let server = ModelServer::start().await;
    let mut events = Box::pin(chat(&http, DIALECTS[0].endpoint(&server.url()), request()));
    assert!(matches!(events.next().await, Some(TurnEvent::Started { .. })));
    drop(events);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn nothing_is_sent_elsewhere_without_the_key_it_needs() {
    let endpoint = Endpoint::new(vendor("openai").unwrap(), None, None).unwrap();
    let turn = turn(&Http::new().unwrap(), endpoint, request()).await;
    assert_eq!(turn.problem().code, ProblemCode::BadKey);
    assert!(turn.problem().message.contains("OpenAI"));
}

#[tokio::test]
async fn the_demonstration_answers_without_a_network() {
    let endpoint = Endpoint::new(vendor("offline").unwrap(), None, None).unwrap();
    let request = ChatRequest { stream: false, ..request() };
    let turn = turn(&Http::new().unwrap(), endpoint, request).await;
    assert!(turn.content.contains("built-in demonstration"));
    assert_eq!(turn.reason(), &FinishReason::Stop);
    assert!(turn.usage);
}
