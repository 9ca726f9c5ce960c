//! Who reads: this project, the crates that it is compared with, and the connection alone.

use std::{hint::black_box, sync::Arc, time::Instant};

use async_openai::{
    config::OpenAIConfig,
    types::{
        chat::{ChatCompletionRequestUserMessage, CreateChatCompletionRequest},
        responses::{CreateResponse, InputParam, ResponseStreamEvent},
    },
};
use futures::StreamExt;
use genai::{
    ModelIden, ServiceTarget,
    adapter::AdapterKind,
    chat::ChatStreamEvent,
    resolver::{AuthData, Endpoint as GenaiEndpoint},
};
use runnel_conversation::TurnEvent;
use runnel_providers::{
    ApiKey, ChatMessage, ChatRequest, Endpoint, Http, Role, chat, vendor, vendor_from_toml,
};

use crate::{
    Outcome,
    dialect::{Api, Dialect},
};

const KEY: &str = "sk-none";
const MODEL: &str = "m";
const QUESTION: &str = "How does a hash map find its place?";

/// What reads replies, ready to ask one server. Each has its own pool of connections.
pub enum Reader {
    /// Takes the bytes and decodes nothing: no reader can be faster than this.
    Connection {
        client: reqwest::Client,
        url: String,
    },
    /// This project.
    Runnel {
        http: Http,
        endpoint: Endpoint,
    },
    AsyncOpenai {
        client: async_openai::Client<OpenAIConfig>,
        api: Api,
    },
    Genai(genai::Client),
}

/// What came of reading a reply.
#[derive(Debug, Default)]
pub struct Heard {
    /// How many pieces of text came out.
    pub deltas: usize,
    /// Their size, in bytes.
    pub text: usize,
    /// When the first came out.
    pub first: Option<Instant>,
}

impl Heard {
    fn hear(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.first.get_or_insert_with(Instant::now);
        self.deltas += 1;
        self.text += black_box(text).len();
    }
}

impl Reader {
    /// All that speak the dialect of the server at this address, this project's first.
    pub fn all(dialect: &Dialect, url: &str) -> Outcome<Vec<Self>> {
        let mut readers = vec![Self::runnel(dialect, url)?, Self::connection(url)?];
        if let Some(api) = dialect.async_openai {
            let config = OpenAIConfig::new().with_api_base(url).with_api_key(KEY);
            readers.push(Self::AsyncOpenai { client: async_openai::Client::with_config(config), api });
        }
        readers.push(Self::genai(dialect.genai, url)?);
        Ok(readers)
    }

    fn runnel(dialect: &Dialect, url: &str) -> Outcome<Self> {
        let vendor = match vendor(dialect.vendor) {
            Some(built_in) => built_in,
            None => Arc::new(vendor_from_toml(dialect.vendor)?),
        };
        let key = Some(ApiKey::new(KEY.into()));
        let endpoint = Endpoint::new(vendor, Some(url), key).map_err(|problem| problem.message)?;
        Ok(Self::Runnel { http: Http::new().map_err(|problem| problem.message)?, endpoint })
    }

    fn connection(url: &str) -> Outcome<Self> {
        Ok(Self::Connection { client: reqwest::Client::builder().no_proxy().build()?, url: url.into() })
    }

    fn genai(adapter: AdapterKind, url: &str) -> Outcome<Self> {
        let base: Arc<str> = format!("{url}/").into();
        let target = move |_: ServiceTarget| -> Result<ServiceTarget, genai::resolver::Error> {
            Ok(ServiceTarget {
                endpoint: GenaiEndpoint::from_owned(base.clone()),
                auth: AuthData::from_single(KEY),
                model: ModelIden::new(adapter, MODEL),
            })
        };
        Ok(Self::Genai(genai::Client::builder().with_service_target_resolver_fn(target).build()?))
    }

    /// Its name in the figures.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Connection { .. } => "connection",
            Self::Runnel { .. } => "runnel",
            Self::AsyncOpenai { .. } => "async-openai",
            Self::Genai(_) => "genai",
        }
    }

    /// Asks, and reads the whole reply.
    pub async fn read(&self) -> Outcome<Heard> {
        let mut heard = Heard::default();
        match self {
            Self::Connection { client, url } => {
                let mut reply = client.post(url).body(QUESTION).send().await?;
                while let Some(bytes) = reply.chunk().await? {
                    heard.first.get_or_insert_with(Instant::now);
                    black_box(bytes);
                }
            }
            Self::Runnel { http, endpoint } => {
                let mut events = std::pin::pin!(chat(http, endpoint.clone(), question()));
                while let Some(event) = events.next().await {
                    match event {
                        TurnEvent::Content { text } => heard.hear(&text),
                        TurnEvent::Failed { problem } => return Err(format!("{problem:?}").into()),
                        _ => {}
                    }
                }
            }
            Self::AsyncOpenai { client, api: Api::Chat } => {
                let request = CreateChatCompletionRequest {
                    model: MODEL.into(),
                    messages: vec![ChatCompletionRequestUserMessage::from(QUESTION).into()],
                    stream: Some(true),
                    ..Default::default()
                };
                let mut chunks = client.chat().create_stream(request).await?;
                while let Some(chunk) = chunks.next().await {
                    for choice in &chunk?.choices {
                        heard.hear(choice.delta.content.as_deref().unwrap_or_default());
                    }
                }
            }
            Self::AsyncOpenai { client, api: Api::Responses } => {
                let request = CreateResponse {
                    model: Some(MODEL.into()),
                    input: InputParam::Text(QUESTION.into()),
                    stream: Some(true),
                    ..Default::default()
                };
                let mut events = client.responses().create_stream(request).await?;
                while let Some(event) = events.next().await {
                    if let ResponseStreamEvent::ResponseOutputTextDelta(event) = event? {
                        heard.hear(&event.delta);
                    }
                }
            }
            Self::Genai(client) => {
                let request = genai::chat::ChatRequest::from_user(QUESTION);
                let mut events = client.exec_chat_stream(MODEL, request, None).await?.stream;
                while let Some(event) = events.next().await {
                    if let ChatStreamEvent::Chunk(chunk) = event? {
                        heard.hear(&chunk.content);
                    }
                }
            }
        }
        Ok(heard)
    }
}

fn question() -> ChatRequest {
    ChatRequest::new(MODEL, vec![ChatMessage::new(Role::User, QUESTION)])
}
