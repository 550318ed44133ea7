import type { UserView } from '../../directory/users.ts';
import { fullName } from '../../directory/names.ts';
import { type Html, html } from '../../html.ts';
import type { SignedIn } from '../admission.ts';
import { deed, reasonField } from '../deeds.ts';
import type { FormErrors } from '../fields.ts';
import type { Form } from '../forms.ts';
import { formKey } from '../once.ts';
import { accountPath, distance, userTag } from '../pieces.ts';
import { link } from '../visit.ts';

interface Row {
  readonly administrator: boolean;
  readonly form: Form;
  readonly errors: FormErrors | null;
  readonly index: number;
}

/** One user of the list, and what an administrator can do about anybody but themselves. */
export function userItem(
  visit: SignedIn,
  number: string,
  user: UserView,
  { administrator, form, errors, index }: Row,
): Html {
  const { users: words, auditHint } = visit.administration;
  const { userId, status, firstLoginAt, addressProvedAt } = user;
  const name = fullName(user);
  const act = status === 'locked' ? ('unlock' as const) : ('lock' as const);
  const mine = form['act'] === act && form['userId'] === userId && errors !== null;
  const isPending = status === 'active' && firstLoginAt === null;
  const goesOnAlone = isPending && addressProvedAt !== null;
  const text = act === 'unlock' ? words.unlockText(userId) : words.lockText(userId);
  return html`<li>
<div><strong>${name}</strong>${name !== userId && html` <span class="quiet small">${userId}</span>`}<br>
${userTag(status, firstLoginAt === null, visit)}${firstLoginAt && html` <span class="quiet small">${words.firstLogin} ${distance(firstLoginAt, visit)}</span>`}${goesOnAlone && html` <span class="quiet small">${words.proved}</span>`}</div>
${
  administrator &&
  status !== 'disabled' &&
  userId !== visit.principal.userId &&
  html`<div class="deeds">${isPending && !goesOnAlone && passwordDeed(visit, number, userId, { form, errors, index })}${deed(
    {
      name: `${act}-${index}`,
      label: words[act],
      about: userId,
      explanation: text,
      action: link(visit, accountPath(number, 'users', act)),
      danger: act === 'lock',
      open: mine && Object.keys(errors.fields).length > 0,
      fields: html`<input type="hidden" name="userId" value="${userId}">
${reasonField({ name: `${act}-${index}`, hint: auditHint, mine, value: form['reason'], errors }, visit)}`,
    },
    visit,
  )}</div>`
}
</li>`;
}

/** For who was added by hand: the password got lost, or its time has passed. */
function passwordDeed(
  visit: SignedIn,
  number: string,
  userId: string,
  { form, errors, index }: Omit<Row, 'administrator'>,
) {
  const { users: words, auditHint } = visit.administration;
  const name = `temporary-password-${index}`;
  const mine = form['act'] === 'temporary-password' && form['userId'] === userId && errors !== null;
  return deed(
    {
      name,
      label: words.newPassword,
      about: userId,
      explanation: words.newPasswordText(userId),
      action: link(visit, accountPath(number, 'users', 'temporary-password')),
      open: mine && Object.keys(errors.fields).length > 0,
      fields: html`${formKey()}<input type="hidden" name="userId" value="${userId}">
${reasonField({ name, hint: auditHint, mine, value: form['reason'], errors }, visit)}`,
    },
    visit,
  );
}
