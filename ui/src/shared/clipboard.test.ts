import { afterEach, expect, test, vi } from 'vitest';

import { copyRich } from './clipboard';

const rich = { plain: '**it**', html: '<strong>it</strong>' };

afterEach(() => vi.restoreAllMocks());

/** A browser that copies, or does not, when it is told to. */
function browser(copies: boolean) {
  const given: Record<string, string> = {};
  document.execCommand = () => {
    const setData = (type: string, text: string) => (given[type] = text);
    const event = new Event('copy', { bubbles: true });
    if (copies) document.body.dispatchEvent(Object.assign(event, { clipboardData: { setData } }));
    return copies;
  };
  return given;
}

test('text is copied in both forms, and what was selected stays selected', async () => {
  const given = browser(true);
  const words = document.body.appendChild(document.createElement('p'));
  words.textContent = 'words';
  getSelection()?.selectAllChildren(words);
  const inner = vi.fn();
  document.body.addEventListener('copy', inner);
  await copyRich(rich);
  expect(given).toEqual({ 'text/plain': '**it**', 'text/html': '<strong>it</strong>' });
  expect(inner).not.toHaveBeenCalled();
  expect(getSelection()?.toString()).toBe('words');
  expect(document.querySelector('.visually-hidden')).toBeNull();
  document.body.removeEventListener('copy', inner);
  words.remove();
});

test('where copying answers nothing, the asynchronous clipboard is given both', async () => {
  browser(false);
  const write = vi.spyOn(navigator.clipboard, 'write').mockResolvedValue();
  await copyRich(rich);
  const item = write.mock.calls[0]?.[0][0];
  const said = async (type: string) => (await item?.getType(type))?.text();
  expect(await said('text/plain')).toBe('**it**');
  expect(await said('text/html')).toBe('<strong>it</strong>');
});
