import { render, screen, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import { expect, test, vi } from 'vitest';

import { FakeHost } from '../../host/fake';
import { providers } from '../../shared/samples';
import Rehearsal from './Rehearsal.svelte';

test('a question and an answer are drawn for nobody, ask the engine for nothing, and go', async () => {
  const host = new FakeHost();
  const { container } = render(Rehearsal, { host, providers, isNeeded: () => true });
  const drawn = () => container.querySelectorAll('article').length;
  await waitFor(() => expect(drawn()).toBe(2), { interval: 1 });
  expect(container.querySelector('footer')).not.toBeNull();
  expect(screen.queryByRole('article')).toBeNull();
  expect(container.querySelector('[inert]')).not.toBeNull();
  await waitFor(() => expect(drawn()).toBe(0), { interval: 1 });
  expect([...host.asked, ...host.listeners]).toEqual([]);
});

test('where a conversation is read already nothing is rehearsed', async () => {
  const isNeeded = vi.fn(() => false);
  const { container } = render(Rehearsal, { host: new FakeHost(), providers, isNeeded });
  await waitFor(() => expect(isNeeded).toHaveBeenCalled(), { interval: 1 });
  await tick();
  expect(container.querySelector('article')).toBeNull();
});
