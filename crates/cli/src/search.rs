//! `runnel-cli conversations search` and `runnel-cli reindex`.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};

use runnel_engine::Engine;
use runnel_engine::contract::{
    FoundConversation, FoundMessage, Indexing, SearchConversations, SearchPage, TextRange,
};

use crate::conversations::local_time;
use crate::failure::Failure;
use crate::prose::harmless;

/// Where so many conversations have to be read, how far it is is worth a word.
const WORTH_TELLING: usize = 200;

/// Looks for words, and shows where they are.
pub(crate) async fn run(engine: &Engine, mut wanted: SearchConversations) -> Result<(), Failure> {
    indexed(engine, false).await?;
    let limit = wanted.limit.unwrap_or(usize::MAX);
    let mut left = limit;
    let mut found = 0;
    loop {
        wanted.limit = Some(left);
        let page = engine.search(wanted.clone()).await?;
        found += page.conversations.len() + page.messages.len();
        left = left.saturating_sub(page.messages.len());
        io::stdout().lock().write_all(written_out(&page, io::stdout().is_terminal()).as_bytes())?;
        wanted.before = page.next;
        if left == 0 || page.next.is_none() {
            break;
        }
    }
    if found == 0 {
        eprintln!("nothing was found");
    }
    Ok(())
}

/// Reads all conversations into the index anew.
pub(crate) async fn reindex(engine: &Engine) -> Result<(), Failure> {
    let read = indexed(engine, true).await?;
    eprintln!("{read} conversations were read");
    Ok(())
}

/// Brings the index up to the files, and tells how far it is where that takes a while. Gives how many had to be read.
pub(crate) async fn indexed(engine: &Engine, anew: bool) -> Result<usize, Failure> {
    let (send, told) = std::sync::mpsc::channel();
    engine
        .indexed(anew, move |Indexing { done, total }| {
            if total > WORTH_TELLING && io::stderr().is_terminal() {
                let end = if done == total { "\n" } else { "" };
                eprint!("\rreading conversations: {done} of {total}\x1b[K{end}");
            }
            let _ = send.send(total);
        })
        .await?;
    Ok(told.try_iter().last().unwrap_or_default())
}

fn written_out(page: &SearchPage, marked: bool) -> String {
    let mut text = String::new();
    for FoundConversation { summary, ranges } in &page.conversations {
        let title = line(summary.title.as_deref().unwrap_or_default(), ranges, marked);
        let _ = writeln!(text, "{}  {}  {title}", summary.id, local_time(summary.updated));
    }
    for message in &page.messages {
        let FoundMessage { conversation, title, at, model, excerpt, ranges, .. } = message;
        let who = harmless(model.as_deref().unwrap_or("You"));
        let title = harmless(title.as_deref().unwrap_or_default());
        let _ = writeln!(text, "{conversation}  {}  {who}  {title}", local_time(*at));
        let _ = writeln!(text, "    {}", line(excerpt, ranges, marked));
    }
    text
}

/// A text as one line, with what was found in bold where that can be seen.
fn line(text: &str, ranges: &[TextRange], marked: bool) -> String {
    let mut line = String::new();
    let mut at = 0;
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut take = |to: usize, found: bool| {
        let part = String::from_utf16_lossy(units.get(at..to).unwrap_or_default());
        at = to;
        let part = part.replace(char::is_whitespace, " ");
        let part = harmless(&part);
        let _ = if found && marked { write!(line, "\x1b[1m{part}\x1b[22m") } else { write!(line, "{part}") };
    };
    for TextRange { start, end } in ranges {
        take(*start, false);
        take(*end, true);
    }
    take(units.len(), false);
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_found_is_marked_in_a_terminal_and_nowhere_else() {
        let ranges = [TextRange { start: 3, end: 7 }];
        assert_eq!(line("🎉\ntide\x1b[2J!", &ranges, false), "🎉 tide[2J!");
        assert_eq!(line("🎉\ntide!", &ranges, true), "🎉 \x1b[1mtide\x1b[22m!");
    }
}
