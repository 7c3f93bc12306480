import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { HOUSE } from '#test/never-again/sources.ts';
import { packageName } from '#test/security/packageName.ts';
import { sbomOf } from '#test/security/sbom.ts';

/** The files of a release, by name: the sources as they are committed, what ships with them, where they come from, and the checksums of all three. */
export type Release = ReadonlyMap<string, Buffer>;

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string; readonly dev?: boolean }>>;
}

export const SUMS = 'SHA256SUMS';

const git = (...args: string[]): Buffer => execFileSync('git', args, { cwd: HOUSE, maxBuffer: 1 << 28 });
export const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const jsonOf = (value: unknown): Buffer => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

/** 40 hex digits of a commit, a tag or a branch. Throws where there is none of that name. */
export const commitOf = (name: string): string => git('rev-parse', '--verify', `${name}^{commit}`).toString().trim();

/** What is of a commit is the same bytes whoever makes them, whenever: no clock, no path and no name of a machine goes into them. The lockfile of the commit must be what is installed here. */
export function buildRelease(commit: string): Release {
  const { name, version } = JSON.parse(git('show', `${commit}:package.json`).toString()) as { name: string; version: string };
  const lockText = git('show', `${commit}:package-lock.json`);
  if (!lockText.equals(readFileSync(join(HOUSE, 'package-lock.json'))))
    throw new Error('other packages are installed here than that commit names');
  const base = `${name}-${version}`;
  const at = git('show', '-s', '--format=%cI', commit).toString().trim();
  const files = new Map<string, Buffer>();
  files.set(`${base}.tar.gz`, gzipSync(git('archive', '--format=tar', `--prefix=${base}/`, commit), { level: 9 }));
  files.set(`${base}.sbom.json`, jsonOf(steady(at)));
  const subject = [...files].map(([file, bytes]) => ({ name: file, digest: { sha256: sha256(bytes) } }));
  files.set(`${base}.provenance.json`, jsonOf(provenanceOf(commit, at, subject, JSON.parse(lockText.toString()) as Lock)));
  files.set(SUMS, Buffer.from([...files].map(([file, bytes]) => `${sha256(bytes)}  ${file}\n`).join('')));
  return files;
}

let shipped: ReturnType<typeof sbomOf> | undefined;

/** The list of what ships, without the number and the time that npm gives to each printing of it. */
function steady(at: string): unknown {
  shipped ??= sbomOf();
  const { serialNumber: _, metadata, ...rest } = shipped;
  return { ...rest, metadata: { ...metadata, timestamp: at } };
}

/** An in-toto statement with a SLSA provenance (https://slsa.dev/spec/v1.0/provenance): made of which commit and which packages, by which script. */
function provenanceOf(commit: string, at: string, subject: unknown, { packages }: Lock): unknown {
  const materials = Object.entries(packages).flatMap(([path, { version, integrity, dev }]) =>
    path === '' || dev === true || integrity === undefined
      ? []
      : [
          {
            uri: `pkg:npm/${packageName(path).replace('@', '%40')}@${version}`,
            digest: { sha512: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') },
          },
        ],
  );
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject,
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: {
        buildType: 'npm run release',
        externalParameters: { commit },
        resolvedDependencies: [{ uri: 'git', digest: { gitCommit: commit } }, ...materials],
      },
      runDetails: { builder: { id: 'whoever ran it: the same commit gives the same bytes' }, metadata: { startedOn: at, finishedOn: at } },
    },
  };
}
