/**
 * What `rules` says: several wordings of each thing, so that no sentence comes twice in a row. Spoken French, polite, one idea
 * per sentence, ending with at most one question. `expected-answer.ts` recognises the questions: keep its patterns in step.
 */
export const phrases = {
  askWhen: [
    'Volontiers. Quel jour vous conviendrait ?',
    'Avec plaisir. Quand seriez-vous disponible ?',
    'Très bien. Quel moment vous arrangerait ?',
  ],
  askOtherTime: [
    "D'accord. Quel autre moment vous conviendrait ?",
    'Pas de souci. Quel autre jour vous arrangerait ?',
    'Très bien. Quand préféreriez-vous ?',
  ],
  offerSlots: (list: string) => [
    `Je vous propose ${list}. Qu'est-ce qui vous convient ?`,
    `Il y a ${list}. Qu'est-ce qui vous arrange ?`,
    `J'ai de libre ${list}. Qu'est-ce que vous préférez ?`,
  ],
  offerOneSlot: (slot: string) => [
    `Je vous propose ${slot}. Cela vous convient ?`,
    `Il reste ${slot}. Est-ce que cela vous convient ?`,
    `J'ai de libre ${slot}. Cela vous irait ?`,
  ],
  offerAlternatives: (reason: string, list: string) => [
    `${reason} Je peux vous proposer ${list}. Qu'est-ce qui vous convient ?`,
    `${reason} Il me reste ${list}. Qu'est-ce qui vous arrange ?`,
    `${reason} Sinon, il y a ${list}. Qu'est-ce que vous préférez ?`,
  ],
  offerOneAlternative: (reason: string, slot: string) => [
    `${reason} Je peux vous proposer ${slot}. Cela vous convient ?`,
    `${reason} Il me reste ${slot}. Est-ce que cela vous convient ?`,
    `${reason} Sinon, il y a ${slot}. Cela vous irait ?`,
  ],
  whichSlot: (list: string) => [
    `Lequel vous convient : ${list} ?`,
    `Que préférez-vous : ${list} ?`,
    `Pour être sûr, lequel souhaitez-vous : ${list} ?`,
  ],
  nothingFree: (reason: string) => [
    `${reason} Quel autre moment vous conviendrait ?`,
    `${reason} Quel autre jour vous arrangerait ?`,
  ],
  nothingFreeAgain: (reason: string) => [
    `${reason} Souhaitez-vous qu'un conseiller vous rappelle ?`,
    `${reason} Préférez-vous qu'un conseiller vous rappelle pour en convenir ?`,
  ],
  notBooked: [
    "D'accord, je ne réserve rien. Quel autre moment vous conviendrait ?",
    'Entendu, ce créneau reste libre. Quel autre jour vous arrangerait ?',
  ],
  calendarDown: [
    "Je n'arrive pas à consulter l'agenda. Souhaitez-vous qu'un conseiller vous rappelle ?",
    "L'agenda ne me répond toujours pas. Préférez-vous qu'un conseiller vous rappelle ?",
  ],

  askQuestion: [
    'Je vous écoute. Quelle est votre question ?',
    "Bien sûr. Qu'aimeriez-vous savoir ?",
  ],
  afterAnswer: [
    'Avez-vous une autre question ?',
    'Puis-je vous renseigner sur autre chose ?',
    'Souhaitez-vous savoir autre chose ?',
  ],
  thenAppointment: [
    'Pour le rendez-vous, quel jour vous conviendrait ?',
    'Et pour le rendez-vous, quand seriez-vous disponible ?',
  ],
  nothingNew: [
    "C'est tout ce que j'ai à ce sujet. Souhaitez-vous qu'un conseiller vous rappelle ?",
    "Je n'en sais pas davantage. Préférez-vous qu'un conseiller vous rappelle ?",
  ],
  noInformation: [
    "Je n'ai pas cette information. Souhaitez-vous qu'un conseiller vous rappelle ?",
    'Je ne sais pas vous répondre sur ce point. Préférez-vous qu’un conseiller vous rappelle ?',
  ],
  knowledgeDown: [
    "Je n'arrive pas à consulter nos documents. Souhaitez-vous qu'un conseiller vous rappelle ?",
    'Nos documents ne me sont toujours pas accessibles. Préférez-vous qu’un conseiller vous rappelle ?',
  ],

  askName: [
    'Volontiers, je note vos coordonnées. Quel est votre nom, s’il vous plaît ?',
    "D'accord. Pouvez-vous me donner votre nom ?",
  ],
  askNameOnly: [
    'Quel est votre nom de famille ?',
    'Et votre nom de famille, s’il vous plaît ?',
    'Pouvez-vous épeler votre nom de famille ?',
  ],
  askPhone: [
    'À quel numéro peut-on vous rappeler ?',
    'Quel est votre numéro de téléphone ?',
    'Sur quel numéro un conseiller peut-il vous joindre ?',
  ],
  phoneNotUnderstood: [
    "Je n'ai pas bien saisi le numéro. Pouvez-vous le redire, chiffre par chiffre ?",
    'Le numéro me semble incomplet. À quel numéro peut-on vous rappeler ?',
  ],
  emailNotUnderstood: [
    "Je n'ai pas saisi l'adresse. Ce n'est pas grave. ",
    "Je laisse l'adresse de côté. ",
  ],
  leadDeclined: [
    'Excusez-moi, reprenons. Quel est votre nom ?',
    "D'accord, je corrige. Pouvez-vous me redonner votre nom ?",
  ],
  detailsRefused: [
    'Je comprends. Vous pouvez nous rappeler quand vous voulez. Puis-je faire autre chose pour vous ?',
    'Comme vous préférez, je ne note rien. Puis-je vous aider sur autre chose ?',
  ],
  offerDetails: [
    'Je ne retrouve pas votre dossier. Puis-je noter votre nom, pour qu’un conseiller vous rappelle ?',
    'Un conseiller peut convenir avec vous d’un rendez-vous. Puis-je noter votre nom, pour qu’il vous rappelle ?',
  ],

  askNewTime: [
    'Quel autre moment vous conviendrait ?',
    'Quel autre jour vous arrangerait ?',
    'Pour quand souhaitez-vous le déplacer ?',
  ],
  whichToMove: ['Lequel souhaitez-vous déplacer ?', 'Dites-moi : lequel souhaitez-vous déplacer ?'],
  offerFirstAppointment: ['Souhaitez-vous en prendre un ?', 'Voulez-vous que nous en fixions un ?'],
  notMoved: [
    "D'accord, je ne déplace rien. Quel autre moment vous conviendrait ?",
    'Entendu, rien ne change. Quel autre jour vous arrangerait ?',
  ],
  notCancelled: [
    "D'accord, je n'annule rien. Puis-je faire autre chose pour vous ?",
    'Entendu, rien ne change. Puis-je vous aider sur autre chose ?',
  ],
  offerCallBackToChange: [
    "Je ne peux pas modifier un rendez-vous moi-même. Souhaitez-vous qu'un conseiller vous rappelle ?",
    "Seul un conseiller peut modifier un rendez-vous. Voulez-vous qu'il vous rappelle ?",
  ],
  whichLink: (list: string) => [
    `Que souhaitez-vous recevoir : ${list} ?`,
    `Je peux vous envoyer ${list}. Que souhaitez-vous recevoir ?`,
  ],
  noLink: [
    'Je ne peux pas vous envoyer cela par SMS. Puis-je faire autre chose pour vous ?',
    'Cela, je ne peux pas vous l’envoyer par SMS. Puis-je vous aider sur autre chose ?',
  ],
  anythingElse: [
    "D'accord. Puis-je faire autre chose pour vous ?",
    'Très bien. Puis-je vous aider sur autre chose ?',
  ],
  welcomeThanks: [
    'Je vous en prie. Puis-je faire autre chose pour vous ?',
    'Avec plaisir. Puis-je vous aider sur autre chose ?',
  ],
  goOn: ['Je vous écoute.', 'Dites-moi, je vous écoute.'],
  takeYourTime: ['Prenez votre temps, je reste en ligne.', "Je vous en prie, j'attends."],
  whatDoYouWant: [
    'Que puis-je faire pour vous : un rendez-vous, ou une question ?',
    'Souhaitez-vous un rendez-vous, ou avez-vous une question ?',
  ],
  onlyFrench: [
    "Sorry, I only speak French. Souhaitez-vous qu'un conseiller vous rappelle ?",
    'I only speak French, sorry. Préférez-vous qu’un conseiller vous rappelle ?',
  ],
  goingRound: [
    "Nous tournons en rond, j'en suis désolé. Souhaitez-vous qu'un conseiller vous rappelle ?",
  ],
  callBackAlreadyNoted: [
    "C'est déjà noté pour le rappel. Puis-je vous aider sur autre chose ?",
    "J'ai bien pris note de votre demande de rappel. Puis-je faire autre chose pour vous ?",
  ],
  iAmAMachine: [
    'Oui, je suis un assistant vocal automatique. Souhaitez-vous qu’un conseiller vous rappelle ?',
    'Je suis une intelligence artificielle. Préférez-vous qu’un conseiller vous rappelle ?',
  ],
  calm: [
    'Je comprends votre agacement. Souhaitez-vous qu’un conseiller vous rappelle ?',
    'Je suis désolé de ne pas mieux vous aider. Préférez-vous qu’un conseiller vous rappelle ?',
  ],
  slower: (again: string) => [`Bien sûr. ${again}`, `Je reprends plus calmement. ${again}`],
  cannotNow: [
    'Je ne peux pas faire cela maintenant. Que souhaitez-vous ?',
    "Ce n'est pas possible pour l'instant. Puis-je vous aider autrement ?",
  ],

  notUnderstood: {
    open: [
      "Excusez-moi, je n'ai pas compris. Souhaitez-vous un rendez-vous, ou avez-vous une question ?",
      "Je n'ai pas bien compris. Pouvez-vous le dire autrement ?",
    ],
    when: [
      "Excusez-moi, je n'ai pas compris. Quel jour vous conviendrait ?",
      "Je n'ai pas bien compris. Dites-moi un jour, par exemple lundi matin.",
    ],
    slot: (list: string) => [
      `Excusez-moi, je n'ai pas compris. Que préférez-vous : ${list} ?`,
      "Je n'ai pas bien compris. Vous pouvez dire le premier, ou un autre jour.",
    ],
    details: [
      "Excusez-moi, je n'ai pas compris. Pouvez-vous épeler votre nom ?",
      "Je n'ai pas bien compris votre nom. Pouvez-vous me le redire lentement ?",
    ],
    phone: [
      "Excusez-moi, je n'ai pas compris. À quel numéro peut-on vous rappeler ?",
      "Je n'ai pas bien compris. Pouvez-vous redire le numéro, chiffre par chiffre ?",
    ],
    last: [
      "Je n'arrive pas à bien vous comprendre. Préférez-vous qu'un conseiller vous rappelle ?",
      'La ligne est peut-être mauvaise. Souhaitez-vous qu’un conseiller vous rappelle ?',
    ],
  },
} as const;

/** Why a wished moment cannot be had; `find_slots` names the reason. */
export const refusals: Readonly<Record<string, readonly string[]>> = {
  busy: ['Ce créneau est déjà pris.', "Ce moment-là n'est plus libre."],
  taken: ["Ce créneau vient d'être pris.", 'Quelqu’un vient de prendre ce créneau.'],
  'outside-hours': [
    "Il n'y a pas de rendez-vous à cette heure-là.",
    'Cette heure est en dehors de nos horaires.',
  ],
  weekend: ['Nous sommes fermés ce jour-là.', "Il n'y a pas de rendez-vous ce jour-là."],
  holiday: ['Ce jour-là est férié.', 'Nous sommes fermés ce jour férié.'],
  'in-past': ['Ce moment est déjà passé.', 'Cette date est passée.'],
  'too-soon': [
    "C'est trop proche pour un rendez-vous.",
    "Il faut un peu plus de temps pour s'organiser.",
  ],
  'too-far': [
    "C'est trop loin pour réserver dès maintenant.",
    "L'agenda n'est pas encore ouvert si loin.",
  ],
};
export const nothingThen = [
  "Je n'ai rien de libre à ce moment-là.",
  'Tout est pris à ce moment-là.',
];
