use bytes::Bytes;
use runnel_conversation::{AnswerFormat, Effort, MediaKind, MediaLink, Parameters, ProblemCode, Thinking};
use serde_json::{Value, json};

use super::*;
use crate::{
    endpoint::Endpoint,
    request::{ChatMessage, Picture, Role},
    vendors::vendor,
};

fn request(model: &str) -> ChatRequest {
    ChatRequest {
        model: model.into(),
        system: None,
        messages: vec![ChatMessage::new(Role::User, "hi")],
        parameters: Parameters::default(),
        stream: true,
    }
}

fn asked(vendor_id: &str, request: &ChatRequest) -> Result<Exchange, Problem> {
    let endpoint = Endpoint::new(vendor(vendor_id).unwrap(), Some("localhost"), None).unwrap();
    Exchange::new(&endpoint, request)
}

fn body(vendor_id: &str, request: &ChatRequest) -> Value {
    serde_json::from_slice(&asked(vendor_id, request).unwrap().body).unwrap()
}

/// What a vendor is told beside the question itself.
fn told(vendor_id: &str, model: &str, parameters: Parameters) -> Value {
    let mut body = body(vendor_id, &ChatRequest { parameters, ..request(model) });
    let fields = body.as_object_mut().unwrap();
    for field in ["model", "messages", "stream", "stream_options"] {
        fields.remove(field);
    }
    body
}

fn told_of_thinking(vendor_id: &str, model: &str, wish: Thinking) -> Value {
    told(vendor_id, model, Parameters { thinking: Some(wish), ..Parameters::default() })
}

#[test]
fn a_plain_question_says_nothing_that_was_not_asked_for() {
    assert_eq!(
        body("dashscope", &request("qwen-plus")),
        json!({
            "model": "qwen-plus",
            "messages": [{"role": "user", "content": "hi"}],
            "stream": true,
            "stream_options": {"include_usage": true},
        })
    );
    assert_eq!(
        body("mistral", &request("m")),
        json!({"model": "m", "messages": [{"role": "user", "content": "hi"}], "stream": true})
    );
}

#[test]
fn a_full_question_says_it_all() {
    let mut request = request("m");
    request.system = Some("Be brief.".into());
    request.messages.extend([
        ChatMessage::new(Role::Assistant, "Hello."),
        ChatMessage {
            images: vec![
                Picture::Link("https://example.com/cat.png".into()),
                Picture::Data { media_type: "image/png".into(), bytes: Bytes::from_static(b"\x89PNG") },
            ],
            ..ChatMessage::new(Role::User, "What are these?")
        },
    ]);
    request.parameters = Parameters {
        temperature: Some(0.5),
        top_p: Some(0.9),
        top_k: Some(40),
        max_tokens: Some(100),
        frequency_penalty: Some(0.1),
        presence_penalty: Some(0.2),
        seed: Some(7),
        stop: vec!["END".into()],
        // Both have shaped the request already.
        system: Some("ignored".into()),
        rounds: Some(3),
        ..Parameters::default()
    };
    assert_eq!(
        body("vllm", &request),
        json!({
            "model": "m",
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "hi"},
                {"role": "assistant", "content": "Hello."},
                {"role": "user", "content": [
                    {"type": "text", "text": "What are these?"},
                    {"type": "image_url", "image_url": {"url": "https://example.com/cat.png"}},
                    {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw=="}},
                ]},
            ],
            "stream": true,
            "stream_options": {"include_usage": true},
            "temperature": 0.5,
            "top_p": 0.9,
            "top_k": 40,
            "max_tokens": 100,
            "frequency_penalty": 0.1,
            "presence_penalty": 0.2,
            "seed": 7,
            "stop": ["END"],
        })
    );
}

#[test]
fn openai_calls_the_token_limit_by_its_newer_name() {
    let limit = || Parameters { max_tokens: Some(100), ..Parameters::default() };
    assert_eq!(told("openai", "gpt-5", limit()), json!({"max_completion_tokens": 100}));
    assert_eq!(told("openrouter", "m", limit()), json!({"max_tokens": 100}));
}

#[test]
fn each_dialect_has_its_own_words_for_thinking() {
    const LOW: Thinking = Thinking::Effort { level: Effort::Low };
    const HIGH: Thinking = Thinking::Effort { level: Effort::High };
    const BUDGET: Thinking = Thinking::Budget { tokens: 5000 };
    for (vendor, model, wish, expected) in [
        ("dashscope", "m", Thinking::Off, json!({"enable_thinking": false})),
        ("dashscope", "m", Thinking::On, json!({"enable_thinking": true})),
        ("dashscope", "m", BUDGET, json!({"enable_thinking": true, "thinking_budget": 5000})),
        ("siliconflow", "m", LOW, json!({"enable_thinking": true, "thinking_budget": 2048})),
        ("tencent-hunyuan", "m", Thinking::On, json!({"enable_thinking": true})),
        ("tencent-lkeap", "m", Thinking::Off, json!({"thinking": {"type": "disabled"}})),
        ("tencent-lkeap", "m", BUDGET, json!({"thinking": {"type": "enabled"}})),
        ("deepseek", "m", Thinking::Off, json!({"thinking": {"type": "disabled"}})),
        ("deepseek", "m", Thinking::On, json!({"thinking": {"type": "enabled"}})),
        ("deepseek", "m", HIGH, json!({"thinking": {"type": "enabled"}, "reasoning_effort": "max"})),
        ("volcengine", "m", LOW, json!({"thinking": {"type": "enabled"}, "reasoning_effort": "low"})),
        ("openai", "m", Thinking::Off, json!({"reasoning_effort": "none"})),
        ("openai", "m", Thinking::On, json!({"reasoning_effort": "medium"})),
        ("openai", "m", LOW, json!({"reasoning_effort": "low"})),
        ("openai", "m", BUDGET, json!({"reasoning_effort": "medium"})),
        ("openai", "gpt-5-mini", Thinking::Off, json!({"reasoning_effort": "minimal"})),
        ("openai", "o3", Thinking::Off, json!({"reasoning_effort": "low"})),
        ("openrouter", "m", Thinking::Off, json!({"reasoning": {"effort": "none"}})),
        ("openrouter", "m", Thinking::On, json!({"reasoning": {"enabled": true}})),
        ("openrouter", "m", LOW, json!({"reasoning": {"effort": "low"}})),
        ("openrouter", "m", BUDGET, json!({"reasoning": {"max_tokens": 5000}})),
        ("together", "m", HIGH, json!({"reasoning": {"enabled": true}})),
        (
            "vllm",
            "m",
            Thinking::Off,
            json!({"chat_template_kwargs": {"enable_thinking": false, "thinking": false}}),
        ),
        ("custom-openai", "m", Thinking::On, json!({})),
    ] {
        assert_eq!(told_of_thinking(vendor, model, wish), expected, "{vendor} {wish:?}");
    }
}

#[test]
fn a_model_known_not_to_think_is_told_nothing_about_it() {
    assert_eq!(told_of_thinking("openai", "gpt-4o", Thinking::Off), json!({}));
    assert_eq!(told_of_thinking("openai", "gpt-4o", Thinking::On), json!({}));
}

#[test]
fn json_is_asked_for_in_the_words_of_each_vendor() {
    let schema = json!({"type": "object", "properties": {"a": {"type": "integer"}}});
    let any = json!({"type": "object"});
    let named =
        |schema: &Value| json!({"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}});
    for (vendor, object, of_schema) in [
        ("openai", json!({"type": "json_object"}), named(&schema)),
        ("dashscope", json!({"type": "json_object"}), json!({"type": "json_object"})),
        ("lmstudio", named(&any), named(&schema)),
        (
            "llamacpp",
            json!({"type": "json_object", "schema": any}),
            json!({"type": "json_object", "schema": schema}),
        ),
        ("minimax", Value::Null, Value::Null),
    ] {
        for (format, expected) in [
            (AnswerFormat::JsonObject, object),
            (AnswerFormat::JsonSchema { schema: schema.clone() }, of_schema),
        ] {
            let parameters = Parameters { format: Some(format), ..Parameters::default() };
            assert_eq!(told(vendor, "m", parameters)["response_format"], expected, "{vendor}");
        }
    }
}

#[test]
fn searching_is_asked_for_in_the_words_of_each_vendor() {
    for (vendor, on, off) in [
        (
            "dashscope",
            json!({"enable_search": true, "search_options": {"enable_source": true}}),
            json!({"enable_search": false}),
        ),
        ("tencent-lkeap", json!({"enable_search": true}), json!({"enable_search": false})),
        (
            "tencent-hunyuan",
            json!({"enable_enhancement": true, "citation": true, "search_info": true}),
            json!({"enable_enhancement": false}),
        ),
        (
            "qianfan",
            json!({"web_search": {"enable": true, "enable_citation": true, "enable_trace": true}}),
            json!({"web_search": {"enable": false}}),
        ),
        (
            "zhipu",
            json!({"tools": [{"type": "web_search", "web_search": {
                "enable": true, "search_engine": "search_std", "search_result": true,
            }}]}),
            json!({}),
        ),
        ("openrouter", json!({"plugins": [{"id": "web"}]}), json!({})),
        ("perplexity", json!({}), json!({"disable_search": true})),
        ("groq", json!({}), json!({})),
    ] {
        for (wish, expected) in [(true, on), (false, off)] {
            let parameters = Parameters { search: Some(wish), ..Parameters::default() };
            assert_eq!(told(vendor, "m", parameters), expected, "{vendor} {wish}");
        }
    }
    let parameters = Parameters { search: Some(true), ..Parameters::default() };
    assert_eq!(told("openai", "gpt-5-search-api", parameters), json!({"web_search_options": {}}));
}

#[test]
fn sounds_and_films_go_as_links() {
    let link = |kind, url: &str| MediaLink { kind, url: url.into() };
    let mut request = request("qwen3-omni-flash");
    request.messages[0].media = vec![
        link(MediaKind::Audio, "https://example.com/a.wav"),
        link(MediaKind::Video, "https://example.com/b.mp4"),
    ];
    let film = json!({"type": "video_url", "video_url": {"url": "https://example.com/b.mp4"}});
    assert_eq!(
        body("dashscope", &request)["messages"][0]["content"],
        json!([
            {"type": "text", "text": "hi"},
            {"type": "input_audio", "input_audio": {"data": "https://example.com/a.wav", "format": "wav"}},
            film,
        ])
    );
    assert_eq!(
        body("vllm", &request)["messages"][0]["content"],
        json!([
            {"type": "text", "text": "hi"},
            {"type": "audio_url", "audio_url": {"url": "https://example.com/a.wav"}},
            film,
        ])
    );
    assert_eq!(asked("openai", &request).err().unwrap().code, ProblemCode::Unsupported);
}

#[test]
fn what_a_person_adds_is_merged_last() {
    let extra = json!({"stream_options": {"chunk_include_usage": true}, "model": "other", "min_p": 0.1});
    let mut request = request("qwen/m");
    request.parameters.extra = extra.as_object().cloned();
    assert_eq!(
        body("groq", &request),
        json!({
            "model": "other",
            "messages": [{"role": "user", "content": "hi"}],
            "stream": true,
            "stream_options": {"include_usage": true, "chunk_include_usage": true},
            "min_p": 0.1,
            "reasoning_format": "parsed",
        })
    );
}

#[test]
fn a_vendor_without_eyes_is_not_shown_pictures() {
    let mut request = request("m");
    let picture = Picture::Link("https://example.com/cat.png".into());
    request.messages[0].images.push(picture);
    assert_eq!(asked("deepseek", &request).err().unwrap().code, ProblemCode::Unsupported);

    // Of earlier pictures only the words are left: the conversation goes on.
    request.messages.push(ChatMessage::new(Role::User, "and?"));
    assert_eq!(
        body("deepseek", &request)["messages"],
        json!([{"role": "user", "content": "hi"}, {"role": "user", "content": "and?"}])
    );
}

#[test]
fn a_picture_may_be_the_whole_question() {
    let mut request = request("m");
    request.messages[0] = ChatMessage {
        images: vec![Picture::Link("https://example.com/cat.png".into())],
        ..ChatMessage::new(Role::User, "")
    };
    assert_eq!(
        body("openai", &request)["messages"],
        json!([{"role": "user", "content": [
            {"type": "image_url", "image_url": {"url": "https://example.com/cat.png"}},
        ]}])
    );
}

#[test]
fn a_vendor_may_have_another_path_that_holds_the_model() {
    let own = "like = \"azure-openai\"\nid = \"own\"\nchat_path = \"openai/deployments/{model}/chat/completions?api-version=2024-10-21\"";
    let vendor = crate::vendors::vendor_from_toml(own).unwrap();
    assert_eq!(
        exchange(&vendor, &request("my-gpt")).unwrap().path,
        "openai/deployments/my-gpt/chat/completions?api-version=2024-10-21"
    );
}

#[test]
fn an_answer_that_was_cut_off_is_marked_where_its_vendor_says_how() {
    let continued = |vendor: &str, model: &str| {
        let mut request = request(model);
        request.messages.push(ChatMessage::new(Role::Assistant, "It is "));
        body(vendor, &request)["messages"][1].clone()
    };
    let answer = |mark: &str| json!({"role": "assistant", "content": "It is ", mark: true});
    assert_eq!(continued("dashscope", "qwen3-max"), answer("partial"));
    assert_eq!(continued("moonshot", "kimi-k2-0905-preview"), answer("partial"));
    assert_eq!(continued("deepseek", "deepseek-chat"), answer("prefix"));
    // It thinks always, and would think first.
    assert_eq!(continued("dashscope", "qwq-plus").as_object().unwrap().len(), 2);
    assert_eq!(continued("openai", "gpt-5").as_object().unwrap().len(), 2);
    // A question is no answer to go on with.
    assert_eq!(body("dashscope", &request("qwen3-max"))["messages"][0].as_object().unwrap().len(), 2);
}
