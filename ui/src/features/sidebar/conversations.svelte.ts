import { SvelteMap } from 'svelte/reactivity';

import type {
  ConversationId,
  ConversationPage,
  ConversationSummary,
  Indexing,
  Labels,
  ListConversations,
  ListPlace,
  LiveReply,
  RecordId,
} from '../../contract';

/** Which conversations are listed: with both `null` all of them. */
export type ListFilter = Pick<ListConversations, 'folder' | 'tag'>;

export const ALL: ListFilter = { folder: null, tag: null };

export function isSameFilter(one: ListFilter, other: ListFilter): boolean {
  return one.folder === other.folder && one.tag === other.tag;
}

/** The conversations that are listed, pinned first and then newest first, and in which a reply grows. */
export class Conversations {
  list = $state.raw<readonly ConversationSummary[]>([]);
  /** Where those begin that were not asked for yet; `null` when all are there. */
  next = $state.raw<ListPlace | null>(null);
  filter = $state.raw<ListFilter>(ALL);
  /** The folders and tags there are, as they were last asked for. */
  labels = $state.raw<Labels>({ folders: [], tags: [] });
  /** How far the index is that the list is read from; `null` while it is up to date. */
  indexing = $state.raw<Indexing | null>(null);
  /** The replies that grow, each with its conversation: one may have several. */
  readonly #growing = new SvelteMap<RecordId, ConversationId>();
  /** What was told of a conversation last, whether it is listed now or not. */
  readonly #known = new SvelteMap<ConversationId, ConversationSummary>();

  /** The first of them, as the engine lists them. */
  reset({ conversations, next }: ConversationPage): void {
    this.#know(conversations);
    this.list = inOrder(conversations);
    this.next = next;
  }

  /** Those that follow. */
  add({ conversations, next }: ConversationPage): void {
    this.#know(conversations);
    const isAdded = (id: ConversationId) => conversations.some((added) => added.id === id);
    this.list = inOrder([...this.list.filter(({ id }) => !isAdded(id)), ...conversations]);
    this.next = next;
  }

  /** A line is new, or another than it was. */
  put(summary: ConversationSummary): void {
    this.#know([summary]);
    const others = this.list.filter(({ id }) => id !== summary.id);
    this.list = this.#isListed(summary) ? inOrder([summary, ...others]) : others;
  }

  remove(conversation: ConversationId): void {
    this.#known.delete(conversation);
    this.list = this.list.filter(({ id }) => id !== conversation);
  }

  get(conversation: ConversationId | null): ConversationSummary | undefined {
    return conversation === null ? undefined : this.#known.get(conversation);
  }

  /** How far the index is: with as many done as there were, it is up to date. */
  indexed(indexing: Indexing | null): void {
    this.indexing = indexing && indexing.done < indexing.total ? indexing : null;
  }

  /** Exactly these replies grow now. */
  resetReplying(live: readonly LiveReply[]): void {
    this.#growing.clear();
    for (const reply of live) this.replyStarted(reply);
  }

  isReplying(conversation: ConversationId): boolean {
    return [...this.#growing.values()].includes(conversation);
  }

  replyStarted({ message, conversation }: LiveReply): void {
    this.#growing.set(message, conversation);
  }

  replyEnded(message: RecordId): void {
    this.#growing.delete(message);
  }

  #know(summaries: readonly ConversationSummary[]): void {
    for (const summary of summaries) this.#known.set(summary.id, summary);
  }

  /** Whether it belongs to the part of the list that is there. */
  #isListed(summary: ConversationSummary): boolean {
    const { folder, tag } = this.filter;
    const isWanted =
      (folder === null || summary.folder === folder) && (tag === null || summary.tags.includes(tag));
    return isWanted && (this.next === null || byPlace(summary, this.next) <= 0);
  }
}

function inOrder(list: readonly ConversationSummary[]): readonly ConversationSummary[] {
  return list.toSorted(byPlace);
}

function byPlace(a: ListPlace, b: ListPlace): number {
  if (a.pinned !== b.pinned) return a.pinned ? -1 : 1;
  return b.updated - a.updated;
}
