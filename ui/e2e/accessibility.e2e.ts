import en from '../src/messages/en.json';
import zh from '../src/messages/zh-CN.json';
import { examine } from './harness/examine';
import { test } from './harness/test';

const TABS = ['providers', 'models', 'appearance', 'data', 'shortcuts', 'about'] as const;

test('the welcome has no serious accessibility finding', async ({ page }) => {
  await page.getByRole('button', { name: /^Try it now/ }).waitFor();
  await examine(page, 'welcome');
});

test.for([
  ['light', 'en', en],
  ['dark', 'en', en],
  ['light', 'zh-CN', zh],
  ['dark', 'zh-CN', zh],
] as const)(
  'nothing has a serious accessibility finding, %s, %s',
  async ([theme, language, words], { home, page }) => {
    const named = (role: 'button' | 'tab' | 'dialog' | 'listbox' | 'textbox', key: keyof typeof en) =>
      page.getByRole(role, { name: words[key], exact: true });

    home.prefers(theme, language);
    await page.reload();
    await named('textbox', 'composer.message').fill('What can you do?');
    await page.keyboard.press('Enter');
    await named('button', 'chat.regenerate').waitFor();
    await named('button', 'chat.thinking').click();
    await examine(page, `chat, ${theme}, ${language}`);

    await named('button', 'models.model').click();
    await named('listbox', 'models.models').getByRole('option').first().waitFor();
    await examine(page, `models, ${theme}, ${language}`);
    await page.keyboard.press('Escape');

    await named('button', 'sidebar.settings').click();
    for (const tab of TABS) {
      await named('tab', `settings.tab_${tab}` as keyof typeof en).click();
      await examine(page, `settings: ${tab}, ${theme}, ${language}`);
    }
  },
);
