import type { Visitor } from '../../src/cli/demo/visitor.ts';
import { issueIn } from './issued.ts';

/** The same visitor, of whom all that is said and answered is noted for the scan after the last test. */
export const noting = (visitor: Visitor): Visitor => ({
  async call<T>(...[method, path, body, expected]: Parameters<Visitor['call']>) {
    issueIn(body);
    const reply = await visitor.call<T>(method, path, body, expected);
    issueIn(reply.body);
    return reply;
  },
});
