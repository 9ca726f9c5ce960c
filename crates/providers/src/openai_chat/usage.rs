//! What an answer cost, as vendors tell it.

use runnel_conversation::Usage;
use serde_json::Value;

/// The counts, as the vendor gives them: nothing is added up, since vendors differ in what counts
/// where. An object of nothing but zeros, as `MiniMax` sends before it has counted, says nothing.
pub(super) fn usage(value: &Value) -> Option<Usage> {
    let count = |place: &str| value.get(place)?.as_u64();
    let detail = |place: &str, detail: &str| value.get(place)?.get(detail)?.as_u64();
    let usage = Usage {
        prompt_tokens: count("prompt_tokens"),
        completion_tokens: count("completion_tokens"),
        total_tokens: count("total_tokens"),
        cached_tokens: detail("prompt_tokens_details", "cached_tokens")
            .or_else(|| count("prompt_cache_hit_tokens"))
            .or_else(|| count("cached_tokens")),
        reasoning_tokens: detail("completion_tokens_details", "reasoning_tokens")
            .or_else(|| count("reasoning_tokens")),
    };
    let counted = [usage.prompt_tokens, usage.completion_tokens, usage.total_tokens];
    counted.into_iter().flatten().any(|count| count > 0).then_some(usage)
}
