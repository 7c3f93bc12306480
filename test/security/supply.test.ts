import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { HOUSE } from '#test/never-again/sources.ts';
import { packageName } from './packageName.ts';
import { fullName, sbomOf } from './sbom.ts';

interface Locked {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly link?: boolean;
  readonly hasInstallScript?: boolean;
}

const json = <T>(name: string): T => JSON.parse(readFileSync(join(HOUSE, name), 'utf8')) as T;
const house = json<{
  private: boolean;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
}>('package.json');
const lock = json<{ lockfileVersion: number; packages: Record<string, Locked> }>('package-lock.json');
const locked = Object.entries(lock.packages).filter(([path]) => path !== '');
const EXACT = /^\d+\.\d+\.\d+(?:-[\w.]+)?$/;
const ships = locked.filter(([, { dev }]) => dev !== true);

/** Packages that hold anything which could run, native and optional ones too; fonts and types are data. */
const MOST_SHIPPED = 60;
const RUNS = /\.(?:[cm]?js|node|wasm)$/;

/** Of the package itself, not of those that lie in it. */
const holdsCode = (folder: string): boolean =>
  readdirSync(folder, { withFileTypes: true }).some((entry) =>
    entry.isDirectory() ? entry.name !== 'node_modules' && holdsCode(join(folder, entry.name)) : RUNS.test(entry.name),
  );

describe('what Heron is made of (SEC-31)', () => {
  it('names every package exactly, in package.json as in the lockfile', () => {
    const wanted = Object.entries({ ...house.dependencies, ...house.devDependencies });
    expect(wanted.length).toBeGreaterThan(20);
    expect(wanted.filter(([, version]) => !EXACT.test(version))).toEqual([]);
    expect(wanted.filter(([name, version]) => lock.packages[`node_modules/${name}`]?.version !== version)).toEqual([]);
    expect(locked.filter(([, { version = '' }]) => !EXACT.test(version)).map(([path]) => path)).toEqual([]);
  });

  it('takes every package from the registry, with a checksum of it', () => {
    expect(lock.lockfileVersion).toBe(3);
    const odd = locked.filter(
      ([, { resolved = '', integrity = '', link }]) =>
        // Where nothing is said, npm takes it from the registry, by its name.
        link === true ||
        !(resolved === '' || resolved.startsWith('https://registry.npmjs.org/')) ||
        !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity),
    );
    expect(odd.map(([path]) => path)).toEqual([]);
  });

  it('lets no package run a script when it is installed, but one that is named', () => {
    const able = locked.filter(([, { hasInstallScript }]) => hasInstallScript === true).map(([path]) => packageName(path));
    // Each that could is decided on; `node` brings the Node that everything runs on.
    expect(able.filter((name) => house.allowScripts[name] === undefined)).toEqual([]);
    expect(Object.entries(house.allowScripts).filter(([, allowed]) => allowed)).toEqual([['node', true]]);
    expect(house.devDependencies.node).toMatch(EXACT);
  });

  it('ships at most sixty packages that hold code', () => {
    const installed = ships.filter(([path]) => existsSync(join(HOUSE, path)));
    const able = installed.filter(([path]) => holdsCode(join(HOUSE, path)));
    const names = new Set(able.map(([path, { version }]) => `${packageName(path)}@${version}`));
    expect(names.size).toBeGreaterThan(40);
    expect(names.size).toBeLessThanOrEqual(MOST_SHIPPED);
    expect(Object.keys(house.dependencies).length).toBeLessThanOrEqual(16);
    // What fits other machines holds the same for them: one more for each that is installed here.
    const elsewhere = ships.filter(([path, { optional }]) => optional === true && !existsSync(join(HOUSE, path)));
    expect(new Set(elsewhere.map(([path]) => packageName(path).replace(/-(?:android|darwin|linux|win32)-.*$/, '')))).toEqual(
      new Set(['@napi-rs/canvas']),
    );
  });

  it('can be listed as an SBOM that names what ships, and nothing else', () => {
    const { components, bomFormat, specVersion } = sbomOf();
    expect([bomFormat, specVersion]).toEqual(['CycloneDX', '1.5']);
    const named = [...new Set(components.map(fullName))].sort();
    // What is optional ships where it fits the machine.
    const installed = ships.filter(([path, { optional }]) => optional !== true || existsSync(join(HOUSE, path)));
    expect(named).toEqual([...new Set(installed.map(([path, { version: of }]) => `${packageName(path)}@${of}`))].sort());
    expect(components.filter(({ purl, licenses = [] }) => !purl.startsWith('pkg:npm/') || licenses.length === 0).map(fullName)).toEqual([]);
  });
});

describe('what builds and checks Heron (SEC-32)', () => {
  const files = execFileSync('git', ['ls-files'], { cwd: HOUSE, encoding: 'utf8' }).trim().split('\n');

  it('is checked by one script of its own, and by no action of somebody else that is not pinned by its hash', () => {
    expect(readdirSync(join(HOUSE, '.ci'))).toEqual(['run']);
    expect(statSync(join(HOUSE, '.ci', 'run')).mode & 0o111).not.toBe(0);
    const script = readFileSync(join(HOUSE, '.ci', 'run'), 'utf8');
    expect(script).not.toMatch(/curl|wget|npx|npm (?:i|install|publish|login)\b|token|secret|docker/i);
    const workflows = files.filter((name) =>
      /\.github\/|\.gitlab-ci|Jenkinsfile|\.circleci|azure-pipelines|Dockerfile|Containerfile/i.test(name),
    );
    const loose = workflows.flatMap((name) =>
      [...readFileSync(join(HOUSE, name), 'utf8').matchAll(/^\s*-?\s*uses:\s*(\S+)|^FROM\s+(\S+)/gm)]
        .map(([, uses, from]) => uses ?? from ?? '')
        // What is built on is named by whoever builds; test/container looks at that.
        .filter((one) => one !== ['$', '{NODE_IMAGE}'].join('') && !/@(?:[0-9a-f]{40}|sha256:[0-9a-f]{64})$/.test(one)),
    );
    expect(loose).toEqual([]);
  });

  it('cannot be published by accident', () => {
    expect(house.private).toBe(true);
    expect(files.filter((name) => /(?:^|\/)\.npmrc$|\.pem$|\.key$|id_rsa|\.env$/.test(name))).toEqual([]);
    const token =
      /\b(?:npm_[A-Za-z0-9]{36}|ghp_[A-Za-z0-9]{36}|github_pat_\w{60,}|AKIA[0-9A-Z]{16}|-----BEGIN (?:RSA |EC |OPENSSH )?PRIVATE KEY-----)/;
    const small = files.filter((name) => /\.(?:ts|mjs|json|ya?ml|md|sql|example)$/.test(name) && existsSync(join(HOUSE, name)));
    expect(
      small.filter((name) => token.test(readFileSync(join(HOUSE, name), 'utf8'))).filter((name) => name !== 'test/security/supply.test.ts'),
    ).toEqual([]);
  });
});
