import type { KeyStatus } from '../../contract';
import { t } from '../../messages/messages.svelte';

/** Where a key is kept, in words; empty if there is none. */
export function whereKept(status: KeyStatus | undefined): string {
  switch (status?.kept) {
    case 'keychain':
    case 'this_run':
      return t(`settings.key_${status.kept}`, { last_four: status.last_four });
    case 'environment':
      return t('settings.key_environment', { variable: status.variable });
    default:
      return '';
  }
}
