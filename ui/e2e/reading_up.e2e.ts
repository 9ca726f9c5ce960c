import { expect } from 'vitest';

import type { Home } from './harness/home';
import { test } from './harness/test';
import { writeConversation } from './harness/written';

const TITLE = 'What was said for long';
const MESSAGES = 60;

/** Several screens of Markdown, of which much is higher than it looks before it is drawn. */
function longAnswer(number: number): string {
  const lines = Array.from({ length: 30 }, (_, line) => `let line_${line} = ${number}; // 第 ${line} 行`);
  const part = (place: number) =>
    `## Part ${place} of answer ${number}\n\n${'What is said here is read slowly. 慢慢读。'.repeat(9)}\n\n` +
    `\`\`\`rust\n${lines.join('\n')}\n\`\`\`\n\n| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(8)}`;
  return Array.from({ length: 6 }, (_, place) => part(place)).join('\n\n');
}

function keep(home: Home): void {
  const messages = Array.from({ length: MESSAGES }, (_, number) =>
    number % 2 === 0 ? `Question ${number}` : longAnswer(number),
  );
  writeConversation(home, { title: TITLE, at: 1_750_000_000_000, messages });
}

/** Goes up, and tells how far anything that was read moved by itself, in pixels, and how much is drawn then. */
async function goUp(): Promise<{ furthest: number; drawn: number }> {
  const log = document.querySelector('[role=log]')!;
  const scroller = log.parentElement!;
  const painted = () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      requestAnimationFrame(() => port2.postMessage(null));
    });
  const quiet = async () => {
    for (let [same, before] = [0, -1]; same < 12;) {
      await painted();
      same = scroller.scrollHeight === before ? same + 1 : 0;
      before = scroller.scrollHeight;
    }
  };
  const read = () => {
    const { top } = scroller.getBoundingClientRect();
    const { left } = log.getBoundingClientRect();
    for (let below = 100; ; below += 6) {
      const hit = document.elementFromPoint(left + 60, top + below);
      if (hit?.matches('p, h2, span, td, th')) return hit;
    }
  };
  await quiet();
  let furthest = 0;
  for (let step = 0; step < 40; step++) {
    scroller.dispatchEvent(new WheelEvent('wheel', { bubbles: true }));
    scroller.scrollTop -= 500;
    await painted();
    await painted();
    const looked = read();
    const before = looked.getBoundingClientRect().top;
    await quiet();
    furthest = Math.max(furthest, Math.abs(looked.getBoundingClientRect().top - before));
  }
  return { furthest, drawn: log.querySelectorAll('article').length };
}

test('who reads up in a browser stays with what they read', async ({ home, page }) => {
  home.prefers('light', 'en');
  keep(home);
  await page.reload();
  await page.getByRole('link', { name: TITLE }).click();
  await page.getByRole('heading', { name: `Part 5 of answer ${MESSAGES - 1}` }).waitFor();
  const { furthest, drawn } = await page.evaluate(goUp);
  expect(furthest).toBeLessThan(2);
  expect(drawn).toBeGreaterThan(20);
});

test('who reads up in the window stays with what they read', async ({ home, app }) => {
  home.prefers('light', 'en');
  keep(home);
  const window = await app.open();
  await (await window.get('link', TITLE)).click();
  await (await window.get('log', 'Messages')).get('heading', `Part 5 of answer ${MESSAGES - 1}`);
  const { furthest, drawn } = await window.page(goUp);
  expect(furthest).toBeLessThan(2);
  expect(drawn).toBeGreaterThan(20);
});
