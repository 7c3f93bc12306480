import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outermostObject } from './outermostObject.ts';

describe('the outermost object of a text', () => {
  it.each<[string, unknown]>([
    ['{"a":1}', { a: 1 }],
    ['```json\n{"a":{"b":[1,{"c":2}]}}\n```', { a: { b: [1, { c: 2 }] } }],
    ['Here: {"a":"} \\" {"} - done', { a: '} " {' }],
    ['}{"a":1}', { a: 1 }],
  ])('is found in %s', (text, json) => expect(outermostObject(text)).toEqual({ ok: true, json }));

  it.each<[string, string]>([
    ['', 'no JSON object'],
    ['[1,2]', 'no JSON object'],
    ['{"a":', 'does not end'],
    ['{"a":"', 'does not end'],
    ['{"a":1} {"b":2}', 'more than one'],
    ["{'a':1}", 'not JSON'],
    ['use {x}', 'not JSON'],
  ])('is not in %s', (text, fault) => expect(outermostObject(text)).toEqual({ ok: false, fault: expect.stringContaining(fault) }));

  it('is what it was, whatever prose without braces stands around it', () => {
    const prose = fc.string().map((text) => text.replace(/[{}]/g, ''));
    const objects = fc.dictionary(fc.string(), fc.jsonValue());
    fc.assert(
      fc.property(prose, objects, prose, (before, value, after) => {
        const text = JSON.stringify(value);
        expect(outermostObject(before + text + after)).toEqual({ ok: true, json: JSON.parse(text) });
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('{', '}', '"', '\\', 'a', ':', '1') }), (text) => void outermostObject(text)));
  });
});
