import type { ownUser as english } from '../en/own-user.ts';

export const ownUser: typeof english = {
  title: 'Votre profil',
  tabs: { preferences: 'Préférences', password: 'Mot de passe', signIns: 'Connexions', tokens: 'Jetons d’API' },
  tabsLabel: 'Parties de votre profil',
  administrator: 'administrateur de compte',
  plain: 'utilisateur',
  noAccount: 'Vous n’appartenez encore à aucun compte.',
  allAccounts: 'Tous les comptes',
  accounts: 'Comptes',

  preferences: {
    labels: {
      language: 'Langue',
      timeZone: 'Fuseau horaire',
      notifyNewMessages: 'Me prévenir par courriel des nouveaux messages',
    },
    languageHint: 'De ces pages et des courriels qui vous sont adressés.',
    timeZoneHint:
      'Toutes les heures de ces pages sont données à son horloge. Choisissez la grande ville la plus proche.',
    zoneFound: 'Choisi d’après l’horloge de cet appareil. Choisissez-en un autre si ce n’est pas le bon.',
    save: 'Enregistrer les préférences',
    saved: 'Vos préférences sont enregistrées.',
    regions: {
      Africa: 'Afrique',
      America: 'Amérique',
      Antarctica: 'Antarctique',
      Arctic: 'Arctique',
      Asia: 'Asie',
      Atlantic: 'Atlantique',
      Australia: 'Australie',
      Europe: 'Europe',
      Indian: 'Océan Indien',
      Pacific: 'Pacifique',
      other: 'Universel',
    },
  },

  upgrade: {
    title: 'Avez-vous besoin d’être administrateur de compte ?',
    text: 'Demandez à un administrateur du compte de vous ajouter. Si vous n’en joignez aucun, demandez à l’assistance : elle lance la promotion, et une autre personne l’approuve.',
    ask: (account) => `Demander pour ${account}`,
    latest: {
      title: 'Votre demande à l’assistance',
      open: (account, asked) =>
        `Vous avez demandé ${asked} à devenir administrateur du compte ${account}. L’assistance n’a pas encore décidé ; une nouvelle demande complète la première.`,
      started: (account, decided) =>
        `L’assistance a lancé la promotion ${decided} pour le compte ${account}. Une autre personne doit l’approuver ; un courriel vous prévient dès que vous êtes administrateur.`,
      declined: (account, decided) => `L’assistance a refusé ${decided} pour le compte ${account} :`,
    },
  },

  password: {
    title: 'Changer de mot de passe',
    intro:
      'Quand vous enregistrez, vous êtes déconnecté partout ailleurs ; vous restez connecté ici, et vos jetons d’API restent valables.',
    labels: { currentPassword: 'Mot de passe actuel' },
    save: 'Enregistrer le nouveau mot de passe',
    saved: 'Votre nouveau mot de passe est en vigueur, et toutes les autres connexions ont pris fin.',
    forgotten: 'Vous ne connaissez pas votre mot de passe actuel ?',
    forgottenLink: 'Recevoir un lien par courriel',
  },

  signIns: {
    title: 'Où vous êtes connecté',
    intro: 'Vous n’en reconnaissez pas une ? Mettez-y fin, et changez de mot de passe.',
    here: 'Celle-ci',
    unknownDevice: 'Appareil inconnu',
    opened: 'Depuis',
    seen: 'Dernier usage',
    end: 'Mettre fin',
    endOf: (device) => `Mettre fin : ${device}`,
    endOthers: 'Mettre fin à toutes les autres',
    ended: 'La connexion a pris fin.',
    othersEnded: 'Toutes les autres connexions ont pris fin.',
    onlyOne: 'Vous n’êtes connecté nulle part ailleurs.',
  },

  tokens: {
    title: 'Jetons d’API',
    intro:
      'Avec un jeton, un programme agit en votre nom, dans les limites que vous fixez. Il n’est affiché qu’une fois ; quiconque le détient peut l’utiliser jusqu’à ce qu’il expire ou que vous le révoquiez.',
    none: 'Vous n’avez aucun jeton. Créez-en un quand l’un de vos programmes doit utiliser l’API.',
    documentation: 'Documentation de l’API',
    makeTitle: 'Créer un jeton',
    labels: { name: 'À quoi sert-il ?', scopes: 'Que peut-il faire ?', days: 'Combien de temps est-il valable ?' },
    nameHint: 'Un nom auquel vous le reconnaîtrez, par exemple Import nocturne.',
    scopes: {
      'onboardings:read': 'Voir les promotions',
      'onboardings:write': 'Lancer des promotions et en décider',
      'directory:read': 'Voir les comptes, les membres et les utilisateurs',
      'directory:write': 'Ajouter et retirer des membres, ajouter, verrouiller et déverrouiller des utilisateurs',
      codec: 'Déchiffrer ce que montre l’interface web de Temporal',
    },
    days: (count) => `${count} jours`,
    make: 'Créer le jeton',
    madeTitle: 'Votre nouveau jeton',
    madeOnce:
      'Il n’est affiché que cette fois et n’est conservé nulle part. Mettez-le là où votre programme le lit, pas dans un courriel ni dans une messagerie.',
    copy: 'Copier',
    copied: 'Copié',
    back: 'Terminé, revenir aux jetons',
    gone: 'Un jeton n’est affiché qu’une fois, juste après sa création. Si vous l’avez perdu, révoquez-le et créez-en un autre.',
    created: 'Créé',
    expires: 'Valable jusqu’au',
    used: 'Dernier usage',
    never: 'jamais',
    revoke: 'Révoquer',
    revokeOf: (name) => `Révoquer : ${name}`,
    revoked: 'Le jeton est révoqué et ne fonctionne plus.',
  },

  meter: {
    label: 'Difficulté à deviner',
    show: 'Afficher',
    hide: 'Masquer',
  },
};
