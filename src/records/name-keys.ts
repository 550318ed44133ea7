/** A name as it is searched for: without accents, capitals and superfluous spaces. */
export const nameKey = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').replace(/\s+/g, ' ').trim().toLowerCase();

/** All ways in which somebody may begin to write a person's name. */
export function nameKeysOf({ firstName, lastName }: { firstName: string; lastName: string }): string[] {
  const [first, last] = [nameKey(firstName), nameKey(lastName)];
  const ways = first && last ? [`${first} ${last}`, `${last} ${first}`] : [first, last];
  return ways.filter(Boolean);
}
