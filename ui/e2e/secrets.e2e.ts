import { randomBytes } from 'node:crypto';

import { expect } from 'vitest';

import { ask, chooseModel, finishedAnswer, setUpServer } from './harness/person';
import { filesWith } from './harness/search_files';
import { test } from './harness/test';

test('a key is nowhere but in the keychain after a full use', async ({ home, models, keyring, app }) => {
  const key = `sk-canary-${randomBytes(16).toString('hex')}`;
  await models.requireKey(key);
  const window = await app.open(keyring.env);
  await setUpServer(window, { url: `${models.url}/v1`, key });
  await chooseModel(window, /testkit-chat/);
  await ask(window, 'Do you know me?');
  await (await finishedAnswer(window)).says('Hello from the testkit.');

  // Some servers repeat the key in what they complain of.
  await models.reply({
    kind: 'json',
    status: 401,
    body: { error: { message: `Incorrect API key provided: ${key}` } },
  });
  await ask(window, 'And now?');
  await (await window.get('alert')).says('did not accept');
  expect(await window.page(() => document.documentElement.outerHTML)).not.toContain(key);
  await window.quit();

  const again = await app.open(keyring.env);
  await (await (await again.get('navigation', 'Conversations')).get('link', 'Do you know me?')).click();
  await ask(again, 'Still?');
  await (await finishedAnswer(again)).says('Hello from the testkit.');
  expect((await models.chats()).at(-1)?.headers['authorization']).toBe(`Bearer ${key}`);
  await again.quit();

  expect(filesWith(home.folder, key)).toEqual([]);
});
