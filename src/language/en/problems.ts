import type { ProblemCode } from '../../problems.ts';

/** For each problem its title (what happened) and its detail (what happened, why, and what to do next). */
export const problems = {
  'request.malformed-json': {
    title: 'The request is not JSON.',
    detail: 'The body could not be read as JSON, so nothing was done. Correct the body and send it again.',
  },
  'request.invalid': {
    title: 'Something in the request is not right.',
    detail:
      'Nothing was done, because one or more fields were not as expected. Correct the fields listed and try again.',
  },
  'request.too-large': {
    title: 'The request is too large.',
    detail: 'A request may hold 64 KiB at most, a message 32 KiB. Nothing was done. Shorten it and try again.',
  },
  'request.unsupported-media-type': {
    title: 'The request is of a kind that is not understood here.',
    detail:
      'The body must be sent as UTF-8 with Content-Type: application/json. Nothing was done. Set the header and try again.',
  },
  'request.cross-site': {
    title: 'The request came from another site.',
    detail:
      'To protect your sign-in, changes are accepted from Castellan’s own pages only. Nothing was done. Open Castellan itself and try again there.',
  },
  'request.no-such-page': {
    title: 'There is nothing here.',
    detail:
      'No page and no call has this address. Check it against the documentation of the API, or begin at the first page.',
  },
  'request.method-not-allowed': {
    title: 'This address does not take that method.',
    detail: 'This address takes {allow} only. Nothing was done. Use one of these methods.',
  },
  'rate.limited': {
    title: 'Too many requests.',
    detail: 'There were too many tries in a short time, so this one was not looked at. Wait {seconds} s and try again.',
  },
  'idempotency.key-required': {
    title: 'The header Idempotency-Key is missing.',
    detail:
      'A call with an API token that creates something needs an Idempotency-Key, so that a repetition creates nothing twice. Nothing was done. Send a new random key, and the same key with every repetition.',
  },
  'idempotency.key-invalid': {
    title: 'The header Idempotency-Key cannot be used.',
    detail:
      'The key must be 1 to 255 printable ASCII characters. Nothing was done. Send a random one, for instance a UUID.',
  },
  'idempotency.key-reused': {
    title: 'This Idempotency-Key belongs to another request.',
    detail:
      'The same key came before with another request, so this one was not carried out. Send a new key for a new request, or the first request unchanged to repeat it.',
  },
  'idempotency.in-progress': {
    title: 'The same request is still at work.',
    detail:
      'A request with this Idempotency-Key has not ended yet, so nothing was started twice. Wait a moment and send it again.',
  },
  'sign-in.refused': {
    title: 'Sign-in was refused.',
    detail:
      'The address and the password do not belong together, or this user cannot sign in. Check both and try again, or have a new password set by mail.',
  },
  'access.sign-in-required': {
    title: 'You are not signed in.',
    detail: 'This is for signed-in users only, and there is no sign-in or it has ended. Sign in and try again.',
  },
  'access.required-actions-pending': {
    title: 'Your first login is not complete.',
    detail:
      'Until the features are seen, the preferences set and the permanent password chosen, nothing else can be done. Complete your first login and try again.',
  },
  'access.not-account-administrator': {
    title: 'You are not an administrator of this account.',
    detail:
      'Only administrators of this account may do this, so nothing was done. Ask an administrator of the account, or contact support, who can have you upgraded.',
  },
  'access.not-support': {
    title: 'You are not support staff.',
    detail: 'Only support staff may do this, so nothing was done. Contact support.',
  },
  'access.not-yours': {
    title: 'This is not yours to do.',
    detail: 'Your role does not allow this, so nothing was done. Ask an administrator of the account.',
  },
  'access.scope-missing': {
    title: 'The API token may not do this.',
    detail:
      'This call needs the scope {scope}, which the token does not have. Use a token with that scope, or sign in.',
  },
  'account.not-found': {
    title: 'There is no such account.',
    detail: 'No account that you can see has this number. Check the number; your accounts are listed under Accounts.',
  },
  'group.not-found': {
    title: 'There is no such group.',
    detail: 'The account has no group of this name. Check the name; the account’s groups are listed under Groups.',
  },
  'user.not-found': {
    title: 'There is no such user.',
    detail: 'The account has no user with this address. Check the address; the account’s users are listed under Users.',
  },
  'user.non-existent': {
    title: 'Unable to add non-existent user.',
    detail:
      'Unable to add non-existent user. Nobody has this address as user name. Invite the person by an encrypted message, or create the user with a temporary password; Castellan then adds the person by itself after the first login.',
  },
  'user.exists': {
    title: 'There is a user with this address already.',
    detail:
      'Every address belongs to one user, so none was created. Sign in with this address, or add the existing user to the group.',
  },
  'user.first-login-pending': {
    title: 'This user has not completed the first login.',
    detail:
      'Nobody becomes a member before the first login is complete, so nobody was added. Start an onboarding: it waits for the first login and then adds the person by itself.',
  },
  'user.mailbox-unproved': {
    title: 'This user has not proved the mailbox yet.',
    detail:
      'The user was made for another account, and that the address is really theirs is not proved. Invite the person by an encrypted message: entering the mailed code is the proof.',
  },
  'user.locked': {
    title: 'This user is locked.',
    detail:
      'A locked user can neither sign in nor be added, so nothing was changed. Unlock the user first, if that is right.',
  },
  'user.not-locked': {
    title: 'This user is not locked.',
    detail: 'Only a locked user can be unlocked, so nothing was changed. Look at the user’s status under Users.',
  },
  'user.expiration-required': {
    title: 'The password must be made to expire.',
    detail:
      'A password that an administrator chose is always temporary, so no user was created. Leave “Enforce password expiration” ticked and save again.',
  },
  'member.exists': {
    title: 'This user is a member already.',
    detail: 'The user is in the group, so there is nothing to add. Look at the group’s members.',
  },
  'member.not-found': {
    title: 'This user is not a member.',
    detail: 'The group has no member with this address, so nothing was removed. Look at the group’s members.',
  },
  'member.last-administrator': {
    title: 'This is the last administrator who can sign in.',
    detail: 'An account must keep one, so nobody was removed or locked. Add another administrator first.',
  },
  'address.invalid': {
    title: 'This is not an e-mail address.',
    detail: 'The address could not be read, so nothing was done. Write it as name@example.org.',
  },
  'address.non-ascii-local-part': {
    title: 'This e-mail address cannot be written to.',
    detail:
      'Before the @ it holds letters that most mail servers do not deliver to, so nothing was done. Use an address with plain letters, digits and signs before the @.',
  },
  'bulk.not-found': {
    title: 'This list is not there.',
    detail:
      'No list of people to invite has this reference in this account, or it is older than 30 days. Open the account’s lists, or check the reference.',
  },
  'onboarding.not-found': {
    title: 'There is no such onboarding.',
    detail: 'No onboarding that you can see has this reference. Check the reference; they look like ONB-7F3K9Q.',
  },
  'onboarding.path-differs': {
    title: 'An onboarding of this person is running by another path.',
    detail:
      'One person has one onboarding at a time, so no second one was started. Go on with the running one, or cancel it first.',
  },
  'onboarding.candidate-required': {
    title: 'The candidate’s name is missing.',
    detail:
      'To create a user, the first and the last name are needed, so nothing was started. Give both and try again.',
  },
  'onboarding.action-not-allowed': {
    title: 'This cannot be done to the onboarding now.',
    detail:
      'Where the onboarding stands now, this is not possible, so nothing was changed. Look at the onboarding: it shows what can be done.',
  },
  'onboarding.message-locked': {
    title: 'The message is locked.',
    detail:
      'A mail would invite to a message that does not open, so none was sent. Have an administrator of the account unlock the message on the onboarding’s page, then send it again.',
  },
  'onboarding.approval-not-yours': {
    title: 'This approval is not yours to give.',
    detail:
      'A promotion is approved by an administrator of the account other than the candidate; by support staff only where the account has no administrator who can sign in, and by nobody who had a hand in it. Ask such a person to approve it.',
  },
  'upgrade-request.not-found': {
    title: 'There is no such upgrade request.',
    detail: 'No upgrade request has this id, so nothing was done. Look at the list of upgrade requests.',
  },
  'upgrade-request.decided': {
    title: 'This upgrade request is decided already.',
    detail:
      'Somebody else decided otherwise in the meantime, so nothing was changed. Look at the list of upgrade requests; the person can ask again.',
  },
  'password.temporary-expired': {
    title: 'The temporary password has expired.',
    detail: 'The password was right, but its time is over. Ask the administrator who gave it to you for a new one.',
  },
  'password.temporary-not-allowed': {
    title: 'No temporary password can be made for this user.',
    detail:
      'Temporary passwords are only for users whom the onboarding created and who have never signed in, so none was made. Others set a new password by mail from the sign-in page.',
  },
  'password.rejected': {
    title: 'This password cannot be used.',
    detail:
      'The password was not set, for the reasons listed. Choose another one; a sentence of several words does well.',
  },
  'first-login.out-of-order': {
    title: 'Another step comes first.',
    detail:
      'The first login goes through features, preferences and permanent password in this order, so this part was not saved. Complete the step before it.',
  },
  'first-login.nothing-left': {
    title: 'Your first login is complete already.',
    detail: 'There is no step left, so nothing was changed. Go on as usual.',
  },
  'code.wrong': {
    title: 'The code is not right.',
    detail:
      'It is not the code that was mailed to this address. Check the reference beside the code in the mail and enter the code again. Tries left for this code: {triesLeft}.',
  },
  'code.expired': {
    title: 'The code has expired.',
    detail: 'A code is good for ten minutes and for one use. Have a new one sent and enter that.',
  },
  'code.tries-exhausted': {
    title: 'Too many wrong codes.',
    detail: 'This code was entered wrongly too often and is no longer good. Have a new one sent and enter that.',
  },
  'reset.invalid': {
    title: 'This link is no longer good.',
    detail: 'A link to set a new password works once and for a short time. Ask for a new one on the sign-in page.',
  },
  'session.not-found': {
    title: 'There is no such sign-in.',
    detail: 'It has ended already, or it is not yours; nothing was changed. Look at the sign-ins of your own user.',
  },
  'token.not-found': {
    title: 'There is no such API token.',
    detail:
      'It has expired or was revoked already, or it is not yours; nothing was changed. Look at the tokens of your own user.',
  },
  'envelope.not-found': {
    title: 'There is no such message.',
    detail:
      'No message of this kind is known here. Open the link in the mail itself, or ask the sender to invite you again.',
  },
  'envelope.not-active': {
    title: 'This message cannot be opened now.',
    detail: 'The message is not ready to be opened. Try again in a moment, or ask the sender to invite you again.',
  },
  'envelope.action-not-allowed': {
    title: 'This cannot be done to the message now.',
    detail:
      'Where the message stands now ({state}), this is not possible, so nothing was changed. Look at the onboarding: it shows what can be done.',
  },
  'envelope.locked': {
    title: 'This message is locked.',
    detail: 'The sender has locked the message; ask the sender. The reason given: {reason}',
  },
  'envelope.expired': {
    title: 'This message has expired.',
    detail: 'It could be opened until {at}. Ask the sender to give it more time or to invite you again.',
  },
  'envelope.recalled': {
    title: 'This message was recalled.',
    detail: 'The sender took it back, and its key was destroyed. Ask the sender, if you still expect it.',
  },
  'envelope.another-address': {
    title: 'This message is for another address.',
    detail:
      'It was sent to {address}, and you are signed in with another address. Sign out, and sign in with that one.',
  },
  'envelope.mailbox-unproved': {
    title: 'Your mailbox is not proved yet.',
    detail: 'The message opens only for whom reads this mailbox. Have a code sent to your address and enter it.',
  },
  'envelope.key-invalid': {
    title: 'The browser’s key cannot be used.',
    detail: 'The message’s key is given to a P-256 key only, so it was not released. Load the page again.',
  },
  'mail-events.not-configured': {
    title: 'Mail events are not taken here.',
    detail:
      'No secret for signed mail events is set, so nothing was read. The operator sets MAIL_EVENTS_SECRET to take them.',
  },
  'mail-events.signature-invalid': {
    title: 'The mail event is not signed as it should be.',
    detail:
      'Signature, time or headers are not those of the shared secret, so nothing was changed. Check the secret on both sides, and the sender’s clock.',
  },
  'service.directory-unavailable': {
    title: 'The directory cannot be reached.',
    detail: 'Castellan’s database does not answer at the moment, so nothing was done. Try again in a few seconds.',
  },
  'service.temporal-unavailable': {
    title: 'The process cannot be reached.',
    detail:
      'What carries the onboardings does not answer at the moment, so nothing was changed. Try again in a few seconds.',
  },
  'service.busy': {
    title: 'Castellan is very busy.',
    detail: 'Too much is going on at once, so this was not started. Try again in a few seconds.',
  },
  'service.internal': {
    title: 'Something went wrong on our side.',
    detail:
      'An unexpected error ended this request. Try again; if it happens again, give support the reference of this request.',
  },
} satisfies Record<ProblemCode, { title: string; detail: string }>;

/** Reasons for a single field. A reason that is a problem of its own has its words above. */
export const fields = {
  'bulk.empty': 'There is no line to check. Paste at least one address.',
  'bulk.too-many': 'There are more than 1,000 lines. Divide the list.',
  'bulk.unreadable': 'The lines cannot be read as a list: a quotation mark is not closed.',
  'bulk.language': 'The language is neither "en" nor "fr".',
  'bulk.name': 'A name has more than 100 characters, or holds invisible control characters.',
  'field.required': 'This is missing.',
  'field.unknown': 'This field is not known here.',
  'field.type': 'This is of the wrong type.',
  'field.not-one-of': 'This is not one of the allowed values.',
  'field.too-short': 'This is too short or too small.',
  'field.too-long': 'This is too long or too large.',
  'field.invalid': 'This is not written as expected.',
  'field.mismatch': 'This is not the same as the first entry.',
};

/** Titles of what can be done next, by `rel`. */
export const nextActions = {
  invite: 'Invite the person by an encrypted message',
  'temporary-password': 'Create the user with a temporary password',
  'new-temporary-password': 'Make a new temporary password',
  'sign-in': 'Sign in',
  'first-login': 'Complete the first login',
  'password-reset': 'Set a new password by mail',
  'own-user': 'Your user: your accounts, and how to ask for more',
  runbook: 'What support does about it',
  onboarding: 'Look at the onboarding',
  onboard: 'Start an onboarding',
  'new-code': 'Have a new code sent',
  unlock: 'Unlock the user',
  retry: 'Try again',
};

/** What is said when something went well. */
export const messages = {
  'user.added': 'User <{userId}> added.',
};
