import { fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { beforeEach, expect, test, vi } from 'vitest';

import { FakeHost, refuse } from '../../host/fake';
import { setLanguage } from '../../messages/messages.svelte';
import { providers } from '../../shared/samples';
import ExportDialog from './ExportDialog.svelte';

beforeEach(() => setLanguage('en'));

function opened(answers: FakeHost['answers']) {
  const host = new FakeHost(answers);
  const props = {
    open: true,
    host,
    providers,
    conversation: 'c',
    title: 'Tea / pot',
    format: 'html',
  } as const;
  render(ExportDialog, props);
  return host;
}

test('a conversation is written to the file that was chosen', async () => {
  const write = vi.fn(() => ({ path: '/tmp/Tea.html', conversations: 1, bytes: 9 }));
  const host = opened({ export_conversations: write });
  host.chosen = '/tmp/Tea.html';
  await fireEvent.click(screen.getByRole('button', { name: 'Choose… File to write' }));
  expect(host.wanted).toEqual([{ kind: 'new_file', title: 'File to write', name: 'Tea pot.html' }]);
  await waitFor(() =>
    expect(screen.getByRole('button', { name: 'Export' })).toHaveProperty('disabled', false),
  );
  await fireEvent.click(screen.getByRole('button', { name: 'Export' }));
  await screen.findByText('Saved: /tmp/Tea.html');
  expect(host.argsOf('export_conversations')).toEqual([
    { conversations: ['c'], format: 'html', language: 'en', path: '/tmp/Tea.html' },
  ]);
});

test('a file that cannot be written says why', async () => {
  opened({ export_conversations: refuse({ code: 'storage', fault: 'read_only', reason: '/etc/x' }) });
  await fireEvent.input(screen.getByLabelText('File to write'), { target: { value: '/etc/x' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Export' }));
  expect((await screen.findByRole('alert')).textContent).toContain('This place cannot be read or written.');
});
