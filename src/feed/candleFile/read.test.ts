import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { OutsideError } from '#src/domain/errors.ts';
import type { CandleFile } from './read.ts';
import { candlesIn, readCandleFile } from './read.ts';

const START = 1_677_628_800_000;
const MINUTE = 60_000;
const HEADER = 'open_time,open,high,low,close,volume';

const read = (text: string | Buffer, path = 'x.csv'): CandleFile => candlesIn(Buffer.from(text), path);

const rowAt = (minute: number, open = 100): string => `${START + minute * MINUTE},${open},${open + 2},${open - 2},${open + 1},3.5`;

const fileOf = (...minutes: number[]): string => [HEADER, ...minutes.map((minute) => rowAt(minute))].join('\n');

function refusalOf(run: () => unknown): OutsideError {
  try {
    run();
  } catch (error) {
    if (error instanceof OutsideError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

const TWO = [
  { openedAt: START, open: 100, high: 102, low: 98, close: 101, volume: 3.5 },
  { openedAt: START + MINUTE, open: 101, high: 103, low: 99, close: 102, volume: 0 },
];

describe('a file of candles', () => {
  const seconds = START / 1000;
  it.each<[string, string]>([
    ['epoch milliseconds', `${HEADER}\n${START},100,102,98,101,3.5\n${START + MINUTE},101,103,99,102,0\n`],
    ['epoch seconds', `timestamp,open,high,low,close,volume\n${seconds},100,102,98,101,3.5\n${seconds + 60},101,103,99,102,0`],
    [
      'ISO with an offset',
      `date,open,high,low,close,volume\n2023-03-01 00:00:00+00:00,100,102,98,101,3.5\n2023-03-01 01:01:00+01:00,101,103,99,102,0.0\n`,
    ],
    ['ISO with Z', `Datetime,Open,High,Low,Close,Volume\n2023-03-01T00:00:00Z,100,102,98,101,3.5\n2023-03-01T00:01:00Z,101,103,99,102,0\n`],
    [
      'any order and extra columns',
      `symbol,close,low,volume,high,TIME,open,note\nBTC,101,98,3.5,102,${START},100,a\nBTC,102,99,0,103,${START + MINUTE},101,"b, c"\n`,
    ],
    [
      'CRLF, a byte order mark and blank lines',
      `\ufeff${HEADER}\r\n${START},100,102,98,101,3.5\r\n\r\n${START + MINUTE},101,103,99,102,0\r\n\r\n`,
    ],
    [
      'quotes',
      `"open_time","open","high","low","close","volume"\n"${START}","100","102","98","101","3.5"\n"${START + MINUTE}","101","103","99","102","0"\n`,
    ],
    ['semicolons', `time;open;high;low;close;volume\n${START};100;102;98;101;3.5\n${START + MINUTE};101;103;99;102;0\n`],
    ['tabs', `time\topen\thigh\tlow\tclose\tvolume\n${START}\t100\t102\t98\t101\t3.5\n${START + MINUTE}\t101\t103\t99\t102\t0\n`],
    [
      'an epoch beside a date without zone',
      `date,unix,open,high,low,close,volume\n2023-03-01,${seconds},100,102,98,101,3.5\n2023-03-01,${seconds + 60},101,103,99,102,0`,
    ],
    [
      'JSON arrays',
      JSON.stringify([
        [START, 100, 102, 98, 101, 3.5],
        [START + MINUTE, 101, 103, 99, 102, 0],
      ]),
    ],
    [
      'JSON with text and more columns',
      ` [[${START},"100","102","98","101","3.5",9,"x"],["${START + MINUTE}","101","103","99","102","0"]]`,
    ],
    [
      'JSON with ISO times',
      JSON.stringify([
        ['2023-03-01T00:00:00Z', 100, 102, 98, 101, 3.5],
        ['2023-03-01T00:01:00Z', 101, 103, 99, 102, 0],
      ]),
    ],
  ])('may come as %s, plain or gzip', (_shape, text) => {
    for (const bytes of [Buffer.from(text), gzipSync(text)]) {
      const { candles, report } = candlesIn(bytes, 'x');
      expect(candles).toEqual(TWO);
      expect(report).toMatchObject({
        candles: 2,
        from: START,
        to: START + MINUTE,
        missing: 0,
        gaps: 0,
        duplicates: 0,
        disordered: 0,
        bad: 0,
        badRows: [],
      });
    }
  });

  it('reports gaps and the minutes missing in them', () => {
    const { candles, report } = read(fileOf(0, 1, 4, 5, 15));
    expect(candles).toHaveLength(5);
    expect(report).toMatchObject({ gaps: 2, missing: 2 + 9 });
  });

  it('keeps the first of several rows with the same time', () => {
    const { candles, report } = read([fileOf(0, 1), rowAt(1, 500), rowAt(2), rowAt(0, 500)].join('\n'));
    expect(candles.map(({ open }) => open)).toEqual([100, 100, 100]);
    expect(report).toMatchObject({ candles: 3, duplicates: 2, disordered: 0, gaps: 0 });
  });

  it('drops a row that goes back in time and counts it', () => {
    const { candles, report } = read(fileOf(0, 1, 3, 2, 4));
    expect(candles.map(({ openedAt }) => (openedAt - START) / MINUTE)).toEqual([0, 1, 3, 4]);
    expect(report).toMatchObject({ disordered: 1, duplicates: 0, gaps: 1, missing: 1 });
  });

  it('names bad rows with line and reason and leaves them out', () => {
    const { candles, report } = read(
      [
        HEADER,
        rowAt(0),
        `${START + MINUTE},100,99,98,101,1`,
        `${START + MINUTE},-1,99,98,101,1`,
        '',
        `${START + MINUTE},100,102,98,101,`,
        `${START + MINUTE},100,102,98,101,-1`,
        `soon,100,102,98,101,1`,
        `${START + 1},100,102,98,101,1`,
        `${START}0,100,102,98,101,1`,
        '5,100,102,98,101,1',
        `${START + MINUTE},100,102`,
        `${START + MINUTE},100,102,98,101,1,7`,
        `${START + MINUTE},"100,102,98,101,1`,
        rowAt(1),
      ].join('\n'),
    );
    expect(candles).toHaveLength(2);
    expect(report.bad).toBe(11);
    expect(report.badRows).toEqual([
      { line: 3, reason: 'the high or low does not hold the open and close' },
      { line: 4, reason: 'a price is not a positive number' },
      { line: 6, reason: 'the volume is negative or not a number' },
      { line: 7, reason: 'the volume is negative or not a number' },
      { line: 8, reason: 'the time cannot be read' },
      { line: 9, reason: 'the time is not the start of a minute' },
      { line: 10, reason: 'the time lies outside 1990 to 2100' },
      { line: 11, reason: 'the time lies outside 1990 to 2100' },
      { line: 12, reason: 'the line has 3 columns and the header 6' },
      { line: 13, reason: 'the line has 7 columns and the header 6' },
      { line: 14, reason: 'a quote is not closed' },
    ]);
  });

  it('names the first twenty bad rows and counts them all', () => {
    const { report } = read([fileOf(0), ...Array.from({ length: 30 }, () => 'x,1,1,1,1,1')].join('\n'));
    expect(report.bad).toBe(30);
    expect(report.badRows.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, index) => index + 3));
  });

  it('counts shuffled and repeated rows as a plain set of times would', () => {
    const minutes = fc.array(fc.oneof(fc.nat(40), fc.constant(-1)), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(minutes, (rows) => {
        fc.pre(rows.some((minute) => minute >= 0));
        const kept: number[] = [];
        let duplicates = 0;
        let disordered = 0;
        for (const minute of rows) {
          if (minute < 0) continue;
          if (kept.includes(minute)) duplicates++;
          else if (minute < (kept.at(-1) ?? -1)) disordered++;
          else kept.push(minute);
        }
        fc.pre(kept.length > 1 || disordered < 10);
        fc.pre(kept.length < 11 || kept.some((minute, index) => minute === (kept[index - 1] ?? -9) + 1));
        const { candles, report } = read([HEADER, ...rows.map((minute) => (minute < 0 ? 'x,1,1,1,1,1' : rowAt(minute)))].join('\n'));
        expect(candles.map(({ openedAt }) => (openedAt - START) / MINUTE)).toEqual(kept);
        expect(report).toMatchObject({ candles: kept.length, duplicates, disordered, bad: rows.filter((minute) => minute < 0).length });
        expect(report.missing).toBe((kept.at(-1) ?? 0) - (kept[0] ?? 0) + 1 - kept.length);
      }),
    );
  });
});

describe('a file that cannot be used', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heron-candles-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each<[string, string | Buffer, string, string]>([
    ['nothing in it', '', 'candles.empty', 'x.csv is empty.'],
    ['only blanks', ' \r\n \n', 'candles.empty', 'x.csv is empty.'],
    ['an empty gzip', gzipSync(''), 'candles.empty', 'x.csv is empty.'],
    ['only a header', `${HEADER}\n`, 'candles.no_rows', 'x.csv holds no candle that can be used; it has a header and no rows.'],
    [
      'only bad rows',
      `${HEADER}\n1,2\n`,
      'candles.no_rows',
      'x.csv holds no candle that can be used; line 2: the line has 2 columns and the header 6.',
    ],
    ['no header', `${rowAt(0)}\n${rowAt(1)}`, 'candles.no_header', 'x.csv has no header: its first line is data.'],
    [
      'no volume',
      'time,open,high,low,close\n1,1,1,1,1',
      'candles.columns',
      'The header of x.csv has no column for volume; it has time, open, high, low, close.',
    ],
    [
      'prose',
      'Dear Sir or Madam,\nno candles.',
      'candles.columns',
      'The header of x.csv has no column for time, open, high, low, close, volume; it has Dear Sir or Madam, (blank).',
    ],
    [
      'an empty pair of quotes',
      '\n""\n',
      'candles.columns',
      'The header of x.csv has no column for time, open, high, low, close, volume; it has (blank).',
    ],
    ['a column twice', 'time,open,open,high,low,close,volume\n', 'candles.columns', 'The header of x.csv has the column open twice.'],
    [
      'a time without zone',
      `${HEADER}\n${rowAt(0)}\n2023-03-01 00:01:00,1,1,1,1,1`,
      'candles.no_zone',
      'Line 3 of x.csv says 2023-03-01 00:01:00 without a time zone.',
    ],
    [
      'a time without zone in JSON',
      '[["2023-03-01",1,1,1,1,1]]',
      'candles.no_zone',
      'Line 1 of x.csv says 2023-03-01 without a time zone.',
    ],
    ['binary', Buffer.from([7, 0, 255, 3]), 'candles.binary', 'x.csv holds binary data, not text.'],
    ['UTF-16', Buffer.from(fileOf(0), 'utf16le'), 'candles.binary', 'x.csv holds binary data, not text.'],
    ['a zip archive', Buffer.from('PK\x03\x04 and so on'), 'candles.zip', 'x.csv is a zip archive.'],
    ['a cut gzip', gzipSync(fileOf(0, 1, 2)).subarray(0, 30), 'candles.not_gzip', 'x.csv begins like gzip and cannot be unpacked.'],
    ['broken JSON', '[[1,2', 'candles.json', 'x.csv begins like JSON and is not.'],
    ['a JSON object', '{"data":[]}', 'candles.json_shape', 'x.csv holds a JSON object, not an array of candles.'],
    ['JSON objects in an array', '[{"o":1}]', 'candles.json_shape', 'The candles in x.csv are not arrays.'],
    ['an empty JSON array', '[]', 'candles.empty', 'x.csv holds an empty array.'],
    [
      'short JSON rows',
      '[[1,2]]',
      'candles.no_rows',
      'x.csv holds no candle that can be used; line 1: the row is not an array of at least six values.',
    ],
    [
      'five-minute candles',
      fileOf(...Array.from({ length: 12 }, (_, index) => index * 5)),
      'candles.not_minutes',
      'x.csv holds candles of 5 minutes; Heron reads one-minute candles.',
    ],
    ['newest first', fileOf(...Array.from({ length: 12 }, (_, index) => 20 - index)), 'candles.backward', 'x.csv runs from new to old.'],
  ])('with %s is refused with a sentence and a hint', (_what, content, code, sentence) => {
    const refusal = refusalOf(() => read(content));
    expect([refusal.code, refusal.message]).toEqual([code, sentence]);
    expect(refusal.hint).toMatch(/^[A-Z].*\.$/s);
  });

  it('with candles shorter than a minute is refused', () => {
    const rows = Array.from({ length: 120 }, (_, second) => `${START + second * 1000},1,1,1,1,1`);
    expect(refusalOf(() => read([HEADER, ...rows].join('\n'))).code).toBe('candles.not_minutes');
  });

  it('named .gz and not gzip is refused', () => {
    expect(refusalOf(() => read(fileOf(0, 1), 'x.CSV.GZ')).code).toBe('candles.not_gzip');
  });

  it('that is not there, is a folder or lies below a file is refused', () => {
    const file = join(folder, 'good.csv');
    writeFileSync(file, fileOf(0, 1));
    expect(readCandleFile(file).candles).toHaveLength(2);
    expect(refusalOf(() => readCandleFile(join(folder, 'none.csv'))).code).toBe('candles.missing');
    expect(refusalOf(() => readCandleFile(join(file, 'none.csv'))).code).toBe('candles.missing');
    expect(refusalOf(() => readCandleFile(folder)).code).toBe('candles.not_a_file');
    expect(refusalOf(() => readCandleFile('a\0b')).code).toBe('candles.unreadable');
  });

  it('throws nothing but OutsideError, whatever its bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 300 }).map((content) => Buffer.from(content));
    const tokens = fc.constantFrom(
      ...'0123456789.,;:-+TZ "\'\t\r\n[]{}eE'.split(''),
      HEADER,
      `${START}`,
      '2023-03-01 00:00:00',
      '+00:00',
      'null',
      '\ud83d\ude00',
    );
    const nearly = fc.array(tokens, { maxLength: 60 }).map((parts) => Buffer.from(parts.join('')));
    const behindHeader = nearly.map((content) => Buffer.concat([Buffer.from(`${HEADER}\n`), content]));
    const packed = fc.oneof(bytes, nearly).map((content) => gzipSync(content));
    const cut = fc.tuple(packed, fc.nat(60)).map(([content, length]) => content.subarray(0, length));
    fc.assert(
      fc.property(fc.oneof(bytes, nearly, behindHeader, packed, cut), (content) => {
        try {
          const { candles, report } = candlesIn(content, 'x');
          expect(candles.length).toBe(report.candles);
          expect(candles.length).toBeGreaterThan(0);
        } catch (error) {
          if (!(error instanceof OutsideError)) throw error;
          expect(error.message).toMatch(/^.+\.$/s);
          expect(error.message.length + error.hint.length).toBeLessThan(600);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the shared market data', () => {
  const folder = new URL('../../../../shared/data/', import.meta.url).pathname;
  const files: [string, string][] = [
    ['binanceus-BTC-USD-1m-2023-03.csv', '427be0eb8c8d6eddb09fbf22943f4e8277ccfcf0b0ab3b92c054252b136bd7f7'],
    ['binanceus-BTC-USDC-1m-2023-03.csv', '60cb510bbe74fd17c257198709097f36d024792a315ce769912faf0e60639672'],
  ];

  it.for(files)('%s is read whole', ([name, sha256], { skip }) => {
    const path = join(folder, name);
    skip(!existsSync(path), 'the shared data are not beside this checkout: ../shared/data');
    const { candles, report } = readCandleFile(path);
    expect(report).toEqual({
      ...{ path, sha256, candles: 30_240, from: START, to: START + 30_239 * MINUTE },
      ...{ missing: 0, gaps: 0, duplicates: 0, disordered: 0, bad: 0, badRows: [] },
    });
    expect(candles).toHaveLength(30_240);
  });
});
