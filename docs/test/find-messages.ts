import ts from 'typescript';
import type { Sample } from './find-samples.js';

type Fields = Record<string, unknown>;

/** A message that a sample of the documentation sends. */
export interface SampleMessage {
  title: string;
  message: Fields;
}

/** The time for which samples with a timestamp are written. */
export const sampleTime = '2026-09-15T12:00:00Z';

const identity = { fbp: 'fb.1.1700000000000.42', userAgent: 'Mozilla/5.0', url: 'https://shop.example/' };
const lines = [{ product_id: 'boot', price: 89.9, quantity: 1 }];
const paidAt = '2026-09-15T11:00:00Z';
const order = { id: '1001', total: 89.9, lines, email: 'ada@example.com', paidAt, identity };
/** An order as Shopify describes it. */
const shopifyOrder = { total_price: '89.90', currency: 'EUR', processed_at: paidAt };

/** Stand-ins for the names of the reader's own program that samples use. */
const assumed: Fields = {
  ...{
    order: { ...order, ...shopifyOrder },
    cart: {},
    first: order,
    req: { body: { email: order.email, period: '2026-09' }, query: {} },
  },
  ...{ id: 'boot', email: order.email, price: 89.9, event: 'Lead', properties: { value: 20, currency: 'EUR' } },
  ...{ sendToPixel: undefined, randomUUID: () => 'b3c6a1e2-0000-4000-8000-000000000000' },
};

/** Finds the messages of a sample: JSON, NDJSON of a shell command, and the calls and messages of its code. */
export function findMessages({ page, line, language, code }: Sample): SampleMessage[] {
  const title = `${page}:${line}`;
  if (language === 'json') return toMessages(title, [JSON.parse(code)]);
  if (language === 'sh') {
    const texts = [...code.matchAll(/echo '(\{.*\})' \| twinbeam map/g)].map(([, text = '']) => text);
    return toMessages(
      title,
      texts.map((text) => JSON.parse(text)),
    );
  }
  const scope = { ...assumed };
  const scripts = [...code.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(([, script = '']) =>
    // A script in a page that code generates, with the values that the code inserts.
    script.replaceAll(/\$\{(?:JSON\.stringify\()?([\w.]+)[^}]*\}/g, '$1'),
  );
  const codes = ['ts', 'tsx', 'js', 'jsx'].includes(language) ? [code, ...scripts] : language === 'html' ? scripts : [];
  return codes.flatMap((each) => findInCode(title, each, scope));
}

const toMessages = (title: string, values: unknown[]): SampleMessage[] =>
  values.flatMap((value) => {
    const fields = value as Fields;
    return typeof fields.type === 'string' ? [{ title, message: fields }] : [];
  });

function findInCode(title: string, code: string, scope: Fields): SampleMessage[] {
  const file = ts.createSourceFile('sample.tsx', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: SampleMessage[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isObjectLiteralExpression(node.initializer)) {
      const value = findObject(node.initializer.getText(), scope);
      if (value) {
        scope[node.name.getText()] = value;
        found.push(...toMessages(title, [value]));
      }
    }
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression, name } = node.expression;
      const toMessage = calls[name.text];
      if (toMessage && /(twinbeam|tracker|visitor|analytics)$/.test(expression.getText())) {
        const values = node.arguments.map((argument) => evaluate(argument.getText(), scope));
        found.push({ title, message: toMessage(...values) });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

const evaluate = (text: string, scope: Fields): unknown =>
  new Function(...Object.keys(scope), ts.transpile(`return (${text});`))(...Object.values(scope));

/** Evaluates an object. One that needs more of the reader's program is not a message, and its name has a stand-in. */
function findObject(text: string, scope: Fields): Fields | undefined {
  try {
    return evaluate(text, scope) as Fields;
  } catch {
    return undefined;
  }
}

/** The messages that page and server create from calls, as far as the mapper uses them. */
const calls: Record<string, (...values: unknown[]) => Fields> = {
  track: (event, properties = {}, options = {}) => {
    const { traits, timestamp = sampleTime } = (options ?? {}) as Fields;
    return { type: 'track', event, properties, timestamp, context: toContext(traits) };
  },
  page: () => ({ type: 'page', context: toContext() }),
  identify: (userId, traits) => ({ type: 'identify', userId, traits, context: toContext() }),
};

const toContext = (traits?: unknown): Fields => ({
  ...{ fbp: identity.fbp, userAgent: identity.userAgent, page: { url: identity.url } },
  ...(traits !== undefined && { traits }),
});
