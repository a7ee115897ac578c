/** Last labels of a host to what people call the service. */
const vendors: readonly (readonly [suffix: string, name: string])[] = [
  ['salesforce.com', 'salesforce'],
  ['force.com', 'salesforce'],
  ['twilio.com', 'twilio'],
  ['oauth2.googleapis.com', 'google sign-in'],
  ['generativelanguage.googleapis.com', 'gemini'],
  ['www.googleapis.com', 'google-calendar'],
  ['openai.com', 'openai'],
];

/** The name of the service at a host; the host itself where nobody knows it. */
export function vendorOf(host: string): string {
  const found = vendors.find(([suffix]) => host === suffix || host.endsWith(`.${suffix}`));
  return found?.[1] ?? host;
}
