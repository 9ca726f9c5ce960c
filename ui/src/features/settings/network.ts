import type { ProviderSettings, SetProviderNetwork } from '../../contract';
import { t } from '../../messages/messages.svelte';
import { refusalOf } from '../../shared/trouble';

/** The word of the settings for the straight way. */
const NO_PROXY = 'none';
/** The longest time limit, in seconds: a day, as the engine has it. */
const LONGEST = 86_400;

/** How requests get to a provider: as the system says, straight, or through a server. */
export const WAYS = ['system', 'none', 'server'] as const;

/** The way to a provider, as it is written in a form. */
export interface NetworkDraft {
  way: (typeof WAYS)[number];
  address: string;
  user: string;
  timeout: string;
  headers: { name: string; value: string }[];
  caFile: string;
  keepAlive: string;
}

const FIELDS = ['proxy', 'proxy_user', 'timeout_seconds', 'headers', 'ca_file', 'keep_alive'] as const;
type NetworkField = (typeof FIELDS)[number];

/** What is wrong with what was written, and where. */
export interface Fault {
  field: NetworkField;
  text: string;
  /** The engine's own words. */
  details: string | null;
}

/** What is set for a provider, as a form shows it. */
export function draftOf(set: ProviderSettings | undefined): NetworkDraft {
  const proxy = set?.proxy ?? null;
  const server = proxy === null || proxy === NO_PROXY ? '' : proxy;
  const [, scheme = '', user = '', rest = ''] = /^([a-z0-9]+:\/\/)([^@/]*)@(.*)$/i.exec(server) ?? [];
  return {
    way: server ? 'server' : proxy === null ? 'system' : 'none',
    address: rest ? scheme + rest : server,
    user: decoded(user),
    timeout: set?.timeout_seconds?.toString() ?? '',
    headers: Object.entries(set?.headers ?? {}).map(([name, value]) => ({ name, value })),
    caFile: set?.ca_file ?? '',
    keepAlive: set?.keep_alive ?? '',
  };
}

/** Whether nothing is set that differs from what is usual. */
export function isUsual(set: ProviderSettings | undefined): boolean {
  const { way, timeout, headers, caFile, keepAlive } = draftOf(set);
  return way === 'system' && headers.length === 0 && !timeout && !caFile && !keepAlive;
}

/** What the engine is asked to keep; a fault where it could not even be asked. */
export function wanted(
  provider: string,
  draft: NetworkDraft,
  password: string,
): { args: SetProviderNetwork } | { fault: Fault } {
  const address = draft.address.trim();
  const user = draft.user.trim();
  const isServer = draft.way === 'server';
  if (isServer && !address) return { fault: fault('proxy') };
  if (isServer && password && !user && !address.includes('@')) return { fault: fault('proxy_user') };
  const timeout = draft.timeout.trim();
  if (timeout && !(/^\d+$/.test(timeout) && Number(timeout) >= 1 && Number(timeout) <= LONGEST)) {
    return { fault: fault('timeout_seconds') };
  }
  const headers = draft.headers
    .map(({ name, value }) => ({ name: name.trim(), value: value.trim() }))
    .filter(({ name, value }) => name || value);
  const names = headers.map(({ name }) => name.toLowerCase());
  const twice = headers.find((_, place) => names.indexOf(names[place] ?? '') !== place);
  if (twice) {
    const text = t('settings.headers_twice', { name: twice.name });
    return { fault: { field: 'headers', text, details: null } };
  }
  return {
    args: {
      provider,
      proxy: isServer ? withUser(address, user) : draft.way === 'none' ? NO_PROXY : null,
      timeout_seconds: timeout ? Number(timeout) : null,
      headers: Object.fromEntries(headers.map(({ name, value }) => [name, value])),
      ca_file: draft.caFile.trim() || null,
      keep_alive: draft.keepAlive.trim() || null,
    },
  };
}

/** The field that a refusal is about, in words; `null` where it is about none of them. */
export function faultOf(error: unknown): Fault | null {
  const refusal = refusalOf(error);
  if (refusal?.code !== 'setting_invalid') return null;
  const field = FIELDS.find((field) => field === refusal.field);
  return field ? fault(field, refusal.reason) : null;
}

function fault(field: NetworkField, details: string | null = null): Fault {
  return { field, text: t(`settings.invalid_${field}`), details };
}

function withUser(address: string, user: string): string {
  return user && !address.includes('@')
    ? address.replace('://', () => `://${encodeURIComponent(user)}@`)
    : address;
}

function decoded(user: string): string {
  try {
    return decodeURIComponent(user);
  } catch {
    return user;
  }
}
