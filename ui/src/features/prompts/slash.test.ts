import { beforeEach, expect, test, vi } from 'vitest';

import type { LibraryView } from '../../contract';
import { FakeHost } from '../../host/fake';
import { setLanguage } from '../../messages/messages.svelte';
import { UNSET } from '../../shared/parameters';
import { Library } from './library.svelte';
import { Slash } from './slash.svelte';

const brief = { name: 'Brief', icon: '✂️', model: null, parameters: { ...UNSET, system: 'Be brief.' } };
const kept: LibraryView = {
  prompts: [
    { id: 'greet', prompt: { name: 'Greet', text: 'Hello!\n' } },
    { id: 'translate', prompt: { name: 'Translate', text: 'Into {{language}}: {{text}}' } },
    { id: '翻译', prompt: { name: '翻译', text: '译文' } },
  ],
  assistants: [{ id: 'brief', assistant: brief }],
  unreadable: [],
};

async function written(text: string, view: LibraryView = kept) {
  const library = new Library(new FakeHost({ library: () => view }));
  await library.read();
  const field = { text, keep: vi.fn() };
  const onassistant = vi.fn();
  const onwritten = vi.fn();
  const slash = new Slash('list', library, () => field, onassistant, onwritten);
  return { slash, field, onassistant, onwritten };
}

const names = (slash: Slash) => slash.found.map(({ name }) => name);
const press = (slash: Slash, key: string, more: KeyboardEventInit = {}) =>
  slash.press(new KeyboardEvent('keydown', { key, ...more }));

beforeEach(() => setLanguage('en'));

test('a slash at the beginning offers everything, and what follows it narrows that', async () => {
  expect(names((await written('/')).slash)).toEqual(['Greet', 'Translate', '翻译', 'Brief']);
  expect(names((await written('/tra')).slash)).toEqual(['Translate']);
  expect(names((await written('/翻')).slash)).toEqual(['翻译']);
  expect(names((await written('/etc/hosts')).slash)).toEqual([]);
  expect(names((await written('and/or')).slash)).toEqual([]);
  expect(names((await written('/a\nb')).slash)).toEqual([]);
});

test('what begins with the search comes first', async () => {
  const prompts = ['Retranslate', 'Translate'].map((name) => ({ id: name, prompt: { name, text: 'x' } }));
  expect(names((await written('/tran', { ...kept, prompts })).slash)).toEqual(['Translate', 'Retranslate']);
});

test('examples are offered as long as there is nothing of one’s own', async () => {
  const { slash } = await written('/', { ...kept, prompts: [], assistants: [] });
  expect(names(slash)).toContain('Summarise');
  expect(slash.found.find(({ name }) => name === 'Translate')?.prompt?.text).toContain('{{language}}');
  setLanguage('zh-CN');
  expect(names(slash)).toContain('总结');
});

test('the arrow keys go round, and Enter writes the prompt', async () => {
  const { slash, field, onwritten } = await written('/');
  expect(slash.activeId).toBe('list-prompt-0');
  expect(press(slash, 'ArrowUp')).toBe(true);
  expect(slash.active?.name).toBe('Brief');
  press(slash, 'ArrowDown');
  expect(press(slash, 'Enter')).toBe(true);
  expect(field.text).toBe('Hello!');
  expect([field.keep.mock.calls.length, onwritten.mock.calls.length]).toEqual([1, 1]);
  expect(press(slash, 'Enter')).toBe(false);
});

test('a composition keeps its keys, and so do shortcuts', async () => {
  const { slash, field } = await written('/翻');
  expect(press(slash, 'Enter', { isComposing: true })).toBe(false);
  expect(press(slash, 'Enter', { keyCode: 229 })).toBe(false);
  expect(press(slash, 'Enter', { ctrlKey: true })).toBe(false);
  expect(press(slash, 'x')).toBe(false);
  expect(field.text).toBe('/翻');
});

test('variables are asked for before anything is written', async () => {
  const { slash, field } = await written('/tra');
  press(slash, 'Tab');
  expect(slash.filling?.name).toBe('Translate');
  expect([field.text, slash.listId]).toEqual(['/tra', undefined]);
  slash.fill({ language: 'French', text: 'Good day' });
  expect([field.text, slash.filling]).toEqual(['Into French: Good day', null]);
});

test('Escape closes the list, and it stays closed while one goes on writing', async () => {
  const { slash, field } = await written('/tr');
  expect(press(slash, 'Escape')).toBe(true);
  expect(slash.listId).toBeUndefined();
  field.text = '/translate';
  expect(slash.found).toEqual([]);
  expect(press(slash, 'Enter')).toBe(false);
});

test('an assistant is begun with, and the slash goes', async () => {
  const { slash, field, onassistant } = await written('/brief');
  press(slash, 'Enter');
  expect(onassistant).toHaveBeenCalledWith(brief);
  expect(field.text).toBe('');
});
