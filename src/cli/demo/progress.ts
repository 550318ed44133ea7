import type { CliWords } from '../locale.ts';
import { type Io, painter } from '../output.ts';

export type StepName = keyof CliWords['demo']['steps'];

/** Shows where the demonstration stands. */
export interface Progress {
  begin(step: StepName): void;
  /** Something happened within the current step. */
  say(text: string): void;
  /** The current step is done. */
  done(): void;
  /** The current step failed. */
  failed(): void;
  /** The step that is being worked on. */
  readonly current: StepName | null;
}

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];

/**
 * On a terminal one line per step, whose turning mark and latest event are redrawn in place; elsewhere plain lines.
 * Everything goes to standard error, so that standard output holds results only.
 */
export function createProgress(io: Io, words: CliWords): Progress {
  const live = io.stderrIsTerminal && io.env['TERM'] !== 'dumb';
  const paint = painter(io.env, io.stderrIsTerminal);
  let current: StepName | null = null;
  let latest = '';
  let frame = 0;
  let timer: NodeJS.Timeout | undefined;

  const clear = (): void => {
    if (live) io.err('\r\u001b[2K');
  };
  const draw = (): void => {
    if (!live || current === null) return;
    const mark = frames[frame++ % frames.length] ?? '';
    // A line that wraps could not be redrawn in place.
    const room = Math.max(20, (process.stderr.columns ?? 80) - 3);
    clear();
    io.err(`${paint('cyan', mark)} ${[words.demo.steps[current], latest].filter(Boolean).join(': ').slice(0, room)}`);
  };
  const end = (mark: string): void => {
    clearInterval(timer);
    clear();
    if (current !== null) io.err(`${mark} ${words.demo.steps[current]}\n`);
    current = null;
  };

  return {
    get current() {
      return current;
    },
    begin(step) {
      current = step;
      latest = '';
      if (live) timer = setInterval(draw, 100);
      else io.err(`${words.demo.steps[step]}\n`);
      draw();
    },
    say(text) {
      latest = text;
      clear();
      io.err(`  ${paint('dim', text)}\n`);
      draw();
    },
    done: () => (live ? end(paint('green', '✔')) : (current = null)),
    failed: () => end(paint('red', '✘')),
  };
}
