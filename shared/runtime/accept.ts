/** Which of two forms of an answer a caller wants. */
import { weightedRanges } from './weighted-ranges.ts';

/**
 * Whether `Accept` names this type and likes nothing better: JSON is for everybody else, and wins where both are
 * named and liked equally.
 * @param contentType may carry parameters, which are not compared
 */
export function prefersOverJson(header: string | undefined, contentType: string): boolean {
  const [wanted = ''] = contentType.split(';');
  const ranges = weightedRanges(header);
  const weightOf = (...names: readonly string[]): number =>
    Math.max(0, ...ranges.filter(({ range }) => names.includes(range)).map(({ weight }) => weight));
  const weight = weightOf(wanted);
  return weight > weightOf('application/json') && weight >= weightOf('application/*', '*/*');
}
