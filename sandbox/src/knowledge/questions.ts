/** How a question differs from what the documents say. */
export const questionKinds = [
  'direct',
  'paraphrased',
  'misheard',
  'two-in-one',
  'follow-up',
  'out-of-scope',
] as const;
export type QuestionKind = (typeof questionKinds)[number];

/** One question of a caller over `sandbox/knowledge`, and where its answer stands. */
export interface EvaluationQuestion {
  readonly kind: QuestionKind;
  readonly question: string;
  /** What the caller asked before, for a follow-up; the relay sends both together. */
  readonly before: string | null;
  /** One passage is needed for each entry; an entry lists fragments of which the passage has one. Empty: nobody can know. */
  readonly needs: readonly (readonly string[])[];
  /** Not looked at while the index is tuned: its figures tell whether the others were learned by heart. */
  readonly isHeldOut: boolean;
}

/** Fragments are separated by `|` where either passage answers. */
type Row = readonly [question: string, ...needs: string[]];

const direct: readonly Row[] = [
  ['Combien coûte le BTS Gestion de la PME ?', '2 390 euros'],
  ['Quel est le prix du CAP Cuisine ?', '1 290 euros'],
  ['Quels sont les tarifs du bachelor Marketing digital ?', '3 900 euros'],
  ['Combien coûte le titre Développeur web ?', '4 900 euros'],
  ['Combien de temps dure le CAP petite enfance ?', 'dure dix mois'],
  ['Quelle est la durée de la formation Développeur web ?', 'dure neuf mois'],
  [
    'Combien de semaines de stage y a-t-il dans le BTS Management commercial opérationnel ?',
    'Quatorze semaines de stage sont obligatoires sur',
  ],
  ['Quelles pièces faut-il pour le dossier d’inscription ?', "pièce d'identité"],
  ['Est-ce que les BTS sont éligibles au CPF ?', 'Les BTS ne sont pas éligibles'],
  ['Peut-on payer en plusieurs mensualités ?', 'en douze mensualités sans frais. Une remise'],
  ['Quel est le délai de rétractation ?', 'vous rétracter'],
  ['Quel est le taux de réussite aux examens ?', '82 pour cent'],
  ['Est-ce que l’école aide à trouver une entreprise pour l’alternance ?', 'service entreprises'],
  ['Combien coûte la validation des acquis de l’expérience ?', '1 450 euros'],
  ['Y a-t-il une référente handicap ?', 'référente handicap'],
  ['Quels sont les débouchés du BTS Communication ?', 'médiaplanneur'],
  ['Qui établit la convention de stage ?', 'établit les conventions'],
  ['Combien de temps dure l’accès aux cours ?', 'trente-six mois'],
  ['Quel âge faut-il avoir pour le CAP petite enfance ?', 'dix-huit ans'],
  ['Est-ce que France Travail peut financer la formation ?', 'aide individuelle'],
];

const paraphrased: readonly Row[] = [
  ['Je suis au chômage, est-ce que je peux avoir une aide pour payer ?', 'aide individuelle'],
  ['Il faut un ordinateur particulier pour suivre les cours ?', 'depuis un ordinateur'],
  ['Je peux me faire rembourser si je change d’avis ?', 'vous rétracter'],
  ['Je travaille déjà, ça prend combien d’heures par semaine ?', 'quinze heures'],
  ['Je voudrais devenir puéricultrice en crèche, vous avez quelque chose ?', 'en crèche'],
  ['Est-ce que je peux m’inscrire en plein milieu de l’année ?', "toute l'année"],
  ['On est payé pendant l’apprentissage ?', 'verse un salaire'],
  ['Est-ce que quelqu’un me suit si je bloque sur un cours ?', 'tuteur attitré'],
  ['Il y a une réduction si je règle tout d’un coup ?', 'remise de cinq pour cent'],
  [
    'J’ai dix ans de métier, je peux avoir le diplôme sans tout refaire ?',
    'validation des acquis permet',
  ],
  ['Où est-ce que je passe les épreuves ?', 'dans un centre proche'],
  ['Je veux apprendre à faire des sites internet.', 'application web'],
  ['Vous envoyez des livres papier ?', 'supports imprimés'],
  ['Il faut avoir le bac pour entrer en BTS Communication ?', 'titulaire du bac'],
  ['Est-ce que c’est à moi de trouver mon stage ?', 'recherche du stage'],
  ['Je suis dyslexique, est-ce que j’aurais plus de temps à l’examen ?', 'temps majoré'],
  ['Si je n’ai pas fini dans les trois ans, qu’est-ce qui se passe ?', 'prolongé'],
  ['On me répond au bout de combien de temps après avoir envoyé le dossier ?', 'cinq jours ouvrés'],
  ['Le bachelor, c’est reconnu par l’État ?', 'titre RNCP de niveau 6'],
  ['Peut-on arrêter la formation au bout de deux mois ?', 'résilié moyennant'],
];

const misheard: readonly Row[] = [
  ['combien coute le bts jestion de la pme', '2 390 euros'],
  ['le prix du cap petit enfance si vous plait', '1 190 euros'],
  ['le batchelor marketing digital il coute combien', '3 900 euros'],
  [
    'est ce que le c p f prend en charge le developeur web',
    'Plusieurs de nos formations|compte personnel de formation peut',
  ],
  ['france travaille peut payer ma formation', 'aide individuelle'],
  ['combien de semaines de stages pour le cap cuisines', 'stage en cuisine'],
  ['les examen se passe quand', 'en mai et en juin'],
  ['je voudrai savoir le tarif du b t s communication', '2 590 euros'],
  ['comment ca marche laltérnance', "contrat d'apprentissage|un jour et demi"],
  ['quel est le delai de retractassion', 'vous rétracter'],
  ['le tôt de réussite à l’examen', '82 pour cent'],
  ['es que je peux payé en douze mensualitées', 'en douze mensualités sans frais'],
  ['la validation des aquis de l’expérience ça coûte combien', '1 450 euros'],
  ['faut il un bac pour le b t s management comercial', 'ouverte aux titulaires du bac'],
  ['c’est quoi la durée du titre dévelopeur ouebe', 'dure neuf mois'],
  ['y a t il des class virtuelle', 'classes virtuelles'],
];

const twoInOne: readonly Row[] = [
  [
    'Combien coûte le CAP Cuisine et combien de temps il dure ?',
    '1 290 euros',
    'douze mois en moyenne',
  ],
  ['Le BTS Communication, c’est quel prix, et il faut le bac ?', '2 590 euros', 'titulaire du bac'],
  [
    'Est-ce qu’il y a des frais de dossier, et comment on s’inscrit ?',
    'Aucun frais de dossier',
    "pièce d'identité|toute l'année",
  ],
  [
    'Les examens ont lieu quand ? Et quel est le taux de réussite ?',
    'en mai et en juin',
    '82 pour cent',
  ],
  [
    'Je voudrais savoir si le CPF finance le bachelor et si on peut le faire en alternance.',
    'Plusieurs de nos formations',
    "contrat d'apprentissage",
  ],
  [
    'Il faut quel matériel, et j’ai accès aux cours pendant combien de temps ?',
    'depuis un ordinateur',
    'trente-six mois',
  ],
  [
    'Peut-on faire le stage à l’étranger ? Et qui signe la convention ?',
    "à l'étranger",
    'établit les conventions',
  ],
  [
    'Quel est le prix du CAP petite enfance, et combien de semaines de stage ?',
    '1 190 euros',
    'Seize semaines',
  ],
];

/** The first column is what was asked before. */
const followUps: readonly (readonly [before: string, ...row: Row])[] = [
  ['Combien de temps dure le CAP Cuisine ?', 'Et le prix ?', '1 290 euros'],
  ['Combien coûte le BTS Communication ?', 'Et il dure combien de temps ?', 'dure deux ans'],
  ['Le CAP petite enfance coûte combien ?', 'Il y a des stages à faire ?', 'Seize semaines'],
  ['Parlez-moi du bachelor Marketing digital.', 'Ça coûte combien ?', '3 900 euros'],
  ['Qu’est-ce qu’on apprend en Développeur web ?', 'Et c’est combien ?', '4 900 euros'],
  [
    'Le BTS Gestion de la PME, c’est quel prix ?',
    'Il faut faire un stage pour celui-là ?',
    'Douze semaines de stage',
  ],
  ['Combien coûte la validation des acquis ?', 'Et qui peut la demander ?', "un an d'expérience"],
  ['Comment se passe l’alternance ?', 'Elle est payée ?', 'verse un salaire'],
  [
    'Combien coûtent les supports imprimés ?',
    'Et pour les avoir il faut faire quoi ?',
    'supports imprimés',
  ],
  ['Quand sont les examens du BTS ?', 'Et on s’y inscrit comment ?', "L'inscription à l'examen"],
];

const outOfScope: readonly Row[] = [
  ['Quel temps fera-t-il demain à Lyon ?'],
  ['Est-ce que vous vendez des voitures d’occasion ?'],
  ['Avez-vous une formation de pilote de ligne ?'],
  ['Je voudrais réserver une table pour deux ce soir.'],
  ['Est-ce que vous avez un internat pour loger les élèves ?'],
  ['Quel est le menu de la cantine ?'],
  ['Combien coûte le BTS Esthétique ?'],
  ['Vous faites le CAP coiffure ?'],
  ['Qui a gagné le match hier soir ?'],
  ['Mon colis n’est toujours pas arrivé.'],
  ['Proposez-vous un master en droit ?'],
  ['Est-ce que je peux venir avec mon chien ?'],
  ['Y a-t-il un parking à côté de l’école ?'],
  ['Comment on fait une mayonnaise ?'],
  ['Quel est le nom du directeur ?'],
  ['Je cherche le numéro de la mairie.'],
  ['Faites-vous la formation d’infirmier ?'],
  ['Est-ce que vous donnez des cours de piano aux enfants ?'],
  ['Ma machine à laver est en panne.'],
  ['Est-ce que la licence de psychologie est ouverte ?'],
  ['Vous avez un code promo pour Noël ?'],
  ['Combien gagne un footballeur professionnel ?'],
  ['Quels sont les horaires du train pour Bordeaux ?'],
  ['Est-ce que vous préparez au permis de conduire ?'],
  ['Je voudrais un billet d’avion pour Madrid.'],
  ['Vous vendez des imprimantes ?'],
  ['Quelle est la capitale de l’Australie ?'],
  ['Je veux résilier mon abonnement de téléphone portable.'],
  ['Est-ce que vous avez un BTS Optique ?'],
  ['Vous pouvez me donner la météo ?'],
  ['Mon voisin fait trop de bruit, que puis-je faire ?'],
  ['Il y a une piscine dans votre établissement ?'],
  ['Vous recrutez des cuisiniers pour votre restaurant ?'],
  ['Quel est le prix du gazole aujourd’hui ?'],
  ['Avez-vous une association sportive ?'],
  ['Je cherche une baby-sitter pour samedi soir.'],
];

const tables: readonly (readonly [QuestionKind, readonly Row[]])[] = [
  ['direct', direct],
  ['paraphrased', paraphrased],
  ['misheard', misheard],
  ['two-in-one', twoInOne],
  ['out-of-scope', outOfScope],
];

/** Every question; each third of a kind is held out. */
export const evaluationQuestions: readonly EvaluationQuestion[] = [
  ...tables.flatMap(([kind, rows]) => rows.map((row, n) => toQuestion(kind, row, n, null))),
  ...followUps.map(([before, ...row], n) => toQuestion('follow-up', row, n, before)),
];

function toQuestion(
  kind: QuestionKind,
  [question, ...needs]: Row,
  n: number,
  before: string | null,
): EvaluationQuestion {
  const isHeldOut = n % 3 === 2;
  return { kind, question, before, needs: needs.map((need) => need.split('|')), isHeldOut };
}

/** What reaches the search: a question that goes on about another comes with it. */
export function spokenQuestion({ question, before }: EvaluationQuestion): string {
  return before === null ? question : `${before} ${question}`;
}
