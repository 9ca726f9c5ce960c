import { createSubscriber } from 'svelte/reactivity';

/** How many whole seconds have passed since a moment. It ticks only while somebody looks. */
export function elapsedSeconds(since: number): { readonly current: number } {
  const subscribe = createSubscriber((update) => {
    const ticking = setInterval(update, 1000);
    return () => clearInterval(ticking);
  });
  return {
    get current() {
      subscribe();
      return Math.max(0, Math.floor((Date.now() - since) / 1000));
    },
  };
}
