import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Home } from '../e2e/harness/home';
import { until } from '../e2e/harness/until';
import { answer, LAST_WORDS } from './answer';
import type { Tab } from './tab';

/** What the conversation that is written is called. */
const TITLE = 'A long one';
/** How the last message of it ends. */
const LAST_EARLIER = 'So far 到此为止。';
const BEGAN = 1_750_000_000_000;

/** What was said in a conversation before: questions and answers in turn. */
export interface Earlier {
  messages: number;
  /** Of each answer. */
  answerBytes: number;
}

/** A conversation in which nothing was said yet. */
export const NOTHING: Earlier = { messages: 0, answerBytes: 0 };

/** A home whose models are at this address, with a conversation in which this was said, if anything. */
export function homeWith(models: string, earlier: Earlier): Home {
  const home = new Home('reading');
  home.connectTo(models, { provider: 'custom-openai', model: 'bench' });
  if (earlier.messages > 0) writeConversation(home, earlier);
  return home;
}

/** Writes a conversation, as the application keeps them. */
function writeConversation(home: Home, { messages, answerBytes }: Earlier): void {
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
    const said =
      number % 2 === 0 ? `Question ${number}?` : answer(answerBytes, number).replace(LAST_WORDS, '');
    const text = number === messages - 1 ? said + LAST_EARLIER : said;
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

/** How long the conversation may take to open, in milliseconds. */
const PATIENCE = 60_000;

/** Opens the conversation, and tells how long that took until its last message was painted, in milliseconds. */
export async function openLast(tab: Tab): Promise<number> {
  await tab.run(
    (title, words) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const find = () =>
        [...document.querySelectorAll<HTMLElement>('nav a')].find((link) => link.textContent.includes(title));
      const isInView = () => {
        const last = [...document.querySelectorAll('article')].at(-1);
        if (!last?.textContent.includes(words)) return false;
        const { bottom, height } = last.getBoundingClientRect();
        return height > 0 && bottom > 0 && bottom <= innerHeight;
      };
      const open = async () => {
        while (!find()) await frame();
        const began = performance.now();
        find()?.click();
        while (!isInView()) await frame();
        await new Promise((resolve) => setTimeout(resolve));
        Object.assign(window, { opened: performance.now() - began });
      };
      void open();
    },
    TITLE,
    LAST_EARLIER,
  );
  const opened = () => tab.run(() => (window as unknown as { opened?: number }).opened);
  return until('the conversation is open', opened, { within: PATIENCE });
}
