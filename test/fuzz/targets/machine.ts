import { createConnection, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import fc from 'fast-check';
import { clean, cleanLine } from '#src/chat/clean.ts';
import { personName } from '#src/chat/people.ts';
import { say } from '#src/chat/reply.ts';
import { visible } from '#src/domain/visible.ts';
import { createLog } from '#src/shell/log.ts';
import { listenOnSocket, sayOnSocket } from '#src/shell/socket.ts';
import { plainWords } from '#src/strategist/llm/plainWords.ts';
import { formsOf, SECRETS } from '#test/security/planted.ts';
import { holds, refusedOrLater } from '../flaw.ts';
import { mutated, mutatedText } from '../mutated.ts';
import { anyText } from '../strange.ts';
import { target } from '../target.ts';
import { scratch } from './scratch.ts';

export const socketLines = target<Buffer>({
  name: 'bytes at the local socket',
  at: 'src/shell/socket.ts',
  weight: 0.25,
  async open() {
    const files = scratch('socket');
    const path = join(files.folder, 'heron.sock');
    let said: string[] = [];
    const close = await listenOnSocket(path, async (line) => {
      said.push(line);
      return say('Heard.');
    });
    return {
      inputs: fc.oneof(
        mutatedText('/status\n', '/halt now\n/resume\n').map((text) => Buffer.from(text)),
        mutatedBytesOrNone,
      ),
      async take(bytes) {
        said = [];
        const answer = await exchanged(path, bytes);
        holds(said.length <= 1, 'one connection said two things');
        holds(
          said.every((line) => !line.includes('\n') && line.length <= 10_000),
          'a line is none',
        );
        holds(answer === '' || answer === `${JSON.stringify(say('Heard.'))}\n`, `the answer is ${answer.slice(0, 100)}`);
      },
      async close() {
        await close();
        files.close();
      },
    };
  },
});

const mutatedBytesOrNone: fc.Arbitrary<Buffer> = fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes));

/** Says these bytes and no more, and hears what comes back until the other side ends. */
const exchanged = (path: string, bytes: Buffer): Promise<string> =>
  new Promise((done, failed) => {
    const connection = createConnection(path);
    let answer = '';
    connection.setEncoding('utf8');
    connection.on('data', (chunk: string) => {
      answer += chunk;
    });
    connection.on('close', () => done(answer));
    connection.on('error', failed);
    connection.end(bytes);
  });

export const socketAnswers = target<string>({
  name: 'what answers at the local socket',
  at: 'src/shell/socket.ts',
  weight: 0.25,
  async open() {
    const files = scratch('answer');
    const path = join(files.folder, 'heron.sock');
    let next = '';
    const server = await new Promise<Server>((done) => {
      const made = createServer({ allowHalfOpen: true }, (connection) => {
        connection.on('error', () => connection.destroy());
        connection.once('data', () => connection.end(next));
      }).listen(path, () => done(made));
    });
    const reply = {
      title: 'Paper',
      tone: 'good',
      blocks: [
        { kind: 'text', text: 'All is well.' },
        { kind: 'table', columns: [{ name: 'a' }], rows: [['1']] },
      ],
    };
    return {
      inputs: fc.oneof(
        mutated(reply).map((json) => JSON.stringify(json) ?? ''),
        mutatedText(JSON.stringify(reply), 'null'),
        anyText,
      ),
      async take(answer) {
        next = answer;
        const came = await refusedOrLater(() => sayOnSocket(path, '/status'), answer);
        if ('refused' in came) holds(came.refused.code === 'other-heron', `it is refused as ${came.refused.code}`);
        else holds(came.value === null || typeof came.value?.title === 'string', 'a reply is none');
      },
      async close() {
        await new Promise((done) => server.close(done));
        files.close();
      },
    };
  },
});

interface LogLine {
  readonly before: string;
  readonly which: number;
  readonly form: number;
  readonly after: string;
  readonly how: 'text' | 'error' | 'cause' | 'field' | 'json';
}

export const logLines = target<LogLine>({
  name: 'secrets in what is logged',
  at: 'src/shell/log.ts',
  weight: 3,
  open() {
    let written = '';
    const output = new Writable({
      write(chunk, _, done) {
        written += String(chunk);
        done();
      },
    });
    const log = createLog('info', output, SECRETS);
    const leaks = SECRETS.map(formsOf);
    return {
      inputs: fc.record({
        before: anyText,
        which: fc.nat(SECRETS.length - 1),
        form: fc.nat(20),
        after: anyText,
        how: fc.constantFrom('text', 'error', 'cause', 'field', 'json'),
      }),
      take({ before, which, form, after, how }) {
        const forms = leaks[which] ?? [];
        const planted = `${before}${forms[form % forms.length]}${after}`;
        written = '';
        if (how === 'text') log.info(planted);
        else if (how === 'error') log.error('it failed', new Error(planted));
        else if (how === 'cause') log.error('it failed', new Error('outside', { cause: new TypeError(planted) }));
        else if (how === 'field') log.info('a field', { url: planted, deep: { list: [planted] } });
        else log.error(JSON.stringify({ body: JSON.stringify({ headers: planted }) }));
        const low = written.toLowerCase();
        const leaked = forms.find((one) => low.includes(one.toLowerCase()) || low.includes(JSON.stringify(one).slice(1, -1).toLowerCase()));
        holds(leaked === undefined, `a secret got through as ${leaked}`);
        for (const line of written.trim().split('\n')) holds(isJson(line), 'a line of the log is no JSON');
      },
    };
  },
});

function isJson(line: string): boolean {
  try {
    return typeof JSON.parse(line) === 'object';
  } catch {
    return false;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may reach a screen
const HIDDEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\u200b\ufeff]/;

export const shownTexts = target<string>({
  name: 'texts from outside, before they are shown',
  at: 'src/chat/clean.ts, people.ts, src/domain/visible.ts',
  weight: 10,
  open: () => ({
    inputs: fc.oneof(anyText, mutatedText('Ann Lee', 'A break of 64,300 goes on.', '\u001b[31mred\u001b[0m \u001b]0;title\u0007')),
    take(text) {
      for (const shown of [clean(text), cleanLine(text), personName(text), visible(text, 200), plainWords(text, 200)])
        holds(!HIDDEN.test(shown), `something unseen is left: ${JSON.stringify(shown.slice(0, 100))}`);
      for (const line of [cleanLine(text), personName(text), visible(text, 200), plainWords(text, 200)])
        holds(!line.includes('\n'), 'a line has two');
      const name = personName(text);
      holds(name !== '' && [...name].length <= 40 && !name.includes(':') && name.isWellFormed(), `the name is ${JSON.stringify(name)}`);
      holds(plainWords(text, 200).length <= 200 && [...visible(text, 200)].length <= 200, 'it is longer than it may be');
    },
  }),
});
