import type { Assistant, Prompt } from '../../contract';
import { t } from '../../messages/messages.svelte';
import { UNSET } from '../../shared/parameters';

const PROMPTS = ['translate', 'summarise', 'improve', 'explain', 'review'] as const;
// Signs that fonts without emoji have too.
const ASSISTANTS = [
  ['translator', '⇄'],
  ['editor', '✎'],
  ['tutor', '∑'],
  ['programmer', 'λ'],
] as const;

/** Messages fill in what stands in braces themselves, so there a variable stands in brackets. */
const inBraces = (text: string) => text.replace(/\[\[(.+?)\]\]/g, '{{$1}}');

/** Prompts to begin with, in the reader's language. */
export function promptExamples(): Prompt[] {
  return PROMPTS.map((id) => ({
    name: t(`prompts.example_${id}_name`),
    text: inBraces(t(`prompts.example_${id}_text`)),
  }));
}

/** Assistants to begin with, in the reader's language. */
export function assistantExamples(): Assistant[] {
  return ASSISTANTS.map(([id, icon]) => ({
    name: t(`assistants.example_${id}_name`),
    icon,
    model: null,
    parameters: { ...UNSET, system: t(`assistants.example_${id}_system`) },
  }));
}
