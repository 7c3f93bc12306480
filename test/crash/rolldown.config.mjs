import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Exchanges that are loaded by their file. */
const EXCHANGES = ['binance', 'binanceusdm', 'kraken', 'krakenfutures'];

const ccxt = dirname(fileURLToPath(import.meta.resolve('ccxt')));
const out = process.env.HERON_BUNDLE_TO;
const wrong = process.env.HERON_BUNDLE_WRONG ? JSON.parse(process.env.HERON_BUNDLE_WRONG) : undefined;
const programs = process.env.HERON_BUNDLE_FROM.split(',').map((path) => [path.split('/').at(-1).replace(/\.ts$/, ''), path]);
const libraries = ['src/base/errors', ...EXCHANGES.map((id) => `src/pro/${id}`)].map((name) => [`ccxt/${name}`, join(ccxt, `${name}.js`)]);
const addresses = { 'import.meta.resolve("ccxt")': JSON.stringify(pathToFileURL(join(out, 'ccxt', 'ccxt.js')).href) };

/**
 * Makes few files of a program and everything that it loads, so that starting it hundreds of times costs little. Each source keeps the address of its own
 * file, and exchanges are found where the library seems to be; packages with parts of their own stay where they are.
 */
export default {
  input: Object.fromEntries([...programs, ...libraries]),
  platform: 'node',
  treeshake: false,
  external: [
    'better-sqlite3',
    '@napi-rs/canvas',
    'discord.js',
    'openai',
    'pino',
    '@clack/prompts',
    'vitest',
    'protobufjs',
    'bufferutil',
    'utf-8-validate',
  ],
  plugins: [
    {
      name: 'wrong',
      transform(code, id) {
        if (wrong === undefined || !id.endsWith(`/${wrong.file}`)) return undefined;
        if (!code.includes(wrong.from)) throw new Error(`${wrong.file} is not what the mistake was made for`);
        return { code: code.replace(wrong.from, wrong.to) };
      },
    },
    {
      name: 'home',
      transform(code, id) {
        if (id.includes('node_modules') || !code.includes('import.meta.')) return undefined;
        const led = code.replaceAll(/import\.meta\.resolve\(['"]ccxt['"]\)/g, addresses['import.meta.resolve("ccxt")']);
        return { code: led.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)) };
      },
    },
  ],
  output: {
    dir: out,
    format: 'esm',
    entryFileNames: ({ name }) => (name.startsWith('ccxt/') ? '[name].js' : '[name].mjs'),
    chunkFileNames: 'chunk-[hash].mjs',
  },
};
