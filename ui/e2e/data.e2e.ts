import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

import en from '../src/messages/en.json';
import zh from '../src/messages/zh-CN.json';
import { keep } from './harness/artefacts';
import { examine } from './harness/examine';
import { test } from './harness/test';

const NEXTCHAT = fileURLToPath(
  new URL('../../crates/exchange/tests/fixtures/nextchat.json', import.meta.url),
);

async function data(page: Page, words = en): Promise<Locator> {
  await page.getByRole('button', { name: words['sidebar.settings'], exact: true }).click();
  await page.getByRole('tab', { name: words['settings.tab_data'] }).click();
  return page.getByRole('tabpanel');
}

const press = (place: Locator, name: string | RegExp) =>
  place.getByRole('button', { name, exact: true }).click();

/** So many conversations as NextChat exports them. */
function exported(conversations: number): string {
  const sessions = Array.from({ length: conversations }, (_, n) => ({
    id: `s-${n}`,
    topic: `Talk ${n}`,
    lastUpdate: 1_709_564_600_000 + n,
    mask: {},
    messages: [
      { id: `q-${n}`, role: 'user', date: '2024/3/4 15:02:00', content: `Question ${n}` },
      { id: `a-${n}`, role: 'assistant', date: '2024/3/4 15:02:09', model: 'gpt', content: `Answer ${n}` },
    ],
  }));
  return JSON.stringify({ 'chat-next-web-store': { sessions } });
}

test('an import shows how far it is, is cancelled, and goes on where it was', async ({ home, page }) => {
  const file = join(home.folder, 'nextchat.json');
  writeFileSync(file, exported(1500));
  const panel = await data(page);
  await panel.getByRole('textbox', { name: 'File to import' }).fill(file);
  await press(panel, 'Import');
  const bar = panel.getByRole('progressbar', { name: 'Importing' });
  await panel.page().waitForFunction(() => {
    const bar = document.querySelector('[role=progressbar][aria-label=Importing]');
    return Number(bar?.getAttribute('aria-valuenow')) > 0;
  });
  await press(panel, 'Cancel');
  await panel.getByRole('alert').getByText('The import was broken off. What was taken in stays.').waitFor();
  expect(await bar.count()).toBe(0);

  writeFileSync(file, exported(20));
  await press(panel, 'Import');
  await panel.getByText('NextChat: 20 conversations with 40 messages found.').waitFor();
  await panel.getByText('Everything could be taken in.').waitFor();
});

test('what was deleted is restored, and what was removed for good comes back from a backup', async ({
  home,
  page,
}) => {
  const list = page.getByRole('navigation', { name: 'Conversations' });
  const panel = await data(page);
  await panel.getByRole('textbox', { name: 'File to import' }).fill(NEXTCHAT);
  await press(panel, 'Import');
  await panel.getByText('1 conversation is new.').waitFor();
  await panel.getByText(/1 conversation without messages/).waitFor();

  const backup = join(home.folder, 'backup.zip');
  await panel.getByText(/There is no backup yet/).waitFor();
  await panel.getByRole('textbox', { name: 'Backup file' }).fill(backup);
  await press(panel, 'Back up now');
  await panel.getByText(/^Done: 1 conversation, .* read back and sound\.$/).waitFor();
  expect(existsSync(backup)).toBe(true);

  const deleteTea = async () => {
    await page.keyboard.press('Escape');
    await list.getByRole('link', { name: 'Tea' }).focus();
    await page.keyboard.press('Delete');
    await list.getByRole('link', { name: 'Tea' }).waitFor({ state: 'detached' });
    return data(page);
  };
  let opened = await deleteTea();
  await press(opened, 'Restore “Tea”');
  await opened.getByText('The bin is empty.').waitFor();

  opened = await deleteTea();
  await press(opened, 'Remove for good: “Tea”');
  await press(opened.getByRole('alertdialog'), 'Remove for good');
  await opened.getByText('The bin is empty.').waitFor();
  await opened.getByRole('textbox', { name: 'Backup to restore' }).fill(backup);
  await press(opened, 'Restore');
  await opened.getByText(/^Back again: 1 conversation/).waitFor();
  await page.keyboard.press('Escape');
  await list.getByRole('link', { name: 'Tea' }).waitFor();
});

test('backups by themselves are set, and the first is made at once', async ({ home, page }) => {
  const panel = await data(page);
  await panel.getByRole('radio', { name: 'Every day' }).check();
  const folder = panel.getByRole('textbox', { name: 'Folder for backups' });
  await folder.fill(home.folder);
  await folder.press('Tab');
  await panel.getByText('Saved.').waitFor();
  await panel.getByText(/^Last backup: /).waitFor();
  expect(readFileSync(join(home.runnel, 'settings.toml'), 'utf8')).toContain('every = "day"');
});

test('a conversation is exported, and printed to its last word', async ({ home, page }) => {
  await page.addInitScript(() => {
    window.print = () => document.documentElement.setAttribute('data-printed', '');
  });
  home.prefers('dark', 'en');
  await page.reload();
  const turns = 40;
  const messages = Array.from({ length: turns }, (_, n) => [
    { id: `q-${n}`, role: 'user', date: '2024/3/4 15:02:00', content: `Question number ${n}?` },
    {
      id: `a-${n}`,
      role: 'assistant',
      date: '2024/3/4 15:02:09',
      model: 'gpt',
      content: `Answer number ${n}.\n\n${Array.from({ length: 30 }, (_, p) => `Paragraph ${p} of ${n}.`).join('\n\n')}\n\n\`\`\`js\nconst n = ${n};\n\`\`\`\n\n$x^${n}$`,
    },
  ]).flat();
  const file = join(home.folder, 'long.json');
  writeFileSync(
    file,
    JSON.stringify({
      'chat-next-web-store': { sessions: [{ id: 's', topic: 'A long talk', mask: {}, messages }] },
    }),
  );
  const panel = await data(page);
  await panel.getByRole('textbox', { name: 'File to import' }).fill(file);
  await press(panel, 'Import');
  await panel.getByText('1 conversation is new.').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'A long talk' }).click();
  await page.getByRole('article', { name: 'Assistant' }).last().waitFor();

  const menu = page.getByRole('button', { name: 'Export and print' });
  await menu.click();
  await page.getByRole('menuitem', { name: 'Export as Markdown…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export “A long talk”' });
  const written = join(home.folder, 'talk.md');
  await dialog.getByRole('textbox', { name: 'File to write' }).fill(written);
  keep('export-dark-en.png', await page.screenshot());
  await examine(page, 'export of a conversation');
  await dialog.getByRole('button', { name: 'Export' }).click();
  await dialog.getByText(`Saved: ${written}`).waitFor();
  expect(readFileSync(written, 'utf8')).toContain(`Question number ${turns - 1}?`);
  await page.keyboard.press('Escape');

  await menu.click();
  await page.getByRole('menuitem', { name: 'Print…' }).click();
  await page.locator('html[data-printed]').waitFor({ state: 'attached' });
  await page.emulateMedia({ media: 'print' });
  const paper = await page.evaluate(() => {
    const shown = (element: Element | null) => element !== null && element.getClientRects().length > 0;
    const articles = [...document.querySelectorAll<HTMLElement>('.paper article')];
    return {
      app: shown(document.querySelector('.window')),
      heights: articles.map((article) => article.offsetHeight),
      text: document.querySelector<HTMLElement>('.paper')?.innerText ?? '',
      formulas: document.querySelectorAll('.paper .katex').length,
      colour: getComputedStyle(document.querySelector('.paper h1')!).color,
      buttons: [...document.querySelectorAll('.paper button')].some(shown),
    };
  });
  expect(paper.app).toBe(false);
  expect(paper.buttons).toBe(false);
  expect(paper.heights).toHaveLength(2 * turns);
  expect(Math.min(...paper.heights)).toBeGreaterThan(0);
  for (let n = 0; n < turns; n++) {
    expect(paper.text).toContain(`Question number ${n}?`);
    expect(paper.text).toContain(`Paragraph 29 of ${n}.`);
  }
  expect(paper.formulas).toBe(turns);
  const [red = 255] = paper.colour.match(/\d+/g)!.map(Number);
  expect(red, 'dark words on white paper').toBeLessThan(128);
  keep('print.png', await page.screenshot());
  const pdf = await page.pdf({ format: 'A4' });
  keep('print.pdf', pdf);
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThan(20);

  await page.emulateMedia({ media: 'screen' });
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
  await page.locator('.paper').waitFor({ state: 'detached' });
});

test.for([
  ['light', 'en', en],
  ['dark', 'en', en],
  ['light', 'zh-CN', zh],
  ['dark', 'zh-CN', zh],
] as const)('the tab is drawn, %s, %s', async ([theme, language, words], { home, page }) => {
  home.prefers(theme, language);
  await page.reload();
  await page.getByRole('textbox', { name: words['composer.message'] }).fill('What can you do?');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: words['chat.regenerate'], exact: true }).waitFor();
  await page.getByRole('link', { name: 'What can you do?' }).focus();
  await page.keyboard.press('Delete');
  await page.setViewportSize({ width: 1180, height: 1000 });
  const panel = await data(page, words as typeof en);
  const field = (key: keyof typeof en) => panel.getByRole('textbox', { name: words[key], exact: true });
  await field('import.file').fill(NEXTCHAT);
  await press(panel, words['import.action']);
  await panel.getByText(words['import.left_out']).waitFor();
  await field('data.backup_file').fill(join(home.folder, 'backup.zip'));
  await press(panel, words['data.back_up']);
  await panel.getByRole('radio', { name: words['data.every_week'] }).check();
  await press(panel, words['data.check_action']);
  await field('data.restore_file').fill('backup.zip');
  await press(panel, words['data.bin_clear']);
  await panel.getByRole('alertdialog').waitFor();
  await examine(page, `settings: data, ${theme}, ${language}`);
  // All of it at once: the dialog as high as what is in it.
  await page.addStyleTag({
    content:
      '.dialog { position: absolute !important; inset: 0 auto auto 0 !important; height: auto !important; }' +
      'body, html { overflow: visible !important; height: auto !important }' +
      '.settings-panel { overflow: visible !important }',
  });
  keep(`settings-data-${theme}-${language.slice(0, 2)}.png`, await page.getByRole('dialog').screenshot());
});
