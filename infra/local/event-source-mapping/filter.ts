import { TemplateError } from '../errors.ts';
import { isObject, type JsonObject } from '../json.ts';

/** A parsed pattern of FilterCriteria. */
export type FilterPattern = JsonObject;

/**
 * Parses the patterns of FilterCriteria.
 * @throws TemplateError when one is not a JSON object, which AWS refuses too
 */
export function parseFilters(patterns: readonly string[]): FilterPattern[] {
  return patterns.map((text) => {
    const pattern: unknown = JSON.parse(text);
    if (!isObject(pattern)) throw new TemplateError(`A filter pattern must be a JSON object: ${text}`);
    return pattern;
  });
}

/** A record passes if there is no pattern, or any pattern matches. */
export const passesFilters = (record: unknown, patterns: readonly FilterPattern[]): boolean =>
  patterns.length === 0 || patterns.some((pattern) => matches(pattern, record));

/**
 * Matches an event against a pattern: members are all required, values in a list are alternatives.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax
 */
function matches(pattern: JsonObject, event: unknown): boolean {
  return Object.entries(pattern).every(([key, expected]) => {
    if (key === '$or' && Array.isArray(expected))
      return expected.some((choice) => isObject(choice) && matches(choice, event));
    const actual = isObject(event) ? event[key] : undefined;
    if (isObject(expected)) return matches(expected, actual);
    return Array.isArray(expected) && expected.some((rule) => matchesRule(rule, actual));
  });
}

function matchesRule(rule: unknown, actual: unknown): boolean {
  if (isObject(rule) && 'exists' in rule) return (actual !== undefined && !isObject(actual)) === rule.exists;
  if (Array.isArray(actual)) return actual.some((item) => matchesRule(rule, item));
  if (!isObject(rule)) return rule === actual;
  const [operator = ''] = Object.keys(rule);
  return matchesOperator(operator, rule[operator], actual);
}

function matchesOperator(operator: string, operand: unknown, actual: unknown): boolean {
  switch (operator) {
    case 'prefix':
      return typeof actual === 'string' && actual.startsWith(String(operand));
    case 'suffix':
      return typeof actual === 'string' && actual.endsWith(String(operand));
    case 'equals-ignore-case':
      return typeof actual === 'string' && actual.toLowerCase() === String(operand).toLowerCase();
    case 'anything-but':
      return actual !== undefined && !isObject(actual) && !excluded(operand, actual);
    case 'numeric':
      return typeof actual === 'number' && Array.isArray(operand) && withinRange(operand, actual);
    default:
      throw new TemplateError(`The filter operator ${operator} is not known to the local stack`);
  }
}

function excluded(operand: unknown, actual: unknown): boolean {
  if (isObject(operand)) return matchesRule(operand, actual);
  return (Array.isArray(operand) ? operand : [operand]).includes(actual);
}

/** `['>', 0, '<=', 5]`: all comparisons hold. */
function withinRange(comparisons: readonly unknown[], actual: number): boolean {
  for (let index = 0; index + 1 < comparisons.length; index += 2) {
    const bound = Number(comparisons[index + 1]);
    const holds: Record<string, boolean> = {
      '=': actual === bound,
      '<': actual < bound,
      '<=': actual <= bound,
      '>': actual > bound,
      '>=': actual >= bound,
    };
    if (!holds[String(comparisons[index])]) return false;
  }
  return true;
}
