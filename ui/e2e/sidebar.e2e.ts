import { expect } from 'vitest';

import { ask, finishedAnswer } from './harness/person';
import { test } from './harness/test';
import { until } from './harness/until';
import { Key } from './harness/webdriver';

test('conversations are listed newest first, renamed, deleted, and brought back', async ({
  home,
  models,
  app,
}) => {
  home.connectTo(models.url);
  const window = await app.open();
  const conversations = await window.get('navigation', 'Conversations');
  const titles = async () => Promise.all((await conversations.all('link')).map((link) => link.text()));
  for (const question of ['First question', '第二个问题']) {
    await (await window.get('button', 'New chat')).click();
    await ask(window, question);
    await finishedAnswer(window);
  }
  expect(await titles()).toEqual(['第二个问题', 'First question']);

  await (await conversations.get('button', 'Options for First question')).click();
  await (await window.get('menuitem', 'Rename')).click();
  const field = await window.get('textbox', 'Title');
  await until('the old name is selected', () =>
    field.run((element) => getSelection()?.toString() === (element as HTMLInputElement).value),
  );
  await field.type('A better name');
  await window.press(Key.Enter);
  await conversations.get('link', 'A better name');

  await (await conversations.get('button', 'Options for A better name')).click();
  await (await window.get('menuitem', 'Delete')).click();
  await conversations.gone('link', 'A better name');
  await (await window.get('button', 'Undo')).click();
  await conversations.get('link', 'A better name');

  await window.quit();
  const again = await app.open();
  const list = await again.get('navigation', 'Conversations');
  await until('both are listed', async () => (await list.all('link')).length === 2);
  await list.get('link', 'A better name');
});
