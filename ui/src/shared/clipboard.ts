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
