import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from 'vitest';

import en from '../src/messages/en.json';
import zh from '../src/messages/zh-CN.json';
import { keep } from './harness/artefacts';
import { examine } from './harness/examine';
import { filesWith } from './harness/search_files';
import { test } from './harness/test';
import { until } from './harness/until';

// All the forms of a provider, one after the other, with pictures for people to look at.
test.for([
  ['light', 'en', en],
  ['dark', 'zh-CN', zh],
] as const)(
  'a provider of one’s own is made, set up, changed and removed, %s, %s',
  async ([theme, language, words], { home, page }) => {
    const button = (key: keyof typeof en) => page.getByRole('button', { name: words[key], exact: true });
    const field = (key: keyof typeof en, n = '') =>
      page.getByLabel(words[key].replace('{n}', n), { exact: true });
    const look = async (what: string) => {
      await examine(page, `${what}, ${theme}, ${language}`);
      keep(`settings-${what}-${theme}-${language.slice(0, 2)}.png`, await page.screenshot());
    };
    const files = () => {
      const folder = join(home.runnel, 'providers');
      return existsSync(folder) ? readdirSync(folder) : [];
    };
    const settings = () => readFileSync(join(home.runnel, 'settings.toml'), 'utf8');

    home.prefers(theme, language);
    await page.reload();
    await button('sidebar.settings').click();
    await button('settings.add_provider').click();
    await look('account');
    await field('settings.account_name').fill('At work');
    await button('settings.add').click();
    await page.getByRole('heading', { name: 'At work' }).waitFor();
    expect(files()).toEqual(['at-work.toml']);
    const list = page.getByRole('navigation', { name: words['settings.tab_providers'] });
    await list.getByRole('button', { name: /^At work/ }).waitFor();

    await button('settings.add_provider').click();
    await page.getByRole('radio', { name: words['settings.add_file'] }).check();
    await look('template');
    // The template is a provider as it stands.
    await button('settings.add').click();
    await button('settings.edit_file').click();
    const file = field('settings.file');
    const template = await file.inputValue();
    await file.fill('id = "my-server"\nlike = = 5\n');
    await button('settings.save').click();
    await page.getByRole('alert').getByText(/2/).first().waitFor();
    await look('mistake');
    await file.fill(`${template}headers = { X-Title = "Runnel" }\n`);
    await button('settings.save').click();
    await button('settings.edit_file').waitFor();
    expect(readFileSync(join(home.runnel, 'providers/my-server.toml'), 'utf8')).toContain('X-Title');

    await page.getByText(words['settings.connection'], { exact: true }).click();
    await page.getByRole('radio', { name: words['settings.proxy_server'], exact: true }).check();
    await field('settings.proxy_address').fill('gopher://127.0.0.1');
    await field('settings.proxy_user').fill('me');
    await field('settings.proxy_password').fill('canary-7f3a9c');
    await button('settings.save_connection').click();
    await page.getByRole('alert').waitFor();
    await look('proxy');
    await field('settings.proxy_address').fill('socks5://127.0.0.1:1080');
    await field('settings.timeout').fill('30');
    await button('settings.header_add').click();
    await field('settings.header_name', '1').fill('X-Team');
    await field('settings.header_value', '1').fill('Rivers');
    await button('settings.save_connection').click();
    await page.getByText(words['settings.saved'], { exact: true }).waitFor();
    expect(settings()).toContain('socks5://me@127.0.0.1:1080');
    expect(settings()).toContain('X-Team');
    expect(await field('settings.proxy_password').inputValue()).toBe('');
    expect(filesWith(home.runnel, 'canary-7f3a9c')).toEqual([]);

    await button('settings.remove_provider').click();
    await page.getByRole('alertdialog').scrollIntoViewIfNeeded();
    await look('remove');
    await button('settings.remove').click();
    await until('its file is gone', () => files().join() === 'at-work.toml');
    await until('what was set for it is gone', () => !settings().includes('X-Team'));

    await page.getByRole('tab', { name: words['settings.tab_models'] }).click();
    await page.getByText(words['settings.default_parameters'], { exact: true }).click();
    await page.getByRole('spinbutton', { name: words['parameters.temperature'] }).fill('0.5');
    await page.keyboard.press('Tab');
    await page.getByText(words['settings.saved'], { exact: true }).waitFor();
    await look('defaults');
    expect(settings()).toMatch(/temperature\s*=\s*0\.5/);
  },
);
