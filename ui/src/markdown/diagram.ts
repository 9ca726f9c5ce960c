import { t } from '../messages/messages.svelte';
import { element } from './node';

/** Longer ones stay source: they take too long to lay out. */
const LONGEST = 20_000;

/** What would have Mermaid fetch something while it draws: such a diagram stays source. */
const FETCHES = /\bimg\b|\bsrc\b|url\s*\(|@import/i;

/** Those that came into view, one after the other. */
let queue: Promise<unknown> = Promise.resolve();
let number = 0;

const seen =
  typeof IntersectionObserver === 'undefined'
    ? null
    : new IntersectionObserver(
        (entries) => {
          for (const { isIntersecting, target } of entries) {
            if (!isIntersecting) continue;
            seen?.unobserve(target);
            queue = queue.then(() => draw(target as HTMLElement));
          }
        },
        { rootMargin: '50%' },
      );

/** Draws a block of Mermaid as a diagram once it comes into view. What cannot be drawn stays as it was written. */
export function drawWhenSeen(block: HTMLElement): void {
  seen?.observe(block);
}

/** Draws every diagram of a text that will not come into view before it is printed. */
export async function drawDiagrams(text: HTMLElement): Promise<void> {
  for (const block of text.querySelectorAll<HTMLElement>('.code[data-language=mermaid i]')) {
    seen?.unobserve(block);
    queue = queue.then(() => draw(block));
  }
  await queue;
}

async function draw(block: HTMLElement): Promise<void> {
  const source = block.querySelector('code')?.textContent ?? '';
  try {
    if (source.length > LONGEST || FETCHES.test(source)) throw new Error('not to be drawn');
    const { default: mermaid } = await import('mermaid');
    mermaid.initialize({
      startOnLoad: false,
      securityLevel: 'strict',
      htmlLabels: false,
      flowchart: { htmlLabels: false },
      theme: isDark() && !block.closest('[data-paper]') ? 'dark' : 'neutral',
      fontFamily: 'system-ui, sans-serif',
      suppressErrorRendering: true,
    });
    const { svg } = await mermaid.render(`diagram-${(number += 1)}`, source);
    block.querySelector('.drawing')?.remove();
    block.append(element('figure', { class: 'drawing' }, await picture(svg)));
    block.dataset.shows = 'drawing';
  } catch {
    block.dataset.shows = 'source';
  }
}

/** As a picture an SVG runs nothing and fetches nothing. */
async function picture(svg: string): Promise<HTMLElement> {
  const image = element('img', { alt: t('markdown.diagram') }) as HTMLImageElement;
  image.src = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  await image.decode();
  URL.revokeObjectURL(image.src);
  return image;
}

function isDark(): boolean {
  const { theme } = document.documentElement.dataset;
  return theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
}
