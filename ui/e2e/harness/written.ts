import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Home } from './home';

/** A conversation that was written earlier. */
export interface Earlier {
  title?: string;
  /** When its newest message was written; each one before it a minute earlier. */
  at: number;
  /** Its messages in turn, a question first. */
  messages: readonly string[];
  pinned?: boolean;
  folder?: string;
  tags?: readonly string[];
  /** Which of its messages were seen; without it nobody has kept note of that. */
  seen?: number;
  /** A second version of the message at a place, which is the one that is read. */
  instead?: { place: number; text: string };
}

const MINUTE = 60_000;

let made = 0;

/** An id as it is made at a moment; of two, the one that was made later is greater. */
function idAt(at: number): string {
  made += 1;
  const time = at.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${made.toString(16).padStart(12, '0')}`;
}

/** Writes a conversation as its file has it, and gives its id and those of its messages. */
export function writeConversation(
  home: Home,
  { title, at, messages, pinned, folder, tags, seen, instead }: Earlier,
): { conversation: string; messages: string[] } {
  const moments = messages.map((_, place) => at - (messages.length - 1 - place) * MINUTE);
  const began = moments[0]! - MINUTE;
  const conversation = idAt(began);
  const ids = moments.map(idAt);
  const lines: object[] = [
    { id: idAt(began), parent: null, at: began, kind: 'conversation', conversation, format: 1 },
  ];
  const record = (what: object) => lines.push({ id: idAt(at + 1), parent: null, at: at + 1, ...what });
  const said = (id: string, place: number, text: string) => ({
    id,
    parent: ids[place - 1] ?? null,
    at: moments[place],
    kind: 'message',
    role: place % 2 ? 'assistant' : 'user',
    parts: [{ type: 'text', text }],
    ...(place % 2 && {
      answer: {
        provider: 'offline',
        model: 'demo',
        ending: { type: 'finished', reason: 'stop' },
        usage: null,
        timing: { first_token_ms: 200, reasoning_ms: null, total_ms: 900 },
        cost: null,
        adjustments: [],
      },
    }),
  });
  messages.forEach((text, place) => lines.push(said(ids[place]!, place, text)));
  if (instead) {
    const id = idAt(at);
    lines.push(said(id, instead.place, instead.text));
    record({ kind: 'head', message: id });
  }
  if (title !== undefined) record({ kind: 'title', title });
  if (pinned) record({ kind: 'pin', pinned });
  if (folder !== undefined) record({ kind: 'folder', folder });
  if (tags) record({ kind: 'tags', tags });
  if (seen !== undefined) record({ kind: 'seen', message: ids[seen] });
  const place = join(home.runnel, 'conversations');
  mkdirSync(place, { recursive: true, mode: 0o700 });
  const file = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  writeFileSync(join(place, `${conversation}.jsonl`), file);
  return { conversation, messages: ids };
}
