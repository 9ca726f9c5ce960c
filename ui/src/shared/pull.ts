import type { ProviderView, Pull, PullState } from '../contract';
import { t } from '../messages/messages.svelte';
import { shortDuration } from './countdown.svelte';
import { byteText } from './quantities';
import { troubleOfProblem, type Trouble } from './trouble';

/** A fetch that goes on. */
type Running = Extract<PullState, { type: 'running' }>;

/** How Ollama's words for its steps begin. */
const STEPS = [
  ['pulling manifest', 'manifest'],
  ['pulling', 'layers'],
  ['verifying', 'verify'],
  ['writing', 'write'],
  ['removing', 'write'],
] as const;

/** What is being done, in the reader's language; a step that is not known is told in the server's words. */
export function stepText({ status }: Running): string {
  if (status === '') return t('pull.step_manifest');
  const [, step] = STEPS.find(([words]) => status.startsWith(words)) ?? [];
  return step ? t(`pull.step_${step}`) : status;
}

/** How much of it has come, from 0 to 1; `null` until the server has said how much there is. */
export function shareOf({ completed_bytes: done, total_bytes: all }: Running): number | null {
  return all ? Math.min(1, done / all) : null;
}

/** How much of how much, or nothing until that is known. */
export function amountText({ completed_bytes: done, total_bytes: all }: Running): string {
  return all ? t('pull.amount', { done: byteText(done), all: byteText(all) }) : '';
}

/** How fast it comes and how long it will take, as far as that can be told. */
export function paceTexts(running: Running): string[] {
  const { bytes_per_second: speed, seconds_left: left } = running;
  const share = shareOf(running);
  if (share === null || share === 1) return [];
  const texts = speed === null ? [] : [t('pull.speed', { bytes: byteText(speed) })];
  return left === null ? texts : [...texts, t('pull.left', { time: shortDuration(left) })];
}

/** Why a fetch failed, if it did. */
export function troubleOfPull(
  { provider, name, state }: Pull,
  providers: readonly ProviderView[],
): Trouble | null {
  if (state.type !== 'failed') return null;
  const trouble = troubleOfProblem(state.problem, provider, providers);
  if (state.problem.code === 'truncated') return { ...trouble, text: t('pull.broke_off') };
  if (state.problem.code === 'model_missing') return { ...trouble, text: t('pull.unknown', { name }) };
  return trouble;
}
