import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import type { Ollama } from '../../contract';
import { FakeHost, refuse } from '../../host/fake';
import { setLanguage } from '../../messages/messages.svelte';
import { pullsOf } from '../../shared/pulls.svelte';
import { listed, model, providers, settings } from '../../shared/samples';
import Welcome from './Welcome.svelte';

const KEY = 'sk-canary-1234';

function welcome(answers: FakeHost['answers']) {
  const host = new FakeHost({ key_status: () => ({ kept: 'nowhere' }), ...answers });
  const events = { onchoose: vi.fn(), ondone: vi.fn(), onproviders: vi.fn() };
  render(Welcome, { host, providers, settings, ...events });
  return { host, ...events };
}

const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole('button', { name }));

beforeEach(() => setLanguage('en'));

test('a key is checked, kept, and a model of its vendor chosen', async () => {
  const { host, onchoose, ondone } = welcome({
    check_connection: () => ({ models: 1 }),
    set_key: () => ({ kept: 'keychain', last_four: '1234' }),
    list_models: () => listed([model('deepseek-chat')]),
  });
  await press(/Use a cloud model/);
  await fireEvent.change(screen.getByRole('combobox', { name: 'Vendor' }), { target: { value: 'deepseek' } });
  const field = screen.getByLabelText<HTMLInputElement>('API key');
  await fireEvent.input(field, { target: { value: KEY } });
  await press('Connect');
  await fireEvent.click(await screen.findByRole('option', { name: 'deepseek-chat' }));

  expect(host.argsOf('check_connection')).toEqual([{ provider: 'deepseek', key: KEY, base_url: null }]);
  expect(host.argsOf('set_key')).toEqual([{ provider: 'deepseek', key: KEY }]);
  expect(field.value).toBe('');
  expect(onchoose).toHaveBeenCalledExactlyOnceWith({ provider: 'deepseek', model: 'deepseek-chat' });
  expect(ondone).toHaveBeenCalledOnce();
});

test('a key that is wrong is not kept, and stays typed', async () => {
  const problem = { code: 'bad_key', message: 'no', status: 401, retry_after_ms: null, raw: null } as const;
  const { host } = welcome({ check_connection: refuse({ code: 'provider', problem }) });
  await press(/Use a cloud model/);
  const field = screen.getByLabelText<HTMLInputElement>('API key');
  await fireEvent.input(field, { target: { value: KEY } });
  await press('Connect');
  await screen.findByRole('alert');
  expect(host.argsOf('set_key')).toEqual([]);
  expect(field.value).toBe(KEY);
});

test('a key found in the environment is used without being stored', async () => {
  const { host } = welcome({
    key_status: () => ({ kept: 'environment', variable: 'DASHSCOPE_API_KEY', last_four: '1234' }),
    check_connection: () => ({ models: 1 }),
    list_models: () => listed([model('qwen-plus')]),
  });
  await press(/Use a cloud model/);
  await screen.findByText(/found in \$DASHSCOPE_API_KEY/);
  await press('Use this key');
  await screen.findByRole('option', { name: 'qwen-plus' });
  expect(host.argsOf('check_connection')).toEqual([{ provider: 'dashscope', key: null, base_url: null }]);
  expect(host.argsOf('set_key')).toEqual([]);
});

test('a model of Ollama is chosen', async () => {
  const { onchoose, ondone } = welcome({
    find_ollama: () => ({ state: 'running', models: 1 }),
    list_models: () => listed([model('llama3:8b')]),
  });
  await press(/Use a model on this computer/);
  await screen.findByText('Ollama is running with 1 model.');
  await fireEvent.click(await screen.findByRole('option', { name: 'llama3:8b' }));
  expect(onchoose).toHaveBeenCalledWith({ provider: 'ollama', model: 'llama3:8b' });
  expect(ondone).toHaveBeenCalledOnce();
});

test('a first model is fetched with progress, and then chosen', async () => {
  let has = 0;
  const { host, onchoose } = welcome({
    find_ollama: () => ({ state: 'running', models: has }),
    list_models: () => listed(has === 0 ? [] : [model('qwen3:4b')]),
    pull_model: () => ({}),
  });
  await press(/Use a model on this computer/);
  const field = await screen.findByRole('textbox', { name: 'Model to download' });
  await fireEvent.input(field, { target: { value: 'qwen3:4b' } });
  await press('Download');
  const wanted = { provider: 'ollama', name: 'qwen3:4b' };
  expect(host.argsOf('pull_model')).toEqual([wanted]);

  const state = { type: 'running', status: 'pulling a', completed_bytes: 25, total_bytes: 100 } as const;
  pullsOf(host).take({ ...wanted, state: { ...state, bytes_per_second: null, seconds_left: null } });
  const bar = await screen.findByRole('progressbar', { name: 'Downloading qwen3:4b' });
  expect(bar.getAttribute('aria-valuenow')).toBe('25');

  has = 1;
  pullsOf(host).take({ ...wanted, state: { type: 'done' } });
  await fireEvent.click(await screen.findByRole('option', { name: 'qwen3:4b' }));
  expect(onchoose).toHaveBeenCalledWith({ provider: 'ollama', model: 'qwen3:4b' });
});

test('Ollama that is installed is started, and its model chosen', async () => {
  let runs = false;
  const found = (): Ollama => (runs ? { state: 'running', models: 1 } : { state: 'installed' });
  welcome({
    find_ollama: found,
    list_models: () => listed([model('llama3:8b')]),
    start_ollama: () => {
      runs = true;
      return found();
    },
  });
  await press(/Use a model on this computer/);
  await press('Start Ollama');
  expect(await screen.findByRole('option', { name: 'llama3:8b' })).toBeTruthy();
});

test('Ollama that was missing is found when it is looked for again', async () => {
  let installed = false;
  welcome({ find_ollama: () => ({ state: installed ? 'installed' : 'missing' }) });
  await press(/Use a model on this computer/);
  await screen.findByText(/Ollama was not found/);
  installed = true;
  await press('Look again');
  await screen.findByText(/Ollama is installed and not running/);
});

test('the demonstration is called one, and starts', async () => {
  const { onchoose, ondone } = welcome({ list_models: () => listed([model('demo')]) });
  await press(/Try it now/);
  expect(screen.getByText(/This is a demonstration, not a language model/)).toBeTruthy();
  await press('Start the demonstration');
  await waitFor(() => expect(onchoose).toHaveBeenCalledWith({ provider: 'offline', model: 'demo' }));
  expect(ondone).toHaveBeenCalledOnce();
});
