import { describe, expect, test } from 'vitest';
import { guessLanguage, preferred } from '../../../src/channels/web/guess.ts';
import { fields, parse, parseAsked } from '../../../src/channels/web/parse.ts';
import { verify } from '../../../src/channels/web/verify.ts';
import { openVisits } from '../../../src/channels/web/visit.ts';

const raw = (body: string, headers: Record<string, string> = {}) => ({
	headers: new Headers({ 'content-type': 'application/x-www-form-urlencoded', ...headers }),
	body: new TextEncoder().encode(body),
});
const inbound = (body: string) => parse(raw(body))?.inbound;

describe('what a form says', () => {
	test('words', () => {
		expect(inbound('text=can+i+say+no%3F')).toEqual({ kind: 'text', text: 'can i say no?' });
		expect(inbound('text=%F0%9F%91%8D')).toEqual({ kind: 'text', text: '👍' });
	});

	test('a tap, which wins over words', () => {
		expect(inbound('text=hello&choice=menu')).toEqual({ kind: 'choice', id: 'menu' });
		expect(inbound('choice=&text=hello')).toEqual({ kind: 'text', text: 'hello' });
	});

	test('nothing', () => {
		for (const body of ['', 'text=', 'text=+%20%0A', 'choice=', 'other=1', '&&&='])
			expect(parse(raw(body))).toBeUndefined();
	});

	test('an endless id is not carried further, a broken one does not break', () => {
		const long = inbound(`choice=${'x'.repeat(9000)}`);
		expect(long?.kind === 'choice' && long.id.length).toBe(200);
		expect(inbound('text=%ff%fe')).toEqual({ kind: 'text', text: '��' });
	});

	test('which message the tab has last', () => {
		const upTo = (value: string) => parseAsked(fields(raw(`after=${value}`).body)).after;
		expect([upTo('12'), upTo('0'), upTo('-1'), upTo('1.5'), upTo('x'), upTo('1e99')]).toEqual([12, 0, 0, 0, 0, 0]);
	});
});

describe('where a form comes from', () => {
	const why = (headers: Record<string, string>, publicUrl?: URL) => verify(raw('', headers), publicUrl)?.why;

	test('a page of ours may send one', () => {
		expect(why({ 'sec-fetch-site': 'same-origin', origin: 'null' })).toBeUndefined();
		expect(why({ 'sec-fetch-site': 'none' })).toBeUndefined();
		expect(why({ origin: 'http://localhost:8080', host: 'localhost:8080' })).toBeUndefined();
		expect(
			why({ origin: 'https://chat.example.org', host: 'inside:8080' }, new URL('https://chat.example.org')),
		).toBeUndefined();
	});

	test('no other page may', () => {
		expect(why({ 'sec-fetch-site': 'cross-site' })).toBe('cross-site');
		expect(why({ 'sec-fetch-site': 'same-site' })).toBe('cross-site');
		expect(why({ origin: 'https://evil.example', host: 'localhost:8080' })).toBe('cross-site');
		expect(why({ origin: 'http://localhost:9999', host: 'localhost:8080' })).toBe('cross-site');
		expect(why({ origin: 'file://', host: 'localhost:8080' })).toBe('cross-site');
		expect(why({ origin: 'nonsense', host: 'localhost:8080' })).toBe('cross-site');
	});

	test('only a plain form is taken', () => {
		for (const type of ['application/json', 'multipart/form-data', 'text/plain', '']) {
			expect(why({ 'content-type': type })).toBe('content-type');
		}
		expect(why({ 'content-type': 'Application/X-WWW-Form-Urlencoded; charset=UTF-8' })).toBeUndefined();
		expect(why({ 'content-encoding': 'gzip' })).toBe('content-encoding');
	});
});

describe('the visit’s cookie', () => {
	const visits = openVisits(false);
	const headers = (cookie: string) => new Headers({ cookie });

	test('holds 32 random bytes, and ends with the browser', () => {
		const visit = visits.make();
		expect(Buffer.from(visit, 'base64url')).toHaveLength(32);
		expect(visits.make()).not.toBe(visit);
		expect(visits.start(visit)).toBe(`visit=${visit}; Path=/; HttpOnly; SameSite=Strict`);
		expect(visits.end()).toContain('Max-Age=0');
	});

	test('is found among others, and only in its own shape', () => {
		const visit = visits.make();
		expect(visits.read(headers(`a=b; visit=${visit}; c=d`))).toBe(visit);
		for (const wrong of [
			'',
			'visit=',
			`visit=${visit}x`,
			`visit=${visit.slice(1)}`,
			`xvisit=${visit}`,
			`visit="${visit}"`,
		]) {
			expect(visits.read(headers(wrong)), wrong).toBeUndefined();
		}
		expect(openVisits(true).read(headers(`visit=${visit}`))).toBeUndefined();
	});
});

describe('the guess of a language', () => {
	const guess = (header: string | null) => guessLanguage(header, ['en', 'nl', 'ro', 'pt-BR', 'zh-Hans']);

	test('takes what the browser wants most and we have', () => {
		expect(guess('ro')).toBe('ro');
		expect(guess('ro-MD,ru;q=0.9')).toBe('ro');
		expect(guess('fr-FR,fr;q=0.9,nl;q=0.8,en;q=0.7')).toBe('nl');
		expect(guess('en;q=0.5, nl;q=0.9')).toBe('nl');
		expect(guess('pt-PT')).toBe('pt-BR');
		expect(guess('zh-CN')).toBe('zh-Hans');
	});

	test('else the first, whatever the header is', () => {
		for (const header of [null, '', '*', 'xx', 'nl;q=0', ';;;,,,', '__proto__', 'e'.repeat(10_000)]) {
			expect(guess(header)).toBe('en');
		}
		expect(preferred('<script>, nl')).toEqual(['nl']);
	});
});
