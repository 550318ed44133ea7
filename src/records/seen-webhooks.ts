import { type Connection, type Model, Schema } from 'mongoose';

/** A webhook that was taken: the same again has no effect. */
export interface SeenWebhook {
  webhook: string;
  at: Date;
}

/** Longer than any provider repeats an event; a stranger's repetition ends with the signature's five minutes. */
const rememberForSeconds = 30 * 86_400;

const seenSchema = new Schema<SeenWebhook>(
  { webhook: { type: String, required: true }, at: { type: Date, required: true } },
  { strict: 'throw' },
)
  .index({ webhook: 1 }, { unique: true })
  .index({ at: 1 }, { expireAfterSeconds: rememberForSeconds });

export const seenWebhookModel = (connection: Connection): Model<SeenWebhook> =>
  (connection.models['SeenWebhook'] ??
    connection.model<SeenWebhook>('SeenWebhook', seenSchema, 'seenWebhooks')) as Model<SeenWebhook>;
