//! One vocabulary for what goes wrong, whoever said it and however.
//!
//! Vendors say the same thing in a dozen shapes and under misleading statuses: an unpaid account is
//! 402, 400 or 429. What a reply is, is read from its vendor code first, then from the statuses that
//! mean one thing only, then from phrases, and last from what its status usually means.

use std::time::Duration;

use runnel_conversation::{Problem, ProblemCode};
use serde_json::Value;

use crate::{bloat, key::ApiKey};

/// How much of a raw reply is kept for the person who wants to see it, in bytes.
const RAW_LIMIT: usize = 4 * 1024;
/// How long a message may be, in characters. It may be a reply's whole text, for want of better.
const MESSAGE_LIMIT: usize = 500;

/// What servers say of a path that they do not have, in lower case. Of a model they say which one.
const NO_SUCH_PATH: [&str; 4] = ["not found", "404 not found", "404 page not found", "file not found"];

/// The problem that a reply with an error status tells of.
pub(crate) fn from_reply(status: u16, retry_after: Option<Duration>, body: &[u8]) -> Problem {
    let text = String::from_utf8_lossy(body);
    let text = text.trim();
    let value = bloat::parse_json(text.as_bytes()).map(unlisted).unwrap_or_default();
    let page = text.starts_with('<');
    let message = message_of(&value)
        .or_else(|| (!page && !text.is_empty() && value.is_null()).then(|| text.to_owned()))
        .unwrap_or_else(|| format!("The provider answered with status {status}."));
    if status == 404 && (page || NO_SUCH_PATH.contains(&message.to_lowercase().as_str())) {
        return Problem {
            status: Some(status),
            raw: Some(text.to_owned()),
            ..Problem::new(ProblemCode::Protocol, "There is nothing at this address. Is the base URL right?")
        };
    }
    Problem {
        code: classify(Some(status), &value, &message),
        status: Some(status),
        retry_after_ms: retry_after.and_then(milliseconds).or_else(|| wait_said_in(&value, &message)),
        raw: (!text.is_empty()).then(|| text.to_owned()),
        message,
    }
}

/// The error itself, which Google sends as a list of one where it was to send a list of answers.
fn unlisted(mut value: Value) -> Value {
    match value.get_mut(0) {
        Some(first) if is_error(first) => first.take(),
        _ => value,
    }
}

/// The problem that a JSON value tells of which came where an answer should be: in the middle of a
/// stream, or under status 200.
pub(crate) fn from_value(value: &Value) -> Problem {
    let message = message_of(value).unwrap_or_else(|| value.to_string());
    Problem {
        code: classify(status_inside(value), value, &message),
        status: Some(200),
        retry_after_ms: wait_said_in(value, &message),
        raw: Some(value.to_string()),
        message,
    }
}

/// The problem that a text tells of which came where an error was announced.
pub(crate) fn from_text(text: &str) -> Problem {
    match serde_json::from_str(text) {
        Ok(Value::String(text)) => from_value(&serde_json::json!({ "error": text })),
        Ok(value) => from_value(&value),
        Err(_) => from_value(&serde_json::json!({ "error": text })),
    }
}

/// The problem of a document that is no answer: the error it tells of, if it tells of one.
pub(crate) fn from_document(value: &Value) -> Problem {
    if message_of(value).is_some() {
        return from_value(value);
    }
    let message = "The provider answered with something that is not its protocol.";
    Problem {
        status: Some(200),
        raw: Some(value.to_string()),
        ..Problem::new(ProblemCode::Protocol, message)
    }
}

/// Whether a JSON value tells of an error rather than of an answer.
pub(crate) fn is_error(value: &Value) -> bool {
    let Some(fields) = value.as_object() else { return false };
    let field = |name: &str| fields.get(name).filter(|value| !value.is_null());
    let named = match field("error") {
        None | Some(Value::Bool(false)) => false,
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Object(inner)) => !inner.is_empty(),
        Some(_) => true,
    };
    let refused =
        value.pointer("/base_resp/status_code").and_then(Value::as_i64).is_some_and(|code| code != 0);
    // A flat error has no field that names it: it has a code and a message, and no answer.
    let answers = ["choices", "message", "done", "data"]
        .iter()
        .any(|name| field(name).is_some_and(|it| !it.is_string()));
    let flat =
        ["code", "error_code", "error_msg", "detail", "errors"].iter().any(|name| field(name).is_some())
            || field("object").is_some_and(|object| object == "error");
    named || refused || (flat && !answers && message_of(value).is_some())
}

/// The last gate before a problem is seen: keys are taken out, and only then is it cut, so that no half
/// of a key is left at the cut.
pub(crate) fn presentable<'a>(
    mut problem: Problem,
    secrets: impl IntoIterator<Item = &'a ApiKey>,
) -> Problem {
    for secret in secrets {
        problem.message = secret.redact(&problem.message);
        problem.raw = problem.raw.map(|raw| secret.redact(&raw));
    }
    problem.message = problem.message.chars().take(MESSAGE_LIMIT).collect();
    if let Some(raw) = &mut problem.raw {
        raw.truncate(raw.floor_char_boundary(RAW_LIMIT));
    }
    problem
}

/// The places where vendors put their own sentence, the telling ones first.
const PLACES: [&str; 8] = [
    "/error/message",
    "/error",
    "/message",
    "/detail",
    "/detail/0/msg",
    "/base_resp/status_msg",
    "/error_msg",
    "/errors/0/message",
];

/// The provider's own sentence.
fn message_of(value: &Value) -> Option<String> {
    // OpenRouter passes on what the vendor behind it said; its own sentence says only that one did.
    if let Some(raw) = text_at(value, "/error/metadata/raw") {
        let inner = serde_json::from_str::<Value>(&raw).ok().and_then(|inner| message_of(&inner));
        return Some(inner.unwrap_or(raw));
    }
    PLACES.iter().find_map(|place| text_at(value, place)).or_else(|| Some(value.as_str()?.to_owned()))
}

fn text_at(value: &Value, pointer: &str) -> Option<String> {
    let text = value.pointer(pointer)?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The HTTP status that some vendors put into the error itself, or that its type stands for.
fn status_inside(value: &Value) -> Option<u16> {
    let stands_for_400 =
        || value.pointer("/error/type")?.as_str()?.starts_with("invalid_request").then_some(400);
    ["/error/status_code", "/error/http_code", "/error/code", "/status_code", "/code"]
        .iter()
        .filter_map(|place| match value.pointer(place)? {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        })
        .filter_map(|number| u16::try_from(number).ok())
        .find(|status| (400..600).contains(status))
        .or_else(stands_for_400)
}

/// The vendor's own codes, in lower case. The numbers of `MiniMax` mean other things elsewhere and are marked.
fn codes_of(value: &Value) -> Vec<String> {
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.to_lowercase()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let mut codes: Vec<String> =
        ["/error/code", "/error/type", "/error/status", "/code", "/error_code", "/type"]
            .iter()
            .filter_map(|place| plain(value.pointer(place)?))
            .collect();
    let details = value.pointer("/error/details").and_then(Value::as_array);
    codes.extend(details.into_iter().flatten().filter_map(|detail| plain(detail.get("reason")?)));
    codes.extend(
        value.pointer("/base_resp/status_code").and_then(plain).map(|code| format!("minimax {code}")),
    );
    codes
}

/// Vendor codes that mean one thing, whatever the status.
#[rustfmt::skip]
const CODES: &[(ProblemCode, &[&str])] = {
    use ProblemCode as P;
    &[
        (P::NoMoney, &[
            "insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "billing_error",
            // Kimi; MiniMax; Zhipu, the second for a plan that has ended.
            "exceeded_current_quota_error", "insufficient_balance", "insufficient_balance_error", "minimax 1008", "1113", "1309",
            // DashScope.
            "arrearage", "prepaidbilloverdue", "postpaidbilloverdue", "commoditynotpurchased",
            "allocationquota.freetieronly",
            // Ark; Tencent; SiliconFlow.
            "accountoverdueerror", "resourceinsufficient.chargeresourceexhaust", "resourceunavailable.inarrears", "30001",
        ]),
        (P::ContextTooLong, &[
            "context_length_exceeded", "exceed_context_size_error", "too_many_prompt_tokens", "tokens_too_long",
            "minimax 1039", "1261",
        ]),
        (P::ModelMissing, &[
            "model_not_found", "modelnotfound", "not_found_error", "resource_not_found_error", "invalid_model",
            "model_decommissioned", "model_not_available", "deploymentnotfound", "model.accessdenied",
            // Ark, the first for a model that the person has not switched on.
            "modelnotopen", "invalidendpointormodel",
            // Mistral; Zhipu; SiliconFlow.
            "1500", "1211", "20012",
        ]),
        (P::Blocked, &[
            "datainspectionfailed", "data_inspection_failed", "content_filter", "content_policy_violation", "safety",
            "responsibleaipolicyviolation", "sensitivecontentdetected", "inputtextsensitivecontentdetected",
            "outputtextsensitivecontentdetected", "inputimagesensitivecontentdetected",
            "operationdenied.textillegaldetected", "1301", "minimax 1026", "minimax 1027",
        ]),
        (P::BadKey, &[
            "invalid_api_key", "invalidapikey", "api_key_invalid", "authentication_error", "authenticationerror",
            "invalid_authentication_error", "incorrect_api_key_error", "invalid_iam_token", "permission_denied",
            "permission_error", "authfailure", "account_deactivated", "minimax 1004", "minimax 2049",
            // Zhipu; and its accounts that are not active, locked or not allowed.
            "1000", "1001", "1002", "1003", "1004", "1110", "1111", "1112", "1120", "1121", "1220",
        ]),
        (P::Overloaded, &[
            "overloaded_error", "engine_overloaded_error", "serveroverloaded", "internalserviceerror",
            "1230", "1234", "1305", "1312", "50505", "minimax 1000", "minimax 1001", "minimax 1013", "minimax 1024", "minimax 1033",
        ]),
        (P::RateLimited, &[
            "throttling", "rate_limit_exceeded", "ratelimitexceeded", "rate_limit_error", "rate_limit_reached_error",
            "resource_exhausted", "rpm_rate_limit_exceeded", "tpm_rate_limit_exceeded", "requestlimitexceeded",
            "modelaccountrpmratelimitexceeded", "modelaccounttpmratelimitexceeded", "apiaccountrpmratelimitexceeded",
            "1302", "1303", "1304", "1308", "1310", "1313",
            "minimax 1002", "minimax 1041", "minimax 2045", "minimax 2056",
        ]),
    ]
};

/// Phrases of messages, in lower case, for vendors whose codes say nothing.
#[rustfmt::skip]
const PHRASES: &[(ProblemCode, &[&str])] = {
    use ProblemCode as P;
    &[
        (P::NoMoney, &[
            "credit balance", "insufficient balance", "balance is insufficient", "exceeded your current quota",
            "arrearage", "余额不足", "欠费",
        ]),
        (P::BadKey, &["incorrect api key", "invalid api key", "invalid api-key", "api key not valid", "invalid token"]),
        (P::ContextTooLong, &[
            "prompt is too long", "maximum context length", "range of input length", "available context size",
            "context window", "context length", "token limit", "exceeds the maximum number of tokens",
        ]),
        (P::ModelMissing, &["model not found", "supported api model names", "model does not exist", "模型不存在"]),
        (P::Blocked, &["content filter", "content_filter", "inappropriate content", "flagged"]),
        (P::Unsupported, &["does not support", "not supported", "cannot make get request", "mmproj"]),
    ]
};

fn classify(status: Option<u16>, value: &Value, message: &str) -> ProblemCode {
    let codes = codes_of(value);
    let by_code = CODES.iter().find(|(_, known)| {
        // `Throttling.RateQuota` is a kind of `Throttling`.
        codes.iter().any(|code| {
            known.contains(&code.as_str()) || code.split('.').next().is_some_and(|kind| known.contains(&kind))
        })
    });
    if let Some((code, _)) = by_code {
        return *code;
    }
    let message = message.to_lowercase();
    let phrase = PHRASES
        .iter()
        .find(|(_, phrases)| phrases.iter().any(|phrase| message.contains(phrase)))
        .map(|(code, _)| *code);
    match (status, phrase) {
        (Some(401), _) | (Some(403), None) => ProblemCode::BadKey,
        (Some(402), _) | (Some(429), Some(ProblemCode::NoMoney)) => ProblemCode::NoMoney,
        (Some(404), Some(ProblemCode::Blocked | ProblemCode::Unsupported) | None) => {
            ProblemCode::ModelMissing
        }
        // Under a status that says "later", other words are only examples of what was too much.
        (Some(429), _) => ProblemCode::RateLimited,
        (Some(408 | 500..), Some(code @ (ProblemCode::ContextTooLong | ProblemCode::Unsupported))) => code,
        (Some(408 | 500..), _) => ProblemCode::Overloaded,
        (_, Some(code)) => code,
        (Some(400..500), None) => ProblemCode::Unsupported,
        // It began to answer and broke off: later it may not.
        (_, None) => ProblemCode::Overloaded,
    }
}

fn milliseconds(wait: Duration) -> Option<u64> {
    u64::try_from(wait.as_millis()).ok()
}

/// A wait that is said in the body instead of a header, in milliseconds: Gemini's `retryDelay`, or
/// "try again after 3 seconds", "try again in 1.5s".
fn wait_said_in(value: &Value, message: &str) -> Option<u64> {
    let details = value.pointer("/error/details").and_then(Value::as_array);
    let delay = details.into_iter().flatten().find_map(|detail| detail.get("retryDelay")?.as_str());
    if let Some(wait) = delay.and_then(seconds) {
        return milliseconds(wait);
    }
    let message = message.to_lowercase();
    ["try again after ", "try again in ", "retry after ", "retry in "].iter().find_map(|before| {
        let (_, after) = message.split_once(before)?;
        milliseconds(seconds(after)?)
    })
}

/// The seconds that a text begins with: `3 seconds`, `48.9s`. Other units are not guessed at.
fn seconds(text: &str) -> Option<Duration> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    let unit = unit.trim_start();
    let is_seconds = unit.starts_with("second")
        || unit.strip_prefix('s').is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()));
    Duration::try_from_secs_f64(number.parse().ok()?).ok().filter(|_| is_seconds)
}

#[cfg(test)]
mod tests;
