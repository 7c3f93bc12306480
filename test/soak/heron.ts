import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import type { Inside } from './probe.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NODE = join(ROOT, 'node_modules', '.bin', 'node');
/** As `npm start` has it. */
const AS_SHIPPED = ['--min-semi-space-size=1', '--max-semi-space-size=1', '--heap-growing-percent=20'];
const LONGEST_OUTPUT = 20_000;

/** What can be seen of a process from outside. */
export interface Outside {
  readonly at: number;
  readonly rssBytes: number;
  /** Open files by what they are: `socket`, the name of a file. */
  readonly files: Readonly<Record<string, number>>;
  readonly walBytes: number;
  /** Processes that it has under way: an audit, a backup. */
  readonly children: number;
  /** Market time of the newest event. */
  readonly marketMs: number;
}

/** A Heron in a process of its own, on a ledger in `folder`, watched from outside, with the probe in it. */
export class SoakedHeron {
  readonly child: ChildProcess;
  readonly #ledger: string;
  readonly #inside: string;
  /** The end of what it said. */
  said = '';
  /** The end of its log. */
  logged = '';

  constructor(folder: string, sets: readonly string[], env: Readonly<Record<string, string>>) {
    this.#ledger = join(folder, 'heron.db');
    this.#inside = join(folder, `inside-${Date.now()}.jsonl`);
    const probe = new URL(`./probe.ts?out=${encodeURIComponent(this.#inside)}`, import.meta.url);
    const args = ['start', '--ledger', this.#ledger, ...sets.flatMap((one) => ['--set', one])];
    this.child = spawn(NODE, [...AS_SHIPPED, '--import', probe.href, join(ROOT, 'bin', 'heron.mjs'), ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', HOME: folder, ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.said = (this.said + text).slice(-LONGEST_OUTPUT);
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.logged = (this.logged + text).slice(-LONGEST_OUTPUT);
    });
  }

  get isOver(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  types(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }

  /** Waits until its output matches; the match. */
  async says(pattern: RegExp, ms = 60_000): Promise<RegExpExecArray> {
    for (const end = Date.now() + ms; Date.now() < end && !this.isOver; await sleep(100)) {
      const match = pattern.exec(this.said);
      if (match !== null) return match;
    }
    throw new Error(`it never said ${pattern}:\n${this.said}\n${this.logged}`);
  }

  /** A new phase: how late the loop is counts from here on. */
  newPhase(): void {
    this.child.kill('SIGUSR2');
  }

  look(): Outside {
    const proc = `/proc/${this.child.pid}`;
    const kib = Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`${proc}/status`, 'utf8'))?.[1] ?? Number.NaN);
    const wal = `${this.#ledger}-wal`;
    return {
      at: Date.now(),
      rssBytes: kib * 1024,
      files: filesOf(`${proc}/fd`),
      children: readFileSync(`${proc}/task/${this.child.pid}/children`, 'utf8').trim().split(' ').filter(Boolean).length,
      walBytes: existsSync(wal) ? statSync(wal).size : 0,
      marketMs: this.#marketTime(),
    };
  }

  /** What the probe has written. */
  inside(): Inside[] {
    if (!existsSync(this.#inside)) return [];
    const lines = readFileSync(this.#inside, 'utf8').split('\n');
    return lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as Inside);
  }

  counts(): { readonly events: number; readonly trades: number; readonly ledgerBytes: number } {
    return {
      events: this.#number('select count(*) from event'),
      trades: this.#number('select count(*) from trade'),
      ledgerBytes: statSync(this.#ledger).size,
    };
  }

  /** Ends it in order; its exit code, or the signal. */
  async ends(): Promise<string> {
    if (!this.isOver) {
      this.child.kill('SIGTERM');
      await once(this.child, 'exit');
    }
    return this.child.signalCode ?? `code ${this.child.exitCode}`;
  }

  #marketTime(): number {
    return this.#read((db) => Date.parse(String(db.prepare('select at from event order by seq desc limit 1').pluck().get() ?? '')));
  }

  #number(sql: string): number {
    return this.#read((db) => Number(db.prepare(sql).pluck().get()));
  }

  #read<T>(look: (db: Database.Database) => T): T {
    const db = new Database(this.#ledger, { readonly: true });
    try {
      return look(db);
    } finally {
      db.close();
    }
  }
}

function filesOf(folder: string): Record<string, number> {
  const files: Record<string, number> = {};
  for (const name of readdirSync(folder)) {
    let kind: string;
    try {
      kind = basename(readlinkSync(join(folder, name))).replace(/:?\[?\d+\]?$/, '');
    } catch {
      continue; // it was closed between the two looks
    }
    files[kind] = (files[kind] ?? 0) + 1;
  }
  return files;
}

export const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));
