import { readdirSync, rmSync } from 'node:fs';

import { artefact } from './artefacts';

/** Before anything runs: what an earlier run left of its failures goes. */
export default function (): void {
  for (const name of readdirSync(artefact(''))) {
    if (name.startsWith('failed-')) rmSync(artefact(name));
  }
}
