import type { LoadedModel } from '../../contract';
import { dateFormat } from '../../messages/formats';
import { language, t, type MessageKey } from '../../messages/messages.svelte';
import { byteText, tokenText } from '../../shared/quantities';

/** Ollama's words for what models can do. That they answer is understood. */
const CAPABILITIES = new Map<string, MessageKey | null>([
  ['completion', null],
  ['vision', 'models.vision'],
  ['thinking', 'models.thinking'],
  ['tools', 'local.tools'],
  ['embedding', 'local.embedding'],
]);

/** What a model can do, in the reader's language; words that are not known are the server's. */
export function capabilityTexts(capabilities: readonly string[]): string[] {
  return capabilities.flatMap((word) => {
    const key = CAPABILITIES.get(word);
    if (key === undefined) return [word];
    return key === null ? [] : [t(key)];
  });
}

/** Later than this, in milliseconds, is not when it will be let go but that it stays. */
const FOR_EVER = 365 * 24 * 60 * 60 * 1000;
const DAY = 24 * 60 * 60 * 1000;

/** Where a model is in memory, how much of it and until when. */
export function memoryText({ vram_bytes, context_tokens, expires_at }: LoadedModel): string {
  const parts = [
    vram_bytes > 0 ? t('local.in_vram', { bytes: byteText(vram_bytes) }) : t('local.in_memory'),
    context_tokens !== null && t('models.context', { tokens: tokenText(context_tokens) }),
    expires_at !== null && untilText(new Date(expires_at)),
  ];
  return parts.filter(Boolean).join(' · ');
}

function untilText(moment: Date): string | null {
  const left = moment.getTime() - Date.now();
  if (Number.isNaN(left)) return null;
  if (left > FOR_EVER) return t('local.stays');
  const style =
    left > DAY ? ({ dateStyle: 'medium', timeStyle: 'short' } as const) : ({ timeStyle: 'short' } as const);
  return t('local.until', { time: dateFormat(language(), style).format(moment) });
}
