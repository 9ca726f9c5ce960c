import type { Page } from 'playwright-core';
import { expect } from 'vitest';

import { test } from './harness/test';
import { until } from './harness/until';
import { writeConversation } from './harness/written';

const DAY = 86_400_000;

const link = (page: Page, name: string) => page.getByRole('link', { name, exact: true });

/** The titles under each heading of the list. */
function groups(page: Page): Promise<Record<string, string[]>> {
  return page
    .getByRole('navigation', { name: 'Conversations' })
    .evaluate((list) =>
      Object.fromEntries(
        [...list.querySelectorAll('section')].map((group) => [
          group.querySelector('h2')?.textContent,
          [...group.querySelectorAll('a')].map((link) => link.textContent),
        ]),
      ),
    );
}

async function menuOf(page: Page, title: string, ...items: string[]) {
  await link(page, title).hover();
  await page.getByRole('button', { name: `Options for ${title}` }).click();
  for (const item of items) await page.getByRole('menuitem', { name: item, exact: true }).click();
}

test('conversations stand under days, and are pinned, put into folders and tagged', async ({
  home,
  page,
}) => {
  writeConversation(home, { title: 'Moss', at: Date.now() - DAY, messages: ['?', '!'] });
  writeConversation(home, { title: '石头', at: Date.now() - 400 * DAY, messages: ['?', '!'] });
  await link(page, 'Moss').waitFor();
  await link(page, '石头').waitFor();
  expect((await groups(page)).Yesterday).toEqual(['Moss']);

  await menuOf(page, '石头', 'Pin');
  await until('it is pinned', async () => (await groups(page)).Pinned?.join() === '石头');

  await menuOf(page, 'Moss', 'Move to folder', 'New folder…');
  await page.getByRole('textbox', { name: 'Name of the folder' }).fill('Woods');
  await page.keyboard.press('Enter');
  await menuOf(page, '石头', 'Tags', 'New tag…');
  await page.getByRole('textbox', { name: 'Name of the tag' }).fill('grey');
  await page.keyboard.press('Enter');

  await page.getByRole('button', { name: 'Filter by folder or tag' }).click();
  await page.getByRole('menuitemradio', { name: /^grey/ }).click();
  await link(page, 'Moss').waitFor({ state: 'hidden' });
  expect(await groups(page)).toEqual({ Pinned: ['石头'] });
  await page.getByRole('button', { name: 'Show all conversations' }).click();
  await link(page, 'Moss').waitFor();
  await page.getByRole('button', { name: 'Filter by folder or tag' }).click();
  await page.getByRole('menuitemradio', { name: /^Woods/ }).click();
  await link(page, '石头').waitFor({ state: 'hidden' });

  await menuOf(page, 'Moss', 'Move to folder');
  await page.getByRole('menuitemradio', { name: 'No folder' }).click();
  await page.getByText('No conversation is here yet.').waitFor();
});

test('a menu gives the focus back to what opened it', async ({ home, page }) => {
  writeConversation(home, { title: 'Moss', at: Date.now(), messages: ['?', '!'] });
  await link(page, 'Moss').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: 'Pin' }).waitFor();
  await page.keyboard.press('Escape');
  const button = page.getByRole('button', { name: 'Options for Moss' });
  await until('its button has the focus', () => button.evaluate((one) => one === document.activeElement));
});

test('an answer that came while another conversation was read is marked until it is seen', async ({
  home,
  models,
  page,
}) => {
  home.connectTo(models.url);
  writeConversation(home, { title: 'Elsewhere', at: Date.now() - DAY, messages: ['?', '!'] });
  await models.reply({ kind: 'chat', content: ['Slowly ', 'but ', 'surely.'], pace_ms: 500 });
  await page.reload();
  await page.getByRole('textbox', { name: 'Message' }).fill('Are you there?');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await link(page, 'Elsewhere').click();
  const list = page.getByRole('navigation', { name: 'Conversations' });
  await list.getByRole('img', { name: 'A new answer' }).waitFor();
  await link(page, 'Are you there?').click();
  await page.getByText('Slowly but surely.').waitFor();
  await link(page, 'Elsewhere').click();
  expect(await list.getByRole('img', { name: 'A new answer' }).count()).toBe(0);
  await page.reload();
  await link(page, 'Are you there?').waitFor();
  expect(await list.getByRole('img', { name: 'A new answer' }).count()).toBe(0);
});
