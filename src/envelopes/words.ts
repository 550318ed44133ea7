import { envelopes as en } from '../language/en/envelopes.ts';
import { envelopes as fr } from '../language/fr/envelopes.ts';
import type { Locale } from '../language/index.ts';

/** The envelope's words in one language. */
export const envelopeWords = (locale: Locale): typeof en => ({ en, fr })[locale];
