import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ARTEFACTS } from './binaries';

/** Where something is kept for a person to look at. */
export function artefact(name: string): string {
  mkdirSync(ARTEFACTS, { recursive: true });
  return join(ARTEFACTS, name);
}

export function keep(name: string, content: Buffer | string): void {
  writeFileSync(artefact(name), content);
}
