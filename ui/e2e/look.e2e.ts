import { expect } from 'vitest';

import en from '../src/messages/en.json';
import zh from '../src/messages/zh-CN.json';
import { keep } from './harness/artefacts';
import { test } from './harness/test';
import { until } from './harness/until';
import { Key } from './harness/webdriver';

// For people to look at; docs/window.png is made from the first.
test.for([
  ['light', 'en', en, 'What can you do?'],
  ['light', 'zh-CN', zh, '你能做什么？'],
  ['dark', 'en', en, 'What can you do?'],
  ['dark', 'zh-CN', zh, '你能做什么？'],
] as const)('a conversation is drawn, %s, %s', async ([theme, language, words, question], { home, app }) => {
  home.prefers(theme, language);
  const window = await app.open();
  await (await window.get('textbox', words['composer.message'])).type(question + Key.Enter);
  const log = await window.get('log', words['chat.messages']);
  const answer = await log.get('article', words['chat.assistant']);
  await until('the answer has ended', () => answer.has('button', words['chat.regenerate']), {
    within: 30_000,
  });
  await (await answer.get('button', words['chat.thinking'])).click();
  await answer.get('region', words['chat.thinking']);
  // Where the pointer and the cursor are when the next question is to be written.
  await (await window.get('textbox', words['composer.message'])).click();

  const name = `window-${theme}-${language.slice(0, 2)}`;
  const asked = await log.get('article', words['chat.you']);
  await asked.run((element) => element.scrollIntoView({ block: 'center' }));
  await window.drawn();
  keep(`${name}.png`, await window.screenshot());
  await (await window.get('button', words['chat.jump'])).click();
  await window.gone('button', words['chat.jump']);
  await window.drawn();
  keep(`${name}-end.png`, await window.screenshot());

  const ground = await window.page(() => getComputedStyle(document.body).backgroundColor);
  const [red = 0, green = 0, blue = 0] = ground.match(/\d+/g)!.map(Number);
  expect(red + green + blue > 3 * 128 ? 'light' : 'dark').toBe(theme);
  expect(await window.page(() => document.documentElement.lang)).toBe(language);
});
