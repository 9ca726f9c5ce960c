import type {
  Answer,
  Batch,
  ConversationSummary,
  ConversationView,
  LiveReply,
  Message,
  Sent,
  TurnEvent,
} from '../../contract';

import { UNSET } from '../../shared/parameters';

export { UNSET };

export const finished: Answer = {
  provider: 'offline',
  model: 'demo',
  ending: { type: 'finished', reason: 'stop' },
  usage: null,
  timing: { first_token_ms: 250, reasoning_ms: 2000, total_ms: 4250 },
  cost: null,
  adjustments: [],
};

export const content = (text: string): TurnEvent => ({ type: 'content', text });
export const reasoning = (text: string): TurnEvent => ({ type: 'reasoning', text });

export function question(id: string, text: string): Message & { role: 'user' } {
  return { id, parent: null, at: 1, role: 'user', parts: [{ type: 'text', text }] };
}

export function answer(id: string, parent: string, text: string): Message & { role: 'assistant' } {
  return { id, parent, at: 2, role: 'assistant', parts: [{ type: 'text', text }], answer: finished };
}

export function live(message: string, parent: string, conversation = 'c'): LiveReply {
  return { conversation, message, parent, choice: { provider: 'offline', model: 'demo' }, at: Date.now() };
}

export function summary(id: string, title = 'A title', updated = 1): ConversationSummary {
  return { id, title, updated, pinned: false, folder: null, tags: [], unread: false };
}

export function sent(asked: Message, reply: LiveReply): Sent {
  return { summary: summary(reply.conversation), question: asked, reply };
}

export function view(messages: Message[], more: Partial<ConversationView> = {}): ConversationView {
  return {
    summary: summary('c'),
    messages,
    earlier: 0,
    branches: [],
    choice: null,
    parameters: UNSET,
    damaged_lines: 0,
    read_only: false,
    live: null,
    also_live: [],
    ...more,
  };
}

/** The batches of a reply, one for each list of events; the last one ends it. */
export function batches(message: string, ...events: TurnEvent[][]): Batch[] {
  return events.map((events, place, all) => ({
    message,
    number: place + 1,
    events,
    answer: place === all.length - 1 ? finished : null,
  }));
}
