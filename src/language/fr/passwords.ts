import type { passwords as english } from '../en/passwords.ts';

export const passwords: typeof english = {
  'password.required': () => 'Il faut un mot de passe. Saisissez-le deux fois.',
  'password.too-short': (minimum, length) =>
    `Ce mot de passe compte ${length} caractères ; il en faut au moins ${minimum}. Quelques mots sans rapport entre eux se retiennent facilement.`,
  'password.too-long': (maximum) =>
    `Ce mot de passe compte plus de ${maximum} caractères. Choisissez-en un plus court.`,
  'password.common': () =>
    'Ce mot de passe, ou un autre très proche, figure sur les listes de ceux que l’on essaie en premier. Employez des mots sans rapport entre eux.',
  'password.personal': () =>
    'Ce mot de passe se compose surtout de votre nom, de votre adresse ou du nom de ce service. Employez des mots sans rapport avec vous.',
  'password.repeated': () => 'Ce mot de passe répète les mêmes caractères. Employez des mots sans rapport entre eux.',
  'password.sequence': () =>
    'Ce mot de passe suit un ordre tel que « abcd » ou « 1234 ». Employez des mots sans rapport entre eux.',
  'password.keyboard': () =>
    'Ce mot de passe suit les touches voisines d’un clavier. Employez des mots sans rapport entre eux.',
  'password.date': () =>
    'Ce mot de passe se compose surtout de dates ou d’années. Employez des mots sans rapport entre eux.',
  'password.guessable': () =>
    'Ce mot de passe est facile à deviner. Ajoutez un ou deux mots sans rapport avec les autres.',
  'password.good': () => 'Ce mot de passe est bon. Un ou deux mots de plus le rendraient encore meilleur.',
  'password.very-good': () => 'Ce mot de passe est très bon : personne ne le devine avant des années.',
  'password.same-as-temporary': () =>
    'C’est le mot de passe temporaire, qu’une autre personne connaît aussi. Choisissez-en un que vous seul connaissez.',
  'password.current-wrong': () =>
    'Ce n’est pas votre mot de passe actuel. Saisissez celui avec lequel vous vous êtes connecté.',
  'password.unchanged': () => 'C’est votre mot de passe actuel. Choisissez-en un nouveau.',
  'password.confirmation-differs': () => 'Les deux mots de passe diffèrent. Saisissez deux fois le même.',
};
