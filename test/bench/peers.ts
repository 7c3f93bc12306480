import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FOLDER = new URL('./peers/', import.meta.url);
const INSTALL_TIMEOUT_MS = 120_000;

/** Installs the peers into their own folder unless they are there already; the reason in words when that cannot be done. */
export function installPeers(): string | undefined {
  if (isInstalled()) return undefined;
  // Under `npm run` this is npm itself, to be run by this node; outside, npm must be on the path.
  const npm = process.env.npm_execpath;
  const [command, ...first] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
  const args = [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const done = spawnSync(command as string, args, { cwd: fileURLToPath(FOLDER), encoding: 'utf8', timeout: INSTALL_TIMEOUT_MS });
  if (done.error !== undefined) return `npm ci in test/bench/peers could not run: ${done.error.message}`;
  if (done.status === 0) return undefined;
  const said = done.stderr.split('\n').find((line) => /^npm error (?!code|syscall|errno|A complete log)/.test(line));
  return `npm ci in test/bench/peers failed: ${said?.replace('npm error ', '') ?? `exit ${done.status}`}`;
}

/** Loads a CommonJS package of the peers' folder. */
export async function importPeer(file: string): Promise<unknown> {
  const loaded: { default?: unknown } = await import(new URL(`node_modules/${file}`, FOLDER).href);
  return loaded.default;
}

/** The exact version that package.json of the peers names. */
export function versionOfPeer(name: string): string {
  const { dependencies } = JSON.parse(readFileSync(new URL('package.json', FOLDER), 'utf8')) as { dependencies: Record<string, string> };
  return dependencies[name] ?? 'unknown';
}

function isInstalled(): boolean {
  return ['chai', 'data-forge', 'data-forge-indicators', 'grademark'].every((name) => {
    const manifest = new URL(`node_modules/${name}/package.json`, FOLDER);
    return existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { version?: string }).version === versionOfPeer(name);
  });
}
