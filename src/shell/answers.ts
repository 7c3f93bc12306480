import { existsSync, statSync } from 'node:fs';
import type { Sourced } from '#src/config/load.ts';
import { promptOf } from '#src/config/prompt.ts';
import { systemClock, type VirtualClock } from '#src/domain/clock.ts';
import { CannotStart, WrongUsage } from '#src/domain/errors.ts';
import type { Ledger } from '#src/ledger/ledger.ts';
import { type ModelUse, modelUse } from '#src/ledger/modelUse.ts';
import type { Model } from '#src/model/port.ts';
import { Recording } from '#src/model/recording.ts';
import { modelOf } from '#src/modelOf.ts';
import type { StrategistDeps } from '#src/strategist/port.ts';

/** What became of the questions to a model. */
export interface AnswersReport extends ModelUse {
  readonly model: string;
  readonly asked: number;
  /** Questions that the file has no answer to, with nobody else to ask. */
  readonly missing: number;
}

/** The model of a replay: a file of recorded answers, a server, or a server for what the file does not hold. */
export interface Answers {
  /** Name of the model; a part of each question. */
  readonly name: string;
  readonly prompt: StrategistDeps['prompt'];
  /** A model that writes each exchange into this ledger. */
  modelFor(ledger: Ledger, clock: VirtualClock, settings: Sourced, report: (error: unknown) => void): Model;
  /** Of the newest model, whose ledger is still open. */
  report(): AnswersReport;
}

export interface AnswersOptions {
  readonly settings: Sourced;
  /** File of recorded answers; undefined: the server is asked everything. */
  readonly path: string | undefined;
  /** Asks the server what the file does not hold, and adds it there. */
  readonly record: boolean;
}

/** Throws WrongUsage where the file cannot be used, or where there is nobody to ask. */
export function answersOf({ settings, path, record }: AnswersOptions): Answers {
  const named = settings.values.model.name;
  const name = path === undefined || record ? named : named || nameIn(path);
  if (name === '')
    throw new WrongUsage('There is no model to ask.', 'Name one with --set model.name=…; its key comes from HERON_MODEL__TOKEN.');
  if (path !== undefined) check(path, record);
  let asked = 0;
  let missing = 0;
  let used: Ledger | undefined;
  return {
    name,
    prompt: promptOf,
    modelFor(ledger, clock, { values }, report) {
      [asked, missing, used] = [0, 0, ledger];
      const parts = { settings: { ...values, model: { ...values.model, name } }, ledger, clock, wall: systemClock(), report };
      const model = modelOf(path === undefined ? parts : { ...parts, recording: { source: { path }, asks: record } }) as Model;
      return {
        name,
        async ask(question) {
          asked++;
          const answered = await model.ask(question);
          if (!answered.ok && answered.why === 'not_recorded') missing++;
          return answered;
        },
        inquire: (inquiry) => model.inquire(inquiry),
        state: () => model.state(),
      };
    },
    report() {
      if (used === undefined) throw new Error('no model was made yet');
      return { model: name, asked, missing, ...modelUse(used) };
    },
  };
}

/** Who answered, as the file has it; '' when it holds nothing. */
function nameIn(path: string): string {
  check(path, false);
  const name = recordingOf(path).newest?.model;
  if (name === undefined)
    throw new WrongUsage(`${path} holds no answers.`, 'Record some: heron replay --answers FILE --record, with a model in the settings.');
  return name;
}

function check(path: string, record: boolean): void {
  if (!existsSync(path)) {
    if (record) return;
    throw new WrongUsage(`There is no file ${path}.`, 'Record one: heron replay --answers FILE --record, with a model in the settings.');
  }
  if (!statSync(path).isFile()) throw new WrongUsage(`${path} is not a file.`, 'Name a file of recorded answers.');
  recordingOf(path);
}

function recordingOf(path: string): Recording {
  try {
    return new Recording({ path });
  } catch (error) {
    if (error instanceof CannotStart) throw new WrongUsage(error.message, error.hint);
    throw error;
  }
}
