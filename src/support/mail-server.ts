import { type Connection, type Model, Schema } from 'mongoose';

/** There while the mail server does not answer: API and workers tell one another by it. */
interface Silence {
  _id: 'mail-server';
  since: Date;
}

const schema = new Schema<Silence>(
  { _id: { type: String, required: true }, since: { type: Date, required: true } },
  { strict: 'throw' },
);

export const silenceModel = (connection: Connection): Model<Silence> =>
  (connection.models['Silence'] ?? connection.model<Silence>('Silence', schema, 'silences')) as Model<Silence>;

/** What is known already is not written again for so long, however many mails are sent. */
const freshMs = 10_000;
/** Nobody sends anything any more where all is stalled: then it is asked, this often, whether it is back. */
const askAgainMs = 30_000;

interface Dependencies {
  readonly connection: Connection;
  /** Says hello to the mail server, and nothing else. @throws when it does not answer */
  readonly verify?: () => Promise<void>;
  readonly now?: () => number;
}

export type MailServer = ReturnType<typeof createMailServer>;

/** Whether the mail server answers, as those who send mails find out. Nobody waits for it, and no mail depends on it. */
export function createMailServer({ connection, verify, now = Date.now }: Dependencies) {
  const silences = silenceModel(connection);
  let known: boolean | undefined;
  let knownAt = -Infinity;
  let askedAt = -Infinity;

  async function keep(answers: boolean): Promise<void> {
    const only = { _id: 'mail-server' as const };
    if (answers) await silences.deleteOne(only);
    else await silences.updateOne(only, { $setOnInsert: { since: new Date(now()) } }, { upsert: true });
  }

  /** A mail was sent, or found no server. What cannot be written now the next mail tells. */
  function tell(answers: boolean): void {
    if (answers === known && now() - knownAt < freshMs) return;
    known = answers;
    knownAt = now();
    void keep(answers).catch(() => {
      known = undefined;
    });
  }

  return {
    tell,

    /** Since when it has not answered; null where it does. @throws when MongoDB cannot be reached */
    async silentSince(): Promise<Date | null> {
      const silence = await silences.findById('mail-server').lean<Silence>();
      if (silence !== null && verify && now() - askedAt > askAgainMs) {
        askedAt = now();
        void verify().then(
          () => tell(true),
          () => {},
        );
      }
      return silence?.since ?? null;
    },
  };
}
