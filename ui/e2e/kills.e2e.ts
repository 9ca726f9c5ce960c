import { setTimeout as pause } from 'node:timers/promises';

import { expect } from 'vitest';

import { CLI } from './harness/binaries';
import { ask, newestAnswer } from './harness/person';
import { Program } from './harness/program';
import { test } from './harness/test';

/** How many windows are killed; `cargo xtask torture kills --window` says another number. */
const TIMES = Number(process.env.RUNNEL_WINDOW_KILLS ?? 3);

/** The longest that an answer is watched before its window is killed, in milliseconds: somewhat longer than it takes. */
const LONGEST = 3_500;

const WORDS = Array.from({ length: 600 }, (_, number) => `${number % 3 ? 'word' : '字'}${number} `);

/** How many characters two texts begin alike with. */
function alike(one: string, other: string): number {
  const [a, b] = [[...one], [...other]];
  const place = a.findIndex((character, at) => character !== b[at]);
  return place < 0 ? a.length : place;
}

test(
  'a window that is killed at any moment loses nothing of what it had shown',
  { timeout: 60_000 + TIMES * 30_000 },
  async ({ home, models, app }) => {
    home.connectTo(models.url);
    const count = { kills: 0, midReply: 0, characters: 0, lost: 0, unreadable: 0 };
    for (let time = 0; time < TIMES; time++) {
      await models.reply({ kind: 'chat', content: WORDS, pace_ms: 5 });
      const window = await app.open();
      await ask(window, `Question ${time}`);
      const answer = await newestAnswer(window);
      const end = performance.now() + Math.random() * LONGEST;
      let shown = '';
      do {
        // What the footer says is not the answer's.
        shown = (await answer.text()).split('\n').find((line) => line.includes('字0')) ?? '';
        await pause(10);
      } while (performance.now() < end);
      await window.kill();

      const check = await Program.start(CLI, ['conversations', 'check'], {
        outputFile: home.outputFile(`check-${time}`),
        env: home.env,
      });
      await check.ended();
      if (check.status !== 0) count.unreadable += 1;
      const asked = `Question ${time}`;
      const messages = home.conversations().find(([question]) => question?.text === asked) ?? [];
      const kept = messages.find(({ role }) => role === 'assistant');
      const characters = [...shown].length;
      count.kills += 1;
      count.characters += characters;
      count.lost += characters - alike(shown, kept?.text ?? '');
      if (characters > 0 && kept?.ending === 'interrupted') count.midReply += 1;
    }
    console.log(
      `${count.kills} windows were killed, ${count.midReply} of them in the middle of a reply: ` +
        `${count.characters} characters were shown, ${count.lost} are lost, ` +
        `${count.unreadable} times a file could not be read`,
    );
    expect(count).toMatchObject({ kills: TIMES, lost: 0, unreadable: 0 });
    expect(count.characters).toBeGreaterThan(0);
  },
);
