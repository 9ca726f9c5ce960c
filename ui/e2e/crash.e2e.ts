import { expect } from 'vitest';

import { ask, finishedAnswer, newestAnswer } from './harness/person';
import { test } from './harness/test';
import { until } from './harness/until';

test('a conversation is there again after the window was closed', async ({ home, models, app }) => {
  home.connectTo(models.url);
  await models.reply({ kind: 'chat', reasoning: ['Let me remember.'], content: ['It will ', 'be here.'] });
  const first = await app.open();
  await ask(first, 'Will this be kept?');
  await (await finishedAnswer(first)).says('It will be here.');
  await first.quit();

  const second = await app.open();
  const conversations = await second.get('navigation', 'Conversations');
  await (await conversations.get('link', 'Will this be kept?')).click();
  await (await (await second.get('log', 'Messages')).get('article', 'You')).says('Will this be kept?');
  const answer = await newestAnswer(second);
  await answer.says('It will be here.');
  await (await answer.get('button', 'Thinking')).click();
  await (await answer.get('region', 'Thinking')).says('Let me remember.');
});

test('what was shown when the power went is there again, marked as interrupted', async ({
  home,
  models,
  app,
}) => {
  home.connectTo(models.url);
  const words = Array.from({ length: 2_000 }, (_, number) => `word${number} `);
  await models.reply({ kind: 'chat', content: words, pace_ms: 5 });
  const first = await app.open();
  await ask(first, 'Tell a long story.');
  const answer = await newestAnswer(first);
  // The footer comes with the end, so all of this is the answer's own words.
  const shown = await until('a good part is shown', async () => {
    const text = await answer.text();
    return text.includes('word100 ') && text;
  });
  await first.kill();

  const second = await app.open();
  const conversations = await second.get('navigation', 'Conversations');
  await (await conversations.get('link', 'Tell a long story.')).click();
  const again = await (await newestAnswer(second)).text();
  expect(again.startsWith(shown.trimEnd())).toBe(true);
  expect(again).toContain('Interrupted');
  expect(home.conversations()[0]?.at(-1)).toMatchObject({ role: 'assistant', ending: 'interrupted' });
});
