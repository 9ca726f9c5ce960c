//! `runnel-cli ask`.

use std::fs::File;
use std::io::{self, Read as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use runnel_engine::contract::{
    AddPicture, Answer, AnswerFormat, ConversationRef, ConversationView, Ending, Image, MediaKind, MediaLink,
    ModelChoice, Parameters, SendMessage,
};
use runnel_engine::{Ask, Asked, Engine, ProviderCall};

use crate::arguments::Question;
use crate::events::{Kept, Lines};
use crate::exit::Exit;
use crate::failure::{Failure, sentence};
use crate::interrupt::Interrupts;
use crate::json;
use crate::prose::Prose;
use crate::screen::{self, Screen, Waiting};

/// More of a file than the largest picture there may be, so that a larger one is refused as too large
/// and not read to its end.
const READ_AT_MOST_BYTES: u64 = 32 * 1024 * 1024;

/// Asks, shows the reply, and says how it ended.
pub(crate) async fn run(question: Question) -> Result<Exit, Failure> {
    let as_events = question.events;
    let begun = begin(question).await;
    if let (true, Err(failure)) = (as_events, &begun) {
        let mut lines = Lines::new(io::stdout(), None);
        match failure {
            Failure::Stopped => lines.stopped()?,
            failure => lines.refused(failure.problem())?,
        }
    }
    let mut begun = begun?;
    let (answer, said) = begun.shown_to_the_end().await?;
    match (&answer.ending, &begun.format, said) {
        (Ending::Failed { problem }, ..) => eprintln!("runnel-cli: {}", sentence(problem)),
        (Ending::Finished { .. }, Some(format), Some(said)) => {
            for fault in json::faults(&begun.engine, said, format).await? {
                eprintln!("runnel-cli: {fault}");
            }
        }
        _ => {}
    }
    Ok(Exit::from(&answer.ending))
}

/// The key that the environment gives for one call, whatever the provider.
pub(crate) fn key_for_one_call() -> Option<String> {
    std::env::var("RUNNEL_API_KEY").ok().filter(|key| !key.trim().is_empty())
}

/// A question that is being answered and shown.
struct Begun {
    engine: Engine,
    /// What the answer is to be.
    format: Option<AnswerFormat>,
    asked: Asked,
    screen: Screen,
    interrupts: Interrupts,
}

/// Asks; Ctrl-C breaks it off at any point.
async fn begin(question: Question) -> Result<Begun, Failure> {
    let text = typed(&question.text)?;
    let engine = Engine::open()?;
    let mut interrupts = Interrupts::listen()?;
    let as_events = question.events;
    let save = !question.no_save;
    let (asked, format, waiting) = tokio::select! {
        asked = ask(&engine, question, text) => asked?,
        () = interrupts.next() => return Err(Failure::Stopped),
    };
    let reply = &asked.sent.reply;
    let kept = save.then_some(Kept { conversation: reply.conversation, message: reply.message });
    let screen =
        if as_events { waiting.show(Lines::new(io::stdout(), kept)) } else { waiting.show(Prose::here()) }?;
    Ok(Begun { engine, format, asked, screen, interrupts })
}

async fn ask(
    engine: &Engine,
    question: Question,
    text: String,
) -> Result<(Asked, Option<AnswerFormat>, Waiting), Failure> {
    let before = match question.conversation {
        Some(conversation) => Some(engine.open_conversation(ConversationRef { conversation }).await?),
        None => None,
    };
    let key = key_for_one_call();
    let choice = choice(engine, &question, key.clone(), before.as_ref()).await?;
    let provider = match choice.as_ref().or(before.as_ref().and_then(|view| view.choice.as_ref())) {
        Some(choice) => choice.provider.clone(),
        None => engine.default_choice().await?.provider,
    };
    let images = pictures(engine, &provider, &question.image).await?;
    let had = match before {
        Some(view) => view.parameters,
        None => engine.default_parameters().await?.unwrap_or_default(),
    };
    let named = named(&question, &had)?;
    let format = named.format.clone();
    let parameters = (named != had).then_some(named);
    let media = media(&question);
    let send = SendMessage { conversation: question.conversation, text, images, media, choice, parameters };
    let (save, stream) = (!question.no_save, !question.no_stream);
    let (outlet, waiting) = screen::outlet();
    let asked = engine.ask(Ask { send, base_url: question.base_url, key, save, stream }, outlet).await?;
    Ok((asked, format, waiting))
}

/// The question: what was typed, or what comes in.
fn typed(text: &str) -> Result<String, Failure> {
    if text != "-" {
        return Ok(text.to_owned());
    }
    let text = io::read_to_string(io::stdin())
        .map_err(|error| Failure::Usage(format!("standard input cannot be read: {error}")))?;
    // The newline that `echo` and editors end with is not part of the question.
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

/// The model, where one of the two was named: a provider's first, or the same provider's other one.
async fn choice(
    engine: &Engine,
    question: &Question,
    key: Option<String>,
    before: Option<&ConversationView>,
) -> Result<Option<ModelChoice>, Failure> {
    let (provider, model) = (question.provider.clone(), question.model.clone());
    Ok(match (provider, model) {
        (None, None) => None,
        (Some(provider), Some(model)) => Some(ModelChoice { provider, model }),
        (Some(provider), None) => {
            let call = ProviderCall { provider, base_url: question.base_url.clone(), key };
            Some(engine.first_choice(call).await?)
        }
        (None, Some(model)) => {
            let current = match before.and_then(|view| view.choice.clone()) {
                Some(choice) => choice,
                None => engine.default_choice().await?,
            };
            Some(ModelChoice { provider: current.provider, model })
        }
    })
}

/// The parameters that were named, over those that hold without them.
fn named(question: &Question, had: &Parameters) -> Result<Parameters, Failure> {
    let format = match &question.schema {
        Some(file) => Some(AnswerFormat::JsonSchema { schema: json::schema_in(file)? }),
        None => question.json.then_some(AnswerFormat::JsonObject),
    };
    let had = had.clone();
    Ok(Parameters {
        system: question.system.clone().or(had.system),
        temperature: question.temperature.or(had.temperature),
        top_p: question.top_p.or(had.top_p),
        top_k: question.top_k.or(had.top_k),
        max_tokens: question.max_tokens.or(had.max_tokens),
        frequency_penalty: question.frequency_penalty.or(had.frequency_penalty),
        presence_penalty: question.presence_penalty.or(had.presence_penalty),
        seed: question.seed.or(had.seed),
        stop: if question.stop.is_empty() { had.stop } else { question.stop.clone() },
        thinking: question.thinking.or(had.thinking),
        search: question.search.then_some(true).or(had.search),
        format: format.or(had.format),
        extra: question.extra.clone().or(had.extra),
        ..had
    })
}

fn media(question: &Question) -> Vec<MediaLink> {
    let links = |kind, urls: &[String]| urls.iter().map(|url| MediaLink { kind, url: url.clone() }).collect();
    let sounds: Vec<_> = links(MediaKind::Audio, &question.audio);
    [sounds, links(MediaKind::Video, &question.video)].concat()
}

async fn pictures(engine: &Engine, provider: &str, named: &[String]) -> Result<Vec<Image>, Failure> {
    let mut images = Vec::new();
    for name in named {
        images.push(if ["http://", "https://", "data:"].iter().any(|scheme| name.starts_with(scheme)) {
            engine.link_for(provider, name.clone()).await?
        } else {
            let bytes = read_picture(name).map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
            engine.add_picture(AddPicture::Data { base64: STANDARD.encode(bytes) }).await?.image
        });
    }
    Ok(images)
}

fn read_picture(path: &str) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(READ_AT_MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

impl Begun {
    /// Waits until the reply has ended and is shown, and gives what was said where somebody read to the end.
    /// Ctrl-C stops the reply, and so does a reader who left; a second Ctrl-C waits for nothing, neither a
    /// disk nor a terminal that takes no more.
    async fn shown_to_the_end(&mut self) -> Result<(Answer, Option<String>), Failure> {
        let mut interrupted = false;
        let mut shown = None;
        let answer = loop {
            tokio::select! {
                answer = self.asked.answer() => break answer,
                () = self.interrupts.next() => {
                    if interrupted {
                        return Err(Failure::Stopped);
                    }
                    interrupted = true;
                    self.asked.stop();
                }
                result = self.screen.finished(), if shown.is_none() => {
                    if result.is_err() {
                        self.asked.stop();
                    }
                    shown = Some(result);
                }
            }
        };
        if shown.is_none() {
            shown = tokio::select! {
                result = self.screen.finished() => Some(result),
                () = self.interrupts.next() => return Err(Failure::Stopped),
            };
        }
        match shown {
            Some(Ok(said)) => Ok((answer, Some(said))),
            Some(Err(error)) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            // Whoever read the answer has seen enough; what had arrived is kept.
            _ => Ok((answer, None)),
        }
    }
}
