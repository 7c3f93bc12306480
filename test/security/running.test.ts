import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HeronProcess } from '#test/shell/heron.ts';

const LISTENING = '0A';
const isLinux = existsSync('/proc/net/tcp');

const cwd = mkdtempSync(join(tmpdir(), 'heron-security-'));
const ledger = join(cwd, 'data', 'heron.db');
let running: HeronProcess;

beforeAll(async () => {
  // Everything that could listen is switched on; nobody answers at these addresses.
  running = new HeronProcess(
    [
      'start',
      '--ledger',
      ledger,
      '--set',
      'simulated.speed=50',
      '--set',
      'telegram.apiRoot=http://127.0.0.1:9',
      '--set',
      'discord.api=http://127.0.0.1:9',
    ],
    {
      cwd,
      env: {
        HERON_TELEGRAM__TOKEN: '8123456789:AAF-nobody-has-this-token-0123456789ab',
        HERON_DISCORD__TOKEN: 'MTA0.Gnobody.has-this-token',
        HERON_DISCORD__GUILD: '1',
        HERON_DISCORD__CHANNEL: '2',
      },
    },
  );
  running.say('/status');
  await running.until(/PAPER/);
});
afterAll(async () => {
  running.child.stdin.end();
  await running.ended;
  rmSync(cwd, { recursive: true, force: true });
});

/** Every process that belongs to the Heron that runs: the launcher and whatever it has started. */
function family(): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const found = [running.child.pid as number];
  for (const pid of found) for (const [child, parent] of parents) if (parent === pid) found.push(child);
  return found;
}

/** Inodes of the sockets that these processes hold. */
const socketsOf = (pids: readonly number[]): Set<string> =>
  new Set(
    pids.flatMap((pid) =>
      readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
        try {
          return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
        } catch {
          return [];
        }
      }),
    ),
  );

const rowsOf = (table: string): string[][] =>
  readFileSync(`/proc/net/${table}`, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/));

describe.runIf(isLinux)('a Heron that runs', () => {
  it('listens on no port at all, whatever is switched on: only on a local socket of its owner', () => {
    const own = socketsOf(family());
    expect(own.size).toBeGreaterThan(0);
    const tcp = ['tcp', 'tcp6'].flatMap(rowsOf).filter((row) => row[3] === LISTENING && own.has(row[9] ?? ''));
    const udp = ['udp', 'udp6'].flatMap(rowsOf).filter((row) => own.has(row[9] ?? ''));
    expect([tcp, udp]).toEqual([[], []]);
    // Of local sockets: one that listens (the flag 10000), and that is the file beside the ledger.
    const local = rowsOf('unix').filter((row) => row[3] === '00010000' && own.has(row[6] ?? ''));
    expect(local.map((row) => row[7])).toEqual([`${ledger}.sock`]);
    expect(statSync(`${ledger}.sock`).mode & 0o777).toBe(0o600);
  });

  it('leaves every file that it makes to its owner alone, whatever the umask was', () => {
    const folder = join(cwd, 'data');
    const names = readdirSync(folder, { recursive: true, withFileTypes: true });
    expect(names.length).toBeGreaterThan(2);
    const shared = names.filter((one) => (statSync(join(one.parentPath, one.name)).mode & 0o077) !== 0).map(({ name }) => name);
    expect(shared).toEqual([]);
    expect(statSync(folder).mode & 0o077).toBe(0);
    const umask = /Umask:\s+(\d+)/.exec(readFileSync(`/proc/${running.child.pid}/status`, 'utf8'))?.[1];
    expect(umask).toBe('0077');
  });

  it('writes no report and no dump of its memory by itself', () => {
    const flags = readFileSync(`/proc/${running.child.pid}/cmdline`, 'utf8').split('\0');
    expect(flags.filter((flag) => /report|heapsnapshot|heap-prof|cpu-prof|abort-on|inspect/.test(flag))).toEqual([]);
    // Of a crash, the system may write no kind of memory (core(5)); what is inherited holds for its threads and children too.
    expect(readFileSync(`/proc/${running.child.pid}/coredump_filter`, 'utf8').trim()).toBe('00000000');
    expect(readdirSync(cwd).filter((name) => /^(?:report\.|core|.*\.heapsnapshot)/.test(name))).toEqual([]);
  });
});
