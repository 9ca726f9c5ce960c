//! Which models a vendor has, and whether it takes the key.

use runnel_conversation::{Parameters, Problem, ProblemCode};
use serde_json::Value;

use crate::{
    anthropic,
    endpoint::Endpoint,
    error, gemini,
    http::{Failure, Http},
    ollama, openai_chat,
    protocol::Exchange,
    request::{ChatMessage, ChatRequest, Role},
    vendor::{KeyCheck, KnownModel, Price, Protocol, Vendor},
};

/// How many pages of a list are turned: enough for any, and an end for a server that has none.
const MOST_PAGES: usize = 100;

/// A model that can be chosen. What the vendor does not say and nobody here knows is `None`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Model {
    /// The id, as the vendor spells it.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
    /// Whether it sees pictures.
    pub vision: Option<bool>,
    /// Whether it can think before it answers.
    pub thinking: Option<bool>,
    /// Whether it has a JSON mode.
    pub json: Option<bool>,
    /// How many tokens it can take in at once.
    pub context_tokens: Option<u64>,
    /// The most tokens an answer of it can have.
    pub max_output_tokens: Option<u64>,
    /// What it costs by the vendor's own list, in the vendor's currency.
    pub price: Option<Price>,
}

/// A vendor that answered, and took the key where it needs one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// How many models there are to choose from.
    pub models: usize,
}

/// The models to choose from: the vendor's list, or the known ones where it publishes none.
pub async fn models(http: &Http, endpoint: &Endpoint) -> Result<Vec<Model>, Problem> {
    let listed = match list(http, endpoint).await {
        Err(problem) if publishes_none(&problem) && !endpoint.vendor.models.is_empty() => {
            Ok(endpoint.vendor.models.iter().map(Model::from).collect())
        }
        listed => listed,
    };
    listed.map_err(|problem| endpoint.presentable(problem))
}

/// Whether the vendor takes the key, asked in a way that fails for a wrong one.
pub async fn check(http: &Http, endpoint: &Endpoint) -> Result<Checked, Problem> {
    let models = match &endpoint.vendor.check {
        KeyCheck::Listing => list(http, endpoint).await.map_err(|problem| endpoint.presentable(problem))?,
        KeyCheck::Path(path) => {
            let asked = ask(http, endpoint, path).await;
            asked.map_err(|problem| endpoint.presentable(problem))?;
            models(http, endpoint).await?
        }
        KeyCheck::Chat => {
            probe(http, endpoint).await.map_err(|problem| endpoint.presentable(problem))?;
            models(http, endpoint).await?
        }
    };
    Ok(Checked { models: models.len() })
}

/// The vendor's own list.
async fn list(http: &Http, endpoint: &Endpoint) -> Result<Vec<Model>, Problem> {
    let Vendor { protocol, listing, models: known, .. } = &*endpoint.vendor;
    let pages = match protocol {
        Protocol::OpenaiChat | Protocol::OpenaiResponses | Protocol::DashscopeNative => {
            Pages { first: listing, models_in: openai_chat::models_in, next_page: |_| None }
        }
        Protocol::Anthropic => Pages {
            first: anthropic::LISTING,
            models_in: anthropic::models_in,
            next_page: anthropic::next_page,
        },
        Protocol::Gemini => {
            Pages { first: gemini::LISTING, models_in: gemini::models_in, next_page: gemini::next_page }
        }
        Protocol::Ollama => Pages { first: "api/tags", models_in: ollama::models_in, next_page: |_| None },
        Protocol::Scripted => return Ok(known.iter().map(Model::from).collect()),
    };
    let mut models = pages.all(http, endpoint).await?;
    for model in &mut models {
        if let Some(known) = known.iter().find(|known| known.id == model.id) {
            model.learn(known);
        }
    }
    Ok(models)
}

/// How a protocol's list of models is read, page by page.
struct Pages<'a> {
    /// The path of the first page under the base URL, perhaps with a query.
    first: &'a str,
    /// The models of a page; `None` where it is none.
    models_in: fn(&Value) -> Option<Vec<Model>>,
    /// What is added to the query to get the page after this one, such as `after_id=…`; `None` at the end.
    next_page: fn(&Value) -> Option<String>,
}

impl Pages<'_> {
    /// The models of all pages, each once. A server that does not know the query gives the same page again:
    /// that is the end as well.
    async fn all(&self, http: &Http, endpoint: &Endpoint) -> Result<Vec<Model>, Problem> {
        let mut models: Vec<Model> = Vec::new();
        let mut next: Option<String> = None;
        for _ in 0..MOST_PAGES {
            let page = ask(http, endpoint, &self.path(next.as_deref())).await?;
            let found = (self.models_in)(&page).ok_or_else(|| error::from_document(&page))?;
            let before = models.len();
            for model in found {
                if models.iter().all(|known| known.id != model.id) {
                    models.push(model);
                }
            }
            next = (self.next_page)(&page).filter(|_| models.len() > before);
            if next.is_none() {
                break;
            }
        }
        Ok(models)
    }

    fn path(&self, next: Option<&str>) -> String {
        match next {
            None => self.first.to_owned(),
            Some(query) => {
                let joint = if self.first.contains('?') { '&' } else { '?' };
                format!("{}{joint}{query}", self.first)
            }
        }
    }
}

/// What a path under the base URL answers.
pub(crate) async fn ask(http: &Http, endpoint: &Endpoint, path: &str) -> Result<Value, Problem> {
    endpoint.require_key()?;
    let reply =
        http.get(endpoint.url(path), endpoint.access()).await.map_err(|Failure { problem, .. }| {
            // Nothing was asked of a model here: it is the address that does not exist.
            let code =
                if problem.code == ProblemCode::ModelMissing { ProblemCode::Protocol } else { problem.code };
            Problem { code, ..problem }
        })?;
    let answer = reply.json().await?;
    if error::is_error(&answer) { Err(error::from_value(&answer)) } else { Ok(answer) }
}

/// Asks the first known model for a single token. A model that is gone or wants other words has still
/// been asked with a key that was taken.
async fn probe(http: &Http, endpoint: &Endpoint) -> Result<(), Problem> {
    endpoint.require_key()?;
    let request = ChatRequest {
        parameters: Parameters { max_tokens: Some(1), ..Parameters::default() },
        stream: false,
        ..ChatRequest::new(
            endpoint.vendor.models.first().map(|model| model.id.clone()).unwrap_or_default(),
            vec![ChatMessage::new(Role::User, "hi")],
        )
    };
    let Exchange { path, headers, body, .. } = Exchange::new(endpoint, &request)?;
    let asked = match http.post(endpoint.url(&path), endpoint.access().with(headers), body).await {
        Ok(reply) => reply.json().await,
        Err(failure) => Err(failure.problem),
    };
    match asked {
        Ok(answer) if error::is_error(&answer) => Err(error::from_value(&answer)),
        Err(problem) if matches!(problem.code, ProblemCode::ModelMissing | ProblemCode::Unsupported) => {
            Ok(())
        }
        asked => asked.map(|_| ()),
    }
}

/// Whether a problem says that there is no list at all.
fn publishes_none(problem: &Problem) -> bool {
    matches!(problem.status, Some(404 | 405))
}

impl Model {
    /// Fills in what the vendor did not say.
    fn learn(&mut self, known: &KnownModel) {
        self.name = self.name.take().or_else(|| known.name.clone());
        self.vision = self.vision.or(Some(known.vision));
        self.thinking = self.thinking.or(Some(known.thinking));
        self.json = self.json.or(known.json);
        self.context_tokens = self.context_tokens.or(known.context);
        self.max_output_tokens = self.max_output_tokens.or(known.max_output.map(u64::from));
    }
}

impl From<&KnownModel> for Model {
    fn from(known: &KnownModel) -> Self {
        let mut model = Self { id: known.id.clone(), ..Self::default() };
        model.learn(known);
        model
    }
}
