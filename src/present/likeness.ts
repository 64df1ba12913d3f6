const wordStart = /[/\\._\-\s:]/;

/**
 * How well a text answers to what was typed: each of its characters in this order, best one after
 * the other, at the start of words and in the last name of a path. Undefined when one is missing.
 */
export function likeness(query: string, text: string): number | undefined {
  const [wanted, given] = [query.toLowerCase(), text.toLowerCase()];
  if (wanted === '') return 0;
  const name = given.replace(/\/$/, '').lastIndexOf('/') + 1;
  const at = given.indexOf(wanted, name);
  if (at >= 0) return 1_000 - (at - name) - text.length / 1_000;
  const anywhere = given.indexOf(wanted);
  if (anywhere >= 0) return 500 - anywhere / 10 - text.length / 1_000;
  return scattered(wanted, given);
}

function scattered(wanted: string, given: string): number | undefined {
  let score = 0;
  let from = 0;
  for (const character of wanted) {
    const at = given.indexOf(character, from);
    if (at < 0) return undefined;
    const follows = at === from && at > 0;
    score += follows || wordStart.test(given[at - 1] ?? '/') ? 3 : 1;
    from = at + character.length;
  }
  return score - given.length / 1_000;
}
