import type { Sourced } from '#src/config/load.ts';
import { OutsideError, WrongUsage } from '#src/domain/errors.ts';
import { type CandleFile, readCandleFile } from '#src/feed/candleFile/read.ts';
import type { Answers } from './answers.ts';
import { evalText } from './eval/evalText.ts';
import { evaluate } from './eval/evaluate.ts';
import { marketOf } from './fileMarket.ts';
import { EXIT, type Io } from './io.ts';
import { flag, isOn, needed, type Options, settingsOf } from './options.ts';

export async function run(options: Options, io: Io): Promise<number> {
  const path = needed(options, 'eval', 'candles', 'a file of candles, such as --candles btc.csv');
  const symbol = needed(options, 'eval', 'market', 'a market, such as --market BTC/USD');
  const profile = flag(options, 'profile');
  const settings = settingsOf(options, io, profile === undefined ? [] : [`smc.profile=${profile}`]);
  const file = candlesIn(path);
  const market = marketOf(symbol, file.candles);
  const report = await evaluate({ file, market, settings, answers: await answersFor(options, settings) });
  io.stdout.write(isOn(options, 'json') ? `${JSON.stringify(report)}\n` : evalText(report));
  return EXIT.good;
}

/** Throws WrongUsage for a file that is none: it was named by whoever asked. */
function candlesIn(path: string): CandleFile {
  try {
    return readCandleFile(path);
  } catch (error) {
    if (error instanceof OutsideError) throw new WrongUsage(error.message, error.hint);
    throw error;
  }
}

/** The model takes part where there is a file of answers or a server to ask; its library is loaded only then. */
async function answersFor(options: Options, settings: Sourced): Promise<Answers | undefined> {
  const path = flag(options, 'answers');
  if (path === undefined && settings.values.model.name === '') return undefined;
  const { answersOf } = await import('./answers.ts');
  return answersOf({ settings, path, record: false });
}
