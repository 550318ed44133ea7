const unitMs = { W: 604_800_000, D: 86_400_000, H: 3_600_000, M: 60_000, S: 1_000 } as const;

/**
 * Reads an age: an ISO 8601 duration of weeks, days, hours, minutes and seconds (`P3D`, `PT90M`, `P1DT12H`), or a number of
 * hours. Months and years have no fixed length and are refused.
 * @returns milliseconds, or null when the text is none
 */
export function readAge(text: string): number | null {
  if (/^\d{1,6}(\.\d{1,3})?$/.test(text)) return Number(text) * unitMs.H;
  const match = /^P(?=.)(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?=.)(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/.exec(
    text,
  );
  if (match === null) return null;
  const [, weeks, days, hours, minutes, seconds] = match.map((part) => Number(part ?? 0));
  return weeks! * unitMs.W + days! * unitMs.D + hours! * unitMs.H + minutes! * unitMs.M + seconds! * unitMs.S;
}
