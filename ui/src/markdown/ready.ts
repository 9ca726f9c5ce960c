import { loadFormulas } from './formula';
import { element } from './node';
import { MarkdownStream } from './stream';

/**
 * In each of these something is met for the first time, most of all another font. What a font costs when its first
 * letter is laid out is felt.
 */
export const SAMPLES = [
  'Words 字，[words](https://example.org).',
  '**Strong “字”。**',
  '*Slant*',
  '## Title 题',
  '`code` 码',
  '$x_1 = \\frac{a}{\\sqrt{2}}$',
  '- One\n- Two\n  1. Three',
  '| Head | 头 |\n|------|----|\n| Cell | 1  |',
  '> Said',
  '```rust\nlet code = "码"; // Rust\n```',
];

/** Gets ready what the first answer would wait for, a step at a time: `idle` waits until nothing else goes on. */
export async function getReady(idle: () => Promise<unknown>): Promise<void> {
  await idle();
  await loadFormulas();
  for (const sample of SAMPLES) {
    await idle();
    const page = element('div', { class: 'markdown sample', 'aria-hidden': 'true', inert: '' });
    document.body.append(page);
    new MarkdownStream(page).show(sample, false);
    // Asked for how high it is, it is laid out now.
    page.getBoundingClientRect();
    page.remove();
  }
}
