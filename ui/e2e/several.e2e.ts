import { expect } from 'vitest';

import { ask, finishedAnswer, newestAnswer } from './harness/person';
import { test } from './harness/test';
import { until } from './harness/until';

test('two replies grow at once, and looking from one to the other interrupts neither', async ({
  home,
  models,
  app,
}) => {
  home.connectTo(models.url);
  const told = (what: string) => Array.from({ length: 100 }, (_, number) => `${what}${number} `);
  await models.reply({ kind: 'chat', content: told('river'), pace_ms: 40 });
  await models.reply({ kind: 'chat', content: told('山'), pace_ms: 40 });
  const window = await app.open();

  await ask(window, 'Tell of rivers.');
  await (await newestAnswer(window)).says('river3 ');
  await (await window.get('button', 'New chat')).click();
  await ask(window, 'Tell of mountains.');
  await (await newestAnswer(window)).says('山3 ');

  const conversations = await window.get('navigation', 'Conversations');
  const look = async (title: string) => {
    await (await conversations.get('link', title)).click();
    await (await (await window.get('log', 'Messages')).get('article', 'You')).says(title);
    return newestAnswer(window);
  };
  for (let turn = 0; turn < 4; turn++) {
    const seen = await (await look('Tell of rivers.')).says('river');
    await (await look('Tell of mountains.')).says('山');
    await until('the other has grown meanwhile', async () => {
      const grown = await (await look('Tell of rivers.')).text();
      return grown.length > seen.length || grown.includes('river99');
    });
    await look('Tell of mountains.');
  }

  for (const [title, what] of [
    ['Tell of rivers.', 'river'],
    ['Tell of mountains.', '山'],
  ] as const) {
    await look(title);
    const answer = await finishedAnswer(window);
    expect(await answer.text()).toContain(told(what).join('').trim());
  }
  const kept = home.conversations().map((messages) => messages.at(-1)?.text);
  expect(kept).toEqual([told('river').join(''), told('山').join('')]);
  expect(await models.hangUps()).toEqual([]);
});
