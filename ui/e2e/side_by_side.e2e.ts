import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { Page } from 'playwright-core';
import { expect } from 'vitest';

import type { Language, Theme } from '../src/contract';
import en from '../src/messages/en.json';
import zh from '../src/messages/zh-CN.json';
import { keep } from './harness/artefacts';
import { examine } from './harness/examine';
import type { Home } from './harness/home';
import { test } from './harness/test';

/** Two models that answer, and one that has no key. */
function connect(home: Home, url: string, theme: Theme = 'light', language: Language = 'en'): void {
  home.connectTo(url);
  const settings = `welcomed = true
theme = "${theme}"
language = "${language}"
default_model = { provider = "custom-openai", model = "testkit-chat" }

[[favourites]]
provider = "custom-openai"
model = "testkit-chat"

[[favourites]]
provider = "custom-openai"
model = "testkit-thinking"

[providers.custom-openai]
base_url = "${url}/v1"
`;
  writeFileSync(join(home.runnel, 'settings.toml'), settings);
}

async function chooseTwo(page: Page, words: typeof en = en): Promise<void> {
  await page.getByRole('button', { name: words['models.model'], exact: true }).click();
  await page.getByRole('checkbox', { name: words['models.several'] }).check();
  await page.getByRole('option', { name: /^testkit-thinking/ }).click();
}

async function ask(page: Page, question: string, words: typeof en = en): Promise<void> {
  await page.keyboard.press('Escape');
  await page.getByRole('textbox', { name: words['composer.message'] }).fill(question);
  await page.getByRole('button', { name: words['composer.send'], exact: true }).click();
}

const ANSWERS = [
  [
    '## Blue\n\nSunlight is **scattered** by the air, ',
    'and blue light far more than red: its strength grows with `1/λ⁴`.\n\n',
    '- At noon the way through the air is short.\n- In the evening it is long, and *red* remains.\n',
  ],
  [
    'Because of Rayleigh scattering. ',
    'Short waves are scattered more.\n\n',
    '```python\n(700 / 450) ** 4  # 5.9\n```\n',
  ],
] as const;

test('two models answer side by side, one is gone on with, and the columns are there after a restart', async ({
  home,
  models,
  page,
}) => {
  connect(home, models.url);
  await models.reply({ kind: 'chat', content: ANSWERS[0], pace_ms: 50 });
  await models.reply({ kind: 'chat', content: ANSWERS[1], pace_ms: 50 });
  await page.reload();
  await chooseTwo(page);
  keep('beside-picker.png', await page.screenshot());
  await ask(page, 'Why is the sky blue?');

  const log = page.getByRole('log', { name: 'Messages' });
  const columns = log.getByRole('article', { name: 'Assistant' });
  await columns.nth(1).waitFor();
  expect(await columns.count()).toBe(2);
  // Beside each other, each under its model's name.
  const [left, right] = await Promise.all([columns.nth(0).boundingBox(), columns.nth(1).boundingBox()]);
  expect(right!.x).toBeGreaterThan(left!.x + left!.width);
  expect(Math.abs(right!.y - left!.y)).toBeLessThan(2);
  await columns.nth(0).getByText('testkit-chat').first().waitFor();
  await columns.nth(1).getByText('testkit-thinking').first().waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
  await examine(page, 'side by side');
  keep('beside-window.png', await page.screenshot());
  const asked = (await models.chats()).map(({ body }) => body.model);
  expect(asked.toSorted()).toEqual(['testkit-chat', 'testkit-thinking']);

  // In a narrow window they scroll sideways, and the page does not.
  await page.setViewportSize({ width: 480, height: 780 });
  const group = page.getByRole('group', { name: 'Answers side by side' });
  expect(await group.evaluate((element) => element.scrollWidth > element.clientWidth)).toBe(true);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  keep('beside-narrow.png', await page.screenshot());
  await page.setViewportSize({ width: 1180, height: 780 });

  await columns.nth(1).locator('xpath=..').getByRole('button', { name: 'Go on with this one' }).click();
  await log.getByRole('group', { name: 'Versions' }).getByText('2/2').waitFor();
  expect(await columns.count()).toBe(1);
  await page.getByRole('button', { name: 'Model', description: /^testkit-thinking/ }).waitFor();

  await page.reload();
  await page.getByRole('navigation', { name: 'Conversations' }).getByRole('link').first().click();
  await log.getByRole('group', { name: 'Versions' }).getByText('2/2').waitFor();
  await log.getByRole('button', { name: 'Side by side' }).click();
  await columns.nth(1).waitFor();
  // Which of the two was asked first, and got which answer, is the server's affair.
  const both = (await columns.allInnerTexts()).join();
  expect(both).toContain('At noon');
  expect(both).toContain('Rayleigh');
  await page.getByRole('button', { name: 'One at a time' }).click();
  await columns.nth(1).waitFor({ state: 'detached' });
});

test('one that has no key says so in its column, one is stopped alone, and stop stops the rest', async ({
  home,
  models,
  page,
}) => {
  connect(home, models.url);
  const endless = {
    kind: 'chat',
    content: Array.from({ length: 200 }, () => 'word '),
    stall_after: 2000,
  } as const;
  await models.reply(endless);
  await models.reply(endless);
  const keyless = '\n[[favourites]]\nprovider = "deepseek"\nmodel = "deepseek-chat"\n';
  writeFileSync(join(home.runnel, 'settings.toml'), keyless, { flag: 'a' });
  await page.reload();
  await page.getByRole('textbox', { name: 'Message' }).waitFor();
  // Somebody without a key is not in the list, so this is asked the way a key that was removed meanwhile would be.
  await page.route('**/api/send_to_several', async (route) => {
    const body = route.request().postDataJSON() as { choices: unknown[] };
    body.choices.push({ provider: 'deepseek', model: 'deepseek-chat' });
    await route.continue({ postData: JSON.stringify(body) });
  });
  await chooseTwo(page);
  await ask(page, 'Go on.');
  const columns = page.getByRole('log', { name: 'Messages' }).getByRole('article', { name: 'Assistant' });
  await columns.nth(2).getByText('key', { exact: false }).first().waitFor();
  await columns.nth(0).getByText('word word').waitFor();
  await columns.nth(1).getByText('word word').waitFor();
  keep('beside-no-key.png', await page.screenshot());

  await page.getByRole('button', { name: 'Stop testkit-thinking' }).click();
  await columns.nth(1).getByText('Stopped').waitFor();
  await page.getByRole('button', { name: 'Stop testkit-chat' }).waitFor();
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await columns.nth(0).getByText('Stopped').waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
});

test.for([
  ['dark', 'en', en, 'Why is the sky blue?'],
  ['light', 'zh-CN', zh, '天空为什么是蓝色的？'],
  ['dark', 'zh-CN', zh, '天空为什么是蓝色的？'],
] as const)(
  'columns are drawn, %s, %s',
  async ([theme, language, words, question], { home, models, page }) => {
    connect(home, models.url, theme, language);
    await models.reply({ kind: 'chat', content: ANSWERS[0] });
    await models.reply({ kind: 'chat', content: ANSWERS[1] });
    await page.reload();
    await chooseTwo(page, words);
    keep(`beside-picker-${theme}-${language}.png`, await page.screenshot());
    await ask(page, question, words);
    await page.getByRole('button', { name: words['beside.go_on'] }).nth(1).waitFor();
    await page.getByRole('button', { name: words['composer.send'], exact: true }).waitFor();
    await examine(page, `columns, ${theme}`);
    keep(`beside-${theme}-${language}.png`, await page.screenshot());
  },
);
