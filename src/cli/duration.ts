const unit = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads a duration such as `90s`, `10m`, `2h` or `1d`.
 * @returns milliseconds, or null when the text is none
 */
export function readDuration(text: string): number | null {
  const match = /^(\d{1,6})([smhd])$/.exec(text);
  return match ? Number(match[1]) * unit[match[2] as keyof typeof unit] : null;
}
