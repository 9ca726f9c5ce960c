import type { Abilities, AnswerFormat, Thinking } from '../../contract';
import { t } from '../../messages/messages.svelte';

/** What an answer is to be, in a word or two: a schema is called by its title. */
export function formatName(format: AnswerFormat): string {
  if (format.type === 'json_object') return t('format.object');
  const { schema } = format;
  const title = typeof schema === 'object' && schema !== null && 'title' in schema ? schema.title : null;
  return typeof title === 'string' && title.trim() !== '' ? title : t('format.schema');
}

/** Whether the model has no mode for this, or none while it thinks, so that the prompt has to ask for it. */
export function isByPrompt(format: AnswerFormat, thinking: Thinking | null, abilities: Abilities): boolean {
  const thinks = thinking !== null && thinking.mode !== 'off';
  if (thinks && !abilities.json_with_thinking) return true;
  return format.type === 'json_schema' ? !abilities.schema : !abilities.json;
}
