//! How a model is asked to search the web, in each dialect.

use serde::Serialize;

use crate::vendor::SearchDialect;

/// The words of all dialects; a vendor gets those of its own.
#[derive(Default, Serialize)]
pub(super) struct SearchFields {
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_search: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    search_options: Option<SearchOptions>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_enhancement: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    citation: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    search_info: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    web_search: Option<WebSearch>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tools: Option<[Tool; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    plugins: Option<[Plugin; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    web_search_options: Option<Nothing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    disable_search: Option<bool>,
}

#[derive(Serialize)]
struct SearchOptions {
    enable_source: bool,
}

#[derive(Serialize)]
struct WebSearch {
    enable: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_citation: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enable_trace: Option<bool>,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Tool {
    WebSearch { web_search: WebSearchTool },
}

#[derive(Serialize)]
struct WebSearchTool {
    enable: bool,
    search_engine: &'static str,
    search_result: bool,
}

#[derive(Serialize)]
struct Plugin {
    id: &'static str,
}

#[derive(Serialize)]
struct Nothing {}

/// A settled wish in the words of a dialect, sources included where they must be asked for.
pub(super) fn fields(dialect: SearchDialect, wish: Option<bool>) -> SearchFields {
    let mut fields = SearchFields::default();
    let Some(searches) = wish else { return fields };
    match dialect {
        SearchDialect::EnableSearch => {
            fields.enable_search = Some(searches);
            fields.search_options = searches.then_some(SearchOptions { enable_source: true });
        }
        SearchDialect::EnableSearchOnly => fields.enable_search = Some(searches),
        SearchDialect::Enhancement => {
            fields.enable_enhancement = Some(searches);
            fields.citation = searches.then_some(true);
            fields.search_info = searches.then_some(true);
        }
        SearchDialect::WebSearchField => {
            let asked = searches.then_some(true);
            fields.web_search =
                Some(WebSearch { enable: searches, enable_citation: asked, enable_trace: asked });
        }
        SearchDialect::WebSearchTool => {
            let web_search = WebSearchTool { enable: true, search_engine: "search_std", search_result: true };
            fields.tools = searches.then_some([Tool::WebSearch { web_search }]);
        }
        SearchDialect::WebPlugin => fields.plugins = searches.then_some([Plugin { id: "web" }]),
        SearchDialect::WebSearchOptions => fields.web_search_options = searches.then_some(Nothing {}),
        SearchDialect::DisableSearch => fields.disable_search = (!searches).then_some(true),
        // The words of other protocols.
        SearchDialect::None | SearchDialect::Always | SearchDialect::ProtocolTool => {}
    }
    fields
}
