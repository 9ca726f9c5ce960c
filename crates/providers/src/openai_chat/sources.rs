//! The pages that a search found, wherever a vendor names them.

use runnel_conversation::TurnEvent;
use serde_json::Value;

use crate::sources::Sources;

/// Names without which no page is named: most frames hold none of them and need no second look.
const SIGNS: [&str; 3] = [r#""url""#, r#""link""#, r#""citations""#];

/// Lists of pages in a chunk or a completion: Perplexity and Qianfan, Perplexity again (addresses alone,
/// so it comes after the titles), Zhipu, DashScope and Hunyuan.
const LISTS: [&str; 4] = ["/search_results", "/citations", "/web_search", "/search_info/search_results"];

/// Adds the pages that a frame names and no frame before it did.
pub(super) fn tell(data: &str, sources: &mut Sources, events: &mut Vec<TurnEvent>) {
    if !SIGNS.iter().any(|sign| data.contains(sign)) {
        return;
    }
    let Ok(chunk) = serde_json::from_str::<Value>(data) else { return };
    let pages = LISTS.iter().filter_map(|place| chunk.pointer(place)).chain(cited_in(&chunk));
    for page in pages.filter_map(Value::as_array).flatten() {
        if let Some((url, title)) = named(page) {
            events.extend(sources.tell(url.to_owned(), title.map(str::to_owned)));
        }
    }
}

/// The annotations of what is said (OpenAI, OpenRouter), and what the searches in between found (Groq).
fn cited_in(chunk: &Value) -> impl Iterator<Item = &Value> {
    let said =
        ["/choices/0/delta", "/choices/0/message"].into_iter().filter_map(|place| chunk.pointer(place));
    said.flat_map(|said| {
        let tools = said.get("executed_tools").and_then(Value::as_array).into_iter().flatten();
        let found = tools.filter_map(|tool| tool.pointer("/search_results/results"));
        said.get("annotations").into_iter().chain(found)
    })
}

/// The address and the title of a page.
fn named(page: &Value) -> Option<(&str, Option<&str>)> {
    if let Some(url) = page.as_str() {
        return Some((url, None));
    }
    let page = page.get("url_citation").unwrap_or(page);
    let text = |name| page.get(name).and_then(Value::as_str);
    Some((text("url").or_else(|| text("link"))?, text("title")))
}

#[cfg(test)]
mod tests {
    use runnel_conversation::Source;
    use serde_json::json;

    use super::*;

    fn told(chunks: &[Value]) -> Vec<(String, Option<String>)> {
        let (mut sources, mut events) = (Sources::default(), Vec::new());
        for chunk in chunks {
            tell(&chunk.to_string(), &mut sources, &mut events);
        }
        let pages = events.into_iter().map(|event| match event {
            TurnEvent::Source(Source { url, title }) => (url, title),
            event => panic!("{event:?}"),
        });
        pages.collect()
    }

    fn page(url: &str, title: &str) -> (String, Option<String>) {
        (url.to_owned(), Some(title.to_owned()))
    }

    #[test]
    fn a_page_is_found_wherever_a_vendor_names_it() {
        for chunk in [
            json!({"choices": [{"delta": {"annotations": [
                {"type": "url_citation", "url_citation": {"url": "https://a", "title": "A", "start_index": 1}},
            ]}}]}),
            json!({"choices": [{"message": {"annotations": [{"type": "url_citation", "url": "https://a", "title": "A"}]}}]}),
            json!({"search_results": [{"title": "A", "url": "https://a", "date": null}], "citations": ["https://a"]}),
            json!({"choices": [], "web_search": [{"title": "A", "link": "https://a", "media": "m", "refer": "ref_1"}]}),
            json!({"search_info": {"search_results": [{"index": 1, "url": "https://a", "title": "A"}]}}),
            json!({"choices": [{"delta": {"executed_tools": [
                {"type": "search", "search_results": {"results": [{"title": "A", "url": "https://a", "score": 0.9}]}},
            ]}}]}),
        ] {
            assert_eq!(told(std::slice::from_ref(&chunk)), [page("https://a", "A")], "{chunk}");
        }
        assert_eq!(told(&[json!({"citations": ["https://a"]})]), [("https://a".to_owned(), None)]);
    }

    #[test]
    fn each_page_is_told_once_however_often_it_comes() {
        let chunk = json!({"search_results": [{"title": "A", "url": "https://a"}], "citations": ["https://a", "https://b"]});
        assert_eq!(told(&[chunk.clone(), chunk]), [page("https://a", "A"), ("https://b".to_owned(), None)]);
    }

    #[test]
    fn what_is_no_page_is_passed_over() {
        for odd in [
            json!({"citations": null, "search_results": {"url": "https://a"}, "web_search": [null, 5, {}, {"url": 3}]}),
            json!({"choices": [{"delta": {"content": "{\"url\": \"https://a\"}", "annotations": [{"type": "file"}]}}]}),
            json!({"url": "https://a"}),
        ] {
            assert_eq!(told(&[odd]), []);
        }
    }
}
