import fc from 'fast-check';
import { stringify } from 'yaml';
import { fileLayer } from '#src/config/fileLayer.ts';
import { keysOf } from '#src/config/keys.ts';
import { faultOf, type Known, type Layer } from '#src/config/layer.ts';
import { loadSettings } from '#src/config/load.ts';
import { readPrompt } from '#src/config/prompt.ts';
import { settingsSchema } from '#src/config/settings.ts';
import { environmentLayer, setLayer } from '#src/config/textLayers.ts';
import { readOptions } from '#src/shell/options.ts';
import { refuseSecretArguments } from '#src/shell/secretArguments.ts';
import { providerOf } from '#src/vault/providers.ts';
import { weaknessOf } from '#src/vault/weakness.ts';
import { faultOfSentence, holds, PLANTED, refusedOr } from '../flaw.ts';
import { mutated, mutatedText } from '../mutated.ts';
import { anyText } from '../strange.ts';
import { target } from '../target.ts';
import { scratch } from './scratch.ts';

const known: Known = keysOf(settingsSchema);
const KEYS = [...known.leaves.keys()];
const SAMPLE = {
  mode: 'paper',
  telegram: { token: PLANTED },
  discord: { token: `${PLANTED}.x`, guild: '5', channel: '6' },
  desk: { markets: ['BTC/USDT', 'ETH/USDT'], capital: '10000', riskPct: 0.5 },
  guards: { spreadBps: 10, lossStreak: { tight: 3 } },
  owner: { zone: 'Europe/Berlin' },
};
const YAML = [
  'mode: paper\ndesk:\n  markets: [BTC/USDT]\n  capital: "10000"\n',
  `telegram:\n  token: "${PLANTED}"\nguards: { spreadBps: 10 }\n`,
  'a: &a [1, 2]\nb: *a\nc: !!binary aGVyb24=\n? [x]\n: y\n--- # next\n',
  '%YAML 1.2\n---\nmode: >-\n  live\n...\n',
];

/** Every fault of a layer, and of its values, is a sentence that tells no token. */
function checkLayer({ values, problems }: Layer, given: string): void {
  // A name is repeated, also one that nobody knows; what is set may be a token.
  const texts = problems.map((one) => one.text).filter((text) => !/is not a setting/.test(text));
  for (const [key, placed] of values) {
    const leaf = known.leaves.get(key);
    const fault = leaf === undefined ? undefined : faultOf(key, placed, leaf);
    if (fault !== undefined) texts.push(fault);
  }
  for (const text of texts) {
    const fault = faultOfSentence(text, given);
    holds(fault === undefined, `what is wrong with a setting ${fault}: ${text.slice(0, 300)}`);
  }
}

export const settingsFiles = target<string>({
  name: 'files of settings',
  at: 'src/config/fileLayer.ts',
  weight: 0.4,
  open() {
    const files = scratch('settings');
    return {
      inputs: fc.oneof(
        mutatedText(...YAML),
        mutated(SAMPLE).map((one) => written(one)),
        anyText,
      ),
      take(text) {
        const path = files.written('heron.yaml', text);
        const came = refusedOr(() => fileLayer(path, 'file', known), text);
        if ('value' in came) checkLayer(came.value, text);
      },
      close: files.close,
    };
  },
});

function written(value: unknown): string {
  try {
    return stringify(value) ?? '';
  } catch {
    return '';
  }
}

const setting = fc.oneof(
  fc
    .tuple(fc.constantFrom(...KEYS), fc.oneof(anyText, mutatedText('10', '"a"', '[BTC/USDT]', PLANTED, `[${PLANTED}`, `{a: ${PLANTED}}`)))
    .map(([key, value]) => `${key}=${value}`),
  mutatedText('guards.spreadBps=10', `telegram.token=${PLANTED}`, 'desk.markets=[BTC/USDT]'),
  anyText,
);

export const setSettings = target<string>({
  name: 'settings after --set and in the environment',
  at: 'src/config/textLayers.ts',
  weight: 0.5,
  open: () => ({
    inputs: setting,
    take(text) {
      checkLayer(setLayer([text], known), text);
      const equals = text.indexOf('=');
      if (equals < 1) return;
      const name = `HERON_${text.slice(0, equals).replaceAll('.', '__').toUpperCase()}`;
      checkLayer(environmentLayer({ [name]: text.slice(equals + 1) }, known), `${name}=${text}`);
    },
  }),
});

export const wholeSettings = target<string[]>({
  name: 'settings as a whole',
  at: 'src/config/load.ts',
  weight: 0.05,
  open: () => ({
    inputs: fc.array(setting, { minLength: 1, maxLength: 3 }),
    take(sets) {
      const came = refusedOr(() => loadSettings({ env: {}, folder: '/nowhere', sets }), sets.join(' '));
      if ('value' in came) holds(!JSON.stringify(came.value.entries()).includes(PLANTED), 'the settings tell a token');
    },
  }),
});

const PROMPT = '---\nname: ask\npurpose: ask\nvariables: [context]\nversion: 1\n---\nYou answer.\n---user---\n{{context}}\n';

export const prompts = target<string>({
  name: 'files of prompts',
  at: 'src/config/prompt.ts',
  weight: 0.3,
  open() {
    const files = scratch('prompts');
    return {
      inputs: mutatedText(PROMPT),
      take(whole) {
        const text = whole.replaceAll(PLANTED, 'x');
        const path = files.written('ask.md', text);
        // It comes with the program, and no token belongs there: its names may be repeated.
        refusedOr(() => readPrompt(path).fill({ context: 'x' }), text);
      },
      close: files.close,
    };
  },
});

const FLAGS = { candles: { type: 'string' }, yes: { type: 'boolean' } } as const;

export const shellArguments = target<string[]>({
  name: 'arguments at the shell',
  at: 'src/shell/options.ts, secretArguments.ts',
  weight: 4,
  open: () => ({
    inputs: fc.array(
      fc.oneof(
        fc.constantFrom('--set', '--ledger', '--json', '--candles', '--yes', '--', '-x', '--set=a=b', 'add', 'binance', PLANTED),
        anyText,
      ),
      { maxLength: 5 },
    ),
    take(args) {
      const came = refusedOr(
        () => readOptions(args, FLAGS, 'heron replay --candles FILE'),
        args.filter((one) => one !== PLANTED).join(' '),
      );
      if ('value' in came) refusedOr(() => refuseSecretArguments(came.value), '');
    },
  }),
});

export const typedKeys = target<{ provider: string; value: string }>({
  name: 'keys that somebody types',
  at: 'src/vault/providers.ts, weakness.ts',
  weight: 4,
  open: () => ({
    inputs: fc.record({
      provider: fc.constantFrom('binance', 'okx', 'hyperliquid', 'openai', 'ollama', 'valr', 'compatible'),
      value: fc.oneof(anyText, mutatedText('http://127.0.0.1:11434/v1', `0x${'ab'.repeat(32)}`, `0x${'12'.repeat(20)}`, PLANTED)),
    }),
    take({ provider, value }) {
      for (const field of providerOf(provider)?.fields ?? []) {
        const fault = field.fault(value);
        if (fault === undefined || !field.isSecret) continue;
        const wrong = faultOfSentence(`${field.label} ${fault}.`, '');
        holds(wrong === undefined, `what is wrong with a key ${wrong}: ${fault}`);
        holds(value.length < 12 || !fault.includes(value), 'what is wrong with a key tells the key');
      }
      const weakness = weaknessOf(value);
      if (weakness !== undefined) holds(value.length < 12 || !weakness.includes(value), 'what is wrong with a key tells the key');
    },
  }),
});
