import { describe, expect, it } from 'vitest';
import { frenchSound } from './french-sound.ts';
import { frenchTerms } from './french-terms.ts';
import { createLexicalIndex } from './lexical-index.ts';
import { splitPassages } from './split-passages.ts';
import { splitQuestions } from './split-questions.ts';

/** Documents as a school writes them. */
const index = createLexicalIndex([
  {
    id: 'tarifs',
    title: 'Tarifs',
    text: `Le BTS coûte 2 900 euros par an. Le Bachelor coûte 4 200 euros par an.\n\nVous pouvez régler en dix mensualités sans frais.`,
  },
  {
    id: 'financement',
    title: 'Financement',
    text: `Le CPF finance le Bachelor pour les salariés.\n\nUne bourse du Crous n'est pas possible, parce que l'école est privée.`,
  },
  {
    id: 'alternance',
    title: 'Alternance',
    text: `En alternance, vous passez trois jours par semaine en entreprise. Le contrat dure un ou deux ans et vous êtes rémunéré.`,
  },
  {
    id: 'diplomes',
    title: 'Diplômes reconnus',
    text: `Le BTS est un diplôme d'État de niveau 5. Le Bachelor est une certification enregistrée au RNCP de niveau 6.`,
  },
  {
    id: 'inscription',
    title: "Conditions d'inscription",
    text: `Pour entrer en BTS il faut le baccalauréat. Le dossier d'inscription est étudié en une semaine.\n\nLes inscriptions sont ouvertes toute l'année.`,
  },
  {
    id: 'cours',
    title: 'Cours en ligne',
    text: `Tous les cours se suivent à distance, en vidéo, à votre rythme. Un professeur répond à vos questions chaque soir.`,
  },
  {
    id: 'stage',
    title: 'Stages',
    text: `Le BTS comprend deux stages de sept semaines. L'école signe la convention avec l'entreprise d'accueil.`,
  },
]);

describe('the lexical index', () => {
  it.each([
    ['Combien coûte le BTS ?', 'tarifs'],
    ['quels sont vos tarifs', 'tarifs'],
    ["C'est combien le bachelor, s'il vous plaît ?", 'tarifs'],
    ['Est-ce que je peux payer en plusieurs mensualités ?', 'tarifs'],
    ['Je voudrais savoir si le CPF peut financer la formation', 'financement'],
    ["Est-ce qu'on peut avoir une bourse ?", 'financement'],
    ["Comment ça se passe, l'alternance ?", 'alternance'],
    ['En apprentissage, combien de jours en entreprise ?', 'alternance'],
    ['Le diplôme est-il reconnu ?', 'diplomes'],
    ['Le bachelor est au RNCP ?', 'diplomes'],
    ['Comment je m’inscris ?', 'inscription'],
    ['Il faut le baccalauréat ?', 'inscription'],
    ['Les cours sont à distance ?', 'cours'],
    ['On peut suivre les cours sur internet ?', 'cours'],
    ['Combien de stages dans le BTS ?', 'stage'],
    ['les stage du bts', 'stage'],
    ['Le bacheler, il coûte combien ?', 'tarifs'],
    ['QUELS SONT VOS TARIFS', 'tarifs'],
  ])('answers « %s » from %s', (question, documentId) => {
    const findings = index.search(question, 3);
    expect(findings.passages[0]?.documentId).toBe(documentId);
    expect(findings.isRelevant).toBe(true);
  });

  it.each([
    'Vous vendez des pizzas ?',
    'Quel temps fait-il à Marseille ?',
    'Avez-vous un parking pour les motos ?',
    'Je cherche le service après-vente de ma machine à laver',
    'Qui est le président de la République ?',
    'Allô ? Vous êtes là ?',
    'Vous avez des chambres pour loger les étudiants étrangers ?',
  ])('admits not to know « %s »', (question) => {
    expect(index.search(question, 3).isRelevant).toBe(false);
  });
});

describe('frenchTerms', () => {
  it.each([
    ["l'alternance", ['altern']],
    ['L’École', ['ecol']],
    ["qu'est-ce que c'est", []],
    ['étudiants étudiante etudiant', ['etudi', 'etudi', 'etudi']],
    ['combien de temps', ['dur']],
  ])('takes from « %s » %j', (text, terms) => {
    expect(frenchTerms(text)).toEqual(terms);
  });
});

describe('frenchSound', () => {
  it.each([
    ['retractation', 'retractassion'],
    ['gestion', 'jestion'],
    ['developpeur', 'developeur'],
    ['acquis', 'aquis'],
    ['payer', 'paye'],
  ])('hears « %s » in « %s »', (meant, written) => {
    expect(frenchSound(written)).toBe(frenchSound(meant));
  });

  it.each([
    ['cours', 'coeur'],
    ['stage', 'stade'],
  ])('tells « %s » from « %s »', (one, other) => {
    expect(frenchSound(one)).not.toBe(frenchSound(other));
  });
});

describe('splitQuestions', () => {
  it.each([
    ['Combien coûte le CAP et combien de temps il dure ?', 2],
    ['Les examens ont lieu quand ? Et quel est le taux de réussite ?', 2],
    ['Je suis au chômage. Est-ce que vous avez une aide ?', 1],
    ['Le prix du CAP et du BTS', 1],
    ['', 1],
    ['Combien ? Combien ? Combien ? Combien ? Combien ?', 3],
  ])('finds in « %s » %i', (said, count) => {
    expect(splitQuestions(said)).toHaveLength(count);
  });
});

describe('splitPassages', () => {
  const split = (text: string) =>
    splitPassages({ id: 'a', title: 'A', text }).map((part) => part.text);

  it('makes one passage of each paragraph, with its heading', () => {
    const first = 'Un paragraphe assez long pour tenir tout seul au téléphone.';
    expect(split(`Tarifs\n\n${first}\n\n${first}`)).toEqual([`Tarifs ${first}`, first]);
  });

  it('splits a long paragraph between sentences', () => {
    const parts = split('Une phrase de taille moyenne pour voir. '.repeat(40));
    expect(parts.length).toBeGreaterThan(2);
    for (const part of parts) expect(part.length).toBeLessThanOrEqual(500);
    for (const part of parts) expect(part).toMatch(/^Une .* voir\.$/);
  });

  it('keeps a text that is all heading', () => {
    expect(split('Fermé en août')).toEqual(['Fermé en août']);
  });
});
