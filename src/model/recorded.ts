import { add, decimal, toText, ZERO } from '#src/domain/decimal.ts';
import { readAnswer } from './judge.ts';
import type { Answered, Inquiry, Model, ModelCall, Question } from './port.ts';
import { inquiryHashOf, questionHashOf } from './questionHash.ts';
import { type RecordedAnswer, Recording, type RecordingSource } from './recording.ts';

export type RecordedOptions = RecordingSource & {
  /** Name of the model that was asked, as in the settings: it is a part of each question. */
  readonly name: string;
  /** Hears of every answer that is taken from the recording, and of every request of the wrapped model. */
  record(call: ModelCall): void;
  /** Makes the model that is asked what is not in the recording; its good answers are added. */
  wrapped?(record: (call: ModelCall) => void): Model;
};

/** A model that answers from a recording: the same questions have the same answers, tokens, cost and latency, without a network and without a clock. */
export function recordedModel(options: RecordedOptions): Model {
  return new RecordedModel(options);
}

/** What a recorded answer is put down with. */
type Asked = Pick<Question<unknown>, 'purpose' | 'prompt'> & { readonly questionHash: string; readonly rung: ModelCall['rung'] };

class RecordedModel implements Model {
  readonly name: string;
  readonly #recording: Recording;
  readonly #record: (call: ModelCall) => void;
  readonly #wrapped: Model | undefined;
  /** Requests of the wrapped model for questions that are under way. */
  readonly #heard = new Map<string, ModelCall[]>();

  constructor(options: RecordedOptions) {
    this.name = options.name;
    this.#recording = new Recording(options);
    this.#record = (call) => options.record(call);
    this.#wrapped = options.wrapped?.((call) => {
      this.#heard.get(call.questionHash)?.push(call);
      options.record(call);
    });
  }

  async ask<T>(question: Question<T>): Promise<Answered<T>> {
    const { purpose, prompt, schema } = question;
    const asked: Asked = { purpose, prompt, questionHash: questionHashOf(this.name, question), rung: 'json_schema' };
    const recorded = this.#recording.get(asked.questionHash);
    if (recorded === undefined) return this.#pass(asked.questionHash, (model) => model.ask(question));
    const read = readAnswer(recorded.answer, schema);
    this.#note(asked, recorded, read.ok ? undefined : read.fault);
    return read.ok ? read : { ok: false, why: 'malformed', text: `The recorded answer does not fit the question any more. ${read.fault}` };
  }

  async inquire(inquiry: Inquiry): Promise<Answered<string>> {
    const { purpose, prompt, onText } = inquiry;
    const asked: Asked = { purpose, prompt, questionHash: inquiryHashOf(this.name, inquiry), rung: 'tools' };
    const recorded = this.#recording.get(asked.questionHash);
    if (recorded === undefined) return this.#pass(asked.questionHash, (model) => model.inquire(inquiry));
    this.#note(asked, recorded, undefined);
    onText?.(recorded.answer);
    return { ok: true, value: recorded.answer };
  }

  state(): ReturnType<Model['state']> {
    return this.#wrapped?.state() ?? { state: 'up', reason: 'Answers come from a recording.' };
  }

  stop(): void {
    this.#wrapped?.stop?.();
  }

  #note(asked: Asked, { answer, tokensIn, tokensOut, cost, latencyMs, model }: RecordedAnswer, fault: string | undefined): void {
    this.#record({
      ...asked,
      model,
      server: 'recording',
      attempt: 1,
      tokensIn,
      tokensOut,
      cost,
      latencyMs,
      answer,
      verdict: fault === undefined ? 'good' : 'malformed',
      reason: fault,
      source: 'recorded',
    });
  }

  async #pass<T>(questionHash: string, ask: (model: Model) => Promise<Answered<T>>): Promise<Answered<T>> {
    if (this.#wrapped === undefined) {
      return { ok: false, why: 'not_recorded', text: 'The recording has no answer to this question, and nobody else is asked.' };
    }
    const heard: ModelCall[] = [];
    this.#heard.set(questionHash, heard);
    try {
      const answered = await ask(this.#wrapped);
      const last = heard.findLast(({ verdict }) => verdict === 'good');
      if (answered.ok && last !== undefined) this.#recording.add(recordedOf(last, heard));
      return answered;
    } finally {
      this.#heard.delete(questionHash);
    }
  }
}

/** The answer with what all the requests for it have cost. */
const recordedOf = ({ questionHash, answer, model }: ModelCall, calls: readonly ModelCall[]): RecordedAnswer => ({
  questionHash,
  answer,
  tokensIn: calls.reduce((sum, call) => sum + call.tokensIn, 0),
  tokensOut: calls.reduce((sum, call) => sum + call.tokensOut, 0),
  cost: toText(calls.reduce((sum, call) => add(sum, decimal(call.cost)), ZERO)),
  latencyMs: calls.reduce((sum, call) => sum + call.latencyMs, 0),
  model,
});
