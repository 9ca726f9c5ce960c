import type { ProviderView, Refused } from '../contract';
import { t } from '../messages/messages.svelte';
import { refusalOf, troubleOf, type Trouble } from './trouble';

/** Whoever lets a person choose a path. */
export interface Chooses {
  choosePath(wanted: {
    kind: 'file' | 'folder' | 'new_file';
    title: string;
    name?: string;
  }): Promise<string | null>;
}

/** Whether a path says where it begins: at the root, or on a drive. */
export const isWhole = (path: string) => /^(\/|\\\\|[a-z]:[\\/])/i.test(path);

/** The characters that a name of a file cannot have somewhere. */
// eslint-disable-next-line no-control-regex -- these too
const UNFIT = /[\u0000-\u001f<>:"/\\|?*]+/g;
/** Names longer than this are cut; file systems count bytes, and these may be Chinese. */
const LONGEST_NAME = 60;

/** A title as the name of a file. */
export function fileName(title: string, ending: string): string {
  const name = title
    .replace(UNFIT, ' ')
    .replace(/\s+/g, ' ')
    .slice(0, LONGEST_NAME)
    .replace(/^[. ]+|[. ]+$/g, '');
  return `${name || 'Runnel'}.${ending}`;
}

/** What went wrong with a file that a person named. */
export function troubleOfFile(error: unknown, providers: readonly ProviderView[]): Trouble {
  const trouble = { ...troubleOf(error, null, providers), steps: [] };
  const refusal = refusalOf(error);
  if (refusal?.code === 'storage') return { ...trouble, text: t(`file.disk_${refusal.fault}`) };
  if (refusal?.code === 'import_refused') return { ...trouble, ...refusedText(refusal.problem) };
  return trouble;
}

/** Why a file is not imported. */
function refusedText(problem: Refused): Pick<Trouble, 'text' | 'details'> {
  const text = (values = {}) => t(`import.refused_${problem.reason}`, values);
  switch (problem.reason) {
    case 'too_large':
      return { text: text({ megabytes: Math.floor(problem.limit_bytes / 1024 / 1024) }), details: null };
    case 'bomb':
      return { text: text({ times: problem.times }), details: null };
    case 'too_many_files':
      return { text: text({ n: problem.limit }), details: null };
    case 'unsafe_path':
    case 'packed':
      return { text: text(), details: problem.name };
    case 'damaged':
    case 'unreadable':
      return { text: text(), details: problem.detail };
    default:
      return { text: text(), details: null };
  }
}
