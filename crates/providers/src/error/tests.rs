use serde_json::json;

use super::*;

fn code(status: u16, body: &str) -> ProblemCode {
    from_reply(status, None, body.as_bytes()).code
}

#[test]
fn a_status_alone_is_enough_for_a_kind() {
    for (status, expected) in [
        (400, ProblemCode::Unsupported),
        (401, ProblemCode::BadKey),
        (402, ProblemCode::NoMoney),
        (403, ProblemCode::BadKey),
        (404, ProblemCode::ModelMissing),
        (408, ProblemCode::Overloaded),
        (422, ProblemCode::Unsupported),
        (429, ProblemCode::RateLimited),
        (500, ProblemCode::Overloaded),
        (503, ProblemCode::Overloaded),
        (529, ProblemCode::Overloaded),
    ] {
        assert_eq!(code(status, ""), expected, "{status}");
    }
}

#[test]
fn a_vendor_code_says_more_than_a_status() {
    for (status, body, expected) in [
        (400, r#"{"code":"Arrearage","message":"Access denied"}"#, ProblemCode::NoMoney),
        (429, r#"{"error":{"code":"insufficient_quota","message":"x"}}"#, ProblemCode::NoMoney),
        (429, r#"{"error":{"type":"exceeded_current_quota_error","message":"x"}}"#, ProblemCode::NoMoney),
        (429, r#"{"error":{"code":"1113","message":"x"}}"#, ProblemCode::NoMoney),
        (400, r#"{"error":{"code":"1301","message":"x"}}"#, ProblemCode::Blocked),
        (400, r#"{"code":"DataInspectionFailed","message":"x"}"#, ProblemCode::Blocked),
        (400, r#"{"error":{"code":"model_not_found","message":"x"}}"#, ProblemCode::ModelMissing),
        (400, r#"{"object":"error","message":"x","code":"1500"}"#, ProblemCode::ModelMissing),
        (400, r#"{"code":"Throttling.RateQuota","message":"x"}"#, ProblemCode::RateLimited),
        (401, r#"{"error":{"code":"invalid_model","message":"x"}}"#, ProblemCode::ModelMissing),
        (400, r#"{"type":"error","error":{"type":"billing_error","message":"x"}}"#, ProblemCode::NoMoney),
        (200, r#"{"type":"error","error":{"type":"permission_error","message":"x"}}"#, ProblemCode::BadKey),
        (
            200,
            r#"{"type":"error","error":{"type":"overloaded_error","message":"x"}}"#,
            ProblemCode::Overloaded,
        ),
        (200, r#"{"base_resp":{"status_code":2049,"status_msg":"x"}}"#, ProblemCode::BadKey),
    ] {
        assert_eq!(code(status, body), expected, "{body}");
    }
}

#[test]
fn an_error_in_a_list_of_one_is_the_error() {
    let body = r#"[{"error": {
        "code": 429, "message": "You exceeded your current quota, please check your plan.", "status": "RESOURCE_EXHAUSTED",
        "details": [{"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "48.5s"}]
    }}]"#;
    let problem = from_reply(429, None, body.as_bytes());
    assert_eq!((problem.code, problem.retry_after_ms), (ProblemCode::RateLimited, Some(48_500)));
    assert!(problem.message.starts_with("You exceeded your current quota"));
    assert_eq!(code(400, r#"[{"error":{"details":[{"reason":"API_KEY_INVALID"}]}}]"#), ProblemCode::BadKey);
}

/// What providers say, by what a person can do about it.
#[rustfmt::skip]
const SAID: &[(ProblemCode, &[(u16, &str)])] = {
    use ProblemCode as P;
    &[
        // Another key.
        (P::BadKey, &[
            (401, r#"{"error":{"message":"Incorrect API key provided","type":"invalid_request_error","code":"invalid_api_key"}}"#),
            (403, r#"{"error":{"code":403,"message":"Denied","status":"PERMISSION_DENIED"}}"#),
            (400, r#"{"error":{"code":400,"message":"x","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}"#),
            (400, r#"{"code":"invalid-argument","error":"Incorrect API key provided: xa***"}"#),
            (200, r#"{"base_resp":{"status_code":1004,"status_msg":"login fail"}}"#),
            (200, r#"{"base_resp":{"status_code":2049,"status_msg":"invalid api key"}}"#),
            (401, r#"{"error":{"code":"1002","message":"token"}}"#),
            (401, r#"{"error":{"type":"incorrect_api_key_error","message":"x"}}"#),
            (401, r#"{"error":{"code":"invalid_iam_token","message":"x"},"id":"as-1"}"#),
            (401, r#"{"error":{"code":"AuthenticationError","message":"x"}}"#),
            (401, r#"{"detail":"Invalid API Key"}"#),
        ]),
        // A payment.
        (P::NoMoney, &[
            (402, r#"{"error":{"message":"Insufficient Balance","type":"unknown_error"}}"#),
            (402, r#"{"error":{"message":"Insufficient credits","code":402}}"#),
            (400, r#"{"error":{"message":"Access denied","code":"Arrearage"},"request_id":"1"}"#),
            (400, r#"{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low"}}"#),
            (429, r#"{"error":{"message":"x","type":"insufficient_quota","code":"insufficient_quota"}}"#),
            (429, r#"{"error":{"type":"exceeded_current_quota_error","message":"x"}}"#),
            (429, r#"{"error":{"code":"1113","message":"x"}}"#),
            (200, r#"{"choices":null,"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}"#),
            (403, r#"{"error":{"code":"AccountOverdueError","message":"x"}}"#),
            (403, r#"{"code":30001,"message":"Sorry, your account balance is insufficient","data":null}"#),
            (403, r#"{"error":{"code":"AllocationQuota.FreeTierOnly","message":"x"}}"#),
        ]),
        // Another model.
        (P::ModelMissing, &[
            (404, r#"{"error":{"message":"x","code":"model_not_found"}}"#),
            (400, r#"{"error":{"message":"x","code":"model_not_found"}}"#),
            (400, r#"{"object":"error","message":"Invalid model","type":"invalid_model","code":"1500"}"#),
            (400, r#"{"code":"invalid-argument","error":"Model not found: grok-0"}"#),
            (400, r#"{"error":{"message":"The supported API model names are a or b","type":"invalid_request_error"}}"#),
            (404, r#"{"error":{"code":"ModelNotOpen","message":"x"}}"#),
            (404, r#"{"error":{"code":"InvalidEndpointOrModel.NotFound","message":"x"}}"#),
            (400, r#"{"error":{"code":"1211","message":"模型不存在"}}"#),
            (400, r#"{"code":20012,"message":"Model does not exist.","data":null}"#),
            (404, r#"{"error":{"code":"DeploymentNotFound","message":"x"}}"#),
        ]),
        // A shorter conversation.
        (P::ContextTooLong, &[
            (400, r#"{"error":{"message":"x","code":"context_length_exceeded"}}"#),
            (400, r#"{"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 2 > 1"}}"#),
            (400, r#"{"error":{"code":400,"type":"exceed_context_size_error","message":"x","n_ctx":4096}}"#),
            (400, r#"{"object":"error","message":"This model's maximum context length is 4096 tokens"}"#),
            (400, r#"{"error":{"message":"Range of input length should be [1, 98304]"}}"#),
            (400, r#"{"error":{"message":"x","type":"too_many_prompt_tokens","code":400}}"#),
            (400, r#"{"error":{"code":"tokens_too_long","message":"x"}}"#),
            (400, r#"{"error":{"code":"1261","message":"Prompt 超长"}}"#),
            (200, r#"{"base_resp":{"status_code":1039,"status_msg":"token limit"}}"#),
        ]),
        // Patience.
        (P::RateLimited, &[
            (429, ""),
            (429, r#"{"error":{"code":"1302","message":"x"}}"#),
            (429, r#"{"error":{"type":"rate_limit_reached_error","message":"please try again after 1 seconds"}}"#),
            (429, r#"{"error":{"code":"RateLimitExceeded.EndpointTPMExceeded","message":"x"}}"#),
            (429, r#"{"error":{"code":"rpm_rate_limit_exceeded","message":"x"}}"#),
            (429, r#"{"code":"Throttling.AllocationQuota","message":"x"}"#),
            (200, r#"{"base_resp":{"status_code":1002,"status_msg":"rate limit"}}"#),
        ]),
        (P::Overloaded, &[
            (408, ""), (500, ""), (503, ""), (529, ""),
            (529, r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#),
            (429, r#"{"error":{"type":"engine_overloaded_error","message":"x"}}"#),
            (429, r#"{"error":{"code":"1305","message":"x"}}"#),
            (429, r#"{"error":{"code":"ServerOverloaded","message":"x"}}"#),
            (200, r#"{"base_resp":{"status_code":1013,"status_msg":"internal"}}"#),
        ]),
        // Other words.
        (P::Blocked, &[
            (400, r#"{"error":{"code":"data_inspection_failed","message":"x"}}"#),
            (400, r#"{"error":{"code":"DataInspectionFailed","message":"x"}}"#),
            (400, r#"{"error":{"code":"content_filter","message":"x"}}"#),
            (400, r#"{"error":{"code":"1301","message":"x"}}"#),
            (200, r#"{"base_resp":{"status_code":1026,"status_msg":"x"}}"#),
            (200, r#"{"base_resp":{"status_code":1027,"status_msg":"x"}}"#),
            (400, r#"{"error":{"code":"InputTextSensitiveContentDetected","message":"x"}}"#),
        ]),
    ]
};

#[test]
fn what_providers_say_is_told_as_what_can_be_done_about_it() {
    for (expected, replies) in SAID {
        for (status, body) in *replies {
            let found = if *status == 200 {
                from_value(&serde_json::from_str(body).unwrap()).code
            } else {
                code(*status, body)
            };
            assert_eq!(found, *expected, "{status} {body}");
        }
    }
}

#[test]
fn a_phrase_says_more_than_a_vague_status() {
    for (status, message, expected) in [
        (400, "Your credit balance is too low", ProblemCode::NoMoney),
        (400, "Incorrect API key provided", ProblemCode::BadKey),
        (400, "This model's maximum context length is 4096 tokens", ProblemCode::ContextTooLong),
        (400, "Range of input length should be [1, 98304]", ProblemCode::ContextTooLong),
        (403, "Your input was flagged", ProblemCode::Blocked),
        (400, "\"gemma3:4b\" does not support thinking", ProblemCode::Unsupported),
        // A status that says "later" is not overruled by its examples.
        (429, "tokens per minute: token limit reached", ProblemCode::RateLimited),
        (503, "The engine is overloaded", ProblemCode::Overloaded),
    ] {
        let body = json!({"error": {"message": message}}).to_string();
        assert_eq!(code(status, &body), expected, "{message}");
    }
}

#[test]
fn the_providers_own_sentence_is_found_wherever_it_is() {
    for (body, expected) in [
        (r#"{"error":{"message":"a"}}"#, "a"),
        (r#"{"error":"b"}"#, "b"),
        (r#"{"message":"c"}"#, "c"),
        (r#"{"detail":"d"}"#, "d"),
        (r#"{"detail":[{"msg":"e"}]}"#, "e"),
        (r#"{"base_resp":{"status_msg":"f"}}"#, "f"),
        (r#"{"error_msg":"g"}"#, "g"),
        (r#"{"errors":[{"message":"h"}]}"#, "h"),
        (r#""i""#, "i"),
        ("j and no JSON", "j and no JSON"),
        (r#"{"error":{"message":"Provider returned error","metadata":{"raw":"k"}}}"#, "k"),
        (r#"{"error":{"message":"x","metadata":{"raw":"{\"error\":{\"message\":\"l\"}}"}}}"#, "l"),
        (r#"{"hello":"world"}"#, "The provider answered with status 500."),
        ("<html><h1>Bad gateway</h1></html>", "The provider answered with status 500."),
    ] {
        let problem = from_reply(500, None, body.as_bytes());
        assert_eq!(problem.message, expected, "{body}");
        assert_eq!(problem.raw.as_deref(), Some(body));
    }
}

#[test]
fn a_page_that_does_not_exist_is_a_wrong_address_and_no_missing_model() {
    for body in [
        "<html>Not found</html>",
        r#"{"detail":"Not Found"}"#, // FastAPI: vLLM, SGLang, llama-cpp-python
        "404 page not found",        // Go: Ollama
        r#"{"error":{"code":404,"message":"File Not Found","type":"not_found_error"}}"#, // llama.cpp
    ] {
        assert_eq!(code(404, body), ProblemCode::Protocol, "{body}");
    }
    assert_eq!(code(404, r#"{"error":"model \"m\" not found"}"#), ProblemCode::ModelMissing);
}

#[test]
fn a_wait_may_be_said_in_the_body() {
    for (body, expected) in [
        (r#"{"error":{"message":"try again after 3 seconds"}}"#, Some(3_000)),
        (r#"{"error":{"message":"Please try again in 1.5s."}}"#, Some(1_500)),
        (r#"{"error":{"message":"Please retry in 6m0s"}}"#, None),
        (r#"{"error":{"message":"try again in 20ms"}}"#, None),
        (r#"{"error":{"message":"x","details":[{"retryDelay":"48.5s"}]}}"#, Some(48_500)),
        (r#"{"error":{"message":"later"}}"#, None),
    ] {
        assert_eq!(from_reply(429, None, body.as_bytes()).retry_after_ms, expected, "{body}");
    }
    let header = Some(Duration::from_secs(7));
    assert_eq!(from_reply(429, header, b"try again in 1s").retry_after_ms, Some(7_000));
}

#[test]
fn a_key_is_taken_out_before_anything_is_cut() {
    let key = ApiKey::new("sk-canary-0123456789".into());
    for before in [0, MESSAGE_LIMIT - 5, RAW_LIMIT - 5] {
        let text = "x".repeat(before) + "sk-canary-0123456789 is wrong, " + &"y".repeat(RAW_LIMIT);
        let shown = presentable(from_reply(400, None, text.as_bytes()), [&key]);
        let raw = shown.raw.unwrap();
        assert!(shown.message.chars().count() <= MESSAGE_LIMIT && raw.len() <= RAW_LIMIT);
        for text in [shown.message, raw] {
            assert!(!text.contains("sk-c") && !text.ends_with("sk-"), "{text}");
        }
    }
}

#[test]
fn an_answer_is_not_taken_for_an_error() {
    for answer in [
        json!({"choices": [{"delta": {"content": "error"}}], "code": 0, "message": "ok"}),
        json!({"message": {"role": "assistant", "content": "error"}, "done": false}),
        json!({"object": "list", "data": [], "code": 0, "message": "success"}),
        json!({"usage": {"total_tokens": 3}}),
        json!("error"),
    ] {
        assert!(!is_error(&answer), "{answer}");
    }
}
