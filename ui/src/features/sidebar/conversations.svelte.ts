import { SvelteMap } from 'svelte/reactivity';

import type {
  ConversationId,
  ConversationPage,
  ConversationSummary,
  ListPlace,
  LiveReply,
  RecordId,
} from '../../contract';

/** The conversations there are, pinned first and then newest first, and in which of them a reply grows. */
export class Conversations {
  list = $state.raw<readonly ConversationSummary[]>([]);
  /** Where those begin that were not asked for yet; `null` when all are there. */
  next = $state.raw<ListPlace | null>(null);
  /** The replies that grow, each with its conversation: one may have several. */
  readonly #growing = new SvelteMap<RecordId, ConversationId>();

  /** The first of them, as the engine lists them. */
  reset({ conversations, next }: ConversationPage): void {
    this.list = inOrder(conversations);
    this.next = next;
  }

  /** Those that follow. */
  add({ conversations, next }: ConversationPage): void {
    const isAdded = (id: ConversationId) => conversations.some((added) => added.id === id);
    this.list = inOrder([...this.list.filter(({ id }) => !isAdded(id)), ...conversations]);
    this.next = next;
  }

  /** A line is new, or another than it was. */
  put(summary: ConversationSummary): void {
    this.list = inOrder([summary, ...this.list.filter(({ id }) => id !== summary.id)]);
  }

  remove(conversation: ConversationId): void {
    this.list = this.list.filter(({ id }) => id !== conversation);
  }

  get(conversation: ConversationId | null): ConversationSummary | undefined {
    return this.list.find(({ id }) => id === conversation);
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
}

function inOrder(list: readonly ConversationSummary[]): readonly ConversationSummary[] {
  return list.toSorted((a, b) => Number(b.pinned) - Number(a.pinned) || b.updated - a.updated);
}
