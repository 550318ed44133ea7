import type { pageProblems as english } from '../en/page-problems.ts';

export const pageProblems: typeof english = {
  'request.malformed-json': {
    title: 'Le formulaire n’est pas arrivé en entier.',
    why: 'La connexion a été coupée avant la fin de l’envoi : rien n’a été fait.',
    next: 'Revenez en arrière et envoyez de nouveau le formulaire.',
  },
  'request.invalid': {
    title: 'Il reste quelque chose à corriger.',
    why: 'Rien n’a été fait.',
    next: 'Corrigez ce qui est signalé, puis envoyez de nouveau.',
  },
  'request.too-large': {
    title: 'C’est trop long.',
    why: 'Un message peut compter environ 30 000 caractères, un formulaire entier le double. Rien n’a été fait.',
    next: 'Raccourcissez le texte et envoyez-le de nouveau.',
  },
  'request.unsupported-media-type': {
    title: 'Le formulaire n’a pas pu être lu.',
    why: 'Le navigateur l’a envoyé d’une façon qui n’est pas comprise ici : rien n’a été fait.',
    next: 'Rechargez la page et envoyez le formulaire depuis celle-ci.',
  },
  'request.no-such-page': {
    title: 'Il n’y a rien ici.',
    why: 'Aucune page n’a cette adresse : elle comporte une erreur, ou ce qui s’y trouvait n’y est plus.',
    next: 'Vérifiez l’adresse, ou repartez de la page d’accueil.',
  },
  'request.method-not-allowed': {
    title: 'Cette adresse ne s’ouvre pas directement.',
    why: 'Elle répond à un bouton ou à un formulaire. Rien n’a été fait.',
    next: 'Allez à la page où se trouve le bouton et appuyez dessus.',
  },
  'idempotency.key-reused': {
    title: 'Ce formulaire a déjà été envoyé.',
    why: 'Le premier envoi a été exécuté ; ce que vous avez modifié depuis ne l’a pas été.',
    next: 'Regardez ce que le premier a donné. Pour autre chose, ouvrez de nouveau la page et remplissez-la.',
  },
  'idempotency.in-progress': {
    title: 'Ce formulaire est en cours de traitement.',
    why: 'Il a été envoyé à l’instant et n’est pas encore terminé : rien n’a été lancé deux fois.',
    next: 'Patientez un instant, puis envoyez-le de nouveau pour voir le résultat.',
  },
};
