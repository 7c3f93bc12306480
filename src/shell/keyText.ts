import type { KeyView } from '#src/vault/keyState.ts';

/** A key in words, without anything of the key: name, state, last test, and what is not good about it. */
export function keyText({ name, version, state, testedAt, reason, warnings, waiver }: KeyView): string {
  const test = testedAt === null ? 'never tested' : `tested ${testedAt}${reason === '' ? '' : `: ${reason}`}`;
  const notes = [...warnings, ...(waiver === null ? [] : [`${waiver.who} said on ${waiver.at}: "${waiver.phrase}".`])];
  return [`${name}  ${state}  version ${version}, ${test}`, ...notes.map((note) => `  ! ${note}`)].join('\n');
}
