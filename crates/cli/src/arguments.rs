//! What can be typed.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use runnel_engine::contract::{ConversationId, Effort, ExportFormat, Role, Thinking};
use serde_json::{Map, Value};

/// Chat with cloud and local language models, in a terminal.
#[derive(Parser)]
#[command(name = "runnel-cli", version, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Ask a question: the answer goes to standard output, the thinking to standard error
    Ask(Box<Question>),
    /// List the conversations, show one, export, import and check them
    Conversations {
        #[command(subcommand)]
        command: Option<ConversationsCommand>,
    },
    /// Set and remove API keys, and see which are set
    Keys {
        #[command(subcommand)]
        command: Option<KeysCommand>,
    },
    /// List the providers
    Providers,
    /// List the models of a provider, or of the default one: id, name, context window in tokens, price of a
    /// million tokens (sent / answered), and what they can do
    Models {
        /// The provider's id, such as `ollama`
        provider: Option<String>,
        /// The provider's address, for this call
        #[arg(long, value_name = "URL")]
        base_url: Option<String>,
    },
    /// Read all conversations into the index anew that the list and the search are read from
    Reindex,
    /// Put everything that is kept into one zip file, and read it back: conversations, pictures, settings, own
    /// providers, but no keys
    Backup {
        /// The file to write; it takes its name once it was read back
        file: PathBuf,
    },
    /// Bring back what a backup has and is not here; nothing is overwritten
    Restore {
        /// The backup
        file: PathBuf,
    },
    /// Fetch a model for Ollama; Ctrl-C breaks it off, and the next time it goes on from there
    Pull {
        /// The model, such as `qwen3:4b`
        model: String,
        /// The local server
        #[arg(long, value_name = "ID", default_value = "ollama")]
        provider: String,
        /// The server's address, for this call
        #[arg(long, value_name = "URL")]
        base_url: Option<String>,
    },
}

#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
#[derive(Args)]
pub(crate) struct Question {
    /// The provider; without one the default, which at first is the built-in demonstration
    #[arg(long, value_name = "ID")]
    pub(crate) provider: Option<String>,
    /// The model, as the provider spells it
    #[arg(long, value_name = "ID")]
    pub(crate) model: Option<String>,
    /// The provider's address, for this call
    #[arg(long, value_name = "URL")]
    pub(crate) base_url: Option<String>,
    /// A picture to send along; can be given again
    #[arg(long, value_name = "URL-or-file")]
    pub(crate) image: Vec<String>,
    /// A sound on the web to send along, for models that listen; can be given again
    #[arg(long, value_name = "URL")]
    pub(crate) audio: Vec<String>,
    /// A film on the web to send along, for models that watch; can be given again
    #[arg(long, value_name = "URL")]
    pub(crate) video: Vec<String>,
    /// The system prompt
    #[arg(long, value_name = "TEXT")]
    pub(crate) system: Option<String>,
    /// Whether and how hard the model thinks: off, on, low, medium, high, or a number of tokens
    #[arg(long, value_name = "off|on|BUDGET|low|medium|high", value_parser = thinking)]
    pub(crate) thinking: Option<Thinking>,
    /// Let the model search the web; the pages it used are listed after the answer
    #[arg(long)]
    pub(crate) search: bool,
    /// Ask for an answer that is a JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Ask for an answer that is JSON as the JSON Schema in this file describes it
    #[arg(long, value_name = "FILE", conflicts_with = "json")]
    pub(crate) schema: Option<PathBuf>,
    /// The sampling temperature
    #[arg(long, value_name = "N", value_parser = not_negative)]
    pub(crate) temperature: Option<f64>,
    /// The share of probability that is sampled from, 0 to 1
    #[arg(long, value_name = "N", value_parser = share)]
    pub(crate) top_p: Option<f64>,
    /// How many of the likeliest tokens are drawn from
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) top_k: Option<u32>,
    /// Where the drawing begins: the same seed gives about the same answer
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub(crate) seed: Option<i64>,
    /// How much saying a token again is held against it each time, -2 to 2
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = penalty)]
    pub(crate) frequency_penalty: Option<f64>,
    /// How much having said a token at all is held against it, -2 to 2
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = penalty)]
    pub(crate) presence_penalty: Option<f64>,
    /// A text that ends the answer; can be given again
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub(crate) stop: Vec<String>,
    /// The most tokens the answer may have
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_tokens: Option<u32>,
    /// A JSON object that is merged into the body of the request, for all that is not covered here
    #[arg(long, value_name = "JSON", value_parser = object)]
    pub(crate) extra: Option<Map<String, Value>>,
    /// Ask for the answer in one piece
    #[arg(long)]
    pub(crate) no_stream: bool,
    /// The conversation to go on with
    #[arg(long, value_name = "ID")]
    pub(crate) conversation: Option<ConversationId>,
    /// Keep neither question nor answer
    #[arg(long)]
    pub(crate) no_save: bool,
    /// Print one JSON object a line instead: everything that happens, as it happens
    #[arg(long)]
    pub(crate) events: bool,
    /// The question; `-` reads it from standard input
    pub(crate) text: String,
}

#[derive(Subcommand, Default)]
pub(crate) enum ConversationsCommand {
    /// List the conversations, newest first
    #[default]
    List,
    /// Show a conversation as it is read
    Show {
        /// Its id, from the list
        id: ConversationId,
    },
    /// Write a conversation to standard output or a file, or all of them to an archive
    Export {
        /// Its id, from the list
        #[arg(required_unless_present = "all")]
        id: Option<ConversationId>,
        /// All conversations, as a ZIP archive
        #[arg(long, conflicts_with = "id", requires = "output")]
        all: bool,
        /// Markdown, JSON with everything, or a page that stands by itself
        #[arg(long, value_name = "md|json|html", value_parser = export_format)]
        format: ExportFormat,
        /// The file to write
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Take conversations in from ChatGPT, Claude, Cherry Studio, Chatbox, NextChat, Jan, Open WebUI, LobeChat or
    /// Runnel; taking them in twice adds nothing twice
    Import {
        /// The file, archive or folder that the program exported
        file: PathBuf,
    },
    /// Look for words in all conversations: first titles that have them, then messages
    Search {
        /// What to look for: every word has to be there, and `"several words"` one after the other
        #[arg(required = true, value_name = "WORDS")]
        words: Vec<String>,
        /// At most so many messages
        #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..))]
        limit: u32,
        /// What one of the two said only: user or assistant
        #[arg(long, value_name = "user|assistant", value_parser = role)]
        role: Option<Role>,
        /// Answers of this model only
        #[arg(long, value_name = "ID")]
        model: Option<String>,
        /// Answers of this provider only
        #[arg(long, value_name = "ID")]
        provider: Option<String>,
        /// In this folder only
        #[arg(long, value_name = "NAME")]
        folder: Option<String>,
        /// Messages with a picture only
        #[arg(long)]
        has_image: bool,
    },
    /// Read everything that is kept and name each fault; the exit status is 7 where there is one
    Check,
}

#[derive(Subcommand, Default)]
pub(crate) enum KeysCommand {
    /// Keep a key in this desktop's keychain; it is read from standard input
    Set {
        /// The provider's id, such as `dashscope`
        provider: String,
        // Taken in to be refused in our own words: clap would repeat what may be a key.
        #[arg(hide = true, allow_hyphen_values = true, trailing_var_arg = true)]
        rest: Vec<String>,
    },
    /// Forget a key
    Remove {
        /// The provider's id
        provider: String,
    },
    /// Show which keys are set, and where they are kept
    #[default]
    Status,
}

fn thinking(text: &str) -> Result<Thinking, String> {
    let effort = |level| Thinking::Effort { level };
    Ok(match text {
        "off" => Thinking::Off,
        "on" => Thinking::On,
        "low" => effort(Effort::Low),
        "medium" => effort(Effort::Medium),
        "high" => effort(Effort::High),
        budget => {
            let tokens = budget.parse().ok().filter(|tokens| *tokens > 0);
            Thinking::Budget { tokens: tokens.ok_or("it is none of these words and no number of tokens")? }
        }
    })
}

fn export_format(text: &str) -> Result<ExportFormat, String> {
    match text {
        "md" => Ok(ExportFormat::Markdown),
        "json" => Ok(ExportFormat::Json),
        "html" => Ok(ExportFormat::Html),
        _ => Err("it is none of md, json and html".to_owned()),
    }
}

fn role(text: &str) -> Result<Role, String> {
    match text {
        "user" => Ok(Role::User),
        "assistant" => Ok(Role::Assistant),
        _ => Err("it is neither user nor assistant".to_owned()),
    }
}

fn not_negative(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() && number >= 0.0 => Ok(number),
        _ => Err("it is no number from 0 up".to_owned()),
    }
}

fn share(text: &str) -> Result<f64, String> {
    not_negative(text)
        .ok()
        .filter(|share| *share <= 1.0)
        .ok_or_else(|| "it is no number from 0 to 1".to_owned())
}

fn penalty(text: &str) -> Result<f64, String> {
    let penalty = text.parse::<f64>().ok().filter(|penalty| (-2.0..=2.0).contains(penalty));
    penalty.ok_or_else(|| "it is no number from -2 to 2".to_owned())
}

fn object(text: &str) -> Result<Map<String, Value>, String> {
    serde_json::from_str(text).map_err(|error| format!("it is no JSON object: {error}"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn thinking_is_a_word_or_a_budget() {
        assert_eq!(thinking("off"), Ok(Thinking::Off));
        assert_eq!(thinking("on"), Ok(Thinking::On));
        assert_eq!(thinking("high"), Ok(Thinking::Effort { level: Effort::High }));
        assert_eq!(thinking("2048"), Ok(Thinking::Budget { tokens: 2048 }));
        for wrong in ["", "maybe", "-1", "0", "1.5", "ON"] {
            assert!(thinking(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn numbers_that_no_provider_takes_are_no_arguments() {
        assert_eq!(not_negative("0.7"), Ok(0.7));
        assert_eq!(share("1"), Ok(1.0));
        for wrong in ["-0.1", "NaN", "inf", "warm"] {
            assert!(not_negative(wrong).is_err(), "{wrong}");
        }
        assert!(share("1.01").is_err());
        assert_eq!(penalty("-2"), Ok(-2.0));
        assert!(penalty("2.1").is_err() && penalty("NaN").is_err());
        assert!(object("{\"a\": 1}").is_ok_and(|object| object.len() == 1));
        assert!(object("[1]").is_err() && object("{").is_err());
    }
}
