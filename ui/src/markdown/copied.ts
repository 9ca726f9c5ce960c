/** What was selected on the page, as Markdown again. Half of a block is the half of it that was selected. */

/** Puts what is selected on the clipboard as Markdown, and as it looks for whoever takes that. */
export function copySelection(event: ClipboardEvent, root: Element): void {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || !event.clipboardData || selection.rangeCount === 0) return;
  const range = selection.getRangeAt(0);
  const around = range.commonAncestorContainer;
  const element = around instanceof Element ? around : around.parentElement;
  // Code that is copied is code, and a word is a word.
  if (!element || !root.contains(element) || element.closest('pre')) return;
  const picked = document.createElement('div');
  picked.append(range.cloneContents());
  for (const aside of picked.querySelectorAll('.head, .drawing, .preview')) aside.remove();
  event.clipboardData.setData('text/plain', markdownOf(picked));
  event.clipboardData.setData('text/html', picked.innerHTML);
  event.preventDefault();
}

/** The Markdown of what is on a page. */
export function markdownOf(node: Element): string {
  return blocks(node).trim();
}

function blocks(parent: Element): string {
  let text = '';
  for (const child of parent.childNodes) {
    const said = child instanceof Element ? block(child) : null;
    // Words between blocks are a block.
    if (said === null) text += inline(child);
    else if (said !== '') text += `${text === '' || text.endsWith('\n\n') ? '' : '\n\n'}${said}\n\n`;
  }
  return text.replace(/\n{3,}/g, '\n\n').replace(/^\n+|\n+$/g, '');
}

/** A block as Markdown; `null` if it is none. */
function block(node: Element): string | null {
  const tag = node.tagName.toLowerCase();
  switch (tag) {
    case 'section':
    case 'div':
      if (node.classList.contains('code')) return code(node);
      if (node.classList.contains('note'))
        return `[^${node.getAttribute('data-label')}]: ${indented(blocks(withoutFirst(node)), 4)}`;
      return blocks(node);
    case 'p':
      return inlines(node);
    case 'h1':
    case 'h2':
    case 'h3':
    case 'h4':
    case 'h5':
    case 'h6':
      return `${'#'.repeat(Number(tag.charAt(1)))} ${inlines(node)}`;
    case 'hr':
      return '---';
    case 'blockquote':
      return blocks(node)
        .replace(/^(?=.)/gm, '> ')
        .replace(/^$/gm, '>');
    case 'ul':
    case 'ol':
      return list(node, tag === 'ol');
    case 'li':
      return `- ${indented(item(node), 2)}`;
    case 'table':
      return table(node);
    case 'pre':
      return code(node);
    default:
      return null;
  }
}

function list(node: Element, isOrdered: boolean): string {
  const first = Number(node.getAttribute('start') ?? 1);
  const items = [...node.children].map((child, index) => {
    const mark = isOrdered ? `${first + index}. ` : '- ';
    return mark + indented(item(child), mark.length);
  });
  return items.join(node.hasAttribute('data-loose') ? '\n\n' : '\n');
}

function item(node: Element): string {
  const box = node.querySelector(':scope > input');
  const mark = box ? `[${box.hasAttribute('checked') ? 'x' : ' '}] ` : '';
  const text = blocks(node);
  return (
    mark +
    (node.parentElement?.hasAttribute('data-loose') ? text : text.replace(/\n\n(?=(?:[-*]|\d+\.) )/g, '\n'))
  );
}

function table(node: Element): string {
  const rows = [...node.querySelectorAll('tr')].map((row) => [...row.children]);
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const said = rows.map((cells) =>
    line(cells.map((cell) => inlines(cell).replaceAll('|', '\\|').replaceAll('\n', '<br>'))),
  );
  const aligns = (rows[0] ?? []).map((cell) => ALIGNS[cell.getAttribute('data-align') ?? ''] ?? '---');
  return [said[0], line(aligns), ...said.slice(1)].join('\n');
}

const ALIGNS: Record<string, string> = { left: ':--', center: ':-:', right: '--:' };

function code(node: Element): string {
  const text = (node.querySelector('code') ?? node).textContent.replace(/\n$/, '');
  const fence = '`'.repeat(Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length)) + 1);
  return `${fence}${node.getAttribute('data-language') ?? ''}\n${text}\n${fence}`;
}

const inlines = (node: Element) => [...node.childNodes].map(inline).join('');

function inline(node: Node): string {
  if (!(node instanceof Element)) return node.textContent ?? '';
  const source = node.getAttribute('data-source');
  if (source !== null) return source;
  switch (node.tagName.toLowerCase()) {
    case 'strong':
      return `**${inlines(node)}**`;
    case 'em':
      return `*${inlines(node)}*`;
    case 'del':
      return `~~${inlines(node)}~~`;
    case 'code':
      return codeSpan(node.textContent);
    case 'br':
      return '\n';
    case 'input':
      return '';
    case 'a': {
      const note = node.getAttribute('data-note');
      if (note !== null) return `[^${note}]`;
      const href = node.getAttribute('href') ?? '';
      const words = inlines(node);
      return words === href ? href : `[${words}](${href})`;
    }
    default:
      return inlines(node);
  }
}

function codeSpan(text: string): string {
  const fence = text.includes('`') ? '``' : '`';
  return fence.length > 1 ? `${fence} ${text} ${fence}` : `${fence}${text}${fence}`;
}

function indented(text: string, columns: number): string {
  return text.replace(/\n(?=[^\n])/g, `\n${' '.repeat(columns)}`);
}

function withoutFirst(node: Element): Element {
  const copy = node.cloneNode(true) as Element;
  copy.firstElementChild?.remove();
  return copy;
}
