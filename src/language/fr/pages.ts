import type { pages as english } from '../en/pages.ts';

export const pages: typeof english = {
  common: {
    skip: 'Aller au contenu',
    navigation: 'Navigation principale',
    signOut: 'Se déconnecter',
    signedInAs: (userId) => `Connecté en tant que ${userId}`,
    errorPrefix: 'Erreur : ',
    labels: {
      userId: 'Nom d’utilisateur (adresse électronique)',
      password: 'Mot de passe',
      firstName: 'Prénom',
      lastName: 'Nom',
      account: 'Compte',
      email: 'Identifiant (adresse électronique)',
      reason: 'Motif',
    },
  },

  signIn: {
    title: 'Se connecter',
    forMessage: 'Connectez-vous avec l’adresse à laquelle le message a été envoyé ; il s’ouvre ensuite.',
    userIdHint: 'L’adresse électronique avec laquelle vous avez été ajouté ou invité.',
    passwordHint: 'Le vôtre, ou le mot de passe temporaire qui vous a été remis.',
    submit: 'Se connecter',
    forgot: 'Mot de passe oublié ?',
    about: 'Castellan nomme les administrateurs de vos comptes.',
    points: [
      'Ajoutez une personne par son adresse électronique.',
      'Qui n’a pas encore d’utilisateur est invité, relancé, puis ajouté après sa première connexion.',
      'Vous voyez à tout moment où en est la promotion et à qui d’agir.',
    ],
    ended: 'Votre connexion a pris fin : cette page n’est plus tenue à jour.',
    again: 'Se reconnecter',
    done: {
      'signed-out': 'Vous êtes déconnecté.',
      'password-set': 'Votre nouveau mot de passe est en vigueur. Connectez-vous avec lui.',
      'not-saved':
        'Votre connexion avait pris fin : ce que vous avez envoyé n’a pas été enregistré. Connectez-vous et envoyez-le à nouveau.',
    },
  },

  reset: {
    requestTitle: 'Choisir un nouveau mot de passe',
    request:
      'Donnez votre adresse. Si un utilisateur la possède, un lien pour choisir un nouveau mot de passe y est envoyé.',
    requestSubmit: 'M’envoyer un lien',
    back: 'Revenir à la connexion',
    sentTitle: 'Consultez votre messagerie',
    sent: 'Si un utilisateur possède cette adresse, un courriel est en route. Son lien est valable 30 minutes, une seule fois.',
    sentHint: 'Rien au bout de quelques minutes ? Regardez parmi les indésirables, vérifiez l’adresse et redemandez.',
    title: 'Choisir un nouveau mot de passe',
    explanation:
      'Toutes les connexions et tous les jetons d’API de votre utilisateur prennent fin quand vous enregistrez.',
    submit: 'Enregistrer le nouveau mot de passe',
    again: 'Recevoir un nouveau lien',
  },

  newPassword: {
    labels: { password: 'Nouveau mot de passe', confirmPassword: 'Le même mot de passe encore une fois' },
    hint: (minimum) =>
      `Au moins ${minimum} caractères ; quelques mots sans rapport entre eux conviennent bien. Aucune règle sur les chiffres ou les signes. Vous pouvez coller, et un gestionnaire de mots de passe peut le remplir.`,
  },

  firstLogin: {
    title: 'Votre première connexion',
    intro: (userId) =>
      `Vous vous connectez en tant que ${userId}. Trois courtes étapes, environ trois minutes, et vous pourrez utiliser Castellan. Si quelqu’un vous nomme administrateur de compte, cela se fait ensuite automatiquement.`,
    done: 'Fait',
    next: 'À faire',
    later: 'Ensuite',
    resumable:
      'Chaque étape est enregistrée aussitôt. Vous pouvez vous arrêter et continuer plus tard, même sur un autre appareil.',
    goOn: 'Continuer',
    back: 'Toutes les étapes',
    step: (number, count) => `Étape ${number} sur ${count}`,
    features: {
      task: 'Découvrir ce que vous pouvez faire ici',
      hint: 'Une minute de lecture.',
      intro:
        'Castellan décide qui s’occupe d’un compte du service de messagerie chiffrée : ses administrateurs de compte. Une fois que vous l’êtes, voici ce que vous pouvez faire ici.',
      features: [
        {
          name: 'Nommer quelqu’un administrateur de compte',
          text: 'Comptes, puis le compte, Groupes, Administrateurs de compte, Ajouter au groupe : donnez l’adresse. Une personne qui a déjà un utilisateur ici est ajoutée aussitôt.',
        },
        {
          name: 'Ajouter quelqu’un sans utilisateur',
          text: 'Le même formulaire propose deux voies : une invitation par message chiffré, ou un utilisateur avec un mot de passe temporaire que vous remettez vous-même. Après la première connexion de cette personne, le droit est donné automatiquement ; vous n’avez pas à revenir.',
        },
        {
          name: 'Voir où cela en est',
          text: 'Chaque ajout de ce genre est une promotion avec une référence. Sa page dit ce qui s’est passé, qui doit agir, ce qui est automatique et quand, et ce que vous pouvez faire : renvoyer, donner plus de temps, corriger l’adresse, annuler. Les rappels partent automatiquement.',
        },
        {
          name: 'Vous occuper des utilisateurs du compte',
          text: 'Sous Utilisateurs, vous ajoutez des utilisateurs, verrouillez celui qui ne doit pas se connecter pour l’instant, puis le déverrouillez. Sous Administrateurs de compte, vous retirez un membre ; le dernier qui peut se connecter est protégé.',
        },
        {
          name: 'Confier cela à des programmes',
          text: 'Sous Votre profil, vous créez des jetons d’API pour vos propres programmes, chacun avec une fin et les seuls droits qu’il lui faut.',
        },
        {
          name: 'Compter sur le journal',
          text: 'Qui a fait quoi, quand et pourquoi est écrit là où personne ne peut le modifier. Cela vaut aussi pour vous : chaque fois que vous décidez d’une promotion, un motif vous est demandé.',
        },
      ],
      submit: 'J’ai vu, continuer',
    },
    preferences: {
      task: 'Régler vos préférences',
      hint: 'Langue, fuseau horaire, courriels. Vous pouvez en changer à tout moment.',
      submit: 'Enregistrer et continuer',
    },
    'permanent-password': {
      task: 'Choisir votre mot de passe',
      hint: 'C’est avec lui que vous vous connectez ensuite.',
      intro: (userId) =>
        `Désormais, vous vous connectez comme ${userId} avec ce mot de passe. Vous seul le connaissez.`,
      submit: 'Enregistrer et terminer',
    },
  },

  welcome: {
    title: 'Votre première connexion est terminée',
    text: 'Si quelqu’un vous nomme administrateur de compte, cela se fait maintenant automatiquement ; un courriel vous l’annonce. Vous n’avez rien d’autre à faire.',
    textBefore:
      'Si quelqu’un vous nomme administrateur de compte, cela se fait maintenant automatiquement ; un courriel vous l’annonce.',
    goOn: 'Continuer vers Castellan',
  },

  message: {
    title: 'Un message vous attend',
    ask: 'Quelqu’un vous a écrit par Castellan, où des entreprises décident qui s’occupe de leur messagerie chiffrée. Le message est scellé : seule une personne qui lit la boîte à laquelle il a été envoyé peut l’ouvrir.',
    stepsTitle: 'Ce qui se passe ensuite',
    steps: [
      'Nous envoyons un code à cette boîte, et vous le saisissez ici.',
      'Vous choisissez un mot de passe, afin de pouvoir revenir. Cela prend environ trois minutes.',
      'Le message s’ouvre, dans ce navigateur.',
    ],
    askSignedIn:
      'Il s’ouvre dès que vous montrez que vous lisez la boîte à laquelle il a été envoyé : un code y est envoyé, et vous le saisissez ici.',
    send: 'M’envoyer un code',
    known: 'Vous avez déjà un mot de passe ?',
    pending: 'Votre boîte est vérifiée. Terminez votre première connexion ; le message s’ouvre ensuite.',
    finish: 'Terminer la première connexion',
    codeTitle: 'Saisir le code',
    codeSent:
      'Si ce message peut être ouvert, un courriel avec un code de huit chiffres est en route. Il est valable dix minutes à partir de son premier envoi.',
    referenceShown: 'Le courriel porte cette référence :',
    code: 'Code reçu par courriel',
    codeHint: 'Huit chiffres.',
    names: 'Comment vous appelez-vous ?',
    verify: 'Continuer',
    noMail: 'Pas de courriel ?',
    noMailHint:
      'Cela peut prendre une minute. Regardez aussi parmi les indésirables, ou faites-le renvoyer : tant qu’un code est valable, c’est le même qui est envoyé.',
    sendAgain: 'Renvoyer le code',
    facts: { from: 'De', account: 'Compte', sent: 'Envoyé', until: 'Peut être ouvert jusqu’au' },
  },

  reader: {
    title: (sender) => `Un message de ${sender}`,
    explanation: 'Le message est scellé. Il s’ouvre ici, dans votre navigateur.',
    open: 'Ouvrir le message',
    noScript:
      'Le message est déchiffré dans votre navigateur, ce qui demande JavaScript. Activez-le pour cette page et rechargez-la.',
    after: 'Vous pouvez fermer cette page. Le lien du courriel rouvre le message tant qu’il peut être ouvert.',
    administrator: (account) => `Vous êtes maintenant administrateur du compte ${account}.`,
    administratorSoon: (account) =>
      `Un courriel vous prévient dès que vous êtes administrateur du compte ${account} ; vous n’avez rien d’autre à faire.`,
    said: {
      working: 'Le message s’ouvre…',
      opened: 'Le message est ouvert.',
      unreachable: 'Castellan ne répond pas pour le moment. Rien n’est perdu ; réessayez dans quelques secondes.',
      broken:
        'Le message n’a pas pu être déchiffré : il a été modifié en chemin. Demandez à l’expéditeur de le renvoyer.',
      insecure:
        'Cette page n’a pas été chargée en https, et votre navigateur ne déchiffre donc pas ici. Ouvrez de nouveau le lien du courriel.',
    },
  },

  problem: {
    home: 'Aller à la page d’accueil',
    again: 'Réessayer',
    more: 'En savoir plus sur ce problème',
    nothingLost: 'Rien n’est perdu',
    unavailable: 'Ce qui était enregistré l’est toujours, et les promotions en cours continuent toutes seules.',
    unavailablePost:
      'Ce que vous avez envoyé n’a pas été exécuté ; ce qui était enregistré l’est toujours, et les promotions en cours continuent toutes seules. Rechargez cette page dans quelques secondes : le formulaire sera renvoyé tel quel.',
    reference: 'Référence pour l’assistance :',
    code: 'Code :',
    happenedTitle: 'Ce qui s’est passé',
    refused: 'Castellan n’a pas exécuté ce qui était demandé. Rien n’en a été changé.',
    failed: 'Castellan n’a pas pu répondre. L’obstacle est de notre côté et ne vient pas de ce que vous avez fait.',
    whyTitle: 'Pourquoi',
    nextTitle: 'Ce que vous pouvez faire',
    backgroundTitle: 'Bon à savoir',
    help: 'Toujours bloqué ? Adressez-vous à un administrateur de votre compte ou à l’assistance, en donnant la référence qu’affiche la page du problème.',
  },

  runbook: {
    title: 'Guide d’intervention',
    whole: 'Tout le guide d’intervention',
  },

  apiDocumentation: {
    title: 'Documentation de l’API',
    intro:
      'Tous les appels, avec des exemples exécutables : « Try it out » appelle l’API avec votre propre connexion, et l’effet est bien réel. Les descriptions sont en anglais.',
    tokens: 'Un programme utilise plutôt un jeton d’API.',
    description: 'La description au format OpenAPI 3.1 (JSON)',
    script: 'Cette page a besoin de JavaScript. La description contient la même chose.',
  },

  notMe: {
    title: 'Ce n’était pas vous, ou vous ne le vouliez pas ?',
    intro:
      'Un courriel vous a dit que vous êtes maintenant administrateur de compte, et ce n’est pas normal. De deux choses l’une :',
    strangerTitle: 'Quelqu’un d’autre s’est connecté à votre place',
    stranger: 'Alors quelqu’un a peut-être utilisé votre boîte ou votre mot de passe. Faites ceci maintenant :',
    strangerSteps: [
      'Changez le mot de passe de votre boîte : quiconque lit vos courriels peut changer votre mot de passe ici.',
      'Choisissez ensuite ici un nouveau mot de passe par un lien envoyé par courriel. Cela met fin à toutes les connexions et à tous les jetons d’API de votre utilisateur. Le changer sous Votre profil ne met fin qu’aux autres connexions : vos jetons d’API restent valables tant que vous ne les révoquez pas.',
      'Prévenez un administrateur du compte, qui peut verrouiller votre utilisateur ou vous retirer, et contactez l’assistance.',
    ],
    reset: 'Choisir un nouveau mot de passe',
    change: 'Changer de mot de passe',
    signIns: 'Voir où vous êtes connecté',
    tokens: 'Voir vos jetons d’API',
    unwantedTitle: 'Vous ne voulez pas être administrateur de compte',
    unwanted:
      'Retirez-vous vous-même : sous Comptes, le compte, Administrateurs de compte, votre propre ligne a le bouton « Retirer du groupe ». Ou dites-le à la personne nommée dans le courriel, ou à tout autre administrateur, qui peut faire de même. Seulement si personne d’autre ne pouvait se connecter comme administrateur, il faut d’abord ajouter quelqu’un. D’ici là, rien ne se passe sans vous.',
  },
};
