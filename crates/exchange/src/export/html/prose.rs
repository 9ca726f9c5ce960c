//! Markdown as HTML that can do nothing: no elements of its own, no pictures from elsewhere, links to the web only.

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};

use crate::pictures::is_web;

/// The pictures that may be in an address.
const DATA: [&str; 4] = ["data:image/png;", "data:image/jpeg;", "data:image/webp;", "data:image/gif;"];

pub(super) fn html(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut tamed = Tamed::default();
    let events = Parser::new_ext(markdown, options).filter_map(|event| tamed.event(event));
    let mut text = String::new();
    html::push_html(&mut text, events);
    text
}

/// What is open and was let through, for every link and picture.
#[derive(Default)]
struct Tamed(Vec<Through>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Through {
    Link,
    Picture,
    Words,
}

impl Tamed {
    fn event<'a>(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        match event {
            Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
            // Its columns would be aligned by styles, of which none but ours may count.
            Event::Start(Tag::Table(columns)) => {
                let plain = columns.iter().map(|_| pulldown_cmark::Alignment::None).collect();
                Some(Event::Start(Tag::Table(plain)))
            }
            Event::Start(Tag::Link { dest_url, .. }) => self.link(dest_url),
            Event::Start(tag @ Tag::Image { .. }) => self.picture(tag),
            Event::End(TagEnd::Link | TagEnd::Image) => match self.0.pop() {
                Some(Through::Link) => Some(Event::End(TagEnd::Link)),
                Some(Through::Picture) => Some(Event::End(TagEnd::Image)),
                _ => None,
            },
            event => Some(event),
        }
    }

    fn link<'a>(&mut self, to: CowStr<'a>) -> Option<Event<'a>> {
        let may = is_web(&to) || to.starts_with("mailto:");
        if !may || self.0.contains(&Through::Link) {
            self.0.push(Through::Words);
            return None;
        }
        self.0.push(Through::Link);
        let (title, id) = (CowStr::Borrowed(""), CowStr::Borrowed(""));
        Some(Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url: to, title, id }))
    }

    /// A picture that is not in the text itself becomes a link to it.
    fn picture<'a>(&mut self, tag: Tag<'a>) -> Option<Event<'a>> {
        let Tag::Image { dest_url, .. } = &tag else { return None };
        if DATA.iter().any(|data| dest_url.starts_with(data)) {
            self.0.push(Through::Picture);
            return Some(Event::Start(tag));
        }
        self.link(dest_url.clone())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn prose_is_prose() {
        assert_eq!(html("**a** `b`"), "<p><strong>a</strong> <code>b</code></p>\n");
        assert!(html("|a|\n|:-:|\n|1|").contains("<td>1</td>"));
        assert!(html("```rust\nfn x() {}\n```").contains("<code class=\"language-rust\">"));
    }

    #[test]
    fn elements_are_words() {
        assert_eq!(html("a <b onclick=x>b</b>"), "<p>a &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n");
        assert!(!html("<script>alert(1)</script>").contains("<script"));
    }

    #[test]
    fn links_lead_to_the_web_and_pictures_are_links() {
        assert_eq!(html("[x](javascript:y)"), "<p>x</p>\n");
        assert_eq!(html("[x](file:///etc)"), "<p>x</p>\n");
        assert_eq!(html("![x](https://e.org/a)"), "<p><a href=\"https://e.org/a\">x</a></p>\n");
        assert_eq!(
            html("[![x](https://e.org/a)](https://e.org/b)"),
            "<p><a href=\"https://e.org/b\">x</a></p>\n"
        );
        assert!(html("![x](data:image/png;base64,aa)").contains("<img src=\"data:image/png;base64,aa\""));
        assert!(!html("![x](data:image/svg+xml;base64,aa)").contains("img"));
    }

    proptest! {
        #[test]
        fn nothing_opens_an_element_of_its_own(text in "[<>a-z\"'()!\\[\\]`*_| \n&;:/=-]{0,60}") {
            let html = html(&text);
            for forbidden in ["<script", "<img src=\"http", "javascript:\"", " style=", " onclick="] {
                prop_assert!(!html.contains(forbidden), "{html}");
            }
        }
    }
}
