/** Words of the directory: why a field was not taken. */
export const directory = {
  'name.required': () => 'A name is needed.',
  'name.too-long': (maximum: number) => `This name has more than ${maximum} characters. Shorten it.`,
  'reason.required': () => 'A reason is needed: it is kept with the decision, for whoever asks later.',
  'reason.too-long': (maximum: number) => `This reason has more than ${maximum} characters. Shorten it.`,
  'language.unknown': () => 'This language is not offered. Choose "en" or "fr".',
  'time-zone.unknown': () => 'No time zone has this name. Use one such as "Europe/Paris".',
  'features.unseen': () => 'The new features have to be seen first. Confirm them with "seen": true.',
  'account.number-invalid': () => 'An account number has 1 to 32 digits, lower-case letters or hyphens.',
  'token.name-invalid': () => 'A token needs a name of 1 to 100 characters, without control characters.',
  'token.scopes-missing': () => 'A token that may do nothing is of no use. Choose at least one thing that it may do.',
  'token.expiry-invalid': () => 'A token has to expire: at a time to come, within a year.',
};
