/** The order of ids and keys: by their code units, alike on every machine and in every language. */
export const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
