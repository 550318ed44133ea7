import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { swaggerUiUrl } from '../../src/http/docs.ts';
import { openApiDocument } from '../../src/http/openapi.ts';
import { routes } from '../../src/http/routes.ts';
import { fieldWords, nextActionTitle, renderProblem, wordsOf } from '../../src/http/problem.ts';
import { dictionary, locales } from '../../src/language/index.ts';
import { Problem, type ProblemCode, problemStatus } from '../../src/problems.ts';
import { startApi } from './support.ts';

const file = path.resolve(import.meta.dirname, '../../docs/openapi.json');

test('docs/openapi.json is what the code says (UPDATE_DOCS=1 writes it)', () => {
  const now = `${JSON.stringify(openApiDocument(), null, 2)}\n`;
  if (process.env['UPDATE_DOCS']) writeFileSync(file, now);
  expect(readFileSync(file, 'utf8') === now).toBe(true);
});

test('every call is described, with who may make it and what can go wrong', () => {
  const { paths } = openApiDocument() as {
    paths: Record<string, Record<string, { operationId: string; security: object[]; responses: object }>>;
  };
  const operations = Object.values(paths).flatMap((path) => Object.values(path));
  expect(operations).toHaveLength(routes.length);
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const { responses } of operations) expect(Object.keys(responses)).toContain('503');
  expect(paths['/accounts/{account}/onboardings']!['post']!.security).toEqual([
    { session: [] },
    { token: ['onboardings:write'] },
  ]);
});

test('Swagger UI and the description that it shows are served by ourselves', async () => {
  const api = await startApi();
  try {
    for (const file of ['swagger-ui.css', 'swagger-ui-bundle.js'] as const) {
      const { status, headers } = await api.call('GET', swaggerUiUrl(file));
      expect([file, status]).toEqual([file, 200]);
      expect(headers['cache-control']).toContain('max-age');
    }
    expect((await api.call('GET', '/docs/api/package.json')).status).toBe(404);
    const served = await api.call('GET', '/api/v1/openapi.json');
    expect(JSON.parse(served.text)).toEqual(openApiDocument());
  } finally {
    await api.close();
  }
});

const textsIn = (words: object): string[] =>
  Object.values(words).flatMap((value) => (typeof value === 'string' ? [value] : textsIn(value as object)));

describe.each(locales)('in %s', (locale) => {
  const codes = Object.keys(problemStatus) as ProblemCode[];

  test.each(codes)('%s says what happened, why, and what to do next', (code) => {
    const { title, detail } = wordsOf(new Problem(code, { params: { seconds: 7, allow: 'GET', scope: 'x' } }), locale);
    expect(title).toMatch(/[.!?]$/);
    // At least two sentences: the reason, and what to do.
    expect(detail.match(/[.?!;:](\s|$)/g)!.length).toBeGreaterThanOrEqual(2);
    expect(title + detail).not.toMatch(/[{}]/);
    expect(fieldWords({ pointer: '/x', code }, locale)).not.toMatch(/[{}]/);
  });

  test('typography and words are in order', () => {
    const { problems, backgrounds, fields, nextActions, messages } = dictionary(locale);
    for (const text of textsIn({ problems, backgrounds, fields, nextActions, messages })) {
      if (locale === 'fr') {
        expect(text).not.toMatch(/[^\u00a0]» |«[^\u00a0]|[^\u202f\d][;!?]/);
        expect(text.replace('Content-Type: application/json', '')).not.toMatch(/[^\u00a0]: /);
      } else expect(text).not.toMatch(/[«»\u00a0\u202f]/);
    }
  });

  test('a code without words of its own still has some', () => {
    expect(fieldWords({ pointer: '/x', code: 'of-a-later-time' }, locale).length).toBeGreaterThan(5);
    expect(fieldWords({ pointer: '/x', code: 'address.invalid' }, locale)).toContain('example.org');
    expect(fieldWords({ pointer: '/x', code: 'x', detail: 'own words' }, locale)).toBe('own words');
    expect(nextActionTitle('of-a-later-time', locale)).toBe('of-a-later-time');
  });
});

test('a problem on the wire has every field, empty lists included', () => {
  const context = { locale: 'en', publicUrl: 'https://c.example', instance: '/x', traceId: 't' } as const;
  expect(Object.keys(renderProblem(new Problem('member.exists'), context)).sort()).toEqual(
    ['code', 'detail', 'errors', 'instance', 'nextActions', 'status', 'title', 'traceId', 'type'].sort(),
  );
});
