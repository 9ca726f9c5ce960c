//! The list of conversations and the search, both from the index.

use std::ops::Range;

use runnel_store::{
    Cursor, Entry, Hit, ListWanted, Query, SearchWanted, Shelf, Speaker, StoreError, TitleHit, find,
};

use crate::Engine;
use crate::contract::{
    ConversationPage, ConversationSummary, FindInConversation, FoundConversation, FoundInMessage,
    FoundMessage, Label, Labels, ListConversations, ListPlace, Nothing, Refusal, Role, SearchConversations,
    SearchPage, TextRange,
};

/// As many conversations are on a page of the list.
const LIST_PAGE: usize = 60;

/// As many messages are on a page of what was found.
const SEARCH_PAGE: usize = 50;

/// More are not given at once, whoever asks.
const LONGEST_PAGE: usize = 1000;

impl Engine {
    /// A part of the list of conversations.
    ///
    /// # Errors
    /// [`Refusal::Storage`] when there is no index to be had.
    pub async fn list_conversations(&self, args: ListConversations) -> Result<ConversationPage, Refusal> {
        self.blocking(move |engine| engine.list(args)).await
    }

    pub(crate) fn list(&self, args: ListConversations) -> Result<ConversationPage, Refusal> {
        let wanted = ListWanted {
            shelf: if args.bin { Shelf::Bin } else { Shelf::Listed },
            folder: args.folder,
            tag: args.tag,
            after: args.after.map(|ListPlace { pinned, updated, id }| Cursor { pinned, updated, id }),
            limit: args.limit.unwrap_or(LIST_PAGE).min(LONGEST_PAGE),
        };
        let page = self.read_index(|index| index.list(&wanted))?;
        Ok(ConversationPage {
            conversations: page.entries.into_iter().map(ConversationSummary::from).collect(),
            next: page.next.map(|Cursor { pinned, updated, id }| ListPlace { pinned, updated, id }),
        })
    }

    /// The folders and tags there are.
    ///
    /// # Errors
    /// [`Refusal::Storage`] when there is no index to be had.
    pub async fn list_labels(&self, _: Nothing) -> Result<Labels, Refusal> {
        let labels = |labels: Vec<(String, usize)>| {
            labels.into_iter().map(|(name, conversations)| Label { name, conversations }).collect()
        };
        self.blocking(move |engine| {
            let all = engine.read_index(runnel_store::Index::labels)?;
            Ok(Labels { folders: labels(all.folders), tags: labels(all.tags) })
        })
        .await
    }

    /// Looks for words in all conversations.
    ///
    /// # Errors
    /// [`Refusal::Storage`] when there is no index to be had.
    pub async fn search(&self, args: SearchConversations) -> Result<SearchPage, Refusal> {
        self.blocking(move |engine| {
            let wanted = SearchWanted {
                query: Query::new(&args.text),
                speaker: args.role.map(|role| match role {
                    Role::User => Speaker::User,
                    Role::Assistant => Speaker::Assistant,
                }),
                model: args.model,
                provider: args.provider,
                from: args.from,
                to: args.to,
                folder: args.folder,
                has_image: args.has_image,
                before: args.before,
                limit: args.limit.unwrap_or(SEARCH_PAGE).clamp(1, LONGEST_PAGE),
            };
            let page = engine.read_index(|index| index.search(&wanted))?;
            Ok(SearchPage {
                conversations: page.titles.into_iter().map(FoundConversation::from).collect(),
                messages: page.hits.into_iter().map(FoundMessage::from).collect(),
                next: page.next,
            })
        })
        .await
    }

    /// Looks for a text in the messages of one conversation that are read.
    ///
    /// # Errors
    /// [`Refusal::ConversationMissing`], [`Refusal::Storage`].
    pub async fn find_in_conversation(
        &self,
        args: FindInConversation,
    ) -> Result<Vec<FoundInMessage>, Refusal> {
        self.blocking(move |engine| {
            let path = engine.opened(args.conversation)?.conversation.path();
            let found = path.into_iter().map(|message| FoundInMessage {
                message: message.id,
                ranges: ranges(find(&message.text(), &args.text)),
            });
            Ok(found.filter(|found| !found.ranges.is_empty()).collect())
        })
        .await
    }

    /// Reads from the index. One that turns out to be damaged was begun anew: what it lacks is read again in the
    /// background.
    pub(crate) fn read_index<T>(
        &self,
        read: impl Fn(&runnel_store::Index) -> Result<T, StoreError>,
    ) -> Result<T, Refusal> {
        let index = self.inner().indexing.index()?;
        match read(&index) {
            Err(StoreError::Index { damaged: true, .. }) => {
                self.look_at_everything();
                Ok(read(&index)?)
            }
            answer => Ok(answer?),
        }
    }
}

impl From<Entry> for ConversationSummary {
    fn from(entry: Entry) -> Self {
        let Entry { id, title, updated, pinned, folder, tags, unread, .. } = entry;
        Self { id, title, updated, pinned, folder, tags, unread }
    }
}

impl From<TitleHit> for FoundConversation {
    fn from(hit: TitleHit) -> Self {
        Self { summary: hit.entry.into(), ranges: ranges(hit.excerpt.ranges) }
    }
}

impl From<Hit> for FoundMessage {
    fn from(hit: Hit) -> Self {
        Self {
            conversation: hit.conversation,
            title: hit.title,
            message: hit.message,
            at: hit.at,
            role: match hit.speaker {
                Speaker::User => Role::User,
                Speaker::Assistant => Role::Assistant,
            },
            model: hit.model,
            excerpt: hit.excerpt.text,
            ranges: ranges(hit.excerpt.ranges),
        }
    }
}

fn ranges(ranges: Vec<Range<usize>>) -> Vec<TextRange> {
    ranges.into_iter().map(|Range { start, end }| TextRange { start, end }).collect()
}
