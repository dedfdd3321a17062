/** Which language somebody may read, by the country of their number or id. A first guess: the person confirms it in one tap. */
import type { Language } from '../../flow/bundle.ts';
import { guessLanguage } from '../web/guess.ts';

/** ISO country, as a business-scoped user id begins with it → tag. */
const byCountry: Record<string, string> = {
	NL: 'nl',
	BE: 'nl',
	SR: 'nl',
	RO: 'ro',
	MD: 'ro',
	BG: 'bg',
	HU: 'hu',
	PL: 'pl',
	RU: 'ru',
	BY: 'ru',
	UA: 'uk',
	ES: 'es',
	CO: 'es',
	VE: 'es',
	DO: 'es',
	PE: 'es',
	AR: 'es',
	EC: 'es',
	CL: 'es',
	MX: 'es',
	CU: 'es',
	BR: 'pt',
	PT: 'pt',
	CN: 'zh',
	TW: 'zh',
	TH: 'th',
	TR: 'tr',
	IT: 'it',
	FR: 'fr',
	DE: 'de',
	AL: 'sq',
	GR: 'el',
	CZ: 'cs',
	SK: 'sk',
};

/** Calling code → country; the longest that fits counts. */
const byCode: Record<string, string> = {
	31: 'NL',
	32: 'BE',
	597: 'SR',
	40: 'RO',
	373: 'MD',
	359: 'BG',
	36: 'HU',
	48: 'PL',
	7: 'RU',
	375: 'BY',
	380: 'UA',
	34: 'ES',
	57: 'CO',
	58: 'VE',
	1809: 'DO',
	1829: 'DO',
	1849: 'DO',
	51: 'PE',
	54: 'AR',
	593: 'EC',
	56: 'CL',
	52: 'MX',
	53: 'CU',
	55: 'BR',
	351: 'PT',
	86: 'CN',
	886: 'TW',
	66: 'TH',
	90: 'TR',
	39: 'IT',
	33: 'FR',
	49: 'DE',
	355: 'AL',
	30: 'GR',
	420: 'CZ',
	421: 'SK',
};

/** @param address a business-scoped user id, or a number in digits. The rest of the world reads the bundle's first language. */
export function guessByAddress(address: string, languages: readonly Language[]): Language {
	const country = /^([A-Z]{2})\./.exec(address)?.[1] ?? countryOf(address);
	return guessLanguage(country === undefined ? null : (byCountry[country] ?? null), languages);
}

function countryOf(number: string): string | undefined {
	for (const length of [4, 3, 2, 1]) {
		const country = byCode[number.slice(0, length)];
		if (country !== undefined) return country;
	}
	return undefined;
}
