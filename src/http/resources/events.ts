import { isSettled } from '../../onboardings/view.ts';
import { route } from '../route.ts';
import { locale, timelineEntry } from '../schemas.ts';
import { z } from '../zod.ts';

/** Between two looks at the timeline. The process writes it in another process, so there is nothing to be told by. */
const pauseMs = 1_000;
/** Then the client connects again, so that a session which has ended is noticed. */
const lifetimeMs = 15 * 60_000;

export const eventsRoute = route({
  method: 'get',
  path: '/onboardings/{ref}/events',
  tag: 'Onboardings',
  summary: 'The timeline as it grows',
  description:
    'Server-Sent Events: every message is a timeline entry with its number as id; Last-Event-ID, or `after`, resumes behind it. `event: end` tells that the onboarding has ended, and with `afterword=yes` that nothing more is expected after its ending: notices of the completion, and what became of mails. `event: bye` that this server is stopping: connect again.',
  access: 'onboardings:read',
  params: z.strictObject({ ref: z.string().max(32) }),
  query: z.strictObject({
    after: z.coerce.number().int().min(0).optional(),
    afterword: z.literal('yes').optional().openapi({ description: 'go on after the ending, for what is told then' }),
    lang: locale.optional().openapi({ description: 'instead of the language that Accept-Language asks for' }),
  }),
  replies: {
    200: { description: 'A stream of timeline entries', body: timelineEntry, mediaType: 'text/event-stream' },
    204: { description: 'The onboarding has ended, and you have seen all of it: do not connect again' },
  },
  problems: ['onboarding.not-found'],
  async handler({ services, web, principal, params, query, locale: preferred, request, response }) {
    const spoken = query.lang ?? preferred;
    let last = lastEventId(request.headers['last-event-id']) ?? query.after ?? 0;
    const read = async () => {
      const now = await services.onboardings.entriesSince(principal, params.ref, last, spoken);
      return query.afterword === 'yes' ? { ...now, ended: isSettled(now.onboarding) } : now;
    };
    const first = await read();
    if (request.method === 'HEAD' || (first.ended && first.entries.length === 0)) return { status: 204 };
    const stream = web.streams.open(request, response);
    const end = Date.now() + lifetimeMs;
    try {
      for (let now = first; !stream.closed && Date.now() < end; now = await read()) {
        for (const entry of now.entries) {
          stream.send({ id: entry.seq, data: entry });
          last = entry.seq;
        }
        if (now.ended) {
          stream.send({ event: 'end', data: {} });
          break;
        }
        await stream.pause(pauseMs);
        if (stream.closed) break;
      }
    } catch (error) {
      // The status has been sent; the client connects again and is told then what is wrong.
      services.log.warn({ err: error, requestId: principal.requestId }, 'event stream broke off');
    } finally {
      stream.end();
    }
    return undefined;
  },
});

const lastEventId = (header: string | string[] | undefined): number | undefined =>
  typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : undefined;
