import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { type Locked, lockedVersions, type Packument } from './lockfile.ts';

/** What a script says, and ends with, when the registry that npm is told of is one that answers so. `answers` gets the versions of a name in the lockfile. */
export async function asksRegistry(
  script: string,
  args: readonly string[],
  answers: (name: string, versions: readonly Locked[]) => Packument,
  status = 200,
): Promise<{ readonly code: number; readonly said: string }> {
  const all = lockedVersions();
  const registry = createServer(({ url = '' }, answer) => {
    const name = decodeURIComponent(url.slice(1));
    const told = answers(
      name,
      all.filter((one) => one.name === name),
    );
    answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ name, ...told }));
  });
  registry.listen(0, '127.0.0.1');
  await once(registry, 'listening');
  try {
    const url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
    const path = fileURLToPath(new URL(script, import.meta.url));
    const child = spawn(process.execPath, [path, ...args], { env: { ...process.env, npm_config_registry: url } });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [code] = (await once(child, 'close')) as [number];
    return { code, said };
  } finally {
    registry.close();
  }
}
