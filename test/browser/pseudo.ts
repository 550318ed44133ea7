/** Letters that no language of ours has: a word without one of them did not come from the dictionary. */
const letters = 'ȧƀƈḓḗƒɠħīĵķŀḿƞǿƥɋřşŧŭṽẇẋẏẑȦƁƇḒḖƑƓĦĪĴĶĿḾȠǾƤɊŘŞŦŬṼẆẊẎẐ';
const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** A text as another language might have it: every word longer by two fifths, every letter marked. */
export function pseudo(text: string): string {
  // What is put in, and what people have to type as it stands.
  return text.replace(/\{\w+\}|https?:\S+|\S+@\S+|[A-Za-zÀ-ÿœŒ]+/g, (word) => {
    if (!/^[A-Za-zÀ-ÿœŒ]+$/.test(word) || word === 'Castellan') return word;
    const marked = Array.from(
      word.normalize('NFD').replace(/[^A-Za-z]/g, ''),
      (letter) => letters[plain.indexOf(letter)],
    );
    const more = Math.ceil(word.length * 0.4);
    return [...marked, ...marked.slice(0, more)].join('');
  });
}

/** Whatever a function of the dictionary puts in stays as it is. */
function pseudoOf(text: string, values: readonly string[]): string {
  const marks = values.filter((value) => value.length > 0).sort((one, other) => other.length - one.length);
  let rest = text;
  marks.forEach((value, index) => (rest = rest.replaceAll(value, `⟦${index}⟧`)));
  return pseudo(rest).replace(/⟦(\d+)⟧/g, (_, index: string) => marks[Number(index)]!);
}

const valuesIn = (value: unknown): string[] => {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(valuesIn) : [];
};

function translate(value: unknown, given: readonly string[] = []): unknown {
  if (typeof value === 'string') return pseudoOf(value, given);
  if (typeof value === 'function')
    return (...args: unknown[]) => translate((value as (...all: unknown[]) => unknown)(...args), valuesIn(args));
  if (Array.isArray(value)) return value.map((item) => translate(item, given));
  if (value !== null && typeof value === 'object') {
    for (const [name, item] of Object.entries(value)) (value as Record<string, unknown>)[name] = translate(item, given);
  }
  return value;
}

/** Makes the words of one language of this process those of a language that nobody speaks. It cannot be undone. */
export function speakPseudo(...words: readonly object[]): void {
  for (const section of words) translate(section);
}
