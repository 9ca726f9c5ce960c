//! Which models a vendor has, and whether it takes the key.

use runnel_conversation::{Parameters, Problem, ProblemCode};
use serde_json::Value;

use crate::{
    endpoint::Endpoint,
    error,
    http::Http,
    ollama, openai_chat,
    protocol::Exchange,
    request::{ChatMessage, ChatRequest, Role},
    vendor::{KeyCheck, KnownModel, Protocol, Vendor},
};

/// A model that can be chosen. What the vendor does not say and nobody here knows is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// The id, as the vendor spells it.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
    /// Whether it sees pictures.
    pub vision: Option<bool>,
    /// Whether it can think before it answers.
    pub thinking: Option<bool>,
    /// How many tokens it can take in at once.
    pub context_tokens: Option<u64>,
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
    let (answer, models) = match protocol {
        Protocol::OpenaiChat | Protocol::OpenaiResponses | Protocol::Anthropic | Protocol::Gemini => {
            let answer = ask(http, endpoint, listing).await?;
            let models = openai_chat::models_in(&answer);
            (answer, models)
        }
        Protocol::Ollama => {
            let answer = ask(http, endpoint, "api/tags").await?;
            let models = ollama::models_in(&answer);
            (answer, models)
        }
        Protocol::Scripted => return Ok(known.iter().map(Model::from).collect()),
    };
    let mut models = models.ok_or_else(|| error::from_document(&answer))?;
    for model in &mut models {
        if let Some(known) = known.iter().find(|known| known.id == model.id) {
            model.learn(known);
        }
    }
    Ok(models)
}

/// What a path under the base URL answers.
async fn ask(http: &Http, endpoint: &Endpoint, path: &str) -> Result<Value, Problem> {
    endpoint.require_key()?;
    let reply = http.get(endpoint.url(path), endpoint.access()).await.map_err(|problem| {
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
        model: endpoint.vendor.models.first().map(|model| model.id.clone()).unwrap_or_default(),
        system: None,
        messages: vec![ChatMessage::new(Role::User, "hi")],
        parameters: Parameters { max_tokens: Some(1), ..Parameters::default() },
        stream: false,
    };
    let Exchange { path, body, .. } = Exchange::new(endpoint, &request)?;
    let asked = match http.post(endpoint.url(&path), endpoint.access(), body).await {
        Ok(reply) => reply.json().await,
        Err(problem) => Err(problem),
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
    }
}

impl From<&KnownModel> for Model {
    fn from(known: &KnownModel) -> Self {
        Self {
            id: known.id.clone(),
            name: known.name.clone(),
            vision: Some(known.vision),
            thinking: Some(known.thinking),
            context_tokens: None,
        }
    }
}
