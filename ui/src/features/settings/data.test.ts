import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, test } from 'vitest';

import type { Backup, BinnedConversation, Checkup, ImportReport } from '../../contract';
import { refuse, type FakeHost } from '../../host/fake';
import { setLanguage } from '../../messages/messages.svelte';
import { keepingOf } from '../../shared/keeping.svelte';
import { button, field, open, type } from './opened.testing';

const backup: Backup = {
  path: '/media/me/runnel.zip',
  at: Date.UTC(2026, 4, 1, 12),
  conversations: 1200,
  attachments: 3,
  bytes: 4_200_000,
};

const binned: BinnedConversation[] = [
  { id: 'a', title: 'Tea', deleted: Date.UTC(2026, 4, 1), goes: Date.UTC(2026, 4, 31) },
  { id: 'b', title: null, deleted: Date.UTC(2026, 3, 1), goes: Date.UTC(2026, 4, 1) },
];

const report: ImportReport = {
  found: {
    formats: ['next_chat'],
    conversations: 2,
    messages: 9,
    pictures: 0,
    counts: [{ reason: 'picture_missing', count: 2 }],
    left_out: [
      { reason: 'picture_missing', conversation: 'a', title: 'Tea', message: 'm', what: 'cup.png' },
      { reason: 'picture_missing', conversation: 'a', title: 'Tea', message: 'n', what: 'pot.png' },
    ],
  },
  new_conversations: 1,
  grown_conversations: 1,
  new_messages: 1,
};

function opened(answers: FakeHost['answers'] = {}) {
  return open(
    {
      list_bin: () => [],
      last_backup: () => null,
      places: () => ({ data: '/home/me/runnel', settings: '/home/me/runnel/settings.toml' }),
      ...answers,
    },
    'data',
  );
}

const press = (name: string) => fireEvent.click(button(name));

beforeEach(() => setLanguage('en'));
afterEach(() => setLanguage('en'));

test('the folders are told, and opened', async () => {
  const { host } = opened();
  await screen.findByText('/home/me/runnel/settings.toml');
  await press('Open the folder');
  expect(host.foldersOpened).toBe(1);
});

test('a backup goes to the file that was chosen, and is told of', async () => {
  const { host } = opened({ back_up: () => backup });
  await screen.findByText(/There is no backup yet/);
  expect(button('Back up now')).toHaveProperty('disabled', true);
  host.chosen = backup.path;
  await press('Choose… Backup file');
  await waitFor(() => expect(field('Backup file').value).toBe(backup.path));
  expect(host.wanted[0]?.kind).toBe('new_file');
  await press('Back up now');
  await screen.findByText('Done: 1,200 conversations, 4 MB, read back and sound.');
  expect(host.argsOf('back_up')).toEqual([{ path: backup.path }]);
  screen.getByText(/^Last backup: /);
});

test('a backup that failed says why, in words about the file', async () => {
  opened({ back_up: refuse({ code: 'storage', fault: 'full', reason: '/x: no space' }) });
  await type(field('Backup file'), '/x');
  await press('Back up now');
  expect((await screen.findByRole('alert')).textContent).toContain('The disk is full.');
});

test('a path without a beginning is not taken', async () => {
  opened();
  await type(field('Backup file'), 'backup.zip');
  screen.getByText('Give the whole path, from its beginning.');
  expect(button('Back up now')).toHaveProperty('disabled', true);
});

test('backups by themselves are set once there is a folder', async () => {
  const { host, onsettings } = opened({
    set_backup_schedule: (schedule) => ({ ...(onsettings.mock.lastCall ?? [])[0], backup: schedule }),
  });
  await fireEvent.click(screen.getByLabelText('Every week'));
  expect(host.argsOf('set_backup_schedule')).toEqual([]);
  host.chosen = '/media/me';
  await press('Choose… Folder for backups');
  await waitFor(() =>
    expect(host.argsOf('set_backup_schedule')).toEqual([{ every: 'week', folder: '/media/me' }]),
  );
});

test('what came back from a backup is told, and what did not', async () => {
  opened({
    restore_backup: () => ({
      conversations: 2,
      records: 9,
      attachments: 0,
      settings: 1,
      providers: 0,
      prompts: 0,
      assistants: 0,
      refused: [{ name: 'strange.txt', reason: 'it is no part of a backup' }],
    }),
  });
  await type(field('Backup to restore'), '/b.zip');
  await press('Restore');
  await screen.findByText('Back again: 2 conversations · 1 setting');
  screen.getByText('1 part of the file was left out:');
  screen.getByText('strange.txt');
});

test('an import shows how far it is, can be cancelled, and ends with a report', async () => {
  let end = (_: ImportReport) => {};
  const { host } = opened({
    import_conversations: () => new Promise<ImportReport>((resolve) => (end = resolve)),
    cancel_import: () => ({}),
  });
  await type(field('File to import'), '/export.zip');
  await press('Import');
  const bar = await screen.findByRole('progressbar', { name: 'Importing' });
  expect(bar.getAttribute('aria-valuetext')).toBe('Looking the file over…');
  keepingOf(host).take({ type: 'import', progress: { done: 1, total: 4 } });
  await waitFor(() => expect(bar.getAttribute('aria-valuenow')).toBe('25'));
  await press('Cancel');
  expect(host.argsOf('cancel_import')).toEqual([{}]);

  end(report);
  await screen.findByText('NextChat: 2 conversations with 9 messages found.');
  for (const line of ['1 conversation is new.', '1 conversation has grown.', '1 message is new.']) {
    screen.getByText(line);
  }
  screen.getByText(/2 pictures that are not in the file/);
  screen.getByText('Tea: cup.png');
  setLanguage('zh-CN');
  await screen.findByText('NextChat：找到 2 个对话，9 条消息。');
  screen.getByText(/2 张图片不在文件中/);
});

test('a file that is refused says why', async () => {
  opened({
    import_conversations: refuse({ code: 'import_refused', problem: { reason: 'bomb', times: 200 } }),
  });
  await type(field('File to import'), '/bomb.zip');
  await press('Import');
  expect((await screen.findByRole('alert')).textContent).toContain('more than 200 times its size');
});

test('everything is exported in the chosen format', async () => {
  const { host } = opened({
    export_conversations: () => ({ path: '/all.zip', conversations: 1, bytes: 2000 }),
  });
  await fireEvent.click(screen.getByLabelText('JSON'));
  await type(field('Archive to write'), '/all.zip');
  await press('Export');
  await screen.findByText('1 conversation exported, 2 kB.');
  expect(host.argsOf('export_conversations')).toEqual([
    { conversations: null, format: 'json', language: 'en', path: '/all.zip' },
  ]);
});

test('one of the bin is restored, one is removed for good only after it was confirmed', async () => {
  let left = binned;
  const { host } = opened({
    list_bin: () => left,
    restore_conversation: ({ conversation }) => {
      left = left.filter(({ id }) => id !== conversation);
      return {} as never;
    },
    empty_bin: ({ conversation }) => {
      left = left.filter(({ id }) => id !== conversation);
      return { conversations: 1 };
    },
  });
  const list = await screen.findByRole('list', { name: 'Bin' });
  expect(within(list).getAllByRole('listitem')).toHaveLength(2);
  await press('Restore “Tea”');
  await screen.findByText('“Tea” is back.');
  await press('Remove for good: “Untitled”');
  const question = screen.getByRole('alertdialog', { name: 'Remove “Untitled” for good?' });
  expect(document.activeElement?.textContent).toContain('Cancel');
  expect(host.argsOf('empty_bin')).toEqual([]);
  await fireEvent.click(within(question).getByRole('button', { name: 'Remove for good' }));
  await screen.findByText('The bin is empty.');
  expect(host.argsOf('empty_bin')).toEqual([{ conversation: 'b' }]);
});

test('the bin is emptied only after it was confirmed', async () => {
  const { host } = opened({ list_bin: () => binned, empty_bin: () => ({ conversations: 2 }) });
  await fireEvent.click(await screen.findByRole('button', { name: 'Empty the bin…' }));
  await press('Cancel');
  expect(host.argsOf('empty_bin')).toEqual([]);
  await press('Empty the bin…');
  await press('Empty the bin');
  await screen.findByText('2 conversations were removed.');
  expect(host.argsOf('empty_bin')).toEqual([{ conversation: null }]);
});

test('each fault that a check finds is named', async () => {
  const sound: Checkup = { conversations: 2, messages: 5, journals: 0, attachments: 1, faults: [] };
  let found = sound;
  opened({ check_everything: () => found });
  await press('Check now');
  await screen.findByText('Read: conversations 2, messages 5, pictures 1. 0 faults were found.');
  found = { ...sound, faults: [{ file: 'conversations/a.jsonl', type: 'line', line: 3, reason: 'torn' }] };
  await press('Check now');
  await screen.findByText(/1 fault was found/);
  expect(screen.getByRole('list', { name: 'Faults' }).textContent).toContain(
    'conversations/a.jsonl line 3 was never written to its end',
  );
});

test('the index that is built anew shows how far it is', async () => {
  const { host } = opened({ reindex: () => ({}) });
  await press('Build the index anew');
  keepingOf(host).take({ type: 'indexing', indexing: { done: 1, total: 2 } });
  const bar = await screen.findByRole('progressbar', { name: 'Building the index' });
  expect(bar.getAttribute('aria-valuenow')).toBe('50');
  keepingOf(host).take({ type: 'indexing', indexing: { done: 2, total: 2 } });
  await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
});
