//! The models on the computer: which there are, which are loaded, and taking one away.

use futures::future::join_all;
use runnel_conversation::Problem;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{endpoint::Endpoint, error, http::Http, models::ask};

/// A model on the computer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalModel {
    /// Its name with its tag, such as `qwen3:4b`.
    pub name: String,
    /// How large it is on the disk, in bytes.
    pub size_bytes: u64,
    /// How its weights are kept, such as `Q4_K_M`.
    pub quantisation: Option<String>,
    /// How many weights it has, such as `4.0B`.
    pub parameter_size: Option<String>,
    /// What is known of it beyond the list.
    pub details: Details,
    /// Where it is in memory.
    pub loaded: Option<Loaded>,
}

/// What a model can do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    /// The longest context it was made for, in tokens.
    pub context_tokens: Option<u64>,
    /// Ollama's words: `completion`, `tools`, `vision`, `thinking`, `embedding` … Empty for old servers.
    pub capabilities: Vec<String>,
}

/// A model in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// How much of it is in the memory of a graphics card, in bytes.
    pub vram_bytes: u64,
    /// When it will be let go, as RFC 3339.
    pub expires_at: Option<String>,
    /// The context it was loaded with, in tokens.
    pub context_tokens: Option<u64>,
}

/// The server's version.
///
/// # Errors
/// Whatever keeps it from answering.
pub async fn version(http: &Http, endpoint: &Endpoint) -> Result<Option<String>, Problem> {
    let answer = ask(http, endpoint, "api/version").await.map_err(|problem| endpoint.presentable(problem))?;
    Ok(answer.get("version").and_then(Value::as_str).map(str::to_owned))
}

/// The models on the computer, in the server's order.
///
/// # Errors
/// Whatever keeps the list from being read. What is loaded, and what a model can do, is left out where
/// the server does not say.
pub async fn local_models(http: &Http, endpoint: &Endpoint) -> Result<Vec<LocalModel>, Problem> {
    let list = ask(http, endpoint, "api/tags").await.map_err(|problem| endpoint.presentable(problem))?;
    let Some(entries) = list.get("models").and_then(Value::as_array) else {
        return Err(endpoint.presentable(error::from_document(&list)));
    };
    let running = ask(http, endpoint, "api/ps").await.unwrap_or_default();
    let entries = entries.iter().filter_map(|entry| Entry::deserialize(entry).ok());
    Ok(join_all(entries.map(|entry| local_model(http, endpoint, &running, entry))).await)
}

async fn local_model(http: &Http, endpoint: &Endpoint, running: &Value, entry: Entry) -> LocalModel {
    let details = match entry.details() {
        known if known.context_tokens.is_some() && !known.capabilities.is_empty() => known,
        known => details(http, endpoint, &entry.name).await.unwrap_or(known),
    };
    let loaded = loaded(running, &entry.name);
    let Entry { name, size, details: Kind { parameter_size, quantization_level, .. }, .. } = entry;
    LocalModel { name, size_bytes: size, quantisation: quantization_level, parameter_size, details, loaded }
}

/// What a model can do.
///
/// # Errors
/// `model_missing` for one that is not there, or whatever keeps the server from answering.
pub async fn details(http: &Http, endpoint: &Endpoint, model: &str) -> Result<Details, Problem> {
    let answer = post(http, endpoint, "api/show", &json!({ "model": model })).await?;
    // The field is named after the architecture: `qwen3.context_length`.
    let architecture = answer.pointer("/model_info/general.architecture").and_then(Value::as_str);
    let context_tokens = architecture
        .and_then(|name| answer.get("model_info")?.get(format!("{name}.context_length"))?.as_u64());
    Ok(Details { context_tokens, capabilities: words(answer.get("capabilities")) })
}

/// Takes a model off the disk.
///
/// # Errors
/// `model_missing` for one that is not there, or whatever keeps the server from it.
pub async fn delete(http: &Http, endpoint: &Endpoint, model: &str) -> Result<(), Problem> {
    let body = json!({ "model": model }).to_string().into_bytes();
    let deleted = http.delete(endpoint.url("api/delete"), endpoint.access(), body).await;
    deleted.map(drop).map_err(|failure| endpoint.presentable(failure.problem))
}

/// Lets a model go from memory. The disk keeps it.
///
/// # Errors
/// Whatever keeps the server from it.
pub async fn unload(http: &Http, endpoint: &Endpoint, model: &str) -> Result<(), Problem> {
    // No messages and no time to stay: that is how Ollama is told.
    let body = json!({ "model": model, "messages": [], "keep_alive": 0, "stream": false });
    post(http, endpoint, "api/chat", &body).await.map(drop)
}

async fn post(http: &Http, endpoint: &Endpoint, path: &str, body: &Value) -> Result<Value, Problem> {
    let asked = async {
        let reply = http.post(endpoint.url(path), endpoint.access(), body.to_string().into_bytes()).await?;
        let answer = reply.json().await?;
        if error::is_error(&answer) { Err(error::from_value(&answer)) } else { Ok(answer) }
    };
    asked.await.map_err(|problem: Problem| endpoint.presentable(problem))
}

/// A line of the list.
#[derive(Debug, Deserialize)]
struct Entry {
    name: String,
    #[serde(default)]
    size: u64,
    #[serde(default)]
    details: Kind,
    capabilities: Option<Value>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Kind {
    parameter_size: Option<String>,
    quantization_level: Option<String>,
    context_length: Option<u64>,
}

impl Entry {
    fn details(&self) -> Details {
        let capabilities = words(self.capabilities.as_ref());
        Details { context_tokens: self.details.context_length, capabilities }
    }
}

fn words(list: Option<&Value>) -> Vec<String> {
    let words = list.and_then(Value::as_array).into_iter().flatten();
    words.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn loaded(running: &Value, name: &str) -> Option<Loaded> {
    let models = running.get("models")?.as_array()?;
    let model = models.iter().find(|model| model.get("name").and_then(Value::as_str) == Some(name))?;
    Some(Loaded {
        vram_bytes: model.get("size_vram").and_then(Value::as_u64).unwrap_or_default(),
        expires_at: model.get("expires_at").and_then(Value::as_str).map(str::to_owned),
        context_tokens: model.get("context_length").and_then(Value::as_u64),
    })
}
