import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Home } from '../e2e/harness/home';
import { answer, LAST_WORDS } from './answer';

/** What the conversation that is written is called. */
export const TITLE = 'A long one';
/** Bytes of an answer in it. */
const ANSWER_BYTES = 900;
const BEGAN = 1_750_000_000_000;

/** Writes a conversation of so many messages, as the application keeps them. */
export function writeConversation(home: Home, messages: number): void {
  let count = 0;
  const id = () => `0197a001-0000-7000-8000-${(count += 1).toString(16).padStart(12, '0')}`;
  const conversation = '0197a001-0000-7000-8000-ffffffffffff';
  const records: object[] = [
    { id: id(), parent: null, kind: 'conversation', conversation, format: 1 },
    { id: id(), parent: null, kind: 'title', title: TITLE },
  ];
  let parent: string | null = null;
  for (let number = 0; number < messages; number++) {
    const message: { id: string; parent: string | null; kind: string } = {
      id: id(),
      parent,
      kind: 'message',
    };
    const text =
      number % 2 === 0 ? `Question ${number}?` : answer(ANSWER_BYTES, number).replace(LAST_WORDS, '');
    const parts = [{ type: 'text', text }];
    records.push(
      number % 2 === 0
        ? { ...message, role: 'user', parts }
        : { ...message, role: 'assistant', parts, answer: ENDED },
    );
    parent = message.id;
  }
  const lines = records.map((record, index) => JSON.stringify({ ...record, at: BEGAN + index }));
  const folder = join(home.runnel, 'conversations');
  mkdirSync(folder, { mode: 0o700, recursive: true });
  writeFileSync(join(folder, `${conversation}.jsonl`), lines.join('\n') + '\n');
}

const ENDED = {
  provider: 'custom-openai',
  model: 'bench',
  ending: { type: 'finished', reason: 'stop' },
  usage: null,
  timing: { first_token_ms: 10, reasoning_ms: null, total_ms: 100 },
  cost: null,
  adjustments: [],
};
