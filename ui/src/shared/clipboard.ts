/** Puts text on the clipboard, also where the page may not use the asynchronous clipboard. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const carrier = document.createElement('textarea');
    carrier.value = text;
    carrier.className = 'visually-hidden';
    document.body.append(carrier);
    carrier.select();
    document.execCommand('copy');
    carrier.remove();
  }
}

/** One thing in two forms: each program takes the one that it understands. */
export interface Rich {
  plain: string;
  html: string;
}

/** Puts text with its formatting on the clipboard, also where the page may not use the asynchronous clipboard. */
export async function copyRich({ plain, html }: Rich): Promise<void> {
  const blob = (type: string, text: string) => ({ [type]: new Blob([text], { type }) });
  try {
    const item = new ClipboardItem({ ...blob('text/plain', plain), ...blob('text/html', html) });
    await navigator.clipboard.write([item]);
  } catch {
    copyByEvent({ plain, html });
  }
}

/** Answers a copying of its own making. */
function copyByEvent({ plain, html }: Rich): void {
  const give = (event: ClipboardEvent) => {
    event.clipboardData?.setData('text/plain', plain);
    event.clipboardData?.setData('text/html', html);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener('copy', give, { capture: true, once: true });
  // Nothing is copied where nothing is selected.
  const carrier = document.createElement('span');
  carrier.textContent = plain.slice(0, 1) || ' ';
  carrier.className = 'visually-hidden';
  document.body.append(carrier);
  const selection = getSelection();
  const ranges = selection ? [...Array(selection.rangeCount).keys()].map((n) => selection.getRangeAt(n)) : [];
  selection?.selectAllChildren(carrier);
  document.execCommand('copy');
  selection?.removeAllRanges();
  for (const range of ranges) selection?.addRange(range);
  carrier.remove();
  document.removeEventListener('copy', give, { capture: true });
}
