/**
 * The text of a spreadsheet's CSV file. Excel writes UTF-8 only where it is asked to; else the encoding of Western
 * Windows, or, as "Unicode text", UTF-16 with its mark. What is not valid UTF-8 (WHATWG Encoding, "fatal") is taken
 * for the former.
 */
export function csvText(bytes: ArrayBuffer): string {
  const [first, second] = new Uint8Array(bytes);
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
