import { WrongUsage } from '#src/domain/errors.ts';
import { EXIT, type Io } from './io.ts';
import { readOptions } from './options.ts';
import { VERBS } from './verbs.ts';

/** Runs one verb; returns its exit code. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  const [name = 'help', ...rest] = args;
  if (['help', '--help', '-h'].includes(name)) {
    io.stdout.write(helpText());
    return EXIT.good;
  }
  const verb = VERBS.find((one) => one.name === (name === '--version' ? 'version' : name));
  if (verb === undefined) {
    throw new WrongUsage(
      `heron ${name} is not a command.`,
      `Try one of: ${VERBS.map((one) => one.name).join(', ')}; heron help says what each does.`,
    );
  }
  const options = readOptions(rest, verb.flags, verb.usage);
  if (options.flags.help === true) {
    io.stdout.write(`${verb.summary}\nUsage: ${verb.usage}\n`);
    return EXIT.good;
  }
  const { run: runVerb } = await verb.load();
  return runVerb(options, io);
}

function helpText(): string {
  const width = Math.max(...VERBS.map(({ name }) => name.length));
  const lines = VERBS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  const common = '--config FILE, --set key=value, --ledger FILE, --json and --help go with each.';
  return `Heron: it proposes, you approve, it strikes once, and one ledger tells what happened and why.\n\n${lines.join('\n')}\n\n${common}\nIn a running Heron, /help lists what can be said.\n`;
}
