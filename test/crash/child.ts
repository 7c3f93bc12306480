import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import type { Bundle } from './bundle.ts';
import type { Line } from './lifeWords.ts';
import type { ChatDoor, Outside, VenueDoor } from './outsideWords.ts';

/** A heap that is not cleaned up in the few seconds that such a process lives. */
const FLAGS = ['--max-semi-space-size=32', '--min-semi-space-size=16'];
/** Nothing here takes so long, on however busy a machine; a process that hangs is a finding. */
const HANGS_MS = 600_000;

/** How a child ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it wrote down before. */
  readonly lines: readonly Line[];
  readonly stderr: string;
  readonly hung: boolean;
}

const environment = (bundle: Bundle): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, NODE_COMPILE_CACHE: bundle.cache });

/** Starts a program of the bundle and waits for its end. `killAfterMs`: it is killed from outside at that moment, whatever it does. */
export async function runChild(
  bundle: Bundle,
  name: string,
  args: readonly string[],
  { recordPath, killAfterMs }: { readonly recordPath: string; readonly killAfterMs?: number | undefined },
): Promise<Ended> {
  const errors = `${recordPath}.stderr`;
  const handle = openSync(errors, 'w', 0o600);
  const child = spawn(process.execPath, [...FLAGS, bundle.path(name), ...args, recordPath], {
    stdio: ['ignore', 'ignore', handle],
    env: environment(bundle),
  });
  let hung = false;
  const late = setTimeout(() => {
    hung = true;
    child.kill('SIGKILL');
  }, HANGS_MS);
  const execution = killAfterMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), killAfterMs);
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  clearTimeout(late);
  clearTimeout(execution);
  closeSync(handle);
  return { code, signal, lines: existsSync(recordPath) ? linesOf(recordPath) : [], stderr: readFileSync(errors, 'utf8'), hung };
}

/** A process that died while it wrote a line left a part of it: that line was never said. */
function linesOf(path: string): Line[] {
  const texts = readFileSync(path, 'utf8').split('\n');
  return texts.slice(0, -1).map((text) => JSON.parse(text) as Line);
}

/** An exchange or a Telegram in a process of its own, until disposed. */
export interface Living<Door> extends AsyncDisposable {
  readonly outside: Outside<Door>;
}

export const startVenue = (bundle: Bundle, id: string): Promise<Living<VenueDoor>> => start<VenueDoor>(bundle, id);
export const startChat = (bundle: Bundle): Promise<Living<ChatDoor>> => start<ChatDoor>(bundle, 'chat');

async function start<Door>(bundle: Bundle, what: string): Promise<Living<Door>> {
  const child: ChildProcess = spawn(process.execPath, [bundle.path('outside'), what], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: environment(bundle),
  });
  const outside = await new Promise<Outside<Door>>((told, failed) => {
    child.once('message', (message) => told(message as Outside<Door>));
    child.once('exit', (code) => failed(new Error(`the ${what} ended with ${code} before it was there`)));
  });
  return {
    outside,
    async [Symbol.asyncDispose]() {
      const over = once(child, 'exit');
      child.kill('SIGKILL');
      await over;
    },
  };
}
