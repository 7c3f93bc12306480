import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { fail } from '#src/shell/fail.ts';
import { run } from '#src/shell/run.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LAUNCHER = join(ROOT, 'bin', 'heron.mjs');
/** The Node that came with the installation, whatever runs the tests. */
const NODE = join(ROOT, 'node_modules', '.bin', 'node');
/** Long enough for a machine that has other things to do; nothing here waits for it when all is well. */
const PATIENCE_MS = 60_000;

export interface Ended {
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface HeronOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly node?: string;
}

/** A Heron in a process of its own, with nothing of this machine's settings around it. */
export class HeronProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';
  #isOver = false;
  readonly #watchers = new Set<() => void>();

  constructor(args: readonly string[], { cwd, env = {}, node = NODE }: HeronOptions) {
    this.child = spawn(node, [LAUNCHER, ...args], { cwd, env: { PATH: process.env.PATH ?? '', HOME: cwd, ...env } });
    this.child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      this.stdout += chunk;
      this.#grew();
    });
    this.child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.stderr += chunk;
      this.#grew();
    });
    this.child.stdin.on('error', () => undefined); // it may have ended before it read everything
    this.ended = new Promise((done) => {
      this.child.on('close', (code, signal) => {
        this.#isOver = true;
        done({ code, signal, stdout: this.stdout, stderr: this.stderr });
        this.#grew();
      });
    });
  }

  say(...lines: readonly string[]): void {
    this.child.stdin.write(lines.map((line) => `${line}\n`).join(''));
  }

  /** Waits until the output matches from `from` on. Rejects with everything that was said when the process ends before. */
  async until(pattern: RegExp, from = 0): Promise<void> {
    while (!pattern.test(this.stdout.slice(from))) {
      if (this.#isOver) throw new Error(`it ended before it said ${pattern}:\n${this.stdout}\n${this.stderr}`);
      await this.#next(`it never said ${pattern}:\n`);
    }
  }

  #next(why: string): Promise<void> {
    return new Promise((done, failed) => {
      const late = setTimeout(() => failed(new Error(`${why}${this.stdout}\n${this.stderr}`)), PATIENCE_MS);
      const watcher = (): void => {
        clearTimeout(late);
        this.#watchers.delete(watcher);
        done();
      };
      this.#watchers.add(watcher);
    });
  }

  #grew(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}

/** Runs a verb to its end in a process of its own; `input` is what is piped in. */
export function heronProcess(args: readonly string[], { input = '', ...options }: HeronOptions & { input?: string }): Promise<Ended> {
  const running = new HeronProcess(args, options);
  running.child.stdin.end(input);
  return running.ended;
}

/** The same in this process, which costs no start of another one: everything behind the launcher. One at a time, because the folder is the process's. */
export async function heron(
  args: readonly string[],
  { cwd, env = {}, input = '' }: Omit<HeronOptions, 'node'> & { input?: string },
): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  const output = (name: keyof typeof said): NodeJS.WriteStream =>
    new Writable({
      decodeStrings: false,
      write(chunk, _encoding, done) {
        said[name] += String(chunk);
        done();
      },
    }) as unknown as NodeJS.WriteStream;
  const stdin = Readable.from(input === '' ? [] : [Buffer.from(input)]) as unknown as NodeJS.ReadStream;
  const stderr = output('stderr');
  const before = { cwd: process.cwd(), umask: process.umask(0o077) };
  process.chdir(cwd);
  try {
    const io = {
      stdin,
      stdout: output('stdout'),
      stderr,
      env: { PATH: process.env.PATH, HOME: cwd, ...env },
      nowMs: () => performance.now(),
    };
    const code = await run(args, io).catch((error: unknown) => fail(error, stderr));
    return { code, signal: null, ...said };
  } finally {
    process.chdir(before.cwd);
    process.umask(before.umask);
  }
}

/** A folder for one test file, deleted at the end of it. */
export function temporaryFolder(): { readonly path: string; file(name: string): string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'heron-shell-'));
  return { path, file: (name) => join(path, name), remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Reads a ledger from outside, as somebody with a database tool does. */
export function rows<Row>(path: string, sql: string): Row[] {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare(sql).all() as Row[];
  } finally {
    db.close();
  }
}
