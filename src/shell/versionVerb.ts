import { VERSION } from '#src/version.ts';
import { EXIT, type Io } from './io.ts';
import { isOn, type Options } from './options.ts';

export async function run(options: Options, { stdout }: Io): Promise<number> {
  const { node } = process.versions;
  stdout.write(isOn(options, 'json') ? `${JSON.stringify({ version: VERSION, node })}\n` : `heron ${VERSION} (Node ${node})\n`);
  return EXIT.good;
}
