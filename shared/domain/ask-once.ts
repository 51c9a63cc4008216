/**
 * A question that is asked once for each thing: whoever asks again gets the answer that is there or on its way, one
 * that failed too. Lives as long as one call or attempt, for what it remembers is never read anew.
 * @param ask of ids, months and the like: nothing with a blank in it
 */
export function askOnce<Asked extends readonly string[], Answer>(
  ask: (...asked: Asked) => Promise<Answer>,
): (...asked: Asked) => Promise<Answer> {
  const answers = new Map<string, Promise<Answer>>();
  return (...asked) => {
    const key = asked.join(' ');
    const answer = answers.get(key) ?? ask(...asked);
    answers.set(key, answer);
    return answer;
  };
}
