import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { askRegistry, lockedVersions } from './lockfile.ts';
import { NPM_KEYS, type RegistryKey, wrongAbout } from './signed.ts';

/**
 * `npm run signatures`, after a change of dependencies: whether npm signed every archive of the lockfile by its checksum. Ends with 1 when one is unsigned or
 * signed wrongly, with 2 when nobody could look: the registry does not answer, or, as most mirrors, passes on no signatures at all. `--keys FILE` takes other
 * keys than npm's, for a registry that signs by itself.
 */
const { values } = parseArgs({ options: { keys: { type: 'string' } } });
const keys = values.keys === undefined ? NPM_KEYS : (JSON.parse(readFileSync(values.keys, 'utf8')) as { keys: RegistryKey[] }).keys;

const wanted = lockedVersions();
const wrong: string[] = [];
const untold: string[] = [];
let signed = 0;
await askRegistry(
  wanted,
  (one, { time = {}, versions = {} }) => {
    const { dist } = versions[one.version] ?? {};
    const signatures = dist?.signatures ?? [];
    if (signatures.length > 0) signed++;
    const what = wrongAbout(one, signatures, time[one.version], keys);
    if (what !== undefined) wrong.push(`${one.name}@${one.version} ${what}`);
  },
  (sentence) => untold.push(sentence),
);
const isMute = signed === 0;
for (const line of [...(isMute ? [] : wrong), ...untold].sort()) console.log(line);
console.log(
  isMute
    ? `${wanted.length} versions, and the registry passes on no signature of any: nobody could look`
    : `${wanted.length} versions, ${wrong.length} unsigned or signed wrongly${untold.length > 0 ? `, ${untold.length} of which nobody told` : ''}`,
);
process.exitCode = isMute ? 2 : wrong.length > 0 ? 1 : untold.length > 0 ? 2 : 0;
