import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { HOUSE } from '#test/never-again/sources.ts';

const AGES = fileURLToPath(new URL('./ages.ts', import.meta.url));
const DAY_MS = 86_400_000;
const lock = JSON.parse(readFileSync(join(HOUSE, 'package-lock.json'), 'utf8')) as { packages: Record<string, { version?: string }> };

/** What the script says to a registry at which everything is a year old but for one package. */
async function asks(
  young: { readonly name: string; readonly days: number },
  status = 200,
): Promise<{ readonly code: number; readonly said: string }> {
  const registry = createServer(({ url = '' }, answer) => {
    const name = decodeURIComponent(url.slice(1));
    const at = new Date(Date.now() - (name === young.name ? young.days : 365) * DAY_MS).toISOString();
    const versions = Object.entries(lock.packages).filter(([path]) => path.endsWith(`node_modules/${name}`));
    const time = Object.fromEntries(versions.map(([, { version = '' }]) => [version, at]));
    answer.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ name, time }));
  });
  registry.listen(0, '127.0.0.1');
  await once(registry, 'listening');
  try {
    const url = `http://127.0.0.1:${(registry.address() as AddressInfo).port}/`;
    const child = spawn(process.execPath, [AGES], { env: { ...process.env, npm_config_registry: url } });
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

describe('the age of what Heron is made of (SEC-31)', () => {
  it('is a week at least', async () => {
    const { code, said } = await asks({ name: 'ws', days: 7.1 });
    expect(said).toMatch(/^\d{3} versions, 0 younger than 7 days\n$/);
    expect(code).toBe(0);
  });

  it('is told of what is younger, by name', async () => {
    const { code, said } = await asks({ name: '@discordjs/rest', days: 2 });
    expect(said).toMatch(/^@discordjs\/rest@\d\S+ is 2\.0 days old\n\d{3} versions, 1 younger than 7 days\n$/);
    expect(code).toBe(1);
  });

  it('is not taken for old where the registry does not tell it', async () => {
    const { code, said } = await asks({ name: 'ws', days: 2 }, 503);
    expect(said).toContain('ws: the registry answered 503');
    expect(code).toBe(2);
  });
});
