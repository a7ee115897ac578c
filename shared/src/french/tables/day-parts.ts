import type { PhraseTable } from '../phrases.ts';

/** A part of the day in minutes after midnight, end excluded: starts of appointments that fit it. */
export interface DayPart {
  from: number;
  to: number;
}

export type DayPartName = keyof typeof dayParts;

const at = (hour: number, minute = 0): number => hour * 60 + minute;

/** What callers mean by the parts of the day when they make an appointment. */
export const dayParts = {
  'early-morning': { from: at(7), to: at(9, 30) },
  'start-of-morning': { from: at(8), to: at(10) },
  'middle-of-morning': { from: at(9, 30), to: at(11) },
  'end-of-morning': { from: at(10), to: at(12) },
  morning: { from: at(8), to: at(12) },
  'lunch-time': { from: at(12), to: at(14) },
  'start-of-afternoon': { from: at(13), to: at(15) },
  'middle-of-afternoon': { from: at(14, 30), to: at(16) },
  'end-of-afternoon': { from: at(16), to: at(18) },
  afternoon: { from: at(12), to: at(18) },
  'end-of-day': { from: at(16), to: at(19) },
  'start-of-evening': { from: at(18), to: at(19) },
  evening: { from: at(18), to: at(20) },
  'after-work': { from: at(18), to: at(20) },
  'day-time': { from: at(8), to: at(18) },
} as const satisfies Record<string, DayPart>;

/** How the parts are called. The longest wins. Without accents. */
export const dayPartPhrases: PhraseTable<DayPartName> = {
  'early-morning': [
    'tot le matin',
    'tres tot',
    'de bonne heure',
    'au petit matin',
    'tot dans la matinee',
    'a la premiere heure',
    'premiere heure',
    'des le matin',
    'tot',
  ],
  'start-of-morning': [
    'debut de matinee',
    'debut de la matinee',
    'debut matinee',
    'debut du matin',
  ],
  'middle-of-morning': ['milieu de matinee', 'milieu de la matinee', 'mi matinee'],
  'end-of-morning': [
    'fin de matinee',
    'fin de la matinee',
    'fin matinee',
    'tard le matin',
    'en fin de matin',
  ],
  morning: ['matin', 'matins', 'matinee', 'matinees', 'mat'],
  'lunch-time': [
    'entre midi et deux',
    'entre midi et 2',
    'entre midi et deux heures',
    'pause dejeuner',
    'heure du dejeuner',
    "l'heure du midi",
    'pause de midi',
    'le midi',
    'sur le midi',
    'temps du midi',
    'pendant le dejeuner',
  ],
  'start-of-afternoon': [
    "debut d'apres midi",
    "debut de l'apres midi",
    'debut apres midi',
    "debut d'aprem",
    'apres le dejeuner',
    'apres dejeuner',
    'apres manger',
    'apres le repas',
  ],
  'middle-of-afternoon': ["milieu d'apres midi", "milieu de l'apres midi", 'milieu apres midi'],
  'end-of-afternoon': ["fin d'apres midi", "fin de l'apres midi", 'fin apres midi', "fin d'aprem"],
  afternoon: ['apres midi', 'apres midis', 'aprem', 'apresmidi'],
  'end-of-day': ['fin de journee', 'fin de la journee', 'tard dans la journee'],
  'start-of-evening': ['debut de soiree', 'debut de la soiree'],
  evening: ['soir', 'soirs', 'soiree', 'soirees', 'tard le soir'],
  'after-work': [
    'apres le travail',
    'apres le boulot',
    'apres mon travail',
    'apres les cours',
    'apres ma journee',
    'en sortant du travail',
  ],
  'day-time': [
    'en journee',
    'dans la journee',
    'toute la journee',
    'la journee',
    'heures de bureau',
    'heures ouvrables',
  ],
};
