/** Which of our languages a browser asks for. */
import type { Language } from '../../flow/bundle.ts';

/** @returns the first of `languages` when none fits. Throws when there are none, which no bundle allows. */
export function guessLanguage(header: string | null, languages: readonly Language[]): Language {
	for (const tag of preferred(header)) {
		const exact = languages.find((language) => language.toLowerCase() === tag);
		const near = languages.find((language) => primary(language) === primary(tag));
		if (exact ?? near) return exact ?? near ?? tag;
	}
	const first = languages[0];
	if (first === undefined) throw new Error('the bundle has no language');
	return first;
}

/** Language tags of an Accept-Language header in lower case, the most wanted first; hostile headers give few and short ones. */
export function preferred(header: string | null): string[] {
	return (header ?? '')
		.slice(0, 500)
		.split(',')
		.map((part) => {
			const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
			const q = parameters.find((parameter) => parameter.trim().startsWith('q='));
			return { tag: tag.trim(), q: q === undefined ? 1 : Number(q.trim().slice(2)) };
		})
		.filter(({ tag, q }) => /^[a-z]{2,3}(-[a-z0-9]{1,8})*$/.test(tag) && q > 0)
		.sort((a, b) => b.q - a.q)
		.map(({ tag }) => tag);
}

function primary(tag: string): string {
	return tag.toLowerCase().split('-')[0] ?? '';
}
