import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import type { KeyStatus, ModelChoice, ModelView } from '../../contract';
import { FakeHost, refuse } from '../../host/fake';
import { setLanguage } from '../../messages/messages.svelte';
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
) {
  const host = new FakeHost({ ...answers, ...more });
  const onchoose = vi.fn();
  const onproviders = vi.fn();
  render(ModelPicker, { host, providers, settings, choice, onchoose, onproviders });
  return { host, onchoose, onproviders };
}

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
    'demo · Demonstration',
    'qwen-plus · Bailian, thinking',
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
  expect(onchoose).toHaveBeenCalledWith({ provider: 'dashscope', model: 'qwen-vl' }, false);
});

test('a provider that cannot be reached says so in its group, and the others are there', async () => {
  const problem = {
    code: 'network',
    message: 'refused',
    status: null,
    retry_after_ms: null,
    raw: null,
  } as const;
  show({
    list_models: ({ provider }) =>
      provider === 'ollama' ? refuse({ code: 'provider', problem })() : listed(offered[provider] ?? []),
  });
  await openList();
  await screen.findByText('Ollama could not be reached. Is it running?');
  expect(names()).toContain('demo · Demonstration');
});

test('the settings of providers are one click away', async () => {
  const { onproviders } = show();
  await openList();
  await fireEvent.click(screen.getByRole('button', { name: 'Providers…' }));
  expect(onproviders).toHaveBeenCalledOnce();
});
