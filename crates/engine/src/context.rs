//! Room for the messages: a local server sets aside the context it is told to, and silently leaves the
//! oldest messages out where that is too small.

use std::time::Duration;

use runnel_conversation::{Adjustment, Thinking};
use runnel_providers::{ChatRequest, Endpoint, Protocol, ollama};
use serde_json::{Map, Value, json};
use tokio::time::timeout;

use crate::Engine;

/// The least context that is asked for, in tokens. Every step doubles it: a model is loaded anew for each
/// size, which takes seconds.
const LEAST: u64 = 8_192;

/// Room for an answer whose length is not limited, in tokens.
const ANSWER: u64 = 4_096;

/// Room for thinking whose length is not limited, in tokens.
const THINKING: u64 = 8_192;

/// What a picture takes at most, in tokens: the models that are run at home cut one into about so many.
const PICTURE: u64 = 2_048;

/// What the frame around a message takes, in tokens.
const FRAME: u64 = 8;

/// How long a local server may take to say how large a model's context can be.
const TOLD_WITHIN: Duration = Duration::from_secs(3);

impl Engine {
    /// Asks a local server to make room for the messages, up to what the model was made for, and to keep the
    /// model in memory for as long as the person set. A size that they gave holds. Gives what they should know
    /// of it.
    pub(crate) async fn make_room(
        &self,
        endpoint: &Endpoint,
        request: &mut ChatRequest,
    ) -> Option<Adjustment> {
        let is_local = endpoint.vendor.protocol == Protocol::Ollama && !endpoint.vendor.needs_key;
        if !is_local || is_given(request) {
            return None;
        }
        let asked = ollama::details(&self.inner().http, endpoint, &request.model);
        let limit = match timeout(TOLD_WITHIN, asked).await {
            Ok(Ok(details)) => details.context_tokens,
            // The answer itself will tell what is wrong, if something is.
            Ok(Err(_)) | Err(_) => None,
        };
        let settings = self.blocking(|engine| Ok(engine.settings_or_default().0)).await.unwrap_or_default();
        let keep_alive =
            settings.providers.get(&endpoint.vendor.id).and_then(|provider| provider.keep_alive.clone());
        let messages = tokens_of_messages(request);
        let size = room_for(messages.saturating_add(tokens_of_answer(request)), limit);
        let extra = request.parameters.extra.get_or_insert_default();
        if let Some(keep_alive) = keep_alive {
            extra.entry("keep_alive").or_insert(Value::String(keep_alive));
        }
        let options = extra.entry("options").or_insert_with(|| Value::Object(Map::new()));
        if let Some(options) = options.as_object_mut() {
            options.insert("num_ctx".to_owned(), json!(size));
        }
        (messages >= size).then_some(Adjustment::HistoryMayBeCut)
    }
}

fn is_given(request: &ChatRequest) -> bool {
    let extra = request.parameters.extra.as_ref();
    extra.and_then(|extra| extra.get("options")?.get("num_ctx")).is_some()
}

/// The step that holds so many tokens, up to a limit.
fn room_for(tokens: u64, limit: Option<u64>) -> u64 {
    let mut size = LEAST;
    while size < tokens && size <= u64::MAX / 2 {
        size *= 2;
    }
    limit.map_or(size, |limit| size.min(limit.max(1)))
}

fn tokens_of_messages(request: &ChatRequest) -> u64 {
    let system = request.system.as_deref().map_or(0, tokens_at_most);
    let messages = request.messages.iter().map(|message| {
        let pictures = u64::try_from(message.images.len()).unwrap_or(u64::MAX).saturating_mul(PICTURE);
        tokens_at_most(&message.text).saturating_add(pictures).saturating_add(FRAME)
    });
    messages.fold(system, u64::saturating_add)
}

fn tokens_of_answer(request: &ChatRequest) -> u64 {
    let parameters = &request.parameters;
    if let Some(limit) = parameters.max_tokens {
        return u64::from(limit);
    }
    match parameters.thinking {
        Some(Thinking::Off) => ANSWER,
        Some(Thinking::Budget { tokens }) => ANSWER + u64::from(tokens),
        // Models that can think do so where nothing was said.
        _ => ANSWER + THINKING,
    }
}

/// More tokens than a text has in any common vocabulary: they hold about four letters of English and one to
/// two Chinese characters' worth of bytes. Too much room costs memory; too little would cut the chat.
fn tokens_at_most(text: &str) -> u64 {
    let (ascii, others) = text.chars().fold((0_u64, 0_u64), |(ascii, others), character| {
        if character.is_ascii() { (ascii + 1, others) } else { (ascii, others + 1) }
    });
    ascii.div_ceil(2) + others * 3 / 2
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn room_grows_by_doubling_up_to_the_models_limit() {
        assert_eq!(room_for(1, None), 8_192);
        assert_eq!(room_for(8_192, None), 8_192);
        assert_eq!(room_for(8_193, None), 16_384);
        assert_eq!(room_for(100_000, Some(40_960)), 40_960);
        assert_eq!(room_for(10, Some(2_048)), 2_048);
        assert_eq!(room_for(u64::MAX, None), 1 << 63);
    }

    proptest! {
        #[test]
        fn what_is_needed_fits_unless_the_model_is_too_small(tokens in 0_u64..1 << 40, limit in proptest::option::of(1_u64..1 << 40)) {
            let size = room_for(tokens, limit);
            prop_assert!(size >= tokens || Some(size) == limit);
            prop_assert!(limit.is_none_or(|limit| size <= limit));
        }

        #[test]
        fn a_longer_text_never_needs_less(text in "\\PC{0,40}", more in "\\PC{0,40}") {
            let longer = [text.as_str(), &more].concat();
            prop_assert!(tokens_at_most(&longer) >= tokens_at_most(&text));
        }
    }
}
