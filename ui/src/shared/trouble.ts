import type { Problem, ProblemCode, ProviderView, Refusal, StorageFault } from '../contract';
import { language, t, type MessageKey } from '../messages/messages.svelte';
import { nameOf } from './providers';

/** What a person can do about a trouble. */
export type Step = 'provider' | 'model' | 'again' | 'parameters';

/** Something that went wrong, as it is shown. */
export interface Trouble {
  /** What happened, in the reader's language. */
  text: string;
  /** What may help. */
  step: Step | null;
  /** Which provider it is about. */
  provider: { id: string; name: string } | null;
  /** The words of whoever reported it, as they are. */
  details: string | null;
}

const STEPS: Record<ProblemCode, Step> = {
  bad_key: 'provider',
  no_money: 'model',
  model_missing: 'model',
  context_too_long: 'parameters',
  rate_limited: 'again',
  overloaded: 'again',
  blocked: 'model',
  unsupported: 'model',
  network: 'again',
  timeout: 'again',
  truncated: 'again',
  protocol: 'again',
  storage: 'again',
};

const DISK: Record<StorageFault, MessageKey> = {
  full: 'refusal.disk_full',
  read_only: 'refusal.disk_read_only',
  missing: 'refusal.disk_missing',
  other: 'refusal.disk_other',
};

/** A problem with an answer of this provider. */
export function troubleOfProblem(
  problem: Problem,
  about: string | null,
  providers: readonly ProviderView[],
): Trouble {
  const provider = about === null ? null : { id: about, name: nameOf(providers, about) };
  const isLocal = providers.some(({ id, place }) => id === about && place === 'local');
  const key: MessageKey =
    problem.code === 'network' && isLocal ? 'problem.not_running' : `problem.${problem.code}`;
  const sentences = [t(key, { provider: provider?.name ?? t('problem.the_provider') })];
  if (problem.retry_after_ms !== null) {
    sentences.push(t('problem.retry_after', { n: Math.ceil(problem.retry_after_ms / 1000) }));
  }
  const status = problem.status === null ? null : `HTTP ${problem.status}`;
  const details = [problem.message, status, problem.raw].filter(Boolean).join('\n');
  return {
    text: sentences.join(language() === 'zh-CN' ? '' : ' '),
    step: STEPS[problem.code],
    provider,
    details: details || null,
  };
}

/** A command that was refused; `about` is the provider that it was to go to, if there was one. */
export function troubleOfRefusal(
  refusal: Refusal,
  about: string | null,
  providers: readonly ProviderView[],
): Trouble {
  const id = 'provider' in refusal ? refusal.provider : about;
  const provider = id === null ? null : { id, name: nameOf(providers, id) };
  const trouble = (text: string, step: Step | null = null, details: string | null = null): Trouble => ({
    text,
    step,
    provider,
    details,
  });
  switch (refusal.code) {
    case 'provider':
      return troubleOfProblem(refusal.problem, about, providers);
    case 'storage':
      return trouble(t(DISK[refusal.fault]), 'again', refusal.reason);
    case 'keychain':
      return trouble(t('refusal.keychain'), 'again', refusal.reason);
    case 'provider_missing':
    case 'model_not_chosen':
    case 'pictures_unsupported':
      return trouble(
        t(`refusal.${refusal.code}`, { provider: nameOf(providers, refusal.provider) }),
        'model',
      );
    case 'base_url_invalid':
      return refusal.base_url === ''
        ? trouble(t('refusal.base_url_missing'), 'provider')
        : trouble(t('refusal.base_url_invalid', { base_url: refusal.base_url }), 'provider');
    case 'picture_too_large': {
      const megabytes = Math.floor(refusal.limit_bytes / 1_000_000);
      return trouble(t('refusal.picture_too_large', { megabytes }));
    }
    case 'picture_unreachable':
      return trouble(t('refusal.picture_unreachable'), null, refusal.reason);
    default:
      return trouble(t(`refusal.${refusal.code}`));
  }
}

/** Whatever a command was rejected with. */
export function troubleOf(error: unknown, about: string | null, providers: readonly ProviderView[]): Trouble {
  const refusal = refusalOf(error);
  if (refusal) return troubleOfRefusal(refusal, about, providers);
  return { text: t('problem.unknown'), step: 'again', provider: null, details: String(error) };
}

/** The refusal that an error carries, if it carries one. */
export function refusalOf(error: unknown): Refusal | null {
  return error instanceof Error && 'refusal' in error ? (error.refusal as Refusal) : null;
}
