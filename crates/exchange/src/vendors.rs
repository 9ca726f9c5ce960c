//! What other programs call the providers.

/// Their names here, by the names elsewhere; in lower case, without spaces, hyphens and underscores.
const KNOWN: [(&str, &[&str]); 19] = [
    ("anthropic", &["anthropic", "claude"]),
    ("azure-openai", &["azure", "azureopenai"]),
    ("custom-openai", &["custom", "openaicompatible", "newapi", "oneapi"]),
    ("dashscope", &["dashscope", "alibaba", "qwen", "bailian"]),
    ("deepseek", &["deepseek"]),
    ("gemini", &["gemini", "google"]),
    ("groq", &["groq"]),
    ("llamacpp", &["llamacpp", "nitro", "cortex"]),
    ("lmstudio", &["lmstudio"]),
    ("minimax", &["minimax"]),
    ("mistral", &["mistral", "mistralai"]),
    ("moonshot", &["moonshot", "kimi"]),
    ("ollama", &["ollama"]),
    ("openai", &["openai", "chatgpt", "openairesponses"]),
    ("openrouter", &["openrouter"]),
    ("siliconflow", &["siliconflow", "silicon", "siliconcloud"]),
    ("volcengine", &["volcengine", "doubao", "bytedance", "ark"]),
    ("xai", &["xai", "grok"]),
    ("zhipu", &["zhipu", "chatglm", "glm", "bigmodel"]),
];

/// The id of a provider; the name it has elsewhere where it is not known here.
pub(crate) fn provider(elsewhere: &str) -> String {
    let name: String =
        elsewhere.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let known = KNOWN.iter().find(|(_, names)| names.contains(&name.as_str()));
    known.map_or_else(|| elsewhere.to_owned(), |(id, _)| (*id).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_known_by_its_names_elsewhere() {
        assert_eq!(provider("OpenAI"), "openai");
        assert_eq!(provider("silicon-flow"), "siliconflow");
        assert_eq!(provider("LM Studio"), "lmstudio");
        assert_eq!(provider("Meta-Cloud"), "Meta-Cloud");
    }
}
