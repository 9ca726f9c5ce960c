import { expect } from 'vitest';

import { measured } from './harness/measured';
import { ask, finishedAnswer, newestAnswer } from './harness/person';
import { test } from './harness/test';
import { typingDelays, watchTyping } from './harness/typing';

const BYTES = 100_000;
const CHUNKS_PER_SECOND = 1_000;
/**
 * What the application sets for itself on a machine without a graphics card, and cannot under a driver, which
 * takes no screenshots then.
 */
const PLAIN_RENDERER = { WEBKIT_DISABLE_DMABUF_RENDERER: '1' };
const TYPED = 'typing goes on here.';

test('100 KB at 1,000 chunks a second lose nothing, and typing goes on meanwhile', async ({
  home,
  models,
  app,
}) => {
  home.connectTo(models.url);
  await models.reply({ kind: 'flood', bytes: BYTES, per_second: CHUNKS_PER_SECOND });
  const flood = await models.floodText(BYTES);
  const window = await app.open(PLAIN_RENDERER);
  await ask(window, 'Flood me.');
  await (await newestAnswer(window)).says('Section 2');

  const field = await window.get('textbox', 'Message');
  await watchTyping(field);
  for (const letter of TYPED) await field.type(letter);
  const delays = await typingDelays(field, TYPED.length);
  // Every letter was drawn while the reply still grew; how fast is measured, not judged: machines differ.
  expect(await window.has('button', 'Stop')).toBe(true);
  expect(await field.value()).toBe(TYPED);
  measured('a key to its letter during the flood, median', delays[delays.length >> 1]!, 'ms');
  measured('a key to its letter during the flood, slowest', delays.at(-1)!, 'ms');

  const answer = await finishedAnswer(window, { within: 40_000 });
  // What is out of sight is not drawn, so it has no text as it is shown.
  const text = await answer.run((element) => element.textContent);
  expect(text).toContain('Section 1: 第 1 节');
  expect(text).toContain('fn section_1(deltas: &[&str]) -> usize {');
  const lastSection = flood.match(/Section \d+: 第 \d+ 节/g)!.at(-1)!;
  expect(text).toContain(lastSection);
  expect(home.conversations()[0]?.at(-1)?.text).toBe(flood);
});
