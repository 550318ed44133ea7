import { isValidObjectId } from 'mongoose';
import { directoryModels, type User } from '../directory/models.ts';
import { fullName } from '../directory/names.ts';
import { messageId } from '../mail/message-ids.ts';
import { upgradeDeclined } from '../mail/templates/index.ts';
import { type UpgradeRequest, upgradeRequestModel } from '../records/upgrade-requests.ts';
import type { NoticeDependencies } from './notices.ts';

/** The mail to whoever asked support for an upgrade and was declined. Sent again it is the same mail. */
export function createDeclinedNotice({ connection, mailer, publicUrl, mailFrom }: NoticeDependencies) {
  const { accounts, users } = directoryModels(connection);

  return async function notify(id: string): Promise<void> {
    if (!isValidObjectId(id)) return;
    const request = await upgradeRequestModel(connection).findById(id).lean<UpgradeRequest>();
    const user = request && (await users.findById(request.user).lean<User>());
    if (request?.state !== 'declined' || !user) return;
    const { account: accountNumber, decisionReason: reason = '' } = request;
    const accountName = (await accounts.findOne({ number: accountNumber }).lean())?.name ?? accountNumber;
    const accountUrl = `${publicUrl}/accounts/${encodeURIComponent(accountNumber)}`;
    const locale = user.preferences.language;
    const facts = { readerName: fullName(user), accountName, accountNumber, reason, accountUrl };
    const key = `upgrade-declined.${id}`;
    const content = upgradeDeclined(facts, locale);
    await mailer.send({ messageId: messageId(key, mailFrom), to: user.userId, locale, ...content });
  };
}
