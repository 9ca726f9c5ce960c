import { t } from '../messages/messages.svelte';
import { element } from './node';

/** What a page in the frame may do: show itself. It asks nobody for anything and runs nothing. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:";

/** A page or a picture that somebody else wrote, in a frame that has no rights and no network. */
export function preview(source: string): HTMLElement {
  const frame = element('iframe', {
    class: 'preview',
    title: t('markdown.preview'),
    sandbox: '',
    referrerpolicy: 'no-referrer',
    loading: 'lazy',
  });
  frame.setAttribute(
    'srcdoc',
    `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${POLICY}">${source}`,
  );
  return frame;
}
