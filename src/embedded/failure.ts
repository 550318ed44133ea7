import { start as en } from '../language/en/start.ts';

type Failures = typeof en.failures;
export type FailureCode = keyof Failures;
type ParamsOf<Code extends FailureCode> = Parameters<Failures[Code]> extends [infer P] ? P : Record<string, never>;

/** An embedded part could not start or go on. `inWords` tells a person what happened, why, and what to do next. */
export class EmbeddedFailure<Code extends FailureCode = FailureCode> extends Error {
  override readonly name = 'EmbeddedFailure';
  readonly code: Code;
  readonly params: ParamsOf<Code>;
  constructor(code: Code, params: ParamsOf<Code>) {
    super((en.failures[code] as (params: ParamsOf<Code>) => string)(params));
    this.code = code;
    this.params = params;
  }
  /** The message in the language of `failures`; `message` itself is English. */
  inWords(failures: Failures): string {
    return (failures[this.code] as (params: ParamsOf<Code>) => string)(this.params);
  }
}
