import { expect } from 'vitest';

import {
  ask,
  chooseModel,
  closeSettings,
  finishedAnswer,
  newestAnswer,
  openSettings,
  setUpServer,
} from './harness/person';
import { test } from './harness/test';
import { until } from './harness/until';

test('a server with a key is set up, checked, chosen, and streams thinking and words', async ({
  models,
  keyring,
  app,
}) => {
  const key = 'sk-e2e-0123456789-wxyz';
  await models.requireKey(key);
  const window = await app.open(keyring.env);
  await setUpServer(window, { url: `${models.url}/v1`, key });
  const dialog = await openSettings(window, 'Providers');
  await (await dialog.get('button', /^OpenAI-compatible/)).click();
  const field = await dialog.get('textbox', 'API key');
  expect(await field.value()).toBe('');
  expect(await field.attribute('placeholder')).toContain('wxyz');
  await closeSettings(window);

  await chooseModel(window, /^testkit-thinking/);
  await models.reply({
    kind: 'chat',
    reasoning: ['First ', 'I ', 'think ', 'it ', 'over.'],
    content: ['Then ', 'I ', 'say ', '**it** ', 'all.'],
    pace_ms: 250,
  });
  await ask(window, 'Take your time.');
  const answer = await newestAnswer(window);
  await (await answer.get('button', 'Thinking')).click();
  const thinking = await answer.get('region', 'Thinking');
  const thoughts = await grownTexts(() => thinking.text(), 'First I think it over.');
  expect(thoughts.length).toBeGreaterThan(1);
  const words = await grownTexts(() => answer.text(), 'Then I say it all.');
  expect(words.length).toBeGreaterThan(2);

  const { path, headers, body } = await models.chat();
  expect(path).toBe('/v1/chat/completions');
  expect(headers['authorization']).toBe(`Bearer ${key}`);
  expect(body).toMatchObject({ model: 'testkit-thinking', stream: true });
  await finishedAnswer(window);
});

test('on a desktop without a keychain the key is kept for this run, and that is said', async ({
  models,
  app,
}) => {
  const key = 'sk-e2e-0123456789-wxyz';
  await models.requireKey(key);
  const first = await app.open();
  const dialog = await openSettings(first, 'Providers');
  await (await dialog.get('button', /^OpenAI-compatible/)).click();
  await (await dialog.get('textbox', 'Base URL')).fill(`${models.url}/v1`);
  await (await dialog.get('textbox', 'API key')).type(key);
  await (await dialog.get('button', 'Save')).click();
  await dialog.says('this run only');
  await closeSettings(first);
  await chooseModel(first, /^testkit-chat/);
  await ask(first, 'Do you know me?');
  await (await finishedAnswer(first)).says('Hello from the testkit.');
  await first.quit();

  const second = await app.open();
  await (await (await second.get('navigation', 'Conversations')).get('link', 'Do you know me?')).click();
  await ask(second, 'And now?');
  await (await second.get('alert')).says('no key, or did not accept it');
});

test('a wrong key is told when the connection is checked', async ({ models, app }) => {
  await models.requireKey('the right one');
  const window = await app.open();
  const dialog = await openSettings(window, 'Providers');
  await (await dialog.get('button', /^OpenAI-compatible/)).click();
  await (await dialog.get('textbox', 'Base URL')).fill(`${models.url}/v1`);
  await (await dialog.get('textbox', 'API key')).type('a wrong one');
  await (await dialog.get('button', 'Check connection')).click();
  await (await dialog.get('alert')).says('did not accept');
  expect(await (await dialog.get('textbox', 'API key')).value()).toBe('a wrong one');
});

/** The different texts that are seen until one has this in it. */
async function grownTexts(text: () => Promise<string>, last: string): Promise<string[]> {
  const seen = new Set<string>();
  try {
    await until(`it has grown to ${last}`, async () => {
      const now = (await text()).replace(/\s+/g, ' ');
      seen.add(now);
      return now.includes(last);
    });
  } catch (error) {
    throw new Error(`it has grown to something else: ${JSON.stringify([...seen])}`, { cause: error });
  }
  return [...seen];
}
