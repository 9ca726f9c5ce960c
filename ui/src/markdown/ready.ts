import { loadFormulas } from './formula';
import { element } from './node';
import { MarkdownStream } from './stream';

/** In each of these another font is met first. What a font costs when its first letter is laid out is felt. */
const SAMPLES = [
  'Words 字。',
  '**Strong 字。**',
  '*Slant*',
  '# Title 题',
  '`code` 码',
  '$x_1 = \\frac{a}{\\sqrt{2}}$',
];

/** Without `requestIdleCallback`, so long after the last step nothing is thought to go on, in milliseconds. */
const QUIET = 200;

let isReady = false;

/** Gets ready what the first answer would wait for, a step at a time, while nothing else goes on. */
export async function getReady(): Promise<void> {
  if (isReady) return;
  isReady = true;
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

function idle(): Promise<unknown> {
  return new Promise((resolve) => {
    if ('requestIdleCallback' in window) requestIdleCallback(resolve);
    else setTimeout(resolve, QUIET);
  });
}
