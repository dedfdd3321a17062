/** The page of the web chat. The script (src/channels/web/browser/chat.ts) asks for this same page and takes parts of it over. */
import { html } from 'hono/html';
import type { Language } from '../../flow/bundle.ts';
import type { Bundle } from '../../flow/open.ts';
import type { Message } from '../../flow/turn.ts';
import type { Assets } from './assets.ts';
import type { Html, Rendered } from './render.ts';

/** One entry of the log: what the bot said, or what the person has just said (never kept, so only in the answer to it). */
export type Entry = { by: 'bot'; seq: number; message: Message } | { by: 'person'; words: string };

/** Something to know beside the conversation: a key of `locales/<lang>/web.json`. */
export type Notice = 'busy' | 'unavailable' | 'failed';

export interface ChatView {
	language: Language;
	/** In order. */
	entries: Entry[];
	/** The first entry that is new to the person. */
	newFrom: number;
	/** Whose choices can be tapped; undefined: it could not be read. */
	current: Message | undefined;
	/** Number of the newest message of this visit; 0: there is no visit. */
	last: number;
	/** Random, for telling a page sent twice from two messages. */
	id: string;
	notice?: Notice | undefined;
	/** Words that could not be taken, back in the field. */
	typed?: string | undefined;
}

export type Render = (message: Message) => Rendered;

export function chatPage(bundle: Bundle, assets: Assets, render: Render, view: ChatView): Html {
	const { language, entries, newFrom, current, last, notice, typed = '' } = view;
	const say = (key: string) => bundle.speak.system(language, `web.${key}`);
	const hidden = html`<input type="hidden" name="id" value="${view.id}"><input type="hidden" name="guess" value="${language}">`;
	const nav = (way: 'lang' | 'close') => bundle.speak.system(language, `nav.${way}`);
	const rendered = current && render(current);
	const languageAtTop = !current?.choices.some(({ id, label }) => id === 'lang' && label !== nav('lang'));
	return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<title>${say('title')}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${assets.style}">
<script type="module" src="${assets.script}"></script>
</head>
<body class="chat" data-away="${bundle.directory.away}" data-last="${last}">
<header id="top">
<form method="post" action="/chat#new" autocomplete="off">${hidden}
<svg class="mark" viewBox="0 0 32 32" aria-hidden="true"><path d="M13 4a9 9 0 0 0-9 9c0 2.4.9 4.600 2.500 6.200L5 24l5.200-1.600A9 9 0 1 0 13 4z"/><path d="M24.500 13.300a6.500 6.500 0 0 1 2.300 10.900l1.200 3.800-4.300-1.300a6.500 6.500 0 0 1-8.700-3.300 11 11 0 0 0 9.500-10.100z"/></svg>
<h1>${say('title')}</h1>
${languageAtTop && html`<button class="quiet" name="choice" value="lang"><span aria-hidden="true">🌐</span> <span>${nav('lang')}</span></button>`}
<button class="close" name="choice" value="close" formaction="/chat"><span aria-hidden="true">✕</span> <span>${nav('close')}</span></button>
</form>
</header>
<main>
<p id="intro" class="intro">${say('intro')} <span class="keys">${say('keys')}</span> <a href="/privacy?lang=${language}">${say('privacy')}</a></p>
<div id="log" role="log" aria-live="polite" aria-label="${say('log')}" data-you="${say('you')}">
${entries.map((entry, index) => saidBy(render, say('you'), entry, index === newFrom))}
</div>
<form id="choices" method="post" action="/chat#new" autocomplete="off">${hidden}
${rendered && html`<div role="group" aria-label="${say('choices')}" lang="${current.language}" tabindex="-1">${rendered.choices}</div>`}
</form>
</main>
<footer>
<p id="notice" role="status">${notice && say(notice)}</p>
<p id="lost" hidden>${say('offline')}</p>
<form id="always" method="post" action="/chat#new" autocomplete="off">${hidden}
${rendered && html`<div lang="${current.language}">${rendered.always}</div>`}
</form>
<form id="write" method="post" action="/chat#new" autocomplete="off">${hidden}
<label id="label" for="text">${say('label')}</label>
<input id="text" name="text" value="${typed}" maxlength="1000" placeholder="${say('label')}" autocomplete="off" autocapitalize="sentences" spellcheck="false" enterkeyhint="send">
<button id="send">${say('send')}</button>
</form>
</footer>
</body>
</html>`;
}

function saidBy(render: Render, you: string, entry: Entry, first: boolean): Html {
	const id = first ? 'new' : undefined;
	if (entry.by === 'person') {
		return html`<div class="person"${attribute('id', id)}><span class="hidden">${you}: </span>${entry.words}</div>\n`;
	}
	const { seq, message } = entry;
	return html`<div class="bot"${attribute('id', id)} data-seq="${seq}" lang="${message.language}">${render(message).said}</div>\n`;
}

function attribute(name: string, value: string | undefined): Html | undefined {
	return value === undefined ? undefined : html` ${name}="${value}"`;
}
