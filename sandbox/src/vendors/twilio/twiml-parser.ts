import { SaxesParser } from 'saxes';

/** One instruction of a TwiML document, as far as the product uses TwiML. */
export type TwimlVerb =
  | {
      readonly type: 'connect-stream';
      readonly url: string;
      readonly parameters: Readonly<Record<string, string>>;
      readonly action: string | undefined;
    }
  | { readonly type: 'redirect'; readonly url: string }
  | { readonly type: 'say'; readonly text: string; readonly language: string | undefined }
  | { readonly type: 'pause'; readonly lengthMs: number }
  | {
      readonly type: 'dial';
      readonly phone: string;
      readonly callerId: string | undefined;
      readonly timeoutMs: number;
      readonly action: string | undefined;
    }
  | { readonly type: 'hang-up' }
  | { readonly type: 'reject' }
  /** A verb that Twilio knows or not, but the simulator does not: it is skipped with a warning. */
  | { readonly type: 'unsupported'; readonly name: string };

/** Twilio's error 12100: the document is no TwiML. The caller hears « application error ». */
export class TwimlInvalidError extends Error {
  override readonly name = 'TwimlInvalidError';
}

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Reads a TwiML document. @throws TwimlInvalidError when it is not well-formed or not a `<Response>`. */
export function parseTwiml(xml: string): readonly TwimlVerb[] {
  const response = parseXml(xml);
  if (response.name !== 'Response') {
    throw new TwimlInvalidError('The root of a TwiML document is <Response>');
  }
  return response.children.map(readVerb);
}

/** The root element. XML has exactly one, and the parser insists. */
function parseXml(xml: string): Element {
  const document: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [document];
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw new TwimlInvalidError(error.message);
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on('closetag', () => void open.pop());
  parser.write(xml).close();
  const [root] = document.children;
  if (root === undefined) throw new TwimlInvalidError('The document is empty');
  return root;
}

function readVerb(element: Element): TwimlVerb {
  const { name, attributes } = element;
  switch (name) {
    case 'Connect':
      return readConnect(element, attributes['action']);
    case 'Redirect':
      return { type: 'redirect', url: textOf(element) };
    case 'Say':
      return { type: 'say', text: textOf(element), language: attributes['language'] };
    case 'Pause':
      return { type: 'pause', lengthMs: Number(attributes['length'] ?? '1') * 1_000 };
    case 'Dial':
      return {
        type: 'dial',
        phone: textOf(element) || (element.children[0]?.text.trim() ?? ''),
        callerId: attributes['callerId'],
        timeoutMs: Number(attributes['timeout'] ?? '30') * 1_000,
        action: attributes['action'],
      };
    case 'Hangup':
      return { type: 'hang-up' };
    case 'Reject':
      return { type: 'reject' };
    default:
      return { type: 'unsupported', name };
  }
}

function readConnect(element: Element, action: string | undefined): TwimlVerb {
  const stream = element.children.find(({ name }) => name === 'Stream');
  const url = stream?.attributes['url'];
  if (stream === undefined || url === undefined) return { type: 'unsupported', name: 'Connect' };
  const parameters: Record<string, string> = {};
  for (const { name: tag, attributes } of stream.children) {
    const { name, value } = attributes;
    if (tag === 'Parameter' && name !== undefined) parameters[name] = value ?? '';
  }
  return { type: 'connect-stream', url, parameters, action };
}

function textOf(element: Element): string {
  return element.text.trim();
}
