import { z } from 'zod';
import { profileProblems } from './profile-problems.ts';
import { messageKinds } from './message-events.ts';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time such as 09:00');
const localDate = z.iso.date();

const openingWindows = z
  .array(z.strictObject({ from: timeOfDay, to: timeOfDay }))
  .min(1)
  .max(6);
const openingWeekdays = z.array(z.int().min(1).max(7)).min(1);
const openingClosures = z.array(z.strictObject({ from: localDate, to: localDate })).max(100);

/** A record's id with 15 or 18 characters; the first three tell the object. */
function salesforceId(keyPrefix: string, object: string) {
  const pattern = new RegExp(`^${keyPrefix}[a-zA-Z0-9]{12}([a-zA-Z0-9]{3})?$`);
  return z.string().regex(pattern, `expected the id of a ${object} (${keyPrefix}…)`);
}

/** One advisor's own hours; what is absent is as for everybody. */
export const advisorHoursSchema = z.strictObject({
  windows: openingWindows.optional(),
  weekdays: openingWeekdays.optional(),
  /** Besides everybody's: holidays of one person. */
  closures: openingClosures.optional(),
});
export type AdvisorHours = z.infer<typeof advisorHoursSchema>;

export const advisorSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** As the callbot says it: « Sophie Lambert » is spoken « Sophie ». */
  firstName: z.string().min(1).max(60),
  lastName: z.string().min(1).max(60),
  /** Google Calendar id, usually an e-mail address. */
  calendarId: z.string().min(1).max(200),
  /** Salesforce User id; the caller's owner is matched to the advisor by it. */
  crmUserId: z.string().max(18),
  /** Who the advisor is to Salesforce Scheduler; needed with `lightningScheduler`. */
  serviceResourceId: salesforceId('0Hn', 'service resource').optional(),
  openingHours: advisorHoursSchema.optional(),
});
export type Advisor = z.infer<typeof advisorSchema>;

export const openingHoursSchema = z.strictObject({
  /** Half-open windows of the day in local time, in order, not overlapping. */
  windows: openingWindows,
  /** ISO weekdays, Monday is 1. */
  weekdays: openingWeekdays,
  closedOnFrenchHolidays: z.boolean(),
  /** Where the holidays count: Alsace-Moselle has Good Friday and 26 December besides. Default `france`. */
  holidays: z.enum(['france', 'alsace-moselle']).optional(),
  closures: openingClosures,
});
export type OpeningHours = z.infer<typeof openingHoursSchema>;

export const knowledgeDocumentSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,60}$/),
  title: z.string().min(1).max(200),
  /** Plain French text, paragraphs separated by a blank line. */
  text: z.string().min(1).max(20_000),
  /** The file it was read from; absent when somebody wrote it here. The ingestion removes only what it wrote. */
  source: z.string().max(300).optional(),
});
export type KnowledgeDocument = z.infer<typeof knowledgeDocumentSchema>;

/** Vendors of text models, as `LLM_PROVIDER` names them. */
export const languageModelProviders = [
  'vertex',
  'gemini',
  'openai',
  'anthropic',
  'azure-openai',
  'openai-compatible',
] as const;

const answerSettings = z.strictObject({
  /** Another model than `LLM_MODEL`, by vendor; vendors that are not in `LLM_PROVIDER` are ignored. */
  models: z.partialRecord(z.enum(languageModelProviders), z.string().min(1).max(100)).optional(),
  /** Models that refuse it are asked without. */
  temperature: z.number().min(0).max(1).optional(),
  maxOutputTokens: z.int().min(50).max(1_000).optional(),
  /** From the request to the first word. The conversation gives up a whole answer after 12 s. */
  firstTokenTimeoutMs: z.int().min(500).max(6_000).optional(),
  betweenTokensTimeoutMs: z.int().min(500).max(6_000).optional(),
});

/** How text models are asked; what is absent is as the relay was started with. A stage's own settings win. */
export const languageModelSettingsSchema = answerSettings.extend({
  stages: z
    .partialRecord(z.enum(['identify', 'converse', 'confirm', 'close']), answerSettings)
    .optional(),
});
export type LanguageModelProfile = z.infer<typeof languageModelSettingsSchema>;

/** How long the callbot waits, in ms, where it is not as everywhere. docs/turn-taking.md tells what each does and what it is by default. */
export const turnTakingSchema = z.strictObject({
  /** A look-up that takes longer is bridged by « Un instant ». */
  fillerMs: z.int().min(300).max(3_000).optional(),
  /** The caller stopped in the middle of a sentence. */
  incompleteMs: z.int().min(800).max(4_000).optional(),
  /** Between the pairs of a phone number, or letters; callers pause up to 1.2 s there. */
  dictationMs: z.int().min(1_500).max(6_000).optional(),
  /** However open the words are, so much silence ends the caller's turn. */
  hardStopMs: z.int().min(1_500).max(14_000).optional(),
  /** A caller who speaks so long without a pause is answered. */
  monologueMs: z.int().min(15_000).max(180_000).optional(),
  /** Nobody speaks: « Êtes-vous toujours en ligne ? » */
  silenceMs: z.int().min(5_000).max(30_000).optional(),
  /** And nobody has spoken since: the call ends. */
  giveUpMs: z.int().min(40_000).max(300_000).optional(),
  /** The longest call; the media socket is closed at 60 min. */
  callMaxMs: z.int().min(120_000).max(3_000_000).optional(),
});

/** API name of a field in the CRM. */
const crmFieldName = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,79}$/, 'expected an API name');

/** What is written to the CRM beside the calls, and into which fields. docs/salesforce.md explains each to administrators. */
export const crmSettingsSchema = z.strictObject({
  lead: z
    .strictObject({
      /** Absent: the interest stands in the description. */
      interestField: crmFieldName.optional(),
      /** Gets `complete`, `sufficient` or `partial`. Absent: it stands in the description. */
      completenessField: crmFieldName.optional(),
      /** In every new lead. */
      values: z
        .record(crmFieldName, z.union([z.string().max(255), z.number(), z.boolean()]))
        .optional(),
    })
    .optional(),
  /** Absent: appointments touch no opportunity. */
  opportunity: z
    .strictObject({
      /** The stage that an appointment brings an opportunity to, and in which a new one is made. */
      stage: z.string().min(1).max(255),
      /** Stages from which an open opportunity is moved there. */
      moveFrom: z.array(z.string().min(1).max(255)).max(20).default([]),
      /** Close date of a new one, counted from the call. */
      closeInDays: z.int().min(1).max(365).default(30),
    })
    .optional(),
  /** The whole conversation as a text file beside the call's activity. Default `never`. */
  transcriptFile: z.enum(['never', 'when-cut', 'always']).optional(),
});
export type CrmSettings = z.infer<typeof crmSettingsSchema>;

/** A page that a caller can have sent by text message. */
export const linkSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]{1,40}$/),
  /** Spoken and written, with its article: « le catalogue des formations ». */
  label: z.string().min(2).max(60),
  url: z.url({ protocol: /^https?$/ }).max(300),
  /** How callers call it, besides the words of the label: « brochure », « documentation ». */
  words: z.array(z.string().min(2).max(40)).max(20).default([]),
});
export type ProfileLink = z.infer<typeof linkSchema>;

/** Whom callers are connected to when they ask for a person, while somebody is there. */
export const transferSchema = z.strictObject({
  /** E.164. Not a number that the callbot answers. */
  phone: z.e164(),
  /** When somebody is there; by default the company's hours. Outside them a call back is promised at once. */
  openingHours: openingHoursSchema.optional(),
  /** How long it rings before the caller comes back to the callbot. */
  ringSeconds: z.int().min(10).max(60).default(25),
});
export type Transfer = z.infer<typeof transferSchema>;

/** What Salesforce Scheduler is asked with. docs/calendars.md explains to administrators what each stands for. */
export const lightningSchedulerSchema = z.strictObject({
  /** What the appointment is about: either this or `workTypeId`. */
  workTypeGroupId: salesforceId('0VS', 'work type group').optional(),
  workTypeId: salesforceId('08q', 'work type').optional(),
  territoryIds: z.array(salesforceId('0Hh', 'service territory')).min(1).max(20),
  /** Absent: the org's default policy. */
  schedulingPolicyId: salesforceId('0Vr', 'scheduling policy').optional(),
});
export type LightningScheduler = z.infer<typeof lightningSchedulerSchema>;

/** What a profile may let callers have done. */
export const profileActions = ['book', 'move', 'cancel', 'answer', 'capture-lead'] as const;
const profileActionSchema = z.enum(profileActions);

/**
 * How the callbot behaves for the numbers it answers: stored as `profiles/{profileId}`, watched, so that a change needs no deploy.
 * Its knowledge documents are stored apart, as `profiles/{profileId}/knowledge/{documentId}`. Settings that have the right form but
 * cannot be meant (hours that overlap, an unknown time zone, …) are refused with a sentence that says what is wrong.
 */
export const profileSchema = z
  .strictObject({
    profileId: z.string().regex(/^[a-z0-9-]{1,40}$/),
    calledNumbers: z.array(z.e164()).min(1),
    companyName: z.string().min(1).max(80),
    timeZone: z.string().default('Europe/Paris'),
    languageCode: z.literal('fr-FR').default('fr-FR'),
    voice: z.string().default('fr-FR-Chirp3-HD-Aoede'),
    recording: z.strictObject({ enabled: z.boolean() }).default({ enabled: false }),
    /**
     * What callers can have done; a call back can always be asked for. `move` and `cancel` are for callers whose number the carrier
     * shows, and with either they can ask which appointments they have. `move` finds its new times like `book`.
     */
    actions: z.array(profileActionSchema).default([...profileActions]),
    /**
     * What opens the appointments that exist: the number that the carrier shows, or besides the last name of its CRM record, asked
     * once in a call. Default `number`.
     */
    verification: z.enum(['number', 'last-name']).optional(),
    advisors: z.array(advisorSchema).min(1).max(50),
    openingHours: openingHoursSchema,
    appointment: z.strictObject({
      durationMinutes: z.int().min(5).max(240).default(30),
      /** Earliest start, counted from now. */
      leadTimeMinutes: z.int().min(0).max(20_160).default(60),
      /** Kept free around every appointment. */
      bufferMinutes: z.int().min(0).max(120).default(0),
      /** Latest start, counted in days from now. */
      horizonDays: z.int().min(1).max(60).default(30),
      /** Starts are multiples of this, counted from the window's start. */
      stepMinutes: z.int().min(5).max(120).default(30),
      /** How many appointments one person may have ahead of them; more are refused. Default 5. */
      maxPerPerson: z.int().min(1).max(50).optional(),
    }),
    /** Whose calendars: Google Calendar (`advisors.calendarId`) or Salesforce Events (`advisors.crmUserId`). Default `google`. */
    calendar: z.enum(['google', 'salesforce']).optional(),
    /** Offers only starts that Salesforce Scheduler has a candidate for, besides the checks here. Absent: it is not asked. */
    lightningScheduler: lightningSchedulerSchema.optional(),
    sms: z.strictObject({
      confirmation: z.boolean().default(true),
      /** E.164 number or alphanumeric sender; nobody can answer the latter. */
      sender: z.string().min(1).max(20),
      /** After a change of an appointment. Default: yes, both. */
      moved: z.boolean().optional(),
      cancelled: z.boolean().optional(),
      /** Before an appointment; absent: none. */
      reminder: z.strictObject({ minutesBefore: z.int().min(30).max(20_160) }).optional(),
      /** To somebody whom a call-back was promised. Default: no. */
      callBackNote: z.boolean().optional(),
      /** To somebody whose call broke off. Default: as `callBackNote`. */
      cutOff: z.boolean().optional(),
      /** A link that the caller asked for. Default: yes. */
      link: z.boolean().optional(),
      /** What callers may have sent to them; the callbot offers only these. */
      links: z.array(linkSchema).max(20).optional(),
      /** Answers to text messages. Opt-outs are honoured in any case. Default: yes. */
      reply: z.boolean().optional(),
      /** Put behind marketing: « STOP au 36180 ». A sender with a number may do without; then « Répondez STOP » is put there. */
      stopNotice: z.string().min(4).max(60).optional(),
      /** Other words for a kind; `message-text.ts` lists the places to fill in: `{date}`, `{conseiller}`, … */
      templates: z.partialRecord(z.enum(messageKinds), z.string().min(1).max(600)).optional(),
    }),
    /** Who is rung for callers that ask for a person. Absent: a call back is promised. docs/transfers.md */
    transfer: transferSchema.optional(),
    prompt: z.strictObject({
      /** Who the callbot is and how it talks; French, given to text models as the system prompt's first part. */
      persona: z.string().min(1).max(2_000),
    }),
    languageModel: languageModelSettingsSchema.optional(),
    turnTaking: turnTakingSchema.optional(),
    crm: crmSettingsSchema.optional(),
    knowledge: z
      .strictObject({
        /** Words and phrases that mean the same to this company's callers: those in `words` are taken for `meaning`. */
        synonyms: z
          .array(
            z.strictObject({
              meaning: z.string().min(2).max(60),
              words: z.array(z.string().min(2).max(60)).min(1).max(20),
            }),
          )
          .max(200)
          .default([]),
        /**
         * A look-up may begin before the caller has finished, so that the answer comes sooner. Some are in vain: false where each
         * costs money.
         */
        looksAhead: z.boolean().default(true),
      })
      .optional(),
  })
  .superRefine((profile, context) => {
    for (const { path, message } of profileProblems(profile)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });
export type Profile = z.infer<typeof profileSchema>;
