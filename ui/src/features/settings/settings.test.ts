import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import type { KeyStatus } from '../../contract';
import { refuse } from '../../host/fake';
import { setLanguage } from '../../messages/messages.svelte';
import { listed, model, settings } from '../../shared/samples';
import { button, open, type } from './opened.testing';

const KEY = 'sk-canary-1234';

const inKeychain: KeyStatus = { kept: 'keychain', last_four: '1234' };
const keyField = () => screen.getByLabelText<HTMLInputElement>('API key');
const addressField = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Base URL' });

beforeEach(() => setLanguage('en'));

test('a dialog "Settings" has its six tabs', () => {
  open({});
  const dialog = screen.getByRole('dialog', { name: 'Settings' });
  expect(
    within(dialog)
      .getAllByRole('tab')
      .map((tab) => tab.textContent),
  ).toEqual(['Providers', 'Models', 'Appearance', 'Data', 'Shortcuts', 'About']);
});

test('a key that was saved leaves the window', async () => {
  const { host } = open({ set_key: () => inKeychain });
  await type(keyField(), `  ${KEY} `);
  await fireEvent.click(button('Save'));
  await screen.findByText('Saved.');
  expect(host.argsOf('set_key')).toEqual([{ provider: 'dashscope', key: KEY }]);
  expect(keyField().value).toBe('');
  expect(keyField().placeholder).toBe('•••• 1234 in the keychain');
  expect(document.documentElement.outerHTML).not.toContain(KEY);
});

test('a key that could not be saved stays typed, and the reason is told', async () => {
  open({ set_key: refuse({ code: 'keychain', reason: 'locked' }) });
  await type(keyField(), KEY);
  await fireEvent.click(button('Save'));
  expect(await screen.findByRole('alert')).toHaveProperty(
    'textContent',
    expect.stringContaining('This computer’s keychain could not be used.'),
  );
  expect(keyField().value).toBe(KEY);
});

test('the key field forgets what was typed when another provider is shown', async () => {
  open({});
  await type(keyField(), KEY);
  await fireEvent.click(button('DeepSeek No key'));
  expect(keyField().value).toBe('');
});

test('a desktop without a keychain is told of', async () => {
  open({ set_key: () => ({ kept: 'this_run', last_four: '1234' }) });
  await type(keyField(), KEY);
  await fireEvent.click(button('Save'));
  await screen.findByText('Kept for this run only because this desktop has no keychain.');
  expect(keyField().placeholder).toBe('•••• 1234 for this run only');
});

test('a key from the environment is named and cannot be removed', async () => {
  open({ key_status: () => ({ kept: 'environment', variable: 'DASHSCOPE_API_KEY', last_four: '' }) });
  await waitFor(() => expect(keyField().placeholder).toBe('from $DASHSCOPE_API_KEY, not stored'));
  expect(screen.queryByRole('button', { name: 'Remove key' })).toBeNull();
});

test('a key can be removed', async () => {
  const { host } = open({ key_status: () => inKeychain, remove_key: () => ({ kept: 'nowhere' }) });
  await fireEvent.click(await screen.findByRole('button', { name: 'Remove key' }));
  await screen.findByText('The key was removed.');
  expect(host.argsOf('remove_key')).toEqual([{ provider: 'dashscope' }]);
  expect(screen.queryByRole('button', { name: 'Remove key' })).toBeNull();
});

test('what is typed is checked, and not kept', async () => {
  const { host } = open({ check_connection: () => ({ models: 57 }) });
  await type(keyField(), KEY);
  await type(addressField(), 'https://other.example/v1');
  await fireEvent.click(button('Check connection'));
  await screen.findByText('Works: 57 models.');
  expect(host.argsOf('check_connection')).toEqual([
    { provider: 'dashscope', key: KEY, base_url: 'https://other.example/v1' },
  ]);
  expect(host.argsOf('set_key')).toEqual([]);
  expect(keyField().value).toBe(KEY);
});

test('a check that fails says why in plain words, with the provider’s own a click away', async () => {
  const problem = { code: 'bad_key', message: 'Invalid API-key provided.', status: 401 } as const;
  open({
    check_connection: refuse({ code: 'provider', problem: { ...problem, retry_after_ms: null, raw: null } }),
  });
  await fireEvent.click(button('Check connection'));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('Bailian');
  expect(alert.querySelector('details')?.textContent).toContain('Invalid API-key provided.');
});

test('a check that takes long can be left, and its late result is not shown', async () => {
  let finish: (connection: { models: number }) => void = () => {};
  open({ check_connection: () => new Promise((resolve) => (finish = resolve)) });
  await fireEvent.click(button('Check connection'));
  await screen.findByText('Checking…');
  await fireEvent.click(button('Stop waiting'));
  finish({ models: 57 });
  await Promise.resolve();
  expect(screen.queryByText(/Works/)).toBeNull();
  expect(button('Check connection')).toHaveProperty('disabled', false);
});

test('a base URL is saved, and taken back when it is emptied', async () => {
  const changed = {
    ...settings,
    providers: {
      dashscope: {
        base_url: 'https://other.example',
        models: [],
        proxy: null,
        timeout_seconds: null,
        headers: {},
        ca_file: null,
        keep_alive: null,
      },
    },
  };
  const { host, onsettings, rerender } = open({ set_base_url: () => changed });
  await type(addressField(), 'https://other.example');
  await fireEvent.click(button('Save'));
  await waitFor(() => expect(onsettings).toHaveBeenCalledWith(changed));
  await rerender({ settings: changed });
  await type(addressField(), ' ');
  await fireEvent.click(button('Save'));
  await waitFor(() => expect(host.argsOf('set_base_url')).toHaveLength(2));
  expect(host.argsOf('set_base_url').map(({ base_url }) => base_url)).toEqual([
    'https://other.example',
    null,
  ]);
});

test('a provider on this computer is not asked for a key', () => {
  const { host } = open({}, 'providers', 'ollama');
  expect(screen.queryByLabelText('API key')).toBeNull();
  expect(addressField().placeholder).toBe('https://ollama.example/v1');
  expect(host.argsOf('key_status')).not.toContainEqual({ provider: 'ollama' });
});

test('a model is made the default, and models are added by hand', async () => {
  const { host, onsettings } = open(
    {
      list_models: ({ provider }) => listed(provider === 'offline' ? [model('demo'), model('demo-2')] : []),
      choose_model: () => ({}),
      add_model: () => settings,
    },
    'models',
  );
  await fireEvent.click(await screen.findByRole('radio', { name: 'demo-2' }));
  const choice = { provider: 'offline', model: 'demo-2' };
  await waitFor(() => expect(onsettings).toHaveBeenCalledWith({ ...settings, default_model: choice }));
  expect(host.argsOf('choose_model')).toEqual([{ conversation: null, choice }]);

  await type(screen.getByRole('textbox', { name: 'Model ID' }), 'demo-3');
  await fireEvent.click(button('Add'));
  await waitFor(() => expect(host.argsOf('add_model')).toEqual([{ provider: 'offline', model: 'demo-3' }]));
});

test('a mark on a model of one provider does not lead to those of another', async () => {
  const marked = { ...settings, favourites: [{ provider: 'ollama', model: 'llama3:8b' }] };
  const { host, onsettings, rerender } = open(
    {
      list_models: ({ provider }) => listed(provider === 'ollama' ? [model('llama3:8b')] : [model('demo')]),
      set_favourite: () => marked,
    },
    'models',
  );
  const vendor = screen.getByRole('combobox', { name: 'Provider' });
  await fireEvent.change(vendor, { target: { value: 'ollama' } });
  await fireEvent.click(await screen.findByRole('button', { name: 'Favourite: llama3:8b', pressed: false }));
  await waitFor(() => expect(onsettings).toHaveBeenCalledWith(marked));
  await rerender({ settings: marked });
  expect(screen.getByRole('button', { name: 'Favourite: llama3:8b', pressed: true })).toBeTruthy();
  expect(host.argsOf('set_favourite')).toEqual([{ choice: marked.favourites[0], favourite: true }]);
});

test('of very many models only the first are shown, the default among them', async () => {
  const many = Array.from({ length: 2000 }, (_, place) => model(`model-${place}`));
  open(
    { list_models: ({ provider }) => listed(provider === 'offline' ? [...many, model('demo')] : []) },
    'models',
  );
  await screen.findByText('1,901 more: type to narrow the list');
  const shown = screen.getAllByRole<HTMLInputElement>('radio');
  expect(shown).toHaveLength(100);
  expect(shown[0]?.checked).toBe(true);
});

test('models that cannot be read are asked for once, and again on demand', async () => {
  const problem = {
    code: 'network',
    message: 'refused',
    status: null,
    retry_after_ms: null,
    raw: null,
  } as const;
  const { host } = open({ list_models: refuse({ code: 'provider', problem }) }, 'models');
  await screen.findByText(/could not be reached/);
  const asked = () => host.argsOf('list_models').filter(({ provider }) => provider === 'offline').length;
  expect(asked()).toBe(1);
  await fireEvent.click(button('Reload'));
  expect(asked()).toBe(2);
});

test('the theme is saved with everything else as it was', async () => {
  const { host } = open({ save_preferences: () => settings }, 'appearance');
  await fireEvent.click(screen.getByRole('radio', { name: 'Dark' }));
  expect(host.argsOf('save_preferences')).toEqual([
    {
      theme: 'dark',
      language: 'en',
      reading_width: 'normal',
      text_size: 'normal',
      enter_sends: true,
      welcomed: true,
    },
  ]);
});

test('the width and the size of what is read are saved', async () => {
  const { host } = open({ save_preferences: () => settings }, 'appearance');
  await fireEvent.click(screen.getByRole('radio', { name: 'Narrow' }));
  await fireEvent.click(screen.getByRole('radio', { name: 'Larger' }));
  expect(host.argsOf('save_preferences')).toMatchObject([
    { reading_width: 'narrow' },
    { text_size: 'larger' },
  ]);
});

test('shortcuts are listed by what they are for', () => {
  open({}, 'shortcuts');
  const group = screen.getByRole('region', { name: 'Window' });
  expect(group.textContent).toMatch(/Settings\s*Ctrl,/);
});

test('the language can be found by who does not read this one', () => {
  setLanguage('zh-CN');
  open({}, 'appearance');
  expect(screen.getByRole('radio', { name: 'English' })).toHaveProperty('checked', true);
  expect(screen.getByRole('radio', { name: '简体中文' })).toBeTruthy();
});

test('the version is told', () => {
  open({}, 'about');
  expect(screen.getByRole('tabpanel', { name: 'About' }).textContent).toContain('1.2.3');
});

test('the parameters of new conversations are set', async () => {
  const changed = { ...settings, parameters: { ...settings.parameters, temperature: 0 } };
  const { host, onsettings } = open({ set_default_parameters: () => changed }, 'models');
  await fireEvent.click(button('Colder'));
  await screen.findByText('Saved.');
  expect(host.argsOf('set_default_parameters')).toEqual([{ parameters: changed.parameters }]);
  expect(onsettings).toHaveBeenCalledWith(changed);
});

test('parameters that cannot be defaults say why', async () => {
  const refusal = { code: 'setting_invalid', field: 'extra', reason: 'no word for null' } as const;
  open({ set_default_parameters: refuse(refusal) }, 'models');
  await fireEvent.click(button('Colder'));
  expect((await screen.findByRole('alert')).textContent).toContain('no word for null');
});
