import { toPlainText } from '#src/chat/plainText.ts';
import { TERMINAL } from '#src/chat/terminal/terminal.ts';
import { loadSettings } from '#src/config/load.ts';
import { later } from '#src/domain/clock.ts';
import { type Running, startRunning } from '#src/shell/running.ts';
import type { Stage } from './stage.ts';

const MINUTE_MS = 60_000;
const START = /^npm start(?:; (?<id>[ct]\d+) .+)?$/;
const LATER = /^(?:(?<hours>\d+) h )?(?:(?<minutes>\d+) min )?later(?:, (?<id>[ct]\d+) .+)?$/;
/** Any condition or trade: what names none is for everybody. */
const NAMED = /\b[ct]\d+\b/;

/** The stage of the README: what `npm start` runs, on the simulated market with every setting as shipped, only faster. */
export class SimulatedStage implements Stage {
  readonly #running: Running;
  readonly #shown: string[] = [];
  readonly #outbox: ReturnType<Running['connect']>;
  readonly #bugs: unknown[];
  #updates = 0;

  private constructor(running: Running, bugs: unknown[]) {
    this.#running = running;
    this.#bugs = bugs;
    this.#outbox = running.connect([
      {
        name: TERMINAL,
        edits: false,
        send: ({ reply }) => {
          this.#shown.push(toPlainText(reply));
          return undefined;
        },
      },
    ]);
  }

  static async open(sentence: string): Promise<SimulatedStage | undefined> {
    if (!START.test(sentence)) return undefined;
    const bugs: unknown[] = [];
    const error = (what: string, cause?: unknown): void => void bugs.push(new Error(what, { cause }));
    const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error };
    const settings = loadSettings({ env: {}, folder: '/nowhere', sets: [] });
    const running = await startRunning({ settings, ledgerPath: ':memory:', channels: [TERMINAL], log, nowMs: () => 0, withSocket: false });
    return new SimulatedStage(running, bugs);
  }

  async says(line: string): Promise<string[]> {
    this.#updates++;
    const user = { actor: `user:${TERMINAL}`, role: 'owner' } as const;
    const reply = await this.#running.dispatch({ platform: TERMINAL, updateId: String(this.#updates), chat: TERMINAL, user, text: line });
    await this.#outbox.deliver();
    return [reply === undefined ? '' : toPlainText(reply), ...this.#shown.splice(0)];
  }

  /** `npm start`, then `5 min later`. With `npm start; c3 asks` and `5 min later, c3 triggers` only what is said about c3 is shown. */
  async happens(sentence: string): Promise<string[]> {
    const { app } = this.#running;
    await this.#outbox.deliver();
    const start = START.exec(sentence);
    if (start !== null) return this.#heard(start.groups?.id);
    const { hours = '0', minutes = '0', id } = LATER.exec(sentence)?.groups ?? {};
    const until = later(app.clock.now(), (Number(hours) * 60 + Number(minutes)) * MINUTE_MS);
    if (until === app.clock.now()) throw new Error(`"${sentence}" is not understood; say for example: 1 h 5 min later, c3 asks`);
    for (let at = app.engine.nextAt(); at !== undefined && at <= until; at = app.engine.nextAt()) {
      app.engine.step();
      await this.#outbox.deliver();
    }
    return this.#heard(id);
  }

  #heard(id: string | undefined): string[] {
    return this.#shown.splice(0).filter((text) => id === undefined || !NAMED.test(text) || new RegExp(`\\b${id}\\b`).test(text));
  }

  async end(): Promise<void> {
    const { findings } = await this.#running.app.audit();
    await this.#running.stop('the transcript is over');
    if (findings.length > 0) throw new Error(`the audit has findings: ${JSON.stringify(findings, null, 2)}`);
    if (this.#bugs.length > 0) throw new AggregateError(this.#bugs, 'something inside failed');
  }
}
