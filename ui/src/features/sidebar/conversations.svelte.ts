import { SvelteMap } from 'svelte/reactivity';

import type { ConversationId, ConversationSummary, LiveReply, RecordId } from '../../contract';

/** The conversations there are, newest first, and in which of them a reply grows. */
export class Conversations {
  list = $state.raw<readonly ConversationSummary[]>([]);
  /** The replies that grow, each with its conversation: one may have several. */
  readonly #growing = new SvelteMap<RecordId, ConversationId>();

  /** All of them, as the engine lists them. */
  reset(list: readonly ConversationSummary[]): void {
    this.list = newestFirst(list);
  }

  /** A line is new, or another than it was. */
  put(summary: ConversationSummary): void {
    this.reset([summary, ...this.list.filter(({ id }) => id !== summary.id)]);
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

function newestFirst(list: readonly ConversationSummary[]): readonly ConversationSummary[] {
  return list.toSorted((a, b) => b.updated - a.updated);
}
