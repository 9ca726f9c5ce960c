import { SvelteSet } from 'svelte/reactivity';

import type { ConversationId, ConversationSummary, LiveReply } from '../../contract';

/** The conversations there are, newest first, and in which of them a reply grows. */
export class Conversations {
  list = $state.raw<readonly ConversationSummary[]>([]);
  readonly replying = new SvelteSet<ConversationId>();

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
    this.replying.clear();
    for (const { conversation } of live) this.replying.add(conversation);
  }
}

function newestFirst(list: readonly ConversationSummary[]): readonly ConversationSummary[] {
  return list.toSorted((a, b) => b.updated - a.updated);
}
