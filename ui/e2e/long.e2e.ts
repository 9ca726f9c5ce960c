import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from 'playwright-core';
import { expect } from 'vitest';

import type { Home } from './harness/home';
import { test } from './harness/test';
import { until } from './harness/until';

const MESSAGES = 5_000;

/** How often each is opened. */
const TIMES = 4;

const id = (number: number, chat = 0) =>
  `0197a001-${chat.toString(16).padStart(4, '0')}-7000-8000-${number.toString(16).padStart(12, '0')}`;

/** A conversation of so many messages, of which thinking is the most: 5,000 have 50 MB. */
function keep(home: Home, chat: number, title: string, messages: number): void {
  const thought = 'Thinking of 春眠不觉晓 for a long while. '.repeat(450);
  const answer = {
    provider: 'offline',
    model: 'demo',
    ending: { type: 'finished', reason: 'stop' },
    usage: null,
    timing: {},
  };
  const lines = Array.from({ length: messages }, (_, number) => {
    const isQuestion = number % 2 === 0;
    const text = {
      type: 'text',
      text: number === 0 ? title : `${isQuestion ? 'Question' : 'Answer'} ${number}`,
    };
    return JSON.stringify({
      id: id(number + 1, chat),
      parent: number === 0 ? null : id(number, chat),
      at: 1_750_000_000_000 + number,
      kind: 'message',
      ...(isQuestion
        ? { role: 'user', parts: [text] }
        : { role: 'assistant', parts: [{ type: 'reasoning', text: thought }, text], answer }),
    });
  });
  const folder = join(home.runnel, 'conversations');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${id(0, chat)}.jsonl`), `${lines.join('\n')}\n`);
}

/** How long it takes from a click on a conversation to its last words on the page, in milliseconds. */
function opened(page: Page, title: string, last: string): Promise<number> {
  return page.evaluate(
    ({ title, last }) =>
      new Promise<number>((resolve) => {
        const links = [...document.querySelectorAll<HTMLAnchorElement>('nav a')];
        const link = links.find((one) => one.textContent.includes(title));
        const began = performance.now();
        const look = () => {
          const isThere = document.querySelector('[role=log]')?.textContent.includes(last);
          requestAnimationFrame(isThere ? () => resolve(performance.now() - began) : look);
        };
        link?.click();
        look();
      }),
    { title, last },
  );
}

test(
  'a conversation of 50 MB shows its end at once, and what comes before when it is looked for',
  { timeout: 180_000 },
  async ({ home, page }) => {
    home.prefers('light', 'en');
    keep(home, 1, 'The long one', MESSAGES);
    keep(home, 2, 'The short one', 42);
    await page.reload();
    for (const name of ['The short one', 'The long one']) {
      await page.getByRole('link', { name }).waitFor({ timeout: 120_000 });
    }
    const took = { long: Infinity, short: Infinity };
    for (let time = 0; time < TIMES; time++) {
      took.short = Math.min(took.short, await opened(page, 'The short one', 'Answer 41'));
      took.long = Math.min(took.long, await opened(page, 'The long one', `Answer ${MESSAGES - 1}`));
    }
    const [long, short] = [Math.round(took.long), Math.round(took.short)];
    console.log(`drawn after a click: the end of 50 MB in ${long} ms, that of 400 KB in ${short} ms`);
    // Reading all of the file would make it dozens.
    expect(long / short).toBeLessThan(8);

    const articles = page.getByRole('log', { name: 'Messages' }).getByRole('article');
    expect(await articles.count()).toBeLessThan(100);
    // A click while more is being read asks for nothing further.
    await until('what comes before is there', async () => {
      await page.getByRole('button', { name: /earlier/ }).click();
      return (await page.getByText('Question 4900', { exact: true }).count()) > 0;
    });
    const texts = await articles.allInnerTexts();
    const numbers = texts.map((text) => Number(/(?:Question|Answer) (\d+)/.exec(text)?.[1]));
    expect(numbers).toEqual(Array.from(numbers, (_, place) => MESSAGES - numbers.length + place));
  },
);
