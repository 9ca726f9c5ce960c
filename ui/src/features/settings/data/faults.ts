import type { FileFault } from '../../../contract';
import { t } from '../../../messages/messages.svelte';

/** What is wrong with a file, in words. */
export function faultText(fault: FileFault): string {
  switch (fault.type) {
    case 'unreadable':
      return t('fault.unreadable', { reason: fault.reason });
    case 'line':
      return t(`fault.line_${fault.reason}`, { line: fault.line });
    case 'attachment_missing':
      return t('fault.attachment_missing', { message: fault.message, hash: fault.hash });
    case 'batch_missing':
      return t('fault.batch_missing', { line: fault.line });
    case 'parent_missing':
      return t('fault.parent_missing', { message: fault.message, parent: fault.parent });
    case 'circle':
      return t('fault.circle', { message: fault.message });
    default:
      return t(`fault.${fault.type}`);
  }
}
