/** SOAP `login()` is gone from this version on. */
const firstVersionWithoutLogin = 65;

/** User name and password of a `login` envelope, or undefined when it is none. */
export function parseSoapLogin(xml: string): { username: string; password: string } | undefined {
  const username = /<username>([^<]*)<\/username>/.exec(xml)?.[1];
  const password = /<password>([^<]*)<\/password>/.exec(xml)?.[1];
  if (username === undefined || password === undefined) return undefined;
  return { username: unescape(username), password: unescape(password) };
}

/** The fault for a version that has no `login`, if it is one. */
export function versionFault(version: string): Response | undefined {
  if (Number.parseFloat(version) < firstVersionWithoutLogin) return undefined;
  return soapFault('UNSUPPORTED_API_VERSION', 'login() is not available in this API version');
}

export function soapFault(code: string, message: string): Response {
  const fault = `<soapenv:Fault><faultcode>sf:${code}</faultcode><faultstring>${code}: ${message}</faultstring></soapenv:Fault>`;
  return xml(500, fault);
}

export function soapLoginResult(options: {
  origin: string;
  version: string;
  sessionId: string;
  userId: string;
  organizationId: string;
}): Response {
  const { origin, version, sessionId, userId, organizationId } = options;
  const info = `<userInfo><organizationId>${organizationId}</organizationId><userId>${userId}</userId></userInfo>`;
  return xml(
    200,
    `<loginResponse xmlns="urn:partner.soap.sforce.com"><result><passwordExpired>false</passwordExpired>` +
      `<serverUrl>${origin}/services/Soap/u/${version}/${organizationId}</serverUrl>` +
      `<sessionId>${sessionId}</sessionId><userId>${userId}</userId>${info}</result></loginResponse>`,
  );
}

function xml(status: number, body: string): Response {
  const text = `<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/"><soapenv:Body>${body}</soapenv:Body></soapenv:Envelope>`;
  return new Response(text, { status, headers: { 'content-type': 'text/xml; charset=utf-8' } });
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&amp;': '&',
};

function unescape(text: string): string {
  return text.replace(/&(?:lt|gt|quot|amp);/g, (entity) => entities[entity] ?? entity);
}
