import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import type { KeyStatus, ModelChoice, ModelView, ProblemCode, Settings } from '../../contract';
import { FakeHost, refuse } from '../../host/fake';
import { setLanguage } from '../../messages/messages.svelte';
import { catalogueOf } from '../../shared/catalogue.svelte';
import { listed, model, providers, settings } from '../../shared/samples';
import ModelPicker from './ModelPicker.svelte';

const offered: Record<string, ModelView[]> = {
  offline: [model('demo')],
  dashscope: [model('qwen-plus', { thinking: true }), model('qwen-vl', { vision: true })],
  ollama: [model('llama3:8b')],
};
const answers: FakeHost['answers'] = {
  key_status: ({ provider }): KeyStatus =>
    provider === 'dashscope' ? { kept: 'keychain', last_four: '1234' } : { kept: 'nowhere' },
  list_models: ({ provider }) => listed(offered[provider] ?? []),
};

function show(
  more: FakeHost['answers'] = {},
  choice: ModelChoice | null = { provider: 'dashscope', model: 'qwen-plus' },
  preferred: Partial<Settings> = {},
) {
  const host = new FakeHost({ ...answers, ...more });
  const events = { onchoose: vi.fn(), onseveral: vi.fn(), onfavourite: vi.fn(), onproviders: vi.fn() };
  const props = { host, providers, settings: { ...settings, ...preferred }, choice, several: [], ...events };
  const { rerender } = render(ModelPicker, props);
  // Whoever shows the picker hands back what was chosen.
  events.onseveral.mockImplementation((several: ModelChoice[]) => void rerender({ several }));
  return { host, ...events };
}

/** A picker that offers these models of one provider. */
const showOnly = (models: ModelView[], preferred: Partial<Settings> = {}) =>
  show({ list_models: ({ provider }) => listed(provider === 'ollama' ? models : []) }, null, preferred);

const openList = () => fireEvent.click(screen.getByRole('button', { name: 'Model' }));
const search = () => screen.getByRole('combobox', { name: 'Search models' });
const names = () =>
  screen
    .getAllByRole('option')
    .filter((option) => option.getAttribute('aria-disabled') !== 'true')
    .map((option) =>
      option.textContent
        ?.replace(/\s+/g, ' ')
        .replace(/ (?=[ ,])/g, '')
        .trim(),
    );

beforeEach(() => setLanguage('en'));

test('the button is called "Model" and tells which', () => {
  show();
  expect(screen.getByRole('button', { name: 'Model', description: 'qwen-plus · Bailian' })).toBeTruthy();
});

test('from a cloud model to a local one in two clicks', async () => {
  const { onchoose } = show();
  await openList();
  await fireEvent.click(await screen.findByRole('option', { name: 'llama3:8b · Ollama' }));
  expect(onchoose).toHaveBeenCalledExactlyOnceWith({ provider: 'ollama', model: 'llama3:8b' }, false);
  await waitFor(() => expect(screen.queryByRole('listbox')).toBeNull());
});

test('a provider without a key or an address is not listed and not asked', async () => {
  const { host } = show();
  await openList();
  await screen.findByRole('option', { name: 'llama3:8b · Ollama' });
  expect(screen.getByRole('listbox', { name: 'Models' })).toBeTruthy();
  expect(names()).toEqual([
    'qwen-plus · Bailian, thinking',
    'demo · Demonstration',
    'qwen-vl · Bailian, vision',
    'llama3:8b · Ollama',
  ]);
  expect(host.argsOf('list_models').map(({ provider }) => provider)).not.toContain('deepseek');
  expect(screen.getByRole('option', { name: /qwen-plus/ }).getAttribute('aria-selected')).toBe('true');
});

test('a search finds models by their words and their provider', async () => {
  show();
  await openList();
  await screen.findByRole('option', { name: /qwen-vl/ });
  await fireEvent.input(search(), { target: { value: 'bailian vl' } });
  expect(names()[0]).toBe('qwen-vl · Bailian, vision');
  expect(screen.queryByRole('option', { name: /llama3/ })).toBeNull();
});

test('a model that is not listed can be used', async () => {
  const { onchoose } = show();
  await openList();
  await screen.findByRole('option', { name: /qwen-vl/ });
  await fireEvent.input(search(), { target: { value: 'qwen-next' } });
  await fireEvent.click(screen.getByRole('option', { name: 'Use “qwen-next” of Bailian' }));
  expect(onchoose).toHaveBeenCalledWith({ provider: 'dashscope', model: 'qwen-next' }, false);
});

test('a choice can be made the default', async () => {
  const { onchoose } = show();
  await openList();
  await fireEvent.click(screen.getByRole('checkbox', { name: 'Make this the default' }));
  await fireEvent.click(await screen.findByRole('option', { name: /llama3/ }));
  expect(onchoose).toHaveBeenCalledWith({ provider: 'ollama', model: 'llama3:8b' }, true);
});

test('the arrow keys move and Enter chooses, but not while an input method composes', async () => {
  const { onchoose } = show();
  await openList();
  await screen.findByRole('option', { name: /llama3/ });
  await fireEvent.keyDown(search(), { key: 'Enter', isComposing: true });
  expect(onchoose).not.toHaveBeenCalled();
  await fireEvent.keyDown(search(), { key: 'ArrowDown' });
  await fireEvent.keyDown(search(), { key: 'Enter' });
  expect(onchoose).toHaveBeenCalledWith({ provider: 'offline', model: 'demo' }, false);
});

test('Escape closes the list and chooses nothing', async () => {
  const { onchoose } = show();
  await openList();
  await screen.findByRole('option', { name: /llama3/ });
  await fireEvent.keyDown(search(), { key: 'Escape' });
  await waitFor(() => expect(screen.queryByRole('listbox')).toBeNull());
  expect(onchoose).not.toHaveBeenCalled();
});

const failing = (code: ProblemCode, failed: string): FakeHost['answers'] => ({
  list_models: ({ provider }) => {
    const problem = { code, message: 'refused', status: null, retry_after_ms: null, raw: null };
    return provider === failed ? refuse({ code: 'provider', problem })() : listed(offered[provider] ?? []);
  },
});

test('a provider that does not say its models says why in its group, and the others are there', async () => {
  show(failing('bad_key', 'dashscope'));
  await openList();
  await screen.findByText('Bailian has no key, or did not accept it.');
  expect(names()).toContain('demo · Demonstration');
});

test('a program on this computer that does not run is named below the models', async () => {
  show(failing('network', 'ollama'));
  await openList();
  const group = await screen.findByRole('group', { name: 'Not running on this computer' });
  expect(group.textContent).toContain('Ollama');
  expect(screen.queryByText(/could not be reached/)).toBeNull();
});

const group = (name: string) => within(screen.getByRole('group', { name })).getAllByRole('option');

test('favourites come first, then what was used last, and each model is there once', async () => {
  const llama = { provider: 'ollama', model: 'llama3:8b' };
  show({}, undefined, {
    favourites: [{ provider: 'dashscope', model: 'qwen-vl' }, llama],
    recent: [llama, { provider: 'deepseek', model: 'not-ready' }, { provider: 'offline', model: 'demo' }],
  });
  await openList();
  await screen.findByRole('option', { name: /qwen-vl/ });
  expect(group('Favourites')).toHaveLength(2);
  expect(names()).toEqual([
    'qwen-vl · Bailian, vision',
    'llama3:8b · Ollama',
    'qwen-plus · Bailian, thinking',
    'demo · Demonstration',
  ]);
});

test('what is no longer on this computer is offered no more, what a cloud does not list is', async () => {
  show({}, null, {
    favourites: [
      { provider: 'ollama', model: 'deleted:8b' },
      { provider: 'dashscope', model: 'qwen-secret' },
    ],
  });
  await openList();
  await waitFor(() => expect(names()).toContain('llama3:8b · Ollama'));
  expect(group('Favourites').map((option) => option.textContent)).toEqual([
    expect.stringContaining('qwen-secret'),
  ]);
});

test('the model that the keys are at is marked by a button, and the mark is taken back', async () => {
  const { onfavourite } = show({}, undefined, { favourites: [{ provider: 'ollama', model: 'llama3:8b' }] });
  await openList();
  const mark = await screen.findByRole('button', { name: 'Favourite: qwen-plus', pressed: false });
  await fireEvent.click(mark);
  expect(onfavourite).toHaveBeenCalledWith({ provider: 'dashscope', model: 'qwen-plus' }, true);
  await fireEvent.keyDown(search(), { key: 'ArrowUp' });
  await fireEvent.click(screen.getByRole('button', { name: 'Favourite: llama3:8b', pressed: true }));
  expect(onfavourite).toHaveBeenLastCalledWith({ provider: 'ollama', model: 'llama3:8b' }, false);
});

test('the star of a line marks it without choosing it', async () => {
  const { onchoose, onfavourite } = show();
  await openList();
  const option = await screen.findByRole('option', { name: /llama3/ });
  await fireEvent.click(option.querySelector('.star')!);
  expect(onfavourite).toHaveBeenCalledExactlyOnceWith({ provider: 'ollama', model: 'llama3:8b' }, true);
  expect(onchoose).not.toHaveBeenCalled();
});

test('a line tells what its model can do, how much it reads and what it costs', async () => {
  const price = { input: 0.8, output: 2.7, cached: 0.1, currency: 'CNY', read: '2026-11-22' };
  showOnly([
    model('big', { vision: true, thinking: true, json: true, context_tokens: 131_072, price }),
    model('small', { context_tokens: 8192 }),
  ]);
  await openList();
  await screen.findByRole('option', { name: /big/ });
  expect(names()).toEqual([
    'big · Ollama, vision, thinking, JSON, 128K context · ¥0.8 in, ¥2.7 out',
    'small · Ollama, 8K context',
  ]);
  const told = 'For a million tokens: ¥0.8 in, ¥2.7 out, ¥0.1 where cached, read on Nov 22, 2026';
  expect(screen.getByTitle(told)).toBeTruthy();
  expect(screen.getByText(told)).toBeTruthy();
});

test('a model that its provider lists twice is there once', async () => {
  showOnly([model('twin'), model('twin'), model('other')]);
  await openList();
  await screen.findByRole('option', { name: /other/ });
  expect(names()).toEqual(['twin · Ollama', 'other · Ollama']);
});

test('of two thousand models only the first are built, and typing finds the last', async () => {
  showOnly(Array.from({ length: 2000 }, (_, place) => model(`model-${place}`)));
  await openList();
  await screen.findByRole('option', { name: /^model-0 / });
  expect(names()).toHaveLength(60);
  expect(screen.getByText('1,940 more: type to narrow the list')).toBeTruthy();
  await fireEvent.input(search(), { target: { value: '1999' } });
  expect(names()[0]).toBe('model-1999 · Ollama');
});

test('the arrow keys go on beyond what was built first', async () => {
  const { onchoose } = showOnly(Array.from({ length: 100 }, (_, place) => model(`model-${place}`)));
  await openList();
  await screen.findByRole('option', { name: /^model-0 / });
  await fireEvent.keyDown(search(), { key: 'ArrowUp' });
  await fireEvent.keyDown(search(), { key: 'ArrowDown' });
  await fireEvent.keyDown(search(), { key: 'Enter' });
  expect(onchoose).toHaveBeenCalledWith({ provider: 'ollama', model: 'model-60' }, false);
});

test('the list that was kept is asked for, and a newer one reaches the open picker', async () => {
  const { host } = show();
  await openList();
  await screen.findByRole('option', { name: /llama3/ });
  expect(host.argsOf('list_models').every(({ refresh }) => !refresh)).toBe(true);
  host.answers.list_models = () => listed([model('qwen3:4b')]);
  await catalogueOf(host).changed('ollama');
  expect(await screen.findByRole('option', { name: 'qwen3:4b · Ollama' })).toBeTruthy();
  expect(screen.queryByRole('option', { name: /llama3/ })).toBeNull();
});

test('the settings of providers are one click away', async () => {
  const { onproviders } = show();
  await openList();
  await fireEvent.click(screen.getByRole('button', { name: 'Providers…' }));
  expect(onproviders).toHaveBeenCalledOnce();
});

test('several models are chosen one by one, up to four, and named on the button', async () => {
  const { onseveral, onchoose } = show({
    list_models: ({ provider }) =>
      listed(provider === 'ollama' ? ['a', 'b', 'c', 'd'].map((id) => model(id)) : (offered[provider] ?? [])),
  });
  await openList();
  await fireEvent.click(await screen.findByRole('checkbox', { name: 'Ask several models' }));
  expect(screen.getByRole('listbox').getAttribute('aria-multiselectable')).toBe('true');
  for (const name of ['a', 'b', 'c', 'd']) {
    await fireEvent.click(await screen.findByRole('option', { name: `${name} · Ollama` }));
  }
  const names = () => onseveral.mock.lastCall?.[0].map(({ model }: ModelChoice) => model);
  expect(names()).toEqual(['qwen-plus', 'a', 'b', 'c']);
  expect(screen.getByRole('status').textContent).toContain('4 of 4 chosen');
  await fireEvent.click(screen.getByRole('option', { name: 'a · Ollama' }));
  expect(names()).toEqual(['qwen-plus', 'b', 'c']);
  expect(screen.getAllByRole('option', { selected: true })).toHaveLength(3);
  expect(
    screen.getByRole('button', { name: 'Model', description: 'qwen-plus + b + c', hidden: true }),
  ).toBeTruthy();
  expect(onchoose).not.toHaveBeenCalled();
  await fireEvent.click(screen.getByRole('checkbox', { name: 'Ask several models' }));
  expect(onseveral).toHaveBeenLastCalledWith([]);
});
