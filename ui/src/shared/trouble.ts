import type { Problem, ProblemCode, ProviderView, Refusal, StorageFault, Timestamp } from '../contract';
import { language, t, type MessageKey } from '../messages/messages.svelte';
import { nameOf } from './providers';

/** What a person can do about a trouble. */
export type Step = 'provider' | 'key_page' | 'model' | 'again' | 'shorten' | 'parameters';

/** Something that went wrong, as it is shown. */
export interface Trouble {
  /** What happened, in the reader's language. */
  text: string;
  /** What may help, the likeliest first. */
  steps: readonly Step[];
  /** From when on trying again is welcome, as far as the provider says. */
  againAt: Timestamp | null;
  /** Which provider it is about. */
  provider: { id: string; name: string } | null;
  /** The page on which the provider explains its errors. */
  errorsPage: string | null;
  /** The words of whoever reported it, as they are. */
  details: string | null;
}

const STEPS: Record<ProblemCode, readonly Step[]> = {
  bad_key: ['provider', 'key_page'],
  no_money: ['key_page', 'model'],
  model_missing: ['model'],
  context_too_long: ['shorten', 'model', 'parameters'],
  rate_limited: ['again', 'model'],
  overloaded: ['again', 'model'],
  blocked: ['model'],
  unsupported: ['model', 'parameters'],
  network: ['again', 'provider'],
  timeout: ['again', 'provider'],
  truncated: ['again'],
  protocol: ['again', 'provider'],
  storage: ['again'],
};

const DISK: Record<StorageFault, MessageKey> = {
  full: 'refusal.disk_full',
  read_only: 'refusal.disk_read_only',
  missing: 'refusal.disk_missing',
  other: 'refusal.disk_other',
};

/** What is the matter with the disk. */
export function faultText(fault: StorageFault): string {
  return t(DISK[fault]);
}

/** A problem with an answer of this provider, which arose `at` that moment. */
export function troubleOfProblem(
  problem: Problem,
  about: string | null,
  providers: readonly ProviderView[],
  at: Timestamp = Date.now(),
): Trouble {
  const provider = about === null ? null : { id: about, name: nameOf(providers, about) };
  const view = providers.find(({ id }) => id === about);
  const key: MessageKey =
    problem.code === 'network' && view?.place === 'local' ? 'problem.not_running' : `problem.${problem.code}`;
  const sentences = [t(key, { provider: provider?.name ?? t('problem.the_provider') })];
  if (problem.retry_after_ms !== null) {
    sentences.push(t('problem.retry_after', { n: Math.ceil(problem.retry_after_ms / 1000) }));
  }
  const status = problem.status === null ? null : `HTTP ${problem.status}`;
  const details = [problem.message, status, problem.raw].filter(Boolean).join('\n');
  return {
    text: sentences.join(language() === 'zh-CN' ? '' : ' '),
    steps: STEPS[problem.code].filter((step) => step !== 'key_page' || view?.key_page),
    againAt: problem.retry_after_ms === null ? null : at + problem.retry_after_ms,
    provider,
    errorsPage: view?.errors_page ?? null,
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
    steps: step === null ? [] : [step],
    againAt: null,
    provider,
    errorsPage: null,
    details,
  });
  switch (refusal.code) {
    case 'provider':
      return troubleOfProblem(refusal.problem, about, providers);
    case 'storage':
      return trouble(faultText(refusal.fault), 'again', refusal.reason);
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
    case 'media_unsupported':
      return trouble(
        t(`refusal.${refusal.kind}_unsupported`, { provider: nameOf(providers, refusal.provider) }),
        'model',
      );
    case 'link_invalid':
      return trouble(t('refusal.link_invalid', { url: refusal.url }));
    case 'setting_invalid':
      return trouble(t('refusal.setting_invalid', { field: refusal.field }), null, refusal.reason);
    case 'provider_file_invalid':
      return trouble(
        refusal.line === null
          ? t('refusal.provider_file_invalid')
          : t('refusal.provider_file_invalid_line', { n: refusal.line }),
        null,
        refusal.reason,
      );
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
  return {
    text: t('problem.unknown'),
    steps: ['again'],
    againAt: null,
    provider: null,
    errorsPage: null,
    details: String(error),
  };
}

/** The refusal that an error carries, if it carries one. */
export function refusalOf(error: unknown): Refusal | null {
  return error instanceof Error && 'refusal' in error ? (error.refusal as Refusal) : null;
}
