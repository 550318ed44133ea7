/** Every mail that Castellan sends: a pure function of its data and the recipient's language. */
export { addressCorrected, type AddressCorrectedData } from './address-corrected.ts';
export { cannotOpen, type CannotOpenData } from './cannot-open.ts';
export { completedCandidate, type CompletedCandidateData } from './completed-candidate.ts';
export { completedInitiator, type CompletedInitiatorData } from './completed-initiator.ts';
export { upgradeDeclined, type UpgradeDeclinedData } from './upgrade-declined.ts';
export { digest, type DigestData } from './digest.ts';
export { enrolmentCode, type EnrolmentCodeData } from './enrolment-code.ts';
export { invitation, type InvitationData } from './invitation.ts';
export { notForMe, type NotForMeData } from './not-for-me.ts';
export { passwordReset, type PasswordResetData } from './password-reset.ts';
export { reminder, type ReminderData } from './reminder.ts';
export { stalled, type StalledData } from './stalled.ts';
export { temporaryPasswordNotice, type TemporaryPasswordNoticeData } from './temporary-password-notice.ts';
