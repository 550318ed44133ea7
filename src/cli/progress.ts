import type { Context } from './context.ts';
import { fill } from './output.ts';

const width = 30;

/** Shows how far a long command is: as a bar on a terminal, as a line now and then elsewhere, not at all with --json. */
export function createProgress({ io, json, note, words }: Context, total: number) {
  const asBar = io.stderrIsTerminal && io.env['TERM'] !== 'dumb' && !json && total > 0;
  let bar = '';
  const draw = (text: string): void => {
    if (asBar) io.err(`\r\u001b[2K${text}`);
  };

  return {
    /** @param done how many of the total are settled */
    show(done: number): void {
      const count = fill(words.bulk.progress, done, total);
      if (!asBar) return note(count);
      const full = Math.floor((width * done) / total);
      bar = `[${'█'.repeat(full)}${'·'.repeat(width - full)}] ${count}`;
      draw(bar);
    },
    /** Writes a line above the bar. */
    line(write: () => void): void {
      draw('');
      write();
      draw(bar);
    },
    end(): void {
      draw('');
    },
  };
}
