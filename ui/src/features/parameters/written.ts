import { NotJson, parse } from '../../json/value';
import { t, type MessageKey } from '../../messages/messages.svelte';

/** Why a text is no JSON object, in a sentence (`otherwise` where it is other JSON); empty where it is one. */
export function reasonAgainst(text: string, otherwise: MessageKey): string {
  try {
    return parse(text).kind === 'object' ? '' : t(otherwise);
  } catch (error) {
    if (!(error instanceof NotJson)) throw error;
    return t('json.broken', { line: error.line, column: error.column });
  }
}
