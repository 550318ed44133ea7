import type { ProblemCode } from '../../problems.ts';

/** A problem in words. */
export interface ProblemWords {
  /** What happened. */
  readonly title: string;
  /** Why, and that nothing was done. */
  readonly why: string;
  /** What to do next. */
  readonly next: string;
  /** The same where the values of the one case are not known. */
  readonly general?: { readonly why?: string; readonly next?: string };
}

type FamilyOf<Code> = Code extends `${infer Family}.${string}` ? Family : never;
export type ProblemFamily = FamilyOf<ProblemCode>;

export const problems: Record<ProblemCode, ProblemWords> = {
  'request.malformed-json': {
    title: 'The request is not JSON.',
    why: 'The body could not be read as JSON, so nothing was done.',
    next: 'Correct the body and send it again.',
  },
  'request.invalid': {
    title: 'Something is not filled in right.',
    why: 'Nothing was done, because one or more fields were not as expected.',
    next: 'Correct the fields listed and try again.',
  },
  'request.too-large': {
    title: 'The request is too large.',
    why: 'A request may hold 64 KiB at most, a message 32 KiB. Nothing was done.',
    next: 'Shorten it and try again.',
  },
  'request.unsupported-media-type': {
    title: 'The request is of a kind that is not understood here.',
    why: 'The body must be sent as UTF-8 with Content-Type: application/json. Nothing was done.',
    next: 'Set the header and try again.',
  },
  'request.cross-site': {
    title: 'The request came from another site.',
    why: 'To protect your sign-in, changes are accepted from Castellan’s own pages only. Nothing was done.',
    next: 'Open Castellan itself and try again there.',
  },
  'request.no-such-page': {
    title: 'There is nothing here.',
    why: 'No page and no call has this address: it was mistyped, or what was here is no longer there.',
    next: 'Check the address, or begin at the start page.',
  },
  'request.method-not-allowed': {
    title: 'This address does not take that method.',
    why: 'This address takes {allow} only. Nothing was done.',
    next: 'Use one of these methods.',
    general: {
      why: 'This address takes other methods only. Nothing was done.',
      next: 'Use one that the answer names in its header Allow.',
    },
  },
  'rate.limited': {
    title: 'Too many requests.',
    why: 'There were too many tries in a short time, so this one was not looked at.',
    next: 'Wait {seconds} s and try again.',
    general: { next: 'Wait a minute and try again.' },
  },
  'idempotency.key-required': {
    title: 'The header Idempotency-Key is missing.',
    why: 'A call with an API token that creates something needs an Idempotency-Key, so that a repetition creates nothing twice. Nothing was done.',
    next: 'Send a new random key, and the same key with every repetition.',
  },
  'idempotency.key-invalid': {
    title: 'The header Idempotency-Key cannot be used.',
    why: 'The key must be 1 to 255 printable ASCII characters. Nothing was done.',
    next: 'Send a random one, for instance a UUID.',
  },
  'idempotency.key-reused': {
    title: 'This Idempotency-Key belongs to another request.',
    why: 'The same key came before with another request, so this one was not carried out.',
    next: 'Send a new key for a new request, or the first request unchanged to repeat it.',
  },
  'idempotency.in-progress': {
    title: 'The same request is still at work.',
    why: 'A request with this Idempotency-Key has not ended yet, so nothing was started twice.',
    next: 'Wait a moment and send it again.',
  },
  'sign-in.refused': {
    title: 'Sign-in was refused.',
    why: 'The address and the password do not belong together, or this user cannot sign in.',
    next: 'Check both and try again, or have a new password set by mail. If you have lost a temporary password, ask the administrator who gave it to you for a new one.',
  },
  'access.sign-in-required': {
    title: 'You are not signed in.',
    why: 'This is for signed-in users only, and there is no sign-in, it has ended, or the API token is unknown or has expired.',
    next: 'Sign in and try again; a program needs a token that is still good.',
  },
  'access.required-actions-pending': {
    title: 'Your first login is not complete.',
    why: 'Until the features are seen, the preferences set and the permanent password chosen, nothing else can be done.',
    next: 'Complete your first login and try again.',
  },
  'access.not-account-administrator': {
    title: 'You are not an administrator of this account.',
    why: 'Only administrators of this account may do this, so nothing was done.',
    next: 'Ask an administrator of the account, or contact support, who can have you upgraded.',
  },
  'access.not-support': {
    title: 'You are not support staff.',
    why: 'Only support staff may do this, so nothing was done.',
    next: 'Contact support.',
  },
  'access.not-yours': {
    title: 'This is not yours to do.',
    why: 'Your role does not allow this, so nothing was done.',
    next: 'Ask an administrator of the account.',
  },
  'access.scope-missing': {
    title: 'The API token may not do this.',
    why: 'This call needs the scope {scope}, which the token does not have.',
    next: 'Use a token with that scope, or sign in.',
    general: { why: 'This call needs a scope that the token does not have; the answer names it.' },
  },
  'access.temporal-read-only': {
    title: 'This cannot be sent from the Temporal Web UI.',
    why: 'From there support staff can resume, resend, extend and cancel an onboarding, by an update that gives a reason; an API token can only read. Nothing was sent, and the attempt is in the audit log.',
    next: 'Decide on the onboarding’s page or with the castellan command. For everything else turn to whoever runs the service.',
  },
  'account.not-found': {
    title: 'There is no such account.',
    why: 'No account that you can see has this number.',
    next: 'Check the number; your accounts are listed under Accounts.',
  },
  'group.not-found': {
    title: 'There is no such group.',
    why: 'The account has no group of this name.',
    next: 'Check the name; the account’s groups are listed under Groups.',
  },
  'user.not-found': {
    title: 'There is no such user.',
    why: 'The account has no user with this address.',
    next: 'Check the address; the account’s users are listed under Users.',
  },
  'user.non-existent': {
    title: 'Unable to add non-existent user.',
    why: 'Unable to add non-existent user. Nobody has this address as user name.',
    next: 'Invite the person by an encrypted message, or create the user with a temporary password; Castellan then adds the person by itself after the first login.',
  },
  'user.exists': {
    title: 'There is a user with this address already.',
    why: 'Every address belongs to one user, so none was created.',
    next: 'Sign in with this address, or add the existing user to the group.',
  },
  'user.first-login-pending': {
    title: 'This user has not completed the first login.',
    why: 'Nobody becomes a member before the first login is complete, so nobody was added.',
    next: 'Start an onboarding: it waits for the first login and then adds the person by itself.',
  },
  'user.mailbox-unproved': {
    title: 'This user has not proved the mailbox yet.',
    why: 'The user was made for another account, and that the address is really theirs is not proved.',
    next: 'Invite the person by an encrypted message: entering the mailed code is the proof.',
  },
  'user.locked': {
    title: 'This user is locked.',
    why: 'A locked user can neither sign in nor be added, so nothing was changed.',
    next: 'Unlock the user first, if that is right.',
  },
  'user.not-locked': {
    title: 'This user is not locked.',
    why: 'Only a locked user can be unlocked, so nothing was changed.',
    next: 'Look at the user’s status under Users.',
  },
  'user.lock-yourself': {
    title: 'You cannot lock yourself.',
    why: 'A lock would sign you out at once, and you could not take it back, so nothing was changed.',
    next: 'Ask another administrator of the account to lock you. To end your sign-ins on other devices, go to your own user.',
  },
  'user.expiration-required': {
    title: 'The password must be made to expire.',
    why: 'A password that an administrator chose is always temporary, so no user was created.',
    next: 'Leave “Enforce password expiration” ticked and save again.',
  },
  'member.exists': {
    title: 'This user is a member already.',
    why: 'The user is in the group, so there is nothing to add.',
    next: 'Look at the group’s members.',
  },
  'member.not-found': {
    title: 'This user is not a member.',
    why: 'The group has no member with this address, so nothing was removed.',
    next: 'Look at the group’s members.',
  },
  'member.last-administrator': {
    title: 'This is the last administrator who can sign in.',
    why: 'An account must keep one, so nobody was removed or locked.',
    next: 'Add another administrator first.',
  },
  'address.invalid': {
    title: 'This is not an e-mail address.',
    why: 'The address could not be read, so nothing was done.',
    next: 'Write it as name@example.org.',
  },
  'address.non-ascii-local-part': {
    title: 'This e-mail address cannot be written to.',
    why: 'Before the @ it holds letters that most mail servers do not deliver to, so nothing was done.',
    next: 'Use an address with plain letters, digits and signs before the @.',
  },
  'bulk.not-found': {
    title: 'This list is not there.',
    why: 'No list of people to invite has this reference in this account, or it is older than 30 days.',
    next: 'Open the account’s lists, or check the reference.',
  },
  'onboarding.not-found': {
    title: 'There is no such onboarding.',
    why: 'No onboarding that you can see has this reference.',
    next: 'Check the reference; they look like ONB-7F3K9QXZ.',
  },
  'onboarding.path-differs': {
    title: 'An onboarding of this person is running by another path.',
    why: 'One person has one onboarding at a time, so no second one was started.',
    next: 'Go on with the running one, or cancel it first.',
  },
  'onboarding.action-not-allowed': {
    title: 'This cannot be done to the onboarding now.',
    why: 'Where the onboarding stands now, this is not possible, so nothing was changed.',
    next: 'Look at the onboarding: it shows what can be done.',
  },
  'onboarding.ended-before': {
    title: 'The onboarding had ended before it could be cancelled.',
    why: 'A moment earlier it was completed, its time ran out, or somebody else cancelled it; nothing of yours was done. A right that was given stands.',
    next: 'Look at the onboarding. If the right was given, remove the person from the group.',
  },
  'onboarding.message-locked': {
    title: 'The message is locked.',
    why: 'A mail would invite to a message that does not open, so none was sent.',
    next: 'Have an administrator of the account unlock the message on the onboarding’s page, then send it again.',
  },
  'onboarding.approval-not-yours': {
    title: 'This approval is not yours to give.',
    why: 'A promotion is approved by an administrator of the account other than the candidate; by support staff only where the account has no administrator who can sign in, and by nobody who had a hand in it.',
    next: 'Ask such a person to approve it.',
  },
  'upgrade-request.not-found': {
    title: 'There is no such upgrade request.',
    why: 'No upgrade request has this id, so nothing was done.',
    next: 'Look at the list of upgrade requests.',
  },
  'upgrade-request.decided': {
    title: 'This upgrade request is decided already.',
    why: 'Somebody else decided otherwise in the meantime, so nothing was changed.',
    next: 'Look at the list of upgrade requests; the person can ask again.',
  },
  'password.temporary-expired': {
    title: 'The temporary password has expired.',
    why: 'The password was right, but its time is over.',
    next: 'Ask the administrator who gave it to you for a new one.',
  },
  'password.temporary-not-allowed': {
    title: 'No temporary password can be made for this user.',
    why: 'Temporary passwords are only for users whom the account or the onboarding created and who have never signed in, so none was made.',
    next: 'Others set a new password by mail from the sign-in page.',
  },
  'password.address-proved': {
    title: 'This person has proved the address, and alone chooses the password.',
    why: 'Whoever entered a mailed code goes on from there; a password that an administrator chose would let in somebody else. None was made.',
    next: 'Have the invitation sent again: a new code leads on. To begin anew with a temporary password, take the other way on the onboarding’s page; after the first login there is the reset by mail.',
  },
  'password.rejected': {
    title: 'This password cannot be used.',
    why: 'The password was not set, for the reasons listed.',
    next: 'Choose another one; a sentence of several words does well.',
  },
  'password.confirmation-differs': {
    title: 'The two passwords differ.',
    why: 'Which of them was meant cannot be told, so nothing was saved.',
    next: 'Type the same password twice.',
  },
  'first-login.out-of-order': {
    title: 'Another step comes first.',
    why: 'The first login goes through features, preferences and permanent password in this order, so this part was not saved.',
    next: 'Complete the step before it.',
  },
  'first-login.nothing-left': {
    title: 'Your first login is complete already.',
    why: 'There is no step left, so nothing was changed.',
    next: 'Go on as usual.',
  },
  'code.wrong': {
    title: 'The code is not right.',
    why: 'It is not the code that was mailed to this address.',
    next: 'Check the reference beside the code in the mail and enter the code again. Tries left for this code: {triesLeft}.',
    general: {
      next: 'Check the reference beside the code in the mail and enter the code again. After five wrong tries have a new one sent.',
    },
  },
  'code.expired': {
    title: 'The code has expired.',
    why: 'A code is good for ten minutes and for one use.',
    next: 'Have a new one sent and enter that.',
  },
  'code.tries-exhausted': {
    title: 'Too many wrong codes.',
    why: 'This code was entered wrongly too often and is no longer good.',
    next: 'Have a new one sent and enter that.',
  },
  'code.mails-exhausted': {
    title: 'No more codes are mailed for this message.',
    why: 'A code was asked for too often with this link. It takes a week to pass by itself.',
    next: 'Ask whoever invited you to send the invitation again: an administrator of the account, or support staff, does it on the page of the onboarding (“Send again”). After that codes are mailed as at first.',
  },
  'reset.invalid': {
    title: 'This link is no longer good.',
    why: 'A link to set a new password works once and for a short time.',
    next: 'Ask for a new one on the sign-in page.',
  },
  'session.not-found': {
    title: 'There is no such sign-in.',
    why: 'It has ended already, or it is not yours; nothing was changed.',
    next: 'Look at the sign-ins of your own user.',
  },
  'token.not-found': {
    title: 'There is no such API token.',
    why: 'It has expired or was revoked already, or it is not yours; nothing was changed.',
    next: 'Look at the tokens of your own user.',
  },
  'envelope.not-found': {
    title: 'There is no such message.',
    why: 'No message of this kind is known here.',
    next: 'Open the link in the mail itself, or ask the sender to invite you again.',
  },
  'envelope.not-active': {
    title: 'This message cannot be opened now.',
    why: 'The message is not ready to be opened.',
    next: 'Try again in a moment, or ask the sender to invite you again.',
  },
  'envelope.action-not-allowed': {
    title: 'This cannot be done to the message now.',
    why: 'Where the message stands now ({state}), this is not possible, so nothing was changed.',
    next: 'Look at the onboarding: it shows what can be done.',
    general: { why: 'Where the message stands now, this is not possible, so nothing was changed.' },
  },
  'envelope.locked': {
    title: 'This message is locked.',
    why: 'The sender has locked the message; the reason given is “{reason}”.',
    next: 'Ask the sender, who can unlock it again.',
    general: { why: 'The sender has locked the message, and said why on the page of the message.' },
  },
  'envelope.expired': {
    title: 'This message has expired.',
    why: 'It could be opened until {at}.',
    next: 'Ask the sender to give it more time or to invite you again.',
    general: { why: 'A message can be opened for some days only, usually seven.' },
  },
  'envelope.recalled': {
    title: 'This message was recalled.',
    why: 'The sender took it back, and its key was destroyed.',
    next: 'Ask the sender, if you still expect it.',
  },
  'envelope.another-address': {
    title: 'This message is for another address.',
    why: 'It was sent to {address}, and you are signed in with another address.',
    next: 'Sign out, and sign in with that one.',
    general: {
      why: 'You are signed in with another address than the one it was sent to.',
      next: 'Sign out, and sign in with the address that the mail came to.',
    },
  },
  'envelope.mailbox-unproved': {
    title: 'Your mailbox is not proved yet.',
    why: 'The message opens only for whom reads this mailbox.',
    next: 'Have a code sent to your address and enter it.',
  },
  'envelope.key-invalid': {
    title: 'The browser’s key cannot be used.',
    why: 'The message’s key is given to a P-256 key only, so it was not released.',
    next: 'Load the page again.',
  },
  'mail-events.not-configured': {
    title: 'Mail events are not taken here.',
    why: 'No secret for signed mail events is set, so nothing was read.',
    next: 'The operator sets MAIL_EVENTS_SECRET to take them.',
  },
  'mail-events.signature-invalid': {
    title: 'The mail event is not signed as it should be.',
    why: 'Signature, time or headers are not those of the shared secret, so nothing was changed.',
    next: 'Check the secret on both sides, and the sender’s clock.',
  },
  'service.directory-unavailable': {
    title: 'The directory cannot be reached.',
    why: 'Castellan’s database does not answer at the moment, so nothing was done.',
    next: 'Try again in a few seconds.',
  },
  'service.temporal-unavailable': {
    title: 'The process cannot be reached.',
    why: 'What carries the onboardings does not answer at the moment. As far as is known, nothing was changed.',
    next: 'Look at where it stands and try again in a few seconds.',
  },
  'service.temporal-refused': {
    title: 'Temporal refused the request.',
    why: 'Temporal answered {status}, so nothing was changed. Castellan’s settings, or its rights there, are not right.',
    next: 'Have the operator look at TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the credentials (castellan doctor). Then try again.',
    general: {
      why: 'Temporal refused it, so nothing was changed. Castellan’s settings, or its rights there, are not right.',
    },
  },
  'service.no-worker': {
    title: 'No worker is running.',
    why: 'The decision was written down and handed over, but no worker is there to carry it out. It may still be carried out once one runs.',
    next: 'Have the operator start a worker. Then look at where it stands before you decide again.',
  },
  'service.busy': {
    title: 'Castellan is very busy.',
    why: 'Too much is going on at once, so this was not started.',
    next: 'Try again in a few seconds.',
  },
  'service.internal': {
    title: 'Something went wrong on our side.',
    why: 'An unexpected error ended this request.',
    next: 'Try again; if it happens again, give support the reference of this request.',
  },
};

/** What is good to know about problems of each family, which is the first part of the code. */
export const backgrounds: Record<ProblemFamily, string> = {
  request:
    'What you send is looked at as a whole before anything is done with it. Where it is refused, nothing of it was carried out, and it can be sent again as often as you like.',
  rate: 'Limits keep guessing and flooding away from everybody. They count for a short time only and lock nobody out; what you did before is not affected.',
  idempotency:
    'A key makes a request safe to repeat: the same key with the same request is carried out once and answered the same. Keys are remembered for 24 hours, each user’s on their own.',
  'sign-in':
    'The answer is the same whichever of the two was wrong, so that nobody learns from it who has a user here. After several wrong tries you have to wait a little; nobody is locked out for good.',
  access:
    'What you may do follows from your groups: administrators answer for their account, support staff see where onboardings stand in all of them, and everybody looks after their own user. A right that you were given counts at once.',
  account:
    'Accounts that are not yours look like accounts that do not exist, so that nobody learns of them by trying numbers.',
  group:
    'Castellan has one group in each account, Account Administrators; support staff have theirs in the account “platform”.',
  user: 'There is one directory of users for all accounts, and one user for each address, capitals or not. A user is never deleted, only locked or disabled.',
  member:
    'Who is a member of the group Account Administrators can add and remove others and see every onboarding of the account.',
  address: 'Addresses are compared without regard to capitals, and mails go to the address as it was first entered.',
  bulk: 'A list and what became of each of its lines is kept for 30 days; the onboardings that it began are kept on their own.',
  onboarding:
    'An onboarding goes on by itself, whoever looks at it, and only what its page offers can be done to it. Onboardings that are not yours to see look like ones that do not exist.',
  'upgrade-request':
    'Whoever is no administrator can ask to become one; support decides about it, with a reason, and an administrator approves before the right is given.',
  password:
    'A temporary password is good once and for three days, and an administrator never learns your own. At the first login everybody chooses a permanent one.',
  'first-login':
    'Each step is saved at once and can be done on another device. When the last one is done, an onboarding that waits for you goes on by itself.',
  code: 'The code shows that you read the mailbox of this address. Only the newest one counts, and a new one can be sent several times an hour.',
  reset:
    'The link in the mail is good for 30 minutes and once. Your former password stays in force until you have saved a new one.',
  session:
    'Your own user’s page lists where you are signed in. A sign-in ends by itself when it is not used for a while.',
  token:
    'A token can do what its user can, within its scopes, until it expires or is revoked. It is shown only once, when it is made.',
  envelope:
    'A registered message is opened in your browser, and only by whoever can read the mailbox that it was sent to. Its sender can give it more time, lock it or take it back.',
  'mail-events':
    'A mail server or its operator can report here what became of a mail, signed with a secret that both sides know. Onboardings go on without such reports.',
  service:
    'What was saved before is still there, and onboardings that are under way go on by themselves as soon as everything answers again. You need not watch or repeat anything but what you sent just now.',
};

/** Reasons for a single field. A reason that is a problem of its own has its words above. */
export const fields = {
  'bulk.empty': 'There is no line to check. Paste at least one address.',
  'bulk.too-many': 'There are more than 1,000 lines. Divide the list.',
  'bulk.unreadable':
    'The lines cannot be read as a list: a quotation mark is not closed, or does not surround a whole value. Take it out, or write the address alone first: al@example.org,Al,Moe.',
  'bulk.language': 'The language is neither "en" nor "fr".',
  'bulk.name': 'A name has more than 100 characters, or holds invisible control characters.',
  'name.control-characters':
    'This name holds line breaks or invisible control characters. Type it again instead of pasting it.',
  'address.missing': 'Enter an e-mail address.',
  'address.several': 'Enter one address only.',
  'code.eight-digits': 'The code is the eight digits from the mail.',
  'field.required': 'This is missing.',
  'field.unknown': 'This field is not known here.',
  'field.type': 'This is of the wrong type.',
  'field.not-one-of': 'This is not one of the allowed values: {values}.',
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
  resend: 'Send the invitation again',
  'switch-path': 'Take the other way',
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
  accounts: 'Your accounts',
  onboardings: 'The onboardings',
  promote: 'Add an account administrator',
  password: 'Change your password',
  'sign-ins': 'Your sign-ins',
  tokens: 'Your API tokens',
  support: 'What waits for support',
  documentation: 'Documentation of the API',
};

/** What is said when something went well. */
export const messages = {
  'user.added': 'User <{userId}> added.',
};
