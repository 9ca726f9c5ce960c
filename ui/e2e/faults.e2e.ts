import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'vitest';

import type { Script } from './harness/models';
import { ask, newestAnswer } from './harness/person';
import { test } from './harness/test';
import { until } from './harness/until';

const fault = (name: string): Script => ({ kind: 'fault', name });

test.for<[what: string, script: Script, understood: RegExp]>([
  ['a wrong key', fault('unauthorized'), /did not accept/],
  ['an empty account', fault('no_money'), /no credit/],
  [
    'too many requests',
    { ...fault('rate_limited'), headers: { 'Retry-After': '3600' } },
    /too many requests/,
  ],
  ['a web page in place of an answer', fault('html_with_200'), /does not understand/],
])('%s is explained', async ([, script, understood], { home, models, app }) => {
  home.connectTo(models.url);
  await models.reply(script);
  const window = await app.open();
  await ask(window, 'Will this go well?');
  await (await window.get('alert')).says(understood);
  await (await window.get('article', 'You')).says('Will this go well?');
  // Nothing is left hanging: one can ask again.
  await window.get('button', 'Send');
});

test('an answer that is cut off keeps its text, says so, and can be asked for again', async ({
  home,
  models,
  app,
}) => {
  home.connectTo(models.url);
  await models.reply({ kind: 'chat', content: ['The first half. ', 'The second half.'], cut_after: 500 });
  const window = await app.open();
  await ask(window, 'Tell me both halves.');
  await (await window.get('alert')).says('broke off');
  await (await newestAnswer(window)).says('The first half.');

  await models.reply({ kind: 'chat', content: ['The first half. ', 'The second half.'] });
  await (await (await window.get('alert')).get('button', 'Try again')).click();
  await (await newestAnswer(window)).says('The second half.');
});

test('a question that cannot be kept stays typed, with the reason', async ({ home, models, app }) => {
  home.connectTo(models.url);
  const window = await app.open();
  await window.get('textbox', 'Message');
  // A file where the folder has to be: nothing can be written, for anybody.
  rmSync(join(home.runnel, 'conversations'), { recursive: true, force: true });
  writeFileSync(join(home.runnel, 'conversations'), '');
  await ask(window, 'A question that took long to write.');
  await (await window.get('alert')).says(/disk|folder/);
  expect(await (await window.get('textbox', 'Message')).value()).toBe('A question that took long to write.');
  expect(await models.chats()).toEqual([]);
});

test('a question to a vendor without a key stays typed, and leads to where the key goes', async ({
  home,
  app,
  models,
}) => {
  home.connectTo(models.url, { provider: 'deepseek', model: 'deepseek-v4-flash' });
  const window = await app.open();
  await ask(window, 'Is there a key?');
  const alert = await window.get('alert');
  await alert.says('has no key');
  expect(await (await window.get('textbox', 'Message')).value()).toBe('Is there a key?');
  await (await alert.get('button', 'Set up DeepSeek')).click();
  await (await window.get('dialog', 'Settings')).get('textbox', 'API key');
});

test('a server that is not there is named', async ({ home, app }) => {
  home.connectTo('http://127.0.0.1:9');
  const window = await app.open();
  await ask(window, 'Anybody there?');
  await until('it is said', () => window.has('alert'));
  await (await window.get('alert')).says('could not be reached');
});
