import fc from 'fast-check';
import { expect, test } from 'vitest';

import { preview } from './preview';
import { attacks } from './samples';
import { MarkdownStream } from './stream';

const ALLOWED =
  'section p h1 h2 h3 h4 h5 h6 ul ol li input blockquote hr div table thead tbody tr th td pre code span button a em strong del br sup';
const ATTRIBUTES =
  'class href rel title role tabindex type disabled checked start data-loose data-long data-align data-act data-language data-source data-note data-label';

/** What of a page should not be there. */
function foreign(root: Element): string[] {
  return [...root.querySelectorAll('*')].flatMap((node) => {
    const tag = node.tagName.toLowerCase();
    const attributes = node.getAttributeNames().filter((name) => !ATTRIBUTES.split(' ').includes(name));
    const href = node.getAttribute('href') ?? '#';
    return [
      ...(ALLOWED.split(' ').includes(tag) ? [] : [tag]),
      ...attributes,
      ...(/^(?:#$|https?:|mailto:)/.test(href) ? [] : [href]),
    ];
  });
}

test('there are more than five hundred attacks', () => {
  expect(attacks().length).toBeGreaterThan(500);
});

test('no attack becomes more than words, wherever it is cut', () => {
  for (const attack of attacks()) {
    const cuts = fc.sample(fc.nat(attack.length), 8).sort((a, b) => a - b);
    const root = document.createElement('div');
    const stream = new MarkdownStream(root);
    for (const end of cuts) {
      stream.show(attack.slice(0, end), true);
      expect(foreign(root), attack.slice(0, end)).toEqual([]);
    }
    stream.show(attack, false);
    expect(foreign(root), attack).toEqual([]);
  }
}, 60_000);

test('a preview has no rights and no network', () => {
  const frame = preview('<script>hit()</script>');
  expect(frame.getAttribute('sandbox')).toBe('');
  expect(frame.getAttribute('srcdoc')).toMatch(
    /^<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'/,
  );
});
