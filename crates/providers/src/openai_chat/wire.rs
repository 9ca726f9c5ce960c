//! What a chunk may hold. Every field can be missing, `null` or of another type than it should be: a
//! field that makes no sense is taken for absent, so that it costs itself and not its chunk.

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

/// A chunk of a stream, or a whole completion.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Chunk {
    #[serde(deserialize_with = "lenient")]
    pub(super) choices: Option<Vec<Choice>>,
    pub(super) usage: Value,
    /// Groq's own place for usage.
    #[serde(deserialize_with = "lenient")]
    pub(super) x_groq: Option<XGroq>,
}

impl Chunk {
    /// The places where usage is told, the telling ones first.
    pub(super) fn usages<'a>(&'a self, choice: &'a Choice) -> [&'a Value; 3] {
        let of_groq = self.x_groq.as_ref().map_or(&Value::Null, |groq| &groq.usage);
        [&self.usage, of_groq, &choice.usage]
    }

    /// The choice that is the answer. Others were not asked for.
    pub(super) fn take_first_choice(&mut self) -> Option<Choice> {
        self.choices.take()?.into_iter().find(|choice| choice.index.unwrap_or(0) == 0)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct XGroq {
    pub(super) usage: Value,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Choice {
    #[serde(deserialize_with = "lenient")]
    pub(super) index: Option<u64>,
    /// What is new, in a stream.
    #[serde(deserialize_with = "lenient")]
    pub(super) delta: Option<Said>,
    /// Everything, in a whole completion. Perplexity sends it in each chunk of a stream as well.
    #[serde(deserialize_with = "lenient")]
    pub(super) message: Option<Said>,
    #[serde(deserialize_with = "lenient")]
    pub(super) finish_reason: Option<String>,
    /// Kimi's own place for usage.
    pub(super) usage: Value,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Said {
    #[serde(deserialize_with = "lenient")]
    pub(super) content: Option<Content>,
    #[serde(deserialize_with = "lenient")]
    pub(super) reasoning_content: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) reasoning: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) reasoning_details: Option<Vec<ReasoningDetail>>,
    #[serde(deserialize_with = "lenient")]
    pub(super) refusal: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) tool_calls: Option<Vec<ToolCallDelta>>,
}

/// Mistral says parts where others say a text, even within one stream.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Content {
    Text(String),
    Parts(Vec<Part>),
}

#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum Part {
    Text {
        #[serde(default)]
        text: String,
    },
    Thinking {
        thinking: Content,
    },
    #[serde(other)]
    Other,
}

/// A piece of reasoning; an encrypted one has neither text nor summary.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ReasoningDetail {
    #[serde(deserialize_with = "lenient")]
    pub(super) text: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) summary: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ToolCallDelta {
    #[serde(deserialize_with = "lenient")]
    pub(super) index: Option<u64>,
    #[serde(deserialize_with = "lenient")]
    pub(super) id: Option<String>,
    #[serde(deserialize_with = "lenient")]
    pub(super) function: Option<FunctionDelta>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct FunctionDelta {
    #[serde(deserialize_with = "lenient")]
    pub(super) name: Option<String>,
    /// Text, though some servers send the object itself.
    pub(super) arguments: Value,
}

/// The field if it is what it should be, else nothing.
fn lenient<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    Ok(serde_json::from_value(Value::deserialize(deserializer)?).ok())
}
