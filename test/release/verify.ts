import { buildRelease, commitOf, type Release, SUMS, sha256 } from './build.ts';

const LINES = /^([0-9a-f]{64}) {2}(\S+)$/gm;

/** What is wrong with the files of a release, a sentence each; empty where they are whole, and the same as they are when made anew from their commit. */
export function faultsOf(files: Release): string[] {
  const text = files.get(SUMS)?.toString() ?? '';
  const sums = new Map([...text.matchAll(LINES)].map(([, sum, name]) => [name as string, sum as string]));
  if (sums.size === 0) return [`There is no ${SUMS}.`];
  const faults = [...sums].flatMap(([name, sum]) => {
    const bytes = files.get(name);
    if (bytes === undefined) return [`${name} is missing.`];
    return sha256(bytes) === sum ? [] : [`${name} is not what ${SUMS} says.`];
  });
  for (const name of files.keys()) if (name !== SUMS && !sums.has(name)) faults.push(`${name} is not in ${SUMS}.`);
  if (faults.length > 0) return faults;
  const provenance = [...files].find(([name]) => name.endsWith('.provenance.json'))?.[1];
  const commit = commitIn(provenance);
  if (commit === undefined) return ['Nothing tells of which commit it was made.'];
  let again: Release;
  try {
    again = buildRelease(commitOf(commit));
  } catch (error) {
    return [`It cannot be made anew from ${commit}: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : error}.`];
  }
  return [...again].flatMap(([name, bytes]) => (files.get(name)?.equals(bytes) ? [] : [`${name} is not what ${commit} gives.`]));
}

function commitIn(provenance: Buffer | undefined): string | undefined {
  try {
    const { predicate } = JSON.parse(provenance?.toString() ?? '') as {
      predicate: { buildDefinition: { externalParameters: { commit: string } } };
    };
    const { commit } = predicate.buildDefinition.externalParameters;
    return /^[0-9a-f]{40}$/.test(commit) ? commit : undefined;
  } catch {
    return undefined;
  }
}
