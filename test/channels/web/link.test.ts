import { describe, expect, test } from 'vitest';
import { openLinker } from '../../../src/channels/web/link.ts';
import { Contact, type Directory } from '../../../src/flow/schema.ts';
import { realBundle } from '../../support/project.ts';

function directory(contacts: Record<string, object>): Directory {
	const parsed = Object.entries(contacts).map(([id, contact]) => [id, Contact.parse({ name: id, ...contact })]);
	return { ...realBundle().directory, contacts: Object.fromEntries(parsed) };
}

const link = openLinker(
	directory({
		emergency: { number: '112' },
		line: { number: '113', web: '113.nl' },
		csg: { number: '0800-0188' },
		comensha: { number: '033 448 11 86', email: 'info@comensha.nl', web: 'comensha.nl' },
		ggd: { number: '000-DEMO', web: 'javascript:alert(1)', email: 'x@y?bcc=z' },
		shelter: { web: 'https://shelter.example/help' },
	}),
);
const links = (text: string) => link(text).flatMap((piece) => (typeof piece === 'string' ? [] : [piece.href]));

describe('links in what the bot says', () => {
	test('numbers, addresses and pages of the directory become tappable', () => {
		expect(link('Call 112, or 0800-0188.')).toEqual([
			'Call ',
			{ text: '112', href: 'tel:112' },
			', or ',
			{ text: '0800-0188', href: 'tel:08000188' },
			'.',
		]);
		expect(links('033 448 11 86, info@comensha.nl, comensha.nl. (113.nl) https://shelter.example/help')).toEqual([
			'tel:0334481186',
			'mailto:info@comensha.nl',
			'https://comensha.nl',
			'https://113.nl',
			'https://shelter.example/help',
		]);
	});

	test('a piece of something longer does not', () => {
		expect(links('1120, 2112, 112b, 11.112, 112.5, 113.nlx, x113.nl, 0800-01880, www.comensha.nl, @112')).toEqual([]);
	});

	test('nothing else does: no demo number, no other page, no other scheme', () => {
		expect(links('000-DEMO https://evil.example javascript:alert(1) x@y?bcc=z 0900-8844')).toEqual([]);
	});

	test('no letter of the text is lost', () => {
		const text = 'A 112 b113.nl 113.nl. info@comensha.nl';
		expect(
			link(text)
				.map((piece) => (typeof piece === 'string' ? piece : piece.text))
				.join(''),
		).toBe(text);
	});

	test('a directory without numbers links nothing', () => {
		expect(openLinker(directory({}))('Call 112')).toEqual(['Call 112']);
	});
});
