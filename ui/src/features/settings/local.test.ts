import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import type { LocalModel, LocalModels, ProviderView } from '../../contract';
import { FakeHost, refuse } from '../../host/fake';
import { setLanguage } from '../../messages/messages.svelte';
import { pullsOf } from '../../shared/pulls.svelte';
import { listed, provider, providers as all, settings } from '../../shared/samples';
import { memoryText } from './local';
import ModelsTab from './ModelsTab.svelte';
import { colder } from './opened.testing';

const ollama: ProviderView = { ...provider('ollama', 'local', 'Ollama'), protocol: 'ollama' };
const providers = [...all.filter(({ id }) => id !== 'ollama'), ollama];

function local(name: string, more: Partial<LocalModel> = {}): LocalModel {
  return {
    name,
    size_bytes: 2_497_293_931,
    quantisation: 'Q4_K_M',
    parameter_size: '4.0B',
    context_tokens: 40_960,
    capabilities: ['completion', 'tools', 'thinking'],
    loaded: null,
    ...more,
  };
}

const loaded = { vram_bytes: 3_180_000_000, expires_at: null, context_tokens: 8192 };
const has = (...models: LocalModel[]): LocalModels => ({ version: '0.12.0', models });

const notRunning = refuse({
  code: 'provider',
  problem: { code: 'network', message: 'refused', status: null, retry_after_ms: null, raw: null },
});

function open(answers: FakeHost['answers'], preferred: Partial<typeof settings> = {}) {
  const host = new FakeHost({
    key_status: () => ({ kept: 'nowhere' }),
    list_models: () => listed([]),
    ...answers,
  });
  const onsettings = vi.fn();
  const default_model = { provider: 'ollama', model: 'qwen3:4b' };
  render(ModelsTab, {
    host,
    providers,
    settings: { ...settings, default_model, ...preferred },
    onsettings,
    parameters: colder,
  });
  return { host, onsettings };
}

const press = async (name: string) => fireEvent.click(await screen.findByRole('button', { name }));

beforeEach(() => setLanguage('en'));

test('what Ollama has is listed with all that is known of it, and its version', async () => {
  open({
    local_models: () =>
      has(
        local('qwen3:4b', { loaded }),
        local('bge-m3', { capabilities: ['embedding'], context_tokens: null }),
      ),
  });
  const list = await screen.findByRole('list', { name: 'Installed models' });
  const [first, second] = within(list).getAllByRole('listitem');
  expect(first!.textContent).toContain('2.5 GB · 4.0B · Q4_K_M · 40K context · tools · thinking');
  expect(first!.textContent).toContain('In memory, 3.2 GB on the graphics card · 8K context');
  expect(second!.textContent).toContain('2.5 GB · 4.0B · Q4_K_M · embedding');
  expect(second!.textContent).not.toContain('In memory');
  expect(screen.getByText('Version 0.12.0')).toBeTruthy();
});

test('until when a model stays in memory is told, and "for ever" is not a date', () => {
  const soon = new Date(Date.now() + 60_000);
  const time = new Intl.DateTimeFormat('en', { timeStyle: 'short' }).format(soon);
  expect(memoryText({ ...loaded, vram_bytes: 0, expires_at: soon.toISOString() })).toBe(
    `In memory · 8K context · until ${time}`,
  );
  expect(memoryText({ ...loaded, context_tokens: null, expires_at: '2318-03-04T05:06:07Z' })).toBe(
    'In memory, 3.2 GB on the graphics card · stays loaded',
  );
});

test('a model is deleted only when that was confirmed', async () => {
  let models = [local('qwen3:4b'), local('gemma3:4b')];
  const { host } = open({
    local_models: () => has(...models),
    delete_local_model: ({ name }) => {
      models = models.filter((model) => model.name !== name);
      return {};
    },
  });
  await press('Delete gemma3:4b');
  const question = screen.getByRole('group', { name: 'Delete gemma3:4b (2.5 GB) from the disk?' });
  await waitFor(() => expect(document.activeElement?.textContent?.trim()).toBe('Keep'));
  await fireEvent.click(within(question).getByRole('button', { name: 'Keep' }));
  expect(host.argsOf('delete_local_model')).toEqual([]);
  const button = await screen.findByRole('button', { name: 'Delete gemma3:4b' });
  await waitFor(() => expect(document.activeElement).toBe(button));

  await press('Delete gemma3:4b');
  await press('Delete');
  await waitFor(() => expect(screen.queryByText('gemma3:4b')).toBeNull());
  expect(host.argsOf('delete_local_model')).toEqual([{ provider: 'ollama', name: 'gemma3:4b' }]);
  expect(host.argsOf('list_models')).toContainEqual({ provider: 'ollama', refresh: true });
});

test('a model is let go from memory, and stays', async () => {
  let inMemory = true;
  const { host } = open({
    local_models: () => has(local('qwen3:4b', { loaded: inMemory ? loaded : null })),
    unload_model: () => {
      inMemory = false;
      return {};
    },
  });
  await press('Unload qwen3:4b');
  await waitFor(() => expect(screen.queryByText(/In memory/)).toBeNull());
  expect(screen.getByText('qwen3:4b')).toBeTruthy();
  expect(host.argsOf('unload_model')).toEqual([{ provider: 'ollama', name: 'qwen3:4b' }]);
});

test('what cannot be done is told, and the list stays', async () => {
  open({ local_models: () => has(local('qwen3:4b', { loaded })), unload_model: notRunning });
  await press('Unload qwen3:4b');
  expect((await screen.findByRole('alert')).textContent).toContain('Ollama could not be reached');
  expect(screen.getByText('qwen3:4b')).toBeTruthy();
});

test('a model that has come is in the list', async () => {
  const models = [local('qwen3:4b')];
  const { host } = open({ local_models: () => has(...models) });
  await screen.findByText('qwen3:4b');
  models.push(local('gemma3:4b'));
  pullsOf(host).take({ provider: 'ollama', name: 'gemma3:4b', state: { type: 'done' } });
  expect(await screen.findByRole('button', { name: 'Delete gemma3:4b' })).toBeTruthy();
});

test('Ollama that is installed and not running is started', async () => {
  let runs = false;
  const { host } = open({
    local_models: () => (runs ? has(local('qwen3:4b')) : notRunning()),
    find_ollama: () => (runs ? { state: 'running', models: 1 } : { state: 'installed' }),
    start_ollama: () => {
      runs = true;
      return { state: 'running', models: 1 };
    },
  });
  await screen.findByText('Ollama is installed and not running.');
  await press('Start Ollama');
  await screen.findByRole('list', { name: 'Installed models' });
  expect(host.argsOf('start_ollama')).toHaveLength(1);
});

test('Ollama that was started and stays silent is not called running', async () => {
  open({
    local_models: notRunning,
    find_ollama: () => ({ state: 'installed' }),
    start_ollama: () => ({ state: 'installed' }),
  });
  await press('Start Ollama');
  await screen.findByText(/Ollama was started and does not answer yet/);
});

test('where Ollama is missing, the way to get it is shown', async () => {
  open({ local_models: notRunning, find_ollama: () => ({ state: 'missing' }) });
  await screen.findByText(/Ollama was not found on this computer/);
  const link = screen.getByRole<HTMLAnchorElement>('link', { name: 'Get Ollama' });
  expect(link.href).toBe('https://ollama.com/download');
});

test('an Ollama elsewhere that does not answer is not looked for on this computer', async () => {
  const elsewhere = { base_url: 'http://nas:11434', models: [], proxy: null, timeout_seconds: null };
  const { host } = open(
    { local_models: notRunning },
    { providers: { ollama: { ...elsewhere, headers: {}, ca_file: null, keep_alive: null } } },
  );
  await screen.findByText('Ollama could not be reached. Is it running?');
  expect(host.argsOf('find_ollama')).toEqual([]);
});

test('a provider without models of its own has no such list', async () => {
  open({}, { default_model: null });
  await screen.findByRole('textbox', { name: 'Model ID' });
  expect(screen.queryByText('Installed models')).toBeNull();
});
