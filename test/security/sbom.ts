import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HOUSE } from '#test/never-again/sources.ts';
import { packageName } from './packageName.ts';

/** A list of what ships (CycloneDX), with what npm says of each package; it is made from what is installed and needs no network. */
interface Sbom {
  readonly bomFormat: string;
  readonly specVersion: string;
  /** Another one at each printing. */
  readonly serialNumber?: string;
  readonly metadata?: object;
  readonly components: readonly Component[];
}

interface Component {
  readonly group?: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly licenses?: readonly unknown[];
}

export const fullName = ({ group, name, version }: Component): string => `${group === undefined ? name : `${group}/${name}`}@${version}`;

/** `name@version` of every package of the lockfile that is not for development alone, installed here or not. */
function shipped(): ReadonlySet<string> {
  const { packages } = JSON.parse(readFileSync(join(HOUSE, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version?: string; dev?: boolean }>;
  };
  return new Set(
    Object.entries(packages).flatMap(([path, { version = '', dev }]) =>
      path === '' || dev === true ? [] : [`${packageName(path)}@${version}`],
    ),
  );
}

/** All that npm lists, without what is for development alone: npm's own `--omit dev` also leaves out what development needs too. */
export function sbomOf(): Sbom {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--offline'];
  const text = execFileSync('npm', args, { cwd: HOUSE, encoding: 'utf8', maxBuffer: 1 << 27, stdio: ['ignore', 'pipe', 'ignore'] });
  const sbom = JSON.parse(text) as Sbom & { readonly dependencies?: unknown };
  const ships = shipped();
  const { dependencies: _, ...rest } = sbom;
  return { ...rest, components: sbom.components.filter((component) => ships.has(fullName(component))) };
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(sbomOf(), null, 2)}\n`);
