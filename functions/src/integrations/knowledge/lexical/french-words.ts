/** Words that carry no subject: articles, pronouns, auxiliaries, question words, and what one says to a switchboard. Folded. */
export const stopWords: ReadonlySet<string> = new Set(
  `a ai aie ait alors apres as au aucun aujourd aussi autre autres aux avais avait avant avec avez avoir avons ayant bien bonjour bonsoir
  c ca car ce ceci cela celle celles celui cent ces cet cette ceux chaque chez ci comme comment d dans de des deux devez dire dites
  dois doit donc dont du elle elles en encore enfin entre es est et etaient etait etant etc ete etes etre eu euh eux explique expliquer
  expliquez faire fais fait faites faut font hein hui ici il ils info information informations j je jusqu juste l la le les leur leurs lui
  m ma madame maintenant mais me meme mes mm moi mon monsieur n ne ni non nos notre nous on ont ou oui par parce parler parlez pas
  pendant peu peut peux plait plus plutot pour pourquoi pourrais pourrait pourriez pouvez pouvons propose proposer proposez puis puisque
  qu quand que quel quelle quelles quels question questions qui quoi quelque quelques rappeler renseignement renseignements renseigner
  s sa sais sans savoir se selon sera serait ses si sinon soit son sont sous souhaite souhaiterais souhaiterait suis sur t ta te tes toi
  ton tous tout toute toutes tres trop tu un une va vais vers veut veux vos votre voudrais voudrait vous y voila possible existe merci`
    .split(/\s+/)
    .filter(Boolean),
);

/**
 * Words of everyday speech. A document that has one speaks of it; where none has, the word tells little about what the question
 * is about, unlike a noun that no document knows (« esthétique »). Folded, as stems match.
 */
export const everydayWords: readonly string[] =
  `accepter acheter aider aimer ajouter amener appeler apporter apprendre arriver arreter assez attendre aujourd avancer besoin bloquer bon
  bout bas beaucoup cas changer chose choisir chercher comprendre compter concerner connaitre considerer continuer contraire coup
  croire decider deja delai date demain demander depuis derniere devenir different difficile donner droit effet envie envoyer esperer
  essayer exactement exemple facile facon faillir falloir finir fois former gens genre grand gros habiter hier heure idee important
  interesser jamais jouer jour justement laisser lancer libre lieu loin long longtemps lors main maniere manquer marcher mettre mieux
  milieu moins moment mois montrer moyen nouveau nombre normal obliger obtenir occuper parfois part partie partir particulier passer
  penser perdre personne petit plan plein plusieurs point porter poser possibilite pouvoir preferer premier prendre prendrait preparer
  pres presque prevoir probleme proche quelqu quitter raison recevoir reconnaitre refaire regarder regler remettre rendre rentrer
  repondre reprendre rester reussir revenir rien savoir sens sentir seul servir simple sortir souvent suffire suivre sujet surtout tard
  tellement tenir terminer toujours tomber toucher tour tourner train travers truc unique utiliser valoir venir vie vite vivre voir
  voila vouloir vraiment mon valable special special specifique auparavant actuellement directement super genial parfait enorme`
    .split(/\s+/)
    .filter(Boolean);

/** Words that callers and documents use for the same thing; each line is one meaning. */
export const synonyms: readonly (readonly string[])[] = [
  [
    'prix',
    'tarif',
    'coût',
    'coûter',
    'coûte',
    'coûtent',
    'cher',
    'frais',
    'montant',
    'payer',
    'paiement',
  ],
  ['financement', 'financer', 'finance', 'CPF', 'OPCO', 'bourse'],
  ['durée', 'durer', 'dure', 'longtemps'],
  ['chômage', 'chômeur', 'chômeuse', 'demandeur', 'Pôle'],
  ['résilier', 'résiliation', 'arrêter', 'annuler', 'quitter', 'abandonner', 'interrompre'],
  ['rétractation', 'rétracter', 'rembourser', 'remboursement', 'rembourse'],
  ['tuteur', 'tutrice', 'professeur', 'prof', 'enseignant', 'formateur', 'accompagnement'],
  ['salaire', 'rémunéré', 'rémunération', 'rémunérer', 'indemnisé'],
  ['support', 'livre', 'manuel', 'polycopié'],
  ['imprimé', 'papier'],
  ['ordinateur', 'PC', 'matériel'],
  ['remise', 'réduction', 'rabais', 'ristourne'],
  ['mensualité', 'échéance', 'échelonner'],
  ['handicap', 'handicapé', 'dyslexique', 'dyslexie'],
  ['étranger', 'Erasmus'],
  ['entreprise', 'employeur', 'patron', 'société'],
  ['programme', 'matière', 'module', 'apprend', 'apprendre'],
  ['reconnu', 'RNCP', 'reconnaissance', 'officiel'],
  [
    'inscription',
    'inscrire',
    'inscrit',
    'inscris',
    'inscrivez',
    'inscrivent',
    'candidature',
    'candidater',
    'postuler',
    'admission',
  ],
  ['diplôme', 'certification', 'certificat', 'certifiant', 'diplômant'],
  ['alternance', 'alternant', 'apprentissage', 'apprenti'],
  ['distance', 'distanciel', 'ligne', 'internet', 'visio', 'visioconférence'],
  ['examen', 'épreuve', 'partiel'],
  ['prérequis', 'condition', 'requis', 'niveau'],
  ['horaire', 'ouverture', 'ouvert', 'ouvrir', 'ferme', 'fermeture', 'fermer'],
  ['adresse', 'situé', 'situer', 'trouver', 'trouve', 'lieu', 'localisation', 'venir'],
  ['stage', 'stagiaire'],
  ['débouché', 'métier', 'emploi', 'carrière', 'travail', 'travailler'],
  ['rentrée', 'commencer', 'commence', 'débuter', 'début', 'démarrer'],
];
