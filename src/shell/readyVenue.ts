import { existsSync, readFileSync } from 'node:fs';
import type { Settings } from '#src/config/settings.ts';
import { sha256 } from '#src/domain/hash.ts';
import type { ProfileStamp } from '#src/ready/check.ts';

const VENUE = new URL('../venue/', import.meta.url);
const CCXT = new URL('../../node_modules/ccxt/package.json', import.meta.url);

/** What the venue of these settings has to have been accepted with: the text of its profile, and the library. Undefined for a simulated market. */
export function stampOf({ feed }: Settings): ProfileStamp | undefined {
  if (feed.source === 'simulated') return undefined;
  const files = [`ccxt/profiles/${feed.source}.ts`, 'ccxt/profiles/common.ts', 'valr/profile.ts'].map((name) => new URL(name, VENUE));
  const [own, common, valr] = files.map((file) => (existsSync(file) ? readFileSync(file, 'utf8') : ''));
  const text = feed.source === 'valr' ? valr : own && `${own}\n${common}`;
  if (text === undefined || text === '') return undefined;
  const { version } = JSON.parse(readFileSync(CCXT, 'utf8')) as { version: string };
  return { hash: sha256(text), ccxt: version };
}
