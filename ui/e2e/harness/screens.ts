import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import type { Locator, Page } from 'playwright-core';

import type { Language } from '../../src/contract';
import en from '../../src/messages/en.json';
import zh from '../../src/messages/zh-CN.json';
import { INTERRUPTED, keepSamples, READ_ONLY } from './kept_samples';
import type { Home } from './home';
import type { ModelServer, Script } from './models';

type Choice = { provider: string; model: string };
type Words = Record<keyof typeof en, string>;

const ICON = fileURLToPath(new URL('../../../icons/128x128.png', import.meta.url));

/** A window in one language, with models that say what they are told to. */
export class Stage {
  readonly words: Words;

  constructor(
    readonly home: Home,
    readonly models: ModelServer,
    readonly page: Page,
    readonly language: Language,
  ) {
    this.words = language === 'zh-CN' ? zh : en;
    keepSamples(home);
  }

  /** Opens the window anew, with these settings. */
  async begin({ more = '', choice }: { more?: string; choice?: Choice } = {}) {
    this.home.connectTo(this.models.url, choice, `language = "${this.language}"\n${more}`);
    // Nothing that was typed, attached or chosen before.
    await this.page.evaluate(() => localStorage.clear());
    await this.page.reload();
    await this.field.waitFor();
  }

  get field(): Locator {
    return this.page.getByRole('textbox', { name: this.words['composer.message'], exact: true });
  }

  button(key: keyof Words): Locator {
    return this.page.getByRole('button', { name: this.words[key], exact: true });
  }

  async ask(question: string, reply?: Script): Promise<void> {
    if (reply) await this.models.reply(reply);
    await this.field.fill(question);
    await this.page.keyboard.press('Enter');
  }

  async answered(): Promise<void> {
    await this.button('chat.regenerate').last().waitFor();
  }

  async settings(tab: string, choice?: Choice): Promise<void> {
    await this.begin({ choice });
    await this.page.keyboard.press('Control+,');
    const name = this.words[`settings.tab_${tab}` as keyof Words];
    await this.page.getByRole('tab', { name, exact: true }).click();
    await this.page.getByRole('tabpanel', { name, exact: true }).waitFor();
  }

  /** Opens one of the conversations that are kept. */
  async open(title: string): Promise<void> {
    await this.begin();
    await this.page.keyboard.press('Control+K');
    await this.page.getByRole('searchbox').fill(title);
    await this.page.getByRole('option', { name: title }).click();
    await this.page.getByRole('heading', { name: title }).waitFor();
  }
}

/** Something a person sees, and how it is come by. */
export interface Screen {
  name: string;
  reach: (stage: Stage) => Promise<void>;
}

const settingsTab = (tab: string): Screen => ({
  name: `settings-${tab}`,
  reach: (stage) => stage.settings(tab),
});

const CITIES = JSON.stringify([
  { city: 'Ulm', people: 126_329, river: 'Donau' },
  { city: '杭州', people: 11_936_010, river: '钱塘江' },
]);

/** Every screen there is. A new one is an entry here: it is looked at, examined, and zoomed with all the others. */
export const SCREENS: readonly Screen[] = [
  {
    name: 'welcome',
    async reach({ home, page, language, words }) {
      home.meets(language);
      await page.reload();
      await page.getByRole('heading', { name: words['onboarding.welcome'] }).waitFor();
    },
  },
  { name: 'empty', reach: (stage) => stage.begin() },
  {
    name: 'conversation',
    async reach(stage) {
      await stage.begin({ choice: { provider: 'offline', model: 'demo' } });
      await stage.ask(stage.language === 'zh-CN' ? '你能做什么？' : 'What can you do?');
      await stage.answered();
      await stage.button('chat.thinking').click();
      await stage.page.getByRole('article', { name: stage.words['chat.you'] }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'conversation-end',
    async reach({ page, words }) {
      await page.getByRole('button', { name: words['chat.jump'] }).click();
      await page.getByRole('button', { name: words['chat.jump'] }).waitFor({ state: 'hidden' });
    },
  },
  {
    name: 'waiting',
    async reach(stage) {
      await stage.begin();
      await stage.ask('Anybody there?', { kind: 'chat', content: ['Yes.'], stall_before_headers: true });
      await stage.page.getByText(stage.words['chat.waiting']).first().waitFor();
    },
  },
  {
    name: 'retrying',
    async reach(stage) {
      await stage.begin();
      const headers = { 'Retry-After': '15' };
      await stage.ask('Too soon?', { kind: 'fault', name: 'rate_limited', headers });
      await stage.button('chat.give_up').waitFor();
    },
  },
  {
    name: 'error',
    async reach(stage) {
      await stage.begin();
      await stage.ask('Will this go well?', { kind: 'fault', name: 'unauthorized' });
      await stage.page.getByRole('alert').getByRole('button').first().waitFor();
    },
  },
  {
    name: 'no-key',
    async reach(stage) {
      await stage.begin({ choice: { provider: 'deepseek', model: 'deepseek-v4-flash' } });
      await stage.ask('Is there a key?');
      await stage.page.getByRole('alert').getByRole('button').first().waitFor();
    },
  },
  { name: 'interrupted', reach: (stage) => stage.open(INTERRUPTED) },
  { name: 'read-only', reach: (stage) => stage.open(READ_ONLY) },
  {
    name: 'json',
    async reach(stage) {
      await stage.begin({ more: 'parameters.format = { type = "json_object" }' });
      await stage.ask('Two cities, as JSON.', { kind: 'chat', content: [CITIES] });
      await stage.page.getByRole('region', { name: 'JSON' }).waitFor();
      await stage.answered();
    },
  },
  {
    name: 'json-table',
    async reach({ page, words }) {
      await page.getByRole('button', { name: words['json.table'], exact: true }).click();
    },
  },
  {
    name: 'attachments',
    async reach(stage) {
      await stage.begin();
      const file = { name: 'icon.png', mimeType: 'image/png', buffer: readFileSync(ICON) };
      await stage.page.locator('input[type=file]').first().setInputFiles([file]);
      await stage.page.getByRole('list', { name: stage.words['composer.attachments'] }).waitFor();
    },
  },
  {
    name: 'models',
    async reach(stage) {
      await stage.begin();
      await stage.button('models.model').click();
      await stage.page.getByRole('option', { name: /testkit-vision/ }).waitFor();
    },
  },
  {
    name: 'parameters',
    async reach(stage) {
      await stage.begin();
      await stage.button('composer.parameters').click();
      await stage.page.getByRole('complementary', { name: stage.words['parameters.title'] }).waitFor();
    },
  },
  {
    name: 'palette',
    async reach({ page, words }) {
      await page.keyboard.press('Control+K');
      await page
        .getByRole('listbox', { name: words['palette.results'] })
        .getByRole('option')
        .first()
        .waitFor();
    },
  },
  {
    name: 'palette-search',
    async reach({ page, language }) {
      await page.getByRole('searchbox').fill(language === 'zh-CN' ? '模型' : 'mod');
    },
  },
  {
    name: 'palette-nothing',
    async reach({ page, words }) {
      await page.getByRole('searchbox').fill('zzzz');
      await page.getByText(words['palette.nothing']).waitFor();
    },
  },
  {
    name: 'deleted',
    async reach(stage) {
      await stage.open(INTERRUPTED);
      await stage.page.keyboard.press('Control+K');
      await stage.page.getByRole('option', { name: stage.words['actions.delete'] }).click();
      await stage.button('app.undo').waitFor();
    },
  },
  {
    name: 'settings-providers',
    async reach(stage) {
      await stage.settings('providers');
      await stage.page.getByRole('heading', { level: 3 }).first().waitFor();
    },
  },
  {
    // With Ollama's models of this computer.
    name: 'settings-models',
    async reach(stage) {
      await stage.settings('models', { provider: 'ollama', model: 'testkit-thinking:latest' });
      const installed = stage.page.getByRole('list', { name: stage.words['local.title'] });
      await installed.getByText('testkit-thinking:latest').waitFor();
    },
  },
  settingsTab('appearance'),
  settingsTab('data'),
  settingsTab('shortcuts'),
  settingsTab('about'),
];
