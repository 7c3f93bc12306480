import { OutsideError, WrongUsage } from '#src/domain/errors.ts';
import type { Io } from './io.ts';

/** Where secrets come from: a hidden prompt, or lines of a pipe. Never arguments. */
export interface KeyInput {
  /** True at a prompt: a mistake in typing can be asked about. */
  readonly isTalk: boolean;
  /** One value without the white space around it; `fault` says why it cannot be, in words without the value. */
  value(label: string, isSecret: boolean, fault: (value: string) => string | undefined): Promise<string>;
  /** Whether exactly this phrase was typed, after a sentence that says what it is for. */
  phrase(why: string, phrase: string): Promise<boolean>;
  /** Throws WrongUsage when more was piped in than was asked for: it was meant for something else. */
  end(): void;
}

type Streams = Pick<Io, 'stdin' | 'stderr'>;

export const keyInputOf = (io: Streams): KeyInput => (io.stdin.isTTY ? prompts(io) : piped(io));

function prompts({ stdin: input, stderr: output }: Streams): KeyInput {
  const ask = async (message: string, isSecret: boolean, validate: (value: string | undefined) => string | undefined): Promise<string> => {
    const { isCancel, password, text } = await import('@clack/prompts');
    const options = { message, validate, input, output };
    const given = await (isSecret ? password(options) : text(options));
    if (isCancel(given)) throw new OutsideError('stopped', 'Stopped; nothing was changed.', 'Run it again when you have the key at hand.');
    return (given ?? '').trim();
  };
  return {
    isTalk: true,
    value: (label, isSecret, fault) =>
      ask(label, isSecret, (value) => {
        const found = fault((value ?? '').trim());
        return found === undefined ? undefined : `That ${found}.`;
      }),
    async phrase(why, phrase) {
      return (await ask(`${why}\nType: ${phrase}`, false, () => undefined)) === phrase;
    },
    end: () => undefined,
  };
}

/** As much as any key has, many times over. */
const LONGEST = 65_536;

function piped({ stdin }: Streams): KeyInput {
  let lines: string[] | undefined;
  const next = async (): Promise<string> => {
    lines ??= await linesOf(stdin);
    return lines.shift()?.trim() ?? '';
  };
  return {
    isTalk: false,
    async value(label, _, fault) {
      const value = await next();
      const found = fault(value);
      if (found === undefined) return value;
      throw new WrongUsage(
        `${label}: what was piped in ${value === '' ? 'has no line for it' : found}.`,
        'Pipe one value a line, in the order that a prompt asks. Nothing was saved.',
      );
    },
    async phrase(_, phrase) {
      return (await next()) === phrase;
    },
    end() {
      if (lines?.some((line) => line.trim() !== '') === true)
        throw new WrongUsage(
          'More lines were piped in than this key has parts.',
          'Pipe one value a line, in the order that a prompt asks. Nothing was saved.',
        );
    },
  };
}

async function linesOf(stdin: NodeJS.ReadStream): Promise<string[]> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Buffer | string);
    size += bytes.length;
    if (size > LONGEST) throw new WrongUsage('What was piped in is too long to be a key.', 'Pipe one value a line. Nothing was saved.');
    chunks.push(bytes);
  }
  return Buffer.concat(chunks).toString('utf8').split('\n');
}
