import { readdirSync, readFileSync } from 'node:fs';
import { knowledgeDocumentSchema, profileSchema } from '@standardiste/shared/contracts/profile.ts';
import type { KnowledgeDocument, Profile } from '@standardiste/shared/contracts/profile.ts';

/** The number that callers dial in the sandbox. */
export const schoolNumber = '+33199000100';

/** Whoever calls this number is connected to the secretariat when they ask for a person. */
export const frontDeskNumber = '+33199000102';
/** The secretariat. */
export const secretariatNumber = '+33199000103';

/** A French online school, as an operator would set it up. */
export const schoolProfile: Profile = profileSchema.parse({
  profileId: 'campus-mirabelle',
  calledNumbers: [schoolNumber],
  companyName: 'Campus Mirabelle',
  advisors: [
    {
      id: 'sophie',
      firstName: 'Sophie',
      lastName: 'Lambert',
      calendarId: 'sophie.lambert@campus-mirabelle.example',
      crmUserId: '0055i000001AAAAAA1',
    },
    {
      id: 'karim',
      firstName: 'Karim',
      lastName: 'Benali',
      calendarId: 'karim.benali@campus-mirabelle.example',
      crmUserId: '0055i000001AAAAAA2',
    },
  ],
  openingHours: {
    windows: [
      { from: '09:00', to: '12:00' },
      { from: '13:00', to: '18:00' },
    ],
    weekdays: [1, 2, 3, 4, 5],
    closedOnFrenchHolidays: true,
    closures: [],
  },
  appointment: {
    durationMinutes: 30,
    leadTimeMinutes: 60,
    bufferMinutes: 0,
    horizonDays: 30,
    stepMinutes: 30,
  },
  sms: {
    confirmation: true,
    sender: '+33199000101',
    cutOff: true,
    links: [
      {
        id: 'formations',
        label: 'le catalogue des formations',
        url: 'https://campus-mirabelle.example/formations',
        words: ['brochure', 'documentation', 'informations', 'programme', 'programmes'],
      },
      {
        id: 'inscription',
        label: "le formulaire d'inscription",
        url: 'https://campus-mirabelle.example/inscription',
        words: ['dossier', "m'inscrire"],
      },
    ],
  },
  prompt: {
    persona:
      "Tu es l'assistant vocal du Campus Mirabelle, une école en ligne. Tu parles à des prospects qui appellent en dehors de la disponibilité des conseillers.",
  },
});

/** The same school behind another number, where somebody is always there. */
export const frontDeskProfile: Profile = profileSchema.parse({
  ...schoolProfile,
  profileId: 'campus-mirabelle-accueil',
  calledNumbers: [frontDeskNumber],
  transfer: {
    phone: secretariatNumber,
    ringSeconds: 10,
    openingHours: {
      windows: [{ from: '00:00', to: '23:59' }],
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      closedOnFrenchHolidays: false,
      closures: [],
    },
  },
});

const knowledgeFolder = new URL('../../knowledge/', import.meta.url);

/** The school's own documents: one Markdown file each, a title and paragraphs. */
export function schoolKnowledge(): readonly KnowledgeDocument[] {
  return readdirSync(knowledgeFolder)
    .filter((name) => name.endsWith('.md'))
    .sort()
    .map((name) => {
      const [heading = '', ...paragraphs] = readFileSync(
        new URL(name, knowledgeFolder),
        'utf8',
      ).split('\n\n');
      return knowledgeDocumentSchema.parse({
        id: name.replace(/\.md$/, ''),
        title: heading.replace(/^# /, ''),
        text: paragraphs.join('\n\n').trim(),
      });
    });
}
