import { t } from '../messages/messages.svelte';
import { copyText } from '../shared/clipboard';
import { fileNameOf } from './languages';
import type { Act } from './node';
import { preview } from './preview';

/** How long a button says that it copied, in milliseconds. */
const SAID = 2_000;

/** Answers a click on a button of a block of code, or on the mark of a note. */
export function acts(event: Event, save?: (name: string, text: string) => void): void {
  const target = event.target instanceof Element ? event.target : null;
  const note = target?.closest<HTMLElement>('[data-note]');
  if (note) {
    event.preventDefault();
    show(note);
  }
  const button = target?.closest<HTMLElement>('[data-act]');
  const block = button?.closest<HTMLElement>('.code');
  if (!button || !block) return;
  const code = (block.querySelector('code')?.textContent ?? '').replace(/\n$/, '');
  switch (button.dataset.act as Act) {
    case 'copy':
      void copy(button, code);
      return;
    case 'save':
      save?.(fileNameOf(block.dataset.language ?? ''), code);
      return;
    case 'wrap':
    case 'numbers':
      toggle(button, block.classList.toggle(button.dataset.act as Act));
      return;
    case 'diagram':
      block.dataset.shows = block.dataset.shows === 'drawing' ? 'source' : 'drawing';
      return;
    case 'preview': {
      const shown = block.querySelector('.preview');
      if (shown) shown.remove();
      else block.append(preview(code));
      toggle(button, !shown);
    }
  }
}

async function copy(button: HTMLElement, code: string): Promise<void> {
  await copyText(code);
  button.textContent = t('markdown.copied');
  setTimeout(() => (button.textContent = t('markdown.copy')), SAID);
}

function toggle(button: HTMLElement, isOn: boolean): void {
  button.setAttribute('aria-pressed', String(isOn));
}

/** Goes to the note that a mark refers to. */
function show(mark: HTMLElement): void {
  const notes = mark.closest('.markdown')?.querySelectorAll<HTMLElement>('.note') ?? [];
  const note = [...notes].find(({ dataset }) => dataset.label === mark.dataset.note);
  note?.focus();
  note?.scrollIntoView({ block: 'nearest' });
}
