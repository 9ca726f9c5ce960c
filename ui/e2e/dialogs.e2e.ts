import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'vitest';

import { ask, finishedAnswer, openSettings } from './harness/person';
import { test } from './harness/test';
import { until } from './harness/until';

test("a file is chosen in the desktop's own dialog, without a portal", async ({ home, desktop, app }) => {
  home.prefers('light', 'en');
  const window = await app.open();
  const dialog = await openSettings(window, 'Data');
  const backup = join(home.folder, 'chosen.zip');
  await (await dialog.get('button', 'Choose… Backup file')).click();
  await desktop.choosePath('Backup file', backup);
  const field = await dialog.get('textbox', 'Backup file');
  await until('the path is in the field', async () => (await field.value()) === backup);
  await (await dialog.get('button', 'Back up now')).click();
  await until('the backup is there', () => existsSync(backup));
  expect(existsSync(backup)).toBe(true);
});

test("what is to be printed is asked for by the desktop's own dialog", async ({ home, desktop, app }) => {
  home.prefers('dark', 'en');
  const window = await app.open();
  await ask(window, 'What can you do?');
  await finishedAnswer(window, { within: 30_000 });
  await (await window.get('button', 'Export and print')).click();
  await (await window.get('menuitem', 'Print…')).click();
  await desktop.leave('Print');
  expect(await window.has('textbox', 'Message')).toBe(true);
});
