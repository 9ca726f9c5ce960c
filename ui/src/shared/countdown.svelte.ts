import { createSubscriber } from 'svelte/reactivity';

import type { Timestamp } from '../contract';
import { t } from '../messages/messages.svelte';

/** How many whole seconds are left until a moment; 0 from then on. It ticks only while somebody looks. */
export function secondsUntil(moment: Timestamp): { readonly current: number } {
  const subscribe = createSubscriber((update) => {
    const ticking = setInterval(() => {
      update();
      if (Date.now() >= moment) clearInterval(ticking);
    }, 1000);
    return () => clearInterval(ticking);
  });
  return {
    get current() {
      subscribe();
      return Math.max(0, Math.ceil((moment - Date.now()) / 1000));
    },
  };
}

/** So many seconds in short: as minutes where they are many. */
export function shortDuration(seconds: number): string {
  return seconds < 120 ? t('app.seconds', { n: seconds }) : t('app.minutes', { n: Math.ceil(seconds / 60) });
}
