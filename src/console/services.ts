import type { Web } from '../http/route.ts';
import type { Services } from '../http/services.ts';
import type { Banner } from './banner.ts';

/** What a page's router is made of: the same services as the API, and what belongs to the web server. */
export interface Parts {
  readonly services: Services;
  readonly web: Pick<Web, 'config' | 'cookie' | 'limits' | 'publicUrl'>;
  readonly banner: Banner;
}
