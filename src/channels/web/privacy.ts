/** /privacy: what is kept and what not, in every language. */
import { html } from 'hono/html';
import type { Language } from '../../flow/bundle.ts';
import type { Bundle } from '../../flow/open.ts';
import type { Assets } from './assets.ts';
import type { Html } from './render.ts';
import { VISIT_HOURS } from './web.ts';

/** @param days RETENTION_DAYS */
export function privacyPage(bundle: Bundle, assets: Assets, language: Language, days: number): Html {
	const values = { days, visit_hours: VISIT_HOURS, 'privacy.contact': privacyContact(bundle, language) };
	const say = (key: string) => bundle.speak.system(language, `privacy.${key}`, values);
	const paragraphs = Object.keys(bundle.system[language] ?? {})
		.flatMap((key) => /^privacy\.(p\d+)$/.exec(key)?.[1] ?? [])
		.sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
	return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${say('title')}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${assets.style}">
</head>
<body class="paper">
<header>
<a class="back" href="/chat">${bundle.speak.system(language, 'web.to-chat')}</a>
<nav aria-label="${bundle.speak.system(language, 'nav.lang')}">
${bundle.languages.map((other) => html`<a href="/privacy?lang=${other}" hreflang="${other}" lang="${other}"${other === language && html` aria-current="page"`}>${bundle.words[other]?.name ?? other}</a>\n`)}</nav>
</header>
<main>
<h1>${say('title')}</h1>
<p class="lead">${say('intro')}</p>
${paragraphs.map((key) => html`<p>${say(key)}</p>\n`)}</main>
</body>
</html>`;
}

/** The contact `privacy` of the directory, as far as it is known. */
function privacyContact({ directory, speak }: Bundle, language: Language): string {
	const contact = Object.hasOwn(directory.contacts, 'privacy') ? directory.contacts.privacy : undefined;
	return contact?.email ?? contact?.number ?? contact?.web ?? contact?.address ?? speak.system(language, 'unknown');
}
