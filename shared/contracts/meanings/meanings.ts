/**
 * What fields mean, by their names: `grade` of every field of that name, `gates.grade` of one directly within `gates`,
 * `Explanation.gates.grade` only there. A schema of the contract that says it itself has the last word.
 *
 * Kept apart from the schemas so that no function carries it: only what writes the OpenAPI reads it.
 */
export type Meanings = Readonly<Record<string, string>>;
