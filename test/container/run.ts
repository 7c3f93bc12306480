import { execFileSync, spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { HOUSE } from '#test/never-again/sources.ts';
import { resultFile, writeResult } from '#test/trust/result.ts';
import { ENGINES, HARD } from './hard.ts';

/**
 * `npm run container -- --base IMAGE@sha256:…`: builds the image, runs it as README says, and looks from inside whether it is as closed as it should be and
 * whether Heron works there, also after a stop. Ends with 1 when something is not so, with 2 where no engine runs. `--flags=…` goes to the engine as it is.
 */
const { values } = parseArgs({
  options: {
    base: { type: 'string' },
    engine: { type: 'string' },
    flags: { type: 'string', default: '' },
    /** Of the build, which needs the registry of packages; Heron itself is run without any. */
    network: { type: 'string', default: '' },
    out: { type: 'string' },
  },
});
const NAME = 'heron-container-test';
const READY_MS = 60_000;
const flags = values.flags.split(' ').filter(Boolean);
const engine = [values.engine, ...ENGINES].find((one) => one !== undefined && spawnSync(one, ['info'], { stdio: 'ignore' }).status === 0);
if (values.base === undefined) throw new Error('--base takes an image of Node 24 or newer, by its digest');
if (engine === undefined) {
  console.log(`not tried: no engine runs here (${ENGINES.join(', ')})`);
  process.exit(2);
}

const call = (...args: string[]): string => execFileSync(engine, args, { cwd: HOUSE, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const inside = (...args: string[]): string => {
  const { stdout, stderr, status } = spawnSync(engine, ['exec', NAME, ...args], { encoding: 'utf8' });
  return `${stdout}${stderr}${status === 0 ? '' : `(ended with ${status})`}`.trim();
};
const quietly = (...args: string[]): unknown => spawnSync(engine, args, { stdio: 'ignore' });
const found: string[] = [];
let looked = 0;
function holds(what: string, is: boolean, seen: string): void {
  looked++;
  console.log(`${is ? 'good' : 'BAD '}  ${what}${is ? '' : `: ${seen.slice(0, 300)}`}`);
  if (!is) found.push(what);
}

async function untilItAnswers(): Promise<string> {
  const until = performance.now() + READY_MS;
  for (;;) {
    const said = inside('heron', 'say', '/status');
    if (/^Status · PAPER/.test(said) || performance.now() > until) return said;
    await pause(500);
  }
}

const isClosed = (): void => {
  const status = inside('cat', '/proc/1/status');
  for (const [what, line] of [
    ['it has no capability', /^CapEff:\s+0+$/m],
    ['it can gain none', /^NoNewPrivs:\s+1$/m],
    ['its system calls are filtered', /^Seccomp:\s+2$/m],
    ['it is not root', /^Uid:\s+10001\s/m],
  ] as const)
    holds(what, line.test(status), status);
  for (const path of ['/heron/x', '/etc/x', '/x'])
    holds(`${path} cannot be written`, /Read-only file system/.test(inside('touch', path)), path);
  holds('its files are its own alone', inside('sh', '-c', 'stat -c %a /data /data/heron.db').split('\n').join(' ') === '700 600', 'modes');
};

try {
  const from = [...flags, ...(values.network === '' ? [] : ['--network', values.network])];
  call('build', ...from, '--build-arg', `NODE_IMAGE=${values.base}`, '-f', 'Containerfile', '-t', NAME, '.');
  quietly('volume', 'rm', '-f', NAME);
  call('run', '-d', '--name', NAME, ...flags, ...HARD, '--network', 'none', '-v', `${NAME}:/data`, NAME);
  const status = await untilItAnswers();
  holds('Heron answers', /^Status · PAPER/.test(status), status);
  isClosed();
  const audit = inside('heron', 'say', '/audit');
  holds('its books agree', /checked/.test(audit) && !/not as it should/.test(audit), audit);
  const backup = inside('heron', 'backup');
  holds('it makes a backup', !/\(ended with/.test(backup), backup);
  const doctor = inside('heron', 'doctor');
  holds('the doctor finds nothing', /Heron can start\.$/.test(doctor) && !/^bad/m.test(doctor), doctor);
  const began = performance.now();
  call('stop', '-t', '30', NAME);
  holds(
    'it stops in order within ten seconds',
    performance.now() - began < 10_000 && /"stopping"/.test(call('logs', NAME)),
    call('logs', NAME),
  );
  call('start', NAME);
  const again = await untilItAnswers();
  holds('it goes on where it stopped', /^Status · PAPER/.test(again), again);
  holds('and its ledger is sound', /sound/.test(inside('heron', 'doctor')), 'doctor');
} finally {
  quietly('rm', '-f', NAME);
  quietly('volume', 'rm', '-f', NAME);
}
writeResult(values.out ?? resultFile('container'), {
  tool: 'container',
  tried: { 'looks from inside and outside': looked, engine },
  found,
  again: 'npm run container -- --base node@sha256:…',
});
console.log(found.length === 0 ? `As it should be, with ${engine}.` : `${found.length} not as it should be.`);
process.exitCode = found.length === 0 ? 0 : 1;
