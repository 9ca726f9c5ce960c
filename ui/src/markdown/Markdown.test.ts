import { fireEvent, render, screen } from '@testing-library/svelte';
import { afterEach, expect, test, vi } from 'vitest';

import { setLanguage } from '../messages/messages.svelte';
import Markdown from './Markdown.svelte';

afterEach(() => {
  setLanguage('en');
  vi.unstubAllGlobals();
});

test('a text that grows is shown as it grows', async () => {
  const { container, rerender } = render(Markdown, { text: 'one', open: true });
  await rerender({ text: 'one **two**' });
  expect(container.querySelector('p')?.innerHTML).toBe('one <strong>two</strong>');
  await rerender({ open: false });
  expect(container.querySelector('.markdown')?.getAttribute('aria-busy')).toBe('false');
});

test('a button copies the code as it is by then, and says so', async () => {
  const writeText = vi.fn(() => Promise.resolve());
  vi.stubGlobal('navigator', { clipboard: { writeText }, languages: ['en'] });
  const { rerender } = render(Markdown, { text: '```\na\n', open: true });
  await rerender({ text: '```\na\nb\n```' });
  await fireEvent.click(screen.getByRole('button', { name: 'Copy' }));
  await screen.findByRole('button', { name: 'Copied' });
  expect(writeText).toHaveBeenCalledWith('a\nb');
});

test('its buttons speak the language that is spoken now', async () => {
  render(Markdown, { text: '```\na\n```', open: false });
  setLanguage('zh-CN');
  await screen.findByRole('button', { name: '复制' });
});
