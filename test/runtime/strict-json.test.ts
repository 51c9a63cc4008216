import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../../shared/contracts/problem.ts';
import { parseJson } from '../../shared/runtime/strict-json.ts';

const rulesOf = (text: string): string[] => {
  try {
    parseJson(Buffer.from(text));
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return (error.extensions.violations ?? []).map(({ pointer, rule }) => `${pointer} ${rule}`);
  }
};

describe('strict JSON', () => {
  it('reads whatever JSON reads, however it is written', () => {
    // A name of `__proto__`, which is made now and then, is refused, as another test says.
    const anyValue = fc
      .jsonValue({ maxDepth: 6 })
      .filter((value) => !JSON.stringify(value).includes('"__proto__":'));
    fc.assert(
      fc.property(anyValue, fc.constantFrom(0, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('finds a name that stands twice, wherever it stands and however it is spelled', () => {
    const spellings = ['"a"', '"\\u0061"'];
    const inside = fc.constantFrom('{"b":1,X}', '[0,{X}]', '{"c":{"d":[{X}]}}', '{X,"e":"a:{\\",a"}');
    const between = fc.constantFrom('', '"z":{"a":1},', '"z":["a","a"],', '"z":"\\"a\\":",');
    fc.assert(
      fc.property(inside, between, fc.constantFrom(...spellings), (form, middle, second) => {
        const once = form.replace('X', `"a":1,${middle}"x":2`);
        const twice = form.replace('X', `"a":1,${middle}${second}:2`);
        expect([once, rulesOf(once)]).toEqual([once, []]);
        expect([twice, rulesOf(twice)]).toEqual([twice, [expect.stringMatching(/\/a name-once$/)]]);
      }),
    );
  });

  it('says where, as a pointer', () => {
    expect(rulesOf('{"a/b":[{},{"m~n":{"x":1,"x":2,"x":3}}],"y":[[],{"__proto__":1}]}')).toEqual([
      '/a~1b/1/m~0n/x name-once',
      '/a~1b/1/m~0n/x name-once',
      '/y/1/__proto__ unknown-field',
    ]);
  });

  it('takes twenty levels and no more', () => {
    const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
    expect(rulesOf(nested(20))).toEqual([]);
    expect(rulesOf(nested(21))).toEqual([' json-depth']);
  });

  it('takes a byte order mark before it, as Windows writes one', () => {
    expect(parseJson(Buffer.from('\ufeff{"a":1}'))).toEqual({ a: 1 });
  });
});
