import type { Connection, Types } from 'mongoose';
import type { Session } from '../database/transaction.ts';
import { Problem } from '../problems.ts';
import { administratorsGroup } from './groups.ts';
import { directoryModels } from './models.ts';
import { ableAdministrators } from './sponsors.ts';

/**
 * Lets a removal or a lock go on only if the account keeps another administrator who can sign in. Touches the one it
 * relies on: two at once that rely on each other conflict, one runs again, and finds nobody left.
 * @throws Problem member.last-administrator
 */
export async function demandAnotherAdministrator(
  connection: Connection,
  session: Session,
  account: string,
  except: Types.ObjectId,
): Promise<void> {
  const { members, users } = directoryModels(connection);
  const able = await ableAdministrators(connection, account, session);
  const other = await users.findOne({ $and: [able, { _id: { $ne: except } }] }, { _id: 1 }, { session }).lean();
  if (other === null) throw new Problem('member.last-administrator');
  const relied = { $inc: { reliedUpon: 1 } };
  await members.updateOne({ account, group: administratorsGroup, user: other._id }, relied, { session });
  await users.updateOne({ _id: other._id }, relied, { session });
}
