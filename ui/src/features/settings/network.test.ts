import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import type { ProviderSettings, Settings } from '../../contract';
import { refuse } from '../../host/fake';
import { setLanguage } from '../../messages/messages.svelte';
import { provider, settings } from '../../shared/samples';
import { draftOf, wanted, type NetworkDraft } from './network';
import { button, field, open, type } from './opened.testing';

const USUAL: ProviderSettings = {
  base_url: null,
  models: [],
  proxy: null,
  timeout_seconds: null,
  headers: {},
  ca_file: null,
  keep_alive: null,
};

const withNetwork = (of: string, change: Partial<ProviderSettings>): Settings => ({
  ...settings,
  providers: { [of]: { ...USUAL, ...change } },
});

/** The connection of Bailian, set up as it says, in a form. */
async function connection(answers: Parameters<typeof open>[0] = {}, change: Partial<ProviderSettings> = {}) {
  const opened = open(answers, 'providers', 'dashscope');
  await opened.rerender({ settings: withNetwork('dashscope', change) });
  // What is set elsewhere does not overwrite a form; another provider's does not stay in it.
  await fireEvent.click(button('DeepSeek No key'));
  await fireEvent.click(button('Bailian No key'));
  return opened;
}

const choose = (name: string) => fireEvent.click(screen.getByRole('radio', { name }));
const save = () => fireEvent.click(button('Save connection'));
const sent = (draft: Partial<NetworkDraft>, password = '') =>
  wanted('a', { ...draftOf(undefined), ...draft }, password);

beforeEach(() => setLanguage('en'));

test.each<Partial<ProviderSettings>>([
  {},
  { proxy: 'none' },
  { proxy: 'socks5://127.0.0.1:1080', timeout_seconds: 30 },
  { proxy: 'http://me%40work@proxy:3128', headers: { 'X-Title': 'Runnel', 'X-B': '' } },
  { ca_file: '/ca.pem', keep_alive: '10m' },
])('what is set comes out of the form as it went in: %j', (change) => {
  const { proxy, timeout_seconds, headers, ca_file, keep_alive } = { ...USUAL, ...change };
  expect(wanted('a', draftOf({ ...USUAL, ...change }), '')).toEqual({
    args: { provider: 'a', proxy, timeout_seconds, headers, ca_file, keep_alive },
  });
});

test('a user’s name is part of the address as an address can hold it', () => {
  const draft = { way: 'server', address: 'socks5://proxy:1080', user: 'me@work' } as const;
  expect(sent(draft)).toMatchObject({ args: { proxy: 'socks5://me%40work@proxy:1080' } });
  expect(draftOf({ ...USUAL, proxy: 'socks5://me%40work@proxy:1080' })).toMatchObject(draft);
});

test.each([
  ['proxy', { way: 'server', address: ' ' }, ''],
  ['proxy_user', { way: 'server', address: 'http://proxy' }, 'secret'],
  ['timeout_seconds', { timeout: '1.5' }, ''],
  ['timeout_seconds', { timeout: '0' }, ''],
  ['timeout_seconds', { timeout: '99999999999' }, ''],
  [
    'headers',
    {
      headers: [
        { name: 'X-A', value: '1' },
        { name: 'x-a', value: '2' },
      ],
    },
    '',
  ],
] as const)('what the engine could not even be asked is a fault of %s', (of, draft, password) => {
  expect(sent(draft as Partial<NetworkDraft>, password)).toMatchObject({ fault: { field: of } });
});

test('the connection is folded away, and says when it is not the usual one', async () => {
  await connection({}, { proxy: 'none' });
  const details = screen.getByText('Connection').closest('details');
  expect(details?.open).toBe(false);
  expect(details?.querySelector('summary')?.textContent).toContain('changed');
  expect(screen.getByRole('radio', { name: 'None' })).toHaveProperty('checked', true);
});

test('everything about the way to a provider is saved at once', async () => {
  const saved = withNetwork('dashscope', {
    proxy: 'socks5://127.0.0.1:1080',
    timeout_seconds: 30,
    headers: { 'X-Title': 'Runnel' },
    ca_file: '/ca.pem',
  });
  const { host, onsettings } = await connection({ set_provider_network: () => saved });
  await choose('This one');
  await type(field('Proxy address'), ' socks5://127.0.0.1:1080');
  await type(field('Time limit, in seconds'), '30');
  await fireEvent.click(button('Add a header'));
  await type(field('Name of header 1'), 'X-Title');
  await type(field('Value of header 1'), 'Runnel');
  await fireEvent.click(button('Add a header'));
  await type(field('CA file'), '/ca.pem');
  await save();
  await screen.findByText('Saved.');
  const { proxy, timeout_seconds, headers, ca_file, keep_alive } = saved.providers.dashscope!;
  expect(host.argsOf('set_provider_network')).toEqual([
    { provider: 'dashscope', proxy, timeout_seconds, headers, ca_file, keep_alive },
  ]);
  expect(onsettings).toHaveBeenCalledWith(saved);
  expect(host.argsOf('set_proxy_password')).toEqual([]);
  expect(screen.queryByLabelText('Name of header 2')).toBeNull();
});

test('a header is taken away again', async () => {
  const { host } = await connection(
    { set_provider_network: () => settings },
    { headers: { 'X-A': '1', 'X-B': '2' } },
  );
  await fireEvent.click(button('Remove header 1'));
  await save();
  await waitFor(() => expect(host.argsOf('set_provider_network')[0]?.headers).toEqual({ 'X-B': '2' }));
});

test('a proxy’s password goes to the keychain and leaves the window', async () => {
  const saved = withNetwork('dashscope', { proxy: 'http://me@proxy:3128' });
  const { host } = await connection({ set_provider_network: () => saved, set_proxy_password: () => ({}) });
  await choose('This one');
  await type(field('Proxy address'), 'http://proxy:3128');
  await type(field('User name'), 'me');
  await type(field('Proxy password'), 'canary');
  expect(field('Proxy password').type).toBe('password');
  await save();
  await screen.findByText('Saved.');
  expect(host.argsOf('set_provider_network')[0]?.proxy).toBe('http://me@proxy:3128');
  expect(host.argsOf('set_proxy_password')).toEqual([{ provider: 'dashscope', password: 'canary' }]);
  expect(field('Proxy password').value).toBe('');
  expect(field('User name').value).toBe('me');
});

test('a password that the keychain refuses stays typed, and the reason is told', async () => {
  const saved = withNetwork('dashscope', { proxy: 'http://me@proxy:3128' });
  await connection({
    set_provider_network: () => saved,
    set_proxy_password: refuse({ code: 'keychain', reason: 'locked' }),
  });
  await choose('This one');
  await type(field('Proxy address'), 'http://me@proxy:3128');
  await type(field('Proxy password'), 'canary');
  await save();
  expect((await screen.findByRole('alert')).textContent).toContain('keychain could not be used');
  expect(field('Proxy password').value).toBe('canary');
});

test('a proxy’s password is forgotten', async () => {
  const { host } = await connection({ set_proxy_password: () => ({}) }, { proxy: 'http://me@proxy:3128' });
  await fireEvent.click(button('Forget password'));
  await screen.findByText('The password was forgotten.');
  expect(host.argsOf('set_proxy_password')).toEqual([{ provider: 'dashscope', password: null }]);
});

test.each([
  ['proxy', 'Proxy address', 'gopher://proxy', /not the address of an http, https or socks5 proxy/],
  ['ca_file', 'CA file', '/missing.pem', /No certificates could be read/],
] as const)('what the engine refuses of %s is told beside it, and stays', async (of, name, value, text) => {
  const reason = 'in the engine’s own words';
  await connection({ set_provider_network: refuse({ code: 'setting_invalid', field: of, reason }) });
  await choose('This one');
  await type(field('Proxy address'), 'http://proxy');
  await type(field(name), value);
  await save();
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toMatch(text);
  expect(alert.querySelector('details')?.textContent).toContain(reason);
  expect(screen.getByRole('textbox', { name, description: text })).toHaveProperty('value', value);
  expect(field(name).getAttribute('aria-invalid')).toBe('true');
  await waitFor(() => expect(document.activeElement).toBe(field(name)));
});

test('headers that cannot be sent are told beside them, and stay', async () => {
  const reason = '“a b” is no name of a header';
  await connection({ set_provider_network: refuse({ code: 'setting_invalid', field: 'headers', reason }) });
  await fireEvent.click(button('Add a header'));
  await type(field('Name of header 1'), 'a b');
  await save();
  const alert = await screen.findByRole('alert');
  expect(alert.closest('fieldset')).toBe(screen.getByRole('group', { name: 'Extra headers' }));
  expect(alert.textContent).toContain(reason);
  expect(field('Name of header 1').value).toBe('a b');
});

test('only where Ollama’s protocol is spoken a model can be kept in memory', async () => {
  const saved = withNetwork('home', { keep_alive: '10m' });
  const home = { ...provider('home', 'custom', 'Home'), protocol: 'ollama' };
  const { host } = open({ set_provider_network: () => saved }, 'providers', 'home', [home]);
  await type(field('Keep in memory'), '10m');
  await save();
  await waitFor(() => expect(host.argsOf('set_provider_network')[0]?.keep_alive).toBe('10m'));
  await fireEvent.click(button('DeepSeek No key'));
  expect(screen.queryByLabelText('Keep in memory')).toBeNull();
});
