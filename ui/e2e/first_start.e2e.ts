import { expect } from 'vitest';

import { keep } from './harness/artefacts';
import { ask, finishedAnswer } from './harness/person';
import { test } from './harness/test';
import { until } from './harness/until';

test('a first start welcomes, and the offline model answers at once', async ({ home, app }) => {
  const window = await app.open();
  const tryIt = await window.get('button', /^Try it now/);
  await window.drawn();
  keep('window-welcome.png', await window.screenshot());
  await tryIt.click();
  await (await window.get('button', 'Start the demonstration')).click();
  await window.gone('button', /^Try it now/);
  await ask(window, 'What is a runnel?');

  const log = await window.get('log', 'Messages');
  await (await log.get('article', 'You')).says('What is a runnel?');
  const answer = await finishedAnswer(window);
  const thinking = await answer.get('button', 'Thinking');
  expect(await thinking.attribute('aria-expanded')).toBe('false');
  await thinking.click();
  expect(await (await answer.get('region', 'Thinking')).text()).not.toBe('');
  const kept = await until('it is kept', () => home.conversations()[0]?.at(-1));
  expect(kept).toMatchObject({ role: 'assistant', ending: 'finished' });
  expect(kept.text).not.toBe('');
  expect(kept.reasoning).not.toBe('');
});
