import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { Abilities, AppEvent, Overview, ProviderView, Pull } from '../contract';
import {
  answer,
  batches,
  content,
  live,
  question,
  reasoning,
  sent,
  summary,
  view,
} from '../features/chat/samples';
import { FakeHost, refuse } from '../host/fake';
import { UNSET } from '../shared/parameters';
import { assumedAbilities } from '../shared/abilities.svelte';
import { listed, model, provider } from '../shared/samples';
import Root from './Root.svelte';

const OVERVIEW: Overview = {
  version: '0.1.0',
  settings: {
    theme: 'system',
    language: 'en',
    reading_width: 'normal',
    text_size: 'normal',
    default_model: null,
    enter_sends: true,
    welcomed: true,
    favourites: [],
    recent: [],
    parameters: UNSET,
    backup: { every: 'never', folder: null },
    providers: {},
  },
  providers: [
    {
      id: 'offline',
      name_en: 'Demonstration',
      name_zh: '演示',
      base_url: null,
      place: 'built_in',
      key_page: null,
      pictures: 'data',
      thinking: ['off', 'on'],
      errors_page: null,
      needs_key: false,
      own: false,
      like: null,
      protocol: 'scripted',
    },
  ],
  conversations: { conversations: [summary('c', 'Rivers', 2), summary('d', '山', 1)], next: null },
  indexing: null,
  live: [],
  notices: [],
  pulls: [],
};

const asked = question('q1', 'Why?');
const reply = live('a1', 'q1');

/** A window on this host, once it is drawn. */
async function opened(
  answers: FakeHost['answers'] = {},
  overview: Partial<Overview> = {},
): Promise<FakeHost> {
  const host = new FakeHost({
    overview: () => ({ ...OVERVIEW, ...overview }),
    list_conversations: () => OVERVIEW.conversations,
    open_conversation: () => view([asked, answer('a1', 'q1', 'Because.')]),
    ...answers,
  });
  render(Root, { host });
  await screen.findByRole('textbox', { name: 'Message' });
  return host;
}

const happens = (host: FakeHost, event: AppEvent) => host.listening('watch')[0]?.give(event);

async function type(text: string): Promise<HTMLElement> {
  const field = screen.getByRole('textbox', { name: 'Message' });
  await fireEvent.input(field, { target: { value: text } });
  return field;
}

beforeEach(() => localStorage.clear());
afterEach(() => vi.restoreAllMocks());

test('everything has the name that it is found by', async () => {
  await opened();
  const list = screen.getByRole('navigation', { name: 'Conversations' });
  expect(
    within(list)
      .getAllByRole('link')
      .map((link) => link.textContent),
  ).toEqual(['Rivers', '山']);
  expect(screen.getByRole('log', { name: 'Messages' })).toBeTruthy();
  for (const name of ['New chat', 'Settings', 'Send', 'Attach', 'Model', 'Parameters', 'Think: auto']) {
    expect(screen.getByRole('button', { name })).toBeTruthy();
  }
});

test('a question is sent by Enter, and its reply grows between thinking and footer', async () => {
  const host = await opened({ send: () => sent(asked, reply) });
  const field = await type('Why?');
  await fireEvent.keyDown(field, { key: 'Enter' });
  expect((await screen.findByRole('article', { name: 'You' })).textContent).toContain('Why?');
  await waitFor(() => expect((field as HTMLTextAreaElement).value).toBe(''));
  expect(screen.getByRole('button', { name: 'Stop' })).toBeTruthy();

  const [first, second] = batches('a1', [reasoning('Hm.')], [content('Because.')]);
  host.listening('attach')[0]?.give(first!);
  const thinking = await screen.findByRole('button', { name: 'Thinking' });
  expect(thinking.getAttribute('aria-expanded')).toBe('false');
  await fireEvent.click(thinking);
  expect(screen.getByRole('region', { name: 'Thinking' }).textContent).toContain('Hm.');

  host.listening('attach')[0]?.give(second!);
  const article = await screen.findByRole('article', { name: 'Assistant' });
  await waitFor(() => expect(article.textContent).toContain('Because.'));
  expect(thinking.textContent).toContain('Thinking · 2 s');
  expect(await screen.findByRole('button', { name: 'Send' })).toBeTruthy();
  expect(await within(article).findByRole('button', { name: 'Regenerate' })).toBeTruthy();
});

test('an Enter of an input method sends nothing', async () => {
  const host = await opened();
  const field = await type('ni');
  await fireEvent.keyDown(field, { key: 'Enter', isComposing: true });
  await fireEvent.keyDown(field, { key: 'Enter', keyCode: 229 });
  expect(host.argsOf('send')).toEqual([]);
});

test('a refusal says what to do, and what was typed stays typed', async () => {
  const problem = {
    code: 'bad_key',
    message: 'no such key',
    status: 401,
    retry_after_ms: null,
    raw: null,
  } as const;
  await opened({ send: refuse({ code: 'provider', problem }) });
  const field = await type('Why?');
  await fireEvent.keyDown(field, { key: 'Enter' });
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('Demonstration has no key');
  expect(alert.textContent).toContain('no such key');
  expect((field as HTMLTextAreaElement).value).toBe('Why?');
  await fireEvent.click(within(alert).getByRole('button', { name: 'Set up Demonstration' }));
  expect(await screen.findByRole('dialog', { name: 'Settings' })).toBeTruthy();
});

test('an interrupted answer says so and can be asked for again', async () => {
  const cut = answer('a1', 'q1', 'Beca');
  const host = await opened({
    open_conversation: () =>
      view([asked, { ...cut, answer: { ...cut.answer, ending: { type: 'interrupted' } } }]),
    regenerate: () => sent(asked, live('a2', 'q1')),
  });
  await fireEvent.click(screen.getByRole('link', { name: 'Rivers' }));
  const article = await screen.findByRole('article', { name: 'Assistant' });
  expect(article.textContent).toContain('Interrupted');
  await fireEvent.click(within(article).getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(host.listening('attach').map(({ args }) => args.message)).toEqual(['a2']));
});

test('a conversation of a newer version can be read and not be written', async () => {
  await opened({ open_conversation: () => view([asked], { read_only: true }) });
  await fireEvent.click(screen.getByRole('link', { name: 'Rivers' }));
  expect(await screen.findByText(/newer version/)).toBeTruthy();
  expect(screen.queryByRole('textbox', { name: 'Message' })).toBeNull();
});

test('a deletion can be taken back', async () => {
  const host = await opened({
    delete_conversation: () => ({}),
    restore_conversation: () => summary('c', 'Rivers', 2),
  });
  await fireEvent.keyDown(screen.getByRole('link', { name: 'Rivers' }), { key: 'Delete' });
  await waitFor(() => expect(screen.queryByRole('link', { name: 'Rivers' })).toBeNull());
  await fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
  expect(await screen.findByRole('link', { name: 'Rivers' })).toBeTruthy();
  expect(host.argsOf('restore_conversation')).toEqual([{ conversation: 'c' }]);
});

test('the list shows what happens elsewhere', async () => {
  const host = await opened();
  happens(host, { type: 'reply_started', reply: live('a9', 'q9', 'd') });
  expect(await screen.findByRole('img', { name: 'An answer is being written' })).toBeTruthy();
  happens(host, { type: 'reply_ended', conversation: 'd', message: 'a9' });
  happens(host, { type: 'conversation_changed', summary: summary('d', '山', 9) });
  await waitFor(() => {
    expect(screen.queryByRole('img', { name: 'An answer is being written' })).toBeNull();
    expect(screen.getAllByRole('link').map((link) => link.textContent)).toEqual(['山', 'Rivers']);
  });
});

test('what happened while the window opened is not missed', async () => {
  const host: FakeHost = new FakeHost({
    overview: () => {
      happens(host, { type: 'conversation_removed', conversation: 'd' });
      return OVERVIEW;
    },
  });
  render(Root, { host });
  await screen.findByRole('link', { name: 'Rivers' });
  expect(screen.queryByRole('link', { name: '山' })).toBeNull();
});

test('looking at the window again lists what was written meanwhile', async () => {
  const host = await opened();
  const conversations = [summary('e', 'From the terminal', 5)];
  host.answers.list_conversations = () => ({ conversations, next: null });
  window.dispatchEvent(new Event('focus'));
  expect(await screen.findByRole('link', { name: 'From the terminal' })).toBeTruthy();
});

test('the rest of a long list is asked for when its end is near', async () => {
  let near = () => {};
  class Observer {
    constructor(look: (entries: { isIntersecting: boolean }[]) => void) {
      near = () => look([{ isIntersecting: true }]);
    }
    observe() {}
    disconnect() {}
  }
  vi.stubGlobal('IntersectionObserver', Observer);
  const next = { pinned: false, updated: 1, id: 'd' };
  const host = await opened({}, { conversations: { ...OVERVIEW.conversations, next } });
  const rest = [summary('e', 'The oldest', 0)];
  host.answers.list_conversations = () => ({ conversations: rest, next: null });
  near();
  vi.unstubAllGlobals();
  expect(await screen.findByRole('link', { name: 'The oldest' })).toBeTruthy();
  expect(host.argsOf('list_conversations')).toEqual([
    { bin: false, folder: null, tag: null, after: next, limit: 60 },
  ]);
});

test('a conversation that somebody else wrote is read again', async () => {
  const host = await opened();
  await fireEvent.click(screen.getByRole('link', { name: 'Rivers' }));
  await screen.findByText('Because.');
  host.answers.open_conversation = () => view([asked, answer('a1', 'q1', 'Elsewhere.')]);
  happens(host, { type: 'changed_elsewhere', conversation: 'c' });
  expect(await screen.findByText('Elsewhere.')).toBeTruthy();
});

test('shortcuts do what they are for', async () => {
  await opened();
  await press('1');
  expect(await screen.findByRole('heading', { name: 'Rivers' })).toBeTruthy();
  const write = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  await screen.findByRole('article', { name: 'Assistant' });
  await press('C', { shiftKey: true });
  expect(write).toHaveBeenCalledWith('Because.');
  await press('n');
  expect(await screen.findByRole('heading', { name: 'New conversation' })).toBeTruthy();
  await press('b');
  expect(screen.queryByRole('navigation')).toBeNull();
  await press('l');
  expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Message' }));
  await press(',');
  expect(await screen.findByRole('dialog', { name: 'Settings' })).toBeTruthy();
});

const press = (key: string, more = {}) => fireEvent.keyDown(document.body, { key, ctrlKey: true, ...more });

/** The palette, opened and with this in its field. */
async function searched(text: string): Promise<HTMLElement> {
  await press('k');
  const field = await screen.findByRole('searchbox', { name: 'Search for anything' });
  await fireEvent.input(field, { target: { value: text } });
  return field;
}

const NOTHING_FOUND = { search: () => ({ conversations: [], messages: [], next: null }) };

test('the palette finds actions, and does the first at Enter', async () => {
  await opened(NOTHING_FOUND);
  await press('1');
  await screen.findByRole('heading', { name: 'Rivers' });
  const field = await searched('newc');
  expect(screen.getByRole('option', { name: 'New conversation Ctrl N' })).toBeTruthy();
  await fireEvent.keyDown(field, { key: 'Enter' });
  expect(await screen.findByRole('heading', { name: 'New conversation' })).toBeTruthy();
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await press('k');
  const recent = await screen.findByRole('group', { name: 'Recently used' });
  expect(within(recent).getAllByRole('option')).toHaveLength(1);
});

test('the palette finds conversations, also those that the list does not hold', async () => {
  const older = summary('z', 'Older rivers', 0);
  const host = await opened({
    search: () => ({ conversations: [{ summary: older, ranges: [] }], messages: [], next: null }),
  });
  await searched('rivers');
  expect(await screen.findByRole('option', { name: 'Rivers' })).toBeTruthy();
  await fireEvent.click(await screen.findByRole('option', { name: 'Older rivers' }));
  await waitFor(() => expect(host.argsOf('open_conversation')).toEqual([{ conversation: 'z' }]));
});

test('the palette finds models, and the next question goes to the one that is chosen', async () => {
  const host = await opened({
    ...NOTHING_FOUND,
    list_models: () => listed([model('demo'), model('other')]),
    send: () => sent(asked, reply),
  });
  const field = await searched('other');
  await screen.findByRole('option', { name: /^other/ });
  await fireEvent.keyDown(field, { key: 'Enter' });
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await fireEvent.keyDown(await type('Why?'), { key: 'Enter' });
  await waitFor(() =>
    expect(host.argsOf('send')[0]?.choice).toEqual({ provider: 'offline', model: 'other' }),
  );
});

test('the palette finds settings by their names in either language', async () => {
  const host = await opened({
    ...NOTHING_FOUND,
    save_preferences: (preferences) => ({ ...OVERVIEW.settings, ...preferences }),
  });
  await searched('theme dark');
  await fireEvent.click(await screen.findByRole('option', { name: /^Theme: Dark/ }));
  await waitFor(() => expect(host.argsOf('save_preferences')[0]?.theme).toBe('dark'));
  await waitFor(() => expect(document.documentElement.dataset.theme).toBe('dark'));
  await searched('快捷键 关于');
  expect(await screen.findByText('Nothing is called that.')).toBeTruthy();
  await fireEvent.input(screen.getByRole('searchbox'), { target: { value: '关于' } });
  await fireEvent.click(await screen.findByRole('option', { name: /^About/ }));
  const settings = await screen.findByRole('dialog', { name: 'Settings' });
  expect(within(settings).getByRole('tab', { name: 'About', selected: true })).toBeTruthy();
});

test('an Enter of an input method chooses nothing in the palette', async () => {
  await opened(NOTHING_FOUND);
  const field = await searched('new');
  await fireEvent.keyDown(field, { key: 'Enter', isComposing: true });
  await fireEvent.keyDown(field, { key: 'Enter', keyCode: 229 });
  expect(screen.getByRole('dialog', { name: 'Command palette' })).toBeTruthy();
});

test('what cannot be done now is neither in the palette nor taken from the browser', async () => {
  await opened(NOTHING_FOUND);
  expect(await press('.')).toBe(true);
  expect(await press('+')).toBe(true);
  expect(await press('n')).toBe(false);
  await searched('');
  expect(screen.queryByRole('option', { name: /^Stop the answer/ })).toBeNull();
  expect(screen.queryByRole('option', { name: /^Zoom in/ })).toBeNull();
});

test('the window zooms where the host lets it', async () => {
  const host = new FakeHost({ overview: () => OVERVIEW });
  const zoomed: number[] = [];
  Object.assign(host, { setZoom: async (factor: number) => void zoomed.push(factor) });
  render(Root, { host });
  await screen.findByRole('textbox', { name: 'Message' });
  for (const key of ['+', '=', '-', '0']) await press(key);
  expect(zoomed).toEqual([1.1, 1.25, 1.1, 1]);
});

test('"?" lists the shortcuts, and is a sign where one types', async () => {
  await opened();
  const question = { key: '?', shiftKey: true };
  expect(await fireEvent.keyDown(screen.getByRole('textbox', { name: 'Message' }), question)).toBe(true);
  expect(screen.queryByRole('dialog')).toBeNull();
  await fireEvent.keyDown(document.body, question);
  const settings = await screen.findByRole('dialog', { name: 'Settings' });
  const answers = within(settings).getByRole('region', { name: 'Answer' });
  expect(within(answers).getByText('Copy the last answer').parentElement?.textContent).toBe(
    'Copy the last answer CtrlShiftC',
  );
});

test('how it is read is seen at once', async () => {
  await opened({ save_preferences: (preferences) => ({ ...OVERVIEW.settings, ...preferences }) });
  await press(',');
  await fireEvent.click(await screen.findByRole('tab', { name: 'Appearance' }));
  await fireEvent.click(await screen.findByRole('radio', { name: 'Wide' }));
  await waitFor(() => expect(document.documentElement.dataset.readingWidth).toBe('wide'));
  await fireEvent.click(await screen.findByRole('radio', { name: 'Larger' }));
  await waitFor(() => expect(document.documentElement.dataset.textSize).toBe('larger'));
});

test('parameters are set for the conversation that is read', async () => {
  const host = await opened({ set_parameters: () => ({}) });
  await fireEvent.click(screen.getByRole('link', { name: 'Rivers' }));
  await screen.findByRole('article', { name: 'Assistant' });
  await fireEvent.click(screen.getByRole('button', { name: 'Parameters' }));
  await fireEvent.change(screen.getByRole('textbox', { name: 'System prompt' }), {
    target: { value: 'Be brief.' },
  });
  await fireEvent.change(screen.getByRole('spinbutton', { name: 'Temperature' }), {
    target: { value: '0.5' },
  });
  await waitFor(() =>
    expect(host.argsOf('set_parameters').at(-1)).toMatchObject({
      conversation: 'c',
      parameters: { system: 'Be brief.', temperature: 0.5, top_p: null },
    }),
  );
});

test('a window that cannot start says why and tries again', async () => {
  const host = new FakeHost({ overview: refuse({ code: 'storage', fault: 'full', reason: '/home/x' }) });
  render(Root, { host });
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The disk is full.');
  host.answers.overview = () => OVERVIEW;
  await fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByRole('textbox', { name: 'Message' })).toBeTruthy();
});

const ABILITIES: Abilities = { ...assumedAbilities(undefined), json_needs_word: true, media: ['audio'] };
const asJson = { ...UNSET, format: { type: 'json_object' as const } };

async function openedForJson(answers: FakeHost['answers'] = {}): Promise<FakeHost> {
  return opened(
    { model_abilities: () => ABILITIES, send: () => sent(asked, reply), ...answers },
    { settings: { ...OVERVIEW.settings, parameters: asJson } },
  );
}

test('a new conversation begins with the default parameters', async () => {
  const host = await openedForJson();
  expect(screen.getByRole('button', { name: 'JSON: object' })).toBeTruthy();
  await fireEvent.keyDown(await type('JSON, please'), { key: 'Enter' });
  await waitFor(() => expect(host.argsOf('send')[0]?.parameters).toEqual(asJson));
});

test('a question for JSON without the word is stopped once, and the word is one click away', async () => {
  const host = await openedForJson();
  const field = (await type('Three cities')) as HTMLTextAreaElement;
  await waitFor(() => expect(host.argsOf('model_abilities')).toHaveLength(1));
  await fireEvent.keyDown(field, { key: 'Enter' });
  await fireEvent.click(await screen.findByRole('button', { name: 'Add “Answer in JSON.”' }));
  expect(field.value).toBe('Three cities\n\nAnswer in JSON.');
  expect(screen.queryByRole('button', { name: 'Send anyway' })).toBeNull();
  expect(host.argsOf('send')).toEqual([]);
  await fireEvent.keyDown(field, { key: 'Enter' });
  await waitFor(() => expect(host.argsOf('send')[0]?.text).toBe('Three cities\n\nAnswer in JSON.'));
});

test('a question for JSON without the word can be sent all the same', async () => {
  const host = await openedForJson();
  await type('Three cities');
  await waitFor(() => expect(host.argsOf('model_abilities')).toHaveLength(1));
  await fireEvent.click(screen.getByRole('button', { name: 'Send' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Send anyway' }));
  await waitFor(() => expect(host.argsOf('send')[0]?.text).toBe('Three cities'));
});

test('what the parameters are is made the default of new conversations', async () => {
  const host = await opened({
    set_default_parameters: ({ parameters }) => ({ ...OVERVIEW.settings, parameters }),
  });
  await fireEvent.click(screen.getByRole('button', { name: 'Parameters' }));
  await fireEvent.change(screen.getByRole('spinbutton', { name: 'Temperature' }), { target: { value: '0' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Make these the defaults' }));
  expect(await screen.findByText('New conversations begin with these.')).toBeTruthy();
  expect(host.argsOf('set_default_parameters')).toEqual([{ parameters: { ...UNSET, temperature: 0 } }]);
});

const work: ProviderView = { ...provider('work', 'cloud', 'Work'), own: true };

test('a provider that is added elsewhere is in the settings at once, and what is typed there stays', async () => {
  const cloud = [...OVERVIEW.providers, provider('a', 'cloud', 'Nimbus')];
  const host = await opened({ key_status: () => ({ kept: 'nowhere' }) }, { providers: cloud });
  await fireEvent.click(screen.getByRole('button', { name: 'Settings' }));
  const key = await screen.findByLabelText<HTMLInputElement>('API key');
  await fireEvent.input(key, { target: { value: 'sk-typed' } });
  host.answers.key_status = () => ({ kept: 'keychain', last_four: '1234' });
  happens(host, { type: 'providers_changed', providers: [...cloud, work] });
  const added = await screen.findByRole('button', { name: 'Work Own Key set' });
  expect(key.value).toBe('sk-typed');
  expect(key.isConnected).toBe(true);
  await fireEvent.click(added);
  happens(host, { type: 'providers_changed', providers: cloud });
  await waitFor(() => expect(screen.queryByRole('button', { name: /^Work/ })).toBeNull());
  expect(screen.getByRole('heading', { name: 'Nimbus' })).toBeTruthy();
});

test('a provider that is added elsewhere is in the picker at once, and leaves it', async () => {
  const free = { ...work, needs_key: false };
  const host = await opened({
    key_status: () => ({ kept: 'nowhere' }),
    list_models: () => listed([model('m')]),
  });
  happens(host, { type: 'providers_changed', providers: [...OVERVIEW.providers, free] });
  await fireEvent.click(screen.getByRole('button', { name: 'Model' }));
  expect(await screen.findByRole('group', { name: 'Work' })).toBeTruthy();
  happens(host, { type: 'providers_changed', providers: OVERVIEW.providers });
  await waitFor(() => expect(screen.queryByRole('group', { name: 'Work' })).toBeNull());
});

test('the parameters of new conversations are set in the settings, and the one that has not begun has them', async () => {
  const host = await opened({
    list_models: () => listed([]),
    set_default_parameters: ({ parameters }) => ({ ...OVERVIEW.settings, parameters }),
    send: () => sent(asked, reply),
  });
  await fireEvent.keyDown(document.body, { key: ',', ctrlKey: true });
  await fireEvent.click(await screen.findByRole('tab', { name: 'Models' }));
  await fireEvent.change(await screen.findByRole('spinbutton', { name: 'Temperature' }), {
    target: { value: '0' },
  });
  await screen.findByText('Saved.');
  expect(screen.queryByText('New conversations begin with these.')).toBeNull();
  await fireEvent.click(screen.getByRole('button', { name: 'Close' }));
  await fireEvent.keyDown(await type('Why?'), { key: 'Enter' });
  await waitFor(() => expect(host.argsOf('send')[0]?.parameters).toEqual({ ...UNSET, temperature: 0 }));
});

function paste(field: HTMLElement, text: string) {
  const clipboardData = { getData: (type: string) => (type === 'text/plain' ? text : ''), files: [] };
  return fireEvent(
    field,
    Object.assign(new Event('paste', { bubbles: true, cancelable: true }), { clipboardData }),
  );
}

test('a pasted link to audio is attached for a model that takes audio, and one to video is text', async () => {
  const host = await openedForJson();
  await waitFor(() => expect(host.argsOf('model_abilities')).toHaveLength(1));
  const field = await type('JSON');
  expect(await paste(field, 'https://a.example/film.mp4')).toBe(true);
  expect(await paste(field, 'https://a.example/talk.mp3')).toBe(false);
  const strip = await screen.findByRole('list', { name: 'Attachments' });
  expect(within(strip).getByRole('link', { name: 'talk.mp3' })).toBeTruthy();
  await fireEvent.keyDown(field, { key: 'Enter' });
  await waitFor(() =>
    expect(host.argsOf('send')[0]?.media).toEqual([{ kind: 'audio', url: 'https://a.example/talk.mp3' }]),
  );
});

const PULL: Pull = {
  provider: 'ollama',
  name: 'qwen3:4b',
  state: {
    type: 'running',
    status: 'pulling a',
    completed_bytes: 40,
    total_bytes: 100,
    bytes_per_second: null,
    seconds_left: null,
  },
};

test('a fetch that goes on is shown where a model is chosen, and what is told of it arrives', async () => {
  const ollama = { ...OVERVIEW.providers[0]!, id: 'ollama', place: 'local', protocol: 'ollama' } as const;
  const host = await opened(
    {
      list_models: () => ({ models: [], read_at: 1, stale: false }),
      local_models: () => ({ version: null, models: [] }),
    },
    { providers: [ollama], pulls: [PULL] },
  );
  await fireEvent.click(screen.getByRole('button', { name: 'Settings' }));
  await fireEvent.click(screen.getByRole('tab', { name: 'Models' }));
  const bar = await screen.findByRole('progressbar', { name: 'Downloading qwen3:4b' });
  expect(bar.getAttribute('aria-valuenow')).toBe('40');
  happens(host, {
    type: 'pull',
    pull: { ...PULL, state: { ...PULL.state, completed_bytes: 90 } as typeof PULL.state },
  });
  await waitFor(() => expect(bar.getAttribute('aria-valuenow')).toBe('90'));
});

test('models that a provider lists anew reach the open list', async () => {
  let offered = ['demo'];
  const host = await opened({
    list_models: () => ({ models: offered.map((id) => model(id)), read_at: 1, stale: true }),
  });
  await fireEvent.click(screen.getByRole('button', { name: 'Model' }));
  await screen.findByRole('option', { name: /^demo / });
  offered = ['demo', 'newer'];
  happens(host, { type: 'models_changed', provider: 'offline' });
  expect(await screen.findByRole('option', { name: /^newer / })).toBeTruthy();
});

test('a model is marked in the list', async () => {
  const favourites = [{ provider: 'offline', model: 'demo' }];
  const host = await opened({
    list_models: () => ({ models: [model('demo')], read_at: 1, stale: false }),
    set_favourite: () => ({ ...OVERVIEW.settings, favourites }),
  });
  await fireEvent.click(screen.getByRole('button', { name: 'Model' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Favourite: demo', pressed: false }));
  expect(await screen.findByRole('button', { name: 'Favourite: demo', pressed: true })).toBeTruthy();
  expect(host.argsOf('set_favourite')).toEqual([{ choice: favourites[0], favourite: true }]);
});

test('Up in an empty composer puts the last question in other words, and sending them leads back', async () => {
  const host = await opened({ edit_message: () => sent(question('q2', 'Why not?'), live('a2', 'q2')) });
  await fireEvent.click(screen.getByRole('link', { name: 'Rivers' }));
  await screen.findByText('Because.');
  const composer = await type('Words of mine');
  await fireEvent.keyDown(composer, { key: 'ArrowUp' });
  expect(screen.queryByRole('textbox', { name: 'Edit message' })).toBeNull();
  await type('');
  await fireEvent.keyDown(composer, { key: 'ArrowUp' });
  const edit = await screen.findByRole('textbox', { name: 'Edit message' });
  await fireEvent.input(edit, { target: { value: 'Why not?' } });
  await fireEvent.keyDown(edit, { key: 'Enter' });
  await waitFor(() => expect(host.argsOf('edit_message')[0]?.text).toBe('Why not?'));
  await waitFor(() => expect(document.activeElement).toBe(composer));
});

test('an Escape out of an edit stops no reply', async () => {
  const host = await opened({
    open_conversation: () => view([asked], { live: reply }),
    stop: () => ({}),
  });
  await fireEvent.click(screen.getByRole('link', { name: 'Rivers' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Edit' }));
  await fireEvent.keyDown(screen.getByRole('textbox', { name: 'Edit message' }), { key: 'Escape' });
  expect(screen.queryByRole('textbox', { name: 'Edit message' })).toBeNull();
  expect(host.argsOf('stop')).toEqual([]);
});

async function chooseMore(article: HTMLElement, name: string) {
  await fireEvent.keyDown(within(article).getByRole('button', { name: 'More' }), { key: 'Enter' });
  await fireEvent.keyDown(await screen.findByRole('menuitem', { name }), { key: 'Enter' });
}

test('a message that was deleted can be had back', async () => {
  const kept = view([asked, answer('a1', 'q1', 'Because.')]);
  const host = await opened({
    delete_message: () => view([asked]),
    restore_message: () => kept,
  });
  await fireEvent.click(screen.getByRole('link', { name: 'Rivers' }));
  await chooseMore(await screen.findByRole('article', { name: 'Assistant' }), 'Delete');
  await waitFor(() => expect(screen.queryByRole('article', { name: 'Assistant' })).toBeNull());
  const isAtLog = () => document.activeElement === screen.getByRole('log', { name: 'Messages' });
  await waitFor(() => expect(isAtLog()).toBe(true));
  await fireEvent.click(screen.getByRole('button', { name: 'Undo' }));
  expect(await screen.findByText('Because.')).toBeTruthy();
  expect(host.argsOf('restore_message')).toEqual([{ conversation: 'c', message: 'a1' }]);
});

test('a fork is listed and shown', async () => {
  const host = await opened({ fork: () => summary('f', 'Rivers, too', 9) });
  await fireEvent.click(screen.getByRole('link', { name: 'Rivers' }));
  await chooseMore(await screen.findByRole('article', { name: 'Assistant' }), 'Fork into a new conversation');
  expect(await screen.findByRole('heading', { name: 'Rivers, too' })).toBeTruthy();
  expect(host.argsOf('open_conversation').at(-1)).toEqual({ conversation: 'f' });
});
