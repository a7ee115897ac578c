import type { Context, MiddlewareHandler } from 'hono';
import { isFormSigned } from './signature.ts';
import type { FormFields } from './signature.ts';

/** A form that Twilio signed; a repeated field counts with its first value. */
export type SignedForm = ReadonlyMap<string, string>;

/** For hono's context: handlers behind `requireSignedForm` find the form there. */
export interface SignedFormEnv {
  readonly Variables: { readonly form: SignedForm };
}

/**
 * Lets only forms pass that Twilio signed for our public address; everything else gets 403 without a reason. The address comes from
 * configuration: the Host header is the sender's to choose.
 */
export function requireSignedForm(options: {
  readonly authTokens: readonly string[];
  readonly publicBaseUrl: () => string;
  readonly onRefused: (path: string) => void;
}): MiddlewareHandler<SignedFormEnv> {
  return async (context, next) => {
    const parameters = await readForm(context);
    const { pathname, search } = new URL(context.req.url);
    const isSigned =
      parameters !== undefined &&
      isFormSigned(options, {
        signature: context.req.header('x-twilio-signature'),
        url: `${options.publicBaseUrl()}${pathname}${search}`,
        form: toFields(parameters),
      });
    if (!isSigned) {
      options.onRefused(pathname);
      return context.text('Forbidden', 403);
    }
    context.set('form', new Map([...parameters].reverse()));
    await next();
    return undefined;
  };
}

async function readForm(context: Context): Promise<URLSearchParams | undefined> {
  const type = context.req.header('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded\b/i.test(type)) return undefined;
  return new URLSearchParams(await context.req.text());
}

/** Every field, known or not, repeated ones as arrays: all of them are signed. */
function toFields(parameters: URLSearchParams): FormFields {
  const fields: Record<string, string | string[]> = Object.create(null) as Record<string, string>;
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    fields[name] = values.length === 1 ? (values[0] as string) : values;
  }
  return fields;
}
