import type { directory as english } from '../en/directory.ts';

export const directory: typeof english = {
  'name.required': () => 'Il faut un nom.',
  'name.too-long': (maximum) => `Ce nom compte plus de ${maximum} caractères. Raccourcissez-le.`,
  'reason.required': () => 'Il faut un motif : il est conservé avec la décision, pour qui le demandera plus tard.',
  'reason.too-long': (maximum) => `Ce motif compte plus de ${maximum} caractères. Raccourcissez-le.`,
  'language.unknown': () => 'Cette langue n’est pas proposée. Choisissez « en » ou « fr ».',
  'time-zone.unknown': () => 'Aucun fuseau horaire ne porte ce nom. Employez par exemple « Europe/Paris ».',
  'features.unseen': () => 'Il faut d’abord voir les fonctions. Confirmez-le par "seen": true.',
  'account.number-invalid': () =>
    'Un numéro de compte se compose de 1 à 32 chiffres, lettres minuscules ou traits d’union.',
  'token.name-invalid': () => 'Un jeton porte un nom de 1 à 100 caractères, sans caractère de contrôle.',
  'token.scopes-missing': () =>
    'Un jeton qui n’a droit à rien ne sert à rien. Choisissez au moins une chose qui lui est permise.',
  'token.expiry-invalid': () => 'Un jeton doit expirer : à un moment à venir, dans l’année.',
};
