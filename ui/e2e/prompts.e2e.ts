import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'vitest';

import type { Language, Theme } from '../src/contract';
import en from '../src/messages/en.json';
import zh from '../src/messages/zh-CN.json';
import { keep } from './harness/artefacts';
import { examine } from './harness/examine';
import type { Home } from './harness/home';
import { test } from './harness/test';

const fileOf = (home: Home, path: string) => join(home.runnel, path);

function connect(home: Home, url: string, theme: Theme, language: Language): void {
  home.connectTo(url);
  const path = fileOf(home, 'settings.toml');
  writeFileSync(path, `theme = "${theme}"\nlanguage = "${language}"\n${readFileSync(path, 'utf8')}`);
}

test('a prompt is taken over, filled in and sent, with the keyboard alone', async ({
  home,
  models,
  page,
}) => {
  connect(home, models.url, 'light', 'en');
  await page.reload();
  const message = page.getByRole('textbox', { name: 'Message' });
  await message.waitFor();
  await page.getByRole('button', { name: 'Prompts and assistants' }).click();
  const dialog = page.getByRole('dialog', { name: 'Prompts and assistants' });
  await dialog.getByRole('button', { name: 'Take over “Translate”' }).click();
  await dialog.getByRole('button', { name: 'Edit “Translate”' }).waitFor();
  expect(readFileSync(fileOf(home, 'prompts/translate.toml'), 'utf8')).toContain('{{language}}');
  await dialog.getByRole('button', { name: 'New prompt' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Greet');
  await dialog.getByRole('textbox', { name: 'Text' }).fill('Say hello to {{somebody}}.');
  await dialog.getByText('Asks for somebody each time.').waitFor();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('button', { name: 'Edit “Greet”' }).waitFor();
  await examine(page, 'prompts');
  keep('prompts-dialog.png', await page.screenshot());
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  await message.click();
  await page.keyboard.type('/');
  const list = page.getByRole('listbox', { name: 'Prompts and assistants to use' });
  await list.getByRole('option', { name: /^Translate / }).waitFor();
  await examine(page, 'the list of prompts');
  keep('prompts-list.png', await page.screenshot());
  await page.keyboard.type('tra');
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'language' }).waitFor();
  await page.keyboard.type('French');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Good day');
  await examine(page, 'the fields of a prompt');
  keep('prompts-fields.png', await page.screenshot());
  await page.keyboard.press('Enter');
  expect(await message.inputValue()).toMatch(/^Translate into French\.[^]*Good day$/);
  await page.keyboard.press('Enter');
  const asked = await models.chat();
  expect(JSON.stringify(asked.body.messages.at(-1))).toContain('Translate into French.');
});

test('an assistant begins a conversation, which keeps its model and its system prompt', async ({
  home,
  models,
  page,
}) => {
  connect(home, models.url, 'light', 'en');
  mkdirSync(fileOf(home, 'assistants'));
  const pirate = `name = "Pirate"
icon = "🏴"
[model]
provider = "custom-openai"
model = "testkit-thinking"
[parameters]
system = "You are a pirate."
temperature = 0.5
`;
  writeFileSync(fileOf(home, 'assistants/pirate.toml'), pirate);
  writeFileSync(fileOf(home, 'assistants/broken.toml'), 'name = ');
  await page.reload();
  await page.getByText(/broken\.toml, line 1/).waitFor();
  await page
    .getByRole('list', { name: 'Assistants to begin with' })
    .getByRole('button', { name: 'Pirate' })
    .click();
  await page.getByRole('button', { name: 'Model', description: /^testkit-thinking/ }).waitFor();
  await examine(page, 'assistants');
  keep('assistants-row.png', await page.screenshot());
  await page.getByRole('textbox', { name: 'Message' }).fill('Hello?');
  await page.keyboard.press('Enter');
  const { body } = await models.chat();
  expect(body).toMatchObject({ model: 'testkit-thinking', temperature: 0.5 });
  expect(body.messages[0]).toMatchObject({ role: 'system', content: 'You are a pirate.' });
  expect(readFileSync(fileOf(home, 'assistants/broken.toml'), 'utf8')).toBe('name = ');

  // From the middle of a conversation, another one is begun.
  await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
  await page.getByRole('textbox', { name: 'Message' }).pressSequentially('/pir');
  await page.getByRole('option', { name: /Pirate/ }).click();
  await page.getByRole('button', { name: 'Pirate', pressed: true }).waitFor();
  expect(await page.getByRole('article').count()).toBe(0);
});

test('an assistant is written, changed, removed and brought back', async ({ home, models, page }) => {
  connect(home, models.url, 'light', 'en');
  await page.reload();
  await page.getByRole('button', { name: 'Prompts and assistants' }).click();
  const dialog = page.getByRole('dialog', { name: 'Prompts and assistants' });
  await dialog.getByRole('tab', { name: 'Assistants' }).click();
  await dialog.getByRole('button', { name: 'Take over “Tutor”' }).click();
  await dialog.getByRole('button', { name: 'Edit “Tutor”' }).click();
  await dialog.getByRole('textbox', { name: 'Name' }).fill('Teacher');
  await dialog.getByRole('combobox', { name: 'Model' }).selectOption('0');
  await examine(page, 'an assistant');
  keep('assistants-form.png', await page.screenshot());
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('button', { name: 'Edit “Teacher”' }).waitFor();
  const file = readFileSync(fileOf(home, 'assistants/tutor.toml'), 'utf8');
  expect(file).toContain('name = "Teacher"');
  expect(file).toContain('model = "testkit-chat"');
  await dialog.getByRole('button', { name: 'Remove “Teacher”' }).click();
  await dialog.getByRole('button', { name: 'Edit “Teacher”' }).waitFor({ state: 'detached' });
  await dialog.getByRole('status').getByText('“Teacher” was removed.').waitFor();
  keep('assistants-removed.png', await page.screenshot());
  await dialog.getByRole('button', { name: 'Undo' }).click();
  await dialog.getByRole('button', { name: 'Edit “Teacher”' }).waitFor();
  await dialog.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' });
  const again = readFileSync(fileOf(home, 'assistants/teacher.toml'), 'utf8');
  expect(again.split('\n').toSorted()).toEqual(file.split('\n').toSorted());
});

test.for([
  ['dark', 'en', en],
  ['light', 'zh-CN', zh],
  ['dark', 'zh-CN', zh],
] as const)(
  'prompts and assistants are drawn, %s, %s',
  async ([theme, language, words], { home, models, page }) => {
    connect(home, models.url, theme, language);
    await page.reload();
    const message = page.getByRole('textbox', { name: words['composer.message'] });
    await message.pressSequentially('/');
    await page.getByRole('listbox', { name: words['prompts.listbox'] }).waitFor();
    keep(`prompts-list-${theme}-${language}.png`, await page.screenshot());
    await examine(page, `the list of prompts, ${theme}`);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: words['prompts.insert'] }).waitFor();
    keep(`prompts-fields-${theme}-${language}.png`, await page.screenshot());
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: words['prompts.library'] }).click();
    const dialog = page.getByRole('dialog', { name: words['prompts.library'] });
    await dialog.getByRole('tab', { name: words['assistants.assistants'] }).click();
    const take = dialog.getByRole('button', { name: words['prompts.take'] });
    for (const left of [3, 2]) {
      await take.first().click();
      await expect.poll(() => take.count(), { timeout: 10_000 }).toBe(left);
    }
    await examine(page, `the library, ${theme}`);
    keep(`assistants-dialog-${theme}-${language}.png`, await page.screenshot());
    await page.keyboard.press('Escape');
    await message.fill('');
    await page.getByRole('list', { name: words['assistants.begin_with'] }).waitFor();
    keep(`assistants-row-${theme}-${language}.png`, await page.screenshot());
  },
);
