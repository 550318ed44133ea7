import { type Html, html, trusted } from '../html.ts';

/** Strokes on a 24 by 24 grid. */
const paths = {
  add: 'M15 19v-1a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v1M8.5 10a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M19 8v6M22 11h-6',
  people:
    'M16 19v-1a4 4 0 0 0-4-4H6a4 4 0 0 0-4 4v1M9 10a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M22 19v-1a4 4 0 0 0-3-3.9M16 3.2a3.5 3.5 0 0 1 0 6.6',
} as const;

/** A sign beside words, which say the same; nothing for whoever cannot see it. */
export const icon = (name: keyof typeof paths): Html =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="${trusted(paths[name])}"/></svg>`;
