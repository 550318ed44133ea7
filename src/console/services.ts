import type { Web } from '../http/route.ts';
import type { Services } from '../http/services.ts';

/** What a page's router is made of: the same services as the API, and what belongs to the web server. */
export interface Parts {
  readonly services: Services;
  readonly web: Pick<Web, 'cookie' | 'limits' | 'publicUrl'>;
}
