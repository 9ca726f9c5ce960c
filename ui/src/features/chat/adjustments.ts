import type { Adjustment } from '../../contract';
import { language, t } from '../../messages/messages.svelte';

/** What was sent otherwise than it was asked for, in a line; empty where nothing was. */
export function adjustmentsLine(adjustments: readonly Adjustment[]): string {
  const dropped = adjustments.flatMap((one) =>
    one.type === 'dropped' ? [t(`parameter.${one.parameter}`)] : [],
  );
  const clauses = dropped.length > 0 ? [t('adjusted.dropped', { parameters: listed(dropped) })] : [];
  for (const adjustment of adjustments) {
    if (adjustment.type === 'dropped') continue;
    clauses.push(
      adjustment.type === 'bounded'
        ? t('adjusted.bounded', {
            parameter: t(`parameter.${adjustment.parameter}`),
            value: adjustment.value,
          })
        : t(`adjusted.${adjustment.type}`),
    );
  }
  const line = clauses.join(language() === 'zh-CN' ? '；' : '; ');
  return line.charAt(0).toLocaleUpperCase(language()) + line.slice(1);
}

function listed(words: string[]): string {
  return new Intl.ListFormat(language(), { type: 'conjunction' }).format(words);
}
