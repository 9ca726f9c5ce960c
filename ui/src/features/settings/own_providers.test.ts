import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { beforeEach, expect, test } from 'vitest';

import { refuse } from '../../host/fake';
import { setLanguage } from '../../messages/messages.svelte';
import { provider } from '../../shared/samples';
import { button, field, open, type } from './opened.testing';

const work = { ...provider('work', 'cloud', 'Work'), own: true, like: 'deepseek' };
const shown = (name: string) => screen.findByRole('heading', { level: 3, name });
const choose = (name: RegExp) => fireEvent.click(screen.getByRole('radio', { name }));

async function adding(answers: Parameters<typeof open>[0]) {
  const opened = open(answers);
  await fireEvent.click(button('Add a provider'));
  return opened;
}

async function editing(answers: Parameters<typeof open>[0] = {}) {
  const text = 'id = "work"\nlike = "deepseek"\n';
  const opened = open({ own_provider: () => ({ id: 'work', text }), ...answers }, 'providers', 'work', [
    work,
  ]);
  await fireEvent.click(button('Edit its file'));
  await screen.findByLabelText('Provider file');
  return opened;
}

beforeEach(() => setLanguage('en'));

test('another account of a provider is added, and shown', async () => {
  const { host } = await adding({ add_account: () => work });
  await fireEvent.change(field('Provider'), { target: { value: 'deepseek' } });
  await type(field('Name'), ' Work ');
  await fireEvent.click(button('Add'));
  await shown('Work');
  expect(host.argsOf('add_account')).toEqual([{ like: 'deepseek', name: 'Work', base_url: null }]);
  expect(screen.getByText('Like DeepSeek')).toBeTruthy();
});

test('an account can be of any provider that is built in and not the demonstration', async () => {
  open({}, 'providers', undefined, [work]);
  await fireEvent.click(button('Add a provider'));
  const options = within(field('Provider')).getAllByRole('option');
  expect(options.map((option) => option.textContent)).toEqual([
    'Bailian',
    'DeepSeek',
    'Ollama',
    'Own server',
  ]);
});

test('an account without a name is not added', async () => {
  const { host } = await adding({});
  await fireEvent.click(button('Add'));
  expect(screen.getByRole('textbox', { name: 'Name', description: 'It needs a name.' })).toBeTruthy();
  expect(host.argsOf('add_account')).toEqual([]);
});

test('an address that is none is told beside its field, and stays', async () => {
  await adding({ add_account: refuse({ code: 'base_url_invalid', base_url: 'nowhere' }) });
  await type(field('Name'), 'Work');
  await type(field('Base URL'), 'nowhere');
  await fireEvent.click(button('Add'));
  expect((await screen.findByRole('alert')).textContent).toContain('nowhere');
  expect(field('Base URL').getAttribute('aria-invalid')).toBe('true');
  expect(field('Base URL').value).toBe('nowhere');
  expect(field('Name').value).toBe('Work');
});

test('a provider of one’s own begins with a template', async () => {
  const { host } = await adding({ save_own_provider: () => work });
  await choose(/A provider of your own/);
  expect(field('Provider file').value).toContain('like = "custom-openai"');
  await type(field('Provider file'), 'like = "deepseek"\nid = "work"');
  await fireEvent.click(button('Add'));
  await shown('Work');
  expect(host.argsOf('save_own_provider')).toEqual([{ id: null, text: 'like = "deepseek"\nid = "work"' }]);
});

test('a mistake in a file is told with its line, which is selected, and the file stays as it was typed', async () => {
  const reason = 'unknown field `needs_keys`';
  await adding({ save_own_provider: refuse({ code: 'provider_file_invalid', line: 2, reason }) });
  await choose(/A provider of your own/);
  const text = 'id = "work"\nneeds_keys = true\nlike = "deepseek"';
  await type(field('Provider file'), text);
  await fireEvent.click(button('Add'));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('line 2');
  expect(alert.textContent).toContain(reason);
  expect(field('Provider file').value).toBe(text);
  await waitFor(() => expect(document.activeElement).toBe(field('Provider file')));
  const { selectionStart, selectionEnd } = field('Provider file');
  expect(text.slice(selectionStart!, selectionEnd!)).toBe('needs_keys = true');
});

test('the file of one’s own provider is changed', async () => {
  const { host } = await editing({ save_own_provider: () => ({ ...work, name_en: 'Works' }) });
  expect(host.argsOf('own_provider')).toEqual([{ provider: 'work' }]);
  expect(field('Provider file').value).toBe('id = "work"\nlike = "deepseek"\n');
  await type(field('Provider file'), 'id = "work"');
  await fireEvent.click(button('Save'));
  await shown('Work');
  expect(host.argsOf('save_own_provider')).toEqual([{ id: 'work', text: 'id = "work"' }]);
});

test('changing a file can be left', async () => {
  const { host } = await editing();
  await type(field('Provider file'), 'oops');
  await fireEvent.click(button('Cancel'));
  await shown('Work');
  expect(host.argsOf('save_own_provider')).toEqual([]);
});

test('a file that cannot be read says why', async () => {
  open({ own_provider: refuse({ code: 'provider_missing', provider: 'work' }) }, 'providers', 'work', [work]);
  await fireEvent.click(button('Edit its file'));
  expect((await screen.findByRole('alert')).textContent).toContain('not known here');
  expect(button('Save')).toHaveProperty('disabled', true);
});

test('removing one’s own provider is asked about once more, and says that its key goes too', async () => {
  const { host } = open({ remove_own_provider: () => ({}) }, 'providers', 'work', [work]);
  await fireEvent.click(button('Remove provider'));
  const question = screen.getByRole('alertdialog', {
    name: 'Remove Work?',
    description: /Its key .* go too/,
  });
  expect(document.activeElement).toBe(within(question).getByRole('button', { name: 'Cancel' }));
  expect(host.argsOf('remove_own_provider')).toEqual([]);
  await fireEvent.click(within(question).getByRole('button', { name: 'Remove' }));
  await shown('Bailian');
  expect(host.argsOf('remove_own_provider')).toEqual([{ provider: 'work' }]);
});

test('who has gone on to another provider meanwhile stays there', async () => {
  let finish: () => void = () => {};
  const removal = new Promise<Record<string, never>>((resolve) => (finish = () => resolve({})));
  open({ remove_own_provider: () => removal }, 'providers', 'work', [work]);
  await fireEvent.click(button('Remove provider'));
  await fireEvent.click(button('Remove'));
  await fireEvent.click(button('DeepSeek No key'));
  finish();
  await removal;
  // Whatever follows from it has happened by then.
  await new Promise((resolve) => setTimeout(resolve));
  expect(screen.getByRole('heading', { level: 3, name: 'DeepSeek' })).toBeTruthy();
});

test('one’s own provider stays where removing it fails', async () => {
  const full = refuse({ code: 'storage', fault: 'read_only', reason: '/home/me' });
  open({ remove_own_provider: full }, 'providers', 'work', [work]);
  await fireEvent.click(button('Remove provider'));
  await fireEvent.click(button('Remove'));
  expect((await screen.findByRole('alert')).textContent).toContain('cannot be written to');
  await fireEvent.click(button('Cancel'));
  expect(button('Remove provider')).toBeTruthy();
});

test('a built-in provider is neither edited nor removed', () => {
  open({}, 'providers', 'dashscope');
  expect(screen.queryByRole('button', { name: 'Edit its file' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Remove provider' })).toBeNull();
});

test('providers stand in groups, with their keys’ states, and one’s own are marked', async () => {
  open(
    {
      key_status: ({ provider }) => {
        if (provider === 'dashscope') return { kept: 'keychain', last_four: '1234' };
        if (provider === 'work') return { kept: 'environment', variable: 'KEY', last_four: '' };
        return { kept: 'nowhere' };
      },
    },
    'providers',
    undefined,
    [work],
  );
  await screen.findByRole('button', { name: 'Work Own From the environment' });
  const list = screen.getByRole('navigation', { name: 'Providers' });
  const named = (group: string) =>
    within(within(list).getByRole('list', { name: group }))
      .getAllByRole('button')
      .map((button) => button.textContent?.replace(/\s+/g, ' ').trim());
  expect(named('Cloud')).toEqual(['Bailian Key set', 'DeepSeek No key']);
  expect(named('On this computer')).toEqual(['Ollama On this computer']);
  expect(named('Your own')).toEqual(['Own server No key', 'Work Own From the environment']);
});

test('a long list of providers is searched by name and id', async () => {
  const many = Array.from({ length: 9 }, (_, n) => provider(`cloud-${n}`, 'cloud', `Cloud ${n}`));
  open({}, 'providers', undefined, many);
  const list = within(screen.getByRole('navigation', { name: 'Providers' }));
  const search = list.getByRole('searchbox', { name: 'Find a provider' });
  await type(search, 'DASH');
  expect(list.getAllByRole('button').map((button) => button.textContent)).toEqual([
    expect.stringContaining('Bailian'),
  ]);
  await type(search, 'nobody');
  expect(list.getByText('No provider is called that.')).toBeTruthy();
});

test('one’s own provider on this computer can have a key', () => {
  const here = { ...provider('here', 'local', 'Here'), own: true };
  const { host } = open({}, 'providers', 'here', [here]);
  expect(field('API key')).toBeTruthy();
  expect(host.argsOf('key_status')).toContainEqual({ provider: 'here' });
});

test('the pages about keys and errors are a click away', () => {
  open({}, 'providers', 'deepseek');
  const link = (name: string) => screen.getByRole('link', { name }).getAttribute('href');
  expect(link('Get a key')).toBe('https://deepseek.example/keys');
  expect(link('About its errors')).toBe('https://deepseek.example/errors');
});
