import { fileURLToPath } from 'node:url';

/** The programs under test and where their pictures go, as the environment says or as a build leaves them. */
export const APP = fromRoot(process.env.RUNNEL_APP, 'target/debug/runnel');
export const CLI = fromRoot(process.env.RUNNEL_CLI, 'target/debug/runnel-cli');
export const DEVSERVER = fromRoot(process.env.RUNNEL_DEVSERVER, 'target/debug/runnel-devserver');
export const TESTKIT = fromRoot(process.env.RUNNEL_TESTKIT, 'target/debug/runnel-testkit');
export const ARTEFACTS = fromRoot(process.env.RUNNEL_ARTEFACTS, 'artefacts');
export const UI = fromRoot(undefined, 'ui/dist');

function fromRoot(said: string | undefined, usual: string): string {
  return said ?? fileURLToPath(new URL(`../../../${usual}`, import.meta.url));
}
