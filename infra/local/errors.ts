/** A sentence for the person at the terminal, in both languages; each names the problem and its remedy. */
export type Sentence = { vi: string; en: string };

/**
 * The local stack cannot start or go on, and the person at the terminal can mend it.
 * `message` is one line, Vietnamese first; a command line prints it without a stack trace.
 */
export class LocalStackError extends Error {
  readonly sentence: Sentence;

  constructor(sentence: Sentence, options?: ErrorOptions) {
    super(`${sentence.vi} | ${sentence.en}`, options);
    this.name = 'LocalStackError';
    this.sentence = sentence;
  }
}

/** The template holds something that CloudFormation would refuse too, or that the local stack cannot read. */
export class TemplateError extends Error {
  constructor(problem: string, options?: ErrorOptions) {
    super(problem, options);
    this.name = 'TemplateError';
  }
}
