import { failureKind, type FailureKind } from './failure-kind.ts';
import type { Integration } from './health-check.ts';

/** What happened and what to do about it, in words for whoever runs the callbot. */
export interface Explanation {
  readonly cause: string;
  readonly advice: string;
}

const causes: Readonly<Record<FailureKind, string>> = {
  misconfigured: 'The configuration cannot be used',
  unreachable: 'It cannot be reached',
  'timed-out': 'It did not answer in time',
  'not-signed-in': 'It does not accept the credentials',
  forbidden: 'The credentials are right, but lack the permission',
  missing: 'What was asked for does not exist there',
  limited: 'Its quota or rate limit is used up',
  failing: 'It answers with errors of its own',
  refused: 'It refuses the request as it is',
  unknown: 'It failed',
};

const advice: Readonly<Record<FailureKind, string>> = {
  misconfigured: 'Correct the variables named; .env.example says what each one means.',
  unreachable: 'Check the address, name resolution and firewall, then the status page.',
  'timed-out': 'Try again; if it stays, look at the status page and the network between.',
  'not-signed-in': 'Renew the key or password, then its version in `secrets`.',
  forbidden: 'Grant the missing right to the account that signs in.',
  missing: 'Compare the name or id in the configuration with what exists there.',
  limited: 'Wait, or have the quota raised.',
  failing: 'Look at the status page, and try again later.',
  refused: 'Read the message: a setting or an API version does not fit.',
  unknown: 'Read the message; docs/errors.md lists our own codes.',
};

const googleSignIn =
  'Sign in (`gcloud auth application-default login`); in the cloud, check which service account the process runs as.';
const apiSwitchedOn = (api: string, role: string): string =>
  `Switch on ${api} in the project and grant ${role} to the account; terraform does both.`;

/** Where the general advice is not the best. */
const particular: Readonly<Partial<Record<Integration, Partial<Record<FailureKind, string>>>>> = {
  relay: {
    unreachable:
      'Check that the service runs, that the domain points to it and that PUBLIC_BASE_URL is its address.',
    failing:
      'It is full, draining, or has not read the profiles: see the reasons above and its log.',
    missing:
      'PUBLIC_BASE_URL leads somewhere else: compare it with `terraform output public_base_url`.',
  },
  twilio: {
    'not-signed-in':
      'TWILIO_AUTH_TOKEN must be the token of the account AND of the region in TWILIO_REGION: each region has its own.',
    missing: 'TWILIO_ACCOUNT_SID names no account in this region.',
    misconfigured: 'Run `npm run ops -- twilio configure --number …`.',
  },
  'google-speech': {
    'not-signed-in': googleSignIn,
    forbidden: apiSwitchedOn('speech.googleapis.com', 'roles/speech.client'),
    refused:
      'SPEECH_MODEL is not offered in SPEECH_LOCATION for French (chirp_3 is in `eu`), or the endpoint is of another location.',
  },
  'google-text-to-speech': {
    'not-signed-in': googleSignIn,
    forbidden: apiSwitchedOn('texttospeech.googleapis.com', 'the right to use it'),
    refused: 'The voice of the profile is not offered at this endpoint.',
  },
  'language-model': {
    'not-signed-in': 'The vendor does not know the key: renew it, then its version in `secrets`.',
    missing: 'LLM_MODEL is not offered to this key, or not in LLM_LOCATION; docs/models.md.',
    limited: "Raise the vendor's quota; until then the next model of the chain answers.",
  },
  firestore: {
    'not-signed-in': googleSignIn,
    forbidden: 'Grant roles/datastore.user on the database; terraform does.',
    missing:
      'There is no database named FIRESTORE_DATABASE in GOOGLE_CLOUD_PROJECT: apply terraform.',
    refused: 'An index is missing: apply terraform.',
  },
  pubsub: {
    'not-signed-in': googleSignIn,
    forbidden: 'Grant roles/pubsub.publisher on the topic; terraform does.',
    missing: 'The topic does not exist: apply terraform.',
    'timed-out':
      "Published, but no function answered: look at knowledge-lookup's log, at its subscription and at the dead letters.",
  },
  'google-calendar': {
    'not-signed-in': 'Check the service account, its key and the delegation (GOOGLE_CALENDAR_…).',
    forbidden:
      'Share the calendar with the account ("make changes to events"), or complete the domain-wide delegation.',
    missing:
      'The calendar is not shared with the account, or its id in the profile is wrong: `terraform output calendar_accounts`.',
  },
  knowledge: {
    missing: 'The profile has no documents: `npm run knowledge -- ingest FOLDER --profile ID`.',
    refused: 'The vector index is missing: apply terraform.',
  },
  'knowledge-service': {
    'not-signed-in':
      'RAG_API_KEY is not accepted: renew it. Until then the documents are searched instead.',
    missing: 'RAG_INFERENCE_URL leads to nothing.',
  },
  salesforce: {
    'not-signed-in':
      'Check the connected app, the user, and the key or password of SALESFORCE_AUTH_FLOW; docs/salesforce.md.',
    refused:
      'A field may be missing in the org: SALESFORCE_ACTIVITY_KEY_FIELD; docs/salesforce.md.',
    missing:
      'A field is missing in the org, or hidden from the user: SALESFORCE_ACTIVITY_KEY_FIELD; docs/salesforce.md.',
    limited: "The org's requests of 24 hours are used up; docs/salesforce.md.",
  },
};

/** Explains what a client threw. The cause ends with the client's own words; secrets are never in them. */
export function explainFailure(integration: Integration, error: unknown): Explanation {
  const kind = failureKind(error);
  const message = error instanceof Error ? error.message : String(error);
  return {
    cause: `${causes[kind]}: ${firstLines(message)}`,
    advice: particular[integration]?.[kind] ?? advice[kind],
  };
}

/** Clients put whole answers into their messages. */
const mostCharacters = 400;

function firstLines(message: string): string {
  const text = message.replaceAll(/\s+/g, ' ').trim();
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters - 1)}…`;
}
