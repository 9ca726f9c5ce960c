import { expect, test, vi } from 'vitest';

import { linkOpener } from './links';

function click(html: string) {
  const open = vi.fn();
  document.body.innerHTML = html;
  const event = new MouseEvent('click', { bubbles: true, cancelable: true });
  document.addEventListener('click', linkOpener(open), { once: true });
  document.body.querySelector('a, button')?.dispatchEvent(event);
  return { opened: open.mock.calls.flat(), prevented: event.defaultPrevented };
}

test('a link that leads out of the window opens elsewhere', () => {
  expect(click('<a href="https://a.example/b">there</a>')).toEqual({
    opened: ['https://a.example/b'],
    prevented: true,
  });
  expect(click('<a href="mailto:a@a.example">mail</a>')).toEqual({
    opened: ['mailto:a@a.example'],
    prevented: true,
  });
});

test('what leads nowhere else is left alone', () => {
  expect(click('<a href="#conversation">here</a>')).toEqual({ opened: [], prevented: false });
  expect(click('<button>press</button>')).toEqual({ opened: [], prevented: false });
});
