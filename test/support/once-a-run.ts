/** What one test file after the other needs and one run makes once, when the first of them asks. */
import { inject } from 'vitest';

/** DynamoDB Local's endpoint; the directory of the synthesized local stage, to be read only. */
export type OnceARun = 'dynamodb' | 'assembly';

declare module 'vitest' {
  interface ProvidedContext {
    /** Below it each {@link OnceARun} answers with what was made. */
    onceARun: string;
  }
}

const asked = new Map<OnceARun, Promise<string>>();

async function ask(what: OnceARun): Promise<string> {
  const response = await fetch(new URL(what, inject('onceARun')));
  const answer = await response.text();
  if (!response.ok) throw new Error(answer);
  return answer;
}

/** Waits until it is made; a file asks once. */
export function onceARun(what: OnceARun): Promise<string> {
  const answer = asked.get(what) ?? ask(what);
  asked.set(what, answer);
  return answer;
}
