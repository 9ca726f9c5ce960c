import { expect } from 'vitest';

import { CLI } from './harness/binaries';
import { newestAnswer, setUpServer } from './harness/person';
import { Program } from './harness/program';
import { test } from './harness/test';

test('the terminal uses the keys and the conversations of the window, while it is open', async ({
  home,
  models,
  keyring,
  app,
}) => {
  const key = 'sk-e2e-0123456789-wxyz';
  await models.requireKey(key);
  const window = await app.open(keyring.env);
  await setUpServer(window, { url: `${models.url}/v1`, key });

  const terminal = await Program.start(
    CLI,
    ['ask', '--provider', 'custom-openai', '--model', 'testkit-chat', 'Asked in a terminal'],
    { outputFile: home.outputFile('terminal'), env: { ...home.env, ...keyring.env } },
  );
  await terminal.ended();
  expect(terminal.output()).toContain('Hello from the testkit.');
  expect((await models.chat()).headers['authorization']).toBe(`Bearer ${key}`);

  await window.quit();
  const again = await app.open(keyring.env);
  const conversations = await again.get('navigation', 'Conversations');
  await (await conversations.get('link', 'Asked in a terminal')).click();
  await (await newestAnswer(again)).says('Hello from the testkit.');
});
