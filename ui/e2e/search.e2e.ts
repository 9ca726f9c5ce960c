import type { Page } from 'playwright-core';
import { expect } from 'vitest';

import en from '../src/messages/en.json';
import zh from '../src/messages/zh-CN.json';
import { artefact } from './harness/artefacts';
import { examine } from './harness/examine';
import { test } from './harness/test';
import { until } from './harness/until';
import { writeConversation } from './harness/written';

const DAY = 86_400_000;

/** The words that are marked on the page, and whether the first of them is seen. */
function marked(page: Page, name: 'found' | 'found-here') {
  return page.evaluate((name) => {
    const ranges = [...(CSS.highlights.get(name) ?? [])] as Range[];
    const [first] = ranges;
    const box = first?.getBoundingClientRect();
    const seen = box !== undefined && box.height > 0 && box.top > 0 && box.bottom < innerHeight;
    return { words: ranges.map(String), seen };
  }, name);
}

async function listed(page: Page, title: string) {
  await page.getByRole('link', { name: title, exact: true }).waitFor();
}

async function search(page: Page, words: string) {
  await page.keyboard.press('Control+Shift+F');
  await page.getByRole('searchbox', { name: 'Search' }).fill(words);
}

const told = (n: number) => Array.from({ length: n }, (_, place) => `Message ${place} of many.`);

test('a message far up is found, gone to, and its words are marked', async ({ home, page }) => {
  const messages = told(200);
  messages[30] = 'Where did the **quokka** hide?';
  writeConversation(home, { title: 'A long one', at: Date.now() - DAY, messages });
  await listed(page, 'A long one');
  await search(page, 'quok');
  await page.getByRole('option', { name: /quokka/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await until('the words are seen', async () => {
    const { words, seen } = await marked(page, 'found');
    return words.join() === 'quok' && seen;
  });
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('A long one');
});

test('Chinese is found from one character on, as it is typed', async ({ home, page }) => {
  writeConversation(home, {
    title: '山水',
    at: Date.now() - DAY,
    messages: ['桂林的山水如何？', '桂林山水甲天下。'],
  });
  writeConversation(home, {
    title: '海',
    at: Date.now() - 2 * DAY,
    messages: ['海有多深？', '马里亚纳海沟最深。'],
  });
  await listed(page, '山水');
  await listed(page, '海');
  const options = page.getByRole('listbox', { name: 'Results' }).getByRole('option');
  await search(page, '海');
  await until('both messages and the title are found', async () => (await options.count()) === 3);
  await page.getByRole('searchbox', { name: 'Search' }).fill('天下');
  await until('one is found', async () => (await options.count()) === 1);
  expect(await options.locator('mark').allTextContents()).toEqual(['天下']);
  await page.keyboard.press('Enter');
  await until('it is marked', async () => (await marked(page, 'found')).words.join() === '天下');
});

test('a hit on a branch that is not read is shown on it', async ({ home, page }) => {
  writeConversation(home, {
    title: 'Branches',
    at: Date.now() - DAY,
    messages: ['Which animal?', 'The capybara.'],
    instead: { place: 1, text: 'The walrus.' },
  });
  await listed(page, 'Branches');
  await search(page, 'capybara');
  await page.getByRole('option', { name: /capybara/ }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('article', { name: 'Assistant' }).getByText('The capybara.').waitFor();
  await until('it is marked', async () => (await marked(page, 'found')).words.join() === 'capybara');
});

test('what is looked for is narrowed, and the rest of many is found by scrolling', async ({ home, page }) => {
  const messages = Array.from({ length: 140 }, (_, place) => `Tide number ${place}`);
  writeConversation(home, { title: 'Sea', at: Date.now() - DAY, messages });
  await listed(page, 'Sea');
  await search(page, 'tide');
  const options = page.getByRole('listbox', { name: 'Results' }).getByRole('option');
  await options.first().waitFor();
  expect(await options.count()).toBeLessThan(140);
  await page.getByRole('listbox', { name: 'Results' }).hover();
  await until('all are there', async () => {
    await page.mouse.wheel(0, 4000);
    return (await options.count()) === 140;
  });
  await page.getByRole('combobox', { name: 'Who said it' }).selectOption('You');
  await page.getByRole('searchbox', { name: 'Search' }).fill('tide 139');
  await page.getByRole('paragraph').getByText('Nothing found').waitFor();
  await page.getByRole('combobox', { name: 'Who said it' }).selectOption('Assistant');
  await until('it is found', async () => (await options.count()) === 1);
});

test('what is not drawn is found in the conversation, and stepped through', async ({ home, page }) => {
  const messages = told(120);
  messages[3] = 'See [the needle](https://example.org/needle) in **need**le `needle`.';
  messages[118] = 'A needle at the end.';
  writeConversation(home, { title: 'Haystack', at: Date.now() - DAY, messages });
  await page.getByRole('link', { name: 'Haystack' }).click();
  await page.getByText('A needle at the end.').waitFor();
  await page.keyboard.press('Control+f');
  const field = page.getByRole('searchbox', { name: 'Find in conversation' });
  await field.fill('NEEDLE');
  await page.getByText('4 of 4').waitFor();
  await until('the last is looked at', async () => (await marked(page, 'found-here')).seen);
  await field.press('Enter');
  await page.getByText('1 of 4').waitFor();
  await page.getByText('See the needle').waitFor();
  await until('the first is looked at', async () => {
    const { words, seen } = await marked(page, 'found-here');
    return words.join() === 'needle' && seen;
  });
  await field.press('Shift+Enter');
  await page.getByText('4 of 4').waitFor();
  await field.press('Escape');
  await field.waitFor({ state: 'hidden' });
  expect((await marked(page, 'found')).words).toEqual([]);
});

test('what is being written is found as it comes', async ({ home, models, page }) => {
  home.connectTo(models.url);
  const content = Array.from({ length: 400 }, (_, number) => `the word${number} `);
  await models.reply({ kind: 'chat', content, pace_ms: 25 });
  await page.reload();
  await page.getByRole('textbox', { name: 'Message' }).fill('Tell a long story.');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Stop' }).waitFor();
  await page.keyboard.press('Control+f');
  await page.getByRole('searchbox', { name: 'Find in conversation' }).fill('the');
  const count = async () =>
    Number(/of (\d+)/.exec((await page.getByRole('search').innerText()) ?? '')?.[1] ?? 0);
  const first = await until('some are found', count);
  await until('more are found', async () => (await count()) > first);
  expect(await page.getByRole('button', { name: 'Stop' }).count()).toBe(1);
});

const LOOKS = [
  ['light', 'en', en],
  ['dark', 'en', en],
  ['light', 'zh-CN', zh],
  ['dark', 'zh-CN', zh],
] as const;

function aLibrary(home: Parameters<typeof writeConversation>[0]) {
  const now = Date.now();
  const story = [
    'Why does the tide come in twice a day?',
    'The **moon** pulls the sea on the near side more than the earth, and the earth more than the sea on the far side. So there are *two* bulges of water, and the tide rises under both.\n\n1. The near bulge faces the moon.\n2. The far one is left behind.\n\n```python\ndef tide(hours):\n    return math.cos(hours / 12.42 * 2 * math.pi)\n```',
    'And why is one tide higher than the other?',
    'Since the moon does not stand above the equator: the axis of the two bulges is inclined, and a place meets them at different heights. It is called the *diurnal inequality* of the tide.',
  ];
  const chinese = [
    '为什么一天涨潮两次？',
    '月球对近侧海水的引力更大，因此形成两个隆起，潮汐每天两次。沿海地区因地形不同，潮高也不同。',
  ];
  writeConversation(home, {
    title: 'Tides and the moon',
    at: now,
    messages: story,
    pinned: true,
    folder: 'Physics',
    tags: ['sea', '光'],
  });
  writeConversation(home, { title: '潮汐与月球', at: now - 1000, messages: chinese, folder: 'Physics' });
  writeConversation(home, {
    title: 'A letter to the harbour office, which has not answered for three weeks',
    at: now - 2000,
    messages: [
      'Write a letter about the tide tables.',
      'Dear harbour master, the tide tables of this year …',
    ],
    seen: 0,
  });
  writeConversation(home, { title: 'Bread without kneading', at: now - DAY, messages: ['How?', 'Slowly.'] });
  writeConversation(home, {
    title: '周末去哪里',
    at: now - DAY - 1000,
    messages: ['去哪里？', '海边，趁退潮。'],
  });
  for (const [days, title] of [
    [4, 'Regular expressions'],
    [40, 'Rust lifetimes'],
    [41, '读书笔记'],
    [75, 'Invoice template'],
    [400, 'First steps'],
  ] as const) {
    writeConversation(home, {
      title,
      at: now - days * DAY,
      messages: [`About ${title}`, 'Yes, and the tide waits for nobody.'],
    });
  }
}

test.for(LOOKS)(
  'list, search and find are drawn well and can be used by everybody, %s, %s',
  async ([theme, language, words], { home, page }) => {
    const look = async (name: string) => {
      const path = artefact(`${name}-${theme}-${language.slice(0, 2)}.png`);
      await page.screenshot({ path });
      await examine(page, `${name}, ${theme}, ${language}`);
    };
    home.prefers(theme, language);
    aLibrary(home);
    await page.reload();
    await listed(page, 'First steps');
    await page.getByRole('link', { name: 'Tides and the moon' }).click();
    await page.getByRole('article').first().waitFor();
    await look('list');

    await page.getByRole('link', { name: '周末去哪里' }).hover();
    await page.getByRole('button', { name: /周末去哪里/ }).click();
    await page.getByRole('menuitem', { name: words['sidebar.folder'] }).hover();
    await page.getByRole('menuitemradio', { name: 'Physics' }).waitFor();
    await look('list-menu');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByRole('menu').first().waitFor({ state: 'hidden' });

    await page.getByRole('button', { name: words['sidebar.filter'] }).click();
    await page.getByRole('menuitemradio', { name: 'Physics' }).waitFor();
    await look('list-filter');
    await page.getByRole('menuitemradio', { name: 'Physics' }).click();
    await page.getByRole('button', { name: words['sidebar.show_all'] }).waitFor();
    await look('list-filtered');
    await page.getByRole('button', { name: words['sidebar.show_all'] }).click();

    await page.keyboard.press('Control+Shift+F');
    const searched = page.getByRole('searchbox', { name: words['search.title'], exact: true });
    await searched.fill('');
    await page.getByText(words['search.hint']).waitFor();
    await look('search-empty');
    await searched.fill(language === 'en' ? 'tide' : '潮');
    await page.getByRole('listbox', { name: words['search.results'] }).getByRole('option').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.getByRole('combobox', { name: words['search.when'] }).selectOption('year');
    await look('search');
    await searched.fill('zzzz');
    await page.getByText(words['search.none'], { exact: true }).last().waitFor();
    await look('search-none');
    await page.keyboard.press('Escape');

    await page.keyboard.press('Control+f');
    await page.getByRole('searchbox', { name: words['find.label'] }).fill('tide');
    await until('it is looked at', async () => (await marked(page, 'found-here')).seen);
    await look('find');
  },
);
