import { MarkdownStream } from './stream';

/** What only this window makes use of. */
const OURS = ['class', 'tabindex', 'role', 'rel'];

/** A text in Markdown as HTML for other programs: what it says and how it is built, without this window's looks. */
export function richOf(markdown: string): string {
  const drawn = document.createElement('div');
  new MarkdownStream(drawn).show(markdown, false);
  // What was drawn is still given its colours.
  const root = drawn.cloneNode(true) as HTMLElement;
  for (const aside of root.querySelectorAll('.code > :not(pre)')) aside.remove();
  for (const code of root.querySelectorAll('code')) code.textContent = code.textContent.replace(/\n$/, '');
  for (const formula of root.querySelectorAll('[data-source]')) formula.replaceWith(mathOf(formula));
  for (const box of root.querySelectorAll<HTMLInputElement>('input')) {
    box.replaceWith(box.hasAttribute('checked') ? '☑ ' : '☐ ');
  }
  for (const mark of root.querySelectorAll('[data-note]')) mark.replaceWith(...mark.childNodes);
  for (const words of root.querySelectorAll(':is(ul, ol):not([data-loose]) > li > p')) {
    words.replaceWith(...words.childNodes);
  }
  for (const holder of root.querySelectorAll('section, div')) holder.replaceWith(...holder.childNodes);
  for (const table of root.querySelectorAll('table')) table.setAttribute('border', '1');
  for (const node of root.querySelectorAll('*')) clean(node);
  return root.innerHTML;
}

/** A formula as other programs read it, or as it was written where it is not drawn. */
function mathOf(formula: Element): Element | string {
  const math = formula.querySelector('math');
  math?.querySelector('annotation')?.remove();
  return math ?? formula.getAttribute('data-source') ?? '';
}

function clean(node: Element): void {
  const align = node.getAttribute('data-align');
  for (const name of node.getAttributeNames()) {
    if (OURS.includes(name) || name.startsWith('data-')) node.removeAttribute(name);
  }
  if (align) node.setAttribute('align', align);
}
