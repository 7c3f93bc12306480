/** Secrets in the forms of those that Heron is given, none of them real. */
export const SECRETS: readonly string[] = [
  '8123456789:AAF-planted-telegram-token-0123456789ab',
  'MTA0MjQyNDI0MjQyNDI0MjQy.Gplant.secret-part-of-the-discord-token',
  'sk-proj-planted-0123456789abcdefghijklmnopqrstuvwxyz',
  'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A',
  'kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==',
  '0x4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318',
  'pass phrase with spaces & signs "quoted" \\ slash/',
];

/** How a secret turns up in errors of libraries and servers. */
export const formsOf = (secret: string): readonly string[] => [
  secret,
  encodeURIComponent(secret),
  encodeURIComponent(encodeURIComponent(secret)),
  new URLSearchParams({ key: secret }).toString().slice('key='.length),
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('base64url'),
  Buffer.from(secret).toString('hex'),
  Buffer.from(secret).toString('hex').toUpperCase(),
];
